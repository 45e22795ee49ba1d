"""How do the posting lists of thousands of sites become others, without a page of the file for each value?

In the order of the lists each page is read and written once, however many sites are in it.
"""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import sqlite_utils
from numpy.typing import NDArray

from crawler.store import transaction

AT_ONCE = 50_000
"""Changes of one statement: those that go and those that come lie in the same pages."""

LONG = 5_000
"""Sites in a list: more of them are counted whenever the lists change."""
OFTEN = 1 / 2_000
"""The part of the changed sites that show a value of which a list may be long."""
_UNKNOWN = "SELECT site FROM unposted WHERE gone IS NULL LIMIT 1"
_CLEAR = "DELETE FROM posting WHERE site IN (SELECT site FROM unposted WHERE gone IS NULL)"


def settle(db: sqlite_utils.Database) -> None:
    """Makes the lists of every site in ``unposted`` what they are to be: all of them or none."""
    if db.conn.execute("SELECT 1 FROM unposted LIMIT 1").fetchone() is None:
        return
    with transaction(db) as connection:
        if connection.execute(_UNKNOWN).fetchone():
            connection.execute(_CLEAR)
        changes = _changes(db)
        order = np.argsort(changes.values, kind="stable")
        for start in range(0, len(order), AT_ONCE):
            some = order[start : start + AT_ONCE]
            come, go = some[changes.come[some]], some[~changes.come[some]]
            connection.executemany("DELETE FROM posting WHERE value=? AND site=?", changes.rows(go))
            connection.executemany(
                "INSERT INTO posting VALUES (?,?) ON CONFLICT DO NOTHING", changes.rows(come)
            )
        connection.execute("DELETE FROM unposted")
        _count(connection, changes)


def _count(connection: sqlite3.Connection, changes: "_Changes") -> None:
    """Keeps the length of each long list: who asks for it would count hundreds of thousands."""
    values, times = np.unique(changes.values[changes.come], return_counts=True)
    # A list gets long by many; one that is missed here is counted by whoever asks.
    likely = values[times > max(1, len(np.unique(changes.sites)) * OFTEN)].tolist()
    known = [value for (value,) in connection.execute("SELECT value FROM common")]
    connection.execute("DELETE FROM common")
    for value in {*likely, *known}:
        connection.execute(
            "INSERT INTO common SELECT ?1, found FROM "
            "(SELECT count(*) AS found FROM posting WHERE value = ?1) WHERE found > ?2",
            (value, LONG),
        )


class _Changes(NamedTuple):
    values: NDArray[np.int64]
    sites: NDArray[np.int32]
    come: NDArray[np.bool_]
    """Where it is false the value goes."""

    def rows(self, places: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
        return zip(self.values[places].tolist(), self.sites[places].tolist(), strict=True)


def _changes(db: sqlite_utils.Database) -> _Changes:
    values, sites, comes = [], [], []
    for site, *told in db.conn.execute("SELECT site, coalesce(gone, x''), come FROM unposted"):
        before, after = (np.frombuffer(each, np.int64) for each in told)
        gone = np.setdiff1d(before, after, assume_unique=True)
        come = np.setdiff1d(after, before, assume_unique=True)
        values += [gone, come]
        sites.append(np.full(len(gone) + len(come), site, np.int32))
        comes.append(np.repeat([False, True], [len(gone), len(come)]))
    return _Changes(np.concatenate(values), np.concatenate(sites), np.concatenate(comes))
