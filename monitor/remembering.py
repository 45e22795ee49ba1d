"""What of all that was asked for before is kept, so that memory has an end?"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from monitor.store.index import Sites

MOST_COMPARED = 100
MOST_UNLIKE = 25
"""In a row, closest first: whoever comes after them shares less still."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class First:
    """The first sites near a page but for those aside, which are ``left_out`` in all.

    ``similar`` is how alike each is, as far as they have been compared; ``ranked`` the same in rising order
    once all have been, and ``told`` (compared, alike) by the place of a threshold in it.
    """

    sites: Sites
    places: Mapping[int, int]
    left_out: int
    similar: list[float] = field(default_factory=list)
    ranked: list[float] = field(default_factory=list)
    told: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Near:
    """The sites that share keys with a page: those that share most first, and by their ids."""

    closest: Sites
    ascending: Sites
    _first: dict[frozenset[int], First] = field(default_factory=dict)

    def others(self, aside: frozenset[int], most: int) -> First:
        """The first of them that are not ``aside``: the same for all pairs of a day."""
        if aside not in self._first:
            sites = array("i", islice((site for site in self.closest if site not in aside), most))
            self._first.clear()
            places = {site: place for place, site in enumerate(sites)}
            self._first[aside] = First(sites, places, number_in(self.ascending, aside))
        return self._first[aside]


def number_in(ascending: Sites, sites: frozenset[int]) -> int:
    """How many of ``sites`` are in a list, whichever of the two is the shorter."""
    if len(ascending) <= len(sites):
        return len(sites.intersection(ascending))
    places = ((bisect_left(ascending, site), site) for site in sites)
    return sum(place < len(ascending) and ascending[place] == site for place, site in places)


def alike_among(similarities: Iterable[float], at_least: float) -> tuple[int, int]:
    """How many were compared, and how many of them are alike; none compared where the rest are not alike."""
    compared = alike = unlike = 0
    for similarity in islice(similarities, MOST_COMPARED):
        compared += 1
        if similarity >= at_least:
            alike += 1
            unlike = 0
        else:
            unlike += 1
            if unlike == MOST_UNLIKE:
                return 0, alike
    return compared, alike


def remembered(memory: dict[_Key, _Value], key: _Key, find: Callable[[_Key], _Value], most: int) -> _Value:
    """What ``find`` gives for ``key``, kept among ``most``; all of it is forgotten when there are more."""
    if key not in memory:
        if len(memory) >= most:
            memory.clear()
        memory[key] = find(key)
    return memory[key]


def recent(memory: dict[_Key, _Value], key: _Key, find: Callable[[_Key], _Value], most: int) -> _Value:
    """The same, where what was asked for last is kept: a day's references are asked for at every site."""
    found = memory.pop(key) if key in memory else find(key)
    while len(memory) >= most:
        del memory[next(iter(memory))]
    memory[key] = found
    return found
