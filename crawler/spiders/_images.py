"""Which pictures of a site say whose it is: its logo, and photos of its people, offices and work?

The choice follows from the pages alone, so that the same pages lead to the same pictures each time.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler.fingerprint import Page, Shown
from crawler.spiders import _choice

MOST_SHOWN = 300
"""Images of one page that are looked through."""
LEAST_SIDE = 100
"""Pixels; a picture that its page shows smaller is no photo."""
ROLES = ("team", "about", "home", "frame")
"""Pages with pictures worth having, those that show the most of their own first."""

_LOGO = re.compile(r"logo|brand|标志|徽标|логотип|로고", re.IGNORECASE)
_OTHERS = re.compile(
    r"client|partner|customer|sponsor|award|certif|payment|visa|master-?card|pay-?pal|badge|flag|lang|social"
    r"|facebook|twitter|linkedin|instagram|youtube|whats-?app|app-?store|google-?play|emoji|smil(?:ey|ie)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"sprite|spacer|blank|pixel|placeholder|loader|loading|spinner|captcha|transparent|arrow|tracking|counter"
    r"|analytics|gravatar",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"team|staff|people|portrait|member|founder|ceo|cto|director|office|about|portfolio|project|our[-_ ]?work"
    r"|case"
    r"|团队|员工|办公|项目|команд|сотрудник|офис|проект|팀|직원",
    re.IGNORECASE,
)
_PHOTO = re.compile(r"\.(?:jpe?g|png|webp)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture worth fetching; ``role`` is logo or photo."""

    url: str
    role: str


def wanted(shown: Iterable[tuple[str, Page]], most: int) -> list[Wanted]:
    """At most ``most`` pictures of the pages, which come with roles, home first: the logo, then photos."""
    if most < 1:
        return []
    pages = [(role, list(_usable(page))) for role, page in shown if role in ROLES]
    logo = _logo(pages[0][1]) if pages else ""
    found = {each: "logo" for each in [logo] if each}
    for url in _photos(pages):
        found.setdefault(url, "photo")
    return [Wanted(url, role) for url, role in found.items()][:most]


def _logo(home: list[tuple[Shown, str]]) -> str:
    """The first image that is called a logo, one in the header before others; else the header's first."""
    ranked: list[tuple[int, int, str]] = []
    for place, (image, url) in enumerate(home):
        words = _words(image, url)
        if _OTHERS.search(words):
            continue
        named = bool(_LOGO.search(words))
        if named or image.in_head:
            ranked.append((0 if named and image.in_head else 1 if named else 2, place, url))
    return min(ranked)[2] if ranked else ""


def _photos(pages: list[tuple[str, list[tuple[Shown, str]]]]) -> list[str]:
    ranked: list[tuple[bool, int, int, str]] = []
    for role, images in pages:
        for place, (image, url) in enumerate(images):
            words = _words(image, url)
            if image.in_head or not _is_photo(image, url) or _OTHERS.search(words) or _LOGO.search(words):
                continue
            telling = role == "team" or _TELLING.search(words)
            ranked.append((not telling, ROLES.index(role), place, url))
    return [url for _, _, _, url in sorted(ranked)]


def _usable(page: Page) -> Iterator[tuple[Shown, str]]:
    """The images of the page's own site, with their absolute URLs."""
    for image in page.images[:MOST_SHOWN]:
        if image.url[:5].lower() == "data:" or 0 < min(image.width or 99, image.height or 99) < 16:
            continue
        url = _choice.joined(page, image.url)
        ours = url and _choice.same_site(page.url, url) and urlsplit(url).port in _ports(page)
        if ours and not _NOTHING.search(_words(image, url)):
            yield image, url


def _ports(page: Page) -> tuple[int | None, ...]:
    return None, urlsplit(page.url).port


def _is_photo(image: Shown, url: str) -> bool:
    given = [side for side in (image.width, image.height) if side]
    return bool(_PHOTO.search(urlsplit(url).path)) and all(side >= LEAST_SIDE for side in given)


def _words(image: Shown, url: str) -> str:
    """What is said of the image: its classes and id, its alternative text, and its file's name."""
    return f"{image.names} {image.alt} {unquote(urlsplit(url).path.rpartition('/')[2])}"
