"""What is left of a label when hyphens are gone and letters that look alike are one?"""

from collections.abc import Iterator
from functools import lru_cache

from crawler.fingerprint._lookalike import latin

STROKES = dict(zip("0123456789|i", "olzeasbtbgll", strict=True))
"""One mark for another, never more: two folded labels are never further apart than the labels were."""

PAIRS = (("rn", "m"), ("nn", "m"), ("vv", "w"), ("cl", "d"))
_ALIKE = "0o 1l 1i il 2z 3e 4a 5s 6b 7t 8b 9g gq uv ce hb nh ij bd pq ft"
ALIKE = frozenset(_ALIKE.split())
"""Pairs of marks that a hurried reader takes for each other."""

MOST_FORMS = 24
_FOLD = str.maketrans({**STROKES, "-": None, "_": None})


@lru_cache(maxsize=16_384)
def fold(label: str) -> str:
    """``c1oud-f0x`` and ``clоudfox`` with a Cyrillic о, both as ``cloudfox``."""
    return latin(label).translate(_FOLD)


def forms(core: str) -> tuple[str, ...]:
    """A folded label and how it reads with two letters for one: ``cloud``, ``doud``, ``cloucl``."""
    found: dict[str, None] = {core: None}
    for made in range(3):
        for form in list(found)[: MOST_FORMS >> made]:
            found.update(dict.fromkeys(_once(form)))
    return tuple(found)[:MOST_FORMS]


def _once(form: str) -> Iterator[str]:
    for two, one in PAIRS:
        for old, new in ((two, one), (one, two)):
            at = form.find(old)
            while at >= 0:
                yield form[:at] + new + form[at + len(old) :]
                at = form.find(old, at + 1)


def look_alike(ours: str, theirs: str) -> bool:
    """True when every mark in which two labels of one length differ looks like the other one."""
    if len(ours) != len(theirs):
        return False
    differing = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return bool(differing) and all(a + b in ALIKE or b + a in ALIKE for a, b in differing)


def one_bit_apart(ours: str, theirs: str) -> bool:
    """True when one flipped bit of one mark makes one label the other, as in a faulty memory."""
    if len(ours) != len(theirs):
        return False
    flips = [ord(a) ^ ord(b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(flips) == 1 and flips[0].bit_count() == 1
