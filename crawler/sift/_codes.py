"""As which small numbers are letters compared, so that a block of names is one array?

Letters that look alike are one number, hyphens are gone, and a dot or an end of line is above every letter.
"""

import numpy as np
from numpy.typing import NDArray

from crawler.sift._letters import STROKES

OTHER, DOT, END = 29, 30, 31
COUNT = 32

Codes = NDArray[np.uint8]
Numbers = NDArray[np.int64]


def _classes() -> bytes:
    table = bytearray([OTHER]) * 256
    for mark in map(chr, range(33, 127)):
        letter = STROKES.get(mark.lower(), mark.lower())
        if "a" <= letter <= "z":
            table[ord(mark)] = ord(letter) - ord("a") + 1
    table[ord(".")], table[ord("\n")] = DOT, END
    return bytes(table)


_TABLE, _DELETED = _classes(), b"-_\r"


def codes(text: str) -> bytes:
    """The numbers of a text's letters."""
    return codes_of(text.encode("ascii", "replace"))


def codes_of(data: bytes) -> bytes:
    """The numbers of what stands in a block of lines."""
    return data.translate(_TABLE, _DELETED)
