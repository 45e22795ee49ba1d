"""Which names were found, by which source, and what became of them?"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlite_utils

from crawler.records import iso, parse_time, seconds
from crawler.store import transaction
from monitor.store.records import Candidate, Feed, Stage

STAGES = ("seen", "sifted", "new", "asked", "answered", "watched", "fetched", "scored", "alerted")
"""Of the funnel: what a source told, what was of interest, what was not known, and how far that came."""

ROUND = 50
"""Names of one source that are asked for before the next source has its turn."""

_NAMES = "domain source reason counterpart kinds bits found_at stage looked_at next_at misses note"
_COLUMNS = ", ".join(f"candidate.{each}" for each in _NAMES.split())


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
            "SELECT name, kind, cursor, read_at, newest, names, digest, fault, good_at "
            "FROM feed ORDER BY name"
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
                parse_time(good) if good else None,
            )
            for name, kind, cursor, at, newest, count, digest, fault, good in rows
        ]

    def put_feed(self, feed: Feed, now: datetime) -> None:
        """Keeps how far it was read at ``now``: badly when it gave a fault and no name."""
        newest = iso(feed.newest) if feed.newest else None
        good = now if feed.names or not feed.fault else feed.good_at
        row = (feed.name, feed.kind, feed.cursor, iso(now), newest, feed.names, feed.digest, feed.fault)
        with transaction(self.db) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO feed VALUES (?,?,?,?,?,?,?,?,?)", (*row, iso(good) if good else None)
            )

    def forget_feed(self, name: str) -> bool:
        """Reads it from its beginning the next time; False when it was never read."""
        with transaction(self.db) as connection:
            return connection.execute("DELETE FROM feed WHERE name=?", (name,)).rowcount > 0

    def add(self, found: Iterable[Candidate]) -> list[str]:
        """Keeps those that are not known yet, as candidates or on the watchlist; their domains.

        A candidate that was dropped is told again, and waits anew. One that waits is asked for at once when
        another source tells it, and has the words of who says most.
        """
        new = []
        with transaction(self.db) as connection:
            for each in found:
                watched = connection.execute(
                    "SELECT 1 FROM watch WHERE domain=? AND removed_at IS NULL", (each.domain,)
                ).fetchone()
                if watched is not None:
                    continue
                if connection.execute(
                    "INSERT INTO candidate VALUES (?,?,?,?,?,?,?,?,?,?,?,?) "
                    "ON CONFLICT (domain) DO UPDATE SET source=excluded.source, reason=excluded.reason, "
                    "found_at=excluded.found_at, next_at=excluded.next_at, stage=excluded.stage, "
                    "misses=0, note='told again after it was dropped' WHERE stage='dropped'",
                    _row(each),
                ).rowcount:
                    new.append(each.domain)
                else:
                    _tell_again(connection, each)
        return new

    def put(self, changed: Iterable[Candidate]) -> None:
        """Keeps what became of candidates."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO candidate VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                [_row(each) for each in changed],
            )

    def turn(self, now: datetime, at_most: int) -> list[Candidate]:
        """The waiting candidates whose time has come, those with the most expected bits per request first.

        That is the candidate's bits times the share of its source's names that answered until now. The
        sources take turns, ROUND of their best at a time: one that tells a million names holds up no other.
        """
        rows = self.db.conn.execute(
            f"SELECT {_COLUMNS} FROM (SELECT domain AS who, bits * coalesce(share, 0.5) AS merit, "  # noqa: S608
            "row_number() OVER (PARTITION BY source ORDER BY bits DESC, domain) - 1 AS place "
            "FROM candidate LEFT JOIN (SELECT source AS feed, "
            "(1.0 + total(names) FILTER (WHERE stage='answered')) / "
            "(2.0 + total(names) FILTER (WHERE stage='asked')) AS share FROM funnel GROUP BY source) "
            "ON feed = source WHERE stage=? AND next_at<=? "
            f"ORDER BY place / {ROUND}, merit DESC, who LIMIT ?) JOIN candidate ON candidate.domain = who "
            f"ORDER BY place / {ROUND}, merit DESC, who",
            (Stage.WAITING, iso(now), at_most),
        )
        return [_candidate(*row) for row in rows]

    def unasked(self, source: str) -> int:
        """How many names of the source wait for their first turn."""
        (number,) = self.db.conn.execute(
            "SELECT count(*) FROM candidate WHERE source=? AND stage=? AND looked_at IS NULL",
            (source, Stage.WAITING),
        ).fetchone()
        return int(number)

    def dead(self, before: datetime) -> list[tuple[Candidate, str, datetime]]:
        """The watched candidates that are not there since ``before`` or earlier: state, and since when."""
        rows = self.db.conn.execute(
            f"SELECT {_COLUMNS}, s.state, s.since FROM candidate JOIN "  # noqa: S608
            "(SELECT domain AS site, state, max(since) AS since FROM state GROUP BY domain) AS s "
            "ON s.site = candidate.domain JOIN watch AS w ON w.domain = candidate.domain "
            "WHERE stage=? AND s.state IN ('unregistered', 'dark') AND s.since <= ? "
            "AND w.removed_at IS NULL AND w.source = candidate.source AND w.role = 'candidate' "
            "AND w.tags = '[]' AND w.until IS NULL "  # which only a person says
            "ORDER BY candidate.domain",
            (Stage.WATCHED, iso(before)),
        )
        return [(_candidate(*row[:-2]), row[-2], parse_time(row[-1])) for row in rows]

    def sources(self, domains: Iterable[str]) -> dict[str, str]:
        """By domain, the source that found it; analysts' own are left out."""
        query = "SELECT c.domain, c.source FROM json_each(?) AS e JOIN candidate AS c ON c.domain = e.value"
        return dict(self.db.conn.execute(query, (json.dumps(list(domains)),)))

    def fetched(self, since: datetime) -> dict[str, str]:
        """By domain, the source of each candidate whose site was last seen at or after ``since``."""
        rows = self.db.conn.execute(
            "SELECT f.domain, f.source FROM (SELECT c.domain, c.source, n.ending, max(n.last) "
            "FROM candidate c CROSS JOIN domain d ON d.name = c.domain CROSS JOIN newest_interval n "
            "ON n.domain = d.id AND n.kind = (SELECT id FROM kind WHERE name = 'site') "
            "WHERE n.last >= ? GROUP BY c.domain) f JOIN ending e ON e.id = f.ending "
            "WHERE e.outcome = 'observed'",
            (seconds(since),),
        )
        return dict(rows.fetchall())

    def get(self, domain: str) -> Candidate | None:
        row = self.db.conn.execute(
            f"SELECT {_COLUMNS} FROM candidate WHERE domain=?",  # noqa: S608
            (domain,),
        ).fetchone()
        return _candidate(*row) if row else None

    def stages(self) -> dict[str, int]:
        """How many candidates there are of each stage."""
        return dict(self.db.conn.execute("SELECT stage, count(*) FROM candidate GROUP BY stage ORDER BY 1"))

    def count(self, day: str, source: str, counts: Mapping[str, int]) -> None:
        """Adds to the funnel of ``day``: how many names of ``source`` came to each stage."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT INTO funnel VALUES (?,?,?,?) ON CONFLICT (day, source, stage) "
                "DO UPDATE SET names = names + excluded.names",
                [(day, source, stage, number) for stage, number in counts.items() if number],
            )

    def recount(self, day: str, stage: str, counts: Mapping[str, int]) -> None:
        """Says anew how many names of each source came to ``stage`` on ``day``."""
        with transaction(self.db) as connection:
            connection.execute("DELETE FROM funnel WHERE day=? AND stage=?", (day, stage))
            connection.executemany(
                "INSERT INTO funnel VALUES (?,?,?,?)",
                [(day, source, stage, number) for source, number in counts.items()],
            )

    def funnel(self, day: str) -> dict[str, dict[str, int]]:
        """By source, how many names came to each stage on ``day``."""
        found: dict[str, dict[str, int]] = {}
        rows = self.db.conn.execute("SELECT source, stage, names FROM funnel WHERE day=?", (day,))
        for source, stage, number in rows:
            found.setdefault(source, {})[stage] = number
        return found


def _tell_again(connection: sqlite3.Connection, each: Candidate) -> None:
    """What another source's word changes for a candidate that waits."""
    connection.execute(
        "UPDATE candidate SET next_at=min(next_at, ?), note='another source tells it too' "
        "WHERE domain=? AND stage='waiting' AND misses>1 AND source<>?",
        (iso(each.next_at or each.found_at), each.domain, each.source),
    )
    connection.execute(
        "UPDATE candidate SET source=?, reason=?, counterpart=?, kinds=?, bits=? "
        "WHERE domain=? AND stage='waiting' AND source<>? AND bits<?",
        (*_row(each)[1:6], each.domain, each.source, each.bits),
    )


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
