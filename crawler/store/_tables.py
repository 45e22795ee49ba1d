"""Which tables does the SQLite file have, and how is it opened, upgraded and written in one piece?"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils
from sqlite_utils.migrations import Migrations

from crawler.errors import ConfigError
from crawler.store import _newest
from crawler.store._intervals import into_numbers

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
            domain TEXT NOT NULL, at TEXT NOT NULL, hash TEXT NOT NULL, requests INTEGER NOT NULL,
            body TEXT NOT NULL, PRIMARY KEY (domain, at, hash)) WITHOUT ROWID"""
    )
    db.execute("CREATE TABLE rest (host TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """CREATE TABLE validator (
            domain TEXT PRIMARY KEY, url TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
            full_at TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID"""
    )


@migrations()
def payloads_beside_their_hashes(db: sqlite_utils.Database) -> None:
    """A body of a thousand bytes in the tree of the hashes took a page of four thousand for itself."""
    db.execute("CREATE TABLE kept (hash TEXT NOT NULL, body TEXT NOT NULL)")
    db.execute("INSERT INTO kept SELECT hash, body FROM payload")
    db.execute("DROP TABLE payload")
    db.execute("ALTER TABLE kept RENAME TO payload")
    db.execute("CREATE UNIQUE INDEX payload_by_hash ON payload (hash)")


@migrations()
def newest_looks(db: sqlite_utils.Database) -> None:
    for statement in _newest.STATEMENTS:
        db.execute(statement)


@migrations()
def looks_as_numbers(db: sqlite_utils.Database) -> None:
    into_numbers(db)


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
    db = sqlite_utils.Database(connection, execute_plugins=False)  # nobody else's code runs in a home
    _refuse_newer(db, migrations)
    return db


def open_to_read(path: Path, wait: float = 10) -> sqlite3.Connection:
    """The SQLite file through a connection that cannot write; ``wait`` seconds for a run that does."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=wait, check_same_thread=False)
    connection.execute("PRAGMA query_only=1")
    return connection


def migrate(db: sqlite_utils.Database, known: Migrations) -> None:
    """Brings the tables of one migration set up to date; ConfigError if a newer program wrote them."""
    _refuse_newer(db, known)
    known.apply(db)


def _refuse_newer(db: sqlite_utils.Database, known: Migrations) -> None:
    ours = {migration.name for migration in known._migrations}
    newer = sorted({done.name for done in known.applied(db)} - ours)
    if newer:
        raise ConfigError(
            f"the database was written by a newer brassplate (it knows the migration '{newer[-1]}'); "
            "upgrade brassplate, or name another home"
        )


@contextmanager
def transaction(db: sqlite_utils.Database) -> Iterator[sqlite3.Connection]:
    """All or nothing: commits at the end, rolls back on any exception, an interrupt included.

    Nobody else writes meanwhile: what is read in it first holds until it is changed. Who began before is
    waited for; one that began by reading would be refused at once where somebody else had written since.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield db.conn
        return
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:  # commits at the end, or rolls back
        yield db.conn
