"""What is left of a label when hyphens are gone and letters that look alike are one?"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from crawler.fingerprint._lookalike import latin

STROKES = dict(zip("0123456789|i", "olzeasbtbgll", strict=True))
"""One mark for another, never more: two folded labels are never further apart than the labels were."""

PAIRS = (("rn", "m"), ("nn", "m"), ("vv", "w"), ("cl", "d"))
_ONES = "0o 1l 1i il 2z 3e 4a 5s 6b 7t 8b 9g gq uv ce hb nh ij bd pq ft mn nr"
_TWOS = "cl:d dl:d lb:b lh:h lc:k lk:k rn:m nn:m rr:m vv:w vv:v"
ALIKE = frozenset(
    [*(f"{pair[0]} {pair[1]}" for pair in _ONES.split()), *(pair.replace(":", " ") for pair in _TWOS.split())]
)
"""Marks that a hurried reader takes for each other."""

_LATIN = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |SMALL |DOTLESS )?([A-Z])(?: WITH .*)?$"
)
_ARMENIAN = "օo սu հh ոn զq գq ցg յj քp աw"
_NAMED_OTHERWISE = "ĸk ƅb ɩl ŋn ƿp ʒe əe ƨs ƽs ƻz"
_OTHERS = {pair[0]: pair[1] for pair in f"{_ARMENIAN} {_NAMED_OTHERWISE}".split()}

MOST_FORMS = 24
_FOLD = str.maketrans({**STROKES, "-": None, "_": None})


@lru_cache(maxsize=16_384)
def fold(label: str) -> str:
    """``c1oud-f0x`` and ``clоudfox`` with a Cyrillic о, both as ``cloudfox``."""
    folded = latin(label).translate(_FOLD)
    return folded if folded.isascii() else "".join(map(_letter, folded))


@lru_cache(maxsize=4_096)
def _letter(mark: str) -> str:
    """The letter that a mark's name in Unicode says it is: ``ƒ`` is an f with a hook, ``ᴋ`` a small k."""
    if mark in _OTHERS:
        return _OTHERS[mark]
    named = _LATIN.match(unicodedata.name(mark, "")) if mark > "\x7f" else None
    return named[1].lower().translate(_FOLD) if named else mark


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
    """True when all that differs between two labels are marks, one or two, that look like the other's."""
    differing = [
        (ours[edit.src_start : edit.src_end], theirs[edit.dest_start : edit.dest_end])
        for edit in Levenshtein.opcodes(ours, theirs)
        if edit.tag != "equal"
    ]
    joined = [("".join(a for a, _ in differing), "".join(b for _, b in differing))]
    return any(pairs and all(_are_alike(a, b) for a, b in pairs) for pairs in (differing, joined))


def _are_alike(ours: str, theirs: str) -> bool:
    if f"{ours} {theirs}" in ALIKE or f"{theirs} {ours}" in ALIKE:
        return True
    paired = len(ours) == len(theirs) > 1
    return paired and all(a == b or _are_alike(a, b) for a, b in zip(ours, theirs, strict=True))


def one_bit_apart(ours: str, theirs: str) -> bool:
    """True when one flipped bit of one mark makes one label the other, as in a faulty memory."""
    if len(ours) != len(theirs):
        return False
    flips = [ord(a) ^ ord(b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(flips) == 1 and flips[0].bit_count() == 1
