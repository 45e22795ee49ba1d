"""What do the robots.txt of the hosts allow, each asked for once (RFC 9309)?"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.middlewares._budget import Budget
from crawler.middlewares._refusal import Refused, reason_of
from crawler.middlewares._sending import download
from crawler.records import Reason
from crawler.robots import Robots

MOST_ROBOTS = 512_000
"""Bytes of robots.txt that are read; RFC 9309 asks for at least 500 KiB."""
MOST_HOSTS_KNOWN = 2_000
MOST_FOR_ROBOTS = 7
"""Requests that one robots.txt may cost, redirects and their robots.txt included."""

Verdict = Robots | Refused | None
Load = Callable[[Any, Request], Awaitable[Response]]


@dataclass(slots=True)
class _Asked:
    verdict: asyncio.Task[Verdict]
    waiting: int = 0


class RobotsMiddleware:
    """Asks each host's robots.txt once, however many requests wait for it, and keeps to it (RFC 9309).

    What the file says for 2xx; everything is allowed for 4xx; when the server fails we stay away.
    Its Crawl-delay goes to whoever gives the turns, as ``crawl_delay`` of the request's ``meta``.
    """

    def __init__(self, crawler: Any, load: Load = download) -> None:
        self._crawler = crawler
        self._download = load
        self._agent = crawler.settings["USER_AGENT"].partition("/")[0]
        self._asked: OrderedDict[tuple[str, str], _Asked] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        verdict = await self._verdict(request)
        if isinstance(verdict, Refused):
            raise Refused(verdict.reason, str(verdict))
        request.meta["crawl_delay"] = verdict.delay if verdict else 0.0
        if verdict and not verdict.allows(request.url):
            raise Refused(
                Reason.ROBOTS, f"{request.url[:200]} was not asked: robots.txt asks us to stay away"
            )

    async def _verdict(self, request: Request) -> Verdict:
        parts = urlsplit(request.url)
        key = (parts.scheme, parts.netloc)
        asked = self._asked.get(key)
        if asked is None:
            loading = self._load(f"{key[0]}://{key[1]}/robots.txt", request.meta.get("budget"))
            # Of several waiters for a Deferred all but the first get None; a Task gives each the result.
            asked = self._asked[key] = _Asked(asyncio.ensure_future(loading))
            if len(self._asked) > MOST_HOSTS_KNOWN:
                self._asked.popitem(last=False)
        self._asked.move_to_end(key)
        asked.waiting += 1
        try:
            return await asyncio.shield(asked.verdict)
        finally:
            asked.waiting -= 1
            if not asked.waiting and not asked.verdict.done():  # no line is kept for those who went away
                asked.verdict.cancel()
                if self._asked.get(key) is asked:
                    del self._asked[key]

    async def _load(self, url: str, payer: Budget | None) -> Verdict:
        # A budget of its own: the verdict holds for all, so no site may spoil it by having used up its own.
        own = Budget(left=MOST_FOR_ROBOTS)
        meta = {"is_robots": True, "budget": own, "max_retry_times": 0}
        request = Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
        try:
            response = await self._download(self._crawler, request)
        except Exception as error:
            reason = reason_of(error)
            return Refused(reason, f"{url[:200]} could not be asked: {reason}")
        finally:
            if payer is not None:
                payer.spend(MOST_FOR_ROBOTS - own.left)
        if response.status < 300:
            return Robots.parse(response.body[:MOST_ROBOTS].decode("utf-8", "replace"), self._agent)
        if response.status == 429:
            return Refused(Reason.RATE_LIMITED, f"{url[:200]} answered 429: we stay away")
        if 400 <= response.status < 500:
            return None
        return Refused(Reason.ROBOTS, f"{url[:200]} answered {response.status}: we stay away")
