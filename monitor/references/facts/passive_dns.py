"""Which DNS records did sensors see of a domain, and from when to when (Common Output Format)?

Each line is one record with its first and last sighting, bare or wrapped as DNSDB does. The records become
the states of the name: a look for each moment at which a record came, with all that were then in use, and one
for the last sighting. What was not seen is unknown, not absent.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler import names
from crawler.records import Raw, Reason
from monitor.references.facts._days import moment
from monitor.references.facts._export import Export, Fact, LeftOut, Row, Sample, rows_of
from monitor.references.gathered import RECORDS

MOST_RECORDS = 2_000
MOST_STATES = 200
MOST_VALUES, MOST_VALUE = 60, 4_096
_OF_THE_ZONE = frozenset({"NS", "MX", "SOA"})
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"?|([^\s"]++)', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([01]\d\d|2[0-4]\d|25[0-5])|(.))", re.DOTALL)
_ENDS = {
    "limited": "it ends where its server's limit was reached",
    "failed": "its server could not give the rest",
}


@dataclass(frozen=True, slots=True, order=True)
class _Record:
    """One record with the time in which it was seen."""

    first: datetime
    last: datetime
    kind: str
    value: str
    line: str
    place: str


def takes(sample: Sample) -> bool:
    row = sample.row
    if row is None:
        return False
    return isinstance(row.get("obj"), dict) or "cond" in row or {"rrname", "rrtype"} <= row.keys()


def read(path: Path, domain: str) -> Iterator[Fact | LeftOut]:
    """A look for each state of the records of ``domain``."""
    found: list[_Record] = []
    seen: set[tuple[str, str, datetime, datetime]] = set()
    for row in rows_of(path):
        for each in _records(row, domain) if isinstance(row, Row) else (row,):
            if isinstance(each, str):
                yield each
            elif (key := (each.kind, each.value, each.first, each.last)) not in seen:
                seen.add(key)
                found.append(each)
        if len(found) > MOST_RECORDS:
            yield f"what follows {MOST_RECORDS:,} records of {domain} was not read"
            break
    yield from _states(sorted(found), domain)


def _records(row: Row, domain: str) -> Iterator[_Record | LeftOut]:
    if not isinstance(row.value, dict):
        yield f"{row.place} is no record"
        return
    ends = row.value.get("cond")
    if isinstance(ends, str) and ends in _ENDS:
        yield f"{row.place}: the answer is not whole, {_ENDS[ends]}"
    found = row.value.get("obj", row.value)
    if not isinstance(found, dict) or (ends is not None and "rrname" not in found):
        return
    name, kind = found.get("rrname"), found.get("rrtype")
    if not isinstance(name, str) or not isinstance(kind, str):
        yield f"{row.place} names no record"
    elif kept := _kept_as(name, kind.upper()[:10], domain):
        yield from _dated(found, kept, row.place)


def _kept_as(name: str, kind: str, domain: str) -> str:
    """The field of a look at ``domain`` in which such a record stands; ``""`` for none."""
    plain = name[:260].rstrip(".").lower()
    zone = names.registrable(domain)
    if plain == f"_dmarc.{zone}" and kind == "TXT":
        return "DMARC"
    if kind not in RECORDS or kind == "DMARC":
        return ""
    owner = zone if kind in _OF_THE_ZONE else domain
    return kind if plain == owner else ""


def _dated(found: Mapping[str, Any], kind: str, place: str) -> Iterator[_Record | LeftOut]:
    first, last = (
        moment(found.get(f"time_{end}")) or moment(found.get(f"zone_time_{end}")) for end in ("first", "last")
    )
    begin, end = first or last, last or first
    if begin is None or end is None or end < begin:
        yield f"{place} does not say when it was seen"
        return
    told = found.get("rdata")
    values = [each for each in told if isinstance(each, str)] if isinstance(told, list) else [told]
    line = json.dumps(dict(found), sort_keys=True)
    for value in values[:MOST_VALUES]:
        if not isinstance(value, str) or not value.strip():
            yield f"{place} has no data"
        elif written := _written(kind, value):
            yield _Record(begin, end, kind, written, line, place)


def _written(kind: str, value: str) -> str:
    """The value as our own looks write it: names without the final dot, texts without quotes and escapes."""
    if kind in ("TXT", "DMARC"):
        text = _text(value)
        return text if kind == "TXT" or text.lower().startswith("v=dmarc1") else ""
    plain = _plain(value)
    if kind in ("NS", "CNAME", "MX", "SOA"):
        return " ".join(word.rstrip(".") or "." for word in plain.lower().split(" "))
    return plain.lower() if kind in ("A", "AAAA") else plain


def _text(value: str) -> str:
    """What the strings of a zone file say together; what has no quotes before it is no such string."""
    if not value.startswith('"'):
        return _plain(value).strip('"')
    strings = _STRING.finditer(value[: MOST_VALUE * 4])  # an escape takes four letters for one
    said = b"".join(_unescaped(found[1] or found[2] or "") for found in strings)
    return said.decode("utf-8", "backslashreplace")[:MOST_VALUE]


def _unescaped(text: str) -> bytes:
    written = text.encode("utf-8", "surrogatepass")
    return _ESCAPE.sub(lambda found: bytes((int(found[1]),)) if found[1] else found[2], written)


def _plain(value: str) -> str:
    shown = value[:MOST_VALUE].encode("utf-8", "backslashreplace").decode()
    return " ".join(shown.replace("\0", "").split())


def _states(records: list[_Record], domain: str) -> Iterator[Fact | LeftOut]:
    begins = sorted({each.first for each in records})
    if len(begins) > MOST_STATES:
        yield f"of {len(begins):,} states only the newest {MOST_STATES} are used"
        begins = begins[-MOST_STATES:]
    for number, begin in enumerate(begins):
        until = (
            begins[number + 1] - timedelta(seconds=1)
            if number + 1 < len(begins)
            else datetime.max.replace(tzinfo=begin.tzinfo)
        )
        active = [each for each in records if each.first <= begin <= each.last]
        end = min(until, max(each.last for each in active))
        payload, raw = _payload(active), _raw(active, domain)
        for at in sorted({begin, end}):
            yield Fact("dns", at, payload, raw, active[-1].place)


def _payload(active: Iterable[_Record]) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for each in active:
        values.setdefault(each.kind, []).append(each.value)
    told: dict[str, Any] = {kind: sorted(set(each))[:MOST_VALUES] for kind, each in values.items()}
    unknown = {kind: Reason.NO_SERVER.value for kind in RECORDS if kind not in told}
    return told | {kind: [] for kind in unknown} | {"errors": {}}


def _raw(active: Iterable[_Record], domain: str) -> Raw:
    lines = "\n".join(sorted({each.line for each in active}))
    return Raw(f"urn:dns:{domain}", "application/x-ndjson", lines.encode("utf-8", "replace"))


EXPORT = Export("passive_dns", "Which DNS records were seen of the domain, and when?", takes, read)
