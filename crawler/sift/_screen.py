"""Which of very many names could resemble a reference at all, and which one?

Whatever :mod:`crawler.sift._judge` would tell is among the answers, and little else. Three passes over the
folded bytes of a block, none of them name by name:

* An edit takes at most one letter out of the set of a label's letters and brings at most one into it.
* A label with one edit in it keeps its first or its second half; a longer name that holds it has that half.
* A name that turns the words of a reference around has all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from crawler.sift._letters import STROKES, fold
from crawler.sift._reference import LEAST, LEAST_INSIDE, Mark, halves

_OTHER, _DOT, _END = 29, 30, 31
_GRAM = 4
_MOST = 2
_AFTER = 72
"""Ends after the last line: room to look at the longest label two places on."""
_LETTERS = np.uint32((1 << _DOT) - 1)

Codes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Sets = NDArray[np.uint32]
"""Of each label its letters, as bits."""


def _classes() -> bytes:
    table = bytearray([_OTHER]) * 256
    for mark in map(chr, range(33, 127)):
        letter = STROKES.get(mark.lower(), mark.lower())
        if "a" <= letter <= "z":
            table[ord(mark)] = ord(letter) - ord("a") + 1
    table[ord(".")], table[ord("\n")] = _DOT, _END
    return bytes(table)


_TABLE, _DELETED = _classes(), b"-_\r"


def _codes(text: str) -> list[int]:
    return list(text.encode("ascii", "replace").translate(_TABLE, _DELETED))


def _set(text: str) -> int:
    found = 0
    for code in _codes(text):
        found |= 1 << code
    return found


@dataclass(frozen=True, slots=True)
class _Bag:
    """The letters of a reference's label, and of all that it may be written as."""

    number: int
    shared: np.uint32  # by all forms
    most: int
    shortest: int
    longest: int
    forms: tuple[tuple[np.uint32, Codes, int], ...]  # letters, their order, and edits within which it is


def _bag(number: int, mark: Mark) -> _Bag:
    forms = [(np.uint32(_set(form)), np.array(_codes(form), np.uint8), most) for form, most in _labels(mark)]
    return _Bag(
        number,
        reduce(and_, (wanted for wanted, _, _ in forms)),
        max(most for _, _, most in forms),
        max(0, min(len(form) - most for _, form, most in forms)),
        max(len(form) + most for _, form, most in forms),
        tuple(forms),
    )


class Screen:
    """The names of a block that could resemble one of ``marks``."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        kept: dict[int, set[tuple[int, str, int, int]]] = defaultdict(set)
        words: dict[str, int] = {}
        self._needs: list[tuple[int, int]] = []  # reference, and the bits of all its words
        for number, mark in enumerate(marks):
            for text, form, most in _kept(mark):
                for gram in _grams(text):
                    kept[gram].add((number, form, form.rindex(text), most))
            for word in mark.words:
                words.setdefault(word, 1 << len(words) % 63)
            if mark.words:
                self._needs.append((number, reduce(or_, (words[word] for word in mark.words))))
        meant: dict[int, int] = defaultdict(int)
        for word, bit in words.items():
            for gram in _grams(word):
                meant[gram] |= bit
        self._bags = [_bag(number, mark) for number, mark in enumerate(marks)]
        groups = sorted({(tuple(sorted(kept[gram])), meant[gram]) for gram in {*kept, *meant}})
        place = {group: number for number, group in enumerate(groups, 1)}
        self._grams = _Grams(
            {gram: place[tuple(sorted(kept[gram])), meant[gram]] for gram in {*kept, *meant}}
        )
        self._halves = [(group, *each) for group, (held, _) in enumerate(groups, 1) for each in held]
        self._words = np.array([0, *(bits for _, bits in groups)], dtype=np.int64)

    def __call__(self, data: bytes) -> list[tuple[int, set[int]]]:
        """``(line, references)`` for each line that could resemble them, the lines in their order."""
        plain = data.translate(_TABLE, _DELETED) + bytes([_END] * _AFTER)
        folded = np.frombuffer(plain, dtype=np.uint8)
        ends = np.flatnonzero(folded == _END)
        stops = np.flatnonzero(folded >= _DOT)
        starts = np.concatenate(([0], stops[:-1] + 1))
        bits = np.left_shift(np.uint32(1), folded, dtype=np.uint32)
        sets = np.bitwise_or.reduceat(bits, starts) & _LETTERS
        near = self._near(folded, sets, stops - starts, stops)
        at, groups = self._grams.find(plain)
        held = self._holding(folded, groups, at)
        turned = self._turned(groups, np.searchsorted(ends, at))
        found: dict[int, set[int]] = defaultdict(set)
        for lines, numbers in chain(
            ((np.searchsorted(ends, places), numbers) for places, numbers in chain(near, held)), turned
        ):
            for line in lines.tolist():
                found[line].update(numbers)
        return sorted(found.items())

    def _near(
        self, folded: Codes, sets: Sets, lengths: Numbers, stops: Numbers
    ) -> Iterator[tuple[Numbers, Sequence[int]]]:
        """Where a label ends whose letters are nearly a reference's, and nearly in their places."""
        lengths = np.minimum(lengths, 255).astype(np.uint8)
        order = np.argsort(lengths, kind="stable")
        edges = np.searchsorted(lengths[order], np.arange(257))
        sets, lacked = sets[order], ~sets[order]
        for bag in self._bags:
            first, past = edges[bag.shortest], edges[bag.longest + 1]
            near = first + np.flatnonzero(np.bitwise_count(lacked[first:past] & bag.shared) <= bag.most)
            for wanted, form, most in bag.forms if near.size else ():
                from_, to = np.searchsorted(near, edges[[max(0, len(form) - most), len(form) + most + 1]])
                fit = near[from_:to]
                fit = fit[np.bitwise_count(lacked[fit] & wanted) <= most]
                fit = order[fit[np.bitwise_count(sets[fit] & ~wanted) <= most]]
                if fit.size:
                    kept = _in_place(folded, stops[fit] - lengths[fit], form) >= len(form) - most
                    yield stops[fit[kept]], (bag.number,)

    def _holding(
        self, folded: Codes, groups: NDArray[np.uint16], at: Numbers
    ) -> Iterator[tuple[Numbers, Sequence[int]]]:
        """Where half a reference's label stands, and the letters around it are nearly in their places."""
        for group, number, form, offset, most in self._halves:
            here = at[groups == group]
            if here.size:
                codes = np.array(_codes(form), np.uint8)
                kept = _in_place(folded, here - offset, codes) >= len(codes) - most
                yield here[kept], (number,)

    def _turned(self, groups: NDArray[np.uint16], lines: Numbers) -> Iterator[tuple[Numbers, Sequence[int]]]:
        """Lines with all words of a reference."""
        if not lines.size:
            return
        firsts = np.flatnonzero(np.diff(lines, prepend=-1))
        seen = np.bitwise_or.reduceat(self._words[groups], firsts)
        for number, need in self._needs:
            yield lines[firsts[seen & need == need]], (number,)


