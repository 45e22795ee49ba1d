"""What does a signal get to look at, for one domain as it was last seen?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from crawler import names
from crawler.archive import Archive, html_of
from crawler.errors import CollectionError
from crawler.fingerprint import HIDING, OWNERS, Image, Page, PageClass, Subject, classify
from crawler.records import Observation, Outcome
from crawler.store import ObservationStore

MOST_PAGES = 12
MOST_IMAGES = 8
MOST_HIDDEN = 10
"""Looks read in search of the last one that was not hidden behind an error page or a bot wall."""


def load(store: ObservationStore, archive: Archive, domain: str, *, at: datetime | None = None) -> Subject:
    """The latest look of each kind that can be believed, the owner's pages home first, icon and pictures.

    CollectionError when a body that the store knows cannot be read back from the archive.
    """
    return load_with_class(store, archive, domain, at=at)[0]


def load_with_class(
    store: ObservationStore, archive: Archive, domain: str, *, at: datetime | None = None
) -> tuple[Subject, PageClass | None]:
    """As :func:`load`, with the class of the home page as it was fetched; None where it was not read.

    Where an error page or a bot wall stands in the place of the owner's pages, these are as they last were.
    """
    latest = believed(store, domain, at=at)
    site, drawn = latest.get("site"), latest.pop("screenshot", None)
    pages: tuple[Page, ...] = ()
    icons: tuple[bytes, ...] = ()
    images: tuple[Image, ...] = ()
    kind: PageClass | None = None
    if site is not None and site.outcome is Outcome.OBSERVED and not leads_elsewhere(site):
        pages, kind = _owners(_pages(store, archive, site))
        shown = kind
        if kind in HIDING:
            site = latest["site"] = _before_it_was_hidden(store, archive, site, at)
            pages, shown = _owners(_pages(store, archive, site))
        if drawn is not None and pages and (drawn := _picture(store, archive, site, at)):
            latest["screenshot"] = drawn
        if shown is PageClass.SCRIPT_SHELL:
            pages = (_as_drawn(store, archive, site, drawn) or pages[0], *pages[1:])
        icons = tuple(_icons(store, archive, site))
        images = tuple(_images(store, archive, site)) if pages else ()
    return Subject(domain, MappingProxyType(latest), pages, icons, images), kind


def believed(store: ObservationStore, domain: str, *, at: datetime | None = None) -> dict[str, Observation]:
    """The latest look of each kind; half a registration counts while there was no whole one.

    A type of DNS record that nobody would answer is as it was when somebody last did, and what was there is
    still there until a second look has confirmed that it is not.
    """
    latest = store.latest(domain, at=at)
    for kind in store.unconfirmed(domain) if at is None else ():
        there = (each for each in store.before(domain, kind) if each.outcome is Outcome.OBSERVED)
        latest[kind] = next(there, latest[kind])
    if "registration" not in latest:
        half = store.latest(domain, at=at, failed=True).get("registration")
        if half is not None and half.payload:
            latest["registration"] = half
    if "dns" in latest:
        latest["dns"] = _with_what_was_known(store, latest["dns"], at)
    return latest


def _with_what_was_known(store: ObservationStore, seen: Observation, at: datetime | None) -> Observation:
    errors = dict(seen.payload.get("errors") or {})
    if not errors:
        return seen
    payload = dict(seen.payload)
    for earlier in store.before(seen.domain, seen.kind, at=at):
        if not errors or earlier.outcome is not Outcome.OBSERVED:
            break  # what was known before a domain was gone may have been another owner's
        unknown = earlier.payload.get("errors") or {}
        for rdtype in [each for each in errors if each in earlier.payload and each not in unknown]:
            payload[rdtype] = earlier.payload[rdtype]
            del errors[rdtype]
    return replace(seen, payload=MappingProxyType(payload | {"errors": errors}))


def _before_it_was_hidden(
    store: ObservationStore, archive: Archive, site: Observation, at: datetime | None
) -> Observation:
    """The last look at the pages themselves; ``site`` when there is none since the domain was last gone."""
    for earlier in islice(store.before(site.domain, site.kind, at=at), MOST_HIDDEN):
        if earlier.outcome is not Outcome.OBSERVED or leads_elsewhere(earlier):
            break
        home = home_of(store, archive, earlier)
        if home is None or classify(*home) not in HIDING:
            return earlier
    return site


def _picture(
    store: ObservationStore, archive: Archive, site: Observation, at: datetime | None
) -> Observation | None:
    """The last picture of pages that the owner made: one of a notice or a bot wall is like any other's."""
    for drawn in islice(store.before(site.domain, "screenshot", at=at), MOST_HIDDEN):
        of = drawn.payload.get("of")
        looks = (each for each in store.before(site.domain, site.kind, at=at) if each.value_hash == of)
        look = site if of == site.value_hash else next(looks, None)
        home = home_of(store, archive, look) if look is not None else None
        if home is not None and classify(*home) in OWNERS and not leads_elsewhere(drawn):
            return drawn
    return None


def leads_elsewhere(seen: Observation) -> bool:
    """True when the home page, as fetched or drawn, is another domain's: it says nothing of this one."""
    try:
        host = urlsplit(str(seen.payload.get("url", ""))).hostname or seen.domain
    except ValueError:
        return False
    return names.registrable(host) != names.registrable(seen.domain)


def home_of(store: ObservationStore, archive: Archive, site: Observation) -> tuple[Page, int] | None:
    """The home page of a look at a site and its status, whatever its class; None when there is none."""
    return next(_pages(store, archive, site), None)


def _pages(store: ObservationStore, archive: Archive, site: Observation) -> Iterator[tuple[Page, int]]:
    for row in site.payload.get("pages", ())[:MOST_PAGES]:
        html = html_of(_body(store, archive, row), row["media_type"])
        yield Page(row["url"], html, row["role"]), int(row["status"])


def _owners(pages: Iterator[tuple[Page, int]]) -> tuple[tuple[Page, ...], PageClass | None]:
    """The owner's pages, and the class of the home page.

    A site whose home page is not the owner's content has none at all: parked hosts answer any path.
    """
    home = next(pages, None)
    kind = classify(*home) if home else None
    if home is None or kind not in OWNERS:
        return (), kind
    return (home[0], *(page for page, status in pages if classify(page, status) in OWNERS)), kind


def _as_drawn(
    store: ObservationStore, archive: Archive, site: Observation, drawn: Observation | None
) -> Page | None:
    """What the scripts of the home page made of it in a browser, if that is the very page that was seen."""
    if drawn is None or drawn.payload.get("of") != site.value_hash or "document" not in drawn.payload:
        return None
    url = str(drawn.payload["url"])
    body = _body(store, archive, {"url": url, "body": drawn.payload["document"]})
    page = Page(url, html_of(body, "text/html; charset=utf-8"), "home")
    return page if classify(page, 200) is PageClass.CONTENT else None


def _icons(store: ObservationStore, archive: Archive, site: Observation) -> Iterator[bytes]:
    if row := site.payload.get("favicon"):
        yield _body(store, archive, row)


def _images(store: ObservationStore, archive: Archive, site: Observation) -> Iterator[Image]:
    for row in (site.payload.get("images") or ())[:MOST_IMAGES]:
        yield Image(row["role"], row["url"], _body(store, archive, row))


def _body(store: ObservationStore, archive: Archive, row: Mapping[str, Any]) -> bytes:
    capture = store.capture(row["body"])
    if capture is None:
        raise CollectionError(
            f"reading {row['url'][:200]} failed: the store knows no capture {row['body'][:20]}…; "
            "collect the domain again"
        )
    return archive.read(capture)
