"""How do a page's bytes read when letters that it wrote as numbers are letters again?

Mailboxes are often kept from collectors this way, and whole pages in other scripts are written so. Marks
that would be markup stay as they are.
"""

import re
from functools import lru_cache

_MARKUP = frozenset("<>&\"'")
_ENTITY = re.compile(rb"&#(?:[xX]0{0,8}([0-9a-fA-F]{2,6})|0{0,8}([0-9]{2,7}));?")
_ESCAPE = re.compile(rb"%([2-7][0-9a-fA-F])")
_OTHER_FORMS = tuple(
    re.compile(each)
    for each in (
        rb"\xef\xbc[\x8b\x90-\x99\xa0-\xba]",  # as wide as a Chinese letter: plus, digits, @ and capitals
        rb"\xef\xbd[\x81-\x9a]",
        rb"\xd9[\xa0-\xa9]",  # Arabic digits, and Persian ones
        rb"\xdb[\xb0-\xb9]",
    )
)


_UNSEEN_NAMED = re.compile(rb"&(?:shy;?|zwn?j;|[lr]rm;|ZeroWidthSpace;|NoBreak;)")
_UNSEEN_ESCAPED = re.compile(rb"%(?:[Cc]2%[Aa][Dd]|[Ee]2%80%8[B-Fb-f])")
_UNSEEN = tuple(
    re.compile(each)
    for each in (
        rb"\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0\xa6-\xa9])",
        rb"\xc2\xad",
        rb"\xef\xbb\xbf",
        rb"\xcd\x8f",
        rb"\xd8\x9c",
        rb"\xe1\xa0\x8e",
    )
)
"""Marks that take no room: a page's text is read without them (bytes.replace is slower than these)."""


def plainly(data: bytes) -> bytes:
    """UTF-8 with entities, escapes of addresses, and other forms of digits and letters written out."""
    data = _ENTITY.sub(_of_entity, data) if b"&#" in data else data
    data = _UNSEEN_ESCAPED.sub(b"", _UNSEEN_NAMED.sub(b"", data))
    data = _ESCAPE.sub(_of_escape, data)
    if not data.isascii():
        for marks in _UNSEEN:
            data = marks.sub(b"", data)
        for form in _OTHER_FORMS:
            data = form.sub(_usual, data)
    return data


def _of_entity(found: re.Match[bytes]) -> bytes:
    return _written(found[0], int(found[1], 16) if found[1] else int(found[2]))


def _of_escape(found: re.Match[bytes]) -> bytes:
    return _written(found[0], int(found[1], 16))


@lru_cache(maxsize=4_096)
def _written(as_it_was: bytes, code: int) -> bytes:
    if not 0x20 <= code < 0x110000 or 0xD800 <= code < 0xE000 or chr(code) in _MARKUP:
        return as_it_was
    return chr(code).encode()


def _usual(found: re.Match[bytes]) -> bytes:
    mark = ord(found[0].decode())
    return bytes([mark - 0xFEE0 if mark > 0xFF00 else ord("0") + mark % 16])
