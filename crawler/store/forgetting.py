"""Which looks of long ago may be forgotten, and how do they go so that what is left is whole at any moment?

An interval goes when its last look is old, its domain is not spared, and nobody who reads a domain as it is
today comes to it: the first interval of each kind and the newest ones stay.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import sqlite_utils

from crawler.records import seconds

NEWEST = 10
"""Intervals of a kind that stay at any age: so far back a hidden page or a lost record is looked for."""
AT_ONCE = 500
_Key = tuple[int, int, int]


class Lane(NamedTuple):
    """What may go of one kind of looks at one domain: (failed, first, payload) of each interval."""

    domain: int
    kind: int
    old: frozenset[_Key]


def old_lanes(connection: sqlite3.Connection, before: datetime, spared: Collection[str]) -> Iterator[Lane]:
    """The intervals that may go, in the table's order; who removes those of a lane disturbs no other."""
    at, last, until = (-1, -1), False, seconds(before)
    while not last:
        found = connection.execute(
            "SELECT i.domain, i.kind, d.name, k.name FROM (SELECT domain, kind FROM interval "
            "WHERE (domain, kind) > (?,?) GROUP BY domain, kind "
            "HAVING min(last) < ? AND (sum(failed) > 1 OR sum(NOT failed) > ?) "
            "ORDER BY domain, kind LIMIT ?) i "
            "CROSS JOIN domain d ON d.id = i.domain CROSS JOIN kind k ON k.id = i.kind",
            (*at, until, NEWEST + 1, AT_ONCE),
        ).fetchall()
        for number, of, domain, kind in found:
            if domain not in spared and (old := _old(connection, domain, kind, until)):
                yield Lane(number, of, old)
        last = len(found) < AT_ONCE
        at = found[-1][:2] if found else at


def _old(connection: sqlite3.Connection, domain: str, kind: str, before: int) -> frozenset[_Key]:
    rows = connection.execute(
        "SELECT failed, first, payload, last FROM interval WHERE domain=(SELECT id FROM domain WHERE name=?) "
        "AND kind=(SELECT id FROM kind WHERE name=?) ORDER BY last, first",
        (domain, kind),
    ).fetchall()
    failed, answered = [each for each in rows if each[0]], [each for each in rows if not each[0]]
    if kind == "dns" and answered and _is_half(connection, answered[-1][2]):
        answered = []  # what nobody would answer is looked for in the looks before
    drawn = _drawn(connection, domain, before) if kind == "site" else ()
    return frozenset(
        (fails, first, payload)
        for fails, first, payload, last in (*failed[:-1], *answered[1:-NEWEST])
        if last < before and payload not in drawn
    )


def _is_half(connection: sqlite3.Connection, payload: int) -> bool:
    """True when some records could not be asked for in a look at the DNS."""
    query = "SELECT json_extract(body, '$.errors') FROM payload WHERE id=?"
    (errors,) = connection.execute(query, (payload,)).fetchone()
    return errors not in (None, "{}")


def _drawn(connection: sqlite3.Connection, domain: str, before: int) -> set[int]:
    """The looks at the site of which a picture stays: without them nobody knows of what it is one."""
    gone = _old(connection, domain, "screenshot", before)
    rows = connection.execute(
        "SELECT i.failed, i.first, i.payload, s.id FROM interval i JOIN payload p ON p.id = i.payload "
        "JOIN payload s ON s.hash = json_extract(p.body, '$.of') "
        "WHERE i.domain=(SELECT id FROM domain WHERE name=?) "
        "AND i.kind=(SELECT id FROM kind WHERE name='screenshot')",
        (domain,),
    )
    return {of for *key, of in rows if tuple(key) not in gone}


def forget(db: sqlite_utils.Database, lanes: Iterable[Lane]) -> Iterator[int]:
    """Removes those intervals, some hundred in one step; how many went in each."""
    waiting: list[tuple[int, ...]] = []
    for lane in lanes:
        waiting += [(lane.domain, lane.kind, *each) for each in lane.old]
        if len(waiting) >= AT_ONCE:
            yield _remove(db, waiting)
            waiting = []
    if waiting:
        yield _remove(db, waiting)


def _remove(db: sqlite_utils.Database, keys: list[tuple[int, ...]]) -> int:
    with db.atomic():
        db.conn.executemany(
            "DELETE FROM interval WHERE domain=? AND kind=? AND failed=? AND first=? AND payload=?", keys
        )
    return len(keys)
