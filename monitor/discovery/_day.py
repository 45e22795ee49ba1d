"""What becomes of the watchlist before anybody looks, and what came of its names afterwards?"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.crawl import CrawlJob
from monitor.discovery._reading import Progress, discover, due
from monitor.discovery._sounding import sound
from monitor.health import stale as stale_feeds
from monitor.home import Home
from monitor.store import Run, Stage


def renew(
    home: Home, job: CrawlJob, now: datetime, progress: Progress, secrets: Mapping[str, str] = os.environ
) -> list[str]:
    """Reads the sources that are due, drops who stayed dead, and watches who answers; health sentences."""
    health = [
        f"{reading.source}: {fault}"
        for reading in discover(home, due(home, now), now, secrets, progress)
        for fault in reading.faults
    ]
    health += stale(home, now)
    if expired := home.store.watchlist.expire(now):
        told = ", ".join(expired[:5]) + (" …" if len(expired) > 5 else "")
        health.append(f"The last day of {len(expired)} watched domains has passed: {told}.")
    if dropped := drop_dead(home, now):
        health.append(
            f"{dropped} candidates stayed dead for {home.config.run.drop_days} days and were dropped."
        )
    sound(home, job, now)
    return health


def drop_dead(home: Home, now: datetime) -> int:
    """Stops watching candidates of sources that are long gone, with a record; how many."""
    gone = home.store.candidates.dead(now - timedelta(days=home.config.run.drop_days))
    with home.store.transaction():
        home.store.candidates.put(
            replace(each, stage=Stage.DROPPED, note=f"{state} since {since.date()}, dropped {now.date()}")
            for each, state, since in gone
        )
        home.store.watchlist.remove((each.domain for each, _, _ in gone), now)
    return len(gone)


def stale(home: Home, now: datetime) -> Iterator[str]:
    """A sentence for each configured source that nobody could read in time, or that stands still."""
    return stale_feeds(home.config.source, home.store.candidates.feeds(), now)


def count_outcomes(home: Home, run: Run) -> None:
    """Says how many names of each source were fetched, resemble something, and were told today."""
    fetched = home.store.candidates.fetched(run.started_at)
    standing = home.store.ledger.standing()
    todays = [each.id for each in home.store.runs() if each.day == run.day]
    told = {each.domain for each in home.store.ledger.events(runs=todays)}
    for stage, domains in (
        ("fetched", fetched),
        ("scored", fetched.keys() & standing),
        ("alerted", home.store.candidates.sources(told)),
    ):
        _recount(home, run.day, stage, domains, fetched)


def _recount(home: Home, day: str, stage: str, domains: Iterable[str], sources: Mapping[str, str]) -> None:
    by_source = Counter(sources.get(domain, "") for domain in domains)
    home.store.candidates.recount(day, stage, {name: count for name, count in by_source.items() if name})
