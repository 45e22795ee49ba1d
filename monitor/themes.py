"""Which words do the names of one pack's references have in common, and does a candidate use them?

The documented fronts share words and not spellings: "fox" stands in seven of seventeen seized names, "cloud"
in five. A word that several references of one pack have weighs by how much more often they have it than names
in general do; it says little by itself, as anybody may call a firm so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from crawler.fingerprint import Family, Fingerprint, Values, name_bits
from monitor.corpus import Corpus
from monitor.evidence import Evidence, FactWeight, Weights, agreement, commonness, decayed
from monitor.store import Reference

SIGNAL = "domain_name"
WORD = "token:"
FEWEST = 2
"""References of a pack from which a word is one of their words."""

Words = Mapping[str, Mapping[str, int]]
"""By pack, in how many of its names a word stands; ``""`` counts the names."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A word of a pack: ``count`` of its ``of`` names have it."""

    word: str
    count: int
    of: int


def words_of(references: Iterable[tuple[Reference, Fingerprint | None]]) -> Words:
    """The words of each pack's names."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for reference, fingerprint in references:
        if fingerprint is not None:
            found[reference.pack].update({"", *_words(fingerprint)})
    return found


def themes(words: Words, pack: str, ours: Fingerprint, theirs: Fingerprint) -> list[Theme]:
    """The words of ``pack`` that both names have, the most usual first."""
    known = words.get(pack, {})
    both = _words(ours) & _words(theirs)
    used = (Theme(each, known.get(each, 0), known.get("", 0)) for each in both)
    return sorted((each for each in used if each.count >= FEWEST), key=lambda each: (-each.count, each.word))


def weigh_themes(
    found: list[Theme], corpus: Corpus, weights: Weights, excluding: Set[str]
) -> Evidence | None:
    """What the words of a pack weigh: each by its part of the pack's names over that of all names."""
    facts = []
    kind, sites = weights.value("pack_word", SIGNAL), corpus.population(excluding)
    for each in found:
        value = f"{WORD}{each.word}"
        others = corpus.others(SIGNAL, value, excluding)
        u = commonness(others, sites, 2.0 ** -name_bits(each.word), kind.weight, weights.crowd)
        m = (each.count + 0.5) / (each.of + 1.0)
        facts.append(FactWeight(value, others, sites, round(min(kind.most, max(0.0, agreement(m, u))), 2)))
    facts = sorted((fact for fact in facts if fact.bits > 0), key=lambda fact: (-fact.bits, fact.value))
    if not facts:
        return None
    bits = decayed((fact.bits for fact in facts), weights.decay)
    told = ", ".join(f"'{each.word}' stands in {each.count} of {each.of} names" for each in found[:3])
    return Evidence(
        SIGNAL, Family.NAME, 0.0, round(bits, 2), f"both names have words of one pack: {told}", tuple(facts)
    )


def _words(fingerprint: Fingerprint) -> frozenset[str]:
    return _words_in(fingerprint.values.get(SIGNAL, ()))


@lru_cache(maxsize=4_096)
def _words_in(values: Values) -> frozenset[str]:
    """Kept, because one name is compared with many."""
    return frozenset(value.removeprefix(WORD) for value in values if value.startswith(WORD))
