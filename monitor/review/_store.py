"""How is the store opened by whoever only reads?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

from crawler.store import open_to_read


@contextmanager
def reading(database: Path) -> Iterator[sqlite_utils.Database]:
    """The store as it is at this moment, the same for every query inside."""
    connection = open_to_read(database)
    try:
        connection.execute("BEGIN")
        yield sqlite_utils.Database(connection)
    finally:
        connection.close()
