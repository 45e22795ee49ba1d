"""Which domains are in which child's hands, and what becomes of them when a child dies?

A child that dies while it parses the bytes of one domain names the culprit, which is HOSTILE; the others
are looked at again like any domain. When no culprit is named all its domains are suspects: they are given,
half by half, to children that hold nothing else; one with which a child dies alone is CRASHED.
"""

import errno
import logging
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from crawler.collect import collectors
from crawler.crawl._job import HANDFUL, CrawlJob
from crawler.crawl._process import Child, Ended
from crawler.errors import ConfigError
from crawler.records import Observation, Outcome, Reason, Visit

START_SECONDS = 90.0
GRACE_SECONDS = 10.0
SILENT_SECONDS = 20.0
"""A child whose event loop has not turned for so long is stuck; parsing has its own, shorter, alarm."""
MOST_FALSE_STARTS = 3

logger = logging.getLogger(__name__)


def crawl(job: CrawlJob, tell: Callable[[str], object] = logger.warning) -> Iterator[Visit]:
    """One visit for each domain of the job, in the order in which they end.

    ``tell`` gets a sentence, once, for each source that cannot be used in this run.
    ConfigError when a child cannot start or cannot write. Closing the iterator ends all children.
    """
    crew = _Crew(job, tell)
    try:
        yield from crew.visits()
        crew.finish()
    finally:
        crew.kill()


@dataclass(slots=True, eq=False)
class _Hand:
    """One child and what it was given; ``suspects``: it gets nothing else until these are done."""

    child: Child
    given: set[str] = field(default_factory=set)
    suspects: bool = False
    ready: bool = False
    heard: float = field(default_factory=time.monotonic)

    def give(self, domain: str) -> None:
        if not self.given:
            self.heard = time.monotonic()
        self.given.add(domain)
        try:
            self.child.send(domain)
        except Ended:
            return  # the end of its lines will be heard, and what it was given is given again

    def stuck(self, site_seconds: float) -> bool:
        waited = time.monotonic() - self.heard
        if not self.ready:
            return waited > START_SECONDS
        late = bool(self.given) and waited > site_seconds * 2 + GRACE_SECONDS
        return late or self.child.slate.silent_for > SILENT_SECONDS


