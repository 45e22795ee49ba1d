"""What does a host cost that takes no connection, and is it waited for once only?"""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import pytest

from crawler.crawl import CrawlJob, crawl
from crawler.download import Fetching, fetch
from crawler.errors import CollectionError
from crawler.net import NetConfig, Network
from crawler.records import Outcome, Reason
from tests.crawler._web import CLOSED, Web, answer, running_web

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
DEAD = "127.0.9.1"


@contextmanager
def full(address: str, ports: list[int]) -> Iterator[None]:
    """Ports whose queue is full: nobody takes a connection there, and nobody refuses one."""
    with ExitStack() as held:
        for port in ports:
            listener = held.enter_context(socket.socket())
            listener.bind((address, port))
            listener.listen(0)
            for _ in range(3):
                filler = held.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex((address, port))
        yield


def a_port(address: str) -> int:
    with socket.socket() as free:
        free.bind((address, 0))
        return int(free.getsockname()[1])


async def test_a_connection_has_less_time_than_its_request_and_its_failure_is_remembered_a_moment() -> None:
    port = a_port(DEAD)
    network = Network(NetConfig(("127.0.0.0/8",), ports=MappingProxyType({80: port})))
    fetching = Fetching(network, connect_seconds=0.3)
    began = time.monotonic()
    with full(DEAD, [port]), pytest.raises(CollectionError):
        await fetch(fetching, f"http://{DEAD}/", "test/1", seconds=9)
    fetching.close()
    assert 0.25 < time.monotonic() - began < 3
    assert network.unreached(DEAD, 80) is Reason.TIMEOUT
    assert network.unreached(DEAD, 443) is Reason.NONE
    assert network.unreached("127.0.9.2", 80) is Reason.NONE


async def test_of_several_reasons_the_one_that_tells_most_is_remembered() -> None:
    network = Network(NetConfig(("127.0.0.0/8",), ("127.0.0.1:5300",)))
    refused, nowhere = Reason.REFUSED_CONNECTION, Reason.UNREACHABLE
    assert network.not_reached("Front.example.", 443, [nowhere, refused]) is refused
    assert network.unreached("front.example", 443) is refused
    await asyncio.sleep(0)


def test_a_dead_site_costs_two_waits_and_its_certificate_none(tmp_path: Path) -> None:
    with running_web(tmp_path) as web:
        build(web)
        job = CrawlJob(
            list(web.names), NOW, tmp_path / "archive", web.net, delay=0, address_delay=0,
            site_seconds=40, request_seconds=2, log=tmp_path / "log", processes=1,
        )  # fmt: skip
        began = time.monotonic()
        with full(CLOSED, list(web.net.ports.values())):
            visits = {each.domain: each for each in islice(crawl(job), len(web.names))}
        took = time.monotonic() - began
    dead = {each.kind: (each.outcome, each.reason) for each in visits["dead.example"].observations}
    assert dead["site"] == dead["tls"] == (Outcome.FAILED, Reason.TIMEOUT)
    assert [each.what for each in visits["dead.example"].touches] == [
        "GET https://dead.example/robots.txt",
        "GET http://dead.example/robots.txt",
    ]
    assert took < 2 * 2 + 10
    alive = {each.kind: each.outcome for each in visits["page.example"].observations}
    assert alive["site"] is alive["tls"] is Outcome.OBSERVED


def build(web: Web) -> None:
    web.site("page.example", home=answer("<title>a page</title>"))
    web.site("dead.example", CLOSED)
