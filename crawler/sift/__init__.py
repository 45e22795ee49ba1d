"""Which of many names resemble a reference's name, and in which ways?

A *reference* is the domain of a documented front. A name resembles it when its registered label is the
reference's under another ending (``tld-swap``) or says it together with its own ending (``ending``:
``thefox.cloud`` for ``thefoxcloud.com``), with other hyphens (``hyphen``), with one or two edits (``typo``),
one flipped bit (``bitsquat``), look-alike letters (``homoglyph``, ``idn``) or a word in the other number
(``plural``), has that label inside (``combosquat``) or its words in another order (``token-swap``), or when
the label stands above somebody else's (``subdomain``). The references' own names resemble nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from crawler.sift._judge import judge
from crawler.sift._name import Name, read
from crawler.sift._reference import mark

if TYPE_CHECKING:
    from crawler.sift._screen import Screen

__all__ = ["KINDS", "Hit", "Sift", "hits_of"]

KINDS = (
    "tld-swap",
    "ending",
    "hyphen",
    "homoglyph",
    "idn",
    "bitsquat",
    "typo",
    "plural",
    "combosquat",
    "token-swap",
    "subdomain",
)

_SMALL = 65_536
"""Bytes of a block that may hold few names."""


@dataclass(frozen=True, slots=True)
class Hit:
    """``name`` resembles ``reference``; ``distance`` counts edits where hyphens and look-alikes are one."""

    name: str
    reference: str
    kinds: tuple[str, ...]
    distance: int


class Sift:
    """Names beside references; a name may resemble several of them, and a hit is told for each."""

    FEW = 32
    """Names that are judged one by one: so few are not worth a screen."""

    def __init__(self, references: Iterable[str]) -> None:
        self._marks = tuple(mark(each) for each in dict.fromkeys(references))
        self._own = frozenset(each.domain for each in self._marks)
        self._all = range(len(self._marks))

    def names(self, names: Sequence[str]) -> list[Hit]:
        """The hits among ``names``, in their order."""
        if len(names) <= self.FEW:
            return [hit for name in names for hit in self._judged(read(_bytes(name)), self._all)]
        return self.block(b"\n".join(_bytes(name) for name in names))

    def block(self, data: bytes) -> list[Hit]:
        """The hits among names that stand one a line, in their order."""
        if not self._marks:
            return []
        if len(data) < _SMALL and data.count(b"\n") < self.FEW:
            return [hit for line in data.split(b"\n") for hit in self._judged(read(line), self._all)]
        from crawler.sift._block import screened

        found = screened(data, self._screen)
        return [hit for name, numbers in found for hit in self._judged(name, numbers)]

    @cached_property
    def _screen(self) -> "Screen":
        from crawler.sift._screen import Screen

        return Screen(self._marks)

    def _judged(self, name: Name | None, numbers: Iterable[int]) -> list[Hit]:
        if name is None or name.registrable in self._own:
            return []
        found = ((self._marks[number], judge(name, self._marks[number])) for number in numbers)
        return [Hit(name.domain, mark.domain, *told) for mark, told in found if told]


def hits_of(question: tuple[tuple[str, ...], bytes]) -> list[Hit]:
    """The hits of a block beside references, for a process that is asked again and again."""
    return _sift(question[0]).block(question[1])


@lru_cache(maxsize=2)
def _sift(references: tuple[str, ...]) -> Sift:
    return Sift(references)


def _bytes(name: str) -> bytes:
    """A name as it stands on a line of its own."""
    return name.replace("\n", " ").encode("utf-8", "replace")
