"""What is the text of an HTML page: its blocks, its headings and the rows of its tables, without its menus?

Only what can be seen is read. The target of a link counts by the link's text alone: one that shows
``evil[.]com`` or the name itself marks it, one that shows "here" does not.
"""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.discovery._passages import Line
from crawler.fingerprint._hostile import is_hostile

MOST_NODES = 2_000_000
_HIDDEN = "head script style noscript template nav footer iframe svg select textarea button"
_UNSEEN = frozenset(_HIDDEN.split())
_WITHIN = """a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span
strike strong sub sup time tt u var wbr"""
_INLINE = frozenset(_WITHIN.split())


def html_lines(text: str, place: str = "") -> Iterator[Line | str]:
    """The lines of a page, block by block."""
    page = _Page(place)
    if is_hostile(text):
        yield f"{place}the page is built to exhaust its reader and was not read; save it as text"
        return
    node: LexborNode | None = LexborHTMLParser(text).body
    depth = seen = 0  # nodes are not compared: that writes out the markup of both
    while node is not None:
        seen += 1
        if seen > MOST_NODES:
            yield f"{place}the page is not read behind paragraph {page.block}: it is too long"
            break
        following = page.enter(node)
        yield from page.taken()
        depth += following is not None
        while following is None and node is not None and depth:
            page.leave(node)
            following = node.next
            if following is None:
                node, depth = node.parent, depth - 1
        node = following
    page.end_block()
    yield from page.taken()


class _Page:
    def __init__(self, place: str) -> None:
        self.block = self.table = self.row = 0
        self._place = place
        self._lines: list[Line] = []
        self._text: list[str] = []
        self._cells: list[str] | None = None
        self._tables = self._level = self._kept = 0

    def taken(self) -> list[Line]:
        lines, self._lines = self._lines, []
        return lines

    def enter(self, node: LexborNode) -> LexborNode | None:
        """Takes what begins here; gives its first child, if that is to be read."""
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            self._text.append(text if self._kept else " ".join(f"x{text}x".split())[1:-1])
            return None
        if tag in _UNSEEN or tag.startswith("-") or "hidden" in node.attributes:
            return None
        if tag == "table":
            self.end_block()
            self._tables += 1
            if self._tables == 1:
                self.table, self.row = self.table + 1, 0
        elif tag == "tr" and self._tables == 1:
            self.end_block()
            self._cells, self.row = [], self.row + 1
        elif tag == "br":
            self.end_block()
        elif tag not in _INLINE:
            self.end_block()
            self._level = int(tag[1]) if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else self._level
            self._kept += tag == "pre"
        return node.child

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _UNSEEN or tag.startswith("-") or tag in _INLINE or "hidden" in node.attributes:
            return
        if self._cells is not None and self._tables == 1 and tag in ("td", "th"):
            self._cells.append(" ".join("".join(self._text).split()))
            self._text = []
        elif self._cells is not None and self._tables == 1 and tag == "tr":
            place = f"{self._place}table {self.table}, row {self.row}"
            self._lines.append(Line(" | ".join(self._cells), place, cells=tuple(self._cells)))
            self._cells, self._text = None, []
        else:
            self.end_block()
            self._tables -= tag == "table"
            self._kept -= tag == "pre"
            self._level = 0

    def end_block(self) -> None:
        """What was read since the last block is a paragraph; within a cell it is a part of it."""
        if self._cells is not None:
            self._text.append(" ")
            return
        text, self._text = "".join(self._text).strip("\n "), []
        if not text:
            return
        self.block += 1
        for line in text.split("\n") if self._kept else (text,):
            self._lines.append(Line(line, f"{self._place}paragraph {self.block}", self._level))
