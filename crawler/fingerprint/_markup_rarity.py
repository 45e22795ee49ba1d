"""How rare is a piece of markup among the pages and templates of strangers?

``_markup_background.json`` counts, for hashes of shapes, names and groups of names, how many templates have
them; a home page that nobody else shares is a template of its own. ``tests/benchmarks/markup_background.py``
builds it and names its page sets. What fewer than three have is not listed: it is as rare as what nobody has.
"""

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from crawler.fingerprint._sketch import BYTES, digests, first

TABLE = Path(__file__).with_name("_markup_background.json")
COMMON = 3.0
"""Bits from which a piece tells anything: what one template in eight has is left out."""


def _background() -> tuple[int, dict[str, int]]:
    table = json.loads(TABLE.read_text("utf-8"))
    counts = {each: int(count) for count, hashes in table["hashes"].items() for each in hashes.split()}
    return int(table["templates"]), counts


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, float], float]:
    """Of what is listed, and of everything else."""
    templates, counts = _background()

    def bits(count: int) -> float:
        return max(0.0, math.log2((templates + 1) / (count + 0.5)) - COMMON)

    return {each: bits(count) for each, count in counts.items()}, bits(0)


@lru_cache(maxsize=1)
def _common() -> frozenset[bytes]:
    return frozenset(bytes.fromhex(each) for each, bits in _weights()[0].items() if bits <= 0.0)


def uncommon(texts: list[str]) -> list[tuple[str, str]]:
    """(hash, text) of those that have a weight."""
    common = _common()
    found = zip(digests(texts), texts, strict=True) if texts else ()
    return [(first(digest), text) for digest, text in found if digest[:BYTES] not in common]


def weight(digest: str) -> float:
    """Bits above ``COMMON`` of what has this hash: 0 for what is common."""
    return weights([f"s:{digest}"])[0]


def weights(values: Iterable[str]) -> list[float]:
    """The weight of each ``prefix:hash`` value."""
    listed, rare = _weights()
    return [listed.get(each[2:], rare) for each in values]
