"""Is this page built to exhaust its parser?

The parser is quadratic in open elements and in attributes of one tag, so both are counted beforehand in one
linear pass. The count follows HTML's tokens, not its tree: it is a cheap first wall, and the caller that
reads strangers' pages stands behind a second one (a process that is killed when its time is up).
"""

import re

MOST_DEPTH = 1_000
MOST_ATTRIBUTES = 1_000
MOST_REBUILT = 1_000_000
"""Unclosed formatting elements times tags: the parser opens the former anew inside the latter."""

_ATTRIBUTE = r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_TOKEN = re.compile(
    r"<!--(?:.*?--!?>|.*)"
    rf"|<(?P<raw>{_RAW})\b[^>]*+>(?:[^<]++|<(?!/(?P=raw)\b))*+"
    rf"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{_ATTRIBUTE})*+)",
    re.IGNORECASE | re.DOTALL,
)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_VOID = "area base br col embed hr img input link meta param source track wbr frame basefont bgsound"
_CLOSED_BY_THE_NEXT = "p li td th tr dt dd option optgroup thead tbody tfoot colgroup rt rp"
_NEVER_DEEP = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())
_FORMATTING_TAGS = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_TAGS.split())


def is_hostile(html: str) -> bool:
    """True when parsing ``html`` could take time or memory out of proportion to its length."""
    depth = formatting = most_formatting = tags = 0
    for token in _TOKEN.finditer(html):
        name = token["name"]
        if name is None:
            continue
        tags += 1
        if _has_too_many(token["attributes"]):
            return True
        name = name.lower()
        if name in _NEVER_DEEP:
            continue
        step = -1 if token["close"] else 1
        depth = max(0, depth + step)
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
            most_formatting = max(most_formatting, formatting)
        if depth > MOST_DEPTH:
            return True
    return most_formatting * tags > MOST_REBUILT


def _has_too_many(attributes: str) -> bool:
    if len(attributes) <= 2 * MOST_ATTRIBUTES:
        return False
    return sum(1 for _ in _EACH_ATTRIBUTE.finditer(attributes)) > MOST_ATTRIBUTES
