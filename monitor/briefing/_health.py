"""What does the report say of the program's own state?"""

import shutil
from dataclasses import dataclass
from datetime import datetime

from crawler.records import Outcome
from monitor import canaries, health
from monitor.config import Config
from monitor.scene import Scene
from monitor.store import Run
from reports.lines import CanaryLine, FeedLine


@dataclass(frozen=True, slots=True)
class Inside:
    """The state of the program on one day; ``kept_out`` are domains that are looked at and never told."""

    sentences: tuple[str, ...] = ()
    feeds: tuple[FeedLine, ...] = ()
    canaries: tuple[CanaryLine, ...] = ()
    kept_out: frozenset[str] = frozenset()


NOTHING_KNOWN = Inside()


def inside(config: Config, scene: Scene, run: Run, now: datetime) -> Inside:
    """What is told of the canaries, the feeds, the disk, the clock and the runs before ``run``."""
    store, seen = scene.store, set[str]()
    named = canaries.domains(config.canary)
    for domain, kind, outcome, _ in scene.observations.outcomes_since(run.started_at, named):
        if kind == "site" and outcome is Outcome.OBSERVED:
            seen.add(domain)
    stands = [each for domain in sorted(named) for each in store.ledger.standings(domain)]
    birds = (
        *canaries.operators(config.canary, store.watchlist.among(named), seen, stands),
        canaries.self_test(),
    )
    runs = store.runs()
    ahead = len(scene.observations.looked_at_since(now + health.AHEAD))
    return Inside(
        sentences=(
            *health.silent(birds),
            *health.failed(health.last_ended(config.home)),
            *health.before(runs, run),
            *health.disk(shutil.disk_usage(config.home).free, config.report.disk_gb),
            *health.clock(now, ahead, ()),
        ),
        feeds=health.feed_lines(config.source, store.candidates.feeds()),
        canaries=birds,
        kept_out=named,
    )
