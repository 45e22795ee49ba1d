"""Which requests may leave: those to public addresses, allowed by robots.txt, within the site's budget?

A refusal says why and is never retried. The resolver enforces the addresses; the guard here gives the reason.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import header_lines
from crawler.net import LookupFailed, network_of
from crawler.records import Reason
from crawler.robots import Robots

MOST_ROBOTS = 512_000
"""Bytes of robots.txt that are read; RFC 9309 asks for at least 500 KiB."""
MOST_HOSTS_KNOWN = 2_000
MOST_URL = 2_000
MOST_FOR_ROBOTS = 7
"""Requests that one robots.txt may cost, redirects and their robots.txt included."""
PORTS = {None, 80, 443}


class Refused(IgnoreRequest):
    """The request was not sent, or its answer not taken; ``reason`` is one of the closed list."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(slots=True)
class Budget:
    """How many requests one site may still cost, redirects and robots.txt included, and the last one made."""

    left: int = 40
    asked: str = ""


def reason_of(error: BaseException) -> Reason:
    """What a failed download means, in the words of the closed list."""
    match error:
        case Refused() | LookupFailed():
            return error.reason
        case DownloadTimeoutError() | TimeoutError():
            return Reason.TIMEOUT
        case DownloadConnectionRefusedError():
            return Reason.REFUSED_CONNECTION
        case DownloadCancelledError() | IgnoreRequest():
            return Reason.TOO_BIG  # the two ways in which Scrapy enforces DOWNLOAD_MAXSIZE
        case CannotResolveHostError():
            return Reason.NO_ADDRESS
        case UnsupportedURLSchemeError():
            return Reason.BAD_ANSWER
    if "SSL" in f"{error!r}{error.__cause__!r}":
        return Reason.TLS_FAILED
    return Reason.BAD_ANSWER if _unreadable(error) else Reason.UNREACHABLE


def _unreadable(error: BaseException) -> bool:
    if isinstance(error, EOFError | ValueError) or type(error).__module__ in ("gzip", "zlib", "brotli"):
        return True
    return "ParseError" in repr(error.__cause__) or "ParseError" in str(error)


class BudgetMiddleware:
    """Stops a site that answers every request with another one."""

    def process_request(self, request: Request) -> None:
        budget = request.meta.get("budget")
        if budget is None:
            return
        if budget.left <= 0:
            raise Refused(
                Reason.TOO_BIG, f"{request.url[:200]} was not asked: the site's requests are used up"
            )
        budget.left -= 1
        if not request.meta.get("is_robots"):
            budget.asked = request.url


class GuardMiddleware:
    """Only http and https on their ports, and only names all of whose addresses are public."""

    def __init__(self, settings: Any) -> None:
        self._network = network_of(settings)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        header_lines.bound()
        return cls(crawler.settings)

    async def process_request(self, request: Request) -> None:
        shown = request.url[:200]
        try:
            parts = urlsplit(request.url)
            host = parts.hostname or ""
            known = parts.scheme in ("http", "https") and parts.port in PORTS and "@" not in parts.netloc
        except ValueError:
            host, known = "", False
        if not known or not host or len(request.url) > MOST_URL:
            raise Refused(Reason.BAD_ANSWER, f"{shown} was not asked: it is no web address that we take")
        try:
            await self._network.lookup(host)
        except LookupFailed as error:
            raise Refused(error.reason, f"{shown} was not asked: {error}") from error


class QuietRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects without a Referer, and with a reason when they never end."""

    def handle_referer(self, request: Request, response: Response) -> None:
        request.headers.pop("Referer", None)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            tried = len(request.meta.get("redirect_urls", ()))
            raise Refused(
                Reason.REDIRECT_LOOP,
                f"{request.url[:200]} is redirect number {tried + 1} in a row: not followed",
            ) from None


class RobotsMiddleware:
    """Asks each host's robots.txt once, however many requests wait for it, and keeps to it (RFC 9309).

    What the file says for 2xx; everything is allowed for 4xx; when the server fails we stay away.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["USER_AGENT"].partition("/")[0]
        self._rules: OrderedDict[tuple[str, str], asyncio.Future[Any]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        key = (parts.scheme, parts.netloc)
        if key not in self._rules:
            if budget := request.meta.get("budget"):
                budget.left -= 1
            # Of several waiters for a Deferred all but the first get None; a Future gives each the result.
            self._rules[key] = asyncio.ensure_future(self._load(key))
            if len(self._rules) > MOST_HOSTS_KNOWN:
                self._rules.popitem(last=False)
        verdict = await asyncio.shield(self._rules[key])
        if isinstance(verdict, Refused):
            raise Refused(verdict.reason, str(verdict))
        if verdict is not None and not verdict.allows(request.url):
            raise Refused(
                Reason.ROBOTS, f"{request.url[:200]} was not asked: robots.txt asks us to stay away"
            )

    async def _load(self, key: tuple[str, str]) -> Robots | Refused | None:
        url = f"{key[0]}://{key[1]}/robots.txt"
        # A budget of its own: the verdict holds for all, so no site may spoil it by having used up its own.
        meta = {"is_robots": True, "budget": Budget(left=MOST_FOR_ROBOTS), "max_retry_times": 0}
        request = Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            reason = reason_of(error)
            return Refused(reason, f"{url[:200]} could not be asked: {reason}")
        if response.status < 300:
            return Robots.parse(response.body[:MOST_ROBOTS].decode("utf-8", "replace"), self._agent)
        if response.status == 429:
            return Refused(Reason.RATE_LIMITED, f"{url[:200]} answered 429: we stay away")
        if 400 <= response.status < 500:
            return None
        return Refused(Reason.ROBOTS, f"{url[:200]} answered {response.status}: we stay away")
