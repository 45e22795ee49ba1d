"""Who is watched, why, until when, and since when has nothing changed there?"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

import sqlite_utils

from crawler.records import iso, parse_time, seconds
from crawler.store import transaction
from monitor.store.records import Priority, Role, WatchItem

BY_HAND = "analyst"
LONGEST_WHY = 1_000
"""Of all sources together."""
LONGEST_TAG, MOST_TAGS = 40, 20
_PRIORITIES = {str(each): each for each in Priority}
_ITEM = (
    "SELECT domain, added_at, role, why, source, priority, tags, until FROM watch WHERE removed_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """When a watched domain was last looked at; ``quiet`` looks in a row saw nothing else there."""

    domain: str
    priority: Priority
    looked_on: date | None
    quiet: int


class Watchlist:
    """The watched domains and their turns."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def add(self, items: Iterable[WatchItem]) -> int:
        """Adds items (a removed one comes back); how many were not watched before."""
        with transaction(self.db) as connection:
            before = self.count()
            connection.executemany(
                "INSERT INTO watch (domain, role, why, source, added_at, priority, tags, until) "
                "VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (domain) DO UPDATE SET role=excluded.role, "
                "why=excluded.why, source=excluded.source, priority=excluded.priority, tags=excluded.tags, "
                "until=excluded.until, "
                "added_at=CASE WHEN removed_at IS NULL THEN added_at ELSE excluded.added_at END, "
                "removed_at=NULL",
                map(_row, items),
            )
            return self.count() - before

    def remove(self, domains: Iterable[str], now: datetime) -> int:
        """Stops watching; what was observed stays. How many were watched."""
        with transaction(self.db) as connection:
            rows = [(iso(now), domain) for domain in domains]
            return connection.executemany(
                "UPDATE watch SET removed_at=? WHERE domain=? AND removed_at IS NULL", rows
            ).rowcount

    def heard(self, words: Iterable[tuple[str, str, str]]) -> int:
        """Keeps what sources say (domain, source, reason) of those watched already, each source's word once.

        A candidate that another source brought is looked at every day from then on; what an analyst said of
        its turns stays. How many reasons are longer now.
        """
        more = 0
        with transaction(self.db) as connection:
            for domain, source, reason in words:
                item = self.get(domain)
                told = f"{source}: {reason}"
                if item is None or item.source == source or f"{source}: " in item.why:
                    continue
                why = f"{item.why}; {told}" if item.why else told
                is_raised = item.role is Role.CANDIDATE and item.source != BY_HAND
                connection.execute(
                    "UPDATE watch SET why=?, priority=? WHERE domain=?",
                    (why[:LONGEST_WHY], Priority.HIGH if is_raised else item.priority, domain),
                )
                more += 1
        return more

    def expire(self, now: datetime) -> list[str]:
        """Stops watching those whose last day has passed; their domains."""
        rows = self.db.conn.execute(
            "SELECT domain FROM watch WHERE removed_at IS NULL AND until < ? ORDER BY domain",
            (now.date().isoformat(),),
        )
        gone = [domain for (domain,) in rows]
        self.remove(gone, now)
        return gone

    def items(self) -> list[WatchItem]:
        """Everything watched, by domain."""
        rows = self.db.conn.execute(f"{_ITEM} ORDER BY domain")
        return [_item(*row) for row in rows]

    def get(self, domain: str) -> WatchItem | None:
        """One domain as it is watched, if it is: the list itself may hold a million."""
        row = self.db.conn.execute(f"{_ITEM} AND domain=?", (domain,)).fetchone()
        return _item(*row) if row else None

    def domains(self, role: Role | None = None) -> set[str]:
        """Everything watched (in one role), without what else is known of it."""
        # Only a role that is written out is found by the index of the honest firms.
        only = f" AND role = '{role}'" if role else ""
        rows = self.db.conn.execute(f"SELECT domain FROM watch WHERE removed_at IS NULL{only}")  # noqa: S608
        return {domain for (domain,) in rows}

    def among(self, domains: Iterable[str], role: Role | None = None) -> set[str]:
        """Those of ``domains`` that are watched (in one role)."""
        rows = self.db.conn.execute(
            "SELECT w.domain FROM json_each(?1) e JOIN watch w ON w.domain = e.value "
            "WHERE w.removed_at IS NULL AND (?2 IS NULL OR w.role = ?2)",
            (json.dumps(list(domains)), role),
        )
        return {domain for (domain,) in rows}

    def looks(self, since: datetime) -> dict[tuple[str, str, str], int]:
        """Of how many watched domains the newest look since then ended so: (kind, outcome, reason)."""
        rows = self.db.conn.execute(
            "SELECT k.name, e.outcome, e.reason, f.found FROM (SELECT kind, ending, count(*) AS found FROM "
            "(SELECT n.kind, n.ending, max(n.last) FROM newest_interval n WHERE n.last >= ? AND n.domain IN "
            "(SELECT d.id FROM watch w JOIN domain d ON d.name = w.domain WHERE w.removed_at IS NULL) "
            "GROUP BY n.domain, n.kind) GROUP BY kind, ending) f "
            "JOIN kind k ON k.id = f.kind JOIN ending e ON e.id = f.ending ORDER BY 4 DESC, 1, 2, 3",
            (seconds(since),),
        )
        return {(kind, outcome, reason): count for kind, outcome, reason, count in rows}

    def unseen(self, since: datetime) -> Iterator[tuple[str, str | None, str]]:
        """(domain, outcome, reason) of each look at a watched site since then that showed none.

        The outcome is None where nobody looked.
        """
        yield from self.db.conn.execute(
            "SELECT f.domain, e.outcome, coalesce(e.reason, '') FROM (SELECT w.domain, n.ending, max(n.last) "
            "FROM watch w LEFT JOIN domain d ON d.name = w.domain LEFT JOIN newest_interval n "
            "ON n.domain = d.id AND n.kind = (SELECT id FROM kind WHERE name = 'site') AND n.last >= ? "
            "WHERE w.removed_at IS NULL GROUP BY w.domain) f LEFT JOIN ending e ON e.id = f.ending "
            "WHERE e.outcome IS NOT 'observed' ORDER BY f.domain",
            (seconds(since),),
        )

    def turns(self) -> Iterator[Turn]:
        """When each watched domain was last looked at, by domain."""
        rows = self.db.conn.execute(
            "SELECT domain, priority, looked_on, quiet FROM watch WHERE removed_at IS NULL ORDER BY domain"
        )
        for domain, priority, day, quiet in rows:
            yield Turn(domain, _PRIORITIES[priority], _day(day) if day else None, quiet)

    def looked(self, domains: Iterable[str], changed: Iterable[str], day: date) -> None:
        """Keeps that ``domains`` were looked at on ``day``, a further time on one day as the first."""
        today = day.isoformat()
        with transaction(self.db) as connection:
            connection.execute(
                "UPDATE watch SET quiet = quiet + (looked_on IS NOT ?1), looked_on = ?1 "
                "WHERE domain IN (SELECT value FROM json_each(?2))",
                (today, json.dumps(list(domains))),
            )
            connection.execute(
                "UPDATE watch SET quiet = 0 WHERE domain IN (SELECT value FROM json_each(?))",
                (json.dumps(list(changed)),),
            )

    def count(self) -> int:
        (number,) = self.db.conn.execute("SELECT count(*) FROM watch WHERE removed_at IS NULL").fetchone()
        return int(number)


@lru_cache(maxsize=1_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def by_hand(item: WatchItem, why: str | None) -> WatchItem:
    """``item`` as an analyst's from now on, for the reason ``why``; None where none was given.

    The reason of the source that brought it stays then, with the name of the source before it.
    """
    if why is None:
        is_theirs = item.source != BY_HAND and item.why
        why = f"{item.source}: {item.why}"[:LONGEST_WHY] if is_theirs else item.why
    return replace(item, source=BY_HAND, why=why)


def _row(item: WatchItem) -> tuple[object, ...]:
    until = item.until.isoformat() if item.until else None
    tags = json.dumps(item.tags, ensure_ascii=False)
    row = (item.domain, str(item.role), item.why, item.source, iso(item.added_at))
    return (*row, str(item.priority), tags, until)


def _item(
    domain: str, added: str, role: str, why: str, source: str, priority: str, tags: str, until: str | None
) -> WatchItem:
    return WatchItem(
        domain,
        parse_time(added),
        Role(role),
        why,
        source,
        Priority(priority),
        tuple(json.loads(tags)),
        date.fromisoformat(until) if until else None,
    )
