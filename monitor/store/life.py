"""What became of a suspect day by day: how it scored, what fell away, and when was it called to mind?"""

import json
from collections.abc import Iterable, Mapping

import sqlite_utils

from crawler.records import canonical, iso, parse_time
from crawler.store import transaction
from monitor.store.records import Fallen, Standing


class Life:
    """Scores by day (only ever appended), what resembles no longer, and reminders."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def fallen(self) -> dict[str, list[Fallen]]:
        """By domain, what stood in a band and does not any more, the strongest first."""
        found: dict[str, list[Fallen]] = {}
        rows = self.db.conn.execute(
            "SELECT domain, counterpart, band, score, since, run, detail, looks, day, resolved FROM fallen "
            "ORDER BY score DESC, domain, counterpart"
        )
        for domain, other, band, score, since, run, detail, looks, day, resolved in rows:
            stood = Standing(domain, other, band, score, parse_time(since), run, json.loads(detail))
            found.setdefault(domain, []).append(Fallen(stood, looks, day, bool(resolved)))
        return found

    def replace_fallen(self, fallen: Iterable[Fallen]) -> None:
        """What resembles no longer is now exactly ``fallen``."""
        with transaction(self.db) as connection:
            connection.execute("DELETE FROM fallen")
            connection.executemany(
                "INSERT INTO fallen VALUES (?,?,?,?,?,?,?,?,?,?)",
                [
                    (
                        *(s.domain, s.counterpart, s.band, s.score, iso(s.since), s.run),
                        *(canonical(dict(s.detail)), each.looks, each.day, int(each.resolved)),
                    )
                    for each in fallen
                    for s in (each.stood,)
                ],
            )

    def add_moments(self, day: str, scores: Mapping[str, float]) -> None:
        """Keeps the strongest score that each domain had on ``day``; a later run of it knows better."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO moment VALUES (?,?,?)",
                [(domain, day, score) for domain, score in scores.items()],
            )

    def moments(self, domain: str) -> dict[str, float]:
        """The strongest score of ``domain`` on each day on which it had one, oldest first."""
        rows = self.db.conn.execute("SELECT day, score FROM moment WHERE domain=? ORDER BY day", (domain,))
        return dict(rows.fetchall())

    def since(self, domain: str) -> str:
        """The first day on which ``domain`` had a score that is remembered; "" where it never had one."""
        row = self.db.conn.execute("SELECT min(day) FROM moment WHERE domain=?", (domain,)).fetchone()
        return str(row[0] or "")

    def remind(self, day: str, domains: Iterable[str]) -> None:
        """Keeps that ``domains`` were called to mind on ``day``."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO reminder VALUES (?,?)", [(each, day) for each in domains]
            )

    def reminded(self) -> dict[str, str]:
        """By domain, the day on which it was last called to mind."""
        return dict(self.db.conn.execute("SELECT domain, day FROM reminder").fetchall())
