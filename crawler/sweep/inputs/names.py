"""Which names stand in a list, one a line?

A plain list is cut into ranges of bytes that end where a line ends; a packed one can only be read from its
beginning, and is one item.
"""

from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from crawler.errors import CollectionError
from crawler.sift.feed import BLOCK, blocks
from crawler.sweep.inputs._input import NAMES, Input, Options
from crawler.sweep.inputs._opened import opened, size_of
from crawler.sweep.work import Item, Tally

NAME = "names"
BYTES = 64_000_000
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")
_PIECE = 1 << 16


def cut(where: str, options: Options) -> Iterator[Item]:
    size = size_of(where)
    with opened(where) as stream:
        is_packed = _is_packed(stream)
    if is_packed or size < 0:
        yield Item(NAME, where, 0, size)
        return
    for begin in range(0, max(size, 1), BYTES):
        yield Item(NAME, where, begin, min(begin + BYTES, size))


def read(item: Item, options: Options, tally: Tally) -> Iterator[bytes]:
    """Whole lines: a line belongs to the item in which it begins."""
    with opened(item.where) as stream:
        given: Any = stream if item.end < 0 or _is_packed(stream) else _lines(stream, item.begin, item.end)
        try:
            for block in blocks(given):
                tally.read += len(block.data)
                tally.seen += block.data.count(b"\n") + (not block.data.endswith(b"\n"))
                yield block.data
        except CollectionError as error:
            tally.note(f"{item.where}: {error}")


def _is_packed(stream: BufferedReader) -> bool:
    return stream.peek(6)[:6].startswith(_PACKED)


def _lines(stream: BufferedReader, begin: int, end: int) -> "_Part":
    first = _line_from(stream, begin, end)
    # A line that is longer than a block is passed over: nobody needs its end.
    return _Part(stream, first, first if first >= end else _line_from(stream, end, end + 2 * BLOCK))


def _line_from(stream: BufferedReader, at: int, most: int) -> int:
    """Where the first line begins at or behind ``at``, looked for as far as ``most``."""
    if at <= 0:
        return 0
    stream.seek(at - 1)
    place = at - 1
    while place < most and (piece := stream.read(_PIECE)):
        found = piece.find(b"\n")
        if found >= 0:
            return place + found + 1
        place += len(piece)
    return place


class _Part:
    """The bytes of a stream from ``begin`` to ``end``, as the sift's reader takes them."""

    def __init__(self, stream: BufferedReader, begin: int, end: int) -> None:
        self._stream, self._left = stream, max(0, end - begin)
        stream.seek(begin)

    def seekable(self) -> bool:
        return False

    def read1(self, size: int) -> bytes:
        data = self._stream.read(min(size, self._left))
        self._left -= len(data)
        return data


INPUT = Input(NAME, "Which names stand in a list?", NAMES, cut, read)
