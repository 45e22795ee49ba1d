"""By which numbers are a domain, a kind, an ending, a payload and a raw answer kept?"""

import json
import sqlite3
from collections.abc import Sequence

from crawler.records import Capture, Observation, Outcome, canonical, packed

_FIND = {
    "domain": "SELECT id FROM domain WHERE name=?",
    "kind": "SELECT id FROM kind WHERE name=?",
    "ending": "SELECT id FROM ending WHERE outcome=? AND reason=?",
    "media_type": "SELECT id FROM media_type WHERE name=?",
    "file": "SELECT id FROM file WHERE name=?",
}
_ADD = {
    "domain": "INSERT INTO domain (name) VALUES (?)",
    "kind": "INSERT INTO kind (name) VALUES (?)",
    "ending": "INSERT INTO ending (outcome, reason) VALUES (?,?)",
    "media_type": "INSERT INTO media_type (name) VALUES (?)",
    "file": "INSERT INTO file (name) VALUES (?)",
}
Lane = tuple[int, int, bool]
"""Domain, kind, and whether the looks failed: a failed look must not cut the interval of what is believed."""


class Numbers:
    """The numbers of one transaction: one that is rolled back takes them back with it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, ...], int] = {}

    def of(self, table: str, *named: str) -> int:
        """The number of what that table names so; a new one where it does not."""
        if (table, *named) not in self._known:
            row = self._connection.execute(_FIND[table], named).fetchone()
            self._known[table, *named] = row[0] if row else self._added(_ADD[table], *named)
        return self._known[table, *named]

    def lane(self, seen: Observation) -> Lane:
        return self.of("domain", seen.domain), self.of("kind", seen.kind), seen.outcome is Outcome.FAILED

    def payload(self, seen: Observation) -> int:
        value = seen.value_hash
        row = self._connection.execute("SELECT id FROM payload WHERE hash=?", (value,)).fetchone()
        if row:
            return int(row[0])
        return self._added(
            "INSERT INTO payload (hash, body) VALUES (?,?)", value, canonical(dict(seen.payload))
        )

    def captures(self, names: Sequence[str]) -> int | str | None:
        """What a row says of its raw answers: nothing, the number of one, or a JSON list of numbers."""
        found = [self._named(packed(each)) for each in names]
        return (found[0] if len(found) == 1 else json.dumps(found, separators=(",", ":"))) if found else None

    def _named(self, name: bytes | str) -> int:
        known = self._raw(name)
        return self._added("INSERT INTO raw (hash) VALUES (?)", name) if known is None else known

    def keep(self, capture: Capture) -> None:
        """Where this raw answer lies; of one that is known it is known for good."""
        name, media_type = packed(capture.hash), self.of("media_type", capture.media_type)
        row = (capture.url, media_type, self.of("file", capture.file), capture.offset, capture.length)
        known = self._raw(name)
        if known is None:
            self._connection.execute(
                "INSERT INTO raw (hash, url, media_type, file, offset, length) VALUES (?,?,?,?,?,?)",
                (name, *row),
            )
        else:
            self._connection.execute(
                "UPDATE raw SET url=?, media_type=?, file=?, offset=?, length=? WHERE id=? AND file IS NULL",
                (*row, known),
            )

    def _raw(self, name: bytes | str) -> int | None:
        row = self._connection.execute(
            "SELECT id FROM raw WHERE substr(hash, 1, 8) = substr(?1, 1, 8) AND hash = ?1", (name,)
        ).fetchone()
        return row[0] if row else None

    def _added(self, statement: str, *values: bytes | str) -> int:
        number = self._connection.execute(statement, values).lastrowid
        assert number is not None
        return number
