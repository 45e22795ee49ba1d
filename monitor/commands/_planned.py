"""When is each job of the daemon next, and how did it last end, as ``status`` says it?"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.schedule import End, Planned
    from monitor.store import MonitorStore

NO_DAEMON = "does not run: cron or systemd starts the runs, or nobody does; 'brassplate daemon' would do so"


def planned(config: "Config", store: "MonitorStore", now: datetime) -> dict[str, Any]:
    """The moments that the daemon keeps, computed as it does, so that they are never those of yesterday."""
    from crawler.records import iso
    from monitor.schedule import DAY, known, plan, read

    journal = read(config.home)
    found = plan(config, known(store, journal), now)
    day = next(each for each in found if each.job.name == DAY)
    return {
        "due": day.at <= now,
        "next_run": iso(day.at),
        "jobs": [_job(each, journal.ends.get(each.job.name), now) for each in found],
    }


def _job(found: "Planned", end: "End | None", now: datetime) -> dict[str, Any]:
    from crawler.records import iso
    from monitor.schedule import outcome

    row: dict[str, Any] = {"name": found.job.name, "next": iso(found.at), "due": found.at <= now}
    if end is None:
        return row | dict.fromkeys(("began", "ended", "code", "outcome", "seconds", "megabytes", "failures"))
    told = {"began": iso(end.began), "ended": iso(end.ended), "code": end.code, "outcome": outcome(end)}
    return row | told | {"seconds": end.seconds, "megabytes": end.megabytes, "failures": end.failures}


def job_lines(row: dict[str, Any]) -> Iterator[str]:
    """The daemon's jobs; where none runs, who else may start the runs."""
    from reports.defang import tell

    if not row["daemon"]:
        when = "now" if row["due"] else f"at {minute(row['next_run'])}"
        yield f"daemon      {NO_DAEMON} {when}"
        return
    working = f"; process {row['at_work']} is at work" if row["at_work"] else ""
    yield f"daemon      runs as process {row['daemon']}{working}"
    for job in row["jobs"]:
        when = "is due" if job["due"] else f"next {minute(job['next'])}"
        yield f"job         {tell(job['name'])}: {when}{_ended(job)}"


def _ended(job: dict[str, Any]) -> str:
    if not job["ended"]:
        return ""
    spent = f"after {took(job['seconds'])}, {job['megabytes']} MB"
    again = f", {job['failures']} times in a row without its work done" if job["failures"] > 1 else ""
    return f"; that of {minute(job['began'])} {job['outcome']} {spent}{again}"


def minute(moment: str) -> str:
    return f"{moment[:10]} {moment[11:16]} UTC"


def took(seconds: float) -> str:
    """A time in the unit that a person would take."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
