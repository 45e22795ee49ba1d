"""How many bits is one agreement worth, and why?

An agreement weighs log2(m/u) (Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049): m is how often
two sites of one operator agree so, u how often two unrelated ones do. The shipped weights give m and a
background u; the sites observed here correct u. Sites that share a value with both are counted one by one
as well: what k strangers have identifies nobody, however many sites were looked at.
"""

from dataclasses import dataclass
from math import log2

from crawler.fingerprint import Comparison, Family, Values, Weighing
from monitor.corpus import Corpus
from monitor.evidence._weights import Curve, ValueWeight, Weights

__all__ = ["Curve", "Evidence", "FactWeight", "ValueWeight", "Weights", "weigh"]

MARGIN = 1.0
"""Another site is as similar when its similarity is worth at most this many bits less."""


@dataclass(frozen=True, slots=True)
class FactWeight:
    """One shared value: ``others`` of ``sites`` unrelated sites have it too; ``bits`` before any decay."""

    value: str
    others: int
    sites: int
    bits: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One signal's agreement in bits; negative bits weigh against. ``facts`` come rarest first."""

    signal: str
    family: Family
    similarity: float
    bits: float
    sentence: str
    facts: tuple[FactWeight, ...] = ()


def weigh(
    comparison: Comparison,
    corpus: Corpus,
    weights: Weights,
    excluding: frozenset[str],
    counterpart: Values = (),
) -> Evidence:
    """The evidence in ``comparison``.

    ``excluding`` must hold the two sites compared, beside suspects and references. ``counterpart`` is what
    the counterpart shows under this signal: with it, other sites that are as similar are counted.
    """
    if corpus.signals[comparison.signal].weighing is Weighing.RARITY:
        return _by_rarity(comparison, corpus, weights, excluding)
    return _by_similarity(comparison, corpus, weights, excluding, counterpart)


def _by_rarity(
    comparison: Comparison, corpus: Corpus, weights: Weights, excluding: frozenset[str]
) -> Evidence:
    signal = corpus.signals[comparison.signal]
    sites = corpus.population(excluding)
    # What is not indexed ("created within two days") has no count: only the background speaks of it.
    indexed = set(signal.keys(comparison.shared))
    facts = []
    for value in comparison.shared:
        counted = value in indexed
        others = corpus.others(signal.name, value, excluding) if counted else 0
        population = sites if counted else 0
        bits = _rarity_bits(signal.name, value, others, population, weights)
        facts.append(FactWeight(value, others, population, round(bits, 2)))
    facts.sort(key=lambda fact: (-fact.bits, fact.value))
    total = sum(fact.bits * weights.decay**place for place, fact in enumerate(facts))
    sentence = comparison.sentence.rstrip(".") + _told_count(facts)
    return Evidence(
        signal.name, signal.family, comparison.similarity, round(total, 2), sentence, tuple(facts)
    )


def _rarity_bits(signal: str, value: str, others: int, sites: int, weights: Weights) -> float:
    kind = weights.value(value.partition(":")[0], signal)
    u = _commonness(others, sites, kind.u, kind.weight, weights.crowd)
    return min(kind.most, max(0.0, log2(kind.m / u)))


def _by_similarity(
    comparison: Comparison,
    corpus: Corpus,
    weights: Weights,
    excluding: frozenset[str],
    counterpart: Values,
) -> Evidence:
    signal, curve = corpus.signals[comparison.signal], weights.curve(comparison.signal)
    bits, sentence = curve.bits(comparison.similarity), comparison.sentence.rstrip(".")
    if bits > 0.0 and curve.local and counterpart:
        at_least = min(comparison.similarity, curve.similarity(max(0.0, bits - MARGIN)))
        alike = corpus.like(signal.name, counterpart, at_least, excluding)
        sites = corpus.population(excluding)
        background = min(1.0, curve.m * 2.0**-bits)
        u = _commonness(alike, sites, background, curve.weight, weights.crowd_alike)
        # Finding no other like it does not make it rarer than among the pages the curve was measured on.
        bits = min(bits, max(0.0, log2(curve.m / u)))
        sentence += f"; {_of(alike, sites)} {'is' if alike == 1 else 'are'} as similar"
    return Evidence(signal.name, signal.family, comparison.similarity, round(bits, 2), sentence)


def _commonness(others: int, sites: int, background: float, weight: float, crowd: float) -> float:
    blended = (others + weight * background) / (sites + weight)
    return min(1.0, max(blended, others / (others + crowd)))


def _told_count(facts: list[FactWeight]) -> str:
    counted = [fact for fact in facts if fact.sites]
    if not counted:
        return ""
    told = f"{_of(counted[0].others, counted[0].sites)} {'has' if counted[0].others == 1 else 'have'}"
    # Two names of one thing, as an icon's two hashes, are one thing: the second weighs nothing.
    several = len(facts) > 1 and sum(fact.bits > 0 for fact in facts) != 1
    return f"; {told} the rarest of these too" if several else f"; {told} it too"


def _of(others: int, sites: int) -> str:
    return f"{others or 'none'} of {sites} other sites"
