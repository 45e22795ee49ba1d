"""Which sites does an answer of urlscan's search tell, and what is the last that can be read of a cut one?"""

import json
import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler.discovery._lists import Junk
from crawler.discovery._name_lines import bare

_BEGIN = re.compile(r'\s*(?:\{\s*"results"\s*:\s*)?\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()
LONGEST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Result:
    """One scan: its id, its time, where it stands in the order of results, and the name of its page."""

    id: str
    time: datetime | None
    sort: tuple[int, str]
    name: str

    def said(self, query: str = "") -> str:
        when = f" of {self.time.date()}" if self.time else ""
        return f"urlscan result {self.id}{when}" + (
            f", found by the search {query[:LONGEST_SHOWN]}" if query else ""
        )


def result_of(item: Any) -> Result | None:
    """The scan, of whatever was sent; None for what names no site."""
    if not isinstance(item, dict):
        return None
    page, task = _table(item, "page"), _table(item, "task")
    told = page.get("domain") or page.get("url")
    try:
        name = bare(told if isinstance(told, str) else "")
    except Junk:
        return None
    known = str(item.get("_id") or task.get("uuid") or "")
    return Result(known[:LONGEST_SHOWN], _time(task.get("time")), _sort(item), name)


def items_of(text: str) -> Iterator[Any]:
    """The results in a saved answer, one after the other: a search's answer, a list, or one result a line.

    ValueError, with the line, where it is no JSON any more.
    """
    at = 0
    while (at := _after(_BETWEEN, text, at)) < len(text):
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = yield from _good_part(text, at)
            raise ValueError(f"it is no JSON from line {text.count(chr(10), 0, at) + 1} on") from None
        if isinstance(item, dict) and isinstance(item.get("results"), list):
            yield from item["results"]
        elif isinstance(item, list):
            yield from item
        else:
            yield item


def _good_part(text: str, at: int) -> Generator[Any, None, int]:
    """The whole results of a list that is cut, and where they end."""
    if not (begin := _BEGIN.match(text, at)):
        return at
    at = begin.end()
    with suppress(ValueError, RecursionError):
        while True:
            at = _after(_BETWEEN, text, at)
            item, at = _DECODER.raw_decode(text, at)
            yield item
    return at


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _table(item: dict[str, Any], name: str) -> dict[str, Any]:
    found = item.get(name)
    return found if isinstance(found, dict) else {}


def _sort(item: dict[str, Any]) -> tuple[int, str]:
    found = item.get("sort")
    if isinstance(found, list) and len(found) == 2 and isinstance(found[0], int):
        return found[0], str(found[1])[:LONGEST_SHOWN]
    return 0, ""


def _time(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text)[:40])
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
