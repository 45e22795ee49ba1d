"""How do the posting lists of thousands of sites become others, without a page of the file for each value?

In the order of the lists each page is read and written once, however many sites are in it.
"""

from collections.abc import Iterator

import numpy as np
import sqlite_utils

from crawler.store import transaction

AT_ONCE = 50_000
"""Changes of one statement: those that go and those that come lie in the same pages."""


def settle(db: sqlite_utils.Database) -> None:
    """Makes the lists of every site in ``unposted`` those of its fingerprint: all of them or none."""
    if db.conn.execute("SELECT 1 FROM unposted LIMIT 1").fetchone() is None:
        return
    with transaction(db) as connection:
        values, sites, comes = _changes(db)
        order = np.argsort(values, kind="stable")
        for start in range(0, len(order), AT_ONCE):
            some = order[start : start + AT_ONCE]
            come, go = some[comes[some]], some[~comes[some]]
            connection.executemany("DELETE FROM posting WHERE value=? AND site=?", _rows(values, sites, go))
            connection.executemany(
                "INSERT INTO posting VALUES (?,?) ON CONFLICT DO NOTHING", _rows(values, sites, come)
            )
        connection.execute("DELETE FROM unposted")


def _rows(values: np.ndarray, sites: np.ndarray, which: np.ndarray) -> Iterator[tuple[int, int]]:
    return zip(values[which].tolist(), sites[which].tolist(), strict=True)


def _changes(db: sqlite_utils.Database) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Value, site, and whether it comes or goes, of each change."""
    rows = db.conn.execute(
        "SELECT u.site, u.posted, f.posted FROM unposted u JOIN site s ON s.id = u.site "
        "JOIN fingerprint f ON f.domain = s.domain AND f.slice = ''"
    )
    values, sites, comes = [], [], []
    for site, old, new in rows:
        before, after = np.frombuffer(old, np.int64), np.frombuffer(new, np.int64)
        gone = np.setdiff1d(before, after, assume_unique=True)
        come = np.setdiff1d(after, before, assume_unique=True)
        values += [gone, come]
        sites.append(np.full(len(gone) + len(come), site, np.int32))
        comes.append(np.repeat([False, True], [len(gone), len(come)]))
    return np.concatenate(values), np.concatenate(sites), np.concatenate(comes)
