"""How is a database copied as it is at one moment, beside whoever writes it, and is a copy sound?"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from crawler.store import open_to_read

WAIT = 60
"""Seconds for a writer to end its step; a run's take a fraction of one."""
PAGES = 2_000
"""Copied in one step: between two of them Ctrl-C is heard."""

Progress = Callable[[str, int, int], None]


@contextmanager
def one_moment(database: Path, beside: Callable[[], None]) -> Iterator[sqlite3.Connection]:
    """A reader that sees the database as it is now, however long it reads and whoever writes.

    ``beside`` reads what must be of the same moment: nobody writes while it does.
    """
    with closing(open_to_read(database, WAIT)) as reader:
        with closing(sqlite3.connect(database, timeout=WAIT, isolation_level=None)) as gate:
            gate.execute("BEGIN IMMEDIATE")
            try:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment is now
                beside()
            finally:
                gate.execute("ROLLBACK")
        yield reader


def copy(reader: sqlite3.Connection, to: Path, progress: Progress) -> None:
    """Writes what ``reader`` sees into the new file ``to``.

    The reader's open transaction is what keeps the copy to one moment: without it, SQLite would begin anew
    after every write of another.
    """
    to.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(to, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous=OFF")  # it is made safe once, at the end
        reader.backup(
            target,
            pages=PAGES,
            progress=lambda state, left, of: progress("copying the database", of - left, of),
        )
        target.execute("PRAGMA journal_mode=DELETE")  # one file, that a read-only disk can hold
    with to.open("rb") as file:
        os.fsync(file.fileno())


def faults_of(database: Path) -> list[str]:
    """What SQLite finds wrong in a file that nobody writes; nothing when it is sound."""
    address = f"{database.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as found:
            told = [str(row[0]) for row in found.execute("PRAGMA integrity_check(5)")]
            strays = found.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [f"{database.name} cannot be read: {error}"]
    wrong = [f"{database.name}: {each}" for each in told if each != "ok"]
    return wrong + (
        [f"{database.name}: {len(strays)} rows point at rows that are not there"] if strays else []
    )
