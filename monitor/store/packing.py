"""How are hundreds of hashes kept in little more room than they need?

A run of values of one prefix, a letter, and as many hex digits (``s:00fe…``) is kept as its bytes in base64,
which compressing brings back to half a byte a digit.
"""

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from itertools import groupby

from crawler.records import canonical

_PREFIX, _HASHES = re.compile(r"[a-z]:"), re.compile(r"[0-9a-f]*")
_DIGITS = frozenset({10, 16})

_Told = list[str | list[str | int]]
"""Values as they are, or [prefix, base64 of its hashes, bytes of each], in order."""
EARLIER = 8
"""Bytes, where a run does not say."""


def pack(values: Mapping[str, Sequence[str]]) -> bytes:
    """The values of each signal; nothing for none."""
    told = {name: _told(each) for name, each in values.items()}
    squeeze = zlib.compressobj(1, strategy=zlib.Z_HUFFMAN_ONLY)
    return squeeze.compress(canonical(told).encode()) + squeeze.flush() if told else b""


def unpack(packed: bytes) -> dict[str, list[str]]:
    """What :func:`pack` was given; what was kept before it as plain values, too."""
    found = json.loads(zlib.decompress(packed)) if packed else {}
    return {name: _values(told) for name, told in found.items()}


def _told(values: Sequence[str]) -> _Told:
    told: _Told = []
    for (prefix, length), group in groupby(values, key=lambda each: (each[:2], len(each))):
        same, digits = list(group), length - 2
        # Asked of all of them at once: a site has a thousand.
        hashes = "".join([each[2:] for each in same]) if digits in _DIGITS else ""
        if hashes and _PREFIX.fullmatch(prefix) and _HASHES.fullmatch(hashes):
            told.append([prefix[0], b64encode(bytes.fromhex(hashes)).decode(), digits // 2])
        else:
            told += same
    return told


def _values(told: _Told) -> list[str]:
    values: list[str] = []
    for each in told:
        if isinstance(each, str):
            values.append(each)
        else:
            prefix, text, size = (*each, EARLIER)[:3]
            # In one step of the interpreter for all of them: a site has a thousand.
            hashes = b64decode(str(text)).hex(" ", int(size)).replace(" ", f" {prefix}:")
            values += f"{prefix}:{hashes}".split(" ")
    return values
