"""By which measures can two pages be compared, ours and others'?

A comparer prepares a page once and then scores pairs: higher is more alike. ``page_bits`` is what every
signal that reads the page says together, with the shipped weights and nobody observed yet; ``template`` is
what those of the template family say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import dnstwist
import tlsh

from crawler.fingerprint import Family, Fingerprint, Page, Subject, Weighing, compare, signals, take
from monitor.evidence import Weights, weigh

WEIGHTS = Weights.load()
TEMPLATE = frozenset(each.name for each in signals() if each.family is Family.TEMPLATE)
NAMED = frozenset(each.name for each in signals() if each.family is Family.NAME)
UNLIKE = 0.0

_CLASSES = re.compile(
    r"<[^>]{0,4000}?\s(?:class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE
)
_TAG = re.compile(r"<([a-zA-Z][\w-]*)")
_number = count()


@dataclass(frozen=True, slots=True)
class Comparer:
    """One measure: ``prepare`` what it keeps of a page, ``score`` two of these."""

    name: str
    prepare: Callable[[str], Any]
    score: Callable[[Any, Any], float]
    finds: Callable[[Any, Any], bool] | None = None
    """Whether an index of keys would have brought the two together; None without an index."""


class _Nobody:
    """An index in which no site is."""

    def __init__(self) -> None:
        self.signals = {each.name: each for each in signals()}

    def population(self, excluding: frozenset[str]) -> int:
        return 0

    def others(self, signal: str, value: str, excluding: frozenset[str]) -> int:
        return 0

    def like(self, *asked: Any) -> int:
        return 0


_NOBODY: Any = _Nobody()


def _fingerprint(source: str) -> Fingerprint:
    domain = f"page-{next(_number)}.example"
    found = take(Subject(domain, {}, (Page(f"https://{domain}/", source),)))
    return Fingerprint(domain, {name: each for name, each in found.values.items() if name not in NAMED})


def _template(source: str) -> Fingerprint:
    subject = Subject("page.example", {}, (Page("https://page.example/", source),))
    found = {each.name: each.extract(subject) for each in signals() if each.name in TEMPLATE}
    return Fingerprint("page.example", {name: each for name, each in found.items() if each})


def bits(ours: Fingerprint, theirs: Fingerprint) -> float:
    """What all signals in which both speak say together."""
    excluding = frozenset((ours.domain, theirs.domain))
    found = compare(ours, theirs)
    return sum(
        weigh(each, _NOBODY, WEIGHTS, excluding, theirs.values[each.signal]).bits
        if _NOBODY.signals[each.signal].weighing is Weighing.RARITY
        else WEIGHTS.curve(each.signal).bits(each.similarity)
        for each in found
    )


def share_a_key(ours: Fingerprint, theirs: Fingerprint) -> bool:
    """Under a signal of which the whole likeness counts: its keys are rare by themselves."""
    both = set(ours.values) & set(theirs.values)
    looking = [_NOBODY.signals[name] for name in both]
    return any(
        set(each.keys(ours.values[each.name])) & set(each.keys(theirs.values[each.name]))
        for each in looking
        if each.weighing is Weighing.SIMILARITY
    )


def jaccard(ours: frozenset[Any], theirs: frozenset[Any]) -> float:
    shared = len(ours & theirs)
    return shared / (len(ours) + len(theirs) - shared) if shared else 0.0


def classes_and_ids(source: str) -> frozenset[str]:
    found = (each for three in _CLASSES.findall(source) for each in three)
    return frozenset(name for each in found for name in each.split())


def tag_grams(source: str) -> frozenset[tuple[str, ...]]:
    tags = [each.lower() for each in _TAG.findall(source)]
    return frozenset(zip(*(tags[start:] for start in range(5)), strict=False))


def _tlsh(source: str) -> str:
    return str(tlsh.hash(source.encode("utf-8", "replace")))


def _as_dnstwist(source: str) -> str:
    """Its own reader's normaliser, without its fetch."""
    reader = dnstwist.UrlOpener.__new__(dnstwist.UrlOpener)
    reader.content = source.encode("utf-8", "replace")
    return str(tlsh.hash(reader._normalize()))


def _distance(ours: str, theirs: str) -> float:
    """As dnstwist tells it: 100 is the same, 0 is 300 and more apart."""
    try:
        return 100 - min(tlsh.diff(ours, theirs), 300) / 3
    except ValueError:
        return UNLIKE


COMPARERS = (
    Comparer("template", _template, bits, share_a_key),
    Comparer("page_bits", _fingerprint, bits),
    Comparer("class_id_jaccard", classes_and_ids, jaccard),
    Comparer("tag_5grams", tag_grams, jaccard),
    Comparer("tlsh", _tlsh, _distance),
    Comparer("dnstwist", _as_dnstwist, lambda ours, theirs: float(int(_distance(ours, theirs)))),
)
