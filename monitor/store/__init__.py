"""What does the monitor remember between days?

The same SQLite file as the observations, a migration set of its own. ``index`` answers who shows which
value, ``ledger`` what stands and what was told, ``candidates`` what was found, ``watchlist`` who is
looked at, ``judgements`` what analysts decided, ``life`` and ``clusters`` what became of suspects;
references and runs are here.
"""

import json
import sqlite3
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import takewhile

import sqlite_utils

from crawler.records import canonical, iso, parse_time
from crawler.store import migrate, transaction
from monitor.store.candidates import STAGES, Candidates
from monitor.store.clusters import Clusters
from monitor.store.index import Index, posting_key
from monitor.store.judgements import Judgements
from monitor.store.ledger import Ledger
from monitor.store.life import Life
from monitor.store.records import (
    Baseline,
    Candidate,
    Cluster,
    Event,
    FactChange,
    Fallen,
    Feed,
    Judgement,
    Member,
    Priority,
    Reference,
    Role,
    Run,
    Stage,
    Standing,
    Verdict,
    WatchItem,
)
from monitor.store.schema import migrations
from monitor.store.tellings import Telling, Tellings, Told
from monitor.store.watchlist import BY_HAND, Turn, Watchlist, by_hand

__all__ = [
    "BY_HAND",
    "STAGES",
    "Baseline",
    "Candidate",
    "Candidates",
    "Cluster",
    "Clusters",
    "Event",
    "FactChange",
    "Fallen",
    "Feed",
    "Index",
    "Judgement",
    "Judgements",
    "Ledger",
    "Life",
    "Member",
    "MonitorStore",
    "Priority",
    "Reference",
    "Role",
    "Run",
    "Stage",
    "Standing",
    "Telling",
    "Tellings",
    "Told",
    "Turn",
    "Verdict",
    "WatchItem",
    "Watchlist",
    "by_hand",
    "posting_key",
]


class MonitorStore:
    """Reads and writes of the monitor's tables; ``transaction`` makes several of them one step."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db
        migrate(db, migrations)
        self.index = Index(db)
        self.ledger = Ledger(db)
        self.candidates = Candidates(db)
        self.watchlist = Watchlist(db)
        self.judgements = Judgements(db)
        self.life = Life(db)
        self.clusters = Clusters(db)
        self.tellings = Tellings(db)

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self.db)

    # references an analyst added, and baselines

    def add_reference(self, item: Reference, now: datetime) -> None:
        with transaction(self.db) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO reference "
                "(domain, pack, source, note, copied_from, printed, added_at) VALUES (?,?,?,?,?,?,?)",
                (
                    *(item.domain, item.pack, item.source, item.note, item.copied_from),
                    *(canonical(dict(item.printed)), iso(now)),
                ),
            )

    def remove_reference(self, domain: str) -> bool:
        """Forgets a reference that an analyst added; False when there is none. What was observed stays."""
        with transaction(self.db) as connection:
            return connection.execute("DELETE FROM reference WHERE domain=?", (domain,)).rowcount > 0

    def added_references(self) -> list[Reference]:
        rows = self.db.conn.execute(
            "SELECT domain, pack, source, note, copied_from, printed FROM reference ORDER BY domain"
        )
        return [
            Reference(domain, pack, source, note, copied_from, tuple(json.loads(printed).items()))
            for domain, pack, source, note, copied_from, printed in rows
        ]

    def add_baseline(self, item: Baseline) -> None:
        with transaction(self.db) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO baseline (domain, observed_at, source, pages, tool, hash) "
                "VALUES (?,?,?,?,?,?)",
                (item.domain, iso(item.observed_at), item.source, item.pages, item.tool, item.hash),
            )

    def baselines(self) -> list[Baseline]:
        rows = self.db.conn.execute(
            "SELECT domain, observed_at, source, pages, tool, hash FROM baseline ORDER BY domain, observed_at"
        )
        return [Baseline(domain, parse_time(seen), *rest) for domain, seen, *rest in rows]

    # runs

    def put_run(self, run: Run, report: str | None = None) -> None:
        """Keeps a run, with the DailyReport's JSON text once there is one."""
        finished = iso(run.finished_at) if run.finished_at else None
        with transaction(self.db) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO run VALUES (?,?,?,?,?,?)",
                (run.id, run.day, iso(run.started_at), finished, int(run.baseline), report),
            )

    def runs(self) -> list[Run]:
        """Every run, oldest first, without the reports: they are megabytes each."""
        rows = self.db.conn.execute(
            "SELECT id, day, started_at, baseline, finished_at, report IS NOT NULL FROM run "
            "ORDER BY started_at, id"
        )
        return [
            Run(key, day, parse_time(begun), bool(first), parse_time(done) if done else None, bool(told))
            for key, day, begun, first, done, told in rows
        ]

    def report(self, run: str) -> str | None:
        """The report of the run of this id as JSON text; None while there is none."""
        row = self.db.conn.execute("SELECT report FROM run WHERE id=?", (run,)).fetchone()
        return row[0] if row else None

    def days(self) -> list[str]:
        """The days with a run, oldest first."""
        return [day for (day,) in self.db.conn.execute("SELECT DISTINCT day FROM run ORDER BY day")]

    def told_by(self, run: Run) -> list[Run]:
        """The runs of which the report of ``run`` tells: it, those of its day, those cut off before it.

        What a run that never wrote its report saw and alerted is told by the next one. A baseline tells
        nothing to a later run.
        """
        before = [each for each in self.runs() if each.started_at <= run.started_at and each.id != run.id]
        cut_off = list(takewhile(lambda each: not each.reported, reversed(before)))
        return [
            run,
            *(each for each in before if each in cut_off or (each.day == run.day and not each.baseline)),
        ]
