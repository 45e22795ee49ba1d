"""Which names do the same people make of the same words, judging by the names that are documented?

They turned ``cloudbluefox`` into ``cloudfoxhub``, ``mycloudfox``, ``thefoxcloud`` and ``cloudfox.cloud``: the
words change places, get a hyphen, a plural or a companion, and the last one becomes the ending.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from crawler import names
from crawler.discovery import _endings
from crawler.fingerprint import _name_words

LITTLE = 2.0
"""Bits of a word such as "the" that makes no name by itself."""
USUAL = (
    *("the", "my", "get", "team", "hub", "group", "tech", "soft", "studio", "lab", "labs", "app", "digital"),
    *("global", "hq", "inc", "ltd", "llc", "co"),
)
"""What firms put before and after a name."""
MOST_WORDS = 4
MOST_COMPANIONS = 60
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Learned:
    """What the references' names have in common: their words, the frequent first, and their endings."""

    companions: tuple[str, ...]
    endings: tuple[str, ...]


def learn(references: Sequence[str]) -> Learned:
    """The words and endings of all references."""
    counted: dict[str, int] = {}
    for reference in references:
        for word in dict.fromkeys(_words(reference)):
            counted[word] = counted.get(word, 0) + 1
    ranked = sorted(counted, key=lambda word: (-counted[word], word))
    companions = tuple(word for word in ranked if _name_words.is_listed(word) and len(word) > 1)
    words = dict.fromkeys((*companions[:MOST_COMPANIONS], *USUAL))
    return Learned(tuple(words), _endings.seen(references))


def words_in_other_order(reference: str, learned: Learned) -> Iterator[str]:
    """``foxcloudblue``, ``blue-fox-cloud``, and without "the" and "my"; under the references' endings too."""
    own, ending = names.split(reference)
    words = _words(reference)
    for order in _orders(words):
        joined = () if order == words else ("".join(order),)
        for label in (*joined, "-".join(order)):
            if len(label) >= SHORTEST:
                yield from _under(label, own, ending, learned)


def _under(label: str, own: str, ending: str, learned: Learned) -> Iterator[str]:
    if label != own:
        yield f"{label}.{ending}"
        if "-" not in label:
            yield from (f"{label}.{each}" for each in learned.endings)


def word_as_ending(reference: str, learned: Learned) -> Iterator[str]:
    """``cloudbox.tech`` of ``cloudboxtech.com``, ``foxcloud.group`` of ``foxcloudgroup.com``."""
    endings = {*learned.endings, *_endings.COMMON}
    for order in _orders(_words(reference)):
        rest, last = "".join(order[:-1]), order[-1]
        for each in (last, f"{last}s"):
            if each in endings and len(rest) >= SHORTEST:
                yield f"{rest}.{each}"


def plural(reference: str, learned: Learned) -> Iterator[str]:
    """One word, or each, in the other number: ``thefoxgroup`` of ``thefoxesgroup``."""
    words, ending = _words(reference), names.split(reference)[1]
    for place, word in enumerate(words):
        if _name_words.bits(word) > LITTLE:
            for other in _plurals(word):
                yield f"{''.join((*words[:place], other, *words[place + 1 :]))}.{ending}"
    yield f"{''.join(words)}.{ending}"


def companion(reference: str, learned: Learned) -> Iterator[str]:
    """The telling words with a word of another reference before, between or after them: ``foxcloudhub``."""
    words, ending = _telling(_words(reference)), names.split(reference)[1]
    if not words:
        return
    for order in dict.fromkeys((words, words[::-1])):
        for word in learned.companions:
            if word in words:
                continue
            for place in (len(order), 0, *range(1, len(order))):
                made = (*order[:place], word, *order[place:])
                yield f"{''.join(made)}.{ending}"
                if len(made) <= 3:
                    yield f"{'-'.join(made)}.{ending}"


def other_companion(reference: str, learned: Learned) -> Iterator[str]:
    """One of three words or more replaced by a word of another reference: ``cloudfoxstudio``."""
    words, ending = _telling(_words(reference)), names.split(reference)[1]
    for place in range(len(words) if len(words) > 2 else 0):
        for word in learned.companions:
            if word not in words and _name_words.bits(word) > LITTLE:
                yield f"{''.join((*words[:place], word, *words[place + 1 :]))}.{ending}"


def _words(reference: str) -> tuple[str, ...]:
    return _name_words.words(names.to_unicode(names.split(reference)[0]))


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if _name_words.bits(word) > LITTLE)[:MOST_WORDS]


def _orders(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words as they stand, then in other orders; then only the telling ones."""
    for chosen in dict.fromkeys((words, _telling(words))):
        if 1 < len(chosen) <= MOST_WORDS:
            yield from permutations(chosen)


def _plurals(word: str) -> tuple[str, ...]:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return (f"{word}es", f"{word}s")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return (f"{word[:-1]}ies", f"{word}s")
    return (f"{word}s",)
