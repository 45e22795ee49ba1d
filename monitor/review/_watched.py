"""Is this one domain watched, and as what?"""

import json
from datetime import date

import sqlite_utils

from crawler.records import parse_time
from monitor.store import Priority, Role, WatchItem


def watched(db: sqlite_utils.Database, domain: str) -> WatchItem | None:
    """The row of one domain: the list itself may hold a million."""
    row = db.conn.execute(
        "SELECT added_at, role, why, source, priority, tags, until FROM watch "
        "WHERE domain=? AND removed_at IS NULL",
        (domain,),
    ).fetchone()
    if row is None:
        return None
    added, role, why, source, priority, tags, until = row
    return WatchItem(
        domain=domain,
        added_at=parse_time(added),
        role=Role(role),
        why=why,
        source=source,
        priority=Priority(priority),
        tags=tuple(json.loads(tags)),
        until=date.fromisoformat(until) if until else None,
    )
