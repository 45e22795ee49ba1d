"""How does a database give back the room that nothing needs any more?"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = 2.2
"""Times the part in use: SQLite writes it once beside the database and once into its log."""


def settled(connection: sqlite3.Connection) -> str:
    """Brings the log into the database and empties it; a sentence when a reader was in the way."""
    connection.execute("PRAGMA optimize")
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return "a reader was at work, so the log of the database keeps its length until next time" if busy else ""


def smaller(connection: sqlite3.Connection, database: Path, free_share: float) -> str:
    """Writes the database anew where more than ``free_share`` of it is empty; a sentence on what was done.

    Readers go on meanwhile; who writes waits.
    """
    pages, free, size = (
        int(connection.execute(f"PRAGMA {each}").fetchone()[0])
        for each in ("page_count", "freelist_count", "page_size")
    )
    if free <= free_share * pages:
        return ""
    needed, there = (pages - free) * size * NEEDED, shutil.disk_usage(database.parent).free
    if there < needed:
        return (
            f"{free * size / 1e6:,.1f} MB of the database are empty; giving them back takes "
            f"{needed / 1e6:,.1f} MB of free disk for a while, and there are {there / 1e6:,.1f}: make room"
        )
    with _beside(connection, database):
        connection.execute("VACUUM")
    left = int(connection.execute("PRAGMA page_count").fetchone()[0])
    return f"the database is written anew: of {pages * size / 1e6:,.1f} MB {left * size / 1e6:,.1f} are left"


@contextmanager
def _beside(connection: sqlite3.Connection, database: Path) -> Iterator[None]:
    """SQLite's passing files lie on the disk that was measured; a system's own for them is often small.

    It reads SQLITE_TMPDIR only once, before any database is open.
    """
    folder = str(database.parent).replace("'", "''")
    connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
    try:
        yield
    finally:
        connection.execute("PRAGMA temp_store_directory = ''")
