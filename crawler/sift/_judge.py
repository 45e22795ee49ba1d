"""In which ways does one name resemble one reference?"""

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from crawler.fingerprint import _name_words
from crawler.fingerprint._lookalike import latin
from crawler.sift._letters import fold, look_alike, one_bit_apart
from crawler.sift._name import Name
from crawler.sift._reference import LEAST, LEAST_FOR_TWO, LEAST_INSIDE, Mark, halves

Found = tuple[tuple[str, ...], int]
"""Kinds, and edits where hyphens and look-alikes are one."""


def judge(name: Name, mark: Mark) -> Found | None:
    """The kinds of ``name``'s resemblance and its edits; None where it does not resemble."""
    found = _whole(name, mark)
    if not found or found[1]:
        found = _ended(name, mark) or found or _inside(name, mark) or _turned(name, mark)
    above = _above(name, mark)
    if found and above:
        return (*found[0], "subdomain"), found[1]
    return found or above


def _whole(name: Name, mark: Mark) -> Found | None:
    """The registered label as a whole is the reference's, or as good as."""
    if name.label == mark.label:
        return ("tld-swap",), 0
    core, plain = name.core, name.label.replace("-", "")
    if abs(len(core) - len(mark.forms[0])) > mark.most + 4:
        return None
    idn = () if name.label.isascii() else ("idn",)
    if plain == mark.plain:
        return ("hyphen",), 0
    if core in mark.forms:
        return idn or tuple(dict.fromkeys(("homoglyph", *_slips(plain, mark)))), 0
    edits = min(OSA.distance(core, form, score_cutoff=mark.most) for form in mark.forms)
    near = edits <= mark.most and not _is_another_word(core, mark)
    for kind, known in (("plural", plain in mark.plurals), ("token-swap", core in mark.orders)):
        if known:
            return ((kind, "typo"), edits) if near else ((kind,), 0)
    if not near or (edits > 1 and not _shared(core, mark, 1, 4) and _is_plain_words(name.label, 2)):
        return None
    longer = ("combosquat",) if len(core) - len(mark.forms[0]) > 1 and mark.forms[0] in core else ()
    return (*idn, "typo", *_slips(plain, mark), *longer), edits


def _ended(name: Name, mark: Mark) -> Found | None:
    """The label and its ending, read as one, are the reference's label."""
    spelled = f"{name.core}.{fold(name.registrable.partition('.')[2])}"
    if spelled in mark.endings:
        idn = () if name.label.isascii() else ("idn",)
        return (*idn, *mark.endings[spelled]), 0
    if mark.ended and OSA.distance(spelled, mark.ended, score_cutoff=1) <= 1:
        return ("typo", "ending"), 1
    return None


def _is_another_word(core: str, mark: Mark) -> bool:
    """Short, of usual words, its first letter and another one replaced: ``bintang`` is no ``jinyang``."""
    ours = mark.forms[0]
    if len(core) != len(ours) or len(ours) > LEAST_FOR_TWO or core[0] == ours[0]:
        return False
    replaced = sum(a != b for a, b in zip(core, ours, strict=True))
    return replaced == 2 and core[1] != ours[0] and _is_plain_words(mark.label)


def _shared(core: str, mark: Mark, least: int, letters: int) -> bool:
    """True when so many of the reference's words, each of so many letters, stand in a label: no accident."""
    return sum(len(word) >= letters and word in core for word in mark.words) >= least


def _slips(plain: str, mark: Mark) -> tuple[str, ...]:
    bit = ("bitsquat",) if one_bit_apart(plain, mark.plain) else ()
    alike = look_alike(plain, mark.plain) or look_alike(fold(plain), mark.forms[0])
    eye = ("homoglyph",) if plain.isascii() and alike else ()
    return bit + eye


def _inside(name: Name, mark: Mark) -> Found | None:
    """The reference's label stands in a longer one."""
    core = name.core
    idn = () if name.label.isascii() else ("idn",)
    for form in mark.forms:
        if len(form) >= LEAST and form in core:
            return (*idn, "combosquat"), 0
    form = mark.forms[0]
    if len(form) < LEAST_INSIDE or not any(True for _ in slipped(core, form)):
        return None
    if not _shared(core, mark, 2, 3) and _is_plain_words(name.label):
        return None  # "smartsolution" has an edited "ktsolution" in it, by accident
    return (*idn, "combosquat", "typo"), 1


def slipped(core: str, form: str) -> Iterator[str]:
    """The parts of ``core`` that are one edit away from ``form``: one of its ends is whole, or the other."""
    head, tail = halves(form)
    at = core.find(head)
    while at >= 0:
        yield from _near(form, (core[at : at + len(form) + d] for d in (-1, 0, 1)))
        at = core.find(head, at + 1)
    at = core.find(tail)
    while at >= 0:
        end = at + len(tail)
        yield from _near(form, (core[max(0, end - len(form) - d) : end] for d in (-1, 0, 1)))
        at = core.find(tail, at + 1)


def _near(form: str, parts: Iterator[str]) -> Iterator[str]:
    return (part for part in parts if OSA.distance(part, form, score_cutoff=1) <= 1)


def _is_plain_words(label: str, most: int = 63) -> bool:
    """True for a label of so many listed words at most, and nothing else."""
    words = _name_words.words(latin(label))
    return len(words) <= most and all(len(word) > 1 and _name_words.is_listed(word) for word in words)


def _turned(name: Name, mark: Mark) -> Found | None:
    """The words of the reference, in another order or with others between them."""
    if not mark.words:
        return None
    rest = name.core
    for word in sorted(mark.words, key=len, reverse=True):
        if word not in rest:
            return None
        rest = rest.replace(word, " ", 1)
    return ("token-swap",), 0


def _above(name: Name, mark: Mark) -> Found | None:
    """A label above the registered one is the reference's, or has it inside."""
    for label, core in name.above:
        if label == mark.label or core in mark.forms:
            return ("subdomain",), 0
        if len(mark.forms[0]) >= LEAST and mark.forms[0] in core:
            return ("subdomain", "combosquat"), 0
    return None
