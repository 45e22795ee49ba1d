"""Which sentences of two sites are nearly the same, and in which words do they differ?"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from crawler.fingerprint import _name_words
from crawler.fingerprint._subject import Subject

if TYPE_CHECKING:
    from crawler.fingerprint import _passages

LONGEST = 300
"""Characters of a passage that are shown."""
FEWEST_WORDS = 6
LEAST_SAME = 0.5
"""Part of the longer passage's words that must be the other's too."""
ROW = 3
MOST_WORDS = 400
"""Of one sentence: who writes longer ones is not read to their end."""
MOST_PASSAGES = 3_000
MOST_HOLDERS = 8
"""Sentences with the same row of words; a row that more have leads nowhere."""
MOST_ALIGNED = 300
"""Pairs of sentences that are laid side by side, those with the most rows in common."""
MOST_BITS = 15.0

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"

Span = tuple[int, int]


class Same(NamedTuple):
    """Where both passages have the same words: (start, end) in each."""

    ours: Span
    theirs: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of one site and its near-equal of another, as written, at most 300 characters each."""

    ours: str
    theirs: str
    same: tuple[Same, ...]

    def to_json(self) -> dict[str, Any]:
        same = [[list(each.ours), list(each.theirs)] for each in self.same]
        return {"ours": self.ours, "theirs": self.theirs, "same": same}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        same = (Same((a, b), (c, d)) for (a, b), (c, d) in row["same"])
        return cls(row["ours"], row["theirs"], tuple(same))


class _Word(NamedTuple):
    folded: str
    start: int
    end: int


def side_by_side(ours: Subject, theirs: Subject, most: int = 10) -> tuple[Passage, ...]:
    """The near-equal passages of two sites, those first that say most: the longest, of the rarest words."""
    left, right = _sentences(ours), _sentences(theirs)
    found = []
    for one, other in _candidates(left, right):
        passage, bits = _aligned(left[one].text, right[other].text)
        if passage is not None:
            found.append((-bits, one, other, passage))
    shown: list[Passage] = []
    taken: set[tuple[str, int]] = set()
    for _, one, other, passage in sorted(found, key=lambda each: each[:3]):
        if len(shown) < most and taken.isdisjoint({("ours", one), ("theirs", other)}):
            taken |= {("ours", one), ("theirs", other)}
            shown.append(passage)
    return tuple(shown)


def _sentences(subject: Subject) -> "list[_passages.Passage]":
    from crawler.fingerprint import _passages

    long = (each for each in _passages.passages(subject) if len(each.words) >= FEWEST_WORDS)
    return [each for each, _ in zip(long, range(MOST_PASSAGES), strict=False)]


def _rows(passage: "_passages.Passage") -> set[tuple[str, ...]]:
    words = passage.words[:MOST_WORDS]
    return set(zip(*(words[start:] for start in range(ROW)), strict=False))


def _candidates(
    left: "Sequence[_passages.Passage]", right: "Sequence[_passages.Passage]"
) -> list[tuple[int, int]]:
    """Pairs that share rows of words, names left out; those that share most first."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for other, passage in enumerate(right):
        for row in _rows(passage):
            holders[row].append(other)
    shared: Counter[tuple[int, int]] = Counter()
    for one, passage in enumerate(left):
        for row in _rows(passage):
            near = holders.get(row, [])
            if len(near) <= MOST_HOLDERS:
                shared.update((one, other) for other in near)
    return sorted(shared, key=lambda pair: (-shared[pair], pair))[:MOST_ALIGNED]


def _aligned(ours: str, theirs: str) -> tuple[Passage | None, float]:
    """Both sentences side by side and how much the words say that are the same; None where too few are."""
    left, right = _words(ours), _words(theirs)
    if len(ours) > LONGEST or len(theirs) > LONGEST:
        begin = next((block for block in _blocks(left, right) if block[2] >= ROW), (0, 0, 0))
        ours, theirs = _cut(ours, left, begin[0]), _cut(theirs, right, begin[1])
        left, right = _words(ours), _words(theirs)
    blocks = list(_blocks(left, right))
    same = sum(length for _, _, length in blocks)
    if same < FEWEST_WORDS or same < LEAST_SAME * max(len(left), len(right)):
        return None, 0.0
    words = {word.folded for start, _, length in blocks for word in left[start : start + length]}
    spans = (
        Same(
            (left[one].start, left[one + length - 1].end),
            (right[other].start, right[other + length - 1].end),
        )
        for one, other, length in blocks
    )
    return Passage(ours, theirs, tuple(spans)), sum(
        min(MOST_BITS, _name_words.bits(each)) for each in sorted(words)
    )


def _cut(text: str, words: list[_Word], first: int) -> str:
    """At most 300 characters, from the word ``first`` on when they are not the whole text."""
    if len(text) <= LONGEST:
        return text
    start = words[first].start if words else 0
    return text[start : start + LONGEST]


def _blocks(left: list[_Word], right: list[_Word]) -> Iterator[tuple[int, int, int]]:
    """(place in ours, place in theirs, how many words) of what is the same, in order."""
    from rapidfuzz.distance import Indel

    steps = Indel.opcodes([each.folded for each in left], [each.folded for each in right])
    for step in steps:
        if step.tag == "equal":
            yield step.src_start, step.dest_start, step.src_end - step.src_start


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    return re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+")


def _words(text: str) -> list[_Word]:
    found = zip(_word().finditer(text), range(MOST_WORDS), strict=False)
    return [_Word(_folded(each[0]), each.start(), each.end()) for each, _ in found]


def _folded(word: str) -> str:
    """Without case and accents; a word of a stranger may be one of 400,000 letters."""
    plain = unicodedata.normalize("NFKD", word[:64])
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold() + word[64:]
