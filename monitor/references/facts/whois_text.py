"""Which registrations does a WHOIS text tell: one answer, or a history of dated ones?

A history has a line with a date above each record, as ``# 2016-05-01`` or ``Record date: 2016-05-01``, or
holds whole answers one after the other. A record is dated by that line, by the registry's own "last update of
WHOIS database", by the name of its file, or by the last change that it tells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawler.errors import CollectionError
from crawler.records import Raw
from monitor.references.facts._days import in_a_name, moment
from monitor.references.facts._export import MOST_LINE, Export, Fact, LeftOut, Sample, lines_of
from monitor.references.facts._whois import others_name, registration_of

MOST_RECORDS = 2_000
MOST_RECORD = 262_144
"""Bytes of one record, as of one answer on port 43."""
_SAME_LOOKUP = timedelta(days=2)
"""A registry and its registrar are asked together, and stamp their answers each for itself."""
_WORDS = (
    r"(?:(?:whois|record|history|snapshot|lookup|query)[ _-]?)?"
    r"(?:date|dated|time|timestamp|as of|taken|captured|retrieved|queried|seen|on|record|snapshot|whois)"
)
_MARK = re.compile(
    rf"[\s#=*;%<>\[\]()-]{{0,80}}(?:{_WORDS}\s*[:=]?\s+)?(.{{6,40}}?)[\s#=*;<>\[\]()-]{{0,80}}", re.I
)
_PLAIN_DAY = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ][\d:.]{5,15}(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?Z?"
)
_STAMP = re.compile(r"last update of (?:the )?whois database:? *([^<>]{6,40}?)[ <]*$", re.I)
_KEY = re.compile(rb"^[ \t%#>*]*[A-Za-z][\w ./()'-]{1,40}[.]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Record:
    """The lines of one record, where they began, and the date above or in them."""

    line: int
    body: bytes
    at: datetime | None
    given: bool  # the date stands above the record


def takes(sample: Sample) -> bool:
    return sample.row is None and b"\0\0\0\0" not in sample.head[:1000] and bool(_KEY.search(sample.head))


def read(path: Path, domain: str) -> Iterator[Fact | LeftOut]:
    """A look for each record of ``domain``."""
    for number, record in enumerate(_joined(_records(path)), 1):
        if number > MOST_RECORDS:
            yield f"what follows {MOST_RECORDS:,} records was not read"
            return
        yield _fact(record, domain, path.name) if isinstance(record, _Record) else record


def _fact(record: _Record, domain: str, name: str) -> Fact | LeftOut:
    place = f"the record at line {record.line}"
    if other := others_name(domain, record.body):
        return f"{place} is of {other}"
    try:
        payload = registration_of(domain, record.body)
    except CollectionError as error:
        return f"{place}: {error}"
    at = record.at or in_a_name(name) or moment(payload["updated"]) or moment(payload["created"])
    if at is None:
        return f"{place} has no date; write a line such as '# 2016-05-01' above it"
    return Fact("registration", at, payload, Raw(f"urn:whois:{domain}", "text/plain", record.body), place)


def _records(path: Path) -> Iterator[_Record | LeftOut]:
    """The pieces between lines with a date, and behind the stamps of registries."""
    begun, at, given = 1, None, False
    lines: list[bytes] = []
    size = 0
    for number, line in lines_of(path):
        if not isinstance(line, bytes):
            yield line
            continue
        text = line[:400].replace(b"\0", b"").decode("utf-8", "replace").strip()
        mark, stamp = _marked(text, not (lines and lines[-1].strip())), _STAMP.search(text)
        if mark:
            yield from _whole(begun, lines, at, given)
            begun, at, given, lines, size = number, mark, True, [], 0
            continue
        if size + len(line) <= MOST_RECORD:
            lines.append(line)
            size += len(line)
        if stamp and not given:
            yield from _whole(begun, lines, moment(stamp[1].rstrip(". ")), given)
            begun, at, given, lines, size = number + 1, None, False, [], 0
    yield from _whole(begun, lines, at, given)


def _marked(text: str, after_nothing: bool) -> datetime | None:
    """The date that a line is about, if the line is about nothing else; a bare date needs a gap above it."""
    if len(text) > 120 or not any(mark.isdigit() for mark in text):
        return None
    found = _MARK.fullmatch(text)
    bare = found is not None and found[1] == text
    if found is None or (bare and not (after_nothing and _PLAIN_DAY.fullmatch(text))):
        return None
    return moment(found[1]) or (moment(found[1][:10]) if _PLAIN_DAY.fullmatch(found[1]) else None)


def _whole(begun: int, lines: list[bytes], at: datetime | None, given: bool) -> Iterator[_Record]:
    body = b"".join(lines)
    if body.strip(b" \t\r\n\0"):
        yield _Record(begun, body.replace(b"\0", b""), at, given)


def _joined(records: Iterator[_Record | LeftOut]) -> Iterator[_Record | LeftOut]:
    """Makes one record of the parts of one lookup; a tail without a date belongs to what came before it."""
    last: _Record | None = None
    for each in records:
        if not isinstance(each, _Record):
            yield each
        elif last is not None and _belongs(last, each):
            last = _Record(last.line, (last.body + each.body)[:MOST_LINE], last.at, last.given)
        else:
            if last is not None:
                yield last
            last = each
    if last is not None:
        yield last


def _belongs(last: _Record, following: _Record) -> bool:
    if last.given or following.given or last.at is None:
        return False
    return following.at is None or abs(following.at - last.at) <= _SAME_LOOKUP


EXPORT = Export("whois_text", "Who registered the domain, as saved WHOIS answers tell?", takes, read)
