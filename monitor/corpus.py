"""How common is a value among the sites we know, and which sites are worth comparing?

One index answers both: each site is posted under its signals' keys, so a key's list is the value's rarity,
and the sites of its rarest keys are the pairs worth comparing. Nothing here compares all with all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Set
from math import log2
from typing import TypeVar

from crawler import fingerprint as fingerprints
from crawler.fingerprint import Family, Fingerprint, Signal, Values
from monitor.store import MonitorStore, posting_key

LONGEST_EXACT = 5_000
"""Values on more sites than this are only counted: leaving out a few suspects would not show in the bits."""
LONGEST_TELLING = 200
"""A key on more sites than this points at no one, so it makes no pair worth comparing."""
MOST_CANDIDATES = 10_000
MOST_COMPARED = 100
MOST_REMEMBERED = 4_000
MOST_NEAR = 200
"""Of such lists as may hold MOST_CANDIDATES names; those of the references are asked for again and again."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Corpus:
    """The fingerprints of every observed site; what it counts leaves out the domains in ``excluding``.

    ``excluding`` holds the two sites compared, the suspects and the references: a cluster of fronts must not
    make its own phone number look common.
    """

    def __init__(self, store: MonitorStore, signals: Iterable[Signal] | None = None) -> None:
        self._index = store.index
        self.signals = {each.name: each for each in (fingerprints.signals() if signals is None else signals)}
        self._lists: dict[int, frozenset[str]] = {}
        self._telling: dict[int, frozenset[str]] = {}
        self._counts: dict[int, int] = {}
        self._populations: dict[frozenset[str], int] = {}
        self._fingerprints: dict[tuple[str, str], Fingerprint | None] = {}
        self._near: dict[tuple[str, Values], list[str]] = {}
        self._similar: dict[tuple[str, Values], dict[str, float]] = {}

    def put(self, fingerprint: Fingerprint, inputs: str, slice: str = "") -> None:
        """Keeps a fingerprint; only the current slice ('') is found again by its values."""
        keys = {posting_key(name, value) for name, value in self._keys(fingerprint)}
        version = fingerprints.VERSION
        self._index.put(fingerprint, slice=slice, version=version, inputs=inputs, keys=keys)
        self._forget()

    def _forget(self) -> None:
        for memory in (self._lists, self._telling, self._counts, self._populations, self._fingerprints):
            memory.clear()
        self._near.clear()
        self._similar.clear()

    @property
    def sites(self) -> int:
        """How many sites have a fingerprint today."""
        return self._index.sites()

    def population(self, excluding: frozenset[str]) -> int:
        """How many sites with a fingerprint are not in ``excluding``."""
        return _remembered(self._populations, excluding, self._count_population)

    def others(self, signal: str, value: str, excluding: frozenset[str]) -> int:
        """How many sites outside ``excluding`` show ``value``."""
        holders = self._holders(signal, value)
        if len(holders) < LONGEST_EXACT:
            return len(holders) - len(holders & excluding)
        return _remembered(self._counts, posting_key(signal, value), self._index.count)

    def holders(self, signal: str, value: str, excluding: frozenset[str]) -> frozenset[str]:
        """The sites outside ``excluding`` that show ``value``; at most as many as are counted exactly."""
        return self._holders(signal, value) - excluding

    def like(self, signal: str, values: Values, at_least: float, excluding: frozenset[str]) -> int:
        """How many sites outside ``excluding`` are at least that similar to ``values``.

        Candidates share a key; those that share most are compared, and where there are too many to compare
        the rest are taken to be alike in the same part.
        """
        near = _remembered(self._near, (signal, values), lambda key: self._candidates(*key), MOST_NEAR)
        candidates = [domain for domain in near if domain not in excluding]
        compared = candidates[:MOST_COMPARED]
        known = _remembered(self._similar, (signal, values), lambda key: {}, MOST_NEAR)
        for domain in compared:
            if domain not in known:
                known[domain] = self._similarity(signal, values, domain)
        alike = sum(known[domain] >= at_least for domain in compared)
        unseen = len(candidates) - len(compared)
        return alike + round(unseen * alike / len(compared)) if compared else 0

    def _candidates(self, signal: str, values: Values) -> list[str]:
        lists = (self._holders(signal, key) for key in self.signals[signal].keys(values))
        shared: Counter[str] = Counter()
        for holders in sorted(lists, key=len):
            if shared and len(shared) + len(holders) > MOST_CANDIDATES:
                break
            shared.update(holders)
        return sorted(shared, key=lambda domain: (-shared[domain], domain))

    def neighbours(
        self,
        fingerprint: Fingerprint,
        at_most: int = 50,
        families: Set[Family] = frozenset({Family.CONTENT}),
    ) -> list[str]:
        """The sites that share a telling key of ``families``, those that share the rarest keys of all first.

        What shares no word cannot be a copy, so a site with words of its own costs one look at its keys.
        """
        keys = self._keys(fingerprint)
        near = {
            domain
            for signal, key in keys
            if self.signals[signal].family in families
            for domain in self._few(signal, key)
        } - {fingerprint.domain}
        if not near:
            return []
        total = self.sites + 1
        weights: dict[str, float] = dict.fromkeys(near, 0.0)
        for signal, key in keys:
            holders = self._few(signal, key)
            for domain in holders & near:
                weights[domain] += log2(1 + total / len(holders))
        return sorted(near, key=lambda domain: (-weights[domain], domain))[:at_most]

    def _few(self, signal: str, value: str) -> frozenset[str]:
        """The sites that show ``value``; nobody where they are too many to tell anything."""

        def find(_: int) -> frozenset[str]:
            holders = frozenset(self._index.holders(signal, value, LONGEST_TELLING + 1))
            return holders if len(holders) <= LONGEST_TELLING else frozenset()

        return _remembered(self._telling, posting_key(signal, value), find)

    def get(self, domain: str, slice: str = "") -> Fingerprint | None:
        """The stored fingerprint of ``domain``, if there is one."""

        def read(key: tuple[str, str]) -> Fingerprint | None:
            found = self._index.get(*key)
            return found[0] if found else None

        return _remembered(self._fingerprints, (domain, slice), read)

    def _keys(self, fingerprint: Fingerprint) -> list[tuple[str, str]]:
        known = [(name, values) for name, values in fingerprint.values.items() if name in self.signals]
        return [(name, key) for name, values in known for key in self.signals[name].keys(values)]

    def _holders(self, signal: str, value: str) -> frozenset[str]:
        def find(_: int) -> frozenset[str]:
            return frozenset(self._index.holders(signal, value, LONGEST_EXACT))

        return _remembered(self._lists, posting_key(signal, value), find)

    def _count_population(self, excluding: frozenset[str]) -> int:
        return self.sites - self._index.sites_among(excluding)

    def _similarity(self, signal: str, values: Values, domain: str) -> float:
        found = self.get(domain)
        theirs = found.values.get(signal, ()) if found else ()
        comparison = self.signals[signal].compare(values, theirs) if theirs else None
        return comparison.similarity if comparison else 0.0


def _remembered(
    memory: dict[_Key, _Value], key: _Key, find: Callable[[_Key], _Value], most: int = MOST_REMEMBERED
) -> _Value:
    if key not in memory:
        if len(memory) >= most:
            memory.clear()
        memory[key] = find(key)
    return memory[key]
