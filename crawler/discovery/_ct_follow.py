"""How is a log read on from where it was left, and what is told of it?"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crawler.discovery._ct_heads import Head, check_advance
from crawler.discovery._ct_pages import Page
from crawler.discovery._source import MOST_NAMES, Batch
from crawler.errors import ConfigError, SourceUnavailable

MOST_ENTRIES = 1_000_000
MOST_TOLD = 20
OPTIONS = {
    "start": "where the first reading begins: 'end' (the default: only what comes from now on), 'beginning', "
    "or the index of an entry",
    "most": f"entries that one run reads at most ({MOST_ENTRIES:,})",
    "key": "the log's public key in base64, as a log list has it; without it no head is verified",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to begin, how much to read, and whether a tile that is not full yet is read too."""

    start: str = "end"
    most: int = MOST_ENTRIES
    partial: bool = False

    @classmethod
    def of(cls, options: Mapping[str, str]) -> "Plan":
        """ConfigError when an option says what it cannot say."""
        start = options.get("start", "end")
        if start not in ("end", "beginning") and not _is_number(start):
            raise ConfigError(f"'start' is '{start}'; give 'end', 'beginning' or the index of an entry")
        partial = options.get("partial", "no")
        if partial not in ("yes", "no"):
            raise ConfigError(f"'partial' is '{partial}'; give 'yes' or 'no'")
        return cls(start, number(options, "most", MOST_ENTRIES), partial == "yes")

    def first(self, size: int) -> int:
        """The index at which the first reading of a log of ``size`` entries begins."""
        if self.start == "end":
            return size
        return 0 if self.start == "beginning" else min(int(self.start), size)


@dataclass(frozen=True, slots=True)
class Log:
    """A log: ``head`` asks for its size, ``pages`` reads from an index up to another, of a tree of a size.

    ``pages`` gives each page with the index of its first entry, which may lie before what was asked for.
    ``width`` is how many entries have to be there for one page to be read.
    """

    head: Callable[[], Head]
    pages: Callable[[int, int, int], Iterator[tuple[int, Page]]]
    width: int = 1


@dataclass(slots=True)
class Gathered:
    """What becomes the next batch; faults are told by their first few, and how many there were."""

    name: str
    names: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    newest: int = 0
    faulty: int = 0

    def fault(self, sentence: str) -> None:
        self.faulty += 1
        if self.faulty <= MOST_TOLD:
            self.faults.append(sentence)

    def entry(self, index: int, names: list[str], fault: str) -> None:
        """Takes the names of the log's entry at ``index``."""
        place = f"entry {index} of {self.name}"
        for name in names:
            self.names.append((name, place))
        if fault:
            self.fault(f"{place}: {fault}")

    def batch(self, cursor: Mapping[str, Any]) -> Batch:
        made = Batch(self.names, json.dumps(cursor), tuple(self.faults), moment(self.newest))
        self.names, self.faults = [], []
        return made

    def last(self, cursor: Mapping[str, Any], *sentences: str) -> Batch:
        if self.faulty > MOST_TOLD:
            self.faults.append(f"and {self.faulty - MOST_TOLD} more of the kind in {self.name}")
        self.faults += sentences
        return self.batch(cursor)


def follow(log: Log, known: Mapping[str, Any], plan: Plan) -> Iterator[Batch]:
    """The names of the entries after ``known``, the log's cursor of the last time."""
    head = log.head()
    check_advance(head, known)
    index = _index(known) if known else plan.first(head.size)
    cursor = {"origin": head.origin, "size": head.size, "root": head.root, "index": index}
    stands = plan.partial or known.get("size") == head.size
    limit = head.size if stands else head.size - head.size % log.width
    until = min(limit, index + plan.most)
    gathered = Gathered(head.origin)
    try:
        for first, page in log.pages(index, until, head.size) if index < until else ():
            for at in range(index - first, min(len(page.names), until - first)):
                found = page.names[at]
                if len(gathered.names) + len(found) > MOST_NAMES:
                    yield gathered.batch(cursor | {"index": index})
                gathered.entry(index, found, page.faults.get(at, ""))
                index += 1
            cursor["index"] = index
            gathered.newest = max(gathered.newest, page.newest)
            if index < min(until, first + log.width):
                why = page.cut or "it is missing"
                raise SourceUnavailable(
                    f"entry {index} of {head.origin}: {why}; the next run asks for it again; "
                    f"to pass it, 'discover --again' with 'start' = {index + 1}"
                )
    except SourceUnavailable:
        yield gathered.last(cursor)
        raise
    waiting = (f"{limit - until} entries of {head.origin} wait for the next run",) if until < limit else ()
    yield gathered.last(cursor, *waiting)


def number(options: Mapping[str, str], name: str, default: int) -> int:
    """The option as a number of one and more; ConfigError when it is none."""
    text = options.get(name, "") or str(default)
    if not _is_number(text) or int(text) < 1:
        raise ConfigError(f"'{name}' is '{text}'; give a number of 1 and more")
    return int(text)


def moment(milliseconds: float) -> datetime | None:
    """None for 0 and for what no clock shows."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None


def _index(known: Mapping[str, Any]) -> int:
    index = known.get("index")
    if type(index) is not int or index < 0:
        raise ConfigError("the cursor of the log names no entry; 'discover --again' forgets it")
    return index


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 15
