"""What is left of a sentence when the name under which its site goes is taken out?

A copy of its text has another name in the same places, so who compares texts leaves the own one out. Each
side knows its own name only: from its label, its title, ``og:site_name`` and the copyright line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from crawler import names
from crawler.fingerprint import _name_words, _normal
from crawler.fingerprint._page import Page
from crawler.fingerprint._subject import Subject

FEWEST_LETTERS = 4
"""A shorter label is part of too many words."""
MOST_WORDS = 6
MOST_WIDE = 16
"""Characters of a Chinese or Japanese name, its legal form included."""
MOST_NAMES = 24
MOST_BLOCKS = 60
"""From the end of a page, where the copyright is claimed."""

_SEGMENT = re.compile(r"\s+[-–—]\s+|\s*[|»«•·:_]\s*|\s*[—–]\s*|(?<=[\u3040-\u9fff])-|-(?=[\u3040-\u9fff])")
_CLAIM = re.compile(
    r"(?:©|\(c\)|copyrights?\b|版权所有|著作權)(?:[\s©,:：.-]|\(c\)|copyrights?\b|by\b|\d{4})*+"
    r"([^©|,.;。，\d\n]{2,60})",
    re.IGNORECASE,
)
_HINTS = ("©", "(c)", "copyr", "版权所有", "著作權")
"""Looked for first: a claim begins with one of them."""
_RESERVED = re.compile(r"\ball\b|\brights?\b|\breserved\b|保留|所有", re.IGNORECASE)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class OwnName:
    """``words`` stand for the name wherever they are, ``rows`` where they follow each other, lower case.

    ``label`` is the domain's without its hyphens: words that spell it out are the name too.
    """

    label: str
    words: frozenset[str]
    rows: Mapping[str, tuple[tuple[str, ...], ...]]  # by their first word
    starts: frozenset[str]  # every word that can begin the name

    def without(self, cased: list[str], said: list[str]) -> list[str]:
        """The words ``cased`` with the name left out; ``said`` are the same words without case."""
        if self.starts.isdisjoint(said):
            return cased
        kept: list[str] = []
        here = 0
        while here < len(said):
            length = self._length(said[here : here + MOST_WIDE])
            if not length:
                kept.append(cased[here])
            here += length or 1
        return kept

    def _length(self, said: list[str]) -> int:
        """How many words from the first on are the name."""
        rows = [len(row) for row in self.rows.get(said[0], ()) if tuple(said[: len(row)]) == row]
        spelt = ""
        for count, word in enumerate(said[:MOST_WORDS], 1):
            spelt += word
            if spelt == self.label:
                rows.append(count)
            if not self.label.startswith(spelt):
                break
        return max(rows, default=int(said[0] in self.words))


def name_of(subject: Subject) -> OwnName:
    """The name of the subject's site."""
    return _name(subject.domain, *subject.pages[:1])


@lru_cache(maxsize=2)
def _name(domain: str, home: Page | None = None) -> OwnName:
    """Kept, because several signals ask for it one after the other, and the analyst's view for two sites'."""
    label = names.split(domain[:253].lower())[0][:63]
    glued = label.replace("-", "")
    letters = glued if len(glued) >= FEWEST_LETTERS else ""
    pieces = {letters, *label.split("-"), *_name_words.words(label)}
    words = {each for each in pieces if _is_telling(each)}
    rows: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in islice(_names(home, letters) if home else (), MOST_NAMES):
        row = _row(name)
        if len(row) > 1:
            rows[row[0]] = (*rows.get(row[0], ()), row)
        elif row and _is_telling(row[0]):
            words.add(row[0])
    begun = {letters[:end] for end in range(2, len(letters) + 1)}
    return OwnName(letters, frozenset(words), rows, frozenset(words | rows.keys() | begun))


def _is_telling(word: str) -> bool:
    return len(word) >= FEWEST_LETTERS and not _name_words.is_listed(word)


def _row(name: str) -> tuple[str, ...]:
    """The words of a name without its legal form; a wide character is a word of its own."""
    plain = _normal.company(name)
    words = _WIDE.sub(lambda found: f" {' '.join(found[0])} ", plain).split()
    most = MOST_WIDE if _WIDE.search(plain) else MOST_WORDS
    return tuple(words) if len(words) <= most else ()


def _names(home: Page, letters: str) -> Iterator[str]:
    for key in ("og:site_name", "application-name"):
        if home.meta.get(key):
            yield home.meta[key][:60]
    for segment in _SEGMENT.split(home.title):
        if _spells(segment, letters) or (_is_wide(segment) and home.text.count(segment) > 1):
            yield segment
    hints = [hint for hint in _HINTS if hint in home.lower]
    for block in home.blocks[-MOST_BLOCKS:] if hints else ():
        low = block[:300].lower()
        if any(hint in low for hint in hints):
            for found in islice(_CLAIM.finditer(block[:300]), 2):
                yield _RESERVED.split(found[1])[0]


def _spells(segment: str, letters: str) -> bool:
    """Whether a part of the title is the label, or begins it or with it."""
    spelt = re.sub(r"[\W_]+", "", segment).lower()
    return (
        min(len(spelt), len(letters)) >= FEWEST_LETTERS
        and len(segment.split()) <= MOST_WORDS
        and (spelt.startswith(letters) or letters.startswith(spelt))
    )


def _is_wide(segment: str) -> bool:
    return 2 <= len(segment) <= MOST_WIDE and bool(_WIDE.fullmatch(segment))
