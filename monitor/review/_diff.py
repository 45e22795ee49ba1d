"""What is another between two looks at a domain, in the values and in the words of its pages?

Pages are a stranger's bytes: they are read, and compared, in a process that can be killed.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from crawler.archive import Archive, html_of
from crawler.errors import CollectionError
from crawler.fingerprint import Page
from crawler.isolate import Isolated
from crawler.store import capture_of, open_to_read

SECONDS = 10.0
MOST_PAGES = 12
MOST_LINES = 1_500
LONGEST_LINE = 600
MOST_VALUES = 1_000
MOST_SHOWN = 600
CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Two looks of one kind; each is named by "when it was first seen|its value"."""

    database: str
    archive: str
    domain: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: ``mark`` is "same", "gone", "come" or "cut"."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """One place in what was seen, before and after; "" where it is not there."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What is another; ``unread`` says which pages could not be read, and why."""

    values: tuple[Value, ...]
    lines: tuple[Line, ...]
    unread: str = ""


class Comparer:
    """Compares one pair at a time, in a process of its own."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._call: Isolated[Asked, dict[str, Any]] = Isolated(_answer, seconds=SECONDS)

    def compare(self, asked: Asked) -> Difference:
        """CollectionError when the looks are not there, or cannot be compared in time."""
        with self._one:
            found = self._call(asked)
        values = tuple(Value(*each) for each in found["values"])
        return Difference(values, tuple(Line(*each) for each in found["lines"]), found["unread"])

    def close(self) -> None:
        self._call.__exit__(None, None, None)


def _answer(asked: Asked) -> dict[str, Any]:
    database = open_to_read(Path(asked.database))
    try:
        before, after = (_payload(database, asked, key) for key in (asked.before, asked.after))
        archive = Archive(Path(asked.archive))
        try:
            ours, theirs = (list(_text(database, archive, each)) for each in (before, after))
            lines, unread = list(changed(ours, theirs)), ""
        except CollectionError as error:
            lines, unread = [], str(error)
        return {"values": list(values(before, after)), "lines": lines, "unread": unread}
    finally:
        database.close()


def _payload(database: sqlite3.Connection, asked: Asked, key: str) -> Mapping[str, Any]:
    first, _, value = key.partition("|")
    row = database.execute(
        "SELECT outcome, reason, body FROM observation JOIN payload ON hash = value "
        "WHERE domain=? AND kind=? AND first_seen=? AND value=?",
        (asked.domain, asked.kind, first, value),
    ).fetchone()
    if row is None:
        raise CollectionError("the store has no such look; go back and choose two of the list")
    outcome, reason, body = row
    return {"outcome": outcome, "reason": reason, **json.loads(body)}


def values(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(place, before, after) of whatever is another, in the order of the places."""
    ours, theirs = dict(_flat("", before)), dict(_flat("", after))
    places = [place for place in {**ours, **theirs} if ours.get(place) != theirs.get(place)]
    for place in sorted(places)[:MOST_SHOWN]:
        yield place, ours.get(place, ""), theirs.get(place, "")


def _flat(place: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every leaf with its place, MOST_VALUES at most; what is listed without an order has none here."""
    waiting, count = [(place, value)], 0
    while waiting and count < MOST_VALUES:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{place}.{name}"[:200].lstrip("."), each) for name, each in value.items()]
        elif isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
            count += 1
            yield place, ", ".join(sorted(str(each)[:LONGEST_LINE] for each in value))[:LONGEST_LINE]
        elif isinstance(value, list):
            waiting += [(f"{place}[{number}]", each) for number, each in enumerate(value[:MOST_VALUES])]
        else:
            count += 1
            yield place, "" if value is None else str(value)[:LONGEST_LINE]


def _text(database: sqlite3.Connection, archive: Archive, seen: Mapping[str, Any]) -> Iterator[str]:
    """The visible text of the pages of a look, each after its address and title."""
    rows = list(seen.get("pages") or ())[:MOST_PAGES]
    if "document" in seen:
        rows.append({"url": seen.get("url", ""), "body": seen["document"], "media_type": "text/html"})
    room = MOST_LINES
    for row in rows:
        if not row.get("body"):
            continue
        page = Page(row["url"], html_of(_bytes(database, archive, row["body"]), row["media_type"]))
        for line in (f"— {row['url']}", f"title: {page.title}", *page.blocks):
            if room <= 0:
                return
            room -= 1
            yield line[:LONGEST_LINE]


def _bytes(database: sqlite3.Connection, archive: Archive, content: str) -> bytes:
    capture = capture_of(database, content)
    if capture is None:
        raise CollectionError(f"the pages are not shown: no capture {content[:20]}… is in the store")
    return archive.read(capture)


def changed(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """The lines that are another, with a few beside them; nothing where all are the same."""
    shown = 0
    groups = SequenceMatcher(None, before, after, autojunk=True).get_grouped_opcodes(CONTEXT)
    for number, group in enumerate(groups):
        if number:
            yield "cut", "…"
        for tag, start, end, other, stop in group:
            same = [("same", line) for line in before[start:end]] if tag == "equal" else []
            gone = [("gone", line) for line in before[start:end]] if tag != "equal" else []
            come = [("come", line) for line in after[other:stop]] if tag != "equal" else []
            for each in (*same, *gone, *come):
                if shown >= MOST_SHOWN:
                    yield "cut", "… and more"
                    return
                shown += 1
                yield each
