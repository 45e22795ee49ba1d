"""Which server does a handler meet, and how is it told to fetch?"""

from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace

from scrapy import Request
from scrapy.settings import Settings

from crawler.download import CurlHandler
from crawler.net import network_of
from tests.crawler._servers import Zone, listening, name_server

PAGE = b"<title>a page</title>"
RECORDS = {
    ("a.test", "A"): ["127.0.0.1"],
    ("b.test", "A"): ["127.0.0.1"],
    ("two.test", "A"): ["127.0.0.9", "127.0.0.1"],
    ("inner.test", "A"): ["10.0.0.1"],
    ("mixed.test", "A"): ["127.0.0.1", "169.254.169.254"],
}


class Server:
    """Answers every request with ``given``, one connection for as many as come; keeps what it is asked."""

    def __init__(self, given=None):
        self.given = given or b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
        self.asked = []
        self.connections = self.open = 0

    async def __call__(self, reader, writer):
        self.connections += 1
        self.open += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.asked.append(head.decode("latin-1"))
                if isinstance(self.given, bytes):
                    writer.write(self.given)
                    await writer.drain()
                else:
                    await self.given(writer)
        finally:
            self.open -= 1


@asynccontextmanager
async def fetching(server, *, tls=None, records=None, **given):
    """A function that fetches by a handler whose network leads to ``server`` on both ports."""
    async with listening(server, tls) as port, name_server(Zone(dict(records or RECORDS))) as config:
        net = replace(config, ports=MappingProxyType({80: port, 443: port}))
        settings = Settings(
            {"BRASSPLATE_NET": net.to_json(), "DOWNLOAD_TIMEOUT": 3, "DOWNLOAD_MAXSIZE": 9_000} | given
        )
        stats = SimpleNamespace(inc_value=lambda _: None)
        handler = CurlHandler.from_crawler(SimpleNamespace(settings=settings, stats=stats))

        async def fetch(url, **meta):
            request = Request(url, meta=meta, headers={"User-Agent": "a test"})
            fetch.meta = request.meta
            return await handler.download_request(request)

        fetch.network = network_of(settings)
        try:
            yield fetch
        finally:
            await handler.close()
