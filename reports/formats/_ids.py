"""Under which id and which time does another platform keep a thing, so that the next report means the same?

An id is made of what the thing is, never of chance or of the clock: who imports a report twice has it once.
"""

import json
import re
from datetime import UTC, datetime
from uuid import UUID, uuid5

from reports.digest import DailyReport

LEVELS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
_NAMESPACE = UUID("5d1f6a0e-93b7-4c55-8a64-0e2b7c1d9f38")
_NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def made(*parts: str) -> str:
    """The UUID (version 5) of what ``parts`` say."""
    return str(uuid5(_NAMESPACE, json.dumps(parts)))


def is_name(domain: str) -> bool:
    """Whether ``domain`` is a name as it is asked for in the DNS; other text names nothing."""
    return bool(_NAME.fullmatch(domain))


def moment(time: str, otherwise: str = "") -> str:
    """``time`` as 2026-11-22T03:04:11Z; ``otherwise`` where it is none."""
    try:
        read = datetime.fromisoformat(time)
        aware = read if read.tzinfo else read.replace(tzinfo=UTC)
        return f"{aware.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if aware.year >= 1970 else otherwise
    except (ValueError, OverflowError):
        return otherwise


def level(report: DailyReport) -> str:
    """Who may read it, by the Traffic Light Protocol 2.0; a word that is none of its own is the strictest."""
    return report.tlp if report.tlp in LEVELS else "RED"


def begun(report: DailyReport) -> str:
    """The first second of the report's day: every run of a day tells the same things."""
    return moment(report.day, "1970-01-01T00:00:00Z")


def told(report: DailyReport) -> str:
    """When the report was finished, and never before its day began."""
    return max(moment(report.finished, begun(report)), begun(report))
