"""Where do any of some hundred short texts stand in a block?

A text is known by four letters in a row of it. They are looked for at every second place alone, for wherever
a text begins, one of two such runs of it begins there. Their two pairs of letters make a number of 16 bits
that says quickly where nothing is; one place in twenty is looked at again.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from crawler.sift._codes import COUNT, Codes, Numbers, codes

_GRAM = 4
_BITS = 5
_PAIR = np.dtype("<u2")

Pairs = NDArray[np.uint16]


class Grams:
    """Runs of four letters, each with the number of its group; groups count from one."""

    def __init__(self, groups: Mapping[int, int]) -> None:
        self._group = np.zeros(1 << (_BITS * _GRAM), np.uint16)
        self._is_known = np.zeros(1 << 16, np.bool_)
        known = np.array(sorted(groups), np.int64)
        self._group[known] = [groups[gram] for gram in known.tolist()]
        first, second = (
            (half >> _BITS | (half % COUNT) << 8).astype(np.uint16)
            for half in np.divmod(known, COUNT * COUNT)
        )
        self._is_known[_mixed(first, second)] = True

    def find(self, folded: Codes) -> tuple[Numbers, NDArray[np.uint16]]:
        """The places in ascending order, and their groups."""
        pairs = folded[: len(folded) // 2 * 2].view(_PAIR)
        at = np.flatnonzero(self._is_known.take(_mixed(pairs[:-1], pairs[1:])))
        first, second = _number(pairs.take(at)), _number(pairs.take(at + 1))
        groups = self._group.take(first * (COUNT * COUNT) + second)
        kept = np.flatnonzero(groups != 0)
        return at.take(kept) * 2, groups.take(kept)


def grams(text: str) -> Iterator[tuple[int, int]]:
    """``(gram, skipped)``: one of these grams begins at an even place, so many letters after the text."""
    letters = codes(text)
    for skipped in (0, 1):
        if len(letters) < _GRAM + skipped:
            skipped = -skipped
        run = letters[max(0, skipped) :][: _GRAM + min(0, skipped)]
        free = _GRAM - len(run) + min(0, skipped)
        before = range(COUNT if skipped < 0 else 1)
        for first in before:
            code = first
            for each in run:
                code = code << _BITS | each
            for rest in range(1 << _BITS * free):
                yield code << _BITS * free | rest, skipped


def _mixed(first: Pairs, second: Pairs) -> Pairs:
    """Sixteen bits in which two pairs leave a trace."""
    mixed: Pairs = first * np.uint16(41)
    mixed ^= mixed >> np.uint16(7)
    mixed ^= second * np.uint16(0x4F1B)
    return mixed


def _number(pairs: Pairs) -> Numbers:
    wide = pairs.astype(np.int64)
    number: Numbers = (wide % 256) * COUNT + (wide >> 8)
    return number
