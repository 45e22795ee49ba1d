"""What stands today, and what was ever told?"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlite_utils

from crawler.records import canonical, iso, parse_time
from crawler.store import transaction
from monitor.store.records import Event, FactChange, Standing


class Ledger:
    """Findings (replaced as the world changes), alerts and states (only ever appended)."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def standings(self, domain: str | None = None, *, banded: bool = False) -> list[Standing]:
        """What stands (for one domain, in a band), strongest first."""
        whose, where = "TRUE" if domain is None else "domain=?", "band <> 'none'" if banded else "TRUE"
        rows = self.db.conn.execute(
            f"SELECT domain, counterpart, band, score, since, run, detail FROM finding WHERE {whose} "  # noqa: S608
            f"AND {where} ORDER BY score DESC, domain, counterpart",
            () if domain is None else (domain,),
        )
        return [Standing(d, c, b, s, parse_time(t), r, json.loads(j)) for d, c, b, s, t, r, j in rows]

    def standing(self) -> set[str]:
        """The domains of which anything stands, in a band or below."""
        return {domain for (domain,) in self.db.conn.execute("SELECT DISTINCT domain FROM finding")}

    def in_bands(self, bands: Iterable[str], relation: str) -> set[str]:
        """The domains of which a pair with this relation stands in one of ``bands``, without the evidence."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT domain FROM finding "
            "WHERE relation = ? AND band IN (SELECT value FROM json_each(?))",
            (relation, json.dumps(list(bands))),
        )
        return {domain for (domain,) in rows}

    def replace_standings(self, domains: Iterable[str], standings: Iterable[Standing]) -> None:
        """What stands for ``domains`` is now exactly ``standings``."""
        with transaction(self.db) as connection:
            connection.executemany("DELETE FROM finding WHERE domain=?", [(each,) for each in domains])
            connection.executemany(
                "INSERT OR REPLACE INTO finding VALUES (?,?,?,?,?,?,?,?)",
                [
                    (
                        *(s.domain, s.counterpart, s.band, s.score, iso(s.since), s.run),
                        *(canonical(dict(s.detail)), s.detail.get("relation", "")),
                    )
                    for s in standings
                ],
            )

    def add_events(self, events: Iterable[Event]) -> None:
        """Appends alerts; one told before (same id) is not told again."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT INTO alert VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
                [
                    (
                        *(e.id, e.run, e.day, e.domain, e.counterpart, e.status, e.band, e.score),
                        *(_text(e.detail), e.hidden_by),
                    )
                    for e in events
                ],
            )

    def events(
        self, *, runs: Iterable[str] | None = None, domain: str | None = None, hidden: bool = False
    ) -> list[Event]:
        """What was told (in these runs, of one domain), oldest day first, a day's strongest first.

        With ``hidden`` what judgements kept from being told, and nothing else.
        """
        asked = None if runs is None else json.dumps(list(runs))
        rows = self.db.conn.execute(
            "SELECT id, run, day, domain, counterpart, status, band, score, detail, hidden_by FROM alert "
            "WHERE (hidden_by <> '') = ? AND (? IS NULL OR run IN (SELECT value FROM json_each(?))) "
            "AND (? IS NULL OR domain=?) ORDER BY day, score DESC, domain",
            (hidden, asked, asked, domain, domain),
        )
        return [
            Event(key, run, day, name, other, status, band, bits, json.loads(detail), by)
            for key, run, day, name, other, status, band, bits, detail, by in rows
        ]

    def told_a_day(self, day: str, days: int) -> list[int]:
        """How many alerts each of the ``days`` days with a run before ``day`` told, oldest first."""
        rows = self.db.conn.execute(
            "SELECT d.day, (SELECT count(*) FROM alert a WHERE a.day = d.day AND hidden_by = '') FROM "
            "(SELECT DISTINCT day FROM run WHERE day < ? ORDER BY day DESC LIMIT ?) d ORDER BY d.day",
            (day, days),
        )
        return [count for _, count in rows]

    def add_changes(self, changes: Iterable[FactChange]) -> None:
        """Appends replaced facts; what a run kept of a domain's signal stands."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT INTO fact_change (domain, seen_at, signal, gone, come, run) VALUES (?,?,?,?,?,?) "
                "ON CONFLICT DO NOTHING",
                [
                    (c.domain, iso(c.seen_at), c.signal, json.dumps(c.gone), json.dumps(c.come), c.run)
                    for c in changes
                ],
            )

    def changes(self, domain: str) -> list[FactChange]:
        """What gave way to something else on ``domain``, oldest first."""
        return self._changes("domain=?", domain)

    def untold(self) -> list[FactChange]:
        """The changes that no day has weighed as news yet, oldest first."""
        return self._changes("told=?", "")

    def weighed(self, changes: Iterable[FactChange], run: str) -> None:
        """Keeps that ``run`` has weighed these changes as news."""
        with transaction(self.db) as connection:
            connection.executemany(
                "UPDATE fact_change SET told=? WHERE domain=? AND run=? AND signal=?",
                [(run, each.domain, each.run, each.signal) for each in changes],
            )

    def _changes(self, where: str, value: str) -> list[FactChange]:
        rows = self.db.conn.execute(
            f"SELECT domain, seen_at, signal, gone, come, run FROM fact_change WHERE {where} "  # noqa: S608
            "ORDER BY seen_at, run, signal",
            (value,),
        )
        return [
            FactChange(name, parse_time(at), signal, tuple(json.loads(gone)), tuple(json.loads(come)), run)
            for name, at, signal, gone, come, run in rows
        ]

    def states(self, domains: Iterable[str]) -> dict[str, str]:
        """The last known state of each of ``domains`` that has one (the newest row of each)."""
        rows = self.db.conn.execute(
            "SELECT * FROM (SELECT value, (SELECT state FROM state WHERE domain = value ORDER BY since DESC "
            "LIMIT 1) AS last FROM json_each(?)) WHERE last IS NOT NULL",
            (json.dumps(list(domains)),),
        )
        return dict(rows.fetchall())

    def history(self, domain: str) -> list[tuple[datetime, str]]:
        """Since when ``domain`` was in which state, oldest first."""
        rows = self.db.conn.execute("SELECT since, state FROM state WHERE domain=? ORDER BY since", (domain,))
        return [(parse_time(since), state) for since, state in rows]

    def moves(self, runs: Iterable[str]) -> list[tuple[str, str, str, str]]:
        """(domain, state before or "", state after, why) for each state that changed in one of ``runs``."""
        rows = self.db.conn.execute(
            "SELECT domain, coalesce((SELECT b.state FROM state b WHERE b.domain = s.domain "
            "AND b.since < s.since ORDER BY b.since DESC LIMIT 1), ''), state, note "
            "FROM state s WHERE run IN (SELECT value FROM json_each(?)) ORDER BY domain, since",
            (json.dumps(list(runs)),),
        )
        return [tuple(row) for row in rows.fetchall()]

    def add_states(self, changes: Mapping[str, tuple[str, str]], now: datetime, run: str) -> None:
        """Appends (state, note) for domains whose state changed."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO state VALUES (?,?,?,?,?)",
                [(domain, iso(now), state, note, run) for domain, (state, note) in changes.items()],
            )


def _text(detail: Mapping[str, Any]) -> str:
    return canonical(dict(detail))
