"""Which sites does an index hold that is as skewed as the web, and which of them are alike?

Real pages are few. What is asked for and its relatives are real pages, edited as pages: classes renamed,
words swapped, sections moved or left out. The crowd around them is made from the values of real pages without
another parse: a value that several pages have stays as common as it is, every other one is drawn anew. One
site in ten is on one public template, one in a hundred on each of nine others.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from crawler.fingerprint import Family, Fingerprint, Page, Subject, signals, take
from tests.benchmarks._accuracy_evade import drop, rename, reorder

FAMILY = {each.name: each.family for each in signals()}
ON_PUBLIC = 0.9
"""Of the template's values, so many are left on a site that uses it."""
QUERIES = 40
_TEXT = re.compile(r">([^<>]{20,2000})<")


@dataclass(frozen=True, slots=True)
class Asked:
    """A page to look for: its fingerprint, its source, and the sites that were made from it."""

    fingerprint: Fingerprint
    source: str
    relatives: frozenset[str]


def fingerprint(domain: str, source: str) -> Fingerprint:
    return take(Subject(domain, {}, (Page(f"https://{domain}/", source),)))


def edited(source: str, seed: str) -> Iterator[str]:
    """Three relatives of a page: other class names, other order, and a part of it with other words."""
    yield rename(source, seed)
    yield reorder(_reworded(source, 0.2, seed), seed)
    yield drop(_reworded(source, 0.2, seed), seed)


def _reworded(source: str, part: float, seed: str) -> str:
    """A part of the words is another word of the page, the same wherever it stands."""
    words = sorted({word for text in _TEXT.findall(source) for word in re.findall(r"[a-z]{3,30}", text)})
    chance = random.Random(seed)
    other = {word: chance.choice(words) for word in words if chance.random() < part}
    return _TEXT.sub(
        lambda text: re.sub(r"[a-z]{3,30}", lambda word: other.get(word[0], word[0]), text[0]), source
    )


class Crowd:
    """Sites without number, drawn from the values of real pages."""

    def __init__(self, pages: Sequence[Fingerprint], seed: str) -> None:
        self._pages = pages
        self._seed = seed
        held: Counter[tuple[str, str]] = Counter()
        for page in pages:
            held.update((name, each) for name, values in page.values.items() for each in values)
        self._chance = {
            each: min(1.0, 2 * (count - 1) / len(pages)) for each, count in held.items() if count > 1
        }
        # A template is known by its structure: the pages that have most of it.
        self._public = sorted(pages, key=lambda each: -len(each.values.get("dom_template", ())))[:10]

    def site(self, number: int) -> Fingerprint:
        """The same number gives the same site."""
        chance = random.Random(f"{self._seed} {number}")
        place = (
            0 if number % 10 == 0 else 1 + number // 10 % 9 if number % 10 == 1 and number % 100 < 91 else -1
        )
        base = self._public[place] if place >= 0 else chance.choice(self._pages)
        values = {
            name: tuple(sorted(self._values(name, each, place >= 0, chance)))
            for name, each in base.values.items()
        }
        return Fingerprint(f"site{number}.example", MappingProxyType(values))

    def _values(self, name: str, values: Sequence[str], public: bool, chance: random.Random) -> set[str]:
        if public and FAMILY[name] is Family.TEMPLATE:
            kept = {each for each in values if chance.random() < ON_PUBLIC}
        else:
            kept = {each for each in self._common(name, values) if chance.random() < self._chance[name, each]}
        drawn = chance.randbytes(8 * len(values)).hex()
        return kept | {
            f"{each[:2]}{_zeros(each)}{drawn[16 * place : 16 * place + len(each) - 4]}"
            if each[1] == ":"
            else f"{each[:900]}~{drawn[16 * place : 16 * place + 10]}"
            for place, each in enumerate(values)
            if each not in kept
        }

    def _common(self, name: str, values: Sequence[str]) -> list[str]:
        return [each for each in values if (name, each) in self._chance]


def _zeros(value: str) -> str:
    """The new hash lies about where the old one lay: a full sketch ends where it ended."""
    return value[2:4]
