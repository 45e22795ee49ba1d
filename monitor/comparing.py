"""What do two sites have in common, and how much does each of it weigh?"""

from collections.abc import Sequence, Set

from crawler.fingerprint import Comparison, Family, Fingerprint, Values
from monitor.corpus import Aside, Corpus
from monitor.evidence import Evidence, Weights, weigh

EVERY = frozenset(Family)

Compared = Sequence[tuple[Comparison, Values, Values]]
"""What two sites have in common, with what each of them shows."""


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
