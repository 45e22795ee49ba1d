"""How many bits does a name say by itself, before anything was asked of it?

The same weights as everywhere: the curve of ``domain_name``, and the words that the names of one pack share.
What the sift alone can tell (a companion beside a mistyped label, a label above another's domain) stands at
the similarity of the nearest thing that the signal knows. Sites of the home are not counted: a list of
strangers' names must weigh the same on every day.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from crawler import names
from crawler.fingerprint import Fingerprint, Subject, signals
from crawler.sift import Hit
from crawler.store import open_database
from monitor.corpus import Corpus
from monitor.evidence import Weights, decayed
from monitor.store import MonitorStore, Reference
from monitor.themes import SIGNAL, themes, weigh_themes, words_of

LEAST_BITS = 1.0
"""The usual cut: every kind of lookalike of the shipped references stands above it."""

EXACT = {"tld-swap": 1.0, "plural": 1.0, "subdomain": 0.75}
ALIKE = 0.95
"""Similarity, for a distinctive name, of what only a hyphen, a dot, a look-alike or one edit tells apart."""
TWO_EDITS = TURNED = 0.8
INSIDE, INSIDE_EDITED = 0.75, 0.7

_AT_ONCE = 16
"""Names that are kept read: the hits of one stand together."""

Known = tuple[tuple[str, str], ...]
"""Domains of references, each with its pack."""


def known(references: Iterable[Reference]) -> Known:
    """The references as the sift takes them."""
    return tuple((each.domain, each.pack) for each in references)


def rows(hits: Iterable[Hit], weighing: "Weighing", least: float) -> str:
    """A line of JSON for each name that says so many bits, beside the reference that it says most of."""
    out = []
    for _, several in groupby(hits, key=lambda hit: hit.name):
        bits, hit = max(((weighing.bits(each), each) for each in several), key=_rank)
        if bits >= least:
            out.append(_row(bits, hit))
    return "".join(out)


def _rank(told: tuple[float, Hit]) -> tuple[float, int, str]:
    bits, hit = told
    return bits, -hit.distance, hit.reference


def _row(bits: float, hit: Hit) -> str:
    row = {
        "name": hit.name,
        "reference": hit.reference,
        "kinds": list(hit.kinds),
        "distance": hit.distance,
        "bits": bits,
    }
    return json.dumps(row) + "\n"


class Weighing:
    """What names beside references weigh."""

    def __init__(self, references: Known, weights: Weights | None = None) -> None:
        self._weights = weights or Weights.load()
        self._signal = next(each for each in signals() if each.name == SIGNAL)
        self._of = {domain: self._named(domain) for domain, _ in references}
        self._read = lru_cache(maxsize=_AT_ONCE)(self._named)
        self._strength = {
            domain: self._similarity(domain, f"{names.split(domain)[0]}.invalid") for domain in self._of
        }
        self._words = self._themes(references)

    def bits(self, hit: Hit) -> float:
        """The bits of a hit, with the cap of the family of names."""
        similarity = max(
            self._similarity(hit.name, hit.reference), _standing(hit) * self._strength[hit.reference]
        )
        found = sorted(
            (self._weights.curve(SIGNAL).bits(similarity), self._words[hit.reference]), reverse=True
        )
        return round(min(self._weights.caps[self._signal.family], decayed(found, self._weights.decay)), 2)

    def _named(self, domain: str) -> Fingerprint:
        return Fingerprint(domain, {SIGNAL: self._signal.extract(Subject(domain, {}))})

    def _similarity(self, ours: str, theirs: str) -> float:
        sides = [(self._of.get(each) or self._read(each)).values[SIGNAL] for each in (ours, theirs)]
        found = self._signal.compare(*sides)
        return found.similarity if found else 0.0

    def _themes(self, references: Known) -> dict[str, float]:
        """By reference, the bits of the words that its name shares with others of its pack."""
        corpus = Corpus(MonitorStore(open_database(Path(":memory:"))))
        packs = [(Reference(domain, pack, ""), self._of[domain]) for domain, pack in references]
        words, found = words_of(packs), {}
        for reference, own in packs:
            told = themes(words, reference.pack, own, own)
            evidence = weigh_themes(told, corpus, self._weights, frozenset()) if told else None
            found[reference.domain] = evidence.bits if evidence else 0.0
        return found


def _standing(hit: Hit) -> float:
    """How near a hit stands, for a distinctive name, on the scale of the signal ``domain_name``."""
    if "combosquat" in hit.kinds and "subdomain" not in hit.kinds:
        return INSIDE_EDITED if hit.distance else INSIDE
    if "token-swap" in hit.kinds:
        return TURNED
    if hit.distance > 1 or (hit.distance and "ending" in hit.kinds):
        return TWO_EDITS
    if "ending" in hit.kinds:
        return ALIKE
    return max((EXACT.get(kind, ALIKE) for kind in hit.kinds if kind != "combosquat"), default=INSIDE)
