"""What does a crawl know of earlier days, without being able to change it?"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.records import (
    Observation,
    Outcome,
    Reason,
    Validator,
    iso,
    moment_of,
    packed,
    parse_time,
    seconds,
    unpacked,
)

_HELD = "SELECT 1 FROM raw WHERE substr(hash, 1, 8) = substr(?1, 1, 8) AND hash = ?1 AND file IS NOT NULL"
_RAW = "SELECT r.hash FROM json_each(?) c CROSS JOIN raw r ON r.id = c.value"


@dataclass(frozen=True, slots=True)
class KnownSite:
    """The last look at a site that succeeded, and by what its home page can be asked for if it changed."""

    look: Observation
    validator: Validator


class Memory:
    """The store opened for reading only, while its one writer goes on writing; None knows nothing."""

    def __init__(self, database: Path | None) -> None:
        self._connection: sqlite3.Connection | None = None
        if database is not None:
            self._connection = sqlite3.connect(
                f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=10, check_same_thread=False
            )

    def captured(self, content: str) -> bool:
        """Whether the archive holds the bytes named ``content`` (``sha256:…``)."""
        return bool(self._rows(_HELD, packed(content)))

    def rests(self, now: datetime) -> Mapping[str, datetime]:
        """Hosts of registries that asked to be left alone beyond ``now``, with the time until when."""
        rows = self._rows("SELECT host, until FROM rest WHERE until > ?", iso(now))
        return {host: parse_time(until) for host, until in rows}

    def touched_since(self, domain: str, moment: datetime) -> int:
        """How many requests were made for ``domain`` at or after ``moment``."""
        rows = self._rows(
            "SELECT coalesce(sum(requests), 0) FROM touch WHERE domain=? AND at >= ?", domain, iso(moment)
        )
        return int(rows[0][0]) if rows else 0

    def last_whole(self, domain: str, kind: str, *, at: datetime | None = None) -> Observation | None:
        """The newest look of ``kind`` (up to ``at``) that did not fail."""
        rows = self._rows(
            "SELECT i.last, e.outcome, e.reason, p.body, i.captures FROM (SELECT * FROM interval "
            "WHERE domain=(SELECT id FROM domain WHERE name=?) AND kind=(SELECT id FROM kind WHERE name=?) "
            "AND failed = 0 AND first <= ? ORDER BY last DESC, first DESC LIMIT 1) i "
            "JOIN ending e ON e.id = i.ending JOIN payload p ON p.id = i.payload",
            *(domain, kind, seconds(at or datetime.max.replace(tzinfo=UTC))),
        )
        for seen, outcome, reason, body, captures in rows:
            return Observation(
                domain,
                kind,
                moment_of(seen),
                Outcome(outcome),
                Reason(reason),
                json.loads(body),
                tuple(unpacked(name) for (name,) in self._rows(_RAW, captures)),
            )
        return None

    def known_site(self, domain: str) -> KnownSite | None:
        """The last look at the site with its validator; None when they are not of one look."""
        look = self.last_whole(domain, "site")
        rows = self._rows("SELECT url, etag, modified, full_at, value FROM validator WHERE domain=?", domain)
        if look is None or not rows or rows[0][4] != look.value_hash:
            return None
        url, etag, modified, full_at, _ = rows[0]
        return KnownSite(look, Validator(url, etag, modified, parse_time(full_at)))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _rows(self, question: str, *values: Any) -> list[Any]:
        return self._connection.execute(question, values).fetchall() if self._connection else []
