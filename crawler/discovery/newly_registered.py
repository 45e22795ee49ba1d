"""Which domains were registered newly, as lists of a day tell?

Reads one name a line, CSV, adblock, hosts and dnsmasq lists, plain or packed. A ``where`` with ``{date}`` or
``{base64}`` names one list a day; days that were missed are read, as far back as ``days`` says.

What fools it: free lists hold old names too, and a day's list may come late; nothing here says how old a
domain is.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from crawler.discovery._lines import digest
from crawler.discovery._lists import NotThere, Opened, fetched, on_disk, read_lists, read_one, states_of
from crawler.discovery._name_lines import NameLines
from crawler.discovery._source import Batch, Given, Source, whole_cursor
from crawler.errors import ConfigError, SourceUnavailable

MOST_DAYS = 60
OPTIONS = {
    "date": "how a day is written, as strftime has it (%Y-%m-%d)",
    "encoded": "what {base64} encodes ({date}.zip)",
    "encoding": "base64, base64url, unpadded (base64url without =) or hex (base64)",
    "days": "how many days back are read at first and after a pause (7)",
    "lag": "how many days after its day a list is out (1)",
}


def read(given: Given) -> Iterator[Batch]:
    if "{date}" in given.where or "{base64}" in given.where:
        yield from _by_day(given)
        return
    yield from read_lists(given, NameLines)


def _by_day(given: Given) -> Iterator[Batch]:
    """Day after day; a day whose list is not there, though a later one's is, is asked for again next time."""
    at = _Days(given)
    if at.lost:
        yield Batch((), at.cursor(), (at.lost,))
    absent = []
    for day in at.due():
        try:
            yield from _one(given, at, day)
        except NotThere:
            absent.append(day)
    if absent:
        raise SourceUnavailable(
            f"there is no list of {_told(absent)} at {given.where}; the next run asks again"
        )


def _one(given: Given, at: "_Days", day: date) -> Iterator[Batch]:
    place = address(given.where, day, given.options)
    if given.is_web:
        opened = fetched(given, place, {})
        assert opened is not None, "asked without a validator"
        yield from _whole_day(at, day, opened)
        return
    with on_disk(Path(place), Path(place).name, given.now) as opened:
        yield from _whole_day(at, day, opened)


def _whole_day(at: "_Days", day: date, opened: Opened) -> Iterator[Batch]:
    if opened.file.read(512).lstrip()[:1] == b"<":
        raise NotThere(f"{opened.title} is a web page")  # which says so, with status 200
    content = digest(opened.file)
    opened.file.seek(0)
    end = datetime.combine(day, time.max, UTC).replace(microsecond=0)
    opened = replace(opened, title=f"the list of {day}", newest=end, asked={})
    if content == at.content:
        at.done(day, content)
        yield Batch((), at.cursor(), (f"the list of {day} is the very same as the one before it",), end)
        return
    faulty = yield from read_one(opened, at.states, day.isoformat(), NameLines, cursor=at.cursor)
    if not faulty:
        at.done(day, content)
        yield Batch((), at.cursor(), newest=end)


def address(where: str, day: date, options: Mapping[str, str]) -> str:
    """Where the list of ``day`` is."""
    written = day.strftime(options.get("date", "%Y-%m-%d"))
    plain = options.get("encoded", "{date}.zip").replace("{date}", written).encode()
    encoders: dict[str, Callable[[bytes], bytes]] = {
        "base64": base64.b64encode,
        "base64url": base64.urlsafe_b64encode,
        "unpadded": lambda text: base64.urlsafe_b64encode(text).rstrip(b"="),
        "hex": lambda text: text.hex().encode(),
    }
    encoding = options.get("encoding", "base64")
    if encoding not in encoders:
        raise ConfigError(f"the option 'encoding' is one of {', '.join(encoders)}; not {encoding!r}")
    return where.replace("{date}", written).replace("{base64}", encoders[encoding](plain).decode())


class _Days:
    """How far the days were read: the last one, those before it that were not there, and lists begun."""

    def __init__(self, given: Given) -> None:
        kept = whole_cursor(given.cursor)
        days = _number(given.options, "days", 7, 1)
        self._last_due = given.now.date() - timedelta(days=_number(given.options, "lag", 1, 0))
        self._first_due = self._last_due - timedelta(days=days - 1)
        self.last = _day(kept.get("day")) or self._first_due - timedelta(days=1)
        wanted = [day for each in kept.get("missing", []) if (day := _day(each))]
        self.missing = [day for day in wanted if day >= self._first_due]
        self.content = str(kept.get("content", ""))
        self.states = {key: value for key, value in states_of(given.cursor).items() if self._wants(key)}
        self.lost = self._lost([day for day in wanted if day < self._first_due])

    def due(self) -> list[date]:
        """The days to read now, the oldest first."""
        new = (self._last_due - self.last).days
        return self.missing + [self.last + timedelta(days=count + 1) for count in range(max(0, new))]

    def done(self, day: date, content: str) -> None:
        if day > self.last:
            between = (day - self.last).days - 1
            self.missing += [self.last + timedelta(days=count + 1) for count in range(between)]
            self.last, self.content = day, content
        elif day in self.missing:
            self.missing.remove(day)
        self.states.pop(day.isoformat(), None)

    def cursor(self) -> str:
        missing = [day.isoformat() for day in self.missing]
        kept: dict[str, Any] = {"day": self.last.isoformat(), "missing": missing, "lists": self.states}
        return json.dumps(kept | {"content": self.content})

    def _wants(self, key: str) -> bool:
        return (day := _day(key)) is not None and day >= self._first_due

    def _lost(self, gone: list[date]) -> str:
        """The sentence on days that are too long ago by now; those are passed."""
        pause = (self._first_due - self.last).days - 1
        if pause > 0:
            gone = [*gone, self.last + timedelta(days=1), self._first_due - timedelta(days=1)]
            self.last = self._first_due - timedelta(days=1)
        return f"the lists of {_told(gone)} were never read; 'days' says how far back is read" if gone else ""


def _told(days: list[date]) -> str:
    return f"{min(days)}" if min(days) == max(days) else f"{min(days)} to {max(days)}"


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _number(options: Mapping[str, str], name: str, usual: int, least: int) -> int:
    text = options.get(name, str(usual))
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= MOST_DAYS:
        raise ConfigError(f"the option '{name}' is a number from {least} to {MOST_DAYS}; not {text!r}")
    return int(text)


SOURCE = Source(
    "newly_registered", "Which domains were registered newly, as lists tell?", read, options=OPTIONS
)
