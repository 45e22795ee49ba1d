"""What does a page hold once it is read: title, text, links, elements?

One parse and one walk make everything that signals ask of a page; the parser's tree is not kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.fingerprint._disguise import without_unseen

MOST_ELEMENTS = 20_000
MOST_TEXT = 400_000
"""Characters of visible text; what follows is left out."""


class Element(NamedTuple):
    """One element in document order; the root has depth 0, ``id`` is ``""`` when there is none."""

    tag: str
    depth: int
    classes: tuple[str, ...]
    id: str


class Link(NamedTuple):
    """One ``<a href>`` (or ``<area>``) as written, with its visible text."""

    href: str
    text: str


class Asset(NamedTuple):
    """One thing the page loads, its URL as written.

    ``kind`` is the element (``script``, ``img``, ``iframe``, ``form``) or, of a ``<link>``, its rel value
    (``stylesheet``, ``shortcut icon``, ``canonical``); ``text`` is the alternative text of an image.
    """

    kind: str
    url: str
    text: str


class Shown(NamedTuple):
    """One ``<img>`` as written: ``names`` are its classes and id, its sides 0 where no number is given."""

    url: str
    alt: str
    names: str
    width: int
    height: int
    in_head: bool  # inside the page's header or navigation


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one walk over a page gathers."""

    title: str = ""
    blocks: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    assets: tuple[Asset, ...] = ()
    images: tuple[Shown, ...] = ()
    integrity: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()
    begins: tuple[int, ...] = ()
    base: str = ""
    refresh: str = ""
    frames: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_INLINE_TAGS = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s
