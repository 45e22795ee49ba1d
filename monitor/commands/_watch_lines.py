"""What does a line of an import say of a domain that is to be watched?"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from crawler.names import InvalidName, parse
from monitor.store import BY_HAND, Priority, Role, WatchItem, by_hand
from monitor.store.watchlist import LONGEST_TAG, MOST_TAGS
from reports.defang import visible

LONGEST_WHY = 500
LONGEST_LINE = 10_000
COLUMNS = ("domain", "role", "why", "priority", "tags", "until")


class Unusable(ValueError):
    """The line cannot be used; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a domain; None where nothing was."""

    role: Role | None = None
    why: str | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] | None = None
    until: date | None = None

    def over(self, other: "Said") -> "Said":
        """This, and ``other`` where this says nothing."""
        return Said(
            self.role or other.role,
            other.why if self.why is None else self.why,
            self.priority or other.priority,
            other.tags if self.tags is None else self.tags,
            self.until or other.until,
        )


def item(domain: str, said: Said, source: str, known: Mapping[str, WatchItem]) -> WatchItem:
    """What is to be watched; what was not said of it stays as it is."""
    before = known.get(domain)
    found = before or WatchItem(domain, datetime.now(UTC), source=source)
    changed: dict[str, Any] = {}
    for name in ("role", "why", "priority", "tags", "until"):
        if (value := getattr(said, name)) is not None:
            changed[name] = value
    if source == BY_HAND:
        return replace(by_hand(found, changed.pop("why", None)), **changed)
    if {"role", "why"} & changed.keys():
        changed["source"] = source
    return replace(found, **changed)


def read_lines(lines: Iterable[str], refused: list[tuple[int, str]]) -> Iterator[tuple[str, Said]]:
    """The domains of an import, with what is said of each; what cannot be used goes into ``refused``.

    A line is ``DOMAIN[,ROLE[,WHY]]``, or has the columns that a first line names, or is a JSON object.
    """
    columns: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        text = _without_comment(line).strip() if len(line) <= LONGEST_LINE else line[:LONGEST_LINE]
        if not text:
            continue
        if not columns and (named := _header(text)):
            columns = named
            continue
        try:
            if len(line) > LONGEST_LINE:
                raise Unusable(f"the line has {len(line)} characters; at most {LONGEST_LINE} are read")
            row = _object(text) if text.startswith("{") else _fields(text, columns)
            yield parse(row.get("domain", "")), said_by(row)
        except (InvalidName, Unusable) as error:
            refused.append((number, str(error)))


def said_by(row: Mapping[str, str]) -> Said:
    """What the texts of a row say; Unusable names the one that cannot be used."""
    why, tags = row.get("why", "").strip(), row.get("tags", "").replace(";", " ").split()
    return Said(
        role=_one_of(Role, row.get("role", ""), "role"),
        why=visible(why[:LONGEST_WHY]) if why else None,
        priority=_one_of(Priority, row.get("priority", ""), "priority"),
        tags=tuple(dict.fromkeys(visible(each[:LONGEST_TAG]) for each in tags[:MOST_TAGS])) if tags else None,
        until=_day(row.get("until", "")),
    )


def _one_of(kind: Any, text: str, name: str) -> Any:
    text = text.strip()
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        known = " or ".join(map(str, kind))
        raise Unusable(f"'{text[:40]}' is no {name}; it takes {known}") from None


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Unusable(f"'{text.strip()[:40]}' is no day; write 2027-01-31") from None


def _header(text: str) -> tuple[str, ...]:
    named = tuple(each.strip().strip('"').lower() for each in text.split(","))
    return named if named[0] == "domain" and set(named) <= set(COLUMNS) else ()


def _fields(text: str, columns: tuple[str, ...]) -> dict[str, str]:
    if columns:
        try:
            values = next(csv.reader([text], strict=True))
        except csv.Error as error:
            raise Unusable(f"the line is no row of a table: {error}") from None
        return dict(zip(columns, values, strict=False))
    name, role, why = (part.strip() for part in (text + ",,").split(",", 2))
    return {"domain": name, "role": role, "why": why.rstrip(",")}


def _object(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unusable("the line begins like a JSON object and is none")
    tags = found.get("tags")
    listed = " ".join(map(str, tags)) if isinstance(tags, list) else tags
    row = {name: found.get(name) for name in COLUMNS} | {"tags": listed}
    return {name: value for name, value in row.items() if isinstance(value, str)}


def _without_comment(line: str) -> str:
    before, mark, _ = line.partition("#")
    return before if mark and before.count(",") < 2 else line  # behind the second comma it is a reason's
