"""How is a certificate changed in one part (X.690) so that it can still be read to that part?"""

from random import Random
from typing import Any

DEEPEST = 40
_BODIES = [
    b"", b"\0", b"\xff", b"\x80", b"\x7f" * 2_000, b"\xff" * 300, b"\x2a" + b"\xff" * 40 + b"\x7f",
    b"99991231235959Z", b"000101000000Z", b"*.front.test", b"\xed\xa0\x80", b"\0\xd8\0\xd8",
]  # fmt: skip
_TAGS = [1, 2, 3, 4, 5, 6, 9, 12, 19, 22, 23, 24, 28, 30, 0x30, 0x31, 0x80, 0x82, 0x86, 0x87, 0xA0, 0xA3]


def changed(random: Random, data: bytes) -> bytes:
    """``data`` with one element changed, and the lengths around it as they have to be."""
    try:
        tree = _elements(data, 0)
    except IndexError:
        return data
    places = [(each, at) for each in _lists(tree or []) for at in range(len(each))]
    if not tree or not places:
        return data
    inside, at = random.choice(places)
    tag, body = inside[at]
    match random.randrange(9):
        case 0:
            inside[at] = (tag, random.choice(_BODIES))
        case 1:
            inside[at] = (random.choice(_TAGS), body)
        case 2:
            inside[at:at] = [(tag, body)] * random.choice((1, 30, 1_000))
        case 3:
            del inside[at]
        case 4:
            other, place = random.choice(places)
            inside[at] = (other[place][0], _written(other[place][1]))
        case 5:
            for _ in range(random.choice((1, 20, 300))):
                body = _written([(tag | 0x20, body)])
            inside[at] = (tag | 0x20, body)
        case _:
            inside[at] = (tag, _flipped(random, _written(body)))
    return _written(tree)


def _flipped(random: Random, body: bytes) -> bytes:
    at = random.randrange(len(body)) if body else 0
    return body[:at] + bytes(each ^ 1 << random.randrange(8) for each in body[at : at + 1]) + body[at + 1 :]


def _elements(data: bytes, depth: int) -> list[Any] | None:
    """The (tag, body) pairs that ``data`` is made of, bodies as lists where they are made so; None if not."""
    found: list[Any] = []
    at = 0
    while at < len(data):
        tag, size, head = data[at], data[at + 1], 2
        if size & 0x80:
            head += size & 0x7F
            size = int.from_bytes(data[at + 2 : at + head])
        body = data[at + head : at + head + size]
        if len(body) < size or depth > DEEPEST:
            return None
        found.append((tag, _inner(tag, body, depth) or body))
        at += head + size
    return found


def _inner(tag: int, body: bytes, depth: int) -> list[Any] | None:
    try:
        return _elements(body, depth + 1) if tag & 0x20 or tag == 4 else None
    except IndexError:
        return None


def _lists(tree: list[Any]) -> list[list[Any]]:
    found = [tree]
    for each in found:
        found += [body for _, body in each if isinstance(body, list)]
    return found


def _written(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"".join(_one(tag, _written(inner)) for tag, inner in body)


def _one(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + body
