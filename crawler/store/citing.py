"""Which payloads and raw answers does a row still ask for, and how do the others go?

Never by following what went, always by asking what is left: whoever is stopped in between leaves nothing that
the next one does not find.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import sqlite_utils

from crawler.records import unpacked
from crawler.store._met import Met, end_of
from crawler.store._tables import transaction
from crawler.store.forgetting import Lane

AT_ONCE = 5_000
_NAMED = re.compile(r"sha256:[0-9a-f]{64}")


class Cited(NamedTuple):
    """What is still asked for."""

    payloads: Met  # by number
    raws: Met  # by number
    named: Met  # raw answers that a text names


class Count(NamedTuple):
    """How many rows or files, and how many bytes they hold."""

    number: int = 0
    size: int = 0


def cited(connection: sqlite3.Connection, without: Iterator[Lane], texts: Iterable[str] | None) -> Cited:
    """What the looks but those of ``without`` ask for, and the raw answers that ``texts`` name.

    Where ``texts`` are None, it is only asked for payloads.
    """
    asked = Cited(Met(), Met(), Met())
    for some in _kept(connection, without):
        asked.payloads.add(payload for payload, _ in some)
        asked.raws.add(chain.from_iterable(_numbers(raw) for _, raw in some if raw is not None))
    if texts is not None:
        for text in chain(_bodies(connection, asked.payloads), texts):
            asked.named.add(end_of(name) for name in _NAMED.findall(text))
    return asked


def _kept(
    connection: sqlite3.Connection, without: Iterator[Lane]
) -> Iterator[list[tuple[int, int | str | None]]]:
    """By some thousands, payload and raw answers of each interval that is not in ``without``, in one pass."""
    rows = connection.execute(
        "SELECT domain, kind, failed, first, payload, captures FROM interval ORDER BY domain, kind"
    )
    lane = next(without, None)
    while some := rows.fetchmany(AT_ONCE):
        kept = []
        for domain, kind, *key, raw in some:
            while lane is not None and lane[:2] < (domain, kind):
                lane = next(without, None)
            if lane is None or lane[:2] != (domain, kind) or tuple(key) not in lane.old:
                kept.append((key[-1], raw))
        yield kept


def _numbers(raw: int | str) -> list[int]:
    return [raw] if isinstance(raw, int) else json.loads(raw)


def _bodies(connection: sqlite3.Connection, asked: Met) -> Iterator[str]:
    """The payloads that are asked for and name raw answers."""
    rows = connection.execute("SELECT id, body FROM payload WHERE instr(body, 'sha256:')")
    while some := dict(rows.fetchmany(AT_ONCE)):
        for number in asked.missing(list(some)):
            del some[number]
        yield from some.values()


def unasked_payloads(connection: sqlite3.Connection, asked: Met) -> Iterator[tuple[list[int], Count]]:
    """By some thousands, the payloads that no look asks for."""
    at = -1
    while some := [
        each
        for (each,) in connection.execute(
            "SELECT id FROM payload WHERE id > ? ORDER BY id LIMIT ?", (at, AT_ONCE)
        )
    ]:
        at = some[-1]
        if gone := asked.missing(some):
            sizes = (
                connection.execute("SELECT length(body) FROM payload WHERE id=?", (each,)).fetchone()[0]
                for each in gone
            )
            yield gone, Count(len(gone), sum(sizes))


def files(connection: sqlite3.Connection, asked: Cited) -> tuple[set[str], set[str]]:
    """The WARC files that a capture names, and those of which nobody asks for any."""
    known: set[int] = set()
    held: set[int] = set()
    rows = connection.execute("SELECT id, hash, file FROM raw WHERE file IS NOT NULL")
    while some := rows.fetchmany(AT_ONCE):
        known.update(file for _, _, file in some)
        unasked = set(asked.raws.missing([number for number, _, _ in some]))
        ends = {number: end_of(unpacked(name)) for number, name, _ in some if number in unasked}
        unnamed = set(asked.named.missing(list(ends.values())))
        held.update(file for number, _, file in some if ends.get(number) not in unnamed)
    names = dict(connection.execute("SELECT id, name FROM file"))
    return {names[each] for each in known}, {names[each] for each in known - held}


def remove_payloads(connection: sqlite3.Connection, numbers: list[int]) -> None:
    connection.executemany("DELETE FROM payload WHERE id=?", [(each,) for each in numbers])


def remove_captures(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Forgets where the raw answers lie that are in these files."""
    gone = (json.dumps(list(files)),)
    connection.execute(
        "DELETE FROM raw WHERE file IN (SELECT f.id FROM json_each(?) g JOIN file f ON f.name = g.value)",
        gone,
    )
    connection.execute("DELETE FROM file WHERE name IN (SELECT value FROM json_each(?))", gone)


class Disturbed(Exception):
    """Somebody wrote since it was asked what is cited: it may be cited now."""


Step = Callable[[Callable[[sqlite3.Connection], None]], None]


def undisturbed(db: sqlite_utils.Database) -> Step:
    """From here on, steps that are taken only while no other connection has written; else Disturbed."""
    version = _version(db.conn)

    def step(change: Callable[[sqlite3.Connection], None]) -> None:
        with transaction(db) as connection:
            if _version(connection) != version:
                raise Disturbed
            change(connection)

    return step


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
