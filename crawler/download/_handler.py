"""How does Scrapy fetch here: vetted, bounded, with the certificate of the same connection kept?"""

import asyncio
import ipaddress
from typing import Any
from urllib.parse import urldefrag

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

from crawler.download._fetching import CONNECT_SECONDS, Fetching, place
from crawler.download._incoming import Incoming
from crawler.net import Network, network_of

_WEIRD = pycurl.E_FTP_WEIRD_SERVER_REPLY  # its old name: today it means any answer that libcurl cannot read
_ODD = {pycurl.E_UNSUPPORTED_PROTOCOL, _WEIRD}
_ODD_FOR_ALL = ("HTTP/0.9", "Content-Length", "Version mismatch")  # Scrapy's own handler fails there too
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
        self._connect_seconds = settings.getfloat("BRASSPLATE_CONNECT_SECONDS", CONNECT_SECONDS)
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._whole = settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS")
        self._fetching: Fetching | None = None
        self._tolerant: BaseDownloadHandler | None = None

    async def download_request(self, request: Request) -> Response:
        try:
            place(request.url)
        except ValueError as error:
            raise UnsupportedURLSchemeError(str(error)) from None
        if self._fetching is None:
            self._fetching = Fetching(self._network, self._connect_seconds)
        clock = asyncio.get_running_loop().time
        started = clock()
        until = started + float(request.meta.get("download_timeout") or self._seconds)
        most = int(request.meta.get("download_maxsize", self._most))
        incoming = Incoming(0 if request.method == "HEAD" else most)
        code, told = await self._fetching.run(request, incoming, until)
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
        if self._fetching is not None:
            self._fetching.close()
        if self._tolerant is not None:
            await self._tolerant.close()


def _scrapys_own(crawler: Any) -> BaseDownloadHandler:
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler  # slow, and few crawls need it

    from crawler import header_lines

    header_lines.bound()
    return HTTP11DownloadHandler.from_crawler(crawler)


def _is_odd(code: int, told: str) -> bool:
    """Whether Scrapy's own handler may make a page of it where libcurl makes none."""
    if code in _ODD:
        return not any(each in told for each in _ODD_FOR_ALL)
    return code in _TLS and _LEGACY in told


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
