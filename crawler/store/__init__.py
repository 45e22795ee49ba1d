"""Where do the facts live, and how does a second look change nothing?

One SQLite file, a public interface: ``payload`` holds each distinct answer once, ``interval`` holds from when
to when it was seen, in the manner of passive DNS, ``raw`` says in which WARC record the raw bytes lie; all
three in numbers, that the views ``observation`` and ``capture`` show as text. No look is overwritten:
an equal one lengthens its interval, and only ``forgetting`` takes old ones away.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import sqlite_utils

from crawler.records import (
    Capture,
    Observation,
    Outcome,
    Reason,
    Touch,
    Visit,
    iso,
    moment_of,
    parse_time,
    seconds,
    touch_of,
)
from crawler.store._asked import keep_asked
from crawler.store._buffer import Buffer
from crawler.store._numbers import Lane, Numbers
from crawler.store._reading import capture_of, observation_of
from crawler.store._tables import migrate, migrations, open_database, open_to_read, transaction

__all__ = [
    "Buffer",
    "ObservationStore",
    "capture_of",
    "migrate",
    "open_database",
    "open_to_read",
    "transaction",
]

MOST_BEFORE = 40
"""Intervals read of one kind's past: a stranger who says something new each day makes it long."""
FOREVER = 1 << 62
_LENGTHEN = """UPDATE interval SET first=?, last=?, looks=looks+1
    WHERE domain=? AND kind=? AND failed=? AND payload=? AND first=?"""


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
            numbers = Numbers(connection)
            for visit in visits:
                for capture in visit.captures:
                    numbers.keep(capture)
                for observation in visit.observations:
                    _keep(connection, numbers, observation)
                keep_asked(connection, visit)

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
        rows = self.db.conn.execute(
            "SELECT failed, kind, min(last, ?), ending, payload, captures FROM interval "
            "WHERE domain=(SELECT id FROM domain WHERE name=?) AND first <= ? ORDER BY 3, first",
            (until := _until(at), domain, until),
        )
        # Only what is asked for is read: a stranger who says something new each day makes a long history.
        newest = {row[0]: row for is_failed, *row in rows if failed or not is_failed}
        found = (observation_of(self.db.conn, domain, row) for row in newest.values())
        return {seen.kind: seen for seen in found}

    def before(self, domain: str, kind: str, *, at: datetime | None = None) -> Iterator[Observation]:
        """What was seen of one kind up to ``at``, newest first, without failed looks, MOST_BEFORE at most."""
        rows = self.db.conn.execute(
            "SELECT kind, min(last, ?), ending, payload, captures FROM interval "
            "WHERE domain=(SELECT id FROM domain WHERE name=?) AND kind=(SELECT id FROM kind WHERE name=?) "
            "AND failed = 0 AND first <= ? ORDER BY 2 DESC, first DESC LIMIT ?",
            (until := _until(at), domain, kind, until, MOST_BEFORE),
        ).fetchall()
        return (observation_of(self.db.conn, domain, row) for row in rows)

    def looked_at_since(self, moment: datetime) -> set[str]:
        """The domains that have any look, failed ones included, at or after ``moment``."""
        return self._domains("last >= ?", seconds(moment))

    def outcomes_since(
        self, moment: datetime, domains: Iterable[str]
    ) -> Iterator[tuple[str, str, Outcome, Reason]]:
        """Domain, kind and end of the newest look of each kind at ``domains`` at or after ``moment``."""
        rows = self.db.conn.execute(
            "SELECT d.name, k.name, e.outcome, e.reason, max(n.last) FROM json_each(?) g "
            "CROSS JOIN domain d ON d.name = g.value CROSS JOIN newest_interval n ON n.domain = d.id "
            "JOIN kind k ON k.id = n.kind JOIN ending e ON e.id = +n.ending "
            "WHERE n.last >= ? GROUP BY n.domain, n.kind",
            (json.dumps(list(domains)), seconds(moment)),
        )
        for domain, kind, outcome, reason, _ in rows:
            yield domain, kind, Outcome(outcome), Reason(reason)

    def postponed(self, moment: datetime) -> list[str]:
        """The domains of which a registration was not asked for since ``moment`` by our own limit."""
        found = self._domains(
            "kind=(SELECT id FROM kind WHERE name=?) AND ending IN (SELECT id FROM ending WHERE reason=?) "
            "AND last >= ? AND NOT EXISTS (SELECT 1 FROM newest_interval n "
            "WHERE n.domain = newest_interval.domain AND n.kind = newest_interval.kind "
            "AND n.last > newest_interval.last)",
            *("registration", Reason.BUDGET, seconds(moment)),
        )
        return sorted(found)

    def changed_since(self, moment: datetime) -> set[str]:
        """The domains in which a look at or after ``moment`` saw something else than the look before."""
        return self._domains("first >= ? AND failed = 0", seconds(moment))

    def absent_since(self, moment: datetime) -> set[str]:
        """The domains of which a look since ``moment`` found nothing, as only few looks before it did."""
        return self._domains(
            "last >= ? AND ending IN (SELECT id FROM ending WHERE outcome=?) AND looks <= ?",
            *(seconds(moment), Outcome.ABSENT, self.confirm[1]),
        )

    def _domains(self, which: str, *given: str | int) -> set[str]:
        """Those of which a newest interval is such."""
        rows = self.db.conn.execute(
            f"SELECT name FROM domain WHERE id IN (SELECT domain FROM newest_interval WHERE {which})",  # noqa: S608
            given,
        )
        return {domain for (domain,) in rows}

    def seen_after(self, kind: str, moment: str, domain: str, at_most: int) -> list[tuple[str, str]]:
        """Where something else was seen behind that look: when and at which domain, oldest first."""
        rows = self.db.conn.execute(
            "SELECT i.first, d.name FROM interval i CROSS JOIN domain d ON d.id = i.domain "
            "WHERE i.kind=(SELECT id FROM kind WHERE name=?) AND i.failed = 0 "
            "AND i.ending IN (SELECT id FROM ending WHERE outcome=?) AND (i.first, d.name) > (?, ?) "
            "ORDER BY 1, 2 LIMIT ?",
            (kind, Outcome.OBSERVED, seconds(parse_time(moment)) if moment else -FOREVER, domain, at_most),
        )
        return [(iso(moment_of(first)), name) for first, name in rows]

    def unconfirmed(self, domain: str) -> frozenset[str]:
        """The kinds last found absent, but not by so many looks with an answer that it is believed."""
        looks, of = self.confirm
        rows = self.db.conn.execute(
            "SELECT k.name, e.outcome, i.looks FROM interval i JOIN kind k ON k.id = i.kind "
            "JOIN ending e ON e.id = +i.ending "
            "WHERE i.domain=(SELECT id FROM domain WHERE name=?) AND i.failed = 0 "
            "ORDER BY i.last DESC, i.first DESC",
            (domain,),
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
            "SELECT DISTINCT first FROM interval WHERE domain=(SELECT id FROM domain WHERE name=?) "
            "AND (failed = 0 OR kind=(SELECT id FROM kind WHERE name=?)) ORDER BY first",
            (domain, "registration"),
        )
        return [moment_of(first) for (first,) in rows]

    def first_seen(self, domain: str) -> datetime | None:
        """When ``domain`` was first looked at with a result, if ever."""
        (first,) = self.db.conn.execute(
            "SELECT min(first) FROM interval "
            "WHERE domain=(SELECT id FROM domain WHERE name=?) AND failed = 0",
            (domain,),
        ).fetchone()
        return None if first is None else moment_of(first)

    def last_seen(self, domain: str) -> datetime | None:
        """When ``domain`` was last looked at with a result, if ever."""
        row = self.db.conn.execute(
            "SELECT max(last_seen) FROM newest WHERE domain=? AND failed=0", (domain,)
        ).fetchone()
        return parse_time(row[0]) if row[0] else None

    def capture(self, content: str) -> Capture | None:
        """Where the bytes named by ``content`` (``sha256:…``) lie, if they were ever captured."""
        return capture_of(self.db.conn, content)


