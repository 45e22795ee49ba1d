"""Which of very many names could resemble a reference at all, and which one?

Whatever :mod:`crawler.sift._judge` would tell is among the answers, and little else. Three ways, none of them
name by name:

* A label within two edits has nearly all its letters near their places.
* A label with one edit in it keeps its first or its second half; a longer name that holds it has that half.
* A name that turns the words of a reference around has all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import or_

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from crawler.sift._codes import DOT, END, Codes, Numbers, codes, codes_of
from crawler.sift._forms import Form, Forms, Runs
from crawler.sift._grams import Grams, grams
from crawler.sift._letters import fold
from crawler.sift._near import Near
from crawler.sift._reference import LEAST, LEAST_INSIDE, Mark, halves

_AFTER = 72
"""Ends after the last line: room to look at the longest label two places on."""
_KEPT = 16 << 20
"""Bytes that are asked of the system and given back at once: glibc then keeps as much from block to block."""
_INSIDE = 1
"""Edits within which a label is looked for inside another."""


_Beside = tuple[int, int, int, int]
"""Of a text in a form: the place beside it, the way from there, and the two letters that come that way."""


class Screen:
    """The names of a block that could resemble one of ``marks``."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        np.empty(_KEPT, np.uint8)
        held, words = _held(marks), _words(marks)
        meant: dict[int, int] = defaultdict(int)
        for word, bit in words.items():
            for gram, _ in grams(word):
                meant[gram] |= bit
        self._needs = [
            (number, reduce(or_, (words[word] for word in mark.words)))
            for number, mark in enumerate(marks)
            if mark.words
        ]
        self._near = Near([form for number, mark in enumerate(marks) for form in _labels(number, mark)])
        alike = {gram: (tuple(sorted(held.get(gram, ()))), meant[gram]) for gram in {*held, *meant}}
        groups = {group: number for number, group in enumerate(dict.fromkeys(alike.values()), 1)}
        self._grams = Grams({gram: groups[group] for gram, group in alike.items()})
        self._words = np.array([0, *(bits for _, bits in groups)], np.int64)
        entries = [entry for each, _ in groups for entry in each]
        self._forms = Forms((form for form, _, _ in entries), _INSIDE)
        self._offsets = np.array([offset for _, offset, _ in entries], np.int64)
        self._beside = (
            np.array([beside for _, _, beside in entries], np.int64).reshape(len(entries), 4).T.copy()
        )
        self._of_group = Runs(
            [group for group, (each, _) in enumerate(groups, 1) for _ in each], len(groups) + 1
        )

    def __call__(self, data: bytes) -> list[tuple[int, set[int]]]:
        """``(line, references)`` for each line that could resemble them, the lines in their order."""
        folded = np.frombuffer(codes_of(data) + bytes([END] * _AFTER), np.uint8)
        stops = np.flatnonzero(folded >= DOT)
        ends = stops[folded.take(stops) == END]
        at, groups = self._grams.find(folded)
        at += 1  # a gram may begin a letter before its text, on the line before
        found: dict[int, set[int]] = defaultdict(set)
        for places, numbers in chain(
            self._near(folded, stops),
            self._holding(folded, groups, at),
            self._turned(groups, at, ends),
        ):
            for line, number in zip(np.searchsorted(ends, places).tolist(), numbers.tolist(), strict=True):
                found[line].add(number)
        return sorted(found.items())

    def _holding(
        self, folded: Codes, groups: NDArray[np.uint16], at: Numbers
    ) -> Iterator[tuple[Numbers, Numbers]]:
        """Where half a reference's label stands, and the letters around it are nearly in their places."""
        for hits, entries in self._of_group.of(groups):
            places = at.take(hits)
            starts = places - self._offsets.take(entries)
            here = np.flatnonzero(self._goes_on(folded, starts, entries))
            places, starts, entries = places.take(here), starts.take(here), entries.take(here)
            kept = self._forms.stand(folded, starts, entries)
            yield places[kept], self._forms.numbers.take(entries[kept])

    def _goes_on(self, folded: Codes, starts: Numbers, entries: Numbers) -> NDArray[np.bool_]:
        """Where the form goes on beside the text: an edit leaves one of the next two letters nearly there."""
        place, step, first, second = self._beside.take(entries, axis=1)
        place += starts
        near = folded.take(place, mode="clip")
        goes_on: NDArray[np.bool_] = (near == first) | (near == second)
        place += step
        near = folded.take(place, mode="clip")
        goes_on |= (near == first) | (near == second)
        place += step
        goes_on |= folded.take(place, mode="clip") == second
        return goes_on

    def _turned(
        self, groups: NDArray[np.uint16], at: Numbers, ends: Numbers
    ) -> Iterator[tuple[Numbers, Numbers]]:
        """Where all words of a reference stand on one line."""
        words = self._words.take(groups)
        at, words = at[words != 0], words[words != 0]
        if not at.size:
            return
        lines = np.searchsorted(ends, at)
        firsts = np.flatnonzero(np.diff(lines, prepend=-1))
        seen = np.bitwise_or.reduceat(words, firsts)
        for number, need in self._needs:
            here = at[firsts[seen & need == need]]
            yield here, np.full(len(here), number)


