"""Which payloads and raw answers does a row still ask for, and how do the others go?

Never by following what went, always by asking what is left: whoever is stopped in between leaves nothing that
the next one does not find.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import sqlite_utils

from crawler.store._met import Met
from crawler.store.forgetting import Lane

AT_ONCE = 5_000
_NAMED = re.compile(r"sha256:[0-9a-f]{64}")


class Cited(NamedTuple):
    """What is still asked for."""

    payloads: Met
    captures: Met


class Count(NamedTuple):
    """How many rows or files, and how many bytes they hold."""

    number: int = 0
    size: int = 0


def cited(connection: sqlite3.Connection, without: Iterator[Lane], texts: Iterable[str] | None) -> Cited:
    """What the looks but those of ``without`` ask for, and the raw answers that ``texts`` name.

    Where ``texts`` are None, it is only asked for payloads.
    """
    payloads, captures = Met(), Met()
    for some in _kept(connection, without):
        payloads.add(value for value, _ in some)
        captures.add(name for _, raw in some if raw != "[]" for name in _NAMED.findall(raw))
    if texts is not None:
        for text in chain(_bodies(connection, payloads), texts):
            captures.add(_NAMED.findall(text))
    return Cited(payloads, captures)


def _kept(connection: sqlite3.Connection, without: Iterator[Lane]) -> Iterator[list[tuple[str, str]]]:
    """By some thousands, value and raw answers of each interval that is not in ``without``, in one pass."""
    rows = connection.execute(
        "SELECT domain, kind, first_seen, value, captures FROM observation ORDER BY domain, kind"
    )
    lane = next(without, None)
    while some := rows.fetchmany(AT_ONCE):
        kept = []
        for domain, kind, first, value, raw in some:
            while lane is not None and lane[:2] < (domain, kind):
                lane = next(without, None)
            if lane is None or lane[:2] != (domain, kind) or (first, value) not in lane.old:
                kept.append((value, raw))
        yield kept


def _bodies(connection: sqlite3.Connection, asked: Met) -> Iterator[str]:
    """The payloads that are asked for and name raw answers."""
    rows = connection.execute("SELECT hash, body FROM payload WHERE instr(body, 'sha256:')")
    while some := dict(rows.fetchmany(AT_ONCE)):
        for name in asked.missing(list(some)):
            del some[name]
        yield from some.values()


def unasked_payloads(connection: sqlite3.Connection, asked: Met) -> Iterator[tuple[list[str], Count]]:
    """By some thousands, the payloads that no look asks for."""
    at = ""
    while some := [
        each
        for (each,) in connection.execute(
            "SELECT hash FROM payload WHERE hash > ? ORDER BY hash LIMIT ?", (at, AT_ONCE)
        )
    ]:
        at = some[-1]
        if gone := asked.missing(some):
            sizes = (
                connection.execute("SELECT length(body) FROM payload WHERE hash=?", (each,)).fetchone()[0]
                for each in gone
            )
            yield gone, Count(len(gone), sum(sizes))


def files(connection: sqlite3.Connection, asked: Met) -> tuple[set[str], set[str]]:
    """The WARC files that a capture names, and those of which nobody asks for any."""
    known: set[str] = set()
    held: set[str] = set()
    rows = connection.execute("SELECT hash, file FROM capture")
    while some := dict(rows.fetchmany(AT_ONCE)):
        known.update(some.values())
        held.update(some[each] for each in some.keys() - set(asked.missing(list(some))))
    return known, known - held


def remove_payloads(connection: sqlite3.Connection, hashes: list[str]) -> None:
    connection.executemany("DELETE FROM payload WHERE hash=?", [(each,) for each in hashes])


def remove_captures(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Forgets where the raw answers lie that are in these files."""
    connection.execute("CREATE TEMP TABLE gone (file TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO temp.gone VALUES (?)", [(each,) for each in files])
    connection.execute("DELETE FROM capture WHERE file IN (SELECT file FROM temp.gone)")
    connection.execute("DROP TABLE temp.gone")


class Disturbed(Exception):
    """Somebody wrote since it was asked what is cited: it may be cited now."""


Step = Callable[[Callable[[sqlite3.Connection], None]], None]


def undisturbed(db: sqlite_utils.Database) -> Step:
    """From here on, steps that are taken only while no other connection has written; else Disturbed."""
    version = _version(db.conn)

    def step(change: Callable[[sqlite3.Connection], None]) -> None:
        db.conn.execute("BEGIN IMMEDIATE")
        with db.conn:  # commits at the end, or rolls back
            if _version(db.conn) != version:
                raise Disturbed
            change(db.conn)

    return step


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
