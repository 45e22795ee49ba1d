"""How many bits is one agreement worth, and why?

An agreement weighs log2(m/u) (Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049): m is how often
two sites of one operator agree so, u how often two unrelated ones do. The shipped weights give m and the u of
a kind, the shipped background corrects u for what is known to be common, and the sites observed here correct
it again. Sites that share a value with both are counted one by one as well: what k strangers have identifies
nobody, however many sites were looked at.
"""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from crawler.fingerprint import Comparison, Family, Signal, Values, Weighing
from monitor import background
from monitor.background import public_templates
from monitor.corpus import Corpus
from monitor.evidence._odds import (
    agreement,
    commonness,
    decayed,
    disagreement,
    posterior,
    prior_bits,
    probability,
)
from monitor.evidence._weights import Curve, ValueWeight, Weights

__all__ = [
    "MOST_KEYS",
    "Curve",
    "Evidence",
    "FactWeight",
    "ValueWeight",
    "Weights",
    "agreement",
    "ceiling",
    "ceiling_of_shared",
    "commonness",
    "decayed",
    "disagreement",
    "exactly",
    "posterior",
    "prior_bits",
    "probability",
    "weigh",
]

MARGIN = 1.0
"""Another site is as similar when its similarity is worth at most this many bits less."""
BEYOND = 0.05
"""Two sites must be so much more alike than each is like a public template to share more than that."""
MOST_KEYS = 64
"""Of a signal at one site: where two share more values, some of them are counted nowhere."""
FEWEST_TOLD_APART = 200
"""Values on more sites than this are not compared holder by holder."""


@dataclass(frozen=True, slots=True)
class FactWeight:
    """One shared value: ``others`` of ``sites`` unrelated sites have it too; ``bits`` before any decay."""

    value: str
    others: int
    sites: int
    bits: float
    service: str = ""  # the public service that the value names, where it does no more than that

    def weighing(self, bits: float) -> "FactWeight":
        """The same fact with other bits."""
        return FactWeight(self.value, self.others, self.sites, bits, self.service)


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
    excluding: Set[str],
    counterpart: Values = (),
    ours: Values = (),
) -> Evidence:
    """The evidence in ``comparison``, in hundredths of a bit.

    ``excluding`` must hold the two sites compared, beside suspects and references. ``counterpart`` is what
    the counterpart shows under this signal: with it, other sites that are as similar are counted. With
    ``ours`` too, what a public template explains weighs next to nothing and a disagreement may weigh against.
    """
    found = exactly(comparison, corpus, weights, excluding, counterpart, ours)
    facts = tuple(fact.weighing(round(fact.bits, 2)) for fact in found.facts)
    bits = round(_decayed(facts, weights) if facts else found.bits, 2)
    return Evidence(found.signal, found.family, found.similarity, bits, found.sentence, facts)


def exactly(
    comparison: Comparison,
    corpus: Corpus,
    weights: Weights,
    excluding: Set[str],
    counterpart: Values = (),
    ours: Values = (),
) -> Evidence:
    """What :func:`weigh` gives, before any rounding."""
    if corpus.signals[comparison.signal].weighing is Weighing.RARITY:
        return _by_rarity(comparison, corpus, weights, excluding, counterpart, ours)
    return _by_similarity(comparison, corpus, weights, excluding, counterpart, ours)


def ceiling(comparison: Comparison, corpus: Corpus, weights: Weights, all_day: frozenset[str]) -> float:
    """Bits that :func:`exactly` cannot exceed for any pair, from what is counted once for all of them."""
    signal, name = corpus.signals[comparison.signal], comparison.signal
    if signal.weighing is not Weighing.RARITY:
        curve = weights.curve(name)
        bits = max(0.0, curve.bits(comparison.similarity))
        # Without the words of a demo page two texts may be more alike than with them.
        return max(bits, curve.points[-1][1]) if bits and signal.family is Family.CONTENT else bits
    if len(comparison.shared) <= MOST_KEYS:
        return ceiling_of_shared(signal, comparison.shared, corpus, weights, all_day)
    indexed = set(signal.keys(comparison.shared))
    most = (_most(name, value, value in indexed, corpus, weights, all_day) for value in comparison.shared)
    return decayed(sorted(most, reverse=True), weights.decay)


