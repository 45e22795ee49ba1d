"""Is this page the owner's content, or a state that its host, registrar or a court put in its place?

Only content is compared. A rule of ``_page_classes.toml`` names where it looks, what it finds there and how
long a page may be for it to count: a firm that writes about seized goods writes more than a notice does.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from crawler.fingerprint._page import Page

DESIGNED = 30
"""Elements from which a page with a style sheet is more than a notice."""

MOST_LINKS = 25
"""A notice links to little; parking pages list their advertisements by script."""


class PageClass(StrEnum):
    """What a page is; everything but CONTENT is a state and is never compared."""

    CONTENT = "content"
    SEIZED = "seized"
    PARKED = "parked"
    REGISTRAR_DEFAULT = "registrar default"
    SERVER_DEFAULT = "server default"
    UNDER_CONSTRUCTION = "under construction"
    SUSPENDED = "suspended"
    BOT_WALL = "bot wall"
    ERROR = "error"
    EMPTY = "empty"
    HOSTILE = "hostile"


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: PageClass
    where: str  # title, text, block (a whole block of text) or markup
    pattern: re.Pattern[str]
    most_words: int


def classify(page: Page, status: int) -> PageClass:
    """The class of ``page``, which its server sent with ``status``."""
    if page.hostile:
        return PageClass.HOSTILE
    words = max(len(page.text.split()), len(page.text) // 10)
    places = _places(page)
    for rule in _rules():
        if rule.kind is PageClass.UNDER_CONSTRUCTION and _is_designed(page):
            continue
        if words <= rule.most_words and any(rule.pattern.search(each) for each in places.get(rule.where, ())):
            return rule.kind
    if status >= 400:
        return PageClass.ERROR
    if not words and not page.assets:
        return PageClass.EMPTY
    return PageClass.CONTENT


def _is_designed(page: Page) -> bool:
    """An announcement with a design of its own is the owner's work, and can be a copy of another's."""
    return len(page.elements) >= DESIGNED and any(each.kind == "stylesheet" for each in page.assets)


def _places(page: Page) -> dict[str, list[str]]:
    """Where a rule can look. Text that comes with a menu of links is the owner's, whatever it speaks of."""
    places = {"title": [page.title.lower()], "markup": [page.html[:100_000].lower()]}
    if len(page.links) <= MOST_LINKS:
        places["text"] = [" ".join(page.blocks)[:8_000].lower().replace("’", "'")]
        places["block"] = [each.lower() for each in page.blocks[:40] if len(each) <= 120]
    return places


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    table = tomllib.loads(files(__package__).joinpath("_page_classes.toml").read_text("utf-8"))
    return tuple(
        _Rule(
            PageClass(row["class"]),
            row["where"],
            re.compile("|".join(row["patterns"])),
            row["most_words"],
        )
        for row in table["rule"]
    )
