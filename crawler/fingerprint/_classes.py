"""Is this page the owner's content, or a state that its host, registrar or a court put in its place?

Only content is compared; a script shell is the owner's, but what it shows is not in it. A rule of
``_page_classes.toml`` names where it looks, what it finds there and how long a page may be for it to count:
a firm that writes about seized goods writes more than a notice does.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from crawler.fingerprint._page import Element, Page

DESIGNED = 30
"""Elements from which a page with a style sheet is more than a notice."""

MOST_LINKS = 25
"""A notice links to little; parking pages list their advertisements by script."""

SHELL_WORDS = 15
SHELL_ELEMENTS = 20
"""Elements from which markup has a shape of its own, whatever scripts add to it."""
_NOT_SHOWN = frozenset(("script", "style", "link", "meta", "noscript", "template", "base", "title"))
_MOUNT = re.compile(
    r"(?:react-?|vue-?|ng-|spa-|main-)?(?:root|app)|__next|__nuxt|___gatsby|q-app|svelte|ember\d*|flutter"
    r"|application|app-(?:root|mount|container|wrapper)|root-container"
)
_WANTS_SCRIPTS = (
    r"<noscript[^>]{0,200}>[^\0]{0,300}?(?:enable|need|turn on|requires?|without|activ\w{1,4}|启用|включите"
    r"|활성화|有効)[^<]{0,60}javascript|flutter_bootstrap\.js|main\.dart\.js"
)


class PageClass(StrEnum):
    """What a page is; everything but CONTENT is a state and is never compared.

    CATCH_ALL is a host's answer for a name that it has no site for, SOFT_404 a page that says it was not
    found but was sent with status 200, SCRIPT_SHELL an owner's page that shows nothing until scripts run.
    """

    CONTENT = "content"
    SEIZED = "seized"
    PARKED = "parked"
    REGISTRAR_DEFAULT = "registrar default"
    SERVER_DEFAULT = "server default"
    CATCH_ALL = "catch-all"
    DIRECTORY_LISTING = "directory listing"
    UNDER_CONSTRUCTION = "under construction"
    SUSPENDED = "suspended"
    BOT_WALL = "bot wall"
    ERROR = "error"
    SOFT_404 = "soft 404"
    SCRIPT_SHELL = "script shell"
    EMPTY = "empty"
    HOSTILE = "hostile"


OWNERS = frozenset({PageClass.CONTENT, PageClass.SCRIPT_SHELL})
"""What the owner made: of a shell only what it says of itself is read (its accounts, its names)."""
HIDING = frozenset({PageClass.BOT_WALL, PageClass.ERROR, PageClass.SOFT_404, PageClass.HOSTILE})
"""What stands in the place of the owner's pages: like a failed look it tells nothing of them."""


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
    words = page.words
    places = _Places(page)
    for rule in _rules():
        if rule.kind is PageClass.UNDER_CONSTRUCTION and _is_designed(page):
            continue
        if words <= rule.most_words and any(map(rule.pattern.search, places[rule.where])):
            return PageClass.ERROR if rule.kind is PageClass.SOFT_404 and status >= 400 else rule.kind
    if status >= 400:
        return PageClass.ERROR
    if shows_nothing(page):
        return PageClass.SCRIPT_SHELL
    if not words and not page.assets:
        return PageClass.EMPTY
    return PageClass.CONTENT


def shows_nothing(page: Page) -> bool:
    """Few words, scripts, and either a place where these put the page or nothing to see without them."""
    words = page.words
    if words > SHELL_WORDS or len(page.links) > 1 or page.frames:
        return False
    body = _shown(page)
    if len(body) >= SHELL_ELEMENTS:
        return False
    if not any(each.tag == "script" for each in page.elements):
        return False
    if any("-" in each.tag or _MOUNT.fullmatch(each.id.lower()) for each in body):
        return True
    pictures = any(each.tag in ("img", "svg", "canvas", "video", "object", "embed", "form") for each in body)
    return (not words and not pictures) or bool(re.search(_WANTS_SCRIPTS, page.html[:20_000], re.IGNORECASE))


def _shown(page: Page) -> list[Element]:
    """The elements of the body that a visitor without scripts sees, the body itself left out."""
    shown: list[Element] = []
    begun, hidden_below = False, -1
    for each in page.elements:
        if each.tag == "body":
            begun = True
        elif begun and (hidden_below < 0 or each.depth <= hidden_below):
            hidden_below = each.depth if each.tag in _NOT_SHOWN else -1
            if hidden_below < 0:
                shown.append(each)
    return shown


def _is_designed(page: Page) -> bool:
    """An announcement with a design of its own is the owner's work, and can be a copy of another's."""
    return len(page.elements) >= DESIGNED and any(each.kind == "stylesheet" for each in page.assets)


class _Places(dict[str, list[str]]):
    """Where a rule can look, made when the first one does."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __missing__(self, where: str) -> list[str]:
        self[where] = _place(self._page, where)
        return self[where]


def _place(page: Page, where: str) -> list[str]:
    """Text that comes with a menu of links is the owner's, whatever it speaks of."""
    if where == "title":
        return [page.title.lower()]
    if where == "markup":
        return [page.html[:100_000].lower()]
    if len(page.links) > MOST_LINKS:
        return []
    if where == "text":
        return [" ".join(page.blocks)[:8_000].lower().replace("’", "'")]
    return [each.lower() for each in page.blocks[:40] if len(each) <= 120]


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
