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

VERSION = 3
LONGEST = 4_000_000
"""Bytes; what lies behind is not looked at."""
RUN, TAGS, DIGITS, NUMBER = 4, 6, 8, 7
"""Words of text in a row, tags in a row, digits in a row, and of these such as tell a telephone number."""
_BASE = 0x9E3779B97F4A7C15
_STEP = 0x01000193
_MIX = numpy.uint64(0xD6E8FEB86659FD93)
_LESS, _MORE, _WIDE = 0x3C, 0x3E, 0xE3
_SHIFT = numpy.uint64(32)


@dataclass(frozen=True, slots=True)
class Words:
    """Hashes in the page's order: of all words, of rows of text, of tags and of digits.

    ``joined`` are two and three words of text written as one.
    """

    words: Numbers
    joined: Numbers
    text: Numbers
    tags: Numbers
    digits: Numbers


def words_of(data: bytes) -> Words:
    """The words of a page in UTF-8."""
    data = plainly(data[:LONGEST])
    page = numpy.frombuffer(data, numpy.uint8)
    raw, starts, lengths = _hashed(page)
    if not len(starts):
        return Words(*(numpy.empty(0, numpy.uint64) for _ in range(5)))
    hashes = _mixed(raw)
    scripts = _in_scripts(data, page, starts)
    tags = hashes[(page[starts - 1] == _LESS) & (starts > 0) & ~scripts]
    text = _is_text(page, starts) & ~scripts
    joined = _joined(raw[text], lengths[text])
    return Words(hashes, joined, _rows(hashes[text], RUN), _rows(tags, TAGS), _digits(page))


def hash_words(text: str) -> Numbers:
    """The hash of each word of a text, in its order."""
    return _mixed(_hashed(numpy.frombuffer(text.encode("utf-8", "replace"), numpy.uint8))[0])


def hash_number(text: str) -> Numbers:
    """The last digits of a telephone number as :class:`Words` has them; none where there are too few."""
    digits = "".join(each for each in text if each in "0123456789")
    return _mixed(numpy.array([int(digits[-NUMBER:])] if len(digits) >= NUMBER else [], numpy.uint64))


def hash_block(text: str) -> Numbers:
    """The same of a number of which the last two digits are left out."""
    digits = "".join(each for each in text if each in "0123456789")
    block = digits[-(DIGITS - 2) :]
    return _mixed(numpy.array([int(block) + 10**DIGITS] if len(block) == DIGITS - 2 else [], numpy.uint64))


def _hashed(page: Bytes) -> tuple[Halves, Any, Any]:
    """Of each word its sum, where it begins and how many bytes it has."""
    values, is_word, powers, inverse = _tables()
    inside = is_word.take(page)
    if len(page) and page.max() >= 0x80:
        _without_marks(page, inside)
    begins = inside.copy()
    begins[1:] &= ~inside[:-1] | (page[1:] >= _WIDE)
    ends = inside.copy()
    ends[:-1] &= ~inside[1:] | begins[1:]
    starts, lasts = numpy.flatnonzero(begins), numpy.flatnonzero(ends)
    sums = numpy.zeros(len(page) + 1, numpy.uint32)
    numpy.cumsum(values.take(page) * powers[: len(page)], dtype=numpy.uint32, out=sums[1:])
    return (sums[lasts + 1] - sums[starts]) * inverse[starts], starts, lasts + 1 - starts


def _joined(raw: Halves, lengths: Any) -> Numbers:
    """Two words, and three, as if nothing stood between them."""
    powers = _tables()[2]
    two = raw[:-1] + raw[1:] * powers[lengths[:-1]]
    three = raw[:-2] + two[1:] * powers[lengths[:-2]]
    return _mixed(numpy.concatenate((two, three)))


def _without_marks(page: Bytes, inside: Any) -> None:
    """Punctuation beyond ASCII parts words too: U+0080 to U+00BF, U+2000 to U+2FFF, U+3000 to U+303F."""
    for lead, length in ((0xC2, 2), (0xE2, 3)):
        at = numpy.flatnonzero(page == lead)
        for step in range(length):
            inside[numpy.minimum(at + step, len(page) - 1)] = False
    at = numpy.flatnonzero(page[:-1] == _WIDE)
    at = at[page[at + 1] == 0x80]
    for step in range(3):
        inside[numpy.minimum(at + step, len(page) - 1)] = False