def _keep(connection: sqlite3.Connection, numbers: Numbers, seen: Observation) -> None:
    payload, lane, moment = numbers.payload(seen), numbers.lane(seen), seconds(seen.observed_at)
    before, after = (_neighbour(connection, lane, moment, *side) for side in (("<=", "DESC"), (">", "ASC")))
    if before and before.payload == payload:
        if moment > before.last:
            connection.execute(_LENGTHEN, (before.first, moment, *lane, payload, before.first))
    elif after and after.payload == payload:
        connection.execute(_LENGTHEN, (moment, after.last, *lane, payload, after.first))
    else:
        ending, captures = numbers.of("ending", seen.outcome, seen.reason), numbers.captures(seen.captures)
        connection.execute(
            "INSERT INTO interval VALUES (?,?,?,?,?,?,1,?,?) ON CONFLICT DO NOTHING",
            (*lane, moment, payload, moment, ending, captures),
        )


class _Interval(NamedTuple):
    payload: int
    first: int
    last: int


def _neighbour(
    connection: sqlite3.Connection, lane: Lane, moment: int, side: str, order: str
) -> _Interval | None:
    row = connection.execute(
        "SELECT payload, first, last FROM interval WHERE domain=? AND kind=? AND failed=? "  # noqa: S608
        f"AND first {side} ? ORDER BY first {order} LIMIT 1",
        (*lane, moment),
    ).fetchone()
    return _Interval(*row) if row else None


def _until(at: datetime | None) -> int:
    return seconds(at) if at else FOREVER
