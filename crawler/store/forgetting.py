"""Which looks of long ago may be forgotten, and how do they go so that what is left is whole at any moment?

An interval goes when its last look is old, its domain is not spared, and nobody who reads a domain as it is
today comes to it: the first interval of each kind and the newest ones stay.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import sqlite_utils

from crawler.records import Outcome

NEWEST = 10
"""Intervals of a kind that stay at any age: so far back a hidden page or a lost record is looked for."""
AT_ONCE = 500
_Key = tuple[str, str]


class Lane(NamedTuple):
    """What may go of one kind of looks at one domain: (first_seen, value) of each interval."""

    domain: str
    kind: str
    old: frozenset[_Key]


def old_lanes(connection: sqlite3.Connection, before: str, spared: Collection[str]) -> Iterator[Lane]:
    """The intervals that may go, in the table's order; who removes those of a lane disturbs no other."""
    at, last = ("", ""), False
    while not last:
        found = connection.execute(
            "SELECT domain, kind FROM observation WHERE (domain, kind) > (?,?) GROUP BY domain, kind "
            "HAVING min(last_seen) < ? AND (sum(outcome=?) > 1 OR sum(outcome<>?) > ?) LIMIT ?",
            (*at, before, Outcome.FAILED, Outcome.FAILED, NEWEST + 1, AT_ONCE),
        ).fetchall()
        for domain, kind in found:
            if domain not in spared and (old := _old(connection, domain, kind, before)):
                yield Lane(domain, kind, old)
        last = len(found) < AT_ONCE
        at = found[-1] if found else at


def _old(connection: sqlite3.Connection, domain: str, kind: str, before: str) -> frozenset[_Key]:
    rows = connection.execute(
        "SELECT first_seen, value, last_seen, outcome=? FROM observation WHERE domain=? AND kind=? "
        "ORDER BY last_seen, first_seen",
        (Outcome.FAILED, domain, kind),
    ).fetchall()
    failed, answered = [each for each in rows if each[3]], [each for each in rows if not each[3]]
    if kind == "dns" and answered and _is_half(connection, answered[-1][1]):
        answered = []  # what nobody would answer is looked for in the looks before
    drawn = _drawn(connection, domain, before) if kind == "site" else ()
    return frozenset(
        (first, value)
        for first, value, last, _ in (*failed[:-1], *answered[1:-NEWEST])
        if last < before and value not in drawn
    )


def _is_half(connection: sqlite3.Connection, value: str) -> bool:
    """True when some records could not be asked for in a look at the DNS."""
    query = "SELECT json_extract(body, '$.errors') FROM payload WHERE hash=?"
    (errors,) = connection.execute(query, (value,)).fetchone()
    return errors not in (None, "{}")


def _drawn(connection: sqlite3.Connection, domain: str, before: str) -> set[str]:
    """The looks at the site of which a picture stays: without them nobody knows of what it is one."""
    gone = _old(connection, domain, "screenshot", before)
    rows = connection.execute(
        "SELECT o.first_seen, o.value, json_extract(p.body, '$.of') "
        "FROM observation o JOIN payload p ON p.hash = o.value WHERE o.domain=? AND o.kind='screenshot'",
        (domain,),
    )
    return {str(of) for first, value, of in rows if (first, value) not in gone}


def forget(db: sqlite_utils.Database, lanes: Iterable[Lane]) -> Iterator[int]:
    """Removes those intervals, some hundred in one step; how many went in each."""
    waiting: list[tuple[str, str, str, str]] = []
    for lane in lanes:
        waiting += [(lane.domain, lane.kind, *each) for each in lane.old]
        if len(waiting) >= AT_ONCE:
            yield _remove(db, waiting)
            waiting = []
    if waiting:
        yield _remove(db, waiting)


def _remove(db: sqlite_utils.Database, keys: list[tuple[str, str, str, str]]) -> int:
    with db.atomic():
        db.conn.executemany(
            "DELETE FROM observation WHERE domain=? AND kind=? AND first_seen=? AND value=?", keys
        )
    return len(keys)
