"""Which lines of a block of names could resemble a reference, with names of other scripts read first?"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from crawler.sift._name import Name, a_label_folded, line_folded, read
from crawler.sift._screen import Screen

_A_LABEL = re.compile(rb"xn--[a-z0-9_-]*")
_IN_A_LABEL = frozenset(
    bytes([each]) for each in (*b"abcdefghijklmnopqrstuvwxyz0123456789_-", *range(128, 256))
)
"""With letters beyond ASCII before or behind it, it is none: such lines are read as a whole."""


def screened(data: bytes, screen: Screen) -> Iterator[tuple[Name | None, list[int]]]:
    """Names of ``data``, one a line, with the numbers of the references that each could resemble."""
    found = screen(_folded(data))
    if not found:
        return
    ends = np.append(np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")), len(data))
    for line, numbers in found:
        yield read(_line(data, ends, line)), sorted(numbers)


def _line(data: bytes, ends: NDArray[np.int64], number: int) -> bytes:
    return data[int(ends[number - 1]) + 1 if number else 0 : int(ends[number])]


def _folded(data: bytes) -> bytes:
    """The block with letters beyond ASCII as Latin ones, whether they stand as they are or as A-labels."""
    lowered = data.lower()
    lowered = _replaced(lowered, _a_labels(lowered))
    return lowered if lowered.isascii() else _replaced(lowered, _lines_beyond_ascii(lowered))


def _replaced(data: bytes, parts: Iterator[tuple[int, int, bytes]]) -> bytes:
    """``data`` with other bytes from one place to another, for each of the parts."""
    pieces, done = [], 0
    for start, end, instead in parts:
        pieces += [data[done:start], instead]
        done = end
    return b"".join([*pieces, data[done:]]) if pieces else data


def _a_labels(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    for found in _A_LABEL.finditer(data):
        start, end = found.span()
        before, behind = data[max(0, start - 1) : start], data[end : end + 1]
        if before not in _IN_A_LABEL and behind <= b"\x7f":
            yield start, end, a_label_folded(found[0])


def _lines_beyond_ascii(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    done = 0
    for at in np.flatnonzero(np.frombuffer(data, np.uint8) > 127).tolist():
        if at >= done:
            start = data.rfind(b"\n", 0, at) + 1
            done = data.find(b"\n", at) % (len(data) + 1)
            yield start, done, line_folded(data[start:done])
