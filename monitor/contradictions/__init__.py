"""What contradicts that which a site says of itself, and how many bits is it worth?

Contradictions are about one site alone: honest firms show some too, so that together they never make an alert
where nothing resembles. Each names both sides, with dates, and judges neither.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from math import log2

from crawler.fingerprint import Family, Values
from monitor.contradictions import _ages, _seats, _seen
from monitor.contradictions._changes import record_changes
from monitor.contradictions._kinds import Contradiction
from monitor.evidence import Evidence, Weights
from monitor.store import FactChange

__all__ = ["Contradiction", "contradictions", "evidence_of", "record_changes"]

SIGNAL = "claims"
_TOLD_BY = {"words_of_another": "testimonials"}
"""Contradictions that a signal tells of the pair itself, where the other site is the one compared with."""


def _nobody(signal: str, value: str) -> Collection[str]:
    return ()


def contradictions(
    values: Mapping[str, Values],
    on: date,
    changes: Iterable[FactChange] = (),
    others: Callable[[str, str], Collection[str]] = _nobody,
) -> tuple[Contradiction, ...]:
    """What contradicts the claims in a fingerprint's ``values`` as they were seen ``on`` a day.

    ``changes`` are those that :func:`record_changes` kept of the domain. ``others`` names the other sites
    that show a value of a signal: give it those only that may be the originals, as who is copied contradicts
    nothing.
    """
    return (
        *_ages.contradictions(values, on),
        *_seats.contradictions(values),
        *_seen.replaced(changes),
        *_seen.words_of_another(values, others),
    )


def evidence_of(found: Iterable[Contradiction], weights: Weights) -> tuple[Evidence, ...]:
    """One piece of evidence for each contradiction that weighs something, strongest first.

    They are correlated, so each next one counts a part of the one before. None carries facts: these are
    values that two sites share. A kind without a weight weighs nothing.
    """
    weighed = [(each, _bits(each.kind, weights)) for each in found]
    ranked = sorted((pair for pair in weighed if pair[1] > 0), key=lambda pair: (-pair[1], pair[0].kind))
    counted = ((each, round(bits * weights.decay**place, 2)) for place, (each, bits) in enumerate(ranked))
    return tuple(
        Evidence(_TOLD_BY.get(each.kind, SIGNAL), Family.CLAIMS, 0.0, bits, each.sentence)
        for each, bits in counted
        if bits > 0
    )


def _bits(kind: str, weights: Weights) -> float:
    row = weights.values.get(kind)
    return min(row.most, max(0.0, log2(row.m / row.u))) if row else 0.0