def _in_place(folded: Codes, starts: Numbers, form: Codes) -> Codes:
    """How many letters of ``form`` each label has at most two places from its own; each edit costs one."""
    columns = np.arange(-_MOST, len(form) + _MOST)
    letters = folded[np.maximum(columns[:, None] + starts, 0)]
    there = letters[: len(form)] == form[:, None]
    for shift in range(1, 2 * _MOST + 1):
        there |= letters[shift : shift + len(form)] == form[:, None]
    counted: Codes = np.sum(there, axis=0, dtype=np.uint8)
    return counted


class _Grams:
    """Where do any of some hundred runs of four letters stand, and which group has each?

    Grams lie in eight buckets, a bit each, by their second letter. A letter's mask at the first, second …
    place says which buckets have it there; what all four masks leave is looked up, eight places in a hundred.
    """

    def __init__(self, groups: Mapping[int, int]) -> None:
        self._group: NDArray[np.uint16] = np.zeros(1 << (5 * _GRAM), dtype=np.uint16)
        self._masks = [bytearray(256) for _ in range(_GRAM)]
        beginnings = sorted({gram >> 5 for gram in groups}, key=lambda gram: (gram >> 5 & 31, gram))
        bucket = {gram: rank * 8 // len(beginnings) for rank, gram in enumerate(beginnings)}
        for gram, group in groups.items():
            self._group[gram] = group
            for place, mask in enumerate(self._masks):
                mask[_letter_at(gram, place)] |= 1 << bucket[gram >> 5]

    def find(self, folded: bytes) -> tuple[Numbers, NDArray[np.uint16]]:
        """The places in ascending order, and their groups."""
        last = len(folded) - _GRAM + 1
        left = np.frombuffer(folded.translate(bytes(self._masks[0])), dtype=np.uint8)[:last].copy()
        for place, mask in enumerate(self._masks[1:], 1):
            left &= np.frombuffer(folded.translate(bytes(mask)), dtype=np.uint8)[place : place + last]
        at = np.flatnonzero(left != 0)
        codes = np.frombuffer(folded, dtype=np.uint8)
        grams = np.zeros(len(at), dtype=np.int64)
        for place in range(_GRAM):
            grams = grams << 5 | codes[at + place]
        groups = self._group[grams]
        kept = np.flatnonzero(groups != 0)
        return at[kept], groups[kept]


def _letter_at(gram: int, place: int) -> int:
    return gram >> 5 * (_GRAM - 1 - place) & 31


def _labels(mark: Mark) -> Iterator[tuple[str, int]]:
    """The labels to be near to, and how near."""
    yield from ((form, mark.most) for form in mark.forms)
    folded = (fold(plural) for plural in mark.plurals)
    yield from ((each, 0) for each in folded if OSA.distance(each, mark.forms[0]) > mark.most)


def _kept(mark: Mark) -> Iterator[tuple[str, str, int]]:
    """``(text, form, letters)``: what holds ``form`` has ``text``, and so many letters out of place."""
    core = mark.forms[0]
    kept = halves(core) if len(core) >= LEAST_INSIDE else (core,) if len(core) >= LEAST else ()
    yield from ((text, core, 1 if len(core) >= LEAST_INSIDE else 0) for text in kept)
    yield from ((form, form, 0) for form in mark.forms[1:] if len(form) >= LEAST)


def _grams(text: str) -> list[int]:
    """The codes of four letters, one of which stands wherever ``text`` stands."""
    codes = _codes(text)[:_GRAM]
    free = 5 * (_GRAM - len(codes))
    code = 0
    for each in codes:
        code = code << 5 | each
    return [code << free | rest for rest in range(1 << free)]