samp small span strike strong sub sup time tt u var wbr img svg"""
_UNSEEN_TAGS = """script style noscript template head svg math iframe object audio video canvas select"""
_INLINE = frozenset(_INLINE_TAGS.split())
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_LEFT = _UNSEEN | {"a", "area"}
"""Tags whose end is of interest even where no text stands."""
_SOURCES = {"script": "src", "img": "src", "iframe": "src", "frame": "src", "form": "action", "embed": "src"}
_HEADS = frozenset(("header", "nav", "navbar", "site-header", "topbar", "masthead"))
"""Tags, classes and ids in which a site shows its own mark."""
_element = tuple.__new__  # a NamedTuple's own takes three times as long
_NOTED = frozenset(("a", "area", "base", "link", "meta", "title", *_SOURCES))
_SIDE = re.compile(r"([0-9]{1,5})(?:px)?")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)"
)


def read(html: str) -> Reading:
    """The reading of ``html``, which must have passed the check against hostile pages."""
    root = LexborHTMLParser(html).root
    walk = _Walk()
    if root is not None:
        walk.over(root)
    return walk.reading()


def _squeeze(text: str) -> str:
    """``text`` without marks that nobody sees, each run of white space as one space."""
    return " ".join(without_unseen(text).split())


def _is_hidden(held: Mapping[str, str | None]) -> bool:
    """A frame that only counts its visitors."""
    sizes = ((held.get("width") or "").strip(), (held.get("height") or "").strip())
    return any(each in ("0", "1", "0px", "1px") for each in sizes) or bool(
        _HIDDEN.search((held.get("style") or "").lower())
    )


def _shown(held: Mapping[str, str | None], url: str, in_head: bool) -> Shown:
    later = held.get("data-src") or held.get("data-lazy-src") or ""
    if later and url.lower().startswith("data:"):
        url = later  # what stands in its place until a script loads it shows nothing
    sides = (_SIDE.fullmatch((held.get(each) or "").strip()) for each in ("width", "height"))
    width, height = (int(side[1]) if side else 0 for side in sides)
    names = _squeeze(f"{held.get('class') or ''} {held.get('id') or ''}")[:200]
    return Shown(url.strip(), _squeeze(held.get("alt") or "")[:200], names, width, height, in_head)


class _Walk:
    def __init__(self) -> None:
        self.titles: list[str] = []
        self.blocks: list[str] = []
        self.links: list[Link] = []
        self.assets: list[Asset] = []
        self.images: list[Shown] = []
        self.integrity: list[str] = []
        self.elements: list[Element] = []
        self.begins: list[int] = []
        self.meta: dict[str, str] = {}
        self.base = ""
        self.refresh = ""
        self.frames: list[str] = []
        self._line: list[str] = []
        self._anchors: list[tuple[str, int]] = []  # href, length of the text before it
        self._text: list[str] = []
        self._room = MOST_TEXT
        self._unseen = 0
        self._head = -1  # depth of the header that is being read
        self._without_scripts = 0

    def over(self, root: LexborNode) -> None:
        """Pre-order without recursion: depth is the stranger's choice."""
        path: list[tuple[LexborNode, str]] = []
        elements, enter, leave, line, anchors = (
            self.elements, self._enter, self._leave, self._line, self._anchors
        )  # fmt: skip
        full = False
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or "-"
            if tag == "-text":
                text = "" if self._unseen else node.text_content or ""
                if line or anchors or not text.isspace():
                    self._write(text)
            else:
                if tag[0] not in "-!":
                    enter(node, tag, len(path))
                    full = len(elements) >= MOST_ELEMENTS
                child = None if full else node.child
                if child is not None:
                    path.append((node, tag))
                    node = child
                    continue
                if line or tag in _LEFT:
                    leave(tag)
            following = None if full or not path else node.next
            while following is None and path:
                node, tag = path.pop()
                if line or tag in _LEFT:
                    leave(tag)
                following = None if full or not path else node.next
            node = following

    def reading(self) -> Reading:
        self._break()
        title = _squeeze("".join(self.titles))[:500]
        return Reading(
            title,
            tuple(self.blocks),
            tuple(self.links),
            tuple(self.assets),
            tuple(self.images),
            tuple(self.integrity),
            tuple(self.elements),
            tuple(self.begins),
            self.base,
            self.refresh,
            tuple(self.frames),
            MappingProxyType(self.meta),
        )

    def _enter(self, node: LexborNode, tag: str, depth: int) -> None:
        held = node.attributes
        written, name = (held.get("class"), held.get("id") or "") if held else (None, "")
        classes = tuple(written.split()) if written else ()
        self.elements.append(_element(Element, (tag, depth, classes, name)))
        if depth <= self._head:
            self._head = -1
        if self._head < 0 and (tag in _HEADS or name in _HEADS or not _HEADS.isdisjoint(classes)):
            self._head = depth
        if self._line and tag not in _INLINE:
            self._break()
        self.begins.append(len(self.blocks))
        if tag in _UNSEEN:
            self._unseen += 1
            self._without_scripts += tag == "noscript"
        if tag in _NOTED:
            self._note(node, tag, held)

    def _note(self, node: LexborNode, tag: str, held: dict[str, str | None]) -> None:
        if held.get("integrity"):
            self.integrity.append((held["integrity"] or "").strip())
        if tag in ("a", "area"):
            self._anchors.append((held.get("href") or "", len(self._text)))
        elif tag in _SOURCES:
            url = held.get(_SOURCES[tag]) or held.get("data-src") or ""
            if url:
                self.assets.append(Asset(tag, url.strip(), _squeeze(held.get("alt") or "")))
            if tag == "img" and url and not self._without_scripts:
                self.images.append(_shown(held, url, self._head >= 0))
            if tag in ("frame", "iframe") and url and not self._without_scripts and not _is_hidden(held):
                self.frames.append(url.strip())
        elif tag == "link" and held.get("href"):
            self.assets.append(
                Asset((held.get("rel") or "").strip().lower(), (held["href"] or "").strip(), "")
            )
        elif tag == "meta":
            name = held.get("name") or held.get("property") or held.get("http-equiv") or ""
            if name:
                name, content = name.strip().lower(), (held.get("content") or "").strip()
                self.meta.setdefault(name, content)
                if name == "refresh" and not self._without_scripts and not self.refresh:
                    self.refresh = content
        elif tag == "base" and not self.base:
            self.base = (held.get("href") or "").strip()
        elif tag == "title" and not self.titles:
            self.titles.append(node.text())

    def _leave(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen -= 1
            self._without_scripts -= tag == "noscript"
        if self._anchors and tag in ("a", "area"):
            href, start = self._anchors.pop()
            if href:
                self.links.append(Link(href.strip(), _squeeze("".join(self._text[start:]))))
            if not self._anchors:
                self._text.clear()
        if self._line and tag not in _INLINE and tag[0] != "-":
            self._break()

    def _write(self, text: str) -> None:
        text = text[: self._room]
        self._room -= len(text)
        if text and self._anchors:
            self._text.append(text)
        if text and (self._line or not text.isspace()):
            self._line.append(text)

    def _break(self) -> None:
        line = _squeeze(self._line[0] if len(self._line) == 1 else "".join(self._line))
        self._line.clear()
        if line:
            self.blocks.append(line)
