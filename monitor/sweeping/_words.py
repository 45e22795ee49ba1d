"""Which words, rows of words and rows of tags are in a page's bytes, as numbers, before it is parsed?

Everything is done to the whole page at once, a fixed number of passes whatever it holds: a word is a run of
letters and digits, and its hash a difference of two sums. Case is folded in ASCII only; a letter of Chinese,
Japanese or Korean is a word of its own.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy

from monitor.sweeping._plainly import plainly

Numbers = numpy.ndarray[Any, numpy.dtype[numpy.uint64]]
Halves = numpy.ndarray[Any, numpy.dtype[numpy.uint32]]
Bytes = numpy.ndarray[Any, numpy.dtype[numpy.uint8]]

VERSION = 4
LONGEST = 4_000_000
"""Bytes; what lies behind is not looked at."""
PAIR, RUN, TAGS = 2, 4, 7
"""Words of anything in a row, of text, and tags."""
DIGITS, NUMBER = 8, 7
"""Digits in a row, and of these such as tell a telephone number."""
_BASE = 0x9E3779B97F4A7C15
_STEP = 0x01000193
_MIX = numpy.uint64(0xD6E8FEB86659FD93)
_LESS, _MORE, _WORD = 1, 2, 3
"""Kinds of a page's bytes beside 0, the rest: what opens a tag, what ends one, and parts of words."""
_WIDE = 0xE3
"""Letters that begin with this byte, or one above, are words."""
_NOT_ASCII = 0x80
_NOTHING = numpy.zeros(1, numpy.uint8)
_SHIFT = numpy.uint64(32)
_FOLDED = bytes(
    {ord("<"): _LESS, ord(">"): _MORE}.get(each, each if each >= 0x80 or chr(each).isalnum() else 0)
    for each in range(256)
).lower()


@dataclass(frozen=True, slots=True)
class Words:
    """Hashes in the page's order: of all words, of pairs of them, of rows of text, of tags and of digits.

    ``joined`` are two and three words of text written as one.
    """

    words: Numbers
    pairs: Numbers
    joined: Numbers
    text: Numbers
    tags: Numbers
    digits: Numbers


def words_of(data: bytes) -> Words:
    """The words of a page in UTF-8."""
    page = _folded(plainly(data[:LONGEST]))
    kinds, edges = _pieces(page)
    words = numpy.flatnonzero(kinds == _WORD)
    raw = _sums(page, edges, words)
    hashes = _mixed(raw)
    scripts = _in_scripts(raw, kinds, edges, words)
    tags = hashes[(kinds[words - 1] == _LESS) & ~scripts]
    text = numpy.flatnonzero(_is_text(kinds, words) & ~scripts)
    shown = words[text]
    joined = _joined(raw[text], edges[shown + 1] - edges[shown])
    rows = _rows(hashes[text], RUN), _rows(tags, TAGS)
    return Words(hashes, _rows(hashes, PAIR), joined, *rows, _digits(page))


def hash_words(text: str) -> Numbers:
    """The hash of each word of a text, in its order."""
    return _mixed(_raw(text.encode("utf-8", "replace")))


def hash_pairs(text: str) -> Numbers:
    """The hash of each two words of a text that follow on each other."""
    return _rows(hash_words(text), PAIR)


def hash_number(text: str) -> Numbers:
    """The last digits of a telephone number as :class:`Words` has them; none where there are too few."""
    digits = "".join(each for each in text if each in "0123456789")
    return _mixed(numpy.array([int(digits[-NUMBER:])] if len(digits) >= NUMBER else [], numpy.uint64))


def hash_block(text: str) -> Numbers:
    """The same of a number of which the last two digits are left out."""
    digits = "".join(each for each in text if each in "0123456789")
    block = digits[-(DIGITS - 2) :]
    return _mixed(numpy.array([int(block) + 10**DIGITS] if len(block) == DIGITS - 2 else [], numpy.uint64))


def _folded(data: bytes) -> Bytes:
    return numpy.frombuffer(data.translate(_FOLDED), numpy.uint8)


def _raw(data: bytes) -> Halves:
    page = _folded(data)
    kinds, edges = _pieces(page)
    return _sums(page, edges, numpy.flatnonzero(kinds == _WORD))


def _pieces(page: Bytes) -> tuple[Bytes, Any]:
    """A page cut where another kind of bytes begins, behind a piece of nothing: kinds, and all edges."""
    kinds = numpy.minimum(page, _WORD)
    wide = _without_marks(page, kinds) if len(page) and page.max() >= _NOT_ASCII else []
    begins = numpy.ones(len(page), bool)
    numpy.not_equal(kinds[1:], kinds[:-1], out=begins[1:])
    begins[wide] = True
    at = numpy.flatnonzero(begins)
    return numpy.concatenate((_NOTHING, kinds[at])), numpy.concatenate(([0], at, [len(page)]))


