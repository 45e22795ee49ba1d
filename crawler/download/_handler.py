"""How does Scrapy fetch here: vetted, bounded, with the certificate of the same connection kept?"""

import asyncio
import errno
import ipaddress
import ssl
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pycurl
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.download._asking import Target, asking
from crawler.download._incoming import Incoming, certificates
from crawler.download._transfers import Transfers
from crawler.net import Network, Shown, network_of

STANDARD = {"http": 80, "https": 443}
MOST_ADDRESSES = 4
_WEIRD = pycurl.E_FTP_WEIRD_SERVER_REPLY  # its old name: today it means any answer that libcurl cannot read
_ODD = {pycurl.E_UNSUPPORTED_PROTOCOL, _WEIRD}
_ODD_FOR_ALL = ("HTTP/0.9", "Content-Length", "Version mismatch")  # Scrapy's own handler fails there too
_CONNECTING = {pycurl.E_COULDNT_CONNECT, pycurl.E_COULDNT_RESOLVE_HOST}
_TLS = {pycurl.E_SSL_CONNECT_ERROR, pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CIPHER}
_LEGACY = "legacy renegotiation"
_NO_GOODBYE = "unexpected eof"  # many servers end a TLS connection without saying so


class Unreadable(ValueError):
    """The server answered, and it is no HTTP; asked again it would say the same."""


class CurlHandler(BaseDownloadHandler):
    """Fetches by libcurl; what libcurl finds too odd is asked for once more by Scrapy's own handler.

    ``request.meta`` says afterwards, also when it failed, which address was dialled (``dialled``) and from
    which of ours (``from``), where that is known.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._network: Network = network_of(settings)
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._whole = settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._transfers: Transfers | None = None
        self._tolerant: BaseDownloadHandler | None = None

    async def download_request(self, request: Request) -> Response:
        if self._transfers is None:
            self._transfers = Transfers()
        clock = asyncio.get_running_loop().time
        started = clock()
        until = started + float(request.meta.get("download_timeout") or self._seconds)
        most = int(request.meta.get("download_maxsize", self._most))
        incoming = Incoming(0 if request.method == "HEAD" else most)
        code, told = await self._fetched(request, incoming, until)
        request.meta["download_latency"] = clock() - started
        if incoming.too_big:
            raise DownloadCancelledError(f"{request.url[:200]} was not taken: {incoming.too_big}")
        if _is_odd(code, told):
            return await self._asked_again(request, until - clock())
        if code == pycurl.E_RECV_ERROR and _NO_GOODBYE in told and incoming.until_closed:
            code = 0
        if code == pycurl.E_PARTIAL_FILE and not request.meta.get("download_fail_on_dataloss", self._whole):
            return _response(request, incoming, ["dataloss"])
        if code:
            raise _failure(request, code, told)
        if not incoming.began:
            raise Unreadable(f"{request.url[:200]}: the answer has no head that can be read")
        return _response(request, incoming, [])

    async def _fetched(self, request: Request, incoming: Incoming, until: float) -> tuple[int, str]:
        """libcurl's code and message; the next address is tried when one cannot be connected to."""
        host, standard, secure = _place(request.url)
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout_at(until):
                addresses = (await self._network.lookup(host))[:MOST_ADDRESSES]
        except TimeoutError:
            raise DownloadTimeoutError(f"no address for {host[:100]} in time") from None
        port = self._network.port(standard)
        failed = (pycurl.E_COULDNT_CONNECT, "no address")
        for at, address in enumerate(addresses):
            left = until - clock()
            target = Target(address, port, secure, left, left / (len(addresses) - at))
            code, told, connected = await self._asked(request, target, host, incoming)
            if connected or code not in (*_CONNECTING, pycurl.E_OPERATION_TIMEDOUT):
                return code, told
            failed = (code, told)
        return failed

    async def _asked(
        self, request: Request, target: Target, host: str, incoming: Incoming
    ) -> tuple[int, str, bool]:
        """One request at one address: libcurl's code, its message, and whether a connection was there."""
        assert self._transfers is not None
        request.meta["dialled"] = target.address
        first = target.secure and self._network.shown(host) is None
        handle = asking(request, target, incoming, first)
        try:
            code, told = await self._transfers.run(handle)
            incoming.status = handle.getinfo(pycurl.RESPONSE_CODE)
            if ours := handle.getinfo_raw(pycurl.LOCAL_IP):
                request.meta["from"] = ours.decode("ascii", "replace")
            if first and (shown := _shown(handle, target.address, incoming.version)):
                self._network.show(host, shown)
            if code == pycurl.E_COULDNT_CONNECT:
                told = errno.errorcode.get(handle.getinfo(pycurl.OS_ERRNO), told)
            return code, told, handle.getinfo(pycurl.CONNECT_TIME) > 0
        finally:
            handle.close()

    async def _asked_again(self, request: Request, left: float) -> Response:
        """Once more by Scrapy's own handler, whose reader takes what libcurl does not."""
        if self._tolerant is None:
            self._tolerant = _scrapys_own(self.crawler)
        self.crawler.stats.inc_value("download/odd_answers_asked_again")
        given = request.meta.get("download_timeout")
        request.meta["download_timeout"] = max(0.1, left)
        try:
            response = await self._tolerant.download_request(request)
        finally:
            request.meta["download_timeout"] = given
        if response.ip_address:
            request.meta["dialled"] = str(response.ip_address)
        return response

    async def close(self) -> None:
        if self._transfers is not None:
            self._transfers.close()
        if self._tolerant is not None:
            await self._tolerant.close()


