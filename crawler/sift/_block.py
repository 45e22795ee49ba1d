"""Which lines of a block of names could resemble a reference, with names of other scripts read first?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from crawler.sift._name import Name, read, shown_folded
from crawler.sift._screen import Screen

_A_LABEL = b"xn--"


def screened(data: bytes, screen: Screen) -> Iterator[tuple[Name | None, list[int]]]:
    """Names of ``data``, one a line, with the numbers of the references that each could resemble."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.append(np.flatnonzero(raw == ord("\n")), len(data))
    foreign = _foreign(data, raw, ends)
    aside = set(foreign)
    found = {line: numbers for line, numbers in screen(data) if line not in aside}
    if foreign:
        shown = "\n".join([shown_folded(_line(data, ends, line)) for line in foreign])
        found |= {foreign[place]: numbers for place, numbers in screen(shown.encode("ascii", "replace"))}
    for line, numbers in sorted(found.items()):
        yield read(_line(data, ends, line)), sorted(numbers)


def _line(data: bytes, ends: NDArray[np.int64], number: int) -> bytes:
    return data[int(ends[number - 1]) + 1 if number else 0 : int(ends[number])]


def _foreign(data: bytes, raw: NDArray[np.uint8], ends: NDArray[np.int64]) -> list[int]:
    """The lines with letters beyond ASCII, as they are or as A-labels."""
    found = [] if data.isascii() else np.flatnonzero(raw > 127).tolist()
    lowered = data.lower()
    at = lowered.find(_A_LABEL)
    while at >= 0:
        found.append(at)
        at = lowered.find(_A_LABEL, at + 1)
    return np.unique(np.searchsorted(ends, found)).tolist() if found else []
