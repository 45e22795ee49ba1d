"""What do somebody's files hold of one domain, by moment?"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from crawler import names
from crawler.archive import ArchivedAnswer
from crawler.collect import read_rdap
from crawler.fingerprint import Page
from crawler.spiders import ROLES, role_of, wanted_images

MOST_ANSWERS = 500
"""Of one domain; a baseline needs a few pages, not a site's whole history."""

MOST_BYTES = 100_000_000
MOST_PICTURES = 200
"""Of one file, beside the other answers; those that a look would have taken are chosen of them."""
LARGEST_PICTURE = 500_000
MOST_IMAGES = 4
RECORDS = ("A", "AAAA", "CAA", "CNAME", "DMARC", "MX", "NS", "SOA", "TXT")
_ICONS = ("image/x-icon", "image/vnd.microsoft.icon")
_Dated = TypeVar("_Dated")


@dataclass(frozen=True, slots=True)
class State:
    """One archived moment of a site: its home page, with what was taken nearest to it in time."""

    at: datetime
    pages: tuple[tuple[str, ArchivedAnswer], ...]  # role and page, home first
    icon: ArchivedAnswer | None
    images: tuple[ArchivedAnswer, ...]  # all that there are; pictures() chooses
    registration: dict[str, Any] | None
    dns: dict[str, Any] | None

    @property
    def home(self) -> ArchivedAnswer:
        return self.pages[0][1]


def of_domain(answers: Iterable[ArchivedAnswer], domain: str) -> Iterator[ArchivedAnswer]:
    """The dated answers that tell of ``domain``, up to MOST_ANSWERS and MOST_BYTES."""
    taken = size = images = 0
    for answer in answers:
        if answer.date is None:
            continue
        if _is_image(answer) and _is_at(answer, domain):
            images += 1
            if images <= MOST_PICTURES:
                yield answer
        elif _tells_of(answer, domain):
            taken, size = taken + 1, size + len(answer.body)
            if taken > MOST_ANSWERS or size > MOST_BYTES:
                return
            yield answer


def states(answers: list[ArchivedAnswer]) -> list[State]:
    """One state for each home page that was another than the one before it, oldest first.

    None when there is no whole page. What was taken beside a home page goes to the nearest in time.
    """
    pages = [each for each in answers if _is_page(each)]
    if not pages:
        return []
    shortest = min(len(_path(each)) for each in pages)
    homes = {each.date: each for each in pages if len(_path(each)) == shortest and each.date}
    first = _first_of_equal(homes)
    taken = {id(each) for each in homes.values()}
    nearest: dict[datetime, list[ArchivedAnswer]] = {moment: [] for moment in first.values()}
    for each in answers:
        if each.date and id(each) not in taken:
            date = each.date
            nearest[first[min(homes, key=lambda moment: abs(moment - date))]].append(each)
    return [_state(moment, homes[moment], nearest[moment]) for moment in sorted(nearest)]


def _first_of_equal(homes: dict[datetime, ArchivedAnswer]) -> dict[datetime, datetime]:
    """For each moment the first of the row of equal home pages that it ends or is in."""
    first: dict[datetime, datetime] = {}
    before: ArchivedAnswer | None = None
    begun = None
    for moment in sorted(homes):
        if begun is None or before is None or homes[moment].body != before.body:
            begun = moment
        before = homes[moment]
        first[moment] = begun
    return first


def spread(found: Sequence[_Dated], date_of: Callable[[_Dated], datetime], most: int) -> list[_Dated]:
    """At most ``most`` of what was found, spread over its time, the first and the last among them."""
    left = sorted(found, key=date_of)
    if len(left) <= most:
        return left
    begin, end = date_of(left[0]), date_of(left[-1])
    chosen = []
    for number in range(most):
        aim = begin + (end - begin) * number / max(most - 1, 1)
        near = min(range(len(left)), key=lambda place: abs(date_of(left[place]) - aim))
        chosen.append(left.pop(near))
    return sorted(chosen, key=date_of)


def _state(moment: datetime, home: ArchivedAnswer, others: list[ArchivedAnswer]) -> State:
    chosen = {role: page for page in others if _is_page(page) and (role := role_of(page.url))}
    pages = [("home", home), *((role, chosen[role]) for role in ROLES if role in chosen)]
    return State(
        at=moment,
        pages=tuple(pages),
        icon=next((each for each in others if _is_icon(each)), None),
        images=tuple(each for each in others if _is_image(each)),
        registration=next((found for each in others if (found := _registration(each))), None),
        dns=next((found for each in others if (found := _dns(each))), None),
    )


def _tells_of(answer: ArchivedAnswer, domain: str) -> bool:
    if answer.url in (f"urn:rdap:{domain}", f"urn:dns:{domain}"):
        return True
    if "rdap+json" in answer.media_type and answer.url.lower().endswith(f"/domain/{domain}"):
        return True
    return _is_at(answer, domain) and (_is_page(answer) or _is_icon(answer))


def _is_at(answer: ArchivedAnswer, domain: str) -> bool:
    return host(answer.url).removeprefix("www.") == domain.removeprefix("www.")


def pictures(pages: Iterable[tuple[str, str, str]], held: Collection[str]) -> list[tuple[str, str]]:
    """Role and URL of the pictures among ``held`` that a look at the pages would have taken.

    It parses a stranger's pages (URL, role and HTML each): only for a process that may be killed.
    """
    shown = [(role, Page(url, html, role)) for url, role, html in pages]
    wanted = wanted_images(shown, len(held))
    return [(each.role, each.url) for each in wanted if each.url in held][:MOST_IMAGES]


def host(url: str) -> str:
    """The domain that an address names; "" when it names none."""
    try:
        return names.parse(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _path(answer: ArchivedAnswer) -> str:
    path = urlsplit(answer.url).path if host(answer.url) else ""
    return path.rstrip("/").removesuffix("/index.html").removesuffix("/index.php")


def _is_page(answer: ArchivedAnswer) -> bool:
    kind = answer.media_type.partition(";")[0].strip().lower()
    is_html = kind in ("text/html", "application/xhtml+xml")
    return answer.status == 200 and is_html and bool(answer.body and host(answer.url))


def _is_icon(answer: ArchivedAnswer) -> bool:
    kind = answer.media_type.partition(";")[0].strip().lower()
    named = "favicon" in _path(answer) and kind.startswith("image/")
    return answer.status == 200 and bool(answer.body) and (kind in _ICONS or named)


def _is_image(answer: ArchivedAnswer) -> bool:
    is_image = answer.media_type.strip().lower().startswith("image/") and not _is_icon(answer)
    return answer.status == 200 and is_image and 0 < len(answer.body) <= LARGEST_PICTURE


def _registration(answer: ArchivedAnswer) -> dict[str, Any] | None:
    if "rdap" not in answer.url and "rdap+json" not in answer.media_type:
        return None
    found = _object(answer)
    registration = read_rdap(found) if found else None
    return None if registration is None or registration.empty else registration.payload("rdap", "archive")


def _dns(answer: ArchivedAnswer) -> dict[str, Any] | None:
    found = _object(answer) if answer.url.startswith("urn:dns:") else None
    if not found:
        return None
    values: dict[str, Any] = {}
    for kind in RECORDS:
        listed = found.get(kind)
        texts = [each[:4096] for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        whole = (each.encode("utf-8", "backslashreplace").decode() for each in texts)
        values[kind] = sorted(whole)[:100]
    return {**values, "errors": {}}


def _object(answer: ArchivedAnswer) -> dict[str, Any] | None:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
