"""Which of many millions of hashes were met, in eight bytes each?"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 4_000_000


class Met:
    """Hashes by their last 64 bits: two that share them are one here, so one too many may count as met."""

    def __init__(self) -> None:
        self._sorted: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._new: list[int] = []

    def add(self, hashes: Iterable[str]) -> None:
        self._new += map(_end, hashes)
        if len(self._new) >= AT_ONCE:
            self._settle()

    def missing(self, hashes: Sequence[str]) -> list[str]:
        """Those of ``hashes`` that were certainly not met."""
        self._settle()
        if not len(self._sorted):
            return list(hashes)
        asked = np.fromiter(map(_end, hashes), np.uint64, len(hashes))
        places = np.searchsorted(self._sorted, asked).clip(max=len(self._sorted) - 1)
        met = self._sorted[places] == asked
        return [each for each, known in zip(hashes, met, strict=True) if not known]

    def _settle(self) -> None:
        if self._new:
            self._sorted = np.union1d(self._sorted, np.array(self._new, np.uint64))
            self._new = []


def _end(name: str) -> int:
    return int(name[-16:], 16)