def ceiling_of_shared(
    signal: Signal, shared: Iterable[str], corpus: Corpus, weights: Weights, all_day: frozenset[str]
) -> float:
    """The same for MOST_KEYS values or fewer that two sites share, before any comparison leaves some out."""
    known, found = corpus.ceilings, []
    for value in shared:
        key = (signal.name, value)
        if key not in known:
            indexed = bool(signal.keys((value,)))
            known[key] = _most(signal.name, value, indexed, corpus, weights, all_day)
        found.append(known[key])
    return decayed(sorted(found, reverse=True), weights.decay)


def _most(
    signal: str, value: str, indexed: bool, corpus: Corpus, weights: Weights, all_day: frozenset[str]
) -> float:
    """Bits that one value can give, whoever shares it."""
    if not indexed:
        return _fact(signal, value, 0, 0, weights).bits
    # The two of a pair are left out beside those of all day.
    others = max(0, corpus.others(signal, value, all_day) - 2)
    return _fact(signal, value, others, corpus.population(all_day), weights).bits


def _by_rarity(
    comparison: Comparison,
    corpus: Corpus,
    weights: Weights,
    excluding: Set[str],
    counterpart: Values,
    ours: Values,
) -> Evidence:
    signal = corpus.signals[comparison.signal]
    if not comparison.shared:
        bits = _against(signal, ours, counterpart, weights)
        return Evidence(signal.name, signal.family, comparison.similarity, bits, comparison.sentence)
    sites = corpus.population(excluding)
    # What is not indexed ("created within two days") has no count: only the background speaks of it.
    indexed = set(signal.keys(comparison.shared))
    facts = []
    for value in comparison.shared:
        others = corpus.others(signal.name, value, excluding) if value in indexed else 0
        facts.append(_fact(signal.name, value, others, sites if value in indexed else 0, weights))
    facts.sort(key=lambda fact: (-fact.bits, fact.value))
    facts = _once(signal.name, facts, corpus, excluding)
    sentence = comparison.sentence.rstrip(".") + _told_count(facts) + _told_services(facts)
    bits = _decayed(facts, weights)
    return Evidence(signal.name, signal.family, comparison.similarity, bits, sentence, tuple(facts))


def _fact(signal: str, value: str, others: int, sites: int, weights: Weights) -> FactWeight:
    kind = weights.value(value.partition(":")[0], signal)
    u, weight, most, service = kind.u, kind.weight, kind.most, ""
    known = background.common(signal, value)
    if known is not None and known.service:
        u, most, service = known.share, min(most, weights.public), known.service
    elif known is not None:
        # The sets are too small to call anything rare: they can only say that a value is common.
        u = max(u, (known.count + weight * u) / (known.of + weight))
        weight += known.of
    u = commonness(others, sites, u, weight, weights.crowd)
    return FactWeight(value, others, sites, min(most, max(0.0, agreement(kind.m, u))), service)


def _once(signal: str, facts: list[FactWeight], corpus: Corpus, excluding: Set[str]) -> list[FactWeight]:
    """Values that exactly the same other sites have are one fact: only the first of them weighs."""
    seen: set[frozenset[int]] = set()
    told = []
    for fact in facts:
        if 0 < fact.others <= FEWEST_TOLD_APART:
            holders = corpus.held_by(signal, fact.value, excluding)
            fact = fact.weighing(0.0) if holders in seen else fact
            seen.add(holders)
        told.append(fact)
    return sorted(told, key=lambda fact: (-fact.bits, fact.value))


def _decayed(facts: Iterable[FactWeight], weights: Weights) -> float:
    return decayed((fact.bits for fact in facts), weights.decay)


