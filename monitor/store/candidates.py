"""Which names were found, by which source, and what became of them?"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlite_utils

from crawler.records import iso, parse_time
from crawler.store import transaction
from monitor.store.records import Candidate, Feed, Stage

_COLUMNS = (
    "domain, source, reason, counterpart, kinds, bits, found_at, stage, looked_at, next_at, misses, note"
)


class Candidates:
    """Feeds with their cursors, candidates, and the funnel's counts."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def feed(self, name: str, kind: str) -> Feed:
        """How far the source was read; of one never read, an empty cursor."""
        found = [each for each in self.feeds() if each.name == name and each.kind == kind]
        return found[0] if found else Feed(name, kind)

    def feeds(self) -> list[Feed]:
        rows = self.db.conn.execute(
            "SELECT name, kind, cursor, read_at, newest, names, digest, fault FROM feed ORDER BY name"
        )
        return [
            Feed(
                name,
                kind,
                cursor,
                parse_time(at),
                parse_time(newest) if newest else None,
                count,
                digest,
                fault,
            )
            for name, kind, cursor, at, newest, count, digest, fault in rows
        ]

    def put_feed(self, feed: Feed, now: datetime) -> None:
        newest = iso(feed.newest) if feed.newest else None
        row = (feed.name, feed.kind, feed.cursor, iso(now), newest, feed.names, feed.digest, feed.fault)
        with transaction(self.db) as connection:
            connection.execute("INSERT OR REPLACE INTO feed VALUES (?,?,?,?,?,?,?,?)", row)

    def forget_feed(self, name: str) -> bool:
        """Reads it from its beginning the next time; False when it was never read."""
        with transaction(self.db) as connection:
            return connection.execute("DELETE FROM feed WHERE name=?", (name,)).rowcount > 0

    def add(self, found: Iterable[Candidate]) -> list[str]:
        """Keeps those that are not known yet, neither as candidates nor on the watchlist; their domains."""
        new = []
        with transaction(self.db) as connection:
            for each in found:
                watched = connection.execute("SELECT 1 FROM watch WHERE domain=?", (each.domain,)).fetchone()
                if (
                    watched is None
                    and connection.execute(
                        f"INSERT INTO candidate ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) "  # noqa: S608
                        "ON CONFLICT DO NOTHING",
                        _row(each),
                    ).rowcount
                ):
                    new.append(each.domain)
        return new

    def put(self, changed: Iterable[Candidate]) -> None:
        """Keeps what became of candidates."""
        with transaction(self.db) as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO candidate ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
                [_row(each) for each in changed],
            )

    def turn(self, now: datetime, at_most: int) -> list[Candidate]:
        """The waiting candidates whose time has come, those with most bits first."""
        rows = self.db.conn.execute(
            f"SELECT {_COLUMNS} FROM candidate WHERE stage=? AND next_at<=? "  # noqa: S608
            "ORDER BY bits DESC, domain LIMIT ?",
            (Stage.WAITING, iso(now), at_most),
        )
        return [_candidate(*row) for row in rows]

    def get(self, domain: str) -> Candidate | None:
        row = self.db.conn.execute(
            f"SELECT {_COLUMNS} FROM candidate WHERE domain=?",  # noqa: S608
            (domain,),
        ).fetchone()
        return _candidate(*row) if row else None

    def count(self, day: str, source: str, counts: Mapping[str, int]) -> None:
        """Adds to the funnel of ``day``: how many names of ``source`` came to each stage."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT INTO funnel VALUES (?,?,?,?) ON CONFLICT (day, source, stage) "
                "DO UPDATE SET names = names + excluded.names",
                [(day, source, stage, number) for stage, number in counts.items() if number],
            )

    def funnel(self, day: str) -> dict[str, dict[str, int]]:
        """By source, how many names came to each stage on ``day``."""
        found: dict[str, dict[str, int]] = {}
        rows = self.db.conn.execute("SELECT source, stage, names FROM funnel WHERE day=?", (day,))
        for source, stage, number in rows:
            found.setdefault(source, {})[stage] = number
        return found


def _row(each: Candidate) -> tuple[object, ...]:
    return (
        each.domain,
        each.source,
        each.reason,
        each.counterpart,
        json.dumps(each.kinds),
        each.bits,
        iso(each.found_at),
        str(each.stage),
        iso(each.looked_at) if each.looked_at else None,
        iso(each.next_at or each.found_at),
        each.misses,
        each.note,
    )


def _candidate(
    domain: str,
    source: str,
    reason: str,
    counterpart: str,
    kinds: str,
    bits: float,
    found: str,
    stage: str,
    looked: str | None,
    turn: str,
    misses: int,
    note: str,
) -> Candidate:
    return Candidate(
        domain,
        source,
        reason,
        parse_time(found),
        counterpart,
        tuple(json.loads(kinds)),
        bits,
        Stage(stage),
        parse_time(turn),
        parse_time(looked) if looked else None,
        misses,
        note,
    )
