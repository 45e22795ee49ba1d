"""Which names shared an address, a name server, a mail host or an alias with a reference, as few others did?

``where`` is a passive-DNS export in the Common Output Format (file, folder or URL). What the references and
the sites that resemble them have comes from the export itself and from what was observed of them. A value
that more than ``most_names`` names had, or that a public service gives to everybody, tells nothing; an export
that was cut to one value makes that value look as rare as the export shows it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from crawler import names
from crawler.discovery import _cof, _documents
from crawler.discovery._lines import digest
from crawler.discovery._public_hosts import is_public, is_public_address
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.discovery._unpacked import Damaged
from crawler.errors import ConfigError

MOST_VALUES = 50_000
"""Values of references and of sites that resemble them that are looked for."""
MOST_TOLD = 200_000
MOST_BY_DEFAULT = 50
MOST_ALLOWED = 10_000
MOST_SHARED = 5
"""Values that one reason names."""
SUFFIXES = (".json", ".jsonl", ".ndjson", ".cof", ".gz", ".zst", ".txt")
_OBSERVED = {"a": "A", "aaaa": "AAAA", "ns": "NS", "mx": "MX", "cname": "CNAME"}
Value = tuple[str, str]
"""Kind and value."""
_PUBLIC: dict[str, tuple[str, str]] = {}


@dataclass(slots=True)
class _Export:
    """The files of an export, and what of them could not be read."""

    files: list[tuple[str, BinaryIO]]
    now: datetime
    faults: list[str] = field(default_factory=list)
    newest: datetime | None = None

    def rows(self, telling: bool = False) -> Iterator[_cof.Row]:
        """All rows; ``telling`` remembers what is wrong, and how new they are."""
        for title, file in self.files:
            unread: list[int] = []
            try:
                for row in _cof.rows(file, self.now):
                    if isinstance(row, _cof.Unread):
                        unread.append(row.number)
                        continue
                    if telling and row.newest:
                        self.newest = max(filter(None, (self.newest, row.newest)))
                    yield row
            except Damaged as error:
                if telling:
                    self.faults.append(f"{title}: {error}")
            if telling and unread:
                first = ", ".join(f"line {number}" for number in unread[:3])
                self.faults.append(f"{title}: {len(unread)} of its lines are no passive DNS, first {first}")


def read(given: Given) -> Iterator[Batch]:
    most = _most(given.options.get("most_names", str(MOST_BY_DEFAULT)))
    known = frozenset(map(names.registrable, (*given.references, *given.fingerprints)))
    wanted = _observed(given)
    with ExitStack() as opened:
        export = _Export(_files(given, opened), given.now)
        key = _key(export, known, wanted, most)
        state = whole_cursor(given.cursor)
        at = state.get("told", 0) if state.get("of") == key else None
        if at == "all":
            return
        for row in export.rows():
            if row.domain in known and len(wanted) < MOST_VALUES and not _is_everybodys(row.kind, row.value):
                wanted.setdefault((row.kind, row.value), set()).add(row.domain)
        told = _told(_holders(export, wanted, most), wanted, known)
    made = islice(told, at if isinstance(at, int) and at > 0 else 0, None)
    number = at if isinstance(at, int) else 0
    faults = tuple(export.faults)
    while batch := list(islice(made, MOST_NAMES)):
        number += len(batch)
        yield Batch(batch, json.dumps({"of": key, "told": number}), faults, export.newest)
        faults = ()
    yield Batch((), json.dumps({"of": key, "told": "all"}), faults, export.newest)


def _most(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 2 <= int(text[:9]) <= MOST_ALLOWED:
        raise ConfigError(
            f"the option 'most_names' is '{text[:40]}'; give a number from 2 to {MOST_ALLOWED:,}"
        )
    return int(text)


def _files(given: Given, opened: ExitStack) -> list[tuple[str, BinaryIO]]:
    if given.is_web:
        return [(given.where, opened.enter_context(_documents.fetched(given, given.where)))]
    paths = _documents.chosen(given, SUFFIXES)[:500]
    return [(path.name, opened.enter_context(path.open("rb"))) for path in paths]


def _key(export: _Export, known: frozenset[str], wanted: dict[Value, set[str]], most: int) -> str:
    """What the answer depends on."""
    parts = [digest(file) for _, file in export.files]
    parts += [str(most), *sorted(known), *(f"{kind} {value}" for kind, value in sorted(wanted))]
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _observed(given: Given) -> dict[Value, set[str]]:
    """Who of those known was seen with which value."""
    found: dict[Value, set[str]] = {}
    for domain, fingerprint in sorted(given.fingerprints.items()):
        for value in fingerprint.values.get("dns_records", ()):
            prefix, _, rest = value.partition(":")
            kind = _OBSERVED.get(prefix, "")
            if kind and not _is_everybodys(kind, rest) and len(found) < MOST_VALUES:
                found.setdefault((kind, rest), set()).add(names.registrable(domain))
    return found


def _is_everybodys(kind: str, value: str) -> bool:
    return is_public_address(value) if kind in ("A", "AAAA") else is_public(value)


Holders = dict[Value, dict[str, tuple[str, str]]]
"""Of each value the domains that had it, with the first and the last day; none for what too many had."""


def _holders(export: _Export, wanted: dict[Value, set[str]], most: int) -> Holders:
    found: Holders = {}
    for row in export.rows(telling=True):
        value = (row.kind, row.value)
        if value not in wanted or found.get(value) is _PUBLIC:
            continue
        days = found.setdefault(value, {})
        first, last = days.get(row.domain, ("", ""))
        days[row.domain] = min(filter(None, (first, row.first)), default=""), max(last, row.last)
        if len(days) > most:
            found[value] = _PUBLIC
    return {value: days for value, days in found.items() if days is not _PUBLIC}


def _told(
    holders: Holders, wanted: dict[Value, set[str]], known: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """The domains that are not known yet; those that share the rarest value first."""
    shared: dict[str, list[Value]] = {}
    rarest: Callable[[Value], tuple[int, Value]] = lambda value: (len(holders[value]), value)  # noqa: E731
    for value in sorted(holders, key=rarest):
        for domain in sorted(holders[value]):
            if domain not in known and (domain in shared or len(shared) < MOST_TOLD):
                shared.setdefault(domain, []).append(value)
    for domain, values in shared.items():
        told = [_sentence(domain, value, holders[value], wanted[value]) for value in values[:MOST_SHARED]]
        yield domain, "; ".join(told)


def _sentence(domain: str, value: Value, holders: dict[str, tuple[str, str]], owners: set[str]) -> str:
    first, last = holders[domain]
    days = first if first == last else f"{first} to {last}".strip()
    others = f" and {len(owners) - 1} more" if len(owners) > 1 else ""
    return (
        f"shares the {_cof.KINDS[value[0]]} {value[1]} with {min(owners)}{others}"
        f"{f' ({days})' if days else ''}; {len(holders.keys() | owners)} names are known to have had it"
    )


SOURCE = Source(
    name="pivots",
    question="Which names share a rare address, name server or mail host with a reference?",
    read=read,
    trusted=True,
    options={
        "most_names": f"how many names may have had a value before it is nobody's own ({MOST_BY_DEFAULT})"
    },
)
