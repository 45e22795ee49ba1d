"""How does one request reach a vetted address of its host, and the next one when nobody connects?"""

import asyncio
import errno
import ssl
from itertools import starmap
from urllib.parse import urlsplit

import pycurl

from crawler.download._asking import Asked, Target, asking
from crawler.download._incoming import Incoming, certificates
from crawler.download._transfers import Transfers
from crawler.net import Network, Shown
from crawler.records import Reason

STANDARD = {"http": 80, "https": 443}
MOST_ADDRESSES = 4
CONNECT_SECONDS = 5.0
"""For all addresses of a host together, to the end of the TLS handshake; who is slower is taken for dead."""
_CONNECTING = {pycurl.E_COULDNT_CONNECT, pycurl.E_COULDNT_RESOLVE_HOST}


class Fetching:
    """Fetches over libcurl what ``network`` lets be dialled; made inside a running event loop.

    ``request.meta`` says afterwards, also when it failed, which address was dialled (``dialled``) and from
    which of ours (``from``), where that is known.
    """

    def __init__(self, network: Network, connect_seconds: float = CONNECT_SECONDS) -> None:
        self._network = network
        self._connect_seconds = connect_seconds
        self._transfers = Transfers()

    async def run(self, request: Asked, incoming: Incoming, until: float) -> tuple[int, str]:
        """libcurl's code and message; the next address is tried when one cannot be connected to."""
        host, standard, secure = place(request.url)
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout_at(until):
                addresses = (await self._network.lookup(host))[:MOST_ADDRESSES]
        except TimeoutError:
            return pycurl.E_OPERATION_TIMEDOUT, "no address in time"
        port = self._network.port(standard)
        connected_by = min(until, clock() + self._connect_seconds)
        failed: list[tuple[int, str]] = []
        for at, address in enumerate(addresses):
            share = (connected_by - clock()) / (len(addresses) - at)
            target = Target(address, port, secure, until - clock(), share)
            code, told, connected = await self._asked(request, target, host, incoming)
            if connected or code not in (*_CONNECTING, pycurl.E_OPERATION_TIMEDOUT):
                return code, told
            failed.append((code, told))
        self._network.not_reached(host, standard, starmap(_why, failed))
        return failed[-1]

    async def _asked(
        self, request: Asked, target: Target, host: str, incoming: Incoming
    ) -> tuple[int, str, bool]:
        """One request at one address: libcurl's code, its message, and whether a connection was there."""
        request.meta["dialled"] = target.address
        handle = asking(request, target, incoming, target.secure and self._network.shown(host) is None)
        try:
            code, told = await self._transfers.run(handle)
            incoming.status = handle.getinfo(pycurl.RESPONSE_CODE)
            if ours := handle.getinfo_raw(pycurl.LOCAL_IP):
                request.meta["from"] = ours.decode("ascii", "replace")
            if target.secure and (shown := _shown(handle, target.address, incoming.version)):
                self._network.show(host, shown)
            if code == pycurl.E_COULDNT_CONNECT:
                told = errno.errorcode.get(handle.getinfo(pycurl.OS_ERRNO), told)
            return code, told, handle.getinfo(pycurl.CONNECT_TIME) > 0
        finally:
            handle.close()

    def close(self) -> None:
        """Ends every transfer and closes every connection."""
        self._transfers.close()


def place(url: str) -> tuple[str, int, bool]:
    """Host, standard port, and whether it is https; ValueError for what is no web address that we take."""
    parts = urlsplit(url)
    if parts.scheme not in STANDARD or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"{url[:200]} is no web address that we take")
    return parts.hostname, parts.port or STANDARD[parts.scheme], parts.scheme == "https"


def _why(code: int, told: str) -> Reason:
    """Why no connection was made."""
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return Reason.TIMEOUT
    return Reason.REFUSED_CONNECTION if told == "ECONNREFUSED" else Reason.UNREACHABLE


def _shown(handle: pycurl.Curl, address: str, version: str) -> Shown | None:
    """What the server showed of itself, when this transfer made the connection."""
    chain = certificates(handle.getinfo_raw(pycurl.INFO_CERTINFO) or [])
    try:
        return Shown(tuple(map(ssl.PEM_cert_to_DER_cert, chain)), version, address) if chain else None
    except ValueError:
        return None
