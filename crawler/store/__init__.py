"""Where do the facts live, and how does a second look change nothing?

One SQLite file, a public interface: ``payload`` holds each distinct answer once, ``observation`` holds
intervals (first seen, last seen, looks) in the manner of passive DNS, ``capture`` says in which WARC
record the raw bytes lie. No look is overwritten or deleted: an equal look lengthens its interval.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlite_utils

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
    touch_of,
)
from crawler.store._asked import keep_asked
from crawler.store._buffer import Buffer
from crawler.store._tables import migrate, migrations, open_database, open_to_read, transaction

__all__ = ["Buffer", "ObservationStore", "migrate", "open_database", "open_to_read", "transaction"]

MOST_BEFORE = 40
"""Intervals read of one kind's past: a stranger who says something new each day makes it long."""


class ObservationStore:
    """The one writer of observations; readers may open the same file at any time."""

    def __init__(self, db: sqlite_utils.Database, confirm: tuple[int, int] = (2, 3)) -> None:
        """``confirm``: so many of the last so many looks must find nothing before that is believed."""
        self.db = db
        self.confirm = confirm
        migrate(db, migrations)

    def add(self, visits: Iterable[Visit]) -> None:
        """Keeps whole visits in one transaction; adding one again changes nothing."""
        with transaction(self.db) as connection:
            for visit in visits:
                for observation in visit.observations:
                    self._keep(connection, observation)
                keep_asked(connection, visit)
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

    def before(self, domain: str, kind: str, *, at: datetime | None = None) -> Iterator[Observation]:
        """What was seen of one kind up to ``at``, newest first, without failed looks, MOST_BEFORE at most."""
        until = iso(at) if at else "9999"
        rows = self.db.conn.execute(
            "SELECT min(last_seen, ?), first_seen, value FROM observation WHERE domain=? AND kind=? "
            "AND first_seen <= ? AND outcome <> ? ORDER BY 1 DESC, first_seen DESC LIMIT ?",
            (until, domain, kind, until, Outcome.FAILED, MOST_BEFORE),
        ).fetchall()
        return (self._read(domain, kind, *row) for row in rows)

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
        rows = self.db.conn.execute("SELECT DISTINCT domain FROM newest WHERE last_seen >= ?", (iso(moment),))
        return {domain for (domain,) in rows}

    def outcomes_since(
        self, moment: datetime, domains: Iterable[str]
    ) -> Iterator[tuple[str, str, Outcome, Reason]]:
        """Domain, kind and end of the newest look of each kind at ``domains`` at or after ``moment``."""
        rows = self.db.conn.execute(
            "SELECT n.domain, n.kind, n.outcome, n.reason, max(n.last_seen) FROM json_each(?) e "
            "JOIN newest n ON n.domain = e.value WHERE n.last_seen >= ? GROUP BY n.domain, n.kind",
            (json.dumps(list(domains)), iso(moment)),
        )
        for domain, kind, outcome, reason, _ in rows:
            yield domain, kind, Outcome(outcome), Reason(reason)

    def postponed(self, moment: datetime) -> list[str]:
        """The domains of which a registration was not asked for since ``moment`` by our own limit."""
        rows = self.db.conn.execute(
            "SELECT domain FROM newest o WHERE kind='registration' AND reason=? AND last_seen >= ? "
            "AND NOT EXISTS (SELECT 1 FROM newest n WHERE n.domain=o.domain AND n.kind=o.kind "
            "AND n.last_seen > o.last_seen) ORDER BY domain",
            (Reason.BUDGET, iso(moment)),
        )
        return [domain for (domain,) in rows]

    def changed_since(self, moment: datetime) -> set[str]:
        """The domains in which a look at or after ``moment`` saw something else than the look before."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT domain FROM newest WHERE first_seen >= ? AND failed = 0", (iso(moment),)
        )
        return {domain for (domain,) in rows}

    def seen_after(self, kind: str, moment: str, domain: str, at_most: int) -> list[tuple[str, str]]:
        """Where something else was seen behind that look: when and at which domain, oldest first."""
        return self.db.conn.execute(
            "SELECT first_seen, domain FROM observation WHERE kind=? AND outcome=? "
            "AND (first_seen, domain) > (?, ?) ORDER BY 1, 2 LIMIT ?",
            (kind, Outcome.OBSERVED, moment, domain, at_most),
        ).fetchall()

    def absent_since(self, moment: datetime) -> set[str]:
        """The domains of which a look since ``moment`` found nothing, as only few looks before it did."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT domain FROM newest WHERE last_seen >= ? AND outcome = ? AND looks <= ?",
            (iso(moment), Outcome.ABSENT, self.confirm[1]),
        )
        return {domain for (domain,) in rows}

    def unconfirmed(self, domain: str) -> frozenset[str]:
        """The kinds last found absent, but not by so many looks with an answer that it is believed."""
        looks, of = self.confirm
        rows = self.db.conn.execute(
            "SELECT kind, outcome, looks FROM observation WHERE domain=? AND outcome<>? "
            "ORDER BY last_seen DESC, first_seen DESC",
            (domain, Outcome.FAILED),
        )
        recent: dict[str, list[str]] = {}
        for kind, outcome, times in rows:
            seen = recent.setdefault(kind, [])
            seen += [outcome] * min(times, of - len(seen))
        return frozenset(
            kind
            for kind, seen in recent.items()
            if seen[0] == Outcome.ABSENT and seen.count(Outcome.ABSENT) < looks
        )

    def changes(self, domain: str) -> list[datetime]:
        """When something else was seen of ``domain``, oldest first; half a registration is something too."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT first_seen FROM observation WHERE domain=? "
            "AND (outcome<>? OR kind='registration') ORDER BY first_seen",
            (domain, Outcome.FAILED),
        )
        return [parse_time(first) for (first,) in rows]

    def first_seen(self, domain: str) -> datetime | None:
        """When ``domain`` was first looked at with a result, if ever."""
        row = self.db.conn.execute(
            "SELECT min(first_seen) FROM observation WHERE domain=? AND outcome<>?", (domain, Outcome.FAILED)
        ).fetchone()
        return parse_time(row[0]) if row[0] else None

    def last_seen(self, domain: str) -> datetime | None:
        """When ``domain`` was last looked at with a result, if ever."""
        row = self.db.conn.execute(
            "SELECT max(last_seen) FROM newest WHERE domain=? AND failed=0", (domain,)
        ).fetchone()
        return parse_time(row[0]) if row[0] else None

    def capture(self, content: str) -> Capture | None:
        """Where the bytes named by ``content`` (``sha256:…``) lie, if they were ever captured."""
        return capture_of(self.db.conn, content)


def capture_of(connection: sqlite3.Connection, content: str) -> Capture | None:
    """The capture named by ``content`` in a store that may be open for reading only."""
    row = connection.execute(
        "SELECT hash, url, media_type, file, offset, length FROM capture WHERE hash=?", (content,)
    ).fetchone()
    return Capture(*row) if row else None


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
