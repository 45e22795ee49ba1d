"""How many sites of the shipped page and registration sets show a value?"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from monitor.store import posting_key

DIGITS = 10
"""Hex digits kept of a value's hash: two of the values counted meet by chance once in some 100,000 builds."""


def hashed(signal: str, value: str) -> str:
    """The hash under which ``value`` is counted."""
    return f"{posting_key(signal, value) & (1 << 48) - 1:012x}"[:DIGITS]


def counted(signal: str, value: str) -> tuple[int, int]:
    """(sites with ``value``, sites looked at); what fewer than two showed was not kept and counts as none."""
    sites, counts = table().get(signal, (0, {}))
    return counts.get(hashed(signal, value), 0) if sites else 0, sites


@lru_cache(maxsize=1)
def table() -> Mapping[str, tuple[int, Mapping[str, int]]]:
    """signal -> (sites looked at, hash -> count)."""
    read = json.loads(files(__package__).joinpath("counts.json").read_text("utf-8"))
    return {
        signal: (
            int(row["sites"]),
            {each: int(count) for count, hashes in row["hashes"].items() for each in hashes.split()},
        )
        for signal, row in read["signals"].items()
    }
