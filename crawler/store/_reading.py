"""How does what is kept as numbers become a look or a raw answer's place again?"""

import json
import sqlite3
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from crawler.records import Capture, Observation, Outcome, Reason, moment_of, packed, unpacked


def observation_of(connection: sqlite3.Connection, domain: str, row: Sequence[Any]) -> Observation:
    """The look of an interval: ``row`` is its kind, time, ending, payload and captures."""
    kind, at, ending, payload, captures = row
    name, outcome, reason, body = connection.execute(
        "SELECT k.name, e.outcome, e.reason, p.body FROM kind k, ending e, payload p "
        "WHERE k.id=? AND e.id=? AND p.id=?",
        (kind, ending, payload),
    ).fetchone()
    return Observation(
        domain=domain,
        kind=name,
        observed_at=moment_of(at),
        outcome=Outcome(outcome),
        reason=Reason(reason),
        payload=MappingProxyType(json.loads(body)),
        captures=_names(connection, captures) if captures is not None else (),
    )


def _names(connection: sqlite3.Connection, captures: int | str) -> tuple[str, ...]:
    query = "SELECT r.hash FROM json_each(?) c CROSS JOIN raw r ON r.id = c.value"
    return tuple(unpacked(name) for (name,) in connection.execute(query, (captures,)))


def capture_of(connection: sqlite3.Connection, content: str) -> Capture | None:
    """The capture named by ``content`` in a store that may be open for reading only."""
    row = connection.execute(
        "SELECT r.url, m.name, f.name, r.offset, r.length FROM raw r "
        "JOIN media_type m ON m.id = r.media_type JOIN file f ON f.id = r.file "
        "WHERE substr(r.hash, 1, 8) = substr(?1, 1, 8) AND r.hash = ?1",
        (packed(content),),
    ).fetchone()
    return Capture(content, *row) if row else None
