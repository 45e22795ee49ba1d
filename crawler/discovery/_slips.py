"""Which slips of hand and eye make another name of a label, beside those that dnstwist knows?"""

from collections.abc import Iterable, Iterator, Mapping
from string import ascii_lowercase, digits

LETTERS = ascii_lowercase + digits
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def moved_letter(label: str) -> Iterator[str]:
    """One letter at another place: ``colud`` and ``oucld`` of ``cloud``."""
    for place, letter in enumerate(label):
        rest = label[:place] + label[place + 1 :]
        for to in range(len(label)):
            yield rest[:to] + letter + rest[to:]


def other_letter(label: str) -> Iterator[str]:
    """Any letter or digit for one of the label's."""
    for place in range(len(label)):
        for letter in LETTERS:
            yield label[:place] + letter + label[place + 1 :]


def added_letter(label: str) -> Iterator[str]:
    """Any letter or digit between two, or before the first."""
    for place in range(len(label)):
        for letter in LETTERS:
            yield label[:place] + letter + label[place:]


def doubled_letter(label: str) -> Iterator[str]:
    """Two neighbours, or the last letter, replaced by one letter twice: ``clxxd`` of ``cloud``."""
    for place in range(len(label)):
        for letter in LETTERS:
            yield label[:place] + letter + letter + label[place + 2 :]


def dot(label: str) -> Iterator[str]:
    """A dot between two letters: what stands before it is then a name below the rest."""
    for place in range(1, len(label)):
        yield f"{label[:place]}.{label[place:]}"


def letters_for_digits(label: str) -> Iterator[str]:
    """A digit written out or a number word as digit: ``4cloud`` and ``fourcloud``."""
    for number, word in enumerate(NUMBERS):
        for old, new in ((word, str(number)), (str(number), word)):
            if old in label:
                yield label.replace(old, new)


def without_hyphens(label: str) -> Iterator[str]:
    """``bluefox`` of ``blue-fox``: all hyphens gone, or one."""
    yield label.replace("-", "")
    for place, letter in enumerate(label):
        if letter == "-":
            yield label[:place] + label[place + 1 :]


def look_alike(label: str, glyphs: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """One letter, or pair of letters, replaced by what looks like it."""
    for place in range(len(label)):
        for piece in (label[place], label[place : place + 2]):
            for glyph in glyphs.get(piece, ()):
                yield label[:place] + glyph + label[place + len(piece) :]
