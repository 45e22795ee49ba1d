"""What could the program not see or do, and does it still work as it did yesterday?

Pure but for one small file: what is known of the last run's end lies beside the database, so that also a run
that died before it had a report is told of.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawler.records import iso, parse_time
from monitor.config import SourceConfig
from monitor.store import Feed, Run
from reports.lines import CanaryLine, FeedLine
from reports.publish import write_all

PERIOD = timedelta(days=1)
AHEAD = timedelta(hours=1)
"""A look dated so far after now says that a clock is wrong, or was."""
OLD = timedelta(days=2)
"""A feed whose newest thing is older than this, and than two of its readings, stands still."""
LAST_RUN = "last-run.json"
GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last run came to its end: ``fault`` is why there is no report, "" when there is one."""

    began: datetime
    seconds: float
    megabytes: int  # at most, this process and its largest child together
    fault: str = ""


def keep(home: Path, ended: Ended) -> None:
    """Writes down how the run ended, for ``status`` and the next report."""
    row = {**asdict(ended), "began": iso(ended.began)}
    write_all([(home / LAST_RUN, json.dumps(row, ensure_ascii=False, indent=1, sort_keys=True) + "\n")])


def last_ended(home: Path) -> Ended | None:
    """How the last run ended; None where nobody wrote it down, or not so that it can be read."""
    try:
        row = json.loads((home / LAST_RUN).read_text(encoding="utf-8"))
        return Ended(
            began=parse_time(row["began"]),
            seconds=float(row["seconds"]),
            megabytes=int(row["megabytes"]),
            fault=str(row["fault"]),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def last_good(runs: Iterable[Run]) -> Run | None:
    """The newest run that came to its report."""
    done = [each for each in runs if each.finished_at and each.reported]
    return max(done, key=lambda each: each.started_at, default=None)


def late(runs: Iterable[Run], now: datetime) -> Iterator[str]:
    """A sentence when two periods went by without a report, however many of them are gone."""
    good = last_good(runs)
    if good is None:
        yield "No run has come to a report yet."
    elif now - good.started_at > 2 * PERIOD:
        yield (
            f"The last report is of {good.started_at:%Y-%m-%d %H:%M} UTC: what came and went in the "
            f"{(now - good.started_at).days} days since then was not seen."
        )


def before(runs: Iterable[Run], run: Run) -> Iterator[str]:
    """What ``run`` has to say of the days without a report before it; nothing of a first run."""
    earlier = [each for each in runs if each.started_at < run.started_at]
    return late(earlier, run.started_at) if last_good(earlier) else iter(())


def failed(ended: Ended | None) -> Iterator[str]:
    """What the run before could not do."""
    if ended is not None and ended.fault:
        yield f"The run of {ended.began:%Y-%m-%d %H:%M} UTC came to no report: {ended.fault}"


def cut_off(runs: Sequence[Run], ended: Ended | None, at_work: int | None) -> Iterator[str]:
    """A sentence when the newest run is not there any more and could not say so; nothing while one works."""
    newest = max(runs, key=lambda each: (each.started_at, each.id), default=None)
    if newest is None or newest.finished_at or at_work or (ended and ended.fault):
        return
    yield (
        f"The run of {newest.started_at:%Y-%m-%d %H:%M} UTC did not end: it was killed, or the machine went "
        "down; the next run goes on from there."
    )


def disk(free: int, least_gb: float) -> Iterator[str]:
    """A sentence when the disk has less free space than the operator wants."""
    if free < least_gb * GIGABYTE:
        yield (
            f"The disk of the home has {free / GIGABYTE:.1f} GB left, less than report.disk_gb "
            f"({least_gb:g}): make room, or the next days cannot be kept."
        )


def clock(now: datetime, ahead: int, runs: Iterable[Run]) -> Iterator[str]:
    """Sentences when the clock seems wrong; ``ahead`` are the domains with a look dated after now."""
    newest = max((each.started_at for each in runs), default=now)
    if newest > now:
        yield (
            f"The newest run began at {newest:%Y-%m-%d %H:%M} UTC and it is {now:%Y-%m-%d %H:%M} UTC now: "
            "the clock was set back; until it has caught up no day can be run."
        )
    if ahead:
        number = "A domain has" if ahead == 1 else f"{ahead} domains have"
        yield f"{number} a look dated more than an hour after now: the clock is wrong, or was then."


def silent(canaries: Iterable[CanaryLine]) -> Iterator[str]:
    """A sentence for each canary that did not sing, before all others: it puts the whole report in doubt."""
    for each in canaries:
        if not each.told:
            yield f"The canary {each.domain} is silent, and this report may be too: {each.sentence}"


def feed_lines(sources: Mapping[str, SourceConfig], feeds: Iterable[Feed]) -> tuple[FeedLine, ...]:
    """How old every configured source is, by name; one that was never read is there too."""
    known = {each.name: each for each in feeds}
    return tuple(
        _feed_line(known.get(name) or Feed(name, source.kind), source)
        for name, source in sorted(sources.items())
    )


def _feed_line(feed: Feed, source: SourceConfig) -> FeedLine:
    return FeedLine(
        name=feed.name,
        kind=source.kind,
        read=iso(feed.read_at) if feed.read_at else "",
        newest=iso(feed.newest) if feed.newest else "",
        names=feed.names,
        fault=feed.fault,
    )


def stale(sources: Mapping[str, SourceConfig], feeds: Iterable[Feed], now: datetime) -> Iterator[str]:
    """A sentence for each source that nobody could read in time, or that stands still."""
    known = {each.name: each for each in feeds}
    for name, source in sorted(sources.items()):
        feed, twice = known.get(name), timedelta(hours=2 * source.hours)
        if feed is None:
            continue
        if feed.newest is not None and now - feed.newest > max(OLD, twice):
            yield f"{name} stands still: the newest thing in it is of {feed.newest:%Y-%m-%d %H:%M} UTC."
        if feed.good_at is None or now - feed.good_at > twice:
            since = f"since {feed.good_at:%Y-%m-%d %H:%M} UTC" if feed.good_at else "yet"
            yield f"{name} could not be read {since}{f': {feed.fault}' if feed.fault else '; nobody tried'}."
