"""Which HTML pages lie in a WARC file?

A file is one item: its records are packed one by one, and nothing says where each begins.
"""

from collections.abc import Iterator

from crawler.sweep.inputs._input import PAGES, Document, Input, Options
from crawler.sweep.inputs._opened import opened, size_of
from crawler.sweep.inputs._records import records
from crawler.sweep.work import Item, Tally

NAME = "warc"


def cut(where: str, options: Options) -> Iterator[Item]:
    """Its size is part of its name: a file that has grown is another one."""
    yield Item(NAME, where, 0, size_of(where))


def read(item: Item, options: Options, tally: Tally) -> Iterator[Document]:
    with opened(item.where) as stream:
        yield from records(stream, item.where, item.end, tally, text=False)


INPUT = Input(
    NAME,
    "Which HTML pages lie in a WARC file?",
    PAGES,
    cut,
    read,
    endings=(".warc.gz", ".warc", ".warc.zst"),
)
