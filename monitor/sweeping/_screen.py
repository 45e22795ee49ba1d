"""Can this page reach the cut beside any reference, as far as its bytes tell before they are parsed?

Most pages of the web share nothing with a reference. Four things are looked for: the words of its rare
values, rows of its words, rows of its tags, and its name. What they could be worth is added up, and only a
page that could reach the cut is fingerprinted; the fingerprint alone decides.

What fools it: a value that the page writes in another way than the reference (an entity in the middle of a
word, a name in another script) is not found by its words; then its text or markup has to be alike too.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy

from crawler.fingerprint import Comparison, Family, Fingerprint, Signal, Weighing
from monitor.corpus import Corpus
from monitor.evidence import Weights, decayed, exactly
from monitor.sweeping._words import Numbers, Words, hash_block, hash_number, hash_pairs, hash_words, words_of

VERSION = 2
TEXT_BITS = 2.5
"""For each row of words in common: three in common are looked at in full."""
ALIKE, UNLIKE = 0.044, 0.01
"""Likeness of rows of tags that is worth NEED bits, and that is worth none. Of 40,922 pairs of recorded pages
(templates as they are, renamed, reordered or with sections dropped, and strangers' home pages) 1,629 are
worth NEED bits by their markup: none of these had less than 0.0444, and none that is worth 2.1 bits or more
is taken for less by a tenth of a bit. Of strangers' pages 0.5 % has 0.044 or more beside a template."""
NEED = 7.0
"""Bits; who asks for pages that are given less gets all of them read in full."""
_NUMBERS = ("phone", "whatsapp")
_BLOCK = "phone_block"
_NAMED = ("path", "bundle", "plugin", "theme", "host")
"""Names in an address of a file: nothing stands between their words."""
_FEWEST = 3
"""Letters of a word that is looked for by itself."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the screen knows of one reference's pages."""

    text: Numbers
    tags: Numbers

    @classmethod
    def of(cls, pages: Sequence[str]) -> "Sketch":
        """Of its pages, home first."""
        found = [words_of(each.encode("utf-8", "replace")) for each in pages]
        empty = numpy.empty(0, numpy.uint64)
        text = numpy.unique(numpy.concatenate([empty, *(each.text for each in found)]))
        return cls(text, numpy.unique(found[0].tags) if found else empty)

    def to_json(self) -> dict[str, str]:
        return {"text": self.text.tobytes().hex(), "tags": self.tags.tobytes().hex()}

    @classmethod
    def from_json(cls, row: Mapping[str, str]) -> "Sketch":
        read = {name: numpy.frombuffer(bytes.fromhex(row[name]), numpy.uint64) for name in ("text", "tags")}
        return cls(**read)


class _Needle(NamedTuple):
    """One value that a page may share: found by all of its words, or by them written as one."""

    reference: int
    signal: str
    bits: float
    words: frozenset[int]
    whole: frozenset[int]
    keys: frozenset[int]  # without any of these it is not there: the longest word, and the whole


class _Found:
    """Which of many hashes are known: a table of bits answers for nearly all of them."""

    def __init__(self, known: Iterable[int]) -> None:
        self._known = frozenset(known)
        width = max(12, math.ceil(math.log2(len(self._known) + 1)) + 6)
        self._shift = numpy.uint64(64 - width)
        self._bits = numpy.zeros(1 << width, bool)
        self._bits[numpy.fromiter(self._known, numpy.uint64) >> self._shift] = True

    def among(self, hashes: Numbers) -> set[int]:
        """Those of ``hashes`` that are known."""
        maybe = hashes[self._bits.take((hashes >> self._shift).view(numpy.int64))]
        return set(self._known.intersection(maybe.tolist()))


class Screen:
    """Pages beside references; ``need`` is how many bits a page must be given to reach the cut."""

    def __init__(
        self, known: Sequence[tuple[Fingerprint, Sketch]], need: float, corpus: Corpus, weights: Weights
    ) -> None:
        self._need = need
        self._needles = [
            needle
            for number, (fingerprint, _) in enumerate(known)
            for needle in _needles(number, fingerprint, corpus, weights)
        ]
        self._by_key = _owners([each.keys for each in self._needles])
        self._words = _Found(word for each in self._needles for word in each.words | each.whole)
        self._text_of = _owners([sketch.text.tolist() for _, sketch in known])
        self._tags_of = _owners([sketch.tags.tolist() for _, sketch in known])
        self._text = _Found(self._text_of)
        pages, usual = _usual()
        self._unusual = math.log2(pages + 1)
        self._less = {tag: self._unusual - weight for tag, weight in usual.items()}
        self._norms = [self._weight(set(sketch.tags.tolist())) for _, sketch in known]

    def reaching(self, data: bytes, names: Mapping[int, float]) -> dict[int, float]:
        """The references beside which a page in UTF-8 may reach the cut, if its markup is worth so many bits.

        ``names`` are the bits of its name by reference.
        """
        page = words_of(data)
        bits: dict[int, float] = defaultdict(float, names)
        for found in (self._by_values(page), self._by_text(page)):
            for reference, given in found.items():
                bits[reference] += given
        tags = self._by_tags(page)
        may = {each for each in {*bits, *tags} if bits.get(each, 0.0) + tags.get(each, 0.0) >= self._need}
        return {each: self._need - bits.get(each, 0.0) for each in may}

    def _by_values(self, page: Words) -> dict[int, float]:
        here = {each for known in (page.words, page.pairs, page.digits) for each in self._words.among(known)}
        whole = here | self._words.among(page.joined)
        given: dict[tuple[int, str], list[float]] = defaultdict(list)
        for number in {number for key in whole & self._by_key.keys() for number in self._by_key[key]}:
            needle = self._needles[number]
            if (needle.words and needle.words <= here) or not needle.whole.isdisjoint(whole):
                given[needle.reference, needle.signal].append(needle.bits)
        bits: dict[int, float] = defaultdict(float)
        for (reference, _), each in given.items():
            bits[reference] += decayed(sorted(each, reverse=True), 0.5)
        return bits

    def _by_text(self, page: Words) -> dict[int, float]:
        shared: dict[int, float] = defaultdict(float)
        for found in self._text.among(page.text):
            for reference in self._text_of[found]:
                shared[reference] += TEXT_BITS
        return shared

    def _by_tags(self, page: Words) -> dict[int, float]:
        tags = set(page.tags.tolist())
        both: dict[int, float] = defaultdict(float)
        for found in tags & self._tags_of.keys():
            weight = self._unusual - self._less.get(found, 0.0)
            for reference in self._tags_of[found]:
                both[reference] += weight
        own = self._weight(tags) if both else 0.0
        likeness = {each: _cosine(weight, own, self._norms[each]) for each, weight in both.items()}
        return {
            each: NEED * (alike - UNLIKE) / (ALIKE - UNLIKE)
            for each, alike in likeness.items()
            if alike > UNLIKE
        }

    def _weight(self, tags: AbstractSet[int]) -> float:
        """The rarer a row of tags is among pages in general, the more it weighs."""
        return len(tags) * self._unusual - math.fsum(map(self._less.__getitem__, tags & self._less.keys()))


def _cosine(both: float, ours: float, theirs: float) -> float:
    return both / math.sqrt(ours * theirs) if ours > 0 and theirs > 0 else 0.0


def _owners(sets: Iterable[Iterable[int]]) -> dict[int, list[int]]:
    """For each hash of some sets the numbers of the sets that have it."""
    by_hash: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(sets):
        for found in each:
            by_hash[found].append(number)
    return dict(by_hash)


def _needles(number: int, known: Fingerprint, corpus: Corpus, weights: Weights) -> Iterable[_Needle]:
    """The values of a reference that give bits when a page has them too."""
    for signal in _telling(corpus.signals.values()):
        for value in known.values.get(signal.name, ()):
            alone = Comparison(signal.name, 1.0, (value,), "")
            bits = exactly(alone, corpus, weights, frozenset({known.domain})).bits
            words, whole = _words_in(value)
            if bits > 0.0 and (words or whole):
                told = frozenset(words), frozenset(whole)
                yield _Needle(number, signal.name, bits, *told, frozenset([*words[:1], *whole]))


def _telling(signals: Iterable[Signal]) -> list[Signal]:
    shown = frozenset({Family.IDENTITY, Family.TEMPLATE, Family.CONTENT, Family.CLAIMS})
    return [each for each in signals if each.weighing is Weighing.RARITY and each.family in shown]


def _words_in(value: str) -> tuple[list[int], list[int]]:
    """What a page with this value must have, the rarest first, and those words of which one is enough."""
    kind, _, rest = value.partition(":")
    if kind in _NUMBERS or kind == _BLOCK:
        number = hash_block(rest) if kind == _BLOCK else hash_number(rest)
        return [], number.tolist()
    pairs = hash_pairs(rest.rpartition("/")[2]).tolist() if kind in _NAMED else []
    split = _split(rest.rpartition("/")[0] if pairs else rest)
    long = [each for each in split if len(each) >= _FEWEST or not each.isascii()] or split
    words = hash_words(" ".join(sorted(long, key=len, reverse=True))).tolist()
    joined = "".join(_split(rest))
    return pairs + words, hash_words(joined).tolist() if joined.isascii() else []


def _split(text: str) -> list[str]:
    return "".join(each if each.isalnum() else " " for each in text).split()


@lru_cache(maxsize=1)
def _usual() -> tuple[int, dict[int, float]]:
    """How many pages were counted, and the weights of those rows of tags that several of them had."""
    read = json.loads(files(__package__).joinpath("tag_rows.json").read_text("utf-8"))
    pages = int(read["pages"])
    return pages, {
        int(name, 16): math.log2((pages + 1) / (count + 1)) for name, count in read["rows"].items()
    }
