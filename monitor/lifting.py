"""What would lift a pair over the next band, and what would it be without its strongest fact?

A fact that both sites could share is one that the counterpart shows and the site does not: it is weighed as
if the site showed it today, and no family rises above its cap. How much more alike two pages would have to be
is read from the curve alone. A domain's name is what it is: a name more alike is no such fact.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from crawler.fingerprint import Comparison, Family, Fingerprint, Weighing
from monitor.corpus import Corpus
from monitor.evidence import Evidence, FactWeight, Weights, decayed, weigh
from monitor.score import Band, Score, total

SHOWN = 0.05
"""Bits: a smaller difference would not show."""


@dataclass(frozen=True, slots=True)
class Gain:
    """One fact that both could share: a ``kind`` of value, or a higher ``similarity`` under a signal."""

    signal: str
    kind: str  # "registrant_email"; "" where the similarity rises
    gain: float  # bits by which the score rises
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Lift:
    """What would lift a score by ``missing`` bits into ``band``: each of ``enough`` alone does."""

    band: Band
    missing: float
    enough: tuple[Gain, ...]  # the strongest first
    most: Gain | None  # the strongest of all, enough or not


@dataclass(frozen=True, slots=True)
class Without:
    """What the score would be without its strongest fact, the value ``fact`` or all of ``signal``."""

    signal: str
    fact: str
    lost: float
    bits: float
    band: Band


def lift(
    found: Score, theirs: Fingerprint, corpus: Corpus, weights: Weights, excluding: frozenset[str]
) -> Lift | None:
    """What would lift ``found`` into the next band; None for a strong one.

    ``excluding`` names the suspects and the references, which count towards no value's rarity.
    """
    above = [band for band in Band if band.rank == found.band.rank + 1]
    if not above:
        return None
    missing = round(above[0].lowest - found.bits, 2)
    aside = excluding | {found.domain, found.counterpart}
    gains = sorted(
        _gains(found, theirs, corpus, weights, aside, missing), key=lambda g: (-g.gain, g.signal, g.kind)
    )
    enough = tuple(each for each in gains if each.gain >= missing)
    return Lift(above[0], missing, enough, gains[0] if gains else None)


def _gains(
    found: Score,
    theirs: Fingerprint,
    corpus: Corpus,
    weights: Weights,
    aside: frozenset[str],
    missing: float,
) -> Iterator[Gain]:
    shown = {name: values for name, values in theirs.values.items() if name in corpus.signals}
    for name, values in sorted(shown.items()):
        signal = corpus.signals[name]
        if signal.family is Family.NAME:
            continue
        now = _evidence_of(found, name) or Evidence(name, signal.family, 0.0, 0.0, "")
        if signal.weighing is Weighing.RARITY:
            raised = _one_more(now, values, corpus, weights, aside)
        else:
            raised = _more_alike(now, weights, missing)
        for kind, better in raised:
            gain = round(_with(found, better, weights).bits - found.bits, 2)
            if gain > SHOWN:
                yield Gain(name, kind, gain, 0.0 if kind else better.similarity)


def _one_more(
    now: Evidence, values: Sequence[str], corpus: Corpus, weights: Weights, aside: frozenset[str]
) -> Iterator[tuple[str, Evidence]]:
    """The evidence with one more shared value: of each weighed kind the best of the unshared ``values``."""
    shared, best = {each.value for each in now.facts}, dict[str, FactWeight]()
    for value in values:
        kind = value.partition(":")[0]
        if value not in shared and (kind in weights.values or now.signal in weights.values):
            (fact,) = weigh(Comparison(now.signal, 0.0, (value,), ""), corpus, weights, aside).facts
            best[kind] = max(best.get(kind, fact), fact, key=lambda each: each.bits)
    for kind, fact in sorted(best.items()):
        yield kind, _weighed(now, [*now.facts, fact], weights)


def _more_alike(now: Evidence, weights: Weights, missing: float) -> Iterator[tuple[str, Evidence]]:
    """The evidence when the two are as much alike as it takes, or wholly where that is not enough."""
    curve = weights.curve(now.signal)
    takes = max(now.similarity, curve.similarity(now.bits + missing))
    similarity = min(1.0, ceil(round(takes * 100, 6)) / 100)  # told in whole percent, and never too few
    yield "", replace(now, similarity=similarity, bits=max(now.bits, round(curve.bits(similarity), 2)))


def without_strongest(found: Score, weights: Weights) -> Without | None:
    """What ``found`` would be without the one fact whose loss costs most; None where nothing counts."""
    worst: Without | None = None
    for each in found.evidence:
        fact = each.facts[0].value if each.facts else ""
        less = _with(found, _weighed(each, each.facts[1:], weights), weights)
        lost = round(found.bits - less.bits, 2)
        if lost > SHOWN and (worst is None or lost > worst.lost):
            worst = Without(each.signal, fact, lost, less.bits, less.band)
    return worst


def _weighed(evidence: Evidence, facts: Iterable[FactWeight], weights: Weights) -> Evidence:
    ranked = tuple(sorted(facts, key=lambda fact: (-fact.bits, fact.value)))
    bits = decayed((fact.bits for fact in ranked), weights.decay)
    return replace(evidence, facts=ranked, bits=round(bits, 2))


def _evidence_of(found: Score, signal: str) -> Evidence | None:
    return next((each for each in (*found.evidence, *found.against) if each.signal == signal), None)


def _with(found: Score, other: Evidence, weights: Weights) -> Score:
    """The score with ``other`` in the place of the same signal's evidence."""
    rest = [each for each in (*found.evidence, *found.against) if each.signal != other.signal]
    return total(found.domain, found.counterpart, [*rest, other], weights, prior=found.prior)
