"""How common is a value among the sites we know, and which sites are worth comparing?

One index answers both: each site is posted under its signals' keys, so a key's list is the value's rarity,
and the sites of its rarest keys are the pairs worth comparing. Nothing here compares all with all.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from heapq import nlargest
from math import log2
from typing import NamedTuple

from crawler import fingerprint as fingerprints
from crawler.fingerprint import Family, Fingerprint, Signal, Values
from monitor.remembering import MOST_COMPARED, First, Near, alike_among, number_in, recent, remembered
from monitor.store import MonitorStore, posting_key
from monitor.store.index import Sites
from monitor.store.settling import LONG

LONGEST_EXACT = LONG
"""Values on more sites than this are only counted: leaving out a few suspects would not show in the bits."""
LONGEST_TELLING = 200
"""A key on more sites than this points at no one, so it makes no pair worth comparing."""
MOST_CANDIDATES = 10_000
MOST_REMEMBERED = 4_000
MOST_FINGERPRINTS = 2_000  # of some 60 kB each
MOST_ASIDE = 8
MOST_COUNTED = 50_000
MOST_NAMES = 100_000
MOST_NEAR = 600
"""Of such lists as may hold MOST_CANDIDATES sites; those of the references are asked for again and again."""
MOST_OF_A_PAIR = 2
ROUNDED = 1e-6
NOBODY: Sites = array("i")


class Aside(Set[str]):
    """The sites that do not count: the same many for all pairs of a day, and the few of one pair."""

    __slots__ = ("all_day", "pair")

    def __init__(self, all_day: frozenset[str], pair: Iterable[str]) -> None:
        self.all_day = all_day
        self.pair = frozenset(pair) - all_day

    def __contains__(self, domain: object) -> bool:
        return domain in self.all_day or domain in self.pair

    def __iter__(self) -> Iterator[str]:
        yield from self.all_day
        yield from self.pair

    def __len__(self) -> int:
        return len(self.all_day) + len(self.pair)


class _Ids(NamedTuple):
    """The ids of those aside."""

    all_day: frozenset[int]
    pair: frozenset[int]


class Corpus:
    """The fingerprints of every observed site; what it counts leaves out the domains in ``excluding``.

    ``excluding`` holds the two sites compared, the suspects and the references: a cluster of fronts must not
    make its own phone number look common.
    """

    def __init__(self, store: MonitorStore, signals: Iterable[Signal] | None = None) -> None:
        self._index = store.index
        self.signals = {each.name: each for each in (fingerprints.signals() if signals is None else signals)}
        self._names: dict[int, str] = {}
        self._ids: dict[str, int | None] = {}
        self._forget()

    def put(self, fingerprint: Fingerprint, inputs: str, slice: str = "") -> None:
        """Keeps a fingerprint; only the current slice ('') is found again by its values."""
        keys = self._posted(fingerprint, self.signals.keys())
        before = None if slice else self._posted_before(fingerprint.domain)
        version = fingerprints.VERSION
        self._index.put(fingerprint, slice=slice, version=version, inputs=inputs, keys=keys, before=before)
        self._forget()

    def _posted_before(self, domain: str) -> list[int] | None:
        """What the site is indexed under until now; an earlier version may have had other keys."""
        found = self._index.get(domain)
        if found is None:
            return []
        known, version, _ = found
        return self._posted(known, self.signals.keys()) if version == fingerprints.VERSION else None

    def settle(self) -> None:
        """Brings the posting lists to what was put, for those who read them in other processes."""
        self._index.settle()
        self._forget()

    def _forget(self) -> None:
        self._sites: int | None = None
        self._ids.clear()
        self._excluded: dict[frozenset[str], frozenset[int]] = {}
        self._held: dict[tuple[object, frozenset[int]], int] = {}
        self.ceilings: dict[tuple[str, str], float] = {}  # what a value can give at most
        self._lists: dict[int, Sites] = {}
        self._telling: dict[int, Sites] = {}
        self._counts: dict[int, int] = {}
        self._lengths: dict[int, int] = {}
        self._fingerprints: dict[tuple[str, str], Fingerprint | None] = {}
        self._near: dict[tuple[str, Values], Near] = {}

    @property
    def sites(self) -> int:
        """How many sites have a fingerprint today."""
        if self._sites is None:
            self._sites = self._index.sites()
        return self._sites

    def population(self, excluding: Set[str]) -> int:
        """How many sites with a fingerprint are not in ``excluding``."""
        return self.sites - sum(map(len, self._aside(excluding)))

    def others(self, signal: str, value: str, excluding: Set[str]) -> int:
        """How many sites outside ``excluding`` show ``value``."""
        key = posting_key(signal, value)
        holders = self._holders(key)
        if len(holders) < LONGEST_EXACT:
            return len(holders) - self._number_of(key, holders, self._aside(excluding))
        return remembered(self._counts, key, self._index.count, MOST_REMEMBERED)

    def holders(self, signal: str, value: str, excluding: Set[str]) -> frozenset[str]:
        """The sites outside ``excluding`` that show ``value``; at most as many as are counted exactly."""
        return frozenset(self._named(self.held_by(signal, value, excluding)).values())

    def held_by(self, signal: str, value: str, excluding: Set[str]) -> frozenset[int]:
        """The same by their ids, which tell apart who they are without naming them."""
        return frozenset(self._holders(posting_key(signal, value))).difference(*self._aside(excluding))

    def like(self, signal: str, values: Values, at_least: float, excluding: Set[str]) -> int:
        """How many sites outside ``excluding`` are at least that similar to ``values``.

        Candidates share a key; those that share most are compared first. Where many in a row are not alike,
        those that share less are not either; where there are too many to compare, the rest are taken to be
        alike in the same part.
        """
        near = recent(self._near, (signal, values), lambda key: self._candidates(*key), MOST_NEAR)
        all_day, pair = self._aside(excluding)
        if len(pair) > MOST_OF_A_PAIR:
            all_day, pair = all_day | pair, frozenset()
        first = near.others(all_day, MOST_COMPARED + MOST_OF_A_PAIR)
        own = {first.places[site] for site in pair if site in first.places}
        if not first.ranked and len(first.similar) >= min(len(first.sites), MOST_COMPARED):
            first.ranked.extend(sorted(first.similar[:MOST_COMPARED]))
        if own or not first.ranked:
            compared, alike = alike_among(self._similarities(signal, values, first, own), at_least)
        else:
            # Between two similarities next to each other all thresholds have one answer.
            place, count = bisect_left(first.ranked, at_least), lambda _: alike_among(first.similar, at_least)
            compared, alike = remembered(first.told, place, count, MOST_COMPARED)
        if not compared:
            return alike
        unseen = len(near.ascending) - first.left_out - number_in(near.ascending, pair) - compared
        return alike + round(unseen * alike / compared)

    def _similarities(self, signal: str, values: Values, first: First, own: Set[int]) -> Iterator[float]:
        """How similar each of the first is but those at ``own`` places; what was compared once is kept."""
        for place, site in enumerate(first.sites):
            if place == len(first.similar):
                first.similar.append(self._similarity(signal, values, self._named([site])[site]))
            if place not in own:
                yield first.similar[place]

    def _candidates(self, signal: str, values: Values) -> Near:
        keys = [posting_key(signal, key) for key in self.signals[signal].keys(values)]
        lists = self._index.postings(keys, LONGEST_TELLING)
        # Only the shortest lists are taken, so of a long one its length comes first: reading it costs more.
        lengths = {
            key: self._length(key) if holders is None else len(holders) for key, holders in lists.items()
        }
        shared: Counter[int] = Counter()
        for key in sorted(lengths, key=lengths.__getitem__):
            if shared and len(shared) + lengths[key] > MOST_CANDIDATES:
                break
            holders = lists[key]
            shared.update(self._holders(key) if holders is None else holders)
        ascending = sorted(shared)
        # Sorting keeps the order of those that share as many.
        closest = sorted(ascending, key=shared.__getitem__, reverse=True)
        return Near(array("i", closest), array("i", ascending))

    def neighbours(
        self,
        fingerprint: Fingerprint,
        at_most: int = 50,
        families: Set[Family] = frozenset({Family.CONTENT}),
    ) -> list[str]:
        """The sites that share a telling key of ``families``, those that share the rarest keys of all first.

        What shares no word cannot be a copy, so a site with words of its own costs one look at its keys.
        """
        leading = {name for name, signal in self.signals.items() if signal.family in families}
        lists = list(self._few(self._posted(fingerprint, leading)))
        weights: dict[int, float] = {}
        for holders in lists:
            weights.update(dict.fromkeys(holders, 0.0))
        for own in self._index.ids([fingerprint.domain]).values() if weights else ():
            weights.pop(own, None)
        if not weights:
            return []
        lists += self._few(self._posted(fingerprint, self.signals.keys() - leading))
        total = self.sites + 1
        for holders in lists:
            bits = log2(1 + total / len(holders))
            for site in holders:
                if site in weights:
                    weights[site] += bits
        least = nlargest(at_most, weights.values())[-1] - ROUNDED
        named = self._named(site for site, weight in weights.items() if weight >= least)
        # Equal sums may differ in their last digit.
        ranked = sorted((-round(weights[site], 6), domain) for site, domain in named.items())
        return [domain for _, domain in ranked[:at_most]]

    def _few(self, keys: Sequence[int]) -> Iterator[Sites]:
        """The sites under each key; none of a key with too many to tell anything."""
        missing = [key for key in keys if key not in self._telling]
        if len(self._telling) + len(missing) > MOST_REMEMBERED:
            self._telling.clear()
            missing = list(keys)
        for key, holders in self._index.postings(missing, LONGEST_TELLING).items():
            self._telling[key] = holders or NOBODY
        return (self._telling[key] for key in keys if self._telling[key])

    def get(self, domain: str, slice: str = "") -> Fingerprint | None:
        """The stored fingerprint of ``domain``, if there is one."""

        def read(key: tuple[str, str]) -> Fingerprint | None:
            found = self._index.get(*key)
            return found[0] if found else None

        return recent(self._fingerprints, (domain, slice), read, MOST_FINGERPRINTS)

    def _posted(self, fingerprint: Fingerprint, names: Set[str]) -> list[int]:
        """What the site is indexed under by these signals."""
        signals = self.signals
        looked = [(name, values) for name, values in fingerprint.values.items() if name in names]
        return [posting_key(name, key) for name, values in looked for key in signals[name].keys(values)]

    def _holders(self, key: int) -> Sites:
        return remembered(
            self._lists, key, lambda _: self._index.holders(key, LONGEST_EXACT), MOST_REMEMBERED
        )

    def _length(self, key: int) -> int:
        return remembered(
            self._lengths, key, lambda _: self._index.count(key, LONGEST_EXACT), MOST_REMEMBERED
        )

    def _aside(self, excluding: Set[str]) -> _Ids:
        """The ids of those in ``excluding`` that have a fingerprint today."""
        if isinstance(excluding, Aside):
            all_day = remembered(self._excluded, excluding.all_day, self._find_ids, MOST_ASIDE)
            return _Ids(all_day, self._find_ids(excluding.pair))
        return _Ids(remembered(self._excluded, frozenset(excluding), self._find_ids, MOST_ASIDE), frozenset())

    def _number_of(self, key: object, ascending: Sites, aside: _Ids) -> int:
        """How many of those aside are in the list of ``key``: of the many it is counted once."""
        found = remembered(
            self._held, (key, aside.all_day), lambda _: number_in(ascending, aside.all_day), MOST_COUNTED
        )
        return found + number_in(ascending, aside.pair) if aside.pair else found

    def _find_ids(self, domains: frozenset[str]) -> frozenset[int]:
        missing = [domain for domain in domains if domain not in self._ids]
        if len(self._ids) + len(missing) > MOST_NAMES:
            self._ids.clear()
            missing = list(domains)
        found = self._index.ids(missing) if missing else {}
        self._ids.update((domain, found.get(domain)) for domain in missing)
        return frozenset(number for domain in domains if (number := self._ids[domain]) is not None)

    def _named(self, sites: Iterable[int]) -> dict[int, str]:
        """The domain of each of ``sites``."""
        asked = list(sites)
        missing = [site for site in asked if site not in self._names]
        if len(self._names) + len(missing) > MOST_NAMES:
            self._names.clear()
            missing = asked
        if missing:
            self._names.update(self._index.names(missing))
        return {site: self._names[site] for site in asked}

    def _similarity(self, signal: str, values: Values, domain: str) -> float:
        found = self.get(domain)
        theirs = found.values.get(signal, ()) if found else ()
        comparison = self.signals[signal].compare(values, theirs) if theirs else None
        return comparison.similarity if comparison else 0.0
