"""Does a page fetched without Scrapy stay behind the same walls?"""

import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

import pytest

from crawler.download import Fetching, fetch
from crawler.errors import CollectionError
from crawler.net import LookupFailed, Network
from crawler.records import Reason
from tests.crawler._servers import Zone, listening, name_server

PAGE = b"<title>a page</title>"
RECORDS = {("a.test", "A"): ["127.0.0.1"], ("inner.test", "A"): ["10.0.0.1"]}


@asynccontextmanager
async def fetcher(answer):
    """A function that fetches from a server with one answer for all; its list holds what was asked."""
    asked = []

    async def serve(reader, writer):
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(answer)
        writer.close()

    async with listening(serve) as port, name_server(Zone(dict(RECORDS))) as config:
        fetching = Fetching(Network(replace(config, ports=MappingProxyType({80: port}))))
        try:
            yield lambda url, **given: fetch(fetching, url, "brassplate", 2.0, **given), asked
        finally:
            fetching.close()


async def test_a_page_comes_with_its_first_fields_and_the_address_dialled():
    head = b"HTTP/1.1 200 OK\r\nServer: one\r\nserver: two\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
    async with fetcher(head + PAGE) as (fetched, asked):
        got = await fetched("http://a.test/")
    assert (got.status, got.body, got.fields["server"], got.address) == (200, PAGE, "one", "127.0.0.1")
    assert asked == [
        "GET / HTTP/1.1\r\nHost: a.test\r\naccept: text/html,application/xhtml+xml\r\n"
        "accept-encoding: identity\r\nuser-agent: brassplate\r\n\r\n"
    ]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 900,
        b"no HTTP at all",
        b"",
    ],
    ids=["too long as it says", "too long all the same", "not HTTP", "nothing"],
)
async def test_what_is_no_page_within_bounds_is_told_as_a_failed_look(answer):
    async with fetcher(answer) as (fetched, _):
        with pytest.raises(CollectionError, match=r"http://a\.test/ was not fetched: "):
            await fetched("http://a.test/", most=500)


async def test_no_address_of_our_own_network_is_dialled():
    async with fetcher(b"") as (fetched, asked):
        with pytest.raises(LookupFailed) as refused:
            await fetched("http://inner.test/")
        assert refused.value.reason is Reason.BLOCKED_ADDRESS
    assert asked == []


def test_a_sweep_does_not_wait_for_scrapy_to_load():
    program = "import crawler.download, sys; print('scrapy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
