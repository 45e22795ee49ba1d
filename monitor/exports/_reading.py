"""How is the history read beside a run: without a write, and as it was at one moment?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlite_utils

from crawler.errors import ConfigError
from crawler.store import open_to_read
from monitor.store.schema import migrations

WAIT = 30
"""Seconds for a run that is just writing."""


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """The store as it is now, the same for every query inside, however long that takes."""
    if not database.exists():
        raise ConfigError(f"there is no history in {database}; 'brassplate run' makes one")
    with closing(open_to_read(database, WAIT)) as store:
        store.execute("BEGIN")
        _check(sqlite_utils.Database(store))
        yield store


def _check(store: sqlite_utils.Database) -> None:
    ours, applied = (
        {each.name for each in found} for found in (migrations._migrations, migrations.applied(store))
    )
    if applied - ours:
        raise ConfigError("the history was written by a newer brassplate; upgrade this one")
    if ours - applied:
        raise ConfigError("the history was written by an older brassplate; 'brassplate status' upgrades it")
