"""Which references can a site resemble at all, of the many with which it has next to nothing in common?

Blocking, as record linkage calls it (Fellegi and Sunter 1969): what each reference shows is laid out once a
day by its terms, so that a site is held against all of them at once. What is shared has a ceiling in bits,
known from what is counted once for all pairs; what is counted for the pair itself is asked for signal by
signal, only while the rest can still reach.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from crawler.fingerprint import (
    Comparison,
    Family,
    Fingerprint,
    Signal,
    Values,
    Weighing,
    of_equal_values,
)
from monitor.corpus import Aside, Corpus
from monitor.evidence import (
    MOST_KEYS,
    Evidence,
    Weights,
    ceiling,
    ceiling_of_shared,
    decayed,
    posterior,
    weigh,
)

ROUNDING = 0.5
"""Bits that rounding each signal, family and sum can add together, and more."""


class Most(NamedTuple):
    """Bits that a signal cannot exceed, and the comparison where one was made."""

    family: Family
    bits: float
    comparison: Comparison | None = None


class Blocks:
    """What the references show, by term; ``all_day`` are the sites that count towards no rarity."""

    def __init__(
        self,
        references: Mapping[str, Fingerprint],
        corpus: Corpus,
        weights: Weights,
        all_day: frozenset[str],
    ) -> None:
        self._shown = references
        self._corpus, self._weights, self._all_day = corpus, weights, all_day
        self._claims = Most(Family.CLAIMS, weights.caps[Family.CLAIMS])
        self._holders = {name: self._laid_out(signal) for name, signal in corpus.signals.items()}

    def _laid_out(self, signal: Signal) -> dict[str, list[str]]:
        holders: dict[str, list[str]] = defaultdict(list)
        for domain, shown in self._shown.items():
            if values := shown.values.get(signal.name):
                for term in set(signal.meets(values)):
                    holders[term].append(domain)
        return dict(holders)

    def resembled(
        self,
        ours: Fingerprint,
        own: Callable[[], Iterable[Evidence]],
        named: Callable[[Fingerprint], Evidence | None],
        prior: float,
        at_least: float,
    ) -> Iterator[str]:
        """The references with which ``ours`` may score ``at_least``.

        ``own`` gives what the site's claims say beside any comparison: it is asked for only where that could
        matter. ``named`` gives what there is beside that with a reference.
        """
        shared = self.ceilings(ours)
        always: list[Most] | None = None
        for domain, theirs in self._shown.items():
            if domain == ours.domain:
                continue
            found, more = shared.get(domain, {}), named(theirs)
            beside = [Most(more.family, more.bits)] if more else []
            if self._sum([*found.values(), *beside, self._claims], prior) < at_least:
                continue
            if always is None:
                always = [Most(each.family, each.bits) for each in own()]
            if self._reaches(ours, theirs, found, [*beside, *always], prior, at_least):
                yield domain

    def _reaches(
        self,
        ours: Fingerprint,
        theirs: Fingerprint,
        most: dict[str, Most],
        beside: list[Most],
        prior: float,
        at_least: float,
    ) -> bool:
        # Who else is as similar costs most and lowers most: a shared value's ceiling nearly is its bits.
        order = sorted(most, key=lambda name: (self._is_rarity(name), -most[name].bits))
        for name in order:
            if self._sum([*most.values(), *beside], prior) < at_least:
                return False
            most[name] = most[name]._replace(bits=self._weighed(name, most[name], ours, theirs))
        return self._sum([*most.values(), *beside], prior) >= at_least

    def _is_rarity(self, name: str) -> bool:
        return self._corpus.signals[name].weighing is Weighing.RARITY

    def _weighed(self, name: str, most: Most, ours: Fingerprint, theirs: Fingerprint) -> float:
        left, right = ours.values[name], theirs.values[name]
        found = most.comparison or self._corpus.signals[name].compare(left, right)
        aside = Aside(self._all_day, (ours.domain, theirs.domain))
        return weigh(found, self._corpus, self._weights, aside, right, left).bits if found else 0.0

    def _sum(self, most: Iterable[Most], prior: float) -> float:
        families: dict[Family, list[float]] = {}
        for each in most:
            if each.bits > 0.0:
                families.setdefault(each.family, []).append(each.bits)
        capped = (
            min(self._weights.caps[family], decayed(sorted(given, reverse=True), self._weights.decay))
            for family, given in families.items()
        )
        return posterior(prior, capped) + ROUNDING

    def ceilings(self, ours: Fingerprint) -> dict[str, dict[str, Most]]:
        """By reference and signal, without those that can give nothing."""
        found: dict[str, dict[str, Most]] = defaultdict(dict)
        for name, values in ours.values.items():
            if self._holders.get(name):
                for domain, most in self._of_signal(self._corpus.signals[name], values):
                    if most.bits > 0.0:
                        found[domain][name] = most
        return found

    def _of_signal(self, signal: Signal, values: Values) -> Iterator[tuple[str, Most]]:
        shared: dict[str, list[str]] = defaultdict(list)
        known = self._holders[signal.name]
        for term in filter(known.__contains__, signal.meets(values)):
            for domain in known[term]:
                shared[domain].append(term)
        counted = signal.weighing is Weighing.RARITY and signal.meets is of_equal_values
        for domain, terms in shared.items():
            if counted and len(terms) <= MOST_KEYS:
                bits = ceiling_of_shared(signal, terms, self._corpus, self._weights, self._all_day)
                yield domain, Most(signal.family, bits)
            elif comparison := signal.compare(values, self._shown[domain].values[signal.name]):
                bits = ceiling(comparison, self._corpus, self._weights, self._all_day)
                yield domain, Most(signal.family, bits, comparison)
