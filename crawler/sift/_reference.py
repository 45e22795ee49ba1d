"""What does a reference's name look like in all the ways in which another name can resemble it?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from crawler import names
from crawler.fingerprint import _name_words
from crawler.sift._letters import fold, forms
from crawler.sift._name import shown_label

LEAST = 5
"""Letters from which a label is looked for with an edit, or inside a longer one."""
LEAST_FOR_TWO = 7
"""Letters from which two edits are looked for."""
LEAST_INSIDE = 7
"""Letters from which a label with an edit in it is looked for inside a longer one."""
LITTLE = 1.0
"""Bits of a word such as "the" that makes no name."""
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference's name, ready to be compared."""

    domain: str
    label: str  # as people read it
    plain: str  # without hyphens
    forms: tuple[str, ...]  # folded, itself first; then with two letters for one
    most: int  # edits within which another label resembles it
    plurals: frozenset[str]
    orders: frozenset[str]  # its words in other orders, folded
    words: tuple[str, ...]  # the words that make it, folded; none where it is only one
    endings: Mapping[str, tuple[str, ...]]  # a label and an ending that together say it, folded, and how
    ended: str  # the one of them that may have an edit in it; "" for none


def mark(domain: str) -> Mark:
    """The mark of a reference such as ``cloudfoxhub.com``; InvalidName where it is no domain."""
    parsed = names.parse(domain)
    label = shown_label(names.split(parsed)[0])
    plain = label.replace("-", "")
    core = fold(label)
    pieces = _pieces(label)
    length = len(core)
    found = (_name_words.singular(each) for each in pieces)
    endings = dict(_endings(core, pieces)) if length >= LEAST else {}
    telling = [fold(each) for each in found if len(each) >= 3 and _name_words.bits(each) > LITTLE]
    return Mark(
        domain=names.registrable(parsed),
        label=label,
        plain=plain,
        forms=forms(core),
        most=2 if length >= LEAST_FOR_TWO else 1 if length >= LEAST else 0,
        plurals=frozenset(_plurals(pieces)) - {plain},
        orders=frozenset(_orders(core, pieces)) - {core},
        words=tuple(telling) if len(telling) > 1 else (),
        endings=endings,
        ended=next(iter(endings), "") if len(pieces) > 1 and length >= LEAST_INSIDE else "",
    )


def halves(core: str) -> tuple[str, str]:
    """Two ends of a label, a letter apart: one edit, even a swap of neighbours, leaves one of them whole."""
    half = (len(core) - 1) // 2
    return core[:half], core[half + 1 :]


def _pieces(label: str) -> tuple[str, ...]:
    """The words of a label as they are written in it, ``foxes`` as ``foxes``."""
    plain = label.replace("-", "")
    return _written(plain, _name_words.words(label)) or (plain,)


def _written(rest: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """``rest`` cut where ``words`` end, each in the singular or the plural; empty where it cannot be."""
    if not words:
        return ()
    for end in range(len(words[0]) - 1, len(words[0]) + 3):
        piece = rest[:end]
        if piece == words[0] or _name_words.singular(piece) == words[0]:
            others = _written(rest[end:], words[1:])
            if len(others) == len(words) - 1 and sum(map(len, others)) == len(rest) - len(piece):
                return (piece, *others)
    return ()


def _plurals(pieces: tuple[str, ...]) -> Iterator[str]:
    """The label with one or all of its words in the other number."""
    turned = [_other_number(each) for each in pieces]
    for place, others in enumerate(turned):
        for other in others:
            yield "".join((*pieces[:place], other, *pieces[place + 1 :]))
            for last in turned[-1] if place < len(pieces) - 1 else ():
                yield "".join((*pieces[:place], other, *pieces[place + 1 : -1], last))


def _other_number(word: str) -> tuple[str, ...]:
    if len(word) < 3:
        return ()
    alone = _name_words.singular(word)
    if alone != word:
        return (alone,)
    ends = [word + "s"]
    if word.endswith(("s", "x", "z", "ch", "sh")):
        ends.append(word + "es")
    if word.endswith("y"):
        ends.append(word[:-1] + "ies")
    if word.endswith("s") and not word.endswith("ss"):
        ends.append(word[:-1])
    return tuple(ends)


def _orders(core: str, pieces: tuple[str, ...]) -> Iterable[str]:
    """The words in every other order, and the label cut in two anywhere and turned around."""
    found = {core[at:] + core[:at] for at in range(2, len(core) - 1)} if len(core) >= LEAST else set()
    if 1 < len(pieces) <= MOST_WORDS:
        found |= {"".join(order) for order in permutations([fold(each) for each in pieces])}
    return found


def _endings(core: str, pieces: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The last word as the ending, or a country's two letters: ``thefox.cloud``, ``jinya.ng``."""
    made: dict[str, tuple[str, ...]] = {f"{core[:-2]}.{core[-2:]}": ("ending",)}
    if len(pieces) > 1:
        *before, last = pieces
        made = {f"{fold(''.join(before))}.{fold(last)}": ("ending",), **made}
        for other in _other_number(last):
            made.setdefault(f"{fold(''.join(before))}.{fold(other)}", ("plural", "ending"))
    if 1 < len(pieces) <= MOST_WORDS:
        for *first, end in permutations([fold(each) for each in pieces]):
            made.setdefault(f"{''.join(first)}.{end}", ("token-swap", "ending"))
    return iter(made.items())
