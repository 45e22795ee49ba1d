"""To which other domains does one observed site point, and in which ways?

The ways, the strongest first: the address it names as its own, where it leads its visitors, its certificate's
other names, the hosts of its mailboxes, whose pictures it shows, what its pages link to, and with ``servers``
the hosts of its mail and names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler import names
from crawler.archive import Archive
from crawler.discovery._anchors import Anchor, anchors, one_line
from crawler.discovery._public_hosts import is_public
from crawler.errors import CollectionError
from crawler.fingerprint import Fingerprint
from crawler.records import Observation
from crawler.store import ObservationStore

MOST_NAMES_OF_A_CERTIFICATE = 20
"""A certificate with more is that of a host or a network that serves strangers."""
MOST_PAGES = 12
MOST_TARGETS_OF_A_PAGE = 60
"""A page that links to more domains is a directory."""

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico)(?:$|\?)", re.IGNORECASE)


class Target(NamedTuple):
    """A domain, and how the site points to it, to be followed by the site's name and the place there."""

    domain: str
    how: str
    place: str = ""


def of_site(
    domain: str, seen: Mapping[str, Observation], known: Fingerprint | None, servers: bool
) -> Iterator[Target]:
    """What the observations and the fingerprint of a site say."""
    site = seen["site"].payload if "site" in seen else {}
    yield from _at([site.get("canonical")], "is named as its own address by")
    yield from _at([*_list(site.get("redirects")), site.get("url")], "is where visitors are led by")
    values = known.values if known is not None else {}
    certified = [each[4:] for each in values.get("certificate", ()) if each.startswith("san:")]
    if len(certified) <= MOST_NAMES_OF_A_CERTIFICATE:
        yield from _hosts(certified, "is in the certificate of")
    mail = [each for each in values.get("contacts", ()) if each.startswith(("mailhost:", "email:"))]
    yield from _hosts(
        (each.rpartition(":")[2].rpartition("@")[2] for each in mail), "has a mailbox listed by"
    )
    pictures = [each for each in _list(site.get("assets")) if isinstance(each, str) and _PICTURE.search(each)]
    yield from _at(pictures, "has a picture shown by")
    if servers:
        records = [each.partition(":") for each in values.get("dns_records", ())]
        yield from _hosts(
            (rest for kind, _, rest in records if kind in ("mx", "ns")), "serves mail or names of"
        )


def of_pages(
    seen: Mapping[str, Observation], store: ObservationStore, archive: Archive
) -> Iterator[Target | CollectionError]:
    """What the pages of the last look at a site link to; an error for one that is not in the archive."""
    for url, body in pages_of(seen.get("site"), store, archive):
        if isinstance(body, CollectionError):
            yield body
            continue
        targets: dict[str, Target] = {}
        for anchor in anchors(body):
            for found in _hosts([anchor.host], "is linked from"):
                targets.setdefault(found.domain, found._replace(place=f" {place_of(url, anchor)}"))
        if len(targets) <= MOST_TARGETS_OF_A_PAGE:
            yield from targets.values()


def pages_of(
    look: Observation | None, store: ObservationStore, archive: Archive
) -> Iterator[tuple[str, bytes | CollectionError]]:
    """The address and the bytes of each page of a look that was captured, or why they cannot be read."""
    for page in _list(look.payload.get("pages") if look else None)[:MOST_PAGES]:
        content = page.get("body") if isinstance(page, dict) else None
        capture = store.capture(content) if isinstance(content, str) else None
        if capture is None:
            continue
        try:
            yield str(page.get("url")), archive.read(capture)
        except CollectionError as error:
            yield "", error


def place_of(url: str, anchor: Anchor) -> str:
    """Where on its site a link stands, and with which words: (/partners: "our friends")."""
    try:
        path = one_line(urlsplit(url[:2_000]).path) or "/"
    except ValueError:
        path = "/"
    return f'({path}: "{anchor.words}")' if anchor.words else f"({path})"


def _at(urls: Iterable[Any], how: str) -> Iterator[Target]:
    return _hosts((_host(each) for each in urls if isinstance(each, str)), how)


def _host(url: str) -> str:
    try:
        return urlsplit(url[:2_000]).hostname or ""
    except ValueError:
        return ""


def _hosts(hosts: Iterable[str], how: str) -> Iterator[Target]:
    for host in hosts:
        try:
            domain = names.registrable(names.parse(host[:260].removeprefix("*.")))
        except names.InvalidName:
            continue
        if not _is_everybodys(domain):
            yield Target(domain, how)


@lru_cache(maxsize=65_536)
def _is_everybodys(domain: str) -> bool:
    """True for a domain to which pages link whoever made them."""
    return is_public(domain) or domain in _linked() or not _services().isdisjoint(domain.split("."))


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


@lru_cache(maxsize=1)
def _linked() -> frozenset[str]:
    text = files("crawler.discovery").joinpath("_linked_by_all.txt").read_text("utf-8")
    return frozenset(text.partition("\n")[2].split())


@lru_cache(maxsize=1)
def _services() -> frozenset[str]:
    """The names of well-known services, whose domains many pages link to."""
    return frozenset(files("crawler.fingerprint").joinpath("_services.txt").read_text("utf-8").split())