def _is_text(page: Bytes, starts: Any) -> Any:
    """Which words stand outside of tags."""
    opens = page == _LESS
    marks = opens | (page == _MORE)
    places = numpy.flatnonzero(marks)
    if not len(places):
        return numpy.ones(len(starts), bool)
    last = numpy.cumsum(marks, dtype=numpy.int32)[starts] - 1
    return ~opens[places[last]] | (last < 0)


def _in_scripts(data: bytes, page: Bytes, starts: Any) -> Any:
    """Which words stand in scripts and styles."""
    found = numpy.zeros(len(starts), bool)
    edges = _scripts(data, page)
    for begin, end in numpy.searchsorted(starts, numpy.array(edges, int)).reshape(-1, 2):
        found[begin:end] = True
    return found


def _scripts(data: bytes, page: Bytes) -> list[int]:
    """Where scripts and styles begin and end, in turn."""
    opens = numpy.flatnonzero(page[:-8] == _LESS)
    first = page[opens + 1] | 0x20
    maybe = opens[(first == ord("s")) | ((first == ord("/")) & (page[opens + 2] | 0x20 == ord("s")))]
    edges: list[int] = []
    waits = b""
    for place in maybe.tolist():
        tag = data[place : place + 8].lower()
        if waits and tag.startswith(waits):
            edges.append(place)
            waits = b""
        elif not waits and tag.startswith((b"<script", b"<style")):
            edges.append(place)
            waits = b"</" + tag[1:4]
    return [*edges, len(data)] if waits else edges


def _rows(hashes: Numbers, length: int) -> Numbers:
    if len(hashes) < length:
        return hashes[:0]
    found = numpy.zeros(len(hashes) - length + 1, numpy.uint64)
    for step in range(length):
        found = found * numpy.uint64(_BASE) + hashes[step : len(hashes) - length + 1 + step]
    return _mixed(found)


def _digits(page: Bytes) -> Numbers:
    """Each telephone number that its digits could be, and each block of numbers, whatever stands between."""
    digits = page[(page >= 0x30) & (page <= 0x39)].astype(numpy.uint64) - numpy.uint64(0x30)
    if len(digits) < DIGITS:
        return digits[:0]
    found = numpy.zeros(len(digits) - DIGITS + 1, numpy.uint64)
    for step in range(DIGITS):
        found = found * numpy.uint64(10) + digits[step : len(digits) - DIGITS + 1 + step]
    blocks = found // numpy.uint64(100) + numpy.uint64(10**DIGITS)
    return _mixed(numpy.concatenate((found % numpy.uint64(10**NUMBER), blocks)))


def _mixed(found: Numbers | Halves) -> Numbers:
    found = found.astype(numpy.uint64) * _MIX
    found = (found ^ (found >> _SHIFT)) * _MIX
    return found ^ (found >> _SHIFT)


@lru_cache(maxsize=1)
def _tables() -> tuple[Halves, Any, Halves, Halves]:
    """Each byte's value, whether it is part of a word, and the powers of a step and of its inverse."""
    values = numpy.zeros(256, numpy.uint32)
    is_word = numpy.zeros(256, bool)
    for code in range(256):
        letter = chr(code).lower() if code < 0x80 else ""
        if code >= 0x80 or letter.isalnum():
            is_word[code] = True
            spelled = ord(letter) if letter else code
            values[code] = (spelled * 0x9E3779B1 + 0x85EBCA77) % 2**32
    with numpy.errstate(over="ignore"):
        there = numpy.full(LONGEST + 1, _STEP, numpy.uint32)
        back = numpy.full(LONGEST + 1, pow(_STEP, -1, 2**32), numpy.uint32)
        there[0] = back[0] = 1
        powers, inverse = (numpy.cumprod(each, dtype=numpy.uint32) for each in (there, back))
        return values, is_word, powers, inverse
