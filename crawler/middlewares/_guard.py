"""Does a request go to a web address of a public host?"""

from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request

from crawler.middlewares._refusal import Refused
from crawler.net import LookupFailed, network_of
from crawler.records import Reason

MOST_URL = 2_000
PORTS = {None, 80, 443}


class GuardMiddleware:
    """Only http and https on their ports, and only names all of whose addresses are public.

    The resolver enforces the addresses; the guard gives the reason, and the first address to whoever waits.
    """

    def __init__(self, settings: Any) -> None:
        self._network = network_of(settings)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
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
            addresses = await self._network.lookup(host)
        except LookupFailed as error:
            raise Refused(error.reason, f"{shown} was not asked: {error}") from error
        request.meta["vetted"] = addresses[0]
