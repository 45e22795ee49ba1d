"""What do the robots.txt of the hosts allow, each asked for once (RFC 9309)?"""

import asyncio
from collections import OrderedDict
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.middlewares._budget import Budget
from crawler.middlewares._refusal import Refused, reason_of
from crawler.records import Reason
from crawler.robots import Robots

MOST_ROBOTS = 512_000
"""Bytes of robots.txt that are read; RFC 9309 asks for at least 500 KiB."""
MOST_HOSTS_KNOWN = 2_000
MOST_FOR_ROBOTS = 7
"""Requests that one robots.txt may cost, redirects and their robots.txt included."""


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
