"""When may the next request go to this host, and to this address?

Many names of one owner share a machine, and many sites lead to one name: a host is asked one thing at a
time with a pause between two, and an address few things at once, however many hosts it serves.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals

from crawler.middlewares._refusal import Refused
from crawler.records import Reason

MOST_WAIT = 30.0
"""Seconds that a visit waits because of a Crawl-delay."""
FEW = 1_000
"""Hosts, or addresses, that are remembered before the first look for those no longer needed."""
_NEVER = float("-inf")


class _Place:
    """A host or an address, first come first served; who is cancelled leaves the line."""

    __slots__ = ("_door", "_room", "_users", "crawl_delay", "last", "shown")

    def __init__(self, at_once: int) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._door = asyncio.Lock()
        self._users = 0  # those inside and those in line
        self.last = _NEVER  # when the last request began
        self.crawl_delay = 0.0
        self.shown = False  # whether a page was asked for, beside robots.txt

    async def enter(self, pause: Callable[[], float]) -> None:
        """Returns when it is the caller's turn, ``pause`` seconds after the last; it may raise instead."""
        now = asyncio.get_running_loop().time
        self._users += 1
        try:
            await self._room.acquire()
            try:
                async with self._door:
                    if (wait := self.last + pause() - now()) > 0:
                        await asyncio.sleep(wait)
                    self.last = now()
            except BaseException:
                self._room.release()
                raise
        except BaseException:
            self._users -= 1
            raise

    def leave(self) -> None:
        self._room.release()
        self._users -= 1

    def is_needed(self, since: float) -> bool:
        return self._users > 0 or self.last + self.crawl_delay > since


class _Places(dict[str, _Place]):
    """Those in use or asked a moment ago."""

    def __init__(self, at_once: int, pause: float) -> None:
        self._at_once = at_once
        self._pause = pause
        self._enough = FEW

    def __missing__(self, key: str) -> _Place:
        if len(self) >= self._enough:
            since = asyncio.get_running_loop().time() - self._pause
            for each in [name for name, place in self.items() if not place.is_needed(since)]:
                del self[each]
            self._enough = max(FEW, 2 * len(self))
        place = self[key] = _Place(self._at_once)
        return place


class TurnsMiddleware:
    """Lets a request go when it is its turn, and the next one when its answer is there.

    A Crawl-delay is kept to. One of more than 30 s is more than a visit has time for: then the host's first
    page is asked for 30 s after robots.txt, redirects within the host likewise, and nothing else.
    """

    def __init__(self, delay: float, address_delay: float, at_once: int = 8) -> None:
        self._delay = delay
        self._address_delay = address_delay
        self._hosts = _Places(1, delay)
        self._addresses = _Places(at_once, address_delay)
        self._held: dict[Request, tuple[_Place, _Place]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        settings = crawler.settings
        turns = cls(
            settings.getfloat("BRASSPLATE_DELAY"),
            settings.getfloat("BRASSPLATE_ADDRESS_DELAY"),
            settings.getint("BRASSPLATE_ADDRESS_AT_ONCE"),
        )
        # A visit whose time is up goes away at once, its connection a little later: this tells of both.
        crawler.signals.connect(turns.left, signals.request_left_downloader)
        return turns

    async def process_request(self, request: Request) -> None:
        name = urlsplit(request.url).hostname or ""
        host = self._hosts[name]
        if not request.meta.get("is_robots"):
            host.crawl_delay = request.meta.get("crawl_delay", host.crawl_delay)
        await host.enter(lambda: self._pause(request, host))
        address = self._addresses[request.meta.get("vetted", name)]  # in line it might be forgotten
        try:
            await address.enter(lambda: self._address_delay)
        except BaseException:
            host.leave()
            raise
        host.last = address.last
        host.shown = host.shown or not request.meta.get("is_robots")
        self._held[request] = (host, address)

    def _pause(self, request: Request, host: _Place) -> float:
        """Seconds after the host's last request, as they are when the line has moved up."""
        wanted = host.crawl_delay
        if wanted <= MOST_WAIT:
            return max(self._delay, wanted)
        if not host.shown or _goes_on(request):
            return max(self._delay, MOST_WAIT)
        if host.last + wanted > asyncio.get_running_loop().time() + MOST_WAIT:
            asked = f"its robots.txt asks for {wanted:.0f} s between two requests"
            raise Refused(Reason.RATE_LIMITED, f"{request.url[:200]} was not asked: {asked}")
        return max(self._delay, wanted)

    def left(self, request: Request) -> None:
        """The request has ended, however it did."""
        for place in self._held.pop(request, ()):
            place.leave()


def _goes_on(request: Request) -> bool:
    """Whether it belongs to the request before it: robots.txt, a retry, a redirect within the host."""
    if request.meta.get("is_robots") or request.meta.get("retry_times"):
        return True
    before: list[str] = request.meta.get("redirect_urls") or [""]
    return urlsplit(before[-1]).hostname == urlsplit(request.url).hostname
