"""What may go by the rules of ``[keep]``, and how much is it?

Whatever is cited stays: by an alert or a finding, by a judgement, a cluster or a reference. Each step is
whole, and every rule finds what an earlier one that was stopped left behind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from crawler.records import iso
from crawler.store import citing
from crawler.store.citing import Cited, Disturbed
from crawler.store.forgetting import Lane, forget, old_lanes
from monitor.config import Config
from monitor.keeping import files
from monitor.keeping.spared import spared, told
from monitor.store import MonitorStore

TRIES = 3

_ROWS = (
    (
        "candidates",
        "dropped candidates",
        "candidate WHERE stage = 'dropped' AND max(found_at, coalesce(looked_at, '')) < ? "
        "AND domain NOT IN (SELECT domain FROM alert)",
    ),
    (
        "moments",
        "scores by day",
        "moment WHERE day < substr(?, 1, 10) "
        "AND day > (SELECT min(day) FROM moment first WHERE first.domain = moment.domain)",
    ),
    ("tellings", "tellings", "telling WHERE at < ? AND state IN ('told', 'covered', 'dropped')"),
)
"""Rule, what goes, and which rows: the first of a suspect's days says since when it is one."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What one rule took away, or would."""

    rule: str  # the key of [keep] without its "_days"
    what: str
    number: int
    size: int = 0  # in bytes, where that is known
    note: str = ""


def prune(config: Config, store: MonitorStore, now: datetime, dry: bool = False) -> Iterator[Pruned]:
    """Takes away what the rules say, one rule after the other; with ``dry`` only counts it."""
    keep = config.keep
    lanes: Callable[[], Iterator[Lane]] = partial(iter, ())
    if keep.observations_days:
        until = now - timedelta(days=keep.observations_days)
        lanes = partial(old_lanes, store.db.conn, until, spared(config, store))
        gone = (len(each.old) for each in lanes()) if dry else forget(store.db, lanes())
        yield Pruned("observations", "intervals", sum(gone))
    if keep.observations_days or keep.archive_days:
        yield from _unasked(config, store, now, lanes if dry else partial(iter, ()), dry)
    for rule, what, rows in _ROWS:
        if days := int(getattr(keep, f"{rule}_days")):
            yield Pruned(rule, what, _rows(store, rows, _before(now, days), dry))
    if keep.reports_days:
        before = _before(now, keep.reports_days)[:10]
        number, size = files.remove_reports(config.home / "reports", before, dry)
        yield Pruned("reports", "folders", number, size)


def _before(now: datetime, days: int) -> str:
    return iso(now - timedelta(days=days))


def _unasked(
    config: Config, store: MonitorStore, now: datetime, without: Callable[[], Iterator[Lane]], dry: bool
) -> list[Pruned]:
    """What no row asks for any more; asked anew when somebody wrote in between."""
    for left in reversed(range(TRIES)):
        step = citing.undisturbed(store.db)
        texts = told(store.db.conn) if config.keep.archive_days else None
        asked = citing.cited(store.db.conn, without(), texts)
        try:
            return [
                *_payloads(config, store, asked, step, dry),
                *_files(config, store, now, asked, step, dry),
            ]
        except Disturbed:
            if not left:
                break
    note = "somebody else was writing all the time: the rest is for the next time"
    return [Pruned("observations", "payloads and files", 0, note=note)]


def _payloads(
    config: Config, store: MonitorStore, asked: Cited, step: citing.Step, dry: bool
) -> Iterator[Pruned]:
    if not config.keep.observations_days:
        return
    number = size = 0
    for gone, count in citing.unasked_payloads(store.db.conn, asked.payloads):
        if not dry:
            step(partial(citing.remove_payloads, numbers=gone))
        number, size = number + count.number, size + count.size
    yield Pruned("observations", "payloads", number, size)


def _files(
    config: Config, store: MonitorStore, now: datetime, asked: Cited, step: citing.Step, dry: bool
) -> Iterator[Pruned]:
    """The rows first, the files behind them: what is stopped in between is a file that no row knows."""
    if not config.keep.archive_days:
        return
    folder = config.home / "archive"
    known, unasked = citing.files(store.db.conn, asked)
    before = _before(now, config.keep.archive_days)[:10]
    old = files.old_archives(folder, before)
    gone = {name: size for name, size in old.items() if name in unasked or name not in known}
    if not dry:
        step(partial(citing.remove_captures, files=sorted(unasked & gone.keys())))
        files.remove_archives(folder, gone)
    yield Pruned("archive", "WARC files", len(gone), sum(gone.values()))


def _rows(store: MonitorStore, rows: str, before: str, dry: bool) -> int:
    if dry:
        return int(store.db.conn.execute(f"SELECT count(*) FROM {rows}", (before,)).fetchone()[0])  # noqa: S608
    with store.transaction() as connection:
        return int(connection.execute(f"DELETE FROM {rows}", (before,)).rowcount)  # noqa: S608
