"""Which jobs are there, and when is each of them next?

Pure: the moments follow from the configuration, from what the store and the journal know, and from the time.
So they survive a restart, a suspend and a clock that is set, and ``status`` says those that the daemon keeps.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from hashlib import blake2b
from types import MappingProxyType

from monitor.config import Config, ScheduleConfig
from monitor.schedule._journal import Journal
from monitor.store import MonitorStore, Run

DAY, CARE = "day", "maintenance"
BETWEEN = 24.0
"""Hours: a source that is read more often is read between the runs too."""
RETRY, LONGEST_WAIT = timedelta(minutes=30), timedelta(hours=8)
"""What failed is tried again after the first, then after twice as long each time, up to the second."""
WEEK = 7 * 24.0
LONGEST_RUN, LONGEST_CARE = timedelta(hours=20), timedelta(hours=4)
LONGEST_READING = timedelta(hours=1)
"""A reading that takes longer is stopped, and goes on in its next turn: a run may be waiting."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the past: the newest runs, when each source was read, and the daemon's journal."""

    runs: tuple[Run, ...] = ()
    read: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    journal: Journal = field(default_factory=Journal)


def known(store: MonitorStore, journal: Journal) -> Known:
    """What is known now."""
    read = {each.name: each.read_at for each in store.candidates.feeds() if each.read_at}
    return Known(tuple(store.runs()), read, journal)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that the daemon starts a child for: ``arguments`` are those of ``brassplate``.

    ``due`` gives the moment that it is due at, past or to come; a turn that did its work moves it on.
    """

    name: str
    arguments: tuple[str, ...]
    longest: timedelta
    due: Callable[[Known, datetime], datetime]


@dataclass(frozen=True, slots=True)
class Planned:
    """A job is started at ``at``, which has passed when it is due; ``due`` is the moment that it serves."""

    job: Job
    due: datetime
    at: datetime


def jobs(config: Config) -> Iterator[Job]:
    """Every job, in the order in which those that are due together have their turns."""
    yield Job(DAY, ("run",), LONGEST_RUN, partial(_day, config.schedule))
    for name, source in sorted(config.source.items()):
        if source.hours < BETWEEN:
            due = partial(_feed, name, source.hours)
            yield Job(f"feed {name}", ("discover", "--", name), LONGEST_READING, due)
    yield Job(CARE, ("maintain",), LONGEST_CARE, _care)


def plan(config: Config, known: Known, now: datetime) -> list[Planned]:
    """When each job is next, as things stand."""
    return [_planned(job, known, now) for job in jobs(config)]


def moment(schedule: ScheduleConfig, salt: str, day: date) -> datetime:
    """When ``day`` has its run: at the configured time, or by chance up to ``jitter_minutes`` later.

    The chance is that of the day and the home, and not thrown anew: whoever asks gets the same moment, and no
    day has two or none. It never goes past midnight, where the day would be another.
    """
    at = datetime.combine(day, time.fromisoformat(schedule.time), UTC)
    room = min(timedelta(minutes=schedule.jitter_minutes), at.replace(hour=23, minute=59) - at)
    dice = int.from_bytes(blake2b(f"{salt} {day}".encode(), digest_size=8).digest()) / 2**64
    return at + timedelta(seconds=int(dice * room.total_seconds()))


def dealt_with(schedule: ScheduleConfig, known: Known, now: datetime) -> str:
    """The last day of which the moment has passed and that has its run, made by whomever."""
    passed = moment(schedule, known.journal.salt, now.date()) <= now
    return now.date().isoformat() if passed and _has_run(known, now.date()) else known.journal.dealt


def every(hours: float, last: datetime | None, now: datetime) -> datetime:
    """So many hours after the last time; at once when there was none, or the clock was set back since."""
    if last is None or last > now:
        return NEVER
    return (last + timedelta(hours=hours)).replace(microsecond=0)


def _feed(name: str, hours: float, known: Known, now: datetime) -> datetime:
    return every(hours, known.read.get(name), now)


def _care(known: Known, now: datetime) -> datetime:
    """A week after it ended well, and the first time a week after the first run."""
    first = min((run.started_at for run in known.runs), default=now)
    return every(WEEK, known.journal.done(CARE) or first, now)


def _planned(job: Job, known: Known, now: datetime) -> Planned:
    due, end = job.due(known, now), known.journal.ends.get(job.name)
    if end is None or end.due != due or not end.failures or end.ended > now:
        return Planned(job, due, due)
    return Planned(job, due, end.ended + min(RETRY * 2 ** min(end.failures - 1, 10), LONGEST_WAIT))


def _day(schedule: ScheduleConfig, known: Known, now: datetime) -> datetime:
    """Each day has one run. A moment that was slept through is made up for at once, by the run of today."""
    newest = max((run.started_at for run in known.runs), default=now)
    base = max(now, newest)  # when the clock was set back, nothing can be run before the newest run
    salt, today, yesterday = known.journal.salt, base.date(), base.date() - timedelta(days=1)
    if _has_run(known, today):
        return moment(schedule, salt, today + timedelta(days=1))
    due, missed = moment(schedule, salt, today), moment(schedule, salt, yesterday)
    done = any(run.finished_at and run.started_at >= missed for run in known.runs)
    if due > base and known.runs and not done and known.journal.dealt < yesterday.isoformat():
        due = missed
    return due if newest <= now else max(due, newest)


def _has_run(known: Known, day: date) -> bool:
    return any(run.day == day.isoformat() and run.finished_at for run in known.runs)
