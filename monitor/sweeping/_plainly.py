"""How do a page's bytes read when letters that it wrote as numbers are letters again?

Mailboxes are often kept from collectors this way, and whole pages in other scripts are written so. Marks
that would be markup stay as they are.
"""

import re
from functools import lru_cache

_MARKUP = frozenset("<>&\"'")
_ENTITY = re.compile(
    rb"&(?:#(?:[xX]0{0,8}([0-9a-fA-F]{2,6})|0{0,8}([0-9]{2,7}));?"
    rb"|shy;?|zwn?j;|[lr]rm;|ZeroWidthSpace;|NoBreak;)"
)
_ESCAPE = re.compile(rb"%(?:([2-7][0-9a-fA-F])|[Cc]2%[Aa][Dd]|[Ee]2%80%8[B-Fb-f])")
"""Entities and escapes, and such of them as are marks that take no room."""
_UNSEEN = {
    0xE2: re.compile(rb"\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0\xa6-\xa9])"),
    0xC2: re.compile(rb"\xc2\xad"),
    0xEF: re.compile(rb"\xef\xbb\xbf"),
    0xCD: re.compile(rb"\xcd\x8f"),
    0xD8: re.compile(rb"\xd8\x9c"),
    0xE1: re.compile(rb"\xe1\xa0\x8e"),
}
"""Marks that take no room, by their first byte: a page is read without them (bytes.replace is slower)."""
_OTHER_FORMS = {
    0xEF: re.compile(rb"\xef(?:\xbc[\x8b\x90-\x99\xa0-\xba]|\xbd[\x81-\x9a])"),
    0xD9: re.compile(rb"\xd9[\xa0-\xa9]"),
    0xDB: re.compile(rb"\xdb[\xb0-\xb9]"),
}
"""As wide as a Chinese letter: plus, digits, @ and letters; Arabic digits, and Persian ones."""


def plainly(data: bytes) -> bytes:
    """UTF-8 with entities, escapes of addresses, and other forms of digits and letters written out."""
    if b"&" in data:
        data = _ENTITY.sub(_of_entity, data)
    if b"%" in data:
        data = _ESCAPE.sub(_of_escape, data)
    if not data.isascii():
        for first, marks in _UNSEEN.items():
            if first in data:
                data = marks.sub(b"", data)
        for first, form in _OTHER_FORMS.items():
            if first in data:
                data = form.sub(_usual, data)
    return data


def _of_entity(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return _written(found[0], int(found[1], 16))
    return _written(found[0], int(found[2])) if found[2] else b""


def _of_escape(found: re.Match[bytes]) -> bytes:
    return _written(found[0], int(found[1], 16)) if found[1] else b""


@lru_cache(maxsize=4_096)
def _written(as_it_was: bytes, code: int) -> bytes:
    if not 0x20 <= code < 0x110000 or 0xD800 <= code < 0xE000 or chr(code) in _MARKUP:
        return as_it_was
    return chr(code).encode()


def _usual(found: re.Match[bytes]) -> bytes:
    mark = ord(found[0].decode())
    return bytes([mark - 0xFEE0 if mark > 0xFF00 else ord("0") + mark % 16])
