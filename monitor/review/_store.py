"""How is the store opened by whoever only reads?"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

WAIT = 10
"""Seconds for a run that is just writing."""


def connection_to(database: Path) -> sqlite3.Connection:
    """A connection that cannot write, and waits for a run that does."""
    found = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=WAIT, check_same_thread=False)
    found.execute("PRAGMA query_only=1")
    return found


@contextmanager
def reading(database: Path) -> Iterator[sqlite_utils.Database]:
    """The store as it is at this moment, the same for every query inside."""
    connection = connection_to(database)
    try:
        connection.execute("BEGIN")
        yield sqlite_utils.Database(connection)
    finally:
        connection.close()
