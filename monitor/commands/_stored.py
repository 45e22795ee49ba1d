"""Which day's report is asked for?"""

import json
from datetime import date
from typing import TYPE_CHECKING

from crawler.errors import ConfigError

if TYPE_CHECKING:
    from monitor.store import MonitorStore, Run
    from reports.digest import DailyReport


def newest(store: "MonitorStore", day: str | None) -> "tuple[Run, DailyReport]":
    """The newest report, of ``day`` if one is named: it tells the whole day. ConfigError without one."""
    runs = [run for run in store.runs() if run.reported]
    if not runs:
        raise ConfigError("there is no report yet; 'brassplate run' makes one")
    asked = _checked(day) if day else max(run.day for run in runs)
    found = [run for run in runs if run.day == asked]
    if not found:
        raise ConfigError(f"there is no report of {asked}; the newest is of {max(run.day for run in runs)}")
    return found[-1], _read(store, found[-1])


def _checked(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise ConfigError(f"'{day[:40]}' is no day; write it as 2026-11-22") from None


def _read(store: "MonitorStore", run: "Run") -> "DailyReport":
    from reports.digest import DailyReport

    try:
        return DailyReport.from_json(json.loads(store.report(run.id) or ""))
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"the stored report of run {run.id} cannot be read: {error}; run that day again"
        ) from error
