"""Which DNS record did a name have, from when to when, in how many looks?

A record's row ends with the look that had an answer of its type and did not hold it, or that found no such
name; a type that nobody answered, and a look that failed, end nothing. One that comes back begins a new row.
"""

import json
import sqlite3
from collections.abc import Generator, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from crawler import names
from crawler.records import Outcome
from monitor.exports._table import Asked, Column, Row, Table, Type

_LOOKS = (
    "SELECT o.domain, first_seen, last_seen, looks, outcome, body FROM observation o "
    "JOIN payload p ON p.hash = o.value WHERE kind = 'dns' AND outcome <> :failed "
    "AND (:domain = '' OR o.domain = :domain) ORDER BY o.domain, first_seen, value"
)
_OF_THE_NAME = ("A", "AAAA", "CAA", "CNAME", "TXT")
_OF_THE_ZONE = ("MX", "NS", "SOA")
Record = tuple[str, str, str]
"""Name, type and data."""


def _rows(store: sqlite3.Connection, asked: Asked) -> Generator[Row, None, None]:
    looks = store.execute(_LOOKS, {"failed": Outcome.FAILED.value, "domain": asked.domain})
    for domain, seen in groupby(looks, key=itemgetter(0)):
        for record, first, last, count in _spans(domain, seen):
            if last >= asked.since:
                yield (*record, first, last, count, domain)


def _spans(domain: str, seen: Iterator[Any]) -> Iterator[tuple[Record, str, str, int]]:
    """The records in the order in which they ended."""
    going: dict[Record, tuple[str, str, int]] = {}
    for _, first, last, looks, outcome, body in seen:
        payload = json.loads(body) if outcome == Outcome.OBSERVED else {}
        held, unknown = set(_records(domain, payload)), _unanswered(payload)
        for record in sorted(going.keys() - held):
            if _type(record) not in unknown:
                yield record, *going.pop(record)
        for record in held:
            begun, _, count = going.get(record, (first, last, 0))
            going[record] = begun, last, count + looks
    for record in sorted(going):
        yield record, *going[record]


def _unanswered(payload: Mapping[str, Any]) -> frozenset[str]:
    errors = payload.get("errors")
    return frozenset(errors) if isinstance(errors, dict) else frozenset()


def _type(record: Record) -> str:
    return "DMARC" if record[0].startswith("_dmarc.") and record[1] == "TXT" else record[1]


def _records(domain: str, payload: Mapping[str, Any]) -> Iterator[Record]:
    zone = names.registrable(domain)
    owners = dict.fromkeys(_OF_THE_NAME, domain) | dict.fromkeys(_OF_THE_ZONE, zone)
    for kind, owner in (owners | {"DMARC": f"_dmarc.{zone}"}).items():
        values = payload.get(kind)
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str) and value:
                yield owner, "TXT" if kind == "DMARC" else kind, value


DNS = Table(
    "dns",
    "Which DNS record did a name have, from when to when?",
    (
        Column("rrname"),
        Column("rrtype"),
        Column("rdata"),
        Column("time_first", Type.TIME),
        Column("time_last", Type.TIME),
        Column("count", Type.NUMBER),
        Column("domain"),
    ),
    _rows,
)
