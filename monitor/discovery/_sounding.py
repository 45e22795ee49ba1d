"""Which candidates answer at all? The name servers are asked first: it is the cheapest look.

Those with the most expected bits per request come first: the bits of the name (or of a trusted source's
word), times the share of the source's names that answered until now. Who answers goes on the watchlist, as
many a day as the operator lets, and is looked at whole the same day; who does not is asked again after a day,
two, four and so on, and dropped in the end.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.crawl import CrawlJob, crawl
from crawler.records import Outcome, Visit
from monitor.config import RunConfig
from monitor.home import Home
from monitor.store import Candidate, Priority, Stage, WatchItem

PROMISING = 6.0
"""Bits from which a candidate is watched with high priority."""
LONGEST_WAIT = 32
"""Days."""


def sound(home: Home, job: CrawlJob, now: datetime) -> int:
    """Asks for the candidates whose turn it is, and watches those that answer; how many those are.

    ``job`` says how to look. What was asked before an interruption is not asked again, and all runs of a day
    share its budget.
    """
    run = home.config.run
    spent = _spent(home, now)
    turn = home.store.candidates.turn(now, max(0, run.names_per_day - spent["asked"]))
    if not turn:
        return 0
    asked = {each.domain: each for each in turn}
    room, found = run.new_sites_per_day - spent["watched"], 0
    looks = crawl(replace(job, domains=list(asked), kinds=("dns",)))
    for chunk in _chunks(looks):
        with home.store.transaction():
            new = list[Candidate]()
            moved = []
            for visit in chunk:
                moved.append(_moved(asked[visit.domain], visit, now, run, room - found))
                if moved[-1].stage is Stage.WATCHED:
                    new.append(moved[-1])
                    found += 1
            home.store.candidates.put(moved)
            home.store.watchlist.add(_item(each, now) for each in new)
            _count(home, chunk, asked, new, now)
    return found


def _spent(home: Home, now: datetime) -> Counter[str]:
    """Of today's budget, by stage."""
    spent = Counter[str]()
    for stages in home.store.candidates.funnel(now.date().isoformat()).values():
        spent.update(stages)
    return spent


def _chunks(visits: Iterable[Visit], size: int = 500) -> Iterable[list[Visit]]:
    chunk: list[Visit] = []
    for each in visits:
        chunk.append(each)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _answers(visit: Visit) -> bool:
    return any(look.outcome is Outcome.OBSERVED for look in visit.observations)


def _moved(each: Candidate, visit: Visit, now: datetime, run: RunConfig, room: int) -> Candidate:
    """What became of a candidate when the name servers were asked for it."""
    tomorrow = _morning(now, 1)
    if _answers(visit):
        if room <= 0:
            return replace(each, looked_at=now, misses=0, next_at=tomorrow, note="answers; waits for room")
        return replace(each, looked_at=now, misses=0, stage=Stage.WATCHED, note="")
    wait = _morning(now, min(LONGEST_WAIT, 2**each.misses))
    if any(look.outcome is Outcome.FAILED for look in visit.observations):
        # No miss that drops it, but who never lets himself be asked must not eat every day's budget.
        return replace(
            each, looked_at=now, misses=each.misses + 1, next_at=wait, note="could not be asked for"
        )
    if now - each.found_at >= timedelta(days=run.drop_days):
        since = each.found_at.date()
        note = f"never answered in {each.misses + 1} looks from {since} to {now.date()}"
        return replace(each, looked_at=now, misses=each.misses + 1, stage=Stage.DROPPED, note=note)
    return replace(each, looked_at=now, misses=each.misses + 1, next_at=wait)


def _morning(now: datetime, days: int) -> datetime:
    """The beginning of a later day: a run that starts a second earlier than today's finds it due."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def _item(each: Candidate, now: datetime) -> WatchItem:
    priority = Priority.HIGH if each.bits >= PROMISING else Priority.NORMAL
    return WatchItem(each.domain, now, why=each.reason, source=each.source, priority=priority)


def _count(
    home: Home, chunk: list[Visit], asked: dict[str, Candidate], new: list[Candidate], now: datetime
) -> None:
    counts: dict[str, Counter[str]] = {}
    for visit in chunk:
        by_stage = counts.setdefault(asked[visit.domain].source, Counter())
        by_stage["asked"] += 1
        by_stage["answered"] += _answers(visit)
    for each in new:
        counts[each.source]["watched"] += 1
    for source, by_stage in counts.items():
        home.store.candidates.count(now.date().isoformat(), source, by_stage)
