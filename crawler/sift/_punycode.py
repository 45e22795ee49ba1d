"""Which letters does an A-label stand for (RFC 3492), told quickly and only where a Latin reader could err?

A label in a script of its own, where no mark is taken for a Latin letter, is not worth decoding: its first
number tells the lowest mark in it. The standard library's codec is right and several times slower.
"""

from functools import lru_cache

_DIGITS = {mark: value for value, mark in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}
_BIAS = 72
_FIRST = 4
"""Digits that the first number has at most, but for marks that nobody reads as letters."""
_UNLIKE = ((0x590, 0x1D00), (0x2E80, 0xA720), (0xAC00, 0xFB00))
"""Hebrew to the last script before phonetic letters; CJK to Yi; Hangul and compatibility ideographs."""


def is_unlike(label: str) -> bool:
    """True for a label that no reader of Latin could err about."""
    return _is_unlike(ord(min(label)))


def _is_unlike(code: int) -> bool:
    return any(low <= code < past for low, past in _UNLIKE)


def decoded(text: str) -> str:
    """What ``text``, an A-label without its ``xn--``, stands for; ``""`` where nothing that is like Latin."""
    basic, _, tail = text.rpartition("-")
    if not basic and _begins_unlike(tail[:_FIRST]):
        return ""
    letters, code, place = list(basic), 128, 0
    number, weight, threshold, bias = 0, 1, 36 - _BIAS, _BIAS
    for mark in tail:
        digit = _DIGITS.get(mark)
        if digit is None or number > 0x7FFFFFFF:
            return ""
        number += digit * weight
        limit = 1 if threshold < 1 else min(threshold, 26)
        threshold += 36
        if digit >= limit:
            weight *= 36 - limit
            continue
        size = len(letters) + 1
        more, place = divmod(place + number, size)
        code += more
        if code > 0x10FFFF or 0xD800 <= code < 0xE000 or (size == 1 and _is_unlike(code)):
            return ""
        letters.insert(place, chr(code))
        place += 1
        bias = _adapted(number, size, size == len(basic) + 1)
        number, weight, threshold = 0, 1, 36 - bias
    return "" if threshold != 36 - bias else "".join(letters).lower()


@lru_cache(maxsize=16_384)
def _begins_unlike(digits: str) -> bool:
    """True where the first number, which says the lowest mark, says one that is unlike Latin."""
    number, weight = 0, 1
    for digit, limit in zip(digits, (1, 1, 26, 26), strict=False):
        value = _DIGITS.get(digit, 0)
        number += value * weight
        if value < limit:
            return _is_unlike(128 + number)
        weight *= 36 - limit
    return False


def _adapted(number: int, size: int, first: bool) -> int:
    number = number // 700 if first else number // 2
    number += number // size
    steps = 0
    while number > 455:
        number //= 35
        steps += 36
    return steps + 36 * number // (number + 38)
