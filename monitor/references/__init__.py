"""Which fronts are documented, by whom, and what did their pages look like?

A pack is a TOML file of this folder; the analyst's own references lie in the store. Pages come only from
archives that the operator imports: ``archives`` reads them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from crawler import names
from crawler.errors import ConfigError
from monitor.store import Baseline, MonitorStore, Reference

__all__ = [
    "Entry",
    "all_references",
    "baseline_words",
    "describe",
    "details",
    "documented",
    "entries",
    "entry_of",
    "in_short",
    "pages_words",
    "reference_named",
    "seized_on",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pack says of one front, as its source printed it; ``""`` where the source says nothing."""

    domain: str
    pack: str
    date: str  # of the publication
    source: str
    url: str = ""
    note: str = ""
    entity: str = ""
    copied_from: str = ""
    address: str = ""
    host: str = ""
    registrar: str = ""
    active: str = ""
    seized: str = ""
    by: str = ""  # the publisher's short name
    tlp: str = ""  # how far it may go, in the words of the Traffic Light Protocol; "" for what is public
    permission: str = ""  # what whoever shared it allows


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Every entry of every shipped pack, pack by pack."""
    return tuple(entry for file in sorted(Path(__file__).parent.glob("*.toml")) for entry in read_pack(file))


def read_pack(file: Path) -> Iterator[Entry]:
    """The entries of one pack; what ``[pack]`` says holds for each entry that does not say otherwise."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    known = {each.name for each in fields(Entry)}
    pack: Mapping[str, Any] = table["pack"]
    shared = {name: value for name, value in pack.items() if name in known} | {"pack": pack["name"]}
    for row in table["reference"]:
        if strange := set(row) - known:
            raise ValueError(f"{file.name}: {row['domain']} has the unknown key {sorted(strange)[0]}")
        yield Entry(**{**shared, **row, "domain": names.parse(row["domain"])})


def documented(domain: str) -> Entry | None:
    """What the shipped packs say of ``domain``, if anything."""
    return next((entry for entry in entries() if entry.domain == domain), None)


def entry_of(reference: Reference) -> Entry | None:
    """What a pack says of ``reference``, a shipped one before a shared one; None where none does."""
    shipped = documented(reference.domain)
    if shipped is not None or not reference.printed:
        return shipped
    told = {"source": reference.source, "note": reference.note, "copied_from": reference.copied_from}
    named = {"domain": reference.domain, "pack": reference.pack, "date": ""}
    return Entry(**{**named, **told, **dict(reference.printed)})


def seized_on(entry: Entry | None) -> datetime | None:
    """The end of the day of the seizure, where it is known."""
    try:
        day = date.fromisoformat(entry.seized) if entry else None
    except ValueError:
        return None
    return datetime.combine(day, time.max, UTC) if day else None


def all_references(store: MonitorStore) -> list[Reference]:
    """The shipped packs and the analyst's own, by domain; a pack's word stands over an analyst's."""
    found = {each.domain: each for each in store.added_references()}
    found |= {each.domain: _reference(each) for each in entries()}
    return [found[domain] for domain in sorted(found)]


def reference_named(domain: str, store: MonitorStore) -> Reference:
    """ConfigError when nobody has documented ``domain``."""
    for each in all_references(store):
        if each.domain == domain:
            return each
    raise ConfigError(
        f"{domain} is no reference; add it first: brassplate reference add {domain} --source '…'"
    )


def describe(reference: Reference) -> str:
    """One line for a terminal: who documented this front, and what the source says of it."""
    return "; ".join(filter(None, (reference.source, details(reference))))


def in_short(reference: Reference) -> str:
    """What stands beside a name in a sentence: "seized 2023-10-17 (U.S. DOJ)"."""
    entry = entry_of(reference)
    if entry is None or not entry.by:
        return reference.source
    if not entry.seized:
        return f"documented {entry.date} ({entry.by})"
    dated = entry.seized[0].isdigit()
    return f"seized {entry.seized if dated else f'no later than {entry.date}'} ({entry.by})"


def details(reference: Reference) -> str:
    """What the source says of this front, without the source's name."""
    entry = entry_of(reference)
    said = [f"as {entry.entity}" if entry and entry.entity else ""]
    said.append(f"copied from {reference.copied_from}" if reference.copied_from else "")
    return ". ".join(filter(None, ("; ".join(filter(None, said)), reference.note.rstrip("."))))


def baseline_words(baseline: Baseline | None) -> str:
    """``3 pages of 2023-06-15``, ``facts of 2015-06-07`` or ``no baseline``."""
    if baseline is None:
        return "no baseline"
    if not baseline.pages:
        return f"facts of {baseline.observed_at:%Y-%m-%d}"
    return f"{pages_words(baseline.pages)} of {baseline.observed_at:%Y-%m-%d}"


def pages_words(number: int) -> str:
    """``1 page`` or ``3 pages``."""
    return "1 page" if number == 1 else f"{number} pages"


def _reference(entry: Entry) -> Reference:
    return Reference(entry.domain, entry.pack, entry.source, entry.note, entry.copied_from)
