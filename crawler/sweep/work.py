"""What is one piece of a sweep, and what does whoever works on it have to say?"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from crawler.records import canonical

Row = Mapping[str, Any]
"""The values of one row by column; text, numbers, booleans and None."""


MOST_NOTES = 50
"""Of one item."""
SHARD = "crawl"
"""The kind of an item that is one of so many shards of a list: ``begin`` of ``end``."""


class EngineLost(Exception):
    """Whoever hands out the work is gone: nothing is wrong with the input, and what is done is kept."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of an input, about a minute's work.

    ``begin`` and ``end`` count what the input counts: bytes, rows or row groups.
    """

    kind: str  # the input's name, or SHARD
    where: str  # a path or a URL that fsspec reads
    begin: int = 0
    end: int = -1  # to the end of the input

    @property
    def name(self) -> str:
        """The name of its part: the same item has the same name on every machine."""
        return f"part-{hashlib.sha256(canonical(asdict(self)).encode()).hexdigest()[:32]}"

    @property
    def words(self) -> str:
        """As a person finds it again."""
        if self.kind == SHARD:
            return f"shard {self.begin + 1:,} of {self.end:,} of {self.where}"
        whole = self.begin == 0 and self.end < 0
        return self.where if whole else f"{self.where} from {self.begin} to {self.end}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class Tally:
    """What a piece of work has seen so far; filled in while its rows are made."""

    read: int = 0  # bytes looked at, unpacked
    seen: int = 0  # pages, names or domains looked at
    unread: int = 0  # of these, such as could not be read
    notes: list[str] = field(default_factory=list)  # what was left out, with its place
    at: Callable[[str], object] = lambda place: None  # is told which page is being read, "" when it is done
    is_stuck: Callable[[str], bool] = lambda place: False  # true of a page that ended its reader twice

    def note(self, sentence: str) -> None:
        """Keeps what was left out; an input that is nothing but damage must not fill the memory with it."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(sentence)


class Work(Protocol):
    """What is done with every item. It is pickled once for each task, so it holds names, not tables."""

    @property
    def name(self) -> str:
        """``pages``, ``names`` or ``crawl``."""
        ...

    def identity(self) -> Mapping[str, Any]:
        """All that changes its rows, as JSON values: versions, references, weights, configuration."""
        ...

    def columns(self) -> Any:
        """The pyarrow schema of its rows, whatever they hold."""
        ...

    def rows(self, item: Item, tally: Tally) -> Iterator[Row]:
        """The rows of one item, in any order: the same item always gives the same ones."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One finished part, as its own file tells it."""

    name: str
    rows: int
    bytes_read: int
    seconds: float
    seen: int = 0
    unread: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How one item ended: with its part, or quarantined with a sentence that says why."""

    item: Item
    part: Part | None
    fault: str = ""
