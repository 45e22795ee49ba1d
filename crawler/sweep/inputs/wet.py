"""Which texts lie in a WET file: pages of which somebody kept the words alone?

A file is one item: its records are packed one by one, and nothing says where each begins.
"""

from collections.abc import Iterator

from crawler.sweep.inputs._input import PAGES, Document, Input, Options
from crawler.sweep.inputs._opened import opened, size_of
from crawler.sweep.inputs._records import records
from crawler.sweep.work import Item, Tally

NAME = "wet"


def cut(where: str, options: Options) -> Iterator[Item]:
    """Its size is part of its name: a file that has grown is another one."""
    yield Item(NAME, where, 0, size_of(where))


def read(item: Item, options: Options, tally: Tally) -> Iterator[Document]:
    with opened(item.where) as stream:
        yield from records(stream, item.where, item.end, tally, text=True)


INPUT = Input(
    NAME,
    "Which texts lie in a WET file?",
    PAGES,
    cut,
    read,
    endings=(".wet.gz", ".wet"),
)
