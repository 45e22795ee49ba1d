"""Is this page built to exhaust its parser?

The parser is quadratic in open elements and in attributes of one tag, so both are counted beforehand in one
pass. The count keeps a stack as the parser does, and where the two differ it errs on the side of more: an end
tag that closes nothing in the parser closes nothing here.
"""

import re
from collections import Counter
from collections.abc import Iterator

MOST_TAGS = 200_000
"""A page of the largest size has these only when its tags are shorter than any author's."""
MOST_DEPTH = 1_000
MOST_ATTRIBUTES = 1_000
MOST_REBUILT = 1_000_000
"""Unclosed formatting elements times tags: the parser opens the former anew inside the latter."""
MOST_STEPS = 2_000_000
"""Open elements looked at in search of those that end tags close."""

MOST_COUNTED = 10_000
"""Tags; a page with fewer is first judged by how many there are of each."""

_SPACE = r"[\t\n\f\r ]"  # what separates words of a tag; Python's \\s knows more, the parser does not
_ATTRIBUTE = (
    rf"[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_SPACE}*+={_SPACE}*+"
    rf"(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+"
)
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_ENDS_NAME = r"(?=[\t\n\f\r />])"
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?--!?>|.*)"
    rf"|<(?P<raw>{_RAW}){_ENDS_NAME}[^>]*+>(?:[^<]++|<(?!/(?P=raw){_ENDS_NAME}))*+"
    rf"|<(?P<close>/?)(?P<name>[a-z][^\t\n\f\r />]*+)(?P<attributes>(?:[\t\n\f\r /]++|{_ATTRIBUTE})*+)",
    re.IGNORECASE | re.DOTALL,
)
_START = re.compile(r"<([a-z][^\t\n\f\r />]*+)", re.IGNORECASE)
_LONG = re.compile(rf"<[^>]{{{2 * MOST_ATTRIBUTES}}}")
_QUOTED_END = re.compile(rf"={_SPACE}*+(?:\"[^\">]*+>|'[^'>]*+>)")
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_VOID = "area base br col embed hr img input link meta param source track wbr frame basefont bgsound"
_CLOSED_BY_THE_NEXT = "p li td th tr dt dd thead tbody tfoot colgroup"
_NEVER_DEEP = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())
_FORMATTING_TAGS = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_TAGS.split())
_WALL_TAGS = (
    "applet caption table marquee object template foreignobject desc mi mo mn ms mtext annotation-xml"
)
_WALLS = frozenset(_WALL_TAGS.split())  # no end tag reaches what was opened before them
_BLOCK_TAGS = """address article aside blockquote body button center details dialog dir div dl fieldset
figcaption figure footer form header hgroup heading html listing main menu nav ol pre search section select
summary ul"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))


def is_hostile(html: str) -> bool:
    """True when parsing ``html`` could take time or memory out of proportion to its length."""
    if _is_flat(html):
        return _may_have_long_tags(html) and any(map(_has_too_many, _attributes(html)))
    tree = _Open()
    tags = 0
    for token in _TOKEN.finditer(html):
        name = token["name"]
        if name is None:
            continue
        tags += 1
        if tags > MOST_TAGS or _has_too_many(token["attributes"]):
            return True
        name = name.lower()
        if name in _NEVER_DEEP:
            continue
        name = "heading" if name in _HEADINGS else name
        if token["close"]:
            tree.end(name)
        else:
            tree.start(name)
        if len(tree.stack) > MOST_DEPTH or tree.steps > MOST_STEPS:
            return True
    return tree.most_formatting * tags > MOST_REBUILT


def _is_flat(html: str) -> bool:
    """True when there are too few tags to reach any limit but that of attributes, however they nest."""
    ends, marks = html.count("</"), html.count("<")
    if marks > MOST_COUNTED:
        return False
    deep = formatting = marks - ends
    if formatting * marks > MOST_REBUILT:
        names = Counter(map(str.lower, _START.findall(html)))
        deep = sum(count for name, count in names.items() if name not in _NEVER_DEEP)
        formatting = sum(names[name] for name in _FORMATTING)
    return deep <= MOST_DEPTH and deep * ends <= MOST_STEPS and formatting * marks <= MOST_REBUILT


def _may_have_long_tags(html: str) -> bool:
    """True when a tag may have more than MOST_ATTRIBUTES; a ``>`` inside of one stands in a quoted value."""
    return bool(_LONG.search(html) or _QUOTED_END.search(html))


def _attributes(html: str) -> Iterator[str]:
    return (token["attributes"] for token in _TOKEN.finditer(html) if token["attributes"])


class _Open:
    """The elements that are open, and the formatting elements that the parser would open anew."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.steps = 0
        self.most_formatting = 0
        self._open: Counter[str] = Counter()
        self._formatting: Counter[str] = Counter()
        self._unclosed = 0

    def start(self, name: str) -> None:
        self.stack.append(name)
        self._open[name] += 1
        if name in _FORMATTING:
            self._formatting[name] += 1
            self._unclosed += 1
            self.most_formatting = max(self.most_formatting, self._unclosed)

    def end(self, name: str) -> None:
        place = self._place(name)
        if name in _FORMATTING:
            self._end_formatting(name, place)
        elif place is not None:
            self._open.subtract(self.stack[place:])
            del self.stack[place:]

    def _end_formatting(self, name: str, place: int | None) -> None:
        if place is None and self._open[name]:
            return
        if self._formatting[name]:
            self._formatting[name] -= 1
            self._unclosed -= 1
        if place is not None:
            self._open[name] -= 1
            del self.stack[place]

    def _place(self, name: str) -> int | None:
        """Where the element stands that this end tag closes; None when it closes none."""
        if not self._open[name]:
            return None
        closes_blocks = name in _BLOCKS or name in _WALLS or name in _FORMATTING
        for place in range(len(self.stack) - 1, -1, -1):
            self.steps += 1
            here = self.stack[place]
            if here == name:
                return place
            if here in _WALLS or (here in _BLOCKS and not closes_blocks):
                return None
        return None


def _has_too_many(attributes: str) -> bool:
    if len(attributes) <= 2 * MOST_ATTRIBUTES:
        return False
    return sum(1 for _ in _EACH_ATTRIBUTE.finditer(attributes)) > MOST_ATTRIBUTES
