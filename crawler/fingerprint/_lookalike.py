"""Do two labels look alike to a person who reads quickly?"""

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

_CYRILLIC = "аa вb сc ԁd еe ёe һh іi їi јj кk ӏl мm нh пn оo рp ԛq гr ѕs тt уy ԝw хx ьb з3"
_GREEK = "αa βb γy εe ηn ιi κk νv οo ρp σo τt υu χx ωw"
_LATIN = "ıi łl øo đd ħh ŧt ɡg ɑa ßb"  # what decomposition leaves alone
_LETTERS = {pair[0]: pair[1] for pair in f"{_CYRILLIC} {_GREEK} {_LATIN}".split()}
_TO_LATIN = str.maketrans(_LETTERS)
_STROKES = str.maketrans("01i|35", "ollles")
_PAIRS = (("rn", "m"), ("vv", "w"))


@lru_cache(maxsize=65_536)
def latin(label: str) -> str:
    """The label with look-alike letters of other scripts and accents as plain Latin ones."""
    if label.isascii():
        return label[:63].lower()
    bare = unicodedata.normalize("NFKD", label[:63].lower())
    bare = "".join(mark for mark in bare if not unicodedata.combining(mark))
    return bare.translate(_TO_LATIN)


@lru_cache(maxsize=65_536)
def skeleton(label: str) -> str:
    """What is left when look-alikes are one: ``c1oud-f0x`` and ``cloudfox`` have the same skeleton."""
    folded = latin(label).replace("-", "").replace("_", "").translate(_STROKES)
    for pair, single in _PAIRS:
        folded = folded.replace(pair, single)
    return folded


def without_letters(label: str, most: int = 2) -> set[str]:
    """The label, and what is left of it without up to ``most`` letters.

    Labels of so few edits have one of these in common (symmetric deletions: Mor and Fraenkel 1982).
    """
    found = last = {label}
    for _ in range(most):
        last = {each[:at] + each[at + 1 :] for each in last for at in range(len(each))}
        found = found | last
    return found


def edits(ours: str, theirs: str, most: int = 2) -> int:
    """Edits (a swap of neighbours is one) between two labels, by letters or by skeletons: the smaller.

    ``most + 1`` stands for anything beyond ``most``.
    """
    plain = OSA.distance(ours.replace("-", ""), theirs.replace("-", ""), score_cutoff=most)
    folded = OSA.distance(skeleton(ours), skeleton(theirs), score_cutoff=most)
    return int(min(plain, folded))
