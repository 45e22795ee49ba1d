"""What is one fetched page, and what can be read from it?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from crawler.fingerprint._hostile import is_hostile
from crawler.fingerprint._reading import Asset, Element, Link, Reading, Shown, read

__all__ = ["Asset", "Element", "Kind", "Link", "Page", "Shown"]

MOST_CHARACTERS = 2_000_000
"""What lies behind is not read: the crawl caps bodies below this."""
MOST_OF_ENDS = 40_000
"""Characters of a page's text, half from its beginning and half from its end."""


class Kind(NamedTuple):
    """What elements of one tag, classes and id have in common, and their places in ``elements``."""

    tag: str
    classes: tuple[str, ...]
    id: str
    places: list[int]

    @property
    def names(self) -> str:
        """The first classes and the id in lower case, as rules look for words in them."""
        return " ".join((*self.classes[:12], self.id))[:200].lower()


# Not slotted: what was read is kept in the instance, so that a page is parsed once and only when asked.
@dataclass(frozen=True)
class Page:
    """One page of a site; ``role`` is home, frame, contact, about or team.

    A page that is ``hostile`` is never parsed: it has no text, no links and no elements.
    """

    url: str
    html: str
    role: str = "home"

    def __hash__(self) -> int:
        """A page's text is too long to be hashed for a look-up."""
        return hash((self.url, len(self.html)))

    @cached_property
    def hostile(self) -> bool:
        """True when the page is built to exhaust its parser."""
        return is_hostile(self.html[:MOST_CHARACTERS])

    @cached_property
    def _reading(self) -> Reading:
        return Reading() if self.hostile else read(self.html[:MOST_CHARACTERS])

    @property
    def title(self) -> str:
        """The first ``<title>``, white space squeezed, at most 500 characters."""
        return self._reading.title

    @property
    def blocks(self) -> tuple[str, ...]:
        """The visible text, one string for each block-level run, white space squeezed, no unseen marks.

        Scripts, styles, noscript and comments are left out; what style sheets hide is not.
        """
        return self._reading.blocks

    @cached_property
    def text(self) -> str:
        """The blocks, one a line."""
        return "\n".join(self.blocks)

    @cached_property
    def ends(self) -> str:
        """The beginning and the end of the text, where footers stand."""
        text = self.text
        if len(text) > MOST_OF_ENDS:
            text = f"{text[: MOST_OF_ENDS // 2]}\n{text[-MOST_OF_ENDS // 2 :]}"
        return text

    @cached_property
    def lower(self) -> str:
        """The text in lower case, its blocks still one a line."""
        return self.text.lower()

    @cached_property
    def words(self) -> int:
        """How much the page says; what is written without spaces counts about three characters a word."""
        return max(len(self.text.split()), len(self.text.encode("utf-8", "replace")) // 8)

    @property
    def links(self) -> tuple[Link, ...]:
        """(href, text) of each link, as written."""
        return self._reading.links

    @property
    def assets(self) -> tuple[Asset, ...]:
        """(kind, url, text) of each script, style sheet, icon, image, frame and form target, as written."""
        return self._reading.assets

    @property
    def images(self) -> tuple[Shown, ...]:
        """Each ``<img>``, as written, in document order."""
        return self._reading.images

    @property
    def integrity(self) -> tuple[str, ...]:
        """What ``integrity`` says of each script and style sheet that has one, as written."""
        return self._reading.integrity

    @property
    def elements(self) -> tuple[Element, ...]:
        """(tag, depth, classes, id) of each element in document order, at most 20,000."""
        return self._reading.elements

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The elements that are alike as one, which a third of them are, in order of the first."""
        found: dict[tuple[str, tuple[str, ...], str], list[int]] = defaultdict(list)
        for place, (tag, _, classes, name) in enumerate(self._reading.elements):
            found[tag, classes, name].append(place)
        return tuple(Kind(*alike, places) for alike, places in found.items())

    @cached_property
    def named(self) -> tuple[tuple[Kind, str], ...]:
        """The kinds that have classes or an id, each with its ``names``."""
        return tuple((kind, kind.names) for kind in self.kinds if kind.classes or kind.id)

    @cached_property
    def names(self) -> str:
        """The names of all of them, one kind a line: what is not in it is in none."""
        return "\n".join(names for _, names in self.named)

    @property
    def begins(self) -> tuple[int, ...]:
        """For each of ``elements`` the place in ``blocks`` of the first text in it or after it."""
        return self._reading.begins

    @property
    def base(self) -> str:
        """What the first ``<base href>`` says, as written: the stranger's word for where links begin."""
        return self._reading.base

    @property
    def refresh(self) -> str:
        """What ``<meta http-equiv=refresh>`` says, as written, unless only those without scripts read it."""
        return self._reading.refresh

    @property
    def frames(self) -> tuple[str, ...]:
        """The URLs of frames that a visitor sees, as written."""
        return self._reading.frames

    @property
    def meta(self) -> Mapping[str, str]:
        """Content by lower-case name, property or http-equiv; the first one counts."""
        return self._reading.meta
