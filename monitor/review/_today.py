"""What is left to read of the newest report after what was judged since it was written?"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import sqlite_utils

from crawler.errors import ConfigError
from monitor.judging import is_hidden, is_quiet
from monitor.review._store import reading
from monitor.store import Judgement, Judgements, Verdict, WatchItem, Watchlist
from monitor.store.ledger import Ledger
from reports.digest import AlertLine, DailyReport, JudgementLine

A_PAGE = 15
PARTS = ("today", "known", "below", "hidden")
_HIDING = (Verdict.BENIGN, Verdict.MUTED)


@dataclass(frozen=True, slots=True)
class Day:
    """One stored report and the days beside it; ``report`` is as it was written."""

    report: DailyReport
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of one part of a day: the alerts to show, and how many each part has."""

    day: Day
    part: str
    page: int
    pages: int
    alerts: tuple[AlertLine, ...]
    counts: Mapping[str, int]
    watched: Mapping[str, WatchItem]


def day(db: sqlite_utils.Database, asked: str = "") -> Day | None:
    """The newest report, of the day ``asked`` for if it names one; None when there is none."""
    row = db.conn.execute(
        "SELECT id, day, coalesce(finished_at, '') FROM run WHERE report IS NOT NULL AND (?1 = '' OR day=?1) "
        "ORDER BY day DESC, started_at DESC LIMIT 1",
        (asked,),
    ).fetchone()
    if row is None:
        return None
    (file,) = db.conn.execute("SELECT file FROM pragma_database_list WHERE name='main'").fetchone()
    key, of, finished = row
    return Day(
        _read(file, key, finished),
        _beside(db, "SELECT min(day) FROM run WHERE report IS NOT NULL AND day > ?", of),
        _beside(db, "SELECT max(day) FROM run WHERE report IS NOT NULL AND day < ?", of),
    )


def _beside(db: sqlite_utils.Database, query: str, of: str) -> str:
    (found,) = db.conn.execute(query, (of,)).fetchone()
    return found or ""


@lru_cache(maxsize=4)
def _read(file: str, run: str, finished: str) -> DailyReport:
    """A report never changes once it is written; ``finished`` tells a run that was told anew."""
    try:
        with reading(Path(file)) as db:
            (text,) = db.conn.execute("SELECT report FROM run WHERE id=?", (run,)).fetchone()
        return DailyReport.from_json(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"the stored report of run {run} cannot be read: {error}; run that day again"
        ) from error


def sheet(db: sqlite_utils.Database, of: Day, part: str, page: int, on: date) -> Sheet:
    """The alerts of one page of ``part``, each with the judgement that holds today."""
    holding = Judgements(db).holding(on)
    ledger = Ledger(db)
    report = of.report
    quiet = {name for name, each in holding.items() if each.verdict in _HIDING}
    silenced = [each for each in report.alerts if each.domain in quiet and _silenced(ledger, each, holding)]
    known = [each for each in report.known if not (each.domain in quiet and _still(ledger, each, holding))]
    hidden = {id(each) for each in silenced}
    lists: dict[str, Iterable[AlertLine]] = {
        "today": [each for each in report.alerts if id(each) not in hidden],
        "known": known,
        "below": report.below,
        "hidden": silenced,
    }
    found = {name: tuple(each) for name, each in lists.items()}
    whole = found.get(part, ())
    pages = max(1, -(-len(whole) // A_PAGE))
    page = min(max(page, 1), pages)
    shown = whole[(page - 1) * A_PAGE : page * A_PAGE]
    alerts = tuple(replace(each, judgement=line_of(holding.get(each.domain))) for each in shown)
    counts = {name: len(each) for name, each in found.items()}
    watchlist = Watchlist(db)
    items = {each.domain: item for each in shown if (item := watchlist.get(each.domain))}
    return Sheet(of, part, page, pages, alerts, counts, items)


def line_of(holds: Judgement | None) -> JudgementLine | None:
    """The judgement as a page shows it."""
    if holds is None:
        return None
    until = holds.until.isoformat() if holds.until else ""
    day = holds.judged_at.date().isoformat()
    return JudgementLine(str(holds.verdict), holds.author, holds.reason, day, until, holds.source)


def _silenced(ledger: Ledger, line: AlertLine, holding: Mapping[str, Judgement]) -> bool:
    """Whether the judgement that holds would have kept back what the line tells."""
    pair = (line.counterpart, line.status)
    events = [each for each in ledger.events(domain=line.domain) if (each.counterpart, each.status) == pair]
    return bool(events) and is_hidden(events[-1], holding.get(line.domain))


def _still(ledger: Ledger, line: AlertLine, holding: Mapping[str, Judgement]) -> bool:
    standing = [each for each in ledger.standings(line.domain) if each.counterpart == line.counterpart]
    return bool(standing) and is_quiet(standing[0], holding.get(line.domain))
