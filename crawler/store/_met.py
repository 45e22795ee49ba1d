"""Which of many millions of numbers were met, in eight bytes each?"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 4_000_000


class Met:
    """Rows by their number, hashes by :func:`end_of`."""

    def __init__(self) -> None:
        self._sorted: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._new: list[int] = []

    def add(self, numbers: Iterable[int]) -> None:
        self._new += numbers
        if len(self._new) >= AT_ONCE:
            self._settle()

    def missing(self, numbers: Sequence[int]) -> list[int]:
        """Those of ``numbers`` that were not met."""
        self._settle()
        if not len(self._sorted):
            return list(numbers)
        asked = np.array(numbers, np.uint64)
        places = np.searchsorted(self._sorted, asked).clip(max=len(self._sorted) - 1)
        met = self._sorted[places] == asked
        return [each for each, known in zip(numbers, met, strict=True) if not known]

    def _settle(self) -> None:
        if self._new:
            self._sorted = np.union1d(self._sorted, np.array(self._new, np.uint64))
            self._new = []


def end_of(name: str) -> int:
    """The last 64 bits of a hash: two that share them are one here, so one too many may count as met."""
    return int(name[-16:], 16)
