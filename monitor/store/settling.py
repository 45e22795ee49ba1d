"""How do the posting lists of thousands of sites become others, without a page of the file for each value?

In the order of the lists each page is read and written once, however many sites are in it. It is done in many
short steps, so that nobody else who writes waits for all of them; doing one again changes nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import sqlite_utils
from numpy.typing import NDArray

from crawler.store import transaction

AT_ONCE = 50_000
"""Changes of one step: those that go and those that come lie in the same pages."""
LONG = 5_000
"""Sites in a list: more of them are counted whenever the lists change."""
OFTEN = 1 / 2_000
"""The part of the changed sites that show a value of which a list may be long."""


def settle(db: sqlite_utils.Database) -> None:
    """Makes the lists of every site in ``unposted`` what they are to be; cut off, it is done again.

    Nobody may put a fingerprint meanwhile: only a run does, and there is one at a time.
    """
    if db.conn.execute("SELECT 1 FROM unposted LIMIT 1").fetchone() is None:
        return
    changes = _changes(db)
    for come, go in changes.steps():
        with transaction(db) as connection:
            connection.executemany("DELETE FROM posting WHERE value=? AND site=?", go)
            connection.executemany("INSERT INTO posting VALUES (?,?) ON CONFLICT DO NOTHING", come)
    lengths = list(_lengths(db, changes))
    with transaction(db) as connection:
        connection.execute("DELETE FROM unposted")
        connection.execute("DELETE FROM common")
        connection.executemany("INSERT INTO common VALUES (?,?)", lengths)


_Rows = list[tuple[int, int]]


class _Changes(NamedTuple):
    values: NDArray[np.int64]
    sites: NDArray[np.int32]
    come: NDArray[np.bool_]
    """Where it is false the value goes; of one value those that go stand before those that come."""

    def steps(self) -> Iterator[tuple[_Rows, _Rows]]:
        """The rows that come and those that go, in the order of the lists."""
        order = np.argsort(self.values, kind="stable")
        for start in range(0, len(order), AT_ONCE):
            some = order[start : start + AT_ONCE]
            yield self._rows(some[self.come[some]]), self._rows(some[~self.come[some]])

    def _rows(self, places: NDArray[np.intp]) -> _Rows:
        return list(zip(self.values[places].tolist(), self.sites[places].tolist(), strict=True))


def _changes(db: sqlite_utils.Database) -> _Changes:
    gone, come, leaving, coming = [], [], [], []
    for site, old, new in db.conn.execute("SELECT site, gone, come FROM unposted"):
        before, after = (np.frombuffer(each or b"", np.int64) for each in (old, new))
        gone.append(np.setdiff1d(before, after, assume_unique=True))
        come.append(np.setdiff1d(after, before, assume_unique=True))
        leaving.append(np.full(len(gone[-1]), site, np.int32))
        coming.append(np.full(len(come[-1]), site, np.int32))
    values, sites = _searched(db)
    values, sites = np.concatenate([values, *gone, *come]), np.concatenate([sites, *leaving, *coming])
    return _Changes(values, sites, np.arange(len(values)) >= len(values) - sum(map(len, come)))


def _searched(db: sqlite_utils.Database) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """All that stands in the lists of the sites of which that is not known."""
    unknown = "SELECT site FROM unposted WHERE gone IS NULL"
    if db.conn.execute(f"{unknown} LIMIT 1").fetchone() is None:
        return np.array([], np.int64), np.array([], np.int32)
    rows = db.conn.execute(f"SELECT value, site FROM posting WHERE site IN ({unknown})")  # noqa: S608
    found = np.fromiter(rows, dtype=[("value", np.int64), ("site", np.int32)])
    return found["value"], found["site"]


def _lengths(db: sqlite_utils.Database, changes: _Changes) -> Iterator[tuple[int, int]]:
    """The length of each long list: who asked for it would count hundreds of thousands.

    All are counted anew: of a million sites some thousand lists, the longest in a fiftieth of a second.
    """
    values, times = np.unique(changes.values[changes.come], return_counts=True)
    # A list gets long by many; one that is missed here is counted by whoever asks.
    likely = values[times > max(1, len(np.unique(changes.sites)) * OFTEN)].tolist()
    known = [value for (value,) in db.conn.execute("SELECT value FROM common")]
    for value in {*likely, *known}:
        (found,) = db.conn.execute("SELECT count(*) FROM posting WHERE value=?", (value,)).fetchone()
        if found > LONG:
            yield value, found
