"""Do the letters of a known label stand at a place of a block, each near its own place?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawler.sift._codes import Codes, Numbers, codes

_AT_ONCE = 8_192
"""Groups whose members are looked at together: a block may be nothing but a reference's words."""


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """How the label of the reference ``number`` may be written, and letters of it that may be missing."""

    number: int
    text: str
    most: int


class Forms:
    """Forms that are looked for at many places at once."""

    def __init__(self, forms: Iterable[Form], reach: int) -> None:
        known = list(forms)
        self._reach = reach
        self._longest = max((len(codes(each.text)) for each in known), default=0)
        padded = [codes(each.text).ljust(self._longest, b"\0") for each in known]
        self._letters = np.frombuffer(b"".join(padded), np.uint8).reshape(len(known), self._longest).T.copy()
        self._least = np.array([len(codes(each.text)) - each.most for each in known], np.int64)
        self.numbers = np.array([each.number for each in known], np.int64)

    def stand(self, folded: Codes, starts: Numbers, forms: Numbers) -> NDArray[np.bool_]:
        """Which places have the form: all letters but a few at most ``reach`` from where it has them."""
        reach, longest = self._reach, self._longest
        columns = np.arange(-reach, longest + reach)
        letters = folded.take(columns[:, None] + starts, mode="clip")
        wanted = self._letters.take(forms, axis=1)
        there = letters[:longest] == wanted
        for shift in range(1, 2 * reach + 1):
            there |= letters[shift : shift + longest] == wanted
        counted: Codes = np.add.reduce(there, axis=0, dtype=np.uint8)
        return counted >= self._least.take(forms)


class Runs:
    """Members in the order of the groups that they belong to; a group has none, one or many."""

    def __init__(self, group_of: Sequence[int], groups: int) -> None:
        self._count = np.bincount(np.array(group_of, np.int64), minlength=groups)
        self._first = np.cumsum(self._count) - self._count

    def of(self, groups: NDArray[np.integer]) -> Iterator[tuple[Numbers, Numbers]]:
        """For each member of each of the groups, some at a time: which group it is of, and the member."""
        for start in range(0, len(groups), _AT_ONCE):
            part = groups[start : start + _AT_ONCE]
            times = self._count.take(part)
            which = np.repeat(np.arange(len(part)), times)
            skipped = self._first.take(part) - (np.cumsum(times) - times)
            yield start + which, np.arange(len(which)) + skipped.take(which)
