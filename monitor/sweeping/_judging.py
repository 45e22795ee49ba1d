"""Which reference does one page resemble most, and by how many bits?

The page is read by the same signals, compared and weighed by the same rules as everywhere; rarity comes from
the shipped background, as a worker has no store. Never is a page compared with its own domain.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from crawler import fingerprint, names
from crawler.archive import text_of
from crawler.fingerprint import (
    OWNERS,
    Family,
    Fingerprint,
    Page,
    PageClass,
    Signal,
    Subject,
    Values,
    Weighing,
    classify,
)
from crawler.store import open_database
from crawler.sweep.inputs import Document
from monitor.corpus import Corpus
from monitor.evidence import Weights, decayed
from monitor.score import Score, score
from monitor.store import MonitorStore
from monitor.sweeping._screen import NEED, Screen
from monitor.sweeping.references import read

NAME, DRAWN = "domain_name", "screenshot"
FORMS, SUFFIX = ("label:", "skeleton:"), "suffix:"
_OTHERWISE = (b"\0", b"\x1b")
"""In pages of ASCII bytes that are none: UTF-16, and Japanese of old."""
MOST_SLIPS = 2
"""Of which the signal of names knows anything."""
_OF_A_PAGE = frozenset({Family.NAME, Family.CONTENT, Family.IDENTITY, Family.CLAIMS})
"""What the words of a page tell without its markup."""


class Looked(NamedTuple):
    """One page: its domain, class and fingerprint; ``best`` is None where nothing is shared."""

    domain: str
    page_class: str
    fingerprint: Fingerprint | None = None
    best: Score | None = None


class Judge:
    """The references, ready to be compared with many pages."""

    def __init__(self, path: str, prior: float, cut: float) -> None:
        self._prior = prior
        known = read(Path(path))
        self._known = [each.fingerprint for each in known]
        self._aside = frozenset(each.domain for each in self._known)
        self._corpus = Corpus(MonitorStore(open_database(Path(":memory:"))))
        self._weights = Weights.load()
        self._holders: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, each in enumerate(self._known):
            for signal, values in each.values.items():
                for value in values if signal != NAME else ():
                    self._holders[signal, value].append(number)
        pairs = [(each.fingerprint, each.sketch) for each in known]
        self._need = cut - prior
        self._built = [
            each
            for each in fingerprint.signals()
            if each.family is Family.TEMPLATE and each.weighing is Weighing.SIMILARITY and each.name != DRAWN
        ]
        self._screen = Screen(pairs, cut - prior, self._corpus, self._weights)
        named = [each.values.get(NAME, ()) for each in self._known]
        self._forms = {form: [_form(each, form) for each in named] for form in FORMS}
        self._names_with: dict[str, list[int]] = defaultdict(list)
        for number, values in enumerate(named):
            for value in values:
                if not value.startswith(SUFFIX):
                    self._names_with[value].append(number)
        self._named = lru_cache(maxsize=4_096)(self._bits_of_name)

    def look(self, document: Document, *, in_full: bool) -> Looked | None:
        """The page; None where its bytes tell that it cannot reach the cut, unless asked ``in_full``."""
        domain = _host(document.url).removeprefix("www.")
        reaching: dict[int, float] = {}
        in_passing = not in_full and self._need >= NEED
        if in_passing and not (reaching := self._screen.reaching(_plain(document), self._named(domain))):
            return None
        html = _html(document)
        page = Page(document.url if domain else f"https://{_lent_name(html)}/", html)
        if in_passing and not self._may_reach(page, reaching):
            return None
        return self.judged(domain, page, document)

    def _may_reach(self, page: Page, reaching: Mapping[int, float]) -> bool:
        """True when the markup is worth what a page lacks beside a reference: rows of tags are but a sign."""
        if min(reaching.values()) <= 0:
            return True
        subject = Subject("page.invalid", MappingProxyType({}), (page,))
        built = [(signal, ours) for signal in self._built if (ours := signal.extract(subject))]
        return any(self._likeness(built, number) >= bits for number, bits in reaching.items())

    def _likeness(self, built: Iterable[tuple[Signal, Values]], number: int) -> float:
        """The bits of the markup beside that of a reference."""
        theirs, given = self._known[number].values, []
        for signal, ours in built:
            told = signal.compare(ours, theirs.get(signal.name, ()))
            if told is not None:
                given.append(max(0.0, self._weights.curve(signal.name).bits(told.similarity)))
        return decayed(sorted(given, reverse=True), self._weights.decay)

    def judged(self, domain: str, page: Page, document: Document) -> Looked:
        """The page by every signal."""
        lent = domain or _host(page.url)
        found = classify(page, 200)
        pages = (page,) if found in OWNERS else ()
        taken = fingerprint.take(Subject(lent, MappingProxyType({}), pages))
        if document.is_text:
            taken = _without(taken, frozenset(Family) - _OF_A_PAGE)
        if not domain:
            taken = _without(taken, frozenset({Family.NAME}))
            taken = Fingerprint("", MappingProxyType(_but(taken, lent.partition(".")[0])))
        best = self._best(taken) if found is PageClass.CONTENT else None
        return Looked(domain, found.value, taken, best)

    def _best(self, taken: Fingerprint) -> Score | None:
        """Who shares no value and no name with the page is no candidate."""
        numbers = set(self._named(taken.domain))
        for signal, values in taken.values.items():
            for value in values:
                numbers.update(self._holders.get((signal, value), ()))
        scores = [
            score(taken, self._known[number], self._corpus, self._weights, self._aside, prior=self._prior)
            for number in sorted(numbers)
            if not _is_same(taken.domain, self._known[number].domain)
        ]
        return max(scores, key=lambda each: (each.bits, each.counterpart), default=None)

    def _bits_of_name(self, domain: str) -> dict[int, float]:
        """By reference, the bits of a name that resembles its own."""
        if not domain:
            return {}
        signal, curve = self._corpus.signals[NAME], self._weights.curve(NAME)
        ours = signal.extract(Subject(domain, MappingProxyType({})))
        found = {}
        for number in sorted(self._namesakes(ours)):
            told = signal.compare(ours, self._known[number].values.get(NAME, ()))
            if told is not None and (bits := curve.bits(told.similarity)) > 0:
                found[number] = bits
        return found

    def _namesakes(self, ours: Values) -> set[int]:
        """References whose names share a word with one, or are a slip or two of the hand away from it."""
        near = {number for value in ours for number in self._names_with.get(value, ())}
        for form, theirs in self._forms.items():
            apart = cdist([_form(ours, form)], theirs, scorer=OSA.distance, score_cutoff=MOST_SLIPS)
            near.update(numpy.flatnonzero(apart[0] <= MOST_SLIPS).tolist())
        return near


@lru_cache(maxsize=2)
def judge_of(path: str, digest: str, prior: float, cut: float) -> Judge:
    """Made once in a process; ``digest`` tells two files of one path apart."""
    return Judge(path, prior, cut)


def _host(url: str) -> str:
    """The domain that an address names; "" when it names none."""
    try:
        return names.parse(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _form(values: Values, form: str) -> str:
    """A name as slips are counted in it."""
    found = (each.removeprefix(form) for each in values if each.startswith(form))
    return next(found, "").replace("-", "")


def _plain(document: Document) -> bytes:
    """The page in UTF-8; most are so already, whatever their labels say."""
    body = document.body
    if not document.is_text and not any(mark in body for mark in _OTHERWISE):
        with suppress(UnicodeDecodeError):
            body.decode("utf-8")
            return body
    return _html(document).encode("utf-8", "replace")


def _html(document: Document) -> str:
    if not document.is_text:
        return text_of(document.body, document.media_type)
    lines = document.body.decode("utf-8", "replace").splitlines()
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines)


def _without(taken: Fingerprint, families: Iterable[Family]) -> Fingerprint:
    left_out = {each.name for each in fingerprint.signals() if each.family in families}
    kept = {name: values for name, values in taken.values.items() if name not in left_out}
    return Fingerprint(taken.domain, MappingProxyType(kept))


def _but(taken: Fingerprint, lent: str) -> dict[str, tuple[str, ...]]:
    """What a page shows beside the name that it was lent to be read at all."""
    kept = {name: tuple(each for each in values if lent not in each) for name, values in taken.values.items()}
    return {name: values for name, values in kept.items() if values}


def _lent_name(html: str) -> str:
    """A name of letters that no other page has: two pages without an address must not share one."""
    digest = hashlib.sha256(html.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest) + ".invalid"


def _is_same(ours: str, theirs: str) -> bool:
    return bool(ours) and names.registrable(ours) == names.registrable(theirs)
