"""Which request came when to which address? A web on many loopback addresses that writes it down."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawler.crawl import CrawlJob, crawl
from crawler.net import NetConfig
from crawler.records import Observation, Visit
from tests.crawler._servers import LOOPBACK, Datagrams
from tests.crawler._web import Answer, Web, answer

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
NAME_SERVER, NOBODY = "127.0.2.1", "127.0.2.2"


@dataclass(frozen=True)
class Arrival:
    """One request as its server saw it."""

    at: float
    address: str
    host: str
    path: str
    headers: dict[str, str]


@dataclass
class LoggingWeb(Web):
    """The sites of :class:`Web`, over plain HTTP, with a log of arrivals."""

    arrivals: list[Arrival] = field(default_factory=list)

    async def logged(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at = time.monotonic()
        head = await reader.readuntil(b"\r\n\r\n")
        request, *lines = head.decode("latin-1").rstrip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        headers = {name.lower(): value for name, value in headers.items()}
        host = headers["host"].partition(":")[0]
        address = writer.get_extra_info("sockname")[0]
        self.arrivals.append(Arrival(at, address, host, request.split(" ")[1], headers))
        again = asyncio.StreamReader()
        again.feed_data(head)
        await self.serve(again, writer)

    def gaps(self, **of: str) -> list[float]:
        """Seconds between the arrivals of one ``host`` or ``address``."""
        times = [
            each.at
            for each in self.arrivals
            if all(getattr(each, name) == value for name, value in of.items())
        ]
        return [later - earlier for earlier, later in pairwise(times)]

    def paths(self, host: str) -> list[str]:
        return [each.path for each in self.arrivals if each.host == host]


@asynccontextmanager
async def logging_web(sites: dict[str, str], **answers: Answer) -> AsyncIterator[LoggingWeb]:
    """``sites``: host → address; each has a home page unless ``answers`` has one for all."""
    web = LoggingWeb()
    for host, address in sites.items():
        web.site(host, address, **{"home": answer("<title>x</title>"), **answers})
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Datagrams(web.resolve), local_addr=(NAME_SERVER, 0)
    )
    servers: list[asyncio.Server] = []
    port = 0
    for address in sorted(set(sites.values())):
        servers.append(await asyncio.start_server(web.logged, address, port))
        port = port or servers[0].sockets[0].getsockname()[1]
    with socket.socket() as unused:
        unused.bind((NOBODY, 0))
        closed = unused.getsockname()[1]
    where = transport.get_extra_info("sockname")
    web.net = NetConfig(
        allow=(LOOPBACK,),
        nameservers=(f"{NAME_SERVER}:{where[1]}",),
        ports={80: port, 443: closed, 43: closed},
        timeout=2.0,
    )
    try:
        yield web
    finally:
        transport.close()
        for server in servers:
            server.close()


async def visited(web: LoggingWeb, folder: Path, **more: Any) -> dict[str, Visit]:
    """One crawl over all sites of ``web``, while the servers run in this very loop."""
    told = {"delay": 0.0, "address_delay": 0.0, "site_seconds": 12.0, "request_seconds": 5.0, "processes": 1}
    job = CrawlJob(list(web.names), NOW, folder / "archive", web.net, log=folder / "log", **told | more)
    visits = await asyncio.to_thread(lambda: list(crawl(job)))
    return {each.domain: each for each in visits}


def site_of(visit: Visit) -> Observation:
    return next(each for each in visit.observations if each.kind == "site")
