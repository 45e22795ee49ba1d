"""Where do the facts live, and how does a second look change nothing?

One SQLite file, a public interface: ``payload`` holds each distinct answer once, ``observation`` holds
intervals (first seen, last seen, looks) in the manner of passive DNS, ``capture`` says in which WARC
record the raw bytes lie. Nothing is overwritten or deleted here: an equal look lengthens its interval.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import sqlite_utils
from sqlite_utils.migrations import Migrations

from crawler.errors import ConfigError
from crawler.records import (
    Capture,
    Observation,
    Outcome,
    Reason,
    Touch,
    Visit,
    canonical,
    iso,
    parse_time,
    row_of,
    touch_of,
)

migrations = Migrations("crawler")


@migrations()
def observations_as_intervals(db: sqlite_utils.Database) -> None:
    db.execute("CREATE TABLE payload (hash TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """CREATE TABLE observation (
            domain TEXT NOT NULL, kind TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
            looks INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
            value TEXT NOT NULL, captures TEXT NOT NULL,
            PRIMARY KEY (domain, kind, first_seen, value)) WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE capture (
            hash TEXT PRIMARY KEY, url TEXT NOT NULL, media_type TEXT NOT NULL,
            file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID"""
    )


@migrations()
def what_was_asked_and_may_be_asked_again(db: sqlite_utils.Database) -> None:
    """``touch`` has a row a visit; ``rest`` and ``validator`` hold what the next run has to keep to."""
    db.execute(
        """CREATE TABLE touch (
            domain TEXT NOT NULL, at TEXT NOT NULL, requests INTEGER NOT NULL,
            body TEXT NOT NULL, PRIMARY KEY (domain, at)) WITHOUT ROWID"""
    )
    db.execute("CREATE TABLE rest (host TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """CREATE TABLE validator (
            domain TEXT PRIMARY KEY, url TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
            full_at TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID"""
    )


def open_database(path: Path) -> sqlite_utils.Database:
    """The SQLite file in WAL mode; ConfigError when it is not one or is newer than this program."""
    try:
        connection = sqlite3.connect(path, timeout=30, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"opening the database {path} failed: {error}; restore it from a backup or name another home"
        ) from error
    return sqlite_utils.Database(connection)


def migrate(db: sqlite_utils.Database, known: Migrations) -> None:
    """Brings the tables of one migration set up to date; ConfigError if a newer program wrote them."""
    ours = {migration.name for migration in known._migrations}
    newer = sorted({done.name for done in known.applied(db)} - ours)
    if newer:
        raise ConfigError(
            f"the database was written by a newer brassplate (it knows the migration '{newer[-1]}'); "
            "upgrade brassplate, or name another home"
        )
    known.apply(db)


@contextmanager
def transaction(db: sqlite_utils.Database) -> Iterator[sqlite3.Connection]:
    """All or nothing: commits at the end, rolls back on any exception, an interrupt included."""
    with db.atomic():
        yield db.conn


class ObservationStore:
    """The one writer of observations; readers may open the same file at any time."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db
        migrate(db, migrations)

    def add(self, visits: Iterable[Visit]) -> None:
        """Keeps whole visits in one transaction; adding one again changes nothing."""
        with transaction(self.db) as connection:
            for visit in visits:
                for observation in visit.observations:
                    self._keep(connection, observation)
                _keep_asked(connection, visit)
                connection.executemany(
                    "INSERT INTO capture VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
                    [(c.hash, c.url, c.media_type, c.file, c.offset, c.length) for c in visit.captures],
                )

    def _keep(self, connection: sqlite3.Connection, seen: Observation) -> None:
        value, moment = seen.value_hash, iso(seen.observed_at)
        connection.execute(
            "INSERT INTO payload VALUES (?,?) ON CONFLICT DO NOTHING", (value, canonical(dict(seen.payload)))
        )
        before, after = self._neighbours(connection, seen, moment)
        key = (seen.domain, seen.kind)
        if before is not None and before["value"] == value:
            if moment > before["last_seen"]:
                connection.execute(
                    "UPDATE observation SET last_seen=?, looks=looks+1 "
                    "WHERE domain=? AND kind=? AND first_seen=? AND value=?",
                    (moment, *key, before["first_seen"], value),
                )
        elif after is not None and after["value"] == value:
            connection.execute(
                "UPDATE observation SET first_seen=?, looks=looks+1 "
                "WHERE domain=? AND kind=? AND first_seen=? AND value=?",
                (moment, *key, after["first_seen"], value),
            )
        else:
            connection.execute(
                "INSERT INTO observation VALUES (?,?,?,?,1,?,?,?,?) ON CONFLICT DO NOTHING",
                (*key, moment, moment, seen.outcome, seen.reason, value, json.dumps(seen.captures)),
            )

    def _neighbours(
        self, connection: sqlite3.Connection, seen: Observation, moment: str
    ) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
        # A failed look must not cut the interval of what is believed, so failures neighbour only failures.
        lane = "=" if seen.outcome is Outcome.FAILED else "<>"
        found = []
        for comparison, order in (("<=", "DESC"), (">", "ASC")):
            row = connection.execute(
                "SELECT first_seen, last_seen, value FROM observation WHERE domain=? AND kind=? "  # noqa: S608
                f"AND outcome {lane} ? AND first_seen {comparison} ? ORDER BY first_seen {order} LIMIT 1",
                (seen.domain, seen.kind, Outcome.FAILED, moment),
            ).fetchone()
            found.append(dict(zip(("first_seen", "last_seen", "value"), row, strict=True)) if row else None)
        return found[0], found[1]

    def touches(self, domain: str) -> list[Touch]:
        """Every request made for ``domain`` that is remembered, oldest first."""
        rows = self.db.conn.execute("SELECT body FROM touch WHERE domain=? ORDER BY at", (domain,))
        return [touch_of(row) for (body,) in rows for row in json.loads(body)]

    def forget_touches(self, before: datetime) -> None:
        """Drops the visits whose requests began before a time."""
        with transaction(self.db) as connection:
            connection.execute("DELETE FROM touch WHERE at < ?", (iso(before),))

    def latest(
        self, domain: str, *, at: datetime | None = None, failed: bool = False
    ) -> dict[str, Observation]:
        """Per kind, what was last seen of ``domain`` (up to ``at``); failed looks only with ``failed``."""
        until = iso(at) if at else "9999"
        rows = self.db.conn.execute(
            "SELECT kind, min(last_seen, ?), first_seen, value, outcome FROM observation "
            "WHERE domain=? AND first_seen <= ? ORDER BY 2, first_seen",
            (until, domain, until),
        )
        # Only what is asked for is read: a stranger who says something new each day makes a long history.
        newest = {
            kind: (seen, first, value)
            for kind, seen, first, value, outcome in rows
            if failed or outcome != Outcome.FAILED
        }
        return {kind: self._read(domain, kind, *found) for kind, found in newest.items()}

    def _read(self, domain: str, kind: str, seen: str, first: str, value: str) -> Observation:
        row = self.db.conn.execute(
            "SELECT o.outcome, o.reason, p.body, o.captures "
            "FROM observation o JOIN payload p ON p.hash = o.value "
            "WHERE o.domain=? AND o.kind=? AND o.first_seen=? AND o.value=?",
            (domain, kind, first, value),
        ).fetchone()
        return _observation(domain, kind, seen, *row)

    def looked_at_since(self, moment: datetime) -> set[str]:
        """The domains that have any look, failed ones included, at or after ``moment``."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT domain FROM observation WHERE last_seen >= ?", (iso(moment),)
        )
        return {domain for (domain,) in rows}

    def changed_since(self, moment: datetime) -> set[str]:
        """The domains in which a look at or after ``moment`` saw something else than the look before."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT domain FROM observation WHERE first_seen >= ? AND outcome <> ?",
            (iso(moment), Outcome.FAILED),
        )
        return {domain for (domain,) in rows}

    def first_seen(self, domain: str) -> datetime | None:
        """When ``domain`` was first looked at with a result, if ever."""
        row = self.db.conn.execute(
            "SELECT min(first_seen) FROM observation WHERE domain=? AND outcome<>?", (domain, Outcome.FAILED)
        ).fetchone()
        return parse_time(row[0]) if row[0] else None

    def capture(self, content: str) -> Capture | None:
        """Where the bytes named by ``content`` (``sha256:…``) lie, if they were ever captured."""
        row = self.db.conn.execute(
            "SELECT hash, url, media_type, file, offset, length FROM capture WHERE hash=?", (content,)
        ).fetchone()
        return Capture(*row) if row else None


def _keep_asked(connection: sqlite3.Connection, visit: Visit) -> None:
    if visit.touches:
        begun = min(each.at for each in visit.touches)
        body = canonical([row_of(each) for each in visit.touches])
        connection.execute(
            "INSERT INTO touch VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
            (visit.domain, iso(begun), len(visit.touches), body),
        )
    connection.executemany(
        "INSERT INTO rest VALUES (?,?) ON CONFLICT (host) DO UPDATE SET until=max(until, excluded.until)",
        [(each.host, iso(each.until)) for each in visit.rests],
    )
    site = next((each for each in visit.observations if each.kind == "site"), None)
    if visit.validator and site is not None and site.outcome is Outcome.OBSERVED:
        known = visit.validator
        connection.execute(
            "INSERT INTO validator VALUES (?,?,?,?,?,?) ON CONFLICT (domain) DO UPDATE SET url=excluded.url, "
            "etag=excluded.etag, modified=excluded.modified, full_at=excluded.full_at, value=excluded.value",
            (visit.domain, known.url, known.etag, known.modified, iso(known.full_at), site.value_hash),
        )


def _observation(
    domain: str, kind: str, seen: str, outcome: str, reason: str, body: str, captures: str
) -> Observation:
    return Observation(
        domain=domain,
        kind=kind,
        observed_at=parse_time(seen),
        outcome=Outcome(outcome),
        reason=Reason(reason),
        payload=MappingProxyType(json.loads(body)),
        captures=tuple(json.loads(captures)),
    )


class Buffer:
    """Visits on their way into the store: kept together and soon, also when the loop is broken off."""

    MOST = 50
    SECONDS = 1.0

    def __init__(self, store: ObservationStore) -> None:
        self._store = store
        self._waiting: list[Visit] = []
        self._since = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *broken: object) -> None:
        self.flush()

    def add(self, visit: Visit) -> None:
        self._waiting.append(visit)
        if len(self._waiting) >= self.MOST or time.monotonic() - self._since >= self.SECONDS:
            self.flush()

    def flush(self) -> None:
        self._store.add(self._waiting)
        self._waiting.clear()
        self._since = time.monotonic()