def _scrapys_own(crawler: Any) -> BaseDownloadHandler:
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler  # slow, and few crawls need it

    from crawler import header_lines

    header_lines.bound()
    return HTTP11DownloadHandler.from_crawler(crawler)


def _place(url: str) -> tuple[str, int, bool]:
    parts = urlsplit(url)
    if parts.scheme not in STANDARD or not parts.hostname or "@" in parts.netloc:
        raise UnsupportedURLSchemeError(f"{url[:200]} is no web address that we take")
    return parts.hostname, parts.port or STANDARD[parts.scheme], parts.scheme == "https"


def _is_odd(code: int, told: str) -> bool:
    """Whether Scrapy's own handler may make a page of it where libcurl makes none."""
    if code in _ODD:
        return not any(each in told for each in _ODD_FOR_ALL)
    return code in _TLS and _LEGACY in told


def _shown(handle: pycurl.Curl, address: str, version: str) -> Shown | None:
    """What the server showed of itself, when this transfer made the connection."""
    chain = certificates(handle.getinfo_raw(pycurl.INFO_CERTINFO) or [])
    try:
        return Shown(tuple(map(ssl.PEM_cert_to_DER_cert, chain)), version, address) if chain else None
    except ValueError:
        return None


def _failure(request: Request, code: int, told: str) -> Exception:
    """libcurl's code in Scrapy's words."""
    said = f"{request.url[:200]}: {told[:300]} (libcurl {code})"
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return DownloadTimeoutError(said)
    if code == pycurl.E_COULDNT_CONNECT and told == "ECONNREFUSED":
        return DownloadConnectionRefusedError(said)
    if code == pycurl.E_FILESIZE_EXCEEDED:
        return DownloadCancelledError(said)
    if code == pycurl.E_PARTIAL_FILE:
        return ResponseDataLossError(said)
    if code in _ODD or (code == pycurl.E_RECV_ERROR and "chunk" in told):
        return Unreadable(said)
    return DownloadFailedError(f"SSL: {said}" if code in _TLS else said)


def _response(request: Request, incoming: Incoming, flags: list[str]) -> Response:
    headers = Headers(incoming.fields())
    body = incoming.body
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(
        url=urldefrag(request.url)[0],
        status=incoming.status,
        headers=headers,
        body=body,
        flags=flags,
        ip_address=ipaddress.ip_address(request.meta["dialled"]),
        protocol=incoming.protocol,
    )
