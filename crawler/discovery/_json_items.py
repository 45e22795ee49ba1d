"""Which items does a long JSON array hold, one after the other, however long it is and wherever it breaks?

Only one item lies in memory. An item that is no JSON, or too long, is passed over and named; where the text
ends too early the last thing told says so. A library that parses events (ijson) would keep one endless string
whole, and end at the first wrong comma.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from crawler.discovery._unpacked import Damaged

LONGEST_ITEM = 4_000_000
"""Characters of one item; honest ones have a few thousand."""
MOST_MEMBERS = 100
"""Members of the outer object before the array."""
_BLANK = re.compile(r"[ \t\r\n]*+")
_MARK = re.compile(r'\\.|["{}\[\],]', re.DOTALL)
_JSON = json.JSONDecoder()


class Item(NamedTuple):
    """One item by its number, from 1; ``fault`` says why it has no value."""

    number: int
    value: Any
    fault: str = ""


def items(pieces: Iterable[bytes], member: str) -> Iterator[Item]:
    """The items of the outermost array, or of the array ``member`` of the outermost object.

    Damaged after the last whole item when the text does not end as it should.
    """
    text = _Text(pieces)
    if text.mark() == "{":
        _to_member(text, member)
    if text.mark() != "[":
        raise Damaged(f"it is no JSON array, nor an object with the array '{member}'")
    text.pass_mark()
    number = 0
    while (mark := text.mark()) != "]":
        if number and mark == ",":
            text.pass_mark()
        elif number or not mark:
            raise Damaged(f"after item {number} it {'ends too early' if not mark else 'is no JSON'}")
        if text.mark() == "]":
            return
        number += 1
        yield _item(text, number)


def _item(text: "_Text", number: int) -> Item:
    try:
        return Item(number, text.value())
    except _NoValue as error:
        begun = text.place
        if not text.skip():
            raise Damaged(f"after item {number - 1} it {error} (character {begun:,})") from None
        return Item(number, None, f"item {number} {error} (character {begun:,})")


def _to_member(text: "_Text", member: str) -> None:
    text.pass_mark()
    for _ in range(MOST_MEMBERS):
        try:
            name = text.value()
            if text.mark() != ":":
                break
            text.pass_mark()
            if name == member and text.mark() == "[":
                return
            text.value()
        except _NoValue:
            if not text.skip():
                break
        if text.mark() != ",":
            break
        text.pass_mark()
    raise Damaged(f"no array '{member}' was found in it")


class _NoValue(Exception):
    """What stands there is no JSON value that is read here."""


class _Text:
    """The text from a place on, as much of it as is needed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._text, self._at, self._passed = "", 0, 0

    @property
    def place(self) -> int:
        return self._passed + self._at

    def _more(self) -> bool:
        """Twice as much text as before, so that reading one item anew costs no more than its length."""
        self._passed, self._text, self._at = self.place, self._text[self._at :], 0
        wanted, parts, size = max(65_536, len(self._text)), [self._text], 0
        for piece in self._pieces:
            parts.append(self._decode(piece))
            size += len(parts[-1])
            if size >= wanted:
                break
        self._text = "".join(parts)
        return size > 0

    def mark(self) -> str:
        """The next character that is no blank; ``""`` at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def pass_mark(self) -> None:
        self._at += 1

    def value(self) -> Any:
        """The value that stands here; _NoValue, with the place unchanged, where there is none."""
        self.mark()
        while True:
            try:
                value, end = _JSON.raw_decode(self._text, self._at)
            except RecursionError:
                raise _NoValue("is nested too deeply") from None
            except ValueError:  # it may only be cut; numbers of thousands of digits are no good either
                if len(self._text) - self._at > LONGEST_ITEM:
                    raise _NoValue("is too long or no JSON") from None
                if not self._more():
                    raise _NoValue("is no JSON") from None
                continue
            if end < len(self._text) or not self._more():  # a number at the end may go on
                self._at = end
                return value

    def skip(self) -> bool:
        """Passes over what stands here up to the comma or bracket behind it; False when the text ends."""
        depth, quoted = 0, False
        while True:
            for found in _MARK.finditer(self._text, self._at):
                mark = found[0]
                if mark == '"':
                    quoted = not quoted
                elif quoted or mark[0] == "\\":
                    continue
                elif mark in "{[":
                    depth += 1
                elif depth == 0:
                    self._at = found.start()
                    return True
                elif mark in "]}":
                    depth -= 1
            cut = len(self._text) - len(self._text.rstrip("\\"))
            self._at = len(self._text) - cut % 2
            if not self._more():
                return False
