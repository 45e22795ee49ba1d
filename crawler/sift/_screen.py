"""Which of very many names could resemble a reference at all, and which one?

Whatever :mod:`crawler.sift._judge` would tell is among the answers, and little else. Three passes over the
folded bytes of a block, none of them name by name:

* An edit takes at most one letter out of the set of a label's letters and brings at most one into it.
* A label with one edit in it keeps its first or its second half; a longer name that holds it has that half.
* A name that turns the words of a reference around has all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import or_

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


class Screen:
    """The names of a block that could resemble one of ``marks``."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        bags: dict[tuple[str, int], set[int]] = defaultdict(set)
        kept: dict[int, set[tuple[int, int, int]]] = defaultdict(set)
        words: dict[str, int] = {}
        self._needs: list[tuple[int, int]] = []  # reference, and the bits of all its words
        for number, mark in enumerate(marks):
            for form, most in _labels(mark):
                bags[form, most].add(number)
            for text, form, most in _kept(mark):
                for gram in _grams(text):
                    kept[gram].add((number, _set(form), most))
            for word in mark.words:
                words.setdefault(word, 1 << len(words) % 63)
            if mark.words:
                self._needs.append((number, reduce(or_, (words[word] for word in mark.words))))
        meant: dict[int, int] = defaultdict(int)
        for word, bit in words.items():
            for gram in _grams(word):
                meant[gram] |= bit
        self._bags = [
            (np.uint32(_set(form)), np.array(_codes(form), np.uint8), most, sorted(numbers))
            for (form, most), numbers in bags.items()
        ]
        groups = sorted({(tuple(sorted(kept[gram])), meant[gram]) for gram in {*kept, *meant}})
        place = {group: number for number, group in enumerate(groups, 1)}
        self._grams = _Grams(
            {gram: place[tuple(sorted(kept[gram])), meant[gram]] for gram in {*kept, *meant}}
        )
        self._halves = [(number, held) for number, (held, _) in enumerate(groups, 1) if held]
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
        held = self._holding(groups, at, sets[np.searchsorted(stops, at)])
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
        for wanted, form, most, numbers in self._bags:
            first, past = edges[max(0, len(form) - most)], edges[len(form) + most + 1]
            near = first + np.flatnonzero(np.bitwise_count(lacked[first:past] & wanted) <= most)
            near = order[near[np.bitwise_count(sets[near] & ~wanted) <= most]]
            if near.size:
                kept = _in_place(folded, stops[near] - lengths[near], form) >= len(form) - most
                yield stops[near[kept]], numbers

    def _holding(
        self, groups: NDArray[np.uint16], at: Numbers, sets: Sets
    ) -> Iterator[tuple[Numbers, Sequence[int]]]:
        """Where half a reference's label stands in a label that has nearly all of its letters."""
        for group, held in self._halves:
            here = np.flatnonzero(groups == group)
            for number, wanted, most in held if here.size else ():
                lacking = np.bitwise_count(~sets[here] & np.uint32(wanted))
                yield at[here[lacking <= most]], (number,)

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

    Grams lie in eight buckets, a bit each. A letter's mask at the first, second … place says which buckets
    have it there; what all four masks leave of a place is looked up, a few places in a hundred.
    """

    def __init__(self, groups: Mapping[int, int]) -> None:
        self._group: NDArray[np.uint16] = np.zeros(1 << (5 * _GRAM), dtype=np.uint16)
        self._masks = [bytearray(256) for _ in range(_GRAM)]
        for rank, gram in enumerate(sorted(groups)):
            self._group[gram] = groups[gram]
            for place, mask in enumerate(self._masks):
                mask[_letter_at(gram, place)] |= 1 << (rank * 8 // len(groups))

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
    """``(text, form, letters)``: what holds ``form`` has ``text``, and lacks so many of its letters."""
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
