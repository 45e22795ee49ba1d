"""How does an HTTP session dial only addresses that were vetted?"""

import contextlib
import socket
import ssl
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver, ResolveResult

from crawler.net import LookupFailed, Network


class _Vetted(AbstractResolver):
    def __init__(self, network: Network) -> None:
        self._network = network

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = []
        try:
            addresses = await self._network.lookup(host)
        except LookupFailed as error:
            raise OSError(str(error)) from error
        for address in addresses:
            kind = socket.AF_INET6 if ":" in address else socket.AF_INET
            at = self._network.port(port)
            found.append(ResolveResult(hostname=host, host=address, port=at, family=kind, proto=0, flags=0))
        return found

    async def close(self) -> None:
        pass


class Dialled:
    """Makes the sockets of one session and remembers the ends of the connection that was made."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._made: list[socket.socket] = []
        self.address, self.source = "", ""

    def socket(self, address_info: Any) -> socket.socket:
        family, kind, protocol, _, address = address_info
        if refused := self._network.guard.reason(address[0]):  # aiohttp asks no resolver for a literal
            raise OSError(refused)
        self.address, self.source = address[0], ""
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        self._made.append(made)
        return made

    async def connected(self, *_: Any) -> None:
        for made in reversed(self._made):
            with contextlib.suppress(OSError):  # the loser of two addresses is closed by now
                self.address, self.source = made.getpeername()[0], made.getsockname()[0]
                break
        self._made.clear()

    def trace(self) -> aiohttp.TraceConfig:
        config = aiohttp.TraceConfig()
        config.on_connection_create_end.append(self.connected)
        return config


@lru_cache(maxsize=4)
def _trust(authorities: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    for each in authorities:
        context.load_verify_locations(each)
    return context


def guarded_session(
    network: Network, headers: Mapping[str, str], *, force_close: bool = False
) -> tuple[aiohttp.ClientSession, Dialled]:
    """A session without cookies, environment proxies or unpacking, and the ends of what it dialled last.

    Literal addresses are vetted when the socket is opened; certificates are verified.
    """
    dialled = Dialled(network)
    connector = aiohttp.TCPConnector(
        resolver=_Vetted(network),
        socket_factory=dialled.socket,
        ssl=_trust(network.config.authorities),
        use_dns_cache=False,
        force_close=force_close,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trace_configs=[dialled.trace()],
    )
    return session, dialled
