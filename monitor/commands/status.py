"""Is everything as it should be?"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.commands._home import in_home, load, open_store

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import MonitorStore, Run

SHOWN_RUNS = 5


@click.command()
@in_home
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status(home: Path, as_json: bool) -> None:
    """The home, the watchlist, the references, the last runs and the next one.

    \b
    brassplate status
    brassplate status --json | jq .next_run
    """
    from crawler.records import canonical

    row = gather(load(home), open_store(home), datetime.now(UTC))
    click.echo(canonical(row) if as_json else "\n".join(_lines(row)))


def gather(config: "Config", store: "MonitorStore", now: datetime) -> dict[str, Any]:
    """Everything the command says, as JSON has it."""
    from crawler.records import iso
    from monitor.references import all_references
    from monitor.schedule import next_run

    roles = Counter(str(item.role) for item in store.watched())
    references = {each.domain for each in all_references(store)}
    seen = references & {each.domain for each in store.baselines()}
    runs = store.runs()[-SHOWN_RUNS:]
    return {
        "home": str(config.home),
        "watched": dict(sorted(roles.items())),
        "references": {"with_baseline": len(seen), "without_baseline": len(references - seen)},
        "runs": [_run(each) for each in reversed(runs)],
        "next_run": iso(next_run(config, now)),
    }


def _run(run: "Run") -> dict[str, Any]:
    import json

    from crawler.records import iso

    told = len(json.loads(run.report)["alerts"]) if run.report else None
    finished = iso(run.finished_at) if run.finished_at else None
    return {
        "id": run.id,
        "day": run.day,
        "started": iso(run.started_at),
        "finished": finished,
        "alerts": told,
    }


def _lines(row: dict[str, Any]) -> list[str]:
    watched = ", ".join(f"{number} {role}" for role, number in row["watched"].items()) or "nothing"
    with_pages, without = row["references"]["with_baseline"], row["references"]["without_baseline"]
    lines = [
        f"home        {row['home']}",
        f"watched     {watched}",
        f"references  {with_pages} with a baseline, {without} without",
        f"next run    {row['next_run']} by 'brassplate daemon'",
    ]
    for run in row["runs"]:
        state = f"ended {run['finished']}, {run['alerts']} alerts" if run["finished"] else "did not end"
        lines.append(f"run         {run['started']}  {state}")
    return lines if row["runs"] else [*lines, "run         none yet"]


COMMAND = status