def _sums(page: Bytes, edges: Any, words: Any) -> Halves:
    """A number for each word, wherever in the page it stands."""
    powers, inverse = _powers()
    sums = numpy.zeros(len(page) + 1, numpy.uint32)
    numpy.cumsum(page * powers[: len(page)], dtype=numpy.uint32, out=sums[1:])
    found: Halves = numpy.diff(sums[edges])[words] * inverse[edges[words]]
    return found


def _joined(raw: Halves, lengths: Any) -> Numbers:
    """Two words, and three, as if nothing stood between them."""
    powers = _powers()[0]
    two = raw[:-1] + raw[1:] * powers[lengths[:-1]]
    three = raw[:-2] + two[1:] * powers[lengths[:-2]]
    return _mixed(numpy.concatenate((two, three)))


def _without_marks(page: Bytes, kinds: Bytes) -> Any:
    """Where letters that are words begin.

    Punctuation beyond ASCII parts words too: U+0080 to U+00BF, U+2000 to U+2FFF, U+3000 to U+303F.
    """
    most = len(page) - 1
    wide = numpy.flatnonzero(page >= _WIDE)
    marks = wide[(page[wide] == _WIDE) & (page[numpy.minimum(wide + 1, most)] == 0x80)]
    for at, length in (
        (numpy.flatnonzero(page == 0xC2), 2),
        (numpy.flatnonzero(page == 0xE2), 3),
        (marks, 3),
    ):
        for step in range(length if len(at) else 0):
            kinds[numpy.minimum(at + step, most)] = 0
    return wide[kinds[wide] == _WORD]


def _is_text(kinds: Bytes, words: Any) -> Any:
    """Which words stand outside of tags."""
    marks = (kinds == _LESS) | (kinds == _MORE)
    marks[0] = True
    last = numpy.cumsum(marks, dtype=numpy.int32)[words] - 1
    return kinds[marks][last] != _LESS


def _in_scripts(raw: Halves, kinds: Bytes, edges: Any, words: Any) -> Any:
    """Which words stand in scripts and styles."""
    found = numpy.zeros(len(words), bool)
    script, style = _unread()
    named = numpy.flatnonzero((raw == script) | (raw == style))
    at = words[named]
    opens = kinds[at - 1] == _LESS
    closes = (kinds[at - 1] == 0) & (edges[at] - edges[at - 1] == 1) & (kinds[at - 2] == _LESS)
    waits = begin = 0
    for place, name, is_begin, is_end in zip(
        *(each.tolist() for each in (named, raw[named], opens, closes)), strict=True
    ):
        if not waits and is_begin:
            waits, begin = name, place
        elif waits == name and is_end:
            found[begin:place] = True
            waits = 0
    if waits:
        found[begin:] = True
    return found


@lru_cache(maxsize=1)
def _unread() -> Halves:
    """The tags between which nothing is shown."""
    return _raw(b"script style")


def _rows(hashes: Numbers, length: int) -> Numbers:
    if len(hashes) < length:
        return hashes[:0]
    found = numpy.zeros(len(hashes) - length + 1, numpy.uint64)
    for step in range(length):
        found = found * numpy.uint64(_BASE) + hashes[step : len(hashes) - length + 1 + step]
    return _mixed(found)


def _digits(page: Bytes) -> Numbers:
    """Each telephone number that its digits could be, and each block of numbers, whatever stands between."""
    one = page[(page >= 0x30) & (page <= 0x39)].astype(numpy.uint32) - numpy.uint32(0x30)
    if len(one) < DIGITS:
        return numpy.empty(0, numpy.uint64)
    two = one[:-1] * numpy.uint32(10) + one[1:]
    four = two[:-2] * numpy.uint32(100) + two[2:]
    six = four[:-2] * numpy.uint32(100) + two[4:]
    numbers = one[1:-6] * numpy.uint32(10**6) + six[2:]
    blocks = six[:-2] + numpy.uint32(10**DIGITS)
    return _mixed(numpy.concatenate((numbers, blocks)))


def _mixed(found: Numbers | Halves) -> Numbers:
    found = found.astype(numpy.uint64) * _MIX
    found = (found ^ (found >> _SHIFT)) * _MIX
    return found ^ (found >> _SHIFT)


@lru_cache(maxsize=1)
def _powers() -> tuple[Halves, Halves]:
    """The powers of a step and of its inverse."""
    with numpy.errstate(over="ignore"):
        there = numpy.full(LONGEST + 1, _STEP, numpy.uint32)
        back = numpy.full(LONGEST + 1, pow(_STEP, -1, 2**32), numpy.uint32)
        there[0] = back[0] = 1
        return numpy.cumprod(there, dtype=numpy.uint32), numpy.cumprod(back, dtype=numpy.uint32)