def _held(marks: Sequence[Mark]) -> dict[int, set[tuple[Form, int, _Beside]]]:
    """By gram: the forms that may stand where it stands, how far before it, and what is beside."""
    held: dict[int, set[tuple[Form, int, _Beside]]] = defaultdict(set)
    for number, mark in enumerate(marks):
        for text, form in _kept(number, mark):
            at, beside = form.text.rindex(text), _beside(text, form.text)
            for gram, skipped in grams(text):
                held[gram].add((form, at + skipped + 1, beside))
    return held


def _words(marks: Sequence[Mark]) -> dict[str, int]:
    """A bit for each word; the 64th shares its bit with the first."""
    words = dict.fromkeys(word for mark in marks for word in mark.words)
    return {word: 1 << number % 63 for number, word in enumerate(words)}


def _beside(text: str, form: str) -> _Beside:
    """What stands beside the text in the form, where anything does."""
    at = form.rindex(text)
    end = at + len(text)
    place, step = (end, 1) if end < len(form) else (at - 1, -1) if at else (0, 1)
    letters = codes(form[place::step][:2] if place else form[:2])
    return place, step, letters[0], letters[-1]


def _labels(number: int, mark: Mark) -> Iterator[Form]:
    """The labels to be near to, and how near."""
    yield from (Form(number, form, mark.most) for form in mark.forms)
    folded = (fold(plural) for plural in mark.plurals)
    yield from (Form(number, each, 0) for each in folded if OSA.distance(each, mark.forms[0]) > mark.most)


def _kept(number: int, mark: Mark) -> Iterator[tuple[str, Form]]:
    """``(text, form)``: what holds the form has the text."""
    core = mark.forms[0]
    if len(core) >= LEAST_INSIDE:
        yield from ((text, Form(number, core, _INSIDE)) for text in halves(core))
    exact = mark.forms[len(core) >= LEAST_INSIDE :]
    yield from ((form, Form(number, form, 0)) for form in exact if len(form) >= LEAST)
    yield from ((text, Form(number, mark.ended, _INSIDE)) for text in halves(mark.ended) if mark.ended)
    yield from ((each[max(0, each.index(".") - 2) :], Form(number, each, 0)) for each in mark.endings)
    yield from ((_new_in(each, core), Form(number, each, 0)) for each in mark.orders)


def _new_in(order: str, core: str) -> str:
    """Five letters where the words of an order meet as they do not in the label: few names have them."""
    return next((order[at : at + 5] for at in range(len(order) - 3) if order[at : at + 4] not in core), order)
