"""What do two sites have in common, and can it come to a score at all?

Nearly all pairs of a day share too little. What little they share has a ceiling, known from what is counted
once for all pairs; and what is counted for the pair itself is asked for piece by piece, only while the rest
can still reach.
"""

from collections.abc import Iterable, Sequence, Set

from crawler.fingerprint import Comparison, Family, Fingerprint, Values, Weighing
from monitor.corpus import Aside, Corpus
from monitor.evidence import Evidence, Weights, ceiling, decayed, posterior, weigh

ROUNDING = 0.5
"""Bits that rounding each signal, family and sum can add together, and more."""
EVERY = frozenset(Family)

Compared = Sequence[tuple[Comparison, Values, Values]]
"""What two sites have in common, with what each of them shows."""
_Bits = tuple[Family, float]


def compared(
    ours: Fingerprint, theirs: Fingerprint, corpus: Corpus, families: Set[Family] = EVERY
) -> Compared:
    """One comparison for each signal of ``families`` under which both show something."""
    found = []
    for name, left in ours.values.items():
        right, signal = theirs.values.get(name), corpus.signals.get(name)
        if not left or not right or signal is None or signal.family not in families:
            continue
        comparison = signal.compare(left, right)
        if comparison is not None:
            found.append((comparison, left, right))
    return found


def weighed(pair: Compared, corpus: Corpus, weights: Weights, aside: Aside) -> list[Evidence]:
    """The evidence in each comparison, in their order."""
    return [
        weigh(comparison, corpus, weights, aside, counterpart=right, ours=left)
        for comparison, left, right in pair
    ]


def reaching(
    pair: Compared,
    corpus: Corpus,
    weights: Weights,
    aside: Aside,
    more: Iterable[Evidence],
    *,
    prior: float,
    at_least: float,
) -> list[Evidence] | None:
    """As :func:`weighed`; None when the score, with ``more`` evidence beside, cannot be ``at_least``."""
    others = [(each.family, each.bits) for each in more]
    most = {each[0].signal: _ceiling(each[0], corpus, weights, aside) for each in pair}
    if _reached((*most.values(), *others), weights, prior) < at_least:
        return None
    found: dict[str, Evidence] = {}
    # Who else is as similar costs most and lowers a ceiling most: that of a shared value nearly is its bits.
    for each in sorted(pair, key=lambda each: _order(each[0], most, corpus)):
        [told] = weighed([each], corpus, weights, aside)
        found[told.signal], most[told.signal] = told, (told.family, told.bits)
        if _reached((*most.values(), *others), weights, prior) < at_least:
            return None
    return [found[comparison.signal] for comparison, _, _ in pair]


def ceiling_of(
    pair: Compared,
    corpus: Corpus,
    weights: Weights,
    aside: Aside,
    more: Iterable[Evidence],
    *,
    prior: float,
) -> float:
    """Bits that the pair's score cannot exceed, with ``more`` evidence than its comparisons give."""
    families = [_ceiling(comparison, corpus, weights, aside) for comparison, _, _ in pair]
    return _reached([*families, *((each.family, each.bits) for each in more)], weights, prior)


def _ceiling(comparison: Comparison, corpus: Corpus, weights: Weights, aside: Aside) -> _Bits:
    family = corpus.signals[comparison.signal].family
    return family, ceiling(comparison, corpus, weights, aside.all_day)


def _order(comparison: Comparison, most: dict[str, _Bits], corpus: Corpus) -> tuple[bool, float]:
    return corpus.signals[comparison.signal].weighing is Weighing.RARITY, -most[comparison.signal][1]


def _reached(bits: Iterable[_Bits], weights: Weights, prior: float) -> float:
    """The score of such bits and no less: what weighs against does so as a whole."""
    families: dict[Family, list[float]] = {}
    against = 0.0
    for family, each in bits:
        if each > 0.0:
            families.setdefault(family, []).append(each)
        else:
            against += each
    capped = (
        min(weights.caps[family], decayed(sorted(given, reverse=True), weights.decay))
        for family, given in families.items()
    )
    return posterior(prior, capped) + against + ROUNDING
