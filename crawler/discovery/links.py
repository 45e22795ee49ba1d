"""To which domains do references and those that resemble them point, and who points to a reference?

Read is what was observed of them: the address a site names as its own, redirects, certificates, mailboxes,
pictures, and the links of its pages in the archive. A target that more than ``most_sites`` of them point to
is everybody's. Of all other observed sites the pages of new looks are read for a link to a reference.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crawler import names
from crawler.archive import Archive
from crawler.discovery._link_targets import of_pages, of_site
from crawler.discovery._links_here import Found, Place, linking
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.errors import CollectionError, ConfigError
from crawler.store import ObservationStore

MOST_SITES = 20_000
MOST_TARGETS = 200_000
MOST_BY_DEFAULT = 5
MOST_FAULTS = 20
SITES_A_BATCH = 1_000
"""Whoever kills the reading loses at most what was found in so many sites, and reads them again."""
MOST_WAYS = 3
"""Sites and ways that one reason names."""
MARK = 10
"""Hexadecimal digits by which a target is known to have been told."""

Pointed = dict[str, dict[str, str]]
"""Of each target the sites that point to it, each with the strongest way as a sentence."""


def read(given: Given) -> Iterator[Batch]:
    most = given.options.get("most_sites", str(MOST_BY_DEFAULT))
    if not most.isascii() or not most.isdigit() or not 1 <= int(most[:6]) <= MOST_SITES:
        raise ConfigError(f"the option 'most_sites' is '{most[:40]}'; give a number from 1 on")
    servers = given.options.get("servers", "no")
    if servers not in ("no", "yes"):
        raise ConfigError(f"the option 'servers' is '{servers}'; give 'yes' or 'no'")
    kept = _Kept.of(given.cursor)
    archive = _archive(given)
    pointed, faults = _pointed(given, archive, servers == "yes")
    made = _told(pointed, int(most[:6]), kept.told)
    while batch := list(islice(made, MOST_NAMES)):
        kept.told |= {_mark(name) for name, _ in batch}
        yield kept.batch(batch, faults)
        faults = []
    if faults:
        yield kept.batch([], faults)
    if archive is not None and given.observed is not None:
        yield from _here(given, given.observed, archive, kept)


def _here(given: Given, observed: ObservationStore, archive: Archive, kept: "_Kept") -> Iterator[Batch]:
    """The observed sites that link to a reference, and how far their looks were read."""
    told, faults, since = list[tuple[str, str]](), list[str](), 0
    for place, found in linking(observed, archive, given.references, kept.place, given.now):
        if since >= SITES_A_BATCH and place != kept.place:
            yield kept.batch(told, faults[:MOST_FAULTS])
            told, faults, since = [], [], 0
        since += place != kept.place
        kept.place = place
        if isinstance(found, Found) and _mark(f"here {found.domain}") not in kept.told:
            told.append((found.domain, found.told))
            kept.told.add(_mark(f"here {found.domain}"))
        elif isinstance(found, CollectionError):
            faults.append(str(found))
    if since:
        yield kept.batch(told, faults[:MOST_FAULTS])


@dataclass(slots=True)
class _Kept:
    """What was told, and up to which look; the cursor."""

    told: set[str]
    place: Place

    @classmethod
    def of(cls, cursor: str) -> "_Kept":
        kept = whole_cursor(cursor)
        told = kept.get("told", "")
        marks = {told[at : at + MARK] for at in range(0, len(told), MARK)} if isinstance(told, str) else set()
        return cls(marks, Place.of(kept.get("read")))

    def batch(self, found: Sequence[tuple[str, str]], faults: Sequence[str]) -> Batch:
        cursor = {"told": "".join(sorted(self.told)), "read": [self.place.seen, self.place.domain]}
        return Batch(found, json.dumps(cursor), tuple(faults))


def _pointed(given: Given, archive: Archive | None, servers: bool) -> tuple[Pointed, list[str]]:
    known = dict.fromkeys((*given.references, *given.fingerprints))
    own = {names.registrable(domain) for domain in known}
    found: Pointed = {}
    faults: list[str] = []
    for domain in islice(known, MOST_SITES):
        seen = given.observed.latest(domain) if given.observed is not None else {}
        targets = list(of_site(domain, seen, given.fingerprints.get(domain), servers))
        if archive is not None and given.observed is not None:
            for each in of_pages(seen, given.observed, archive):
                if isinstance(each, CollectionError):
                    faults.append(str(each))
                else:
                    targets.append(each)
        for target, how, place in targets:
            if target not in own and (target in found or len(found) < MOST_TARGETS):
                found.setdefault(target, {}).setdefault(domain, f"{how} {domain}{place}")
    return found, faults[:MOST_FAULTS]


def _archive(given: Given) -> Archive | None:
    if not given.where:
        return Archive(given.archive) if given.archive is not None and given.archive.is_dir() else None
    if given.is_web or not Path(given.where).is_dir():
        raise ConfigError(f"{given.where} is no folder; name a home's archive, or nothing for this home's")
    return Archive(Path(given.where))


def _told(pointed: Pointed, most: int, done: set[str]) -> Iterator[tuple[str, str]]:
    for target, sites in pointed.items():
        if len(sites) > most or _mark(target) in done:
            continue
        ways = list(islice(sites.values(), MOST_WAYS))
        more = f"; {len(sites) - MOST_WAYS} more point to it" if len(sites) > MOST_WAYS else ""
        yield target, "; ".join(ways) + more


def _mark(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=MARK // 2).hexdigest()


SOURCE = Source(
    name="links",
    question="To which domains do known ones point, and which observed sites point to a reference?",
    read=read,
    trusted=True,
    needs_where=False,
    options={
        "most_sites": f"how many sites may point to a domain until it is everybody's ({MOST_BY_DEFAULT})",
        "servers": "'yes' to follow the hosts of their mail and names too (no)",
    },
)
