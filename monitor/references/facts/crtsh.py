"""Which certificates does crt.sh list for a domain?

A row has the names, the issuer, the serial number and the time of a certificate, and no key: no more is told.
A certificate and its announcement are two rows with one serial number.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler import names
from crawler.records import Raw, canonical, iso
from monitor.references.facts._days import moment
from monitor.references.facts._export import Export, Fact, LeftOut, Row, Sample, rows_of

MOST_ROWS = 2_000
MOST_NAMES, MOST_TEXT = 200, 500
_PART = re.compile(r", (?=[A-Za-z][A-Za-z0-9.]{0,20}=)")
_SPECIAL = re.compile(r'([,+"\\<>;])')


def takes(sample: Sample) -> bool:
    return sample.row is not None and {"issuer_name", "name_value", "not_before"} <= sample.row.keys()


def read(path: Path, domain: str) -> Iterator[Fact | LeftOut]:
    """A look for each certificate of the list that covers ``domain``."""
    seen: set[str] = set()
    others = 0
    for row in rows_of(path):
        if not isinstance(row, Row) or not isinstance(row.value, dict):
            yield f"{row.place} is no row of crt.sh" if isinstance(row, Row) else row
            continue
        listed = _names(row.value)
        zone = names.registrable(domain)
        if not any(each == zone or each.endswith(f".{zone}") for each in listed):
            others += 1
            continue
        serial = _text(row.value, "serial_number").lower().lstrip("0")
        if serial and serial in seen:
            continue
        seen.add(serial)
        if len(seen) > MOST_ROWS:
            yield f"what follows {MOST_ROWS:,} certificates was not read"
            break
        yield _fact(row, listed, serial, domain)
    if others:
        yield f"{others} rows are not of {domain}"


def _fact(row: Row, listed: list[str], serial: str, domain: str) -> Fact | LeftOut:
    begin, end = moment(row.value.get("not_before")), moment(row.value.get("not_after"))
    if begin is None:
        return f"{row.place} does not say since when the certificate is valid"
    payload = {
        "verdict": "not verified",
        "faults": ["not verified"],
        "issuer": issuer_of(_text(row.value, "issuer_name")),
        "names": listed,
        "serial": serial or None,
        "not_before": iso(begin),
        "not_after": iso(end) if end else None,
    }
    body = canonical(dict(row.value)).encode("utf-8", "replace")
    return Fact("tls", begin, payload, Raw(f"urn:tls:{domain}", "application/json", body), row.place)


def _names(row: Mapping[str, Any]) -> list[str]:
    told = f"{_text(row, 'name_value', 100_000)}\n{_text(row, 'common_name')}".lower().split("\n")
    found = {each.strip().rstrip(".")[:253] for each in told[: 4 * MOST_NAMES]}
    return sorted(each for each in found if "." in each and "@" not in each and " " not in each)[:MOST_NAMES]


def _text(row: Mapping[str, Any], name: str, most: int = MOST_TEXT) -> str:
    value = row.get(name)
    return value[:most].encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def issuer_of(text: str) -> str:
    """``C=US, O=Some Authority, CN=R1`` as RFC 4514 writes it, which is how our own looks do."""
    parts = []
    for part in _PART.split(text):
        key, _, value = part.partition("=")
        plain = _SPECIAL.sub(r"\\\1", value.strip().strip('"'))
        parts.append(f"{key}={plain}")
    return ",".join(reversed(parts)) if "=" in text else ""


EXPORT = Export("crtsh", "Which certificates does crt.sh list for the domain?", takes, read)
