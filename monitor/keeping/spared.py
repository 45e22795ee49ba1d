"""Whose history is never taken away, and which raw answers does what was told name?"""

import sqlite3
from collections.abc import Iterator

from monitor import canaries
from monitor.config import Config
from monitor.references import all_references
from monitor.store import MonitorStore

_NAMED = """
    SELECT domain FROM alert UNION SELECT counterpart FROM alert
    UNION SELECT domain FROM finding WHERE band <> 'none'
    UNION SELECT counterpart FROM finding WHERE band <> 'none'
    UNION SELECT domain FROM fallen UNION SELECT counterpart FROM fallen
    UNION SELECT domain FROM judgement UNION SELECT domain FROM reference UNION SELECT domain FROM baseline
    UNION SELECT domain FROM cluster_member UNION SELECT domain FROM reminder"""
_TOLD = (
    "SELECT detail FROM alert",
    "SELECT detail FROM finding",
    "SELECT detail FROM fallen",
    "SELECT report FROM run WHERE report IS NOT NULL",
)


def spared(config: Config, store: MonitorStore) -> frozenset[str]:
    """Both sides of all that was told or stands, who was judged or clusters, references and canaries."""
    named = {domain for (domain,) in store.db.conn.execute(_NAMED)}
    known = {each.domain for each in all_references(store)}
    return frozenset(named | known | canaries.domains(config.canary))


def told(connection: sqlite3.Connection) -> Iterator[str]:
    """Everything that was ever told, as it lies in the store."""
    for query in _TOLD:
        for (text,) in connection.execute(query):
            yield text