def _against(signal: Signal, ours: Values, theirs: Values, weights: Weights) -> float:
    """A kind of which both sides show some and none in common may weigh against; several do so once."""
    both = {value.partition(":")[0] for value in ours} & {value.partition(":")[0] for value in theirs}
    kinds = (weights.value(prefix, signal.name) for prefix in both)
    # Where strangers agree as often as related sites do, a disagreement says nothing.
    bits = [disagreement(kind.m, kind.u) for kind in kinds if kind.against and kind.m > kind.u]
    return max(weights.against, min(bits)) if bits else 0.0


def _by_similarity(
    comparison: Comparison,
    corpus: Corpus,
    weights: Weights,
    excluding: Set[str],
    counterpart: Values,
    ours: Values,
) -> Evidence:
    signal, curve = corpus.signals[comparison.signal], weights.curve(comparison.signal)
    told_before = ""
    if ours and counterpart and signal.family is Family.CONTENT and curve.bits(comparison.similarity) > 0.0:
        comparison, told_before = _without_demo(signal, comparison, ours, counterpart)
    bits, sentence = curve.bits(comparison.similarity), comparison.sentence.rstrip(".") + told_before
    if bits > 0.0 and curve.local and counterpart:
        at_least = min(comparison.similarity, curve.similarity(max(0.0, bits - MARGIN)))
        alike = corpus.like(signal.name, counterpart, at_least, excluding)
        sites = corpus.population(excluding)
        usual = min(1.0, curve.m * 2.0**-bits)
        u = commonness(alike, sites, usual, curve.weight, weights.crowd_alike)
        # Finding no other like it does not make it rarer than among the pages the curve was measured on.
        bits = min(bits, max(0.0, agreement(curve.m, u)))
        sentence += f"; {_of(alike, sites)} {'is' if alike == 1 else 'are'} as similar"
    if bits > weights.public_alike and ours and counterpart:
        bits, told = _beyond_public(signal.name, comparison.similarity, bits, weights, ours, counterpart)
        sentence += told
    return Evidence(signal.name, signal.family, comparison.similarity, bits, sentence)


def _without_demo(
    signal: Signal, comparison: Comparison, ours: Values, theirs: Values
) -> tuple[Comparison, str]:
    """The comparison without what both took from a public template's demo page, and the sentence's end."""
    both = set(ours) & set(theirs)
    demo = {value: name for value in both if (name := background.template(signal.name, value))}
    if not demo:
        return comparison, ""
    left, right = (tuple(value for value in each if value not in demo) for each in (ours, theirs))
    found = signal.compare(left, right) if left and right else None
    name = Counter(demo.values()).most_common(1)[0][0]
    told = f", beside words of the public template {name}"
    return found or replace(comparison, similarity=0.0, shared=()), told


def _beyond_public(
    signal: str, similarity: float, bits: float, weights: Weights, ours: Values, theirs: Values
) -> tuple[float, str]:
    """The bits of what two sites share beyond a public template both resemble, and the sentence's end."""
    public = public_templates.shipped().both(signal, ours, theirs)
    if public is None:
        return bits, ""
    template, explained = public
    beyond = max(0.0, similarity - explained - BEYOND) / max(BEYOND, 1.0 - explained)
    told = f"; both resemble the public template {template}"
    return min(bits, weights.public_alike + beyond * bits), told


def _told_count(facts: list[FactWeight]) -> str:
    counted = [fact for fact in facts if fact.sites]
    if not counted:
        return ""
    told = f"{_of(counted[0].others, counted[0].sites)} {'has' if counted[0].others == 1 else 'have'}"
    # Two names of one thing, as an icon's two hashes, are one thing: the second weighs nothing.
    several = len(facts) > 1 and sum(fact.bits > 0 for fact in facts) != 1
    return f"; {told} the rarest of these too" if several else f"; {told} it too"


def _told_services(facts: list[FactWeight]) -> str:
    named = sorted({fact.service for fact in facts if fact.service})
    return f"; public and open to anybody: {', '.join(named[:3])}" if named else ""


def _of(others: int, sites: int) -> str:
    return f"{others or 'none'} of {sites} other sites"
