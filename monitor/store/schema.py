"""Which tables does the monitor keep beside the observations?

``finding`` holds what stands today, ``alert`` every event ever told, ``run`` one row a run with its whole
report; ``posting`` is the index of who shows which value, by 48-bit hash, and ``unposted`` what it has yet to
follow; ``fact_change`` keeps the contact data that gave way to others.
"""

import json

import sqlite_utils
from sqlite_utils.migrations import Migrations

from crawler.fingerprint import Fingerprint
from monitor.store.index import row_of

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


@migrations()
def feeds_and_candidates(db: sqlite_utils.Database) -> None:
    """``feed``: where each source goes on; ``candidate`` what it found, ``funnel`` how many got how far."""
    for statement in (
        """CREATE TABLE feed (
            name TEXT PRIMARY KEY, kind TEXT NOT NULL, cursor TEXT NOT NULL, read_at TEXT NOT NULL,
            newest TEXT, names INTEGER NOT NULL, digest TEXT NOT NULL, fault TEXT NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE candidate (
            domain TEXT PRIMARY KEY, source TEXT NOT NULL, reason TEXT NOT NULL, counterpart TEXT NOT NULL,
            kinds TEXT NOT NULL, bits REAL NOT NULL, found_at TEXT NOT NULL, stage TEXT NOT NULL,
            looked_at TEXT, next_at TEXT NOT NULL, misses INTEGER NOT NULL,
            note TEXT NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX candidate_by_turn ON candidate (stage, next_at, bits DESC)",
        """CREATE TABLE funnel (
            day TEXT NOT NULL, source TEXT NOT NULL, stage TEXT NOT NULL, names INTEGER NOT NULL,
            PRIMARY KEY (day, source, stage)) WITHOUT ROWID""",
    ):
        db.execute(statement)


@migrations()
def turns(db: sqlite_utils.Database) -> None:
    """``looked_on`` is the day of the last look, ``quiet`` how many looks in a row saw nothing else."""
    for column in (
        "priority TEXT NOT NULL DEFAULT 'normal'",
        "tags TEXT NOT NULL DEFAULT '[]'",
        "until TEXT",
        "looked_on TEXT",
        "quiet INTEGER NOT NULL DEFAULT 0",
    ):
        db.execute(f"ALTER TABLE watch ADD COLUMN {column}")


@migrations()
def where_a_baseline_is_from(db: sqlite_utils.Database) -> None:
    for column in ("tool", "hash"):
        db.execute(f"ALTER TABLE baseline ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


@migrations()
def when_a_feed_could_be_read(db: sqlite_utils.Database) -> None:
    """``read_at`` is the last attempt, ``good_at`` the last one that gave something or found no fault."""
    db.execute("ALTER TABLE feed ADD COLUMN good_at TEXT")
    db.execute("UPDATE feed SET good_at = read_at WHERE names > 0 OR fault = ''")


@migrations()
def what_a_shared_pack_printed(db: sqlite_utils.Database) -> None:
    db.execute("ALTER TABLE reference ADD COLUMN printed TEXT NOT NULL DEFAULT '{}'")


@migrations()
def judgements(db: sqlite_utils.Database) -> None:
    """``judgement`` is appended to; ``hidden_by`` is the judgement that keeps an alert out of the report."""
    db.execute(
        """CREATE TABLE judgement (
            id TEXT PRIMARY KEY, domain TEXT NOT NULL, verdict TEXT NOT NULL, author TEXT NOT NULL,
            reason TEXT NOT NULL, source TEXT NOT NULL, judged_at TEXT NOT NULL, until TEXT,
            withdrawn_at TEXT, facts TEXT NOT NULL, pairs TEXT NOT NULL) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX judgement_by_domain ON judgement (domain, judged_at)")
    db.execute("ALTER TABLE alert ADD COLUMN hidden_by TEXT NOT NULL DEFAULT ''")


@migrations()
def life_of_an_alert(db: sqlite_utils.Database) -> None:
    """``told`` is the run that weighed a change as news; ``fallen`` what stood and resembles no longer.

    ``moment`` is a suspect's strongest score on a day, ``reminder`` when it was last called to mind;
    ``cluster_member.gone`` is the day on which a site was no member any more.
    """
    for statement in (
        "ALTER TABLE fact_change ADD COLUMN told TEXT NOT NULL DEFAULT ''",
        "UPDATE fact_change SET told = run",
        "CREATE INDEX fact_change_untold ON fact_change (domain) WHERE told = ''",
        """CREATE TABLE fallen (
            domain TEXT NOT NULL, counterpart TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            since TEXT NOT NULL, run TEXT NOT NULL, detail TEXT NOT NULL, looks INTEGER NOT NULL,
            day TEXT NOT NULL, resolved INTEGER NOT NULL, PRIMARY KEY (domain, counterpart)) WITHOUT ROWID""",
        """CREATE TABLE moment (
            domain TEXT NOT NULL, day TEXT NOT NULL, score REAL NOT NULL,
            PRIMARY KEY (domain, day)) WITHOUT ROWID""",
        "CREATE TABLE reminder (domain TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE cluster (id INTEGER PRIMARY KEY, since TEXT NOT NULL)",
        """CREATE TABLE cluster_member (
            cluster INTEGER NOT NULL REFERENCES cluster (id), domain TEXT NOT NULL, joined TEXT NOT NULL,
            gone TEXT, facts TEXT NOT NULL, PRIMARY KEY (cluster, domain)) WITHOUT ROWID""",
    ):
        db.execute(statement)


@migrations()
def tellings(db: sqlite_utils.Database) -> None:
    """``telling``: what became of one report on one channel; a row that ended well is not told again."""
    db.execute(
        """CREATE TABLE telling (
            report TEXT NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
            error TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (report, channel)) WITHOUT ROWID"""
    )


@migrations()
def fingerprints_in_half_the_room(db: sqlite_utils.Database) -> None:
    """``sketches`` are values that nobody searches.

    In the tree of their names the rows took pages of their own, mostly empty.
    """
    db.execute(
        """CREATE TABLE made (
            domain TEXT NOT NULL, slice TEXT NOT NULL, version INTEGER NOT NULL, inputs TEXT NOT NULL,
            body TEXT NOT NULL, sketches BLOB NOT NULL, posted BLOB NOT NULL)"""
    )
    at = ("", "")
    while rows := db.conn.execute(
        "SELECT domain, slice, version, inputs, body FROM fingerprint WHERE (domain, slice) > (?,?) "
        "ORDER BY domain, slice LIMIT 1000",
        at,
    ).fetchall():
        for _, slice, version, inputs, body in rows:
            told = json.loads(body)
            row = row_of(Fingerprint.from_json(told), slice, version, inputs)
            db.conn.execute("INSERT INTO made VALUES (?,?,?,?,?,?,?)", (*row, b""))
        at = rows[-1][:2]
    db.execute("DROP TABLE fingerprint")
    db.execute("ALTER TABLE made RENAME TO fingerprint")
    db.execute("CREATE UNIQUE INDEX fingerprint_by_domain ON fingerprint (domain, slice)")


@migrations()
def known_firms_are_found_at_once(db: sqlite_utils.Database) -> None:
    db.execute("CREATE INDEX watch_known_good ON watch (domain) WHERE role = 'known-good'")


@migrations()
def suspects_are_found_at_once(db: sqlite_utils.Database) -> None:
    """An index over what ``detail`` holds would not do: SQLite then reads the evidence of each row too."""
    db.execute("ALTER TABLE finding ADD COLUMN relation TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE finding SET relation = coalesce(json_extract(detail, '$.relation'), '')")
    db.execute("CREATE INDEX finding_by_relation ON finding (relation, band, domain)")


@migrations()
def lists_follow_later(db: sqlite_utils.Database) -> None:
    """``unposted``: what the lists still hold, and are to hold, of a site whose fingerprint is another.

    ``common`` has the length of each long list. A value's hash has six bytes; that of each site was kept once
    more beside its fingerprint.
    """
    for statement in (
        "CREATE TABLE common (value INTEGER PRIMARY KEY, sites INTEGER NOT NULL)",
        "CREATE TABLE unposted (site INTEGER PRIMARY KEY, gone BLOB, come BLOB NOT NULL)",
        "ALTER TABLE fingerprint DROP COLUMN posted",
        "CREATE INDEX fingerprint_by_version ON fingerprint (version, domain) WHERE slice = ''",
        "CREATE TABLE shorter (value INTEGER NOT NULL, site INTEGER NOT NULL, "
        "PRIMARY KEY (value, site)) WITHOUT ROWID",
        "INSERT OR IGNORE INTO shorter SELECT value >> 16, site FROM posting ORDER BY value, site",
        "DROP TABLE posting",
        "ALTER TABLE shorter RENAME TO posting",
    ):
        db.execute(statement)
