"""When may this registry be asked, so that no published limit is broken and nobody waits in vain?

One lane an operator: its hosts share a pace. Each of several crawl processes keeps to its share of the pace;
questions under way at once cannot be shared below one, so a lane of one may have one in each process.
"""

import asyncio
import ipaddress
import time
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from crawler.collect._unseen import Unseen
from crawler.net import LookupFailed, Network
from crawler.records import Reason, Rest

LEAST = 1.0  # seconds that an answer needs: who would get its turn later than that is told at once
LONGEST_REST = 7 * 86_400.0  # a host's word is kept, but it cannot shut itself away for years
MOST_RESTS = 1_000
OWN_AT_ONCE = 8
"""Questions under way to a registry on the operator's own network."""

_until: ContextVar[float] = ContextVar("until", default=float("inf"))


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """TimeoutError after ``seconds``; a turn that cannot come before is refused with our own reason."""
    async with asyncio.timeout(seconds) as limit:
        when = limit.when()
        token = _until.set(min(_until.get(), float("inf") if when is None else when))
        try:
            yield
        finally:
            _until.reset(token)


@dataclass(frozen=True, slots=True)
class Pace:
    """How an operator may be asked."""

    operator: str
    seconds: float  # between two starts
    at_once: int


@lru_cache(maxsize=1)
def _paces() -> tuple[Mapping[str, Pace], Pace]:
    """Host → pace, and the pace of all others."""
    table = tomllib.loads((resources.files("crawler.collect") / "registry_lanes.toml").read_text("utf-8"))
    paces: dict[str, Pace] = {}
    default = table.pop("default")
    for operator, row in table.items():
        paces |= dict.fromkeys(row["hosts"], Pace(operator, row["seconds"], row["at_once"]))
    return MappingProxyType(paces), Pace("", default["seconds"], default["at_once"])


def pace_of(host: str) -> Pace:
    """The pace of the operator of ``host``; who is not listed is an operator of its own."""
    paces, default = _paces()
    return paces.get(host) or Pace(host, default.seconds, default.at_once)


async def _own(host: str, network: Network) -> bool:
    """True for addresses that are not public: the operator allowed them, so they are his."""
    try:
        return not any(ipaddress.ip_address(each).is_global for each in await network.lookup(host))
    except LookupFailed:
        return False


class _Lane:
    def __init__(self, pace: Pace, processes: int, patience: float) -> None:
        self._patience = patience
        self._seconds = pace.seconds * processes
        self._room = asyncio.Semaphore(max(1, pace.at_once // processes))
        self._next = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        clock = asyncio.get_running_loop().time
        now, until = clock(), _until.get()
        latest = min(now + self._patience, until - min(LEAST, (until - now) / 4))
        start = max(now, self._next)
        if start > latest:
            raise Unseen(Reason.BUDGET)
        self._next = start + self._seconds
        if start > now:
            await asyncio.sleep(start - now)
        if self._room.locked():
            await self._wait(latest)
        else:
            await self._room.acquire()
        try:
            yield
        finally:
            self._room.release()

    async def _wait(self, latest: float) -> None:
        try:
            async with asyncio.timeout_at(None if latest == float("inf") else latest):
                await self._room.acquire()
        except TimeoutError:
            raise Unseen(Reason.BUDGET) from None


class Registries:
    """What one run remembers of the registries: whose turn it is, who asked for rest, who refers to whom."""

    def __init__(
        self,
        rests: Mapping[str, datetime] = MappingProxyType({}),
        now: datetime | None = None,
        processes: int = 1,
        begun: float | None = None,
        patience: float = float("inf"),
    ) -> None:
        """``rests`` are those of earlier runs; it was ``now`` when the machine's clock said ``begun``.

        Who would have to wait longer than ``patience`` seconds for its turn is told so at once.
        """
        self._patience = patience
        self.referrals: dict[str, asyncio.Future[str | Reason]] = {}  # TLD -> WHOIS server, as IANA said
        self._processes = max(1, processes)
        self._lanes: dict[str, _Lane] = {}
        self._begun = time.monotonic() if begun is None else begun
        self._rest = {
            host: self._begun + (until - now).total_seconds() for host, until in rests.items() if now
        }
        self._new: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, network: Network | None = None) -> AsyncIterator[None]:
        """The host's turn: Unseen(RATE_LIMITED) while it wants to be left alone, Unseen(BUDGET) when the
        queue before it is longer than the time that this question has.

        Between two questions to a host of the operator's own ``network`` there is no pause."""
        self.refuse_rest(host)
        pace = pace_of(host)
        if network is not None and await _own(host, network):
            pace = replace(pace, seconds=0.0, at_once=OWN_AT_ONCE)
        lane = self._lanes.setdefault(pace.operator, _Lane(pace, self._processes, self._patience))
        async with lane.turn():
            self.refuse_rest(host)
            yield

    def refuse_rest(self, host: str) -> None:
        """Unseen(RATE_LIMITED) while ``host`` wants to be left alone."""
        if time.monotonic() < self._rest.get(host, 0.0):
            raise Unseen(Reason.RATE_LIMITED)

    def rest(self, host: str, seconds: float) -> None:
        """Nobody asks ``host`` for so long, this run or a later one."""
        until = time.monotonic() + min(seconds, LONGEST_REST)
        if until > self._rest.get(host, 0.0):
            self._rest[host] = until
            if host in self._new or len(self._new) < MOST_RESTS:
                self._new[host] = until

    def take_rests(self, now: datetime) -> tuple[Rest, ...]:
        """The rests asked for since this was last called, dated by the run that began at ``now``."""
        taken, self._new = self._new, {}
        return tuple(
            Rest(host, now + timedelta(seconds=round(until - self._begun)))
            for host, until in sorted(taken.items())
        )
