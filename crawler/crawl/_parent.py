"""Which domains are in the child's hands, and what becomes of them when it dies?

The child holds at most ``at_once`` domains. When it dies or falls silent, each of these is tried once more
in a child that holds nothing else; the one with which a child dies again is recorded as CRASHED.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator

from crawler.collect import collectors
from crawler.crawl._job import CrawlJob
from crawler.crawl._process import Child, Ended
from crawler.errors import ConfigError
from crawler.records import Observation, Outcome, Reason, Visit

START_SECONDS = 60.0
GRACE_SECONDS = 10.0

logger = logging.getLogger(__name__)


def crawl(job: CrawlJob, tell: Callable[[str], object] = logger.warning) -> Iterator[Visit]:
    """One visit for each domain of the job, in the order in which they end.

    ``tell`` gets a sentence, once, for each source that cannot be used in this run.
    ConfigError when the child cannot start or cannot write. Closing the iterator ends the child.
    """
    crew = _Crew(job, tell)
    try:
        yield from crew.visits()
        crew.finish()
    finally:
        crew.kill()


class _Crew:
    """One child after the other, and what the present one was given."""

    def __init__(self, job: CrawlJob, tell: Callable[[str], object]) -> None:
        self._job = job
        self._tell = tell
        self._told: set[str] = set()
        self._waiting = iter(job.domains)
        self._given: set[str] = set()
        self._suspects: deque[str] = deque()
        self._alone = False  # the present child holds one suspect and nothing else
        self._child: Child | None = None

    def visits(self) -> Iterator[Visit]:
        while True:
            try:
                self._give()
                if not self._given:
                    return
                visit = self._next()
            except Ended:
                yield from self._bury()
                continue
            if visit.domain in self._given:
                self._given.remove(visit.domain)
                yield visit

    def finish(self) -> None:
        if self._child is not None:
            self._child.finish()
            self._child = None

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _give(self) -> None:
        """Tops up what the child holds: one suspect alone, else new domains."""
        if self._suspects and not self._given:
            self._alone = True
            self._hand_over(self._suspects.popleft())
            return
        if self._suspects or (self._alone and self._given):
            return
        self._alone = False
        while len(self._given) < self._job.at_once:
            domain = next(self._waiting, None)
            if domain is None:
                return
            if domain not in self._given:
                self._hand_over(domain)

    def _hand_over(self, domain: str) -> None:
        self._given.add(domain)
        if self._child is None:
            self._child = self._started()
        self._child.send(domain)

    def _started(self) -> Child:
        child = Child(self._job.log)
        try:
            child.send(self._job.to_json())
            told = child.receive(START_SECONDS)
        except Ended:
            told = {}
        if "ready" not in told:
            child.kill()
            where = f"read the end of {self._job.log}" if self._job.log else "read what it wrote above"
            why = told.get("stop", "the crawl process ended before its first domain")
            raise ConfigError(f"starting the crawl failed: {why}; {where}")
        unavailable = told.get("unavailable")
        if unavailable and unavailable not in self._told:
            self._told.add(unavailable)
            self._tell(unavailable)
        return child

    def _next(self) -> Visit:
        assert self._child is not None
        row = self._child.receive(self._job.site_seconds * 2 + GRACE_SECONDS)
        if "stop" in row:
            raise ConfigError(f"the crawl was stopped: {row['stop']}")
        return Visit.from_json(row)

    def _bury(self) -> Iterator[Visit]:
        """The child is gone or stuck: its domains are tried again, one that was alone is given up."""
        logger.warning(
            "the crawl process ended with %d domains in flight; starting another", len(self._given)
        )
        self.kill()
        given, self._given = sorted(self._given), set()
        if self._alone:
            yield from (crashed(domain, self._job) for domain in given)
        else:
            self._suspects.extend(given)


def crashed(domain: str, job: CrawlJob) -> Visit:
    """What is known of a domain with which the crawl process died twice."""
    kinds = sorted({each.kind for each in collectors()} | {"site"})
    return Visit(
        domain, tuple(Observation(domain, kind, job.now, Outcome.FAILED, Reason.CRASHED) for kind in kinds)
    )
