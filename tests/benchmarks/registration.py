"""How many of the expected values of recorded WHOIS and RDAP answers does our reading meet?

    python tests/benchmarks/registration.py --corpus DIR [--json] [--wrong]

DIR holds ``whois/manifest.jsonl`` and ``rdap/manifest.jsonl``; a row has a ``file`` and what is ``expected``.
A date without zone may be a day off; names and hosts are compared without case, final dot and spaces.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.collect import read_rdap
from crawler.collect._registration import Registration, hosts, statuses, text
from crawler.collect._whois_text import decode, read

DATES = {"created": ("created",), "updated": ("updated",), "expires": ("expires", "expired")}
WORDS = {
    "registrant name": ("registrant_name", "name"),
    "registrant organisation": ("registrant_organization", "organisation"),
    "registrant country": ("registrant_country", "country"),
    "registrant e-mail": ("registrant_email", "email"),
}
FIELDS = (*DATES, "registrar", "iana_id", "nameservers", "status", *WORDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="Also show every value that differs.")
    asked = parser.parse_args()
    found = {"whois": measure(asked.corpus, "whois", _whois), "rdap": measure(asked.corpus, "rdap", _rdap)}
    wrong = {kind: each.pop("wrong") for kind, each in found.items()}
    if asked.json:
        print(json.dumps(found))
        return
    for kind, each in found.items():
        print(
            f"{kind}: {each['files']} files, {each['exceptions']} exceptions, {each['slowest_ms']} ms at most"
        )
        for name, counts in each["fields"].items():
            print(f"  {name:24} {counts['equal']:4} of {counts['expected']:4}")
    if asked.wrong:
        print(*(f"{kind} {line}" for kind, lines in wrong.items() for line in lines), sep="\n")


def measure(
    corpus: Path, kind: str, reading: Callable[[Mapping[str, Any], bytes], Registration | None]
) -> dict[str, Any]:
    """The figures of one folder."""
    manifest = corpus / kind / "manifest.jsonl"
    rows = (
        [json.loads(line) for line in manifest.read_text("utf-8").splitlines()] if manifest.exists() else []
    )
    expected, equal = Counter[str](), Counter[str]()
    exceptions, slowest, wrong = 0, 0.0, []
    for row in rows:
        started = time.perf_counter()
        try:
            found = reading(row, (corpus / row["file"]).read_bytes())
        except Exception as error:
            exceptions += 1
            wrong.append(f"{row['file']}: {error!r}")
            continue
        slowest = max(slowest, time.perf_counter() - started)
        for name, same, want, have in _compared(row.get("expected") or {}, found or Registration()):
            expected[name] += 1
            equal[name] += same
            if not same:
                wrong.append(f"{row['file']} {name}: expected {want!r}, read {have!r}")
    fields = {name: {"expected": expected[name], "equal": equal[name]} for name in FIELDS}
    figures = {"files": len(rows), "exceptions": exceptions, "slowest_ms": round(1000 * slowest, 1)}
    return {**figures, "fields": fields, "wrong": wrong}


def _whois(row: Mapping[str, Any], body: bytes) -> Registration:
    return read(_domain(row), decode(body))


def _rdap(row: Mapping[str, Any], body: bytes) -> Registration | None:
    """None for what is no domain object: bootstrap files, other objects, broken ones."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read_rdap(found) if isinstance(found, dict) else None


def _domain(row: Mapping[str, Any]) -> str:
    """The domain that was asked: some rows name it, the others its TLD only."""
    expected = row.get("expected") or {}
    known = str(expected.get("domain") or expected.get("domain_name") or row.get("case") or "").lower()
    tld = re.sub(r"\d+$", "", str(row.get("tld") or "test"))
    return known if known.endswith(f".{tld}") else f"name.{tld}"


def _compared(expected: Mapping[str, Any], found: Registration) -> Iterator[tuple[str, bool, Any, Any]]:
    for name, keys in DATES.items():
        if wanted := _many(next((expected[key] for key in keys if expected.get(key)), None)):
            have = getattr(found, name)
            yield name, any(_near(each, have) for each in wanted), wanted, have
    if (wanted := expected.get("registrar")) and text(wanted):
        yield "registrar", _same(wanted, found.registrar), wanted, found.registrar
    if wanted := expected.get("registrar_iana_id"):
        yield "iana_id", _same(str(wanted), found.iana_id), wanted, found.iana_id
    yield from _listed(expected, found)
    for name, (key, ours) in WORDS.items():
        if (wanted := expected.get(key)) and isinstance(wanted, str) and text(wanted):
            yield name, _same(wanted, found.registrant.get(ours)), wanted, found.registrant.get(ours)


def _listed(expected: Mapping[str, Any], found: Registration) -> Iterator[tuple[str, bool, Any, Any]]:
    if servers := _many(expected.get("nameservers")):
        yield "nameservers", set(hosts(servers)) == set(found.nameservers), servers, found.nameservers
    elif count := expected.get("count:name_servers"):
        yield "nameservers", len(found.nameservers) == count, count, found.nameservers
    if states := _many(expected.get("status")):
        wanted = set(statuses(part for each in states for part in str(each).split(",")))
        yield "status", wanted == set(found.statuses), states, found.statuses
    elif count := expected.get("count:status"):
        yield "status", len(found.statuses) == count, count, found.statuses


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _same(wanted: Any, have: str | None) -> bool:
    words = [" ".join(str(each).casefold().split()).rstrip(".") for each in _many(wanted)]
    return " ".join((have or "").casefold().split()).rstrip(".") in words


def _near(wanted: Any, have: str | None) -> bool:
    """Equal as instants; a date alone, or midnight, stands for a day in an unknown zone."""
    if have is None:
        return False
    one, other = (_aware(datetime.fromisoformat(str(each))) for each in (wanted, have))
    loose = (one.hour, one.minute, one.second) == (0, 0, 0) or one.utcoffset() == timedelta(0)
    return abs(one - other) <= (timedelta(days=1) if loose else timedelta(seconds=1))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
