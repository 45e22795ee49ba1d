"""Which name has the site, and whose name does it resemble?

Looks at the registered label (``cloudbluefox`` of ``www.cloudbluefox.com``), decoded from IDNA: its words,
its spelling, and look-alike letters. It matters because a front that is taken down comes back under a variant
of its name: another ending, a plural, one letter changed, the same rare word with a new companion.

The similarity, for who weighs it:

* 1.0: the same name, or the same label (or its plural) under another ending, when the label is distinctive.
  A label that says less than 17 bits counts less, down to 0.4 for 12 bits: ``cloudfox`` belongs to many.
* 0.95: one edit, one look-alike letter or a hyphen away, in labels of 8 letters or more.
* 0.8: two edits away, in labels of 10 letters or more; the same words in another order, when distinctive.
  Both count less, as above, when the labels are plain words on both sides (``cloudfox``, ``cloudbox``).
* 0.5 to 0.75: the whole distinctive label inside the other, or rare words shared, by what they say.
* at most 0.4: only common words shared ("cloud", "fox", "tech"), by their part of the names.
* 0: nothing shared.

**What fools it**: an owner who picks an unrelated name is invisible here; a personal name or a town is
distinctive by length and still belongs to many; a word that the shipped lists lack counts as rare; a squatter
who imitates a front looks like the front. A name alone is very weak.
"""

from crawler import names
from crawler.fingerprint import _lookalike, _name_words
from crawler.fingerprint._rarity import of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

DISTINCTIVE = 17.0
COMMON = 12.0
RARE_WORD = 10.0
MOST_FOR_COMMON = 0.4
MOST_EDITS = 2


def extract(subject: Subject) -> Values:
    """``label:``, ``skeleton:`` (look-alikes folded), ``token:`` for each word, ``suffix:``."""
    if not subject.domain:
        return ()
    label, suffix = names.split(subject.domain[:253].lower())
    label = names.to_unicode(label)
    words = _name_words.words(_lookalike.latin(label))
    return tidy(
        [
            f"label:{label}",
            f"skeleton:{_lookalike.skeleton(label)}",
            f"suffix:{suffix}",
            *(f"token:{word}" for word in words),
        ]
    )


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """How alike two names are, on the scale of this module's docstring."""
    left, right = _label(ours), _label(theirs)
    if not left or not right:
        return None
    shared = tuple(sorted(set(ours) & set(theirs)))
    if left == right and _suffix(ours) == _suffix(theirs):
        return Comparison(SIGNAL.name, 1.0, shared, f"both are named '{left}'")
    shared = tuple(value for value in shared if not value.startswith("suffix:"))
    similarity, sentence = _alike(left, right)
    return Comparison(SIGNAL.name, round(similarity, 3), shared, sentence)


def keys(values: Values) -> Values:
    """Everything but the ending and the words that say next to nothing."""
    picked = of_kinds(values, ("label", "skeleton", "token"))
    return tuple(each for each in picked if not each.startswith("token:") or _name_words.bits(each[6:]) > 2.0)


def meets(values: Values) -> set[str]:
    """The words, and what is left of the label, as it is and folded, without up to two letters."""
    label = _label(values)
    left = (_lookalike.without_letters(each) for each in (label.replace("-", ""), _lookalike.skeleton(label)))
    return {value for value in values if value.startswith("token:")}.union(*left)


def _alike(left: str, right: str) -> tuple[float, str]:
    a, b = sorted((left, right))
    best = (0.0, "the names share no word")
    for similarity, sentence in (_as_one_name(a, b), _as_typo(a, b), _as_words(a, b)):
        if similarity > best[0]:
            best = (similarity, sentence)
    return best


def _as_one_name(a: str, b: str) -> tuple[float, str]:
    ours, theirs = _words(a), _words(b)
    if ours != theirs and sorted(ours) == sorted(theirs) and (a + b).isascii():
        told = f"'{a}' and '{b}' are the same words in another order"
        return (0.8, told) if _total(ours) >= DISTINCTIVE else (0.0, "")
    if ours != theirs or not ours or (a != b and not (a + b).isascii()):
        return 0.0, ""
    strength = _strength(ours)
    if a == b:
        return strength, f"both have the label '{a}' under different endings"
    if a.replace("-", "") == b.replace("-", ""):
        return 0.95 * strength, f"'{a}' and '{b}' differ by a hyphen"
    return strength, f"'{a}' and '{b}' are the same words in singular and plural"


def _as_typo(a: str, b: str) -> tuple[float, str]:
    shorter = min(len(a), len(b))
    if shorter < 5 or a == b:
        return 0.0, ""
    edits = _lookalike.edits(a, b)
    if edits > MOST_EDITS:
        return 0.0, ""
    natural = (a + b).isascii() and all(_name_words.is_listed(word) for word in (*_words(a), *_words(b)))
    strength = min(_strength(_words(a)), _strength(_words(b)))
    if edits == 0:
        # Short labels have chance look-alikes, so there the label's own weight decides.
        weight = strength if natural or shorter < 8 else 1.0
        return 0.95 * weight, f"'{a}' and '{b}' look alike"
    weight = strength if natural else 1.0
    if edits == 1 and shorter >= 8:
        return 0.95 * weight, f"'{a}' and '{b}' differ by one letter"
    if edits == 2 and shorter >= 10:
        return 0.8 * weight, f"'{a}' and '{b}' differ by two letters"
    return 0.0, ""


def _as_words(a: str, b: str) -> tuple[float, str]:
    ours, theirs = _words(a), _words(b)
    common = sorted(set(ours) & set(theirs), key=lambda word: (-_name_words.bits(word), word))
    if not common:
        return 0.0, ""
    whole = max(_inside(ours, theirs), _inside(theirs, ours))
    rare = sum(_name_words.bits(word) for word in common if _name_words.bits(word) >= RARE_WORD)
    told = " and ".join(f"'{word}'" for word in common[:3])
    if rare or whole > MOST_FOR_COMMON:
        by_rarity = 0.5 + 0.25 * min(1.0, (rare - RARE_WORD) / RARE_WORD) if rare else 0.0
        return max(by_rarity, 0.75 * whole), f"both names contain {told}"
    part = _total(common) / max(_total(ours), _total(theirs))
    return MOST_FOR_COMMON * min(1.0, part), f"both names contain {told}, common in names"


def _inside(part: tuple[str, ...], whole: tuple[str, ...]) -> float:
    """The strength of a label of which every word stands, in order and together, in a longer one."""
    runs = (whole[start : start + len(part)] for start in range(len(whole) - len(part) + 1))
    return _strength(part) if len(part) < len(whole) and part in runs else 0.0


def _strength(words: tuple[str, ...]) -> float:
    part = (_total(words) - COMMON) / (DISTINCTIVE - COMMON)
    return MOST_FOR_COMMON + (1.0 - MOST_FOR_COMMON) * min(1.0, max(0.0, part))


def _total(words: tuple[str, ...] | list[str]) -> float:
    return sum(_name_words.bits(word) for word in words)


def _words(label: str) -> tuple[str, ...]:
    return _name_words.words(_lookalike.latin(label))


def _label(values: Values) -> str:
    return next((value[6:] for value in values if value.startswith("label:")), "")


def _suffix(values: Values) -> str:
    return next((value[7:] for value in values if value.startswith("suffix:")), "")


SIGNAL = Signal(
    name="domain_name",
    family=Family.NAME,
    question="Whose name does this name resemble?",
    weighing=Weighing.SIMILARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    meets=meets,
)
