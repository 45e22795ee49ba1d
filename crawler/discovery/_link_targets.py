"""To which other domains does one observed site point, and in which ways?

The ways, the strongest first: the address it names as its own, where it leads its visitors, its certificate's
other names, the hosts of its mailboxes, whose pictures it shows, what its pages link to, and with ``servers``
the hosts of its mail and names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from crawler import names
from crawler.archive import Archive
from crawler.discovery._public_hosts import is_public
from crawler.errors import CollectionError
from crawler.fingerprint import Fingerprint
from crawler.records import Observation
from crawler.store import ObservationStore

MOST_NAMES_OF_A_CERTIFICATE = 20
"""A certificate with more is that of a host or a network that serves strangers."""
MOST_PAGES = 12
MOST_PAGE = 2_000_000
MOST_LINKS = 5_000
MOST_TARGETS_OF_A_PAGE = 60
"""A page that links to more domains is a directory."""

_LINK = re.compile(
    rb"href\s{0,5}=\s{0,5}[\"']?(?:https?:)?//"
    rb"(?:web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/https?(?::|%3A)//)?([^\s\"'<>/?#\\]{4,300})",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|ico)(?:$|\?)", re.IGNORECASE)
Target = tuple[str, str]
"""A domain, and how the site points to it, to be followed by the site's name."""


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
    site = seen["site"].payload if "site" in seen else {}
    for page in _list(site.get("pages"))[:MOST_PAGES]:
        content = page.get("body") if isinstance(page, dict) else None
        capture = store.capture(content) if isinstance(content, str) else None
        if capture is None:
            continue
        try:
            body = archive.read(capture)
        except CollectionError as error:
            yield error
            continue
        targets = dict.fromkeys(_hosts(linked(body), "is linked from"))
        if len(targets) <= MOST_TARGETS_OF_A_PAGE:
            yield from targets


def linked(body: bytes) -> list[str]:
    """The hosts of the links of a page, in linear time and without a parser."""
    found: dict[bytes, None] = {}
    for match in _LINK.finditer(body[:MOST_PAGE]):
        found[match[1]] = None
        if len(found) >= MOST_LINKS:
            break
    hosts = (each.decode("utf-8", "replace").rpartition("@")[2].partition(":")[0] for each in found)
    return [each.replace("&amp;", "") for each in hosts]


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
        if not is_public(domain) and not _services().intersection(domain.split(".")):
            yield domain, how


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


@lru_cache(maxsize=1)
def _services() -> frozenset[str]:
    """The names of well-known services, whose domains many pages link to."""
    return frozenset(files("crawler.fingerprint").joinpath("_services.txt").read_text("utf-8").split())
