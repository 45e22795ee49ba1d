"""What is an input of a sweep, and what does one page of it look like?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.sweep.work import Item, Tally

PAGES, NAMES = "pages", "names"


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator says of the inputs; an input reads what concerns it."""

    hosts: str = ""  # a file of the hosts wanted, one a line
    warcs: str = ""  # the folder or address under which an index's WARC files lie


@dataclass(frozen=True, slots=True)
class Document:
    """One page as it lies in a corpus, and where it can be read again."""

    url: str
    captured_at: str  # as crawler.records.iso writes it; "" where nothing says
    body: bytes
    media_type: str
    source: str
    offset: int
    length: int
    is_text: bool = False  # text that somebody drew out of a page
    fault: str = ""  # why there is no body

    @property
    def place(self) -> str:
        return f"{self.source} at {self.offset}"


@dataclass(frozen=True, slots=True)
class Input:
    """One kind of input.

    ``cut`` makes items of a path or address; ConfigError where it cannot be used. ``read`` gives the
    Documents of one item (or, where ``gives`` is names, whole lines as bytes), always the same ones in the
    same order; what is damaged is noted in the tally with its place, and what lies before it is given.
    """

    name: str
    question: str
    gives: str
    cut: Callable[[str, Options], Iterator[Item]]
    read: Callable[[Item, Options, Tally], Iterator[Any]]
    endings: tuple[str, ...] = ()  # of the names by which such files are known
