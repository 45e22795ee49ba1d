"""Which pages of a site say who is behind it, and which is its icon?

Links are chosen by their text and by their path, in the languages in which fronts have been written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from urllib.parse import unquote, urljoin, urlsplit

from crawler import names
from crawler.fingerprint import Page

MOST_ASSETS = 300
MOST_CHARACTERS = 500
MOST_LINKS = 2_000
LONGEST_LABEL = 60
"""Characters; what is longer is a headline that happens to name a team."""

_WORDS = {
    "contact": (
        r"contacts?|contact[-_ ]?us|kontakt|get[-_ ]in[-_ ]touch|reach[-_ ]us",
        "联系|聯繫|聯絡|连络|연락|문의|오시는|контакт|связаться|связь",
    ),
    "about": (
        r"about|about[-_ ]?us|who[-_ ]we[-_ ]are|company|our[-_ ]story|profile",
        "关于|關於|公司|企业简介|企業簡介|회사|소개|о нас|о-нас|о компании|компани",
    ),
    "team": (
        r"(our|the|meet[-_ ]the)?[-_ ]?team|people|staff|leadership|management|founders",
        "团队|團隊|我们的人|领导|직원|구성원|조직|사람들|команд|сотрудник|руководств",
    ),
}
ROLES = {
    role: re.compile(rf"(?<![a-z])(?:{latin})(?![a-z])|{others}", re.IGNORECASE)
    for role, (latin, others) in _WORDS.items()
}
_ANY_ROLE = re.compile("|".join(each.pattern for each in ROLES.values()), re.IGNORECASE)
_NOT_A_PAGE = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz|apk|exe|dmg|jpe?g|png|gif|svg|webp|mp4|mp3)$", re.I
)
_PATH = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)", re.IGNORECASE)
_ASSETS = {"script", "img", "stylesheet"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One page worth fetching and what it is for."""

    url: str
    role: str


def pages(home: Page, most: int) -> list[Choice]:
    """At most ``most`` pages beside ``home``: one contact, about and team page first, then their seconds."""
    found: dict[str, list[Choice]] = {role: [] for role in ROLES}
    seen = {_bare(home.url)}
    for href, text in home.links[:MOST_LINKS]:
        role = role_of(href, text)
        if not role or len(found[role]) >= most:
            continue
        url = _on_this_site(home, href)
        if url and _bare(url) not in seen:
            seen.add(_bare(url))
            found[role].append(Choice(url, role))
    rounds = zip_longest(*found.values())
    return [choice for each in rounds for choice in each if choice is not None][:most]


def icon(home: Page) -> str:
    """The URL of the site's icon: the first ``<link rel=icon>`` that names a file, else ``/favicon.ico``."""
    for kind, url, _ in home.assets:
        if "icon" in kind.split() and not url.lower().startswith("data:"):
            found = joined(home, url)
            if found:
                return found
    return urljoin(home.url, "/favicon.ico")


def assets(home: Page) -> list[str]:
    """The style sheets, scripts and images of the page, as written, each once."""
    written = (url for kind, url, _ in home.assets if _ASSETS.intersection(kind.split()))
    distinct = dict.fromkeys(url for url in written if not url.lower().startswith("data:"))
    return [url for url in distinct if len(url) <= MOST_CHARACTERS][:MOST_ASSETS]


def same_site(one: str, other: str) -> bool:
    """True when two URLs lie under one registrable domain."""
    hosts = [host(each) for each in (one, other)]
    return all(hosts) and _registrable(hosts[0]) == _registrable(hosts[1])


@lru_cache(maxsize=4_096)
def _registrable(name: str) -> str:
    return names.registrable(name)


def role_of(href: str, text: str = "") -> str:
    """contact, about or team, by a link's text and the last part of its path; "" for another page."""
    for words in _where_to_look(href, text):
        if not _ANY_ROLE.search(words):
            continue
        for role, pattern in ROLES.items():
            if pattern.search(words):
                return role
    return ""


def _where_to_look(href: str, text: str) -> Iterator[str]:
    """The link's text and the last part of its path; a host is no part of it."""
    if len(text) <= LONGEST_LABEL:
        yield text.lower()
    path = _PATH.match(href[:MOST_CHARACTERS])
    last = unquote(path[1] if path else "").rstrip("/").rpartition("/")[2].lower()
    yield last.rpartition(".")[0] or last


def _on_this_site(home: Page, href: str) -> str:
    url = joined(home, href)
    if not url or not same_site(home.url, url) or _NOT_A_PAGE.search(urlsplit(url).path):
        return ""
    return url if urlsplit(url).port in (None, urlsplit(home.url).port) else ""


def joined(page: Page, href: str) -> str:
    """The absolute http(s) URL without fragment, or ``""`` where ``href`` makes none.

    It begins where the page's ``<base>`` says, if that is a web address itself.
    """
    if not href or href.startswith("#") or len(href) > MOST_CHARACTERS:
        return ""
    base = _absolute(page.url, page.base) if page.base and len(page.base) <= MOST_CHARACTERS else ""
    return _absolute(base or page.url, href)


def _absolute(base: str, href: str) -> str:
    try:
        url = urljoin(base, href).partition("#")[0]
        parts = urlsplit(url)
        usable = (
            parts.scheme in ("http", "https")
            and parts.hostname
            and (parts.port or 1)
            and "@" not in parts.netloc
        )
    except ValueError:
        return ""
    return url if usable else ""


def _bare(url: str) -> str:
    """The URL by which two links to one page are equal."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


@lru_cache(maxsize=4_096)
def host(url: str) -> str:
    """The host a URL names, a domain as A-labels; or an empty text."""
    try:
        named = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    try:
        return names.parse(named)
    except names.InvalidName:  # an address, or a name that is none
        return named
