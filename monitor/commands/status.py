"""Is everything as it should be?"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands._home import in_home, load, open_store
from monitor.commands._planned import job_lines, minute, planned, took

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import Feed, MonitorStore, Run

SHOWN_RUNS = 5


@click.command()
@in_home
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--check", is_flag=True, help="Exit with 1 when something is wrong now.")
def status(home: Path, as_json: bool, check: bool) -> None:
    """The home, the watchlist, the sources, the references, the disk, the last runs and what is next.

    Below the runs stands what the newest report could not do, and what is wrong now: two days without a
    report, a run that failed, a silent canary, a feed that stands still, a full disk, a wrong clock. Then, if
    the daemon runs, when each of its jobs is next and how it last ended.

    \b
    brassplate status
    brassplate status --json | jq .next_run
    brassplate status --check >/dev/null || echo "brassplate needs somebody"
    """
    from crawler.records import canonical

    row = gather(load(home), open_store(home), datetime.now(UTC))
    click.echo(canonical(row) if as_json else "\n".join(_lines(row)))
    if check and row["wrong"]:
        click.get_current_context().exit(1)


def _wrong(
    config: "Config", store: "MonitorStore", report: dict[str, Any], at_work: int | None, now: datetime
) -> list[str]:
    """What is wrong now, the worst first."""
    from monitor import health, schedule
    from reports.lines import CanaryLine

    runs, ended = store.runs(), health.last_ended(config.home)
    others = [job.name for job in schedule.jobs(config) if job.name != schedule.DAY]
    birds = [CanaryLine(**each) for each in report.get("canaries", ())]
    return [
        *health.silent(birds),
        *health.failed(ended),
        *health.cut_off(runs, ended, at_work),
        *schedule.broken(schedule.read(config.home), others),
        *(health.late(runs, now) if runs else ()),
        *health.stale(config.source, store.candidates.feeds(), now),
        *health.disk(shutil.disk_usage(config.home).free, config.report.disk_gb),
        *health.clock(now, 0, runs),
    ]


def gather(config: "Config", store: "MonitorStore", now: datetime) -> dict[str, Any]:
    """Everything the command says, as JSON has it."""
    from monitor.commands._lock import at_work, serving
    from monitor.references import all_references

    roles = Counter(str(item.role) for item in store.watchlist.items())
    references = {each.domain for each in all_references(store)}
    seen = references & {each.domain for each in store.baselines()}
    runs = store.runs()
    feeds = {each.name: each for each in store.candidates.feeds()}
    newest = next((store.report(each.id) for each in reversed(runs) if each.reported), None) or "{}"
    working = at_work(config.home)
    return {
        "home": str(config.home),
        "watched": dict(sorted(roles.items())),
        "candidates": store.candidates.stages(),
        "sources": [_feed(config, feeds.get(name), name) for name in sorted(config.source)],
        "funnel": store.candidates.funnel(now.date().isoformat()),
        "references": {"with_baseline": len(seen), "without_baseline": len(references - seen)},
        "disk": _disk(config.home),
        "at_work": working,
        "runs": [_run(store, each) for each in reversed(runs[-SHOWN_RUNS:])],
        "health": json.loads(newest).get("health", []),
        "last_run": _last_run(config),
        "wrong": _wrong(config, store, json.loads(newest), working, now),
        "daemon": serving(config.home),
        **planned(config, store, now),
    }


def _last_run(config: "Config") -> dict[str, Any] | None:
    """What the last run took, whether or not it came to a report."""
    from crawler.records import iso
    from monitor.health import last_ended

    ended = last_ended(config.home)
    return None if ended is None else {**asdict(ended), "began": iso(ended.began)}


def _feed(config: "Config", feed: "Feed | None", name: str) -> dict[str, Any]:
    from crawler.records import iso

    row: dict[str, Any] = {"name": name, "kind": config.source[name].kind, "read": None, "newest": None}
    if feed is not None:
        row["read"] = iso(feed.read_at) if feed.read_at else None
        row["newest"] = iso(feed.newest) if feed.newest else None
    return row | {"names": feed.names if feed else 0, "fault": feed.fault if feed else ""}


def _disk(home: Path) -> dict[str, int]:
    return {"used": sum(_sizes(home)), "free": shutil.disk_usage(home).free}


def _sizes(home: Path) -> Iterator[int]:
    """The bytes of each file; what a run takes away meanwhile is none."""
    for folder, _, names in os.walk(home):
        for name in names:
            with suppress(FileNotFoundError):
                yield Path(folder, name).lstat().st_size


def _run(store: "MonitorStore", run: "Run") -> dict[str, Any]:
    from crawler.records import iso

    report = json.loads(store.report(run.id) or "{}")
    return {
        "id": run.id,
        "day": run.day,
        "started": iso(run.started_at),
        "finished": iso(run.finished_at) if run.finished_at else None,
        "baseline": run.baseline,
        "alerts": len(report["alerts"]) if report else None,
        "unreachable": len(report.get("unreachable", ())) if report else None,
    }


def _lines(row: dict[str, Any]) -> Iterator[str]:
    from monitor.store import STAGES
    from reports.defang import tell

    watched = ", ".join(f"{number} {role}" for role, number in row["watched"].items()) or "nothing"
    with_pages, without = row["references"]["with_baseline"], row["references"]["without_baseline"]
    yield f"home        {row['home']}"
    yield f"watched     {watched}"
    if row["candidates"]:
        yield f"candidates  {', '.join(f'{number} {stage}' for stage, number in row['candidates'].items())}"
    yield f"references  {with_pages} with a baseline, {without} without"
    yield f"disk        {_size(row['disk']['used'])} used, {_size(row['disk']['free'])} free"
    for feed in row["sources"]:
        yield f"source      {tell(_read(feed))}"
        if stages := row["funnel"].get(feed["name"]):
            counts = ", ".join(f"{stages[each]} {each}" for each in STAGES if each in stages)
            yield f"            today {counts}"
    for number, run in enumerate(row["runs"]):
        state = _outcome(run, None if number else row["at_work"])
        yield f"run         {minute(run['started'])}  {state}"
    if not row["runs"]:
        yield "run         none yet"
    if last := row["last_run"]:
        yield f"            the last one took {took(last['seconds'])} and {last['megabytes']} MB of memory"
    for sentence in row["health"]:
        yield f"            {tell(sentence)}"
    for sentence in row["wrong"]:
        yield f"wrong now   {tell(sentence)}"
    yield from job_lines(row)


def _read(feed: dict[str, Any]) -> str:
    if not feed["read"]:
        return f"{feed['name']} ({feed['kind']}) was never read"
    newest = f", its newest thing is of {minute(feed['newest'])}" if feed["newest"] else ""
    fault = f"; {feed['fault']}" if feed["fault"] else ""
    return (
        f"{feed['name']} ({feed['kind']}) read {minute(feed['read'])}, {feed['names']} names{newest}{fault}"
    )


def _outcome(run: dict[str, Any], at_work: int | None) -> str:
    if not run["finished"]:
        return f"is at work as process {at_work}" if at_work else "did not end"
    told = "1 alert" if run["alerts"] == 1 else f"{run['alerts']} alerts"
    blind = f", {run['unreachable']} unreachable" if run["unreachable"] else ""
    return f"ended {minute(run['finished'])}, {told}{blind}{', the silent baseline' * run['baseline']}"


def _size(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"


COMMAND = status
