"""Which tables does the monitor keep beside the observations?

``finding`` holds what stands today, ``alert`` every event ever told, ``run`` one row a run with its whole
report; ``posting`` is the index of who shows which value, by 64-bit hash; ``fact_change`` keeps the contact
data that gave way to others.
"""

import sqlite_utils
from sqlite_utils.migrations import Migrations

migrations = Migrations("monitor")


@migrations()
def watch_run_finding_alert(db: sqlite_utils.Database) -> None:
    for statement in (
        """CREATE TABLE watch (
            domain TEXT PRIMARY KEY, role TEXT NOT NULL, why TEXT NOT NULL, source TEXT NOT NULL,
            added_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID""",
        """CREATE TABLE reference (
            domain TEXT PRIMARY KEY, pack TEXT NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL,
            copied_from TEXT NOT NULL, added_at TEXT NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE baseline (
            domain TEXT NOT NULL, observed_at TEXT NOT NULL, source TEXT NOT NULL, pages INTEGER NOT NULL,
            PRIMARY KEY (domain, observed_at)) WITHOUT ROWID""",
        """CREATE TABLE run (
            id TEXT PRIMARY KEY, day TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
            baseline INTEGER NOT NULL, report TEXT) WITHOUT ROWID""",
        "CREATE TABLE site (id INTEGER PRIMARY KEY, domain TEXT NOT NULL UNIQUE)",
        """CREATE TABLE posting (value INTEGER NOT NULL, site INTEGER NOT NULL,
            PRIMARY KEY (value, site)) WITHOUT ROWID""",
        """CREATE TABLE fingerprint (
            domain TEXT NOT NULL, slice TEXT NOT NULL, version INTEGER NOT NULL, inputs TEXT NOT NULL,
            body TEXT NOT NULL, PRIMARY KEY (domain, slice)) WITHOUT ROWID""",
        """CREATE TABLE state (
            domain TEXT NOT NULL, since TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL,
            run TEXT NOT NULL, PRIMARY KEY (domain, since)) WITHOUT ROWID""",
        """CREATE TABLE finding (
            domain TEXT NOT NULL, counterpart TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            since TEXT NOT NULL, run TEXT NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (domain, counterpart)) WITHOUT ROWID""",
        """CREATE TABLE alert (
            id TEXT PRIMARY KEY, run TEXT NOT NULL, day TEXT NOT NULL, domain TEXT NOT NULL,
            counterpart TEXT NOT NULL, status TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            detail TEXT NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX alert_by_run ON alert (run)",
        "CREATE INDEX alert_by_domain ON alert (domain)",
    ):
        db.execute(statement)


@migrations()
def fact_change(db: sqlite_utils.Database) -> None:
    db.execute(
        """CREATE TABLE fact_change (
            domain TEXT NOT NULL, seen_at TEXT NOT NULL, signal TEXT NOT NULL, gone TEXT NOT NULL,
            come TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (domain, run, signal)) WITHOUT ROWID"""
    )
