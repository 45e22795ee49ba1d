"""Which labels of a block could be within a few edits of a reference's label?

An edit puts at most one letter where the reference has it nowhere near, whether one counts from a label's
beginning or from its end. So each of the first letters, then each of the last, says for all references at
once, a bit each, whether it is such a letter; labels with more of them than edits are out. What is left is
compared with each form of the label.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from crawler.sift._codes import COUNT, DOT, END, Codes, Numbers, codes
from crawler.sift._forms import Form, Forms, Runs

MOST = 2
"""Edits that are ever looked for."""
_TOGETHER = 32
_PLACES = 8
_LONGEST = 255
_NONE = np.uint32(0)

Bits = NDArray[np.uint32]
"""Of each label, a bit for each reference."""


class Near:
    """The labels that are nearly one of the forms."""

    def __init__(self, forms: Sequence[Form]) -> None:
        groups: dict[int, list[Form]] = {}
        for form in forms:
            groups.setdefault(form.number // _TOGETHER, []).append(form)
        self._groups = [_Group(each) for each in groups.values()]

    def __call__(self, folded: Codes, stops: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        """Where such labels end, and the reference of each."""
        lengths = np.diff(stops, prepend=-1) - 1
        short = np.minimum(lengths, _LONGEST)
        for group in self._groups:
            yield from group.near(folded, stops, lengths, short)


class _Group:
    """Some references, of each a bit."""

    def __init__(self, forms: Sequence[Form]) -> None:
        known = sorted(forms, key=lambda form: form.number)
        self._fits = np.zeros(_LONGEST + 1, np.uint32)
        for form in known:
            length = len(codes(form.text))
            self._fits[max(0, length - form.most) : length + form.most + 1] |= _bit(form)
        loose = [reduce(or_, (_bit(form) for form in known if form.most >= edits), _NONE) for edits in (2, 1)]
        self._strict = [~each for each in loose]
        self._heads, self._tails = _strangers(known, 1), _strangers(known, -1)
        self._of_bit = Runs([form.number % _TOGETHER for form in known], _TOGETHER)
        self._forms = Forms(known, MOST)
        self._wanted = [(codes(form.text), form.most) for form in known]
        self._lengths = np.array([len(wanted) for wanted, _ in self._wanted], np.int64)
        self._most = np.array([most for _, most in self._wanted], np.int64)

    def near(
        self, folded: Codes, stops: Numbers, lengths: Numbers, short: Numbers
    ) -> Iterator[tuple[Numbers, Numbers]]:
        left, stops, lengths = _some(self._fits.take(short), stops, lengths)
        left = self._without(self._heads, folded, stops - lengths, 1, left)
        left, stops, lengths = _some(left, stops, lengths)
        left = self._without(self._tails, folded, stops - 1, -1, left)
        left, stops, lengths = _some(left, stops, lengths)
        labels, bits = np.nonzero(left[:, None] >> np.arange(_TOGETHER, dtype=np.uint32) & 1)
        for pairs, forms in self._of_bit.of(bits):
            here = labels.take(pairs)
            yield self._told(folded, stops.take(here), lengths.take(here), forms)

    def _told(
        self, folded: Codes, stops: Numbers, lengths: Numbers, forms: Numbers
    ) -> tuple[Numbers, Numbers]:
        """The labels that are as near to the form beside them as they must be."""
        kept = np.abs(lengths - self._lengths.take(forms)) <= self._most.take(forms)
        stops, lengths, forms = stops[kept], lengths[kept], forms[kept]
        kept = self._forms.stand(folded, stops - lengths, forms)
        stops, lengths, forms = stops[kept], lengths[kept], forms[kept]
        each = zip(stops.tolist(), lengths.tolist(), forms.tolist(), strict=True)
        near = [self._is_near(folded[stop - length : stop].tobytes(), form) for stop, length, form in each]
        kept = np.array(near, np.bool_)
        return stops[kept], self._forms.numbers.take(forms[kept])

    def _is_near(self, label: bytes, form: int) -> bool:
        wanted, most = self._wanted[form]
        return OSA.distance(label, wanted, score_cutoff=most) <= most

    def _without(self, strangers: Sequence[Bits], folded: Codes, at: Numbers, step: int, left: Bits) -> Bits:
        """What is left of the bits when those with too many letters out of place are gone."""
        one, two = (np.full(len(at), given, np.uint32) for given in self._strict)
        three = np.zeros(len(at), np.uint32)
        for stranger in strangers:
            bits = stranger.take(folded.take(at))
            three |= two & bits
            two |= one & bits
            one |= bits
            at = at + step
        return left & ~three


def _some(left: Bits, stops: Numbers, lengths: Numbers) -> tuple[Bits, Numbers, Numbers]:
    """Those labels of which a bit is left."""
    here = np.flatnonzero(left != 0)
    return left.take(here), stops.take(here), lengths.take(here)


def _bit(form: Form) -> np.uint32:
    return np.uint32(1 << form.number % _TOGETHER)


def _strangers(forms: Sequence[Form], step: int) -> list[Bits]:
    """By place and letter, the references that have the letter nowhere near, counted from one end.

    A label may be shorter by ``most``, and behind its end stands another: one place behind the reference's
    own end, nothing is a stranger any more.
    """
    found = []
    for place in range(_PLACES):
        known = np.zeros(COUNT, np.uint32)
        for form in forms:
            letters = codes(form.text)[::step]
            near = set(letters[max(0, place - MOST) : place + MOST + 1])
            if place >= len(letters) - form.most:
                near |= {DOT, END}
            if place > len(letters):
                near = set(range(COUNT))
            known[list(near)] |= _bit(form)
        found.append(~known)
    return found