class _Crew:
    """The children at work, the domains that wait, and those that a child left behind."""

    def __init__(self, job: CrawlJob, tell: Callable[[str], object]) -> None:
        self._job = job
        self._tell = tell
        self._told: set[str] = set()
        self._most = job.crews()
        self._order = job.share(self._most)
        self._waiting = iter(job.domains)
        self._again: deque[str] = deque()
        self._suspects: deque[list[str]] = deque()
        self._hands: list[_Hand] = []
        self._false_starts = 0

    def visits(self) -> Iterator[Visit]:
        while True:
            self._give()
            if not any(hand.given for hand in self._hands):
                return
            heard = select.select([hand.child for hand in self._hands], [], [], 1.0)[0]
            for hand in list(self._hands):
                if hand.child in heard:
                    yield from self._listen(hand)
                elif hand.stuck(self._job.site_seconds):
                    yield from self._bury(hand, stuck=True)

    def finish(self) -> None:
        for hand in self._hands:
            hand.child.close_input()
        while self._hands:
            self._hands.pop().child.finish()

    def kill(self) -> None:
        while self._hands:
            self._hands.pop().child.end()

    def _give(self) -> None:
        """Suspects go to a child that holds nothing else, other domains to the child that holds least."""
        while self._suspects and (hand := self._free()):
            hand.suspects = True
            for suspect in self._suspects.popleft():
                hand.give(suspect)
        while self._has_room():
            domain = self._next()
            if domain is None:
                return
            self._least().give(domain)

    def _free(self) -> _Hand | None:
        free = next((hand for hand in self._hands if not hand.given), None)
        return free or (self._started() if self._may_start() else None)

    def _may_start(self) -> bool:
        """The first child fetches the list of registries for all: the next one waits until it is ready."""
        return len(self._hands) < self._most and all(hand.ready for hand in self._hands)

    def _open(self) -> list[_Hand]:
        """The children that take any domain."""
        return [hand for hand in self._hands if not (hand.suspects and hand.given)]

    def _has_room(self) -> bool:
        share = self._order.at_once
        return self._may_start() or any(len(hand.given) < share for hand in self._open())

    def _least(self) -> _Hand:
        """The child that holds least; another is started when that is a handful already."""
        least = min(self._open(), key=lambda hand: len(hand.given), default=None)
        enough = min(self._order.at_once, HANDFUL)
        if least is None or (len(least.given) >= enough and self._may_start()):
            least = self._started()
        least.suspects = False
        return least

    def _next(self) -> str | None:
        if self._again:
            return self._again.popleft()
        return next((domain for domain in self._waiting if not self._in_hand(domain)), None)

    def _in_hand(self, domain: str) -> bool:
        return any(domain in hand.given for hand in self._hands)

    def _started(self) -> _Hand:
        hand = _Hand(Child(self._job.log))
        self._hands.append(hand)
        with suppress(Ended):  # it may have said why
            hand.child.send(self._order.to_json())
        return hand

    def _listen(self, hand: _Hand) -> Iterator[Visit]:
        try:
            rows = hand.child.take()
        except Ended:
            yield from self._bury(hand)
            return
        hand.heard = time.monotonic()
        for row in rows:
            if "ready" in row:
                hand.ready, self._false_starts = True, 0
                self._tell_once(row.get("unavailable"))
            elif "stop" in row and hand.ready:
                if row.get("full"):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                raise ConfigError(f"the crawl was stopped: {row['stop']}")
            elif "stop" in row:
                raise self._cannot_start(row["stop"])
            else:
                yield from self._take(hand, row)

    def _take(self, hand: _Hand, row: Any) -> Iterator[Visit]:
        visit = Visit.from_json(row)
        if visit.domain in hand.given:
            hand.given.remove(visit.domain)
            yield visit

    def _tell_once(self, unavailable: str | None) -> None:
        if unavailable and unavailable not in self._told:
            self._told.add(unavailable)
            self._tell(unavailable)

    def _cannot_start(self, why: str) -> ConfigError:
        where = f"read the end of {self._job.log}" if self._job.log else "read what it wrote above"
        return ConfigError(f"starting the crawl failed: {why}; {where}")

    def _bury(self, hand: _Hand, stuck: bool = False) -> Iterator[Visit]:
        """The child is gone or stuck: who did it, and who is looked at again?"""
        self._hands.remove(hand)
        culprit = hand.child.slate.reader
        how, given = hand.child.end(), sorted(hand.given)
        if not hand.ready:
            self._false_starts += 1
            if stuck or how != -signal.SIGKILL or self._false_starts == MOST_FALSE_STARTS:
                raise self._cannot_start("the crawl process ended before its first domain")
            self._again.extend(given)
            return
        doing = f"while it read {culprit}" if culprit else "without a word"
        logger.warning("a crawl process ended %s with %d domains in flight", doing, len(given))
        alone = hand.suspects and len(given) == 1
        if culprit in hand.given:
            given.remove(culprit)
            self._again.extend(given)
            # Anybody may kill a process, also while it happens to read; nobody else rings its alarm.
            if alone or stuck or how != -signal.SIGKILL:
                yield unseen(culprit, self._job, Reason.HOSTILE)
            else:
                self._suspects.append([culprit])
        elif alone:
            yield unseen(given[0], self._job, Reason.CRASHED)
        else:
            middle = len(given) // 2
            self._suspects.extend(half for half in (given[:middle], given[middle:]) if half)


def unseen(domain: str, job: CrawlJob, reason: Reason) -> Visit:
    """What is known of a domain with which its crawl process died."""
    kinds = job.kinds or sorted({each.kind for each in collectors()} | {"site"})
    return Visit(domain, tuple(Observation(domain, kind, job.now, Outcome.FAILED, reason) for kind in kinds))
