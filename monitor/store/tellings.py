"""Who was told which report, and where did that fail?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlite_utils

from crawler.records import iso, parse_time
from crawler.store import transaction

_ALL = "SELECT report, channel, state, tries, error, at FROM telling"


class Told(StrEnum):
    """How far the telling of one report to one receiver came."""

    BEGUN = "begun"  # still so in a later run: that one was cut off, and nobody knows whether it arrived
    TOLD = "told"
    FAILED = "failed"  # tried again by the next run
    COVERED = "covered"  # what it says was told with another run of its day
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Telling:
    """One report (a run's id) and one channel, with its receiver behind a slash where it has several."""

    report: str
    channel: str
    state: Told
    at: datetime
    tries: int = 0
    error: str = ""


class Tellings:
    """One row a report and channel: whoever has one that ended well is not told again."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def put(self, rows: Iterable[Telling]) -> None:
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO telling (report, channel, state, tries, error, at) "
                "VALUES (?,?,?,?,?,?)",
                [
                    (each.report, each.channel, str(each.state), each.tries, each.error, iso(each.at))
                    for each in rows
                ],
            )

    def of(self, channel: str) -> dict[str, Telling]:
        """By report, what became of it on this channel."""
        found = self.db.conn.execute(f"{_ALL} WHERE channel=? ORDER BY report", (channel,))
        return {each.report: each for each in (_telling(*row) for row in found)}

    def in_state(self, *states: Told) -> list[Telling]:
        """Every row in one of these states, oldest report first."""
        found = self.db.conn.execute(f"{_ALL} ORDER BY report, channel")
        return [each for each in (_telling(*row) for row in found) if each.state in states]


def _telling(report: str, channel: str, state: str, tries: int, error: str, at: str) -> Telling:
    return Telling(report, channel, Told(state), parse_time(at), tries, error)
