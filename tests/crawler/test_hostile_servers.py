"""Does a server that never stops, or sends a thousand times what it says, cost only its own look?"""

import gzip
from asyncio import StreamWriter, sleep
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import brotli
import pytest

from crawler.crawl import CrawlJob, crawl
from crawler.records import Observation, Outcome, Reason
from tests.crawler._web import Web, answer, running_web

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
NEIGHBOURS = [f"neighbour{number}.example" for number in range(4)]


async def endless_headers(writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1_000) for number in range(1_000))
    while True:
        writer.write(lines)
        await writer.drain()
        await sleep(0)


async def endless_interim(writer: StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1_000)
        await writer.drain()
        await sleep(0)


async def endless_line(writer: StreamWriter) -> None:
    while True:
        writer.write(b"x" * 60_000)
        await writer.drain()
        await sleep(0)


async def endless_chunks(writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1;" + b"x" * 500 + b"\r\nx\r\n")
        await writer.drain()
        await sleep(0)


async def nothing(writer: StreamWriter) -> None:
    await sleep(30)


def build(web: Web) -> None:
    page = b"a" * 30_000_000
    layers = gzip.compress(gzip.compress(gzip.compress(page)))
    web.site("headers.example", home=endless_headers)
    web.site("interim.example", home=endless_interim)
    web.site("line.example", home=endless_line)
    web.site("chunks.example", home=endless_chunks)
    web.site("nothing.example", home=nothing)
    web.site("brotli.example", home=answer(brotli.compress(page), more="Content-Encoding: br\r\n"))
    web.site("layers.example", home=answer(layers, more="Content-Encoding: gzip, gzip, gzip\r\n"))
    web.site("status.example", home=b"HTTP/1.1 %s OK\r\n\r\n" % (b"9" * 4_000))
    web.site("negative.example", home=b"HTTP/1.1 -1 OK\r\nContent-Length: 1\r\n\r\nx")
    web.site("huge.example", home=b"HTTP/1.1 99999999999999999999 OK\r\nContent-Length: 1\r\n\r\nx")
    web.site("length.example", home=b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx")
    web.site("location.example", home=answer("", status=302, more="Location: http://[\r\n"))
    web.site("nul.example", home=answer(b"<title>a\0b</title>" + b"\0" * 1_000))
    for each in NEIGHBOURS:
        web.site(each, home=answer(f"<title>{each}</title>"))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Observation]]:
    folder = tmp_path_factory.mktemp("web")
    with running_web(folder) as web:
        build(web)
        job = CrawlJob(
            list(web.names), NOW, folder / "archive", web.net, delay=0, request_seconds=1, site_seconds=6,
            log=folder / "log", at_once=16, address_delay=0,
        )  # fmt: skip
        visits = list(islice(crawl(job), len(web.names)))
        yield {each.domain: next(o for o in each.observations if o.kind == "site") for each in visits}


@pytest.mark.parametrize("domain", NEIGHBOURS)
def test_the_neighbours_are_seen(seen: dict[str, Observation], domain: str) -> None:
    assert seen[domain].payload["title"] == domain


def test_each_of_them_is_a_failed_look_and_nul_bytes_are_text(seen: dict[str, Observation]) -> None:
    assert {
        domain.partition(".")[0]: each.reason
        for domain, each in seen.items()
        if each.reason and domain != "line.example"
    } == {
        "headers": Reason.TOO_BIG,
        "interim": Reason.TOO_BIG,
        "chunks": Reason.TIMEOUT,
        "nothing": Reason.TIMEOUT,
        "brotli": Reason.TOO_BIG,
        "layers": Reason.TOO_BIG,
        "status": Reason.BAD_ANSWER,
        "negative": Reason.BAD_ANSWER,
        "huge": Reason.BAD_ANSWER,
        "length": Reason.TOO_BIG,
        "location": Reason.BAD_ANSWER,
    }
    assert {each.outcome for each in seen.values() if each.reason} == {Outcome.FAILED}
    assert seen["nul.example"].payload["title"] == "a\ufffdb"
