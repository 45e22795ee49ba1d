"""Into which words does a name fall, and how many bits does each of them say?

Bits are tiers, not measurements: a little word ("the") 1, a word of the trade ("cloud", "tech") 6, any other
listed word or given name 8, an unlisted run of letters 2.5 a letter.
"""

import math
import re
from functools import lru_cache
from pathlib import Path

BITS_OF_A_PAGE_WORD = 8.0
BITS_OF_A_LETTER = 2.5
BITS_OF_A_DIGIT = 1.0
COST_OF_A_BREAK = 3.0
LONGEST_WORD = 14
LONGEST_RUN = 63

_RUN = re.compile(r"[^\W\d_]+|\d+")
_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _bits() -> dict[str, float]:
    """Bits by listed word; the tier that names a word first decides."""
    table: dict[str, float] = {}
    bits = 0.0
    for line in (_HERE / "_stock_words.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        words = line.split()
        if words[-1].isdigit():
            bits = float(words[-1])
            continue
        for word in words:
            table.setdefault(word, bits)
    for word in (_HERE / "_page_words.txt").read_text("utf-8").split():
        table.setdefault(word, BITS_OF_A_PAGE_WORD)
    return table


def is_listed(word: str) -> bool:
    """True for a word or name of the lists, and for a plain number."""
    return word.isdigit() or word in _bits()


def bits(word: str) -> float:
    """How much a name says that contains ``word``."""
    if word.isdigit():
        return BITS_OF_A_DIGIT * len(word)
    known = _bits().get(word)
    return known if known is not None else BITS_OF_A_LETTER * len(word)


def singular(word: str) -> str:
    """``foxes`` → ``fox``, ``studios`` → ``studio``, where the lists have the singular."""
    if word[-1:] != "s":
        return word
    listed = _bits()
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        stem = word[: -len(ending)] + instead
        if word.endswith(ending) and len(stem) >= 3 and stem in listed:
            return stem
    return word


@lru_cache(maxsize=65_536)
def words(label: str) -> tuple[str, ...]:
    """The words of a label in their order, plurals as singulars: ``thefoxesgroup`` → the, fox, group."""
    found: list[str] = []
    for run in _RUN.findall(label[:LONGEST_RUN].lower()):
        found.extend([run] if run.isdigit() else _cut(run))
    return tuple(singular(word) for word in found)


def _cut(run: str) -> list[str]:
    """The cheapest cut of a run of letters: listed words cost less than the letters they replace."""
    best = [0.0] + [math.inf] * len(run)
    back = [0] * (len(run) + 1)
    for end in range(1, len(run) + 1):
        for start in range(end):
            cost = best[start] + _cost(run[start:end])
            if cost < best[end]:
                best[end], back[end] = cost, start
    pieces, end = [], len(run)
    while end:
        pieces.append(run[back[end] : end])
        end = back[end]
    return pieces[::-1]


def _cost(piece: str) -> float:
    known = _bits().get(singular(piece)) if len(piece) <= LONGEST_WORD else None
    if known is None:
        return COST_OF_A_BREAK + 4.0 * len(piece)
    # A listed word of two letters is mostly an accident inside a longer unlisted one.
    return COST_OF_A_BREAK + max(known, 4.0) + (4.0 if len(piece) < 3 else 0.0)
