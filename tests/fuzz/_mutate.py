"""How is an input of a reader turned into a stranger one, the same for the same seed of randomness?"""

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.fuzz._der import changed

TIMES = 1_000
_NUMBER = re.compile(rb"\d+")
_NUMBERS = [b"0", b"-1", b"65536", b"4294967295", b"9223372036854775808", b"1e999", b"9" * 5_000]
_ODD: list[Any] = [
    None, True, 0, -1, 1.5, 10**400, float("inf"), "", "\ud800", "\u0000", "a" * 5_000, "[::1", [], {}, [[]],
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "https://[/domain/front.test",
]  # fmt: skip


def mutated(random: Random, seeds: Sequence[bytes], tokens: Sequence[bytes], longest: int) -> bytes:
    """One of ``seeds`` after a few changes, of at most ``longest`` bytes."""
    data = random.choice(seeds)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        data = random.choice(_ways(data))(random, data, seeds, tokens)[: 2 * longest]
    return data[:longest]


def _cut(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    return data[: _place(random, data)]


def _drop(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    start, end = _slice(random, data)
    return data[:start] + data[end:]


def _splice(random: Random, data: bytes, seeds: Sequence[bytes], _: Sequence[bytes]) -> bytes:
    other = random.choice(seeds)
    return data[: _place(random, data)] + other[_place(random, other) :]


def _repeat(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    start, end = _slice(random, data)
    return data[:end] + data[start:end] * random.choice((1, 30, TIMES)) + data[end:]


def _flip(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    flipped = bytearray(data)
    for _time in range(random.choice((1, 2, 8)) if data else 0):
        flipped[random.randrange(len(flipped))] ^= random.choice((1 << random.randrange(8), 0xFF))
    return bytes(flipped)


def _insert(random: Random, data: bytes, _: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    made = b"".join(random.choice(tokens) for _time in range(random.choice((1, 1, 3))))
    place = _place(random, data)
    return data[:place] + made * random.choice((1, 1, 30, TIMES)) + data[place:]


def _long_line(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    start, end = _slice(random, data)
    match random.randrange(3):
        case 0:
            return data[:start] + data[start:end].replace(b"\n", b" ") + data[end:]
        case 1:
            return data.replace(b"\n", b"")
    mark = random.choice((b"a", b" ", b"\t", b"0", b".", b":", b"-", b"\xff", "\u0130".encode(), b"\0"))
    return data[:start] + mark * random.choice((300, 60_000)) + data[start:]


def _number(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    found = list(_NUMBER.finditer(data[:20_000]))
    if not found:
        return data
    chosen = random.choice(found)
    return data[: chosen.start()] + random.choice(_NUMBERS) + data[chosen.end() :]


def _certificate(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    return changed(random, data) if data[:1] == b"\x30" else data


def _json(random: Random, data: bytes, *_: Sequence[bytes]) -> bytes:
    """Another value in the place of one of a JSON text's; what is no JSON stays as it is."""
    try:
        found = json.loads(data)
        places = list(_places(found))
        holder, key = random.choice(places)
        match random.randrange(4):
            case 0:
                holder[key] = random.choice(_ODD)
            case 1:
                other, place = random.choice(places)
                holder[key] = json.loads(json.dumps(other[place]))
            case 2:
                holder[key] = [holder[key]] * random.choice((1, TIMES))
            case 3:
                holder[key] = {"x": holder[key], str(key): random.choice(_ODD)}
        return json.dumps(found).encode()
    except (ValueError, IndexError, RecursionError):
        return data


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Each container with each of its keys, the first ones of a large text."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting and len(found) < 3_000:
        each = waiting.pop(0)
        keys = list(each) if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ()
        found += [(each, key) for key in keys]
        waiting += [each[key] for key in keys]
    return found


def _place(random: Random, data: bytes) -> int:
    """Anywhere, and half the time near the beginning, where readers look."""
    return random.randint(0, min(len(data), random.choice((200, len(data)))))


def _slice(random: Random, data: bytes) -> tuple[int, int]:
    start = _place(random, data)
    return start, min(len(data), start + random.choice((1, 4, 20, 100, 400)))


_Way = Callable[[Random, bytes, Sequence[bytes], Sequence[bytes]], bytes]
_ANY: list[_Way] = [_cut, _drop, _splice, _repeat, _flip, _flip, _insert, _insert, _long_line, _number]


def _ways(data: bytes) -> list[_Way]:
    """Most of the changes to a certificate, and many of those to JSON, keep its form."""
    if data[:1] == b"\x30":
        return [*_ANY, *[_certificate] * (6 * len(_ANY))]
    return [*_ANY, *[_json] * (len(_ANY) // 2)] if data[:1] in (b"{", b"[") else _ANY
