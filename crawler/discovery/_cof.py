"""What does a passive-DNS export say, line by line?

Read are the Common Output Format (JSON lines with rrname, rrtype, rdata, and times in seconds) and the
streams that wrap each of its objects in ``{"obj": …}``.
"""

import ipaddress
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, NamedTuple

from crawler import names
from crawler.discovery._lines import Line, lines
from crawler.discovery._unpacked import unpacked

LONGEST_LINE = 200_000
MOST_VALUES = 100
KINDS = {"A": "address", "AAAA": "address", "NS": "name server", "MX": "mail host", "CNAME": "alias"}
_FRAMES = ("begin", "ongoing", "succeeded", "limited", "failed")


class Row(NamedTuple):
    """A domain had a value of a kind, from one day to another as far as was seen."""

    domain: str
    kind: str
    value: str
    first: str
    last: str
    newest: datetime | None


class Unread(NamedTuple):
    """A line that is none of the format."""

    number: int


def rows(file: BinaryIO, now: datetime) -> Iterator[Row | Unread]:
    """The rows of an export; Damaged where it breaks off."""
    file.seek(0)
    for line in lines(unpacked(file), LONGEST_LINE):
        yield from _of_line(line, now)


def _of_line(line: Line, now: datetime) -> Iterator[Row | Unread]:
    if not line.text.strip():
        return
    try:
        found = json.loads(line.text) if line.whole else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and found.get("cond") in _FRAMES and not isinstance(found.get("obj"), dict):
        return
    if isinstance(found, dict) and isinstance(found.get("obj"), dict):
        found = found["obj"]
    made = _rows(found, now) if isinstance(found, dict) else None
    if made is None:
        yield Unread(line.number)
    else:
        yield from made


def _rows(found: dict[str, Any], now: datetime) -> list[Row] | None:
    """The rows of one object; none for records of other types, None for what is no record."""
    name, kind, data = found.get("rrname"), found.get("rrtype"), found.get("rdata")
    if not isinstance(name, str) or not isinstance(kind, str):
        return None
    if kind.upper() not in KINDS:
        return []
    try:
        domain = names.registrable(names.parse(name[:300].removeprefix("*.")))
    except names.InvalidName:
        return None
    first, last = _moment(found, "time_first"), _moment(found, "time_last")
    newest = last if last is not None and last <= now else None
    listed = data if isinstance(data, list) else [data]
    values = {value for each in listed[:MOST_VALUES] if (value := value_of(kind.upper(), each))}
    return [Row(domain, kind.upper(), value, _day(first), _day(last), newest) for value in sorted(values)]


def value_of(kind: str, data: object) -> str:
    """The value as it is compared; ``""`` for what is none, or nobody's own."""
    if not isinstance(data, str) or not data.strip() or len(data) > 300 or not data.isascii():
        return ""
    text = data.split()[-1].rstrip(".").lower()  # an MX has its rank before it
    if kind not in ("A", "AAAA"):
        return text if "." in text else ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(address) if address.is_global and not address.is_multicast else ""


def _moment(found: dict[str, Any], field: str) -> datetime | None:
    seconds = found.get(field, found.get(f"zone_{field}"))
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e11:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
