"""To which domains do the references, and the sites that resemble them, point?

Read is what was observed of them: the address a site names as its own, redirects, certificates, mailboxes and
pictures; with the archive's folder as ``where`` the links of their pages too. Who points to a site from
elsewhere is not known here. A target that more than ``most_sites`` of the sites point to is everybody's.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from crawler import names
from crawler.archive import Archive
from crawler.discovery._link_targets import of_pages, of_site
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.errors import CollectionError, ConfigError

MOST_SITES = 20_000
MOST_TARGETS = 200_000
MOST_BY_DEFAULT = 5
MOST_WAYS = 3
"""Sites and ways that one reason names."""
MARK = 10
"""Hexadecimal digits by which a target is known to have been told."""

Pointed = dict[str, dict[str, str]]
"""Of each target the sites that point to it, each with the strongest way."""


def read(given: Given) -> Iterator[Batch]:
    most = given.options.get("most_sites", str(MOST_BY_DEFAULT))
    if not most.isascii() or not most.isdigit() or not 1 <= int(most[:6]) <= MOST_SITES:
        raise ConfigError(f"the option 'most_sites' is '{most[:40]}'; give a number from 1 on")
    servers = given.options.get("servers", "no")
    if servers not in ("no", "yes"):
        raise ConfigError(f"the option 'servers' is '{servers}'; give 'yes' or 'no'")
    kept = whole_cursor(given.cursor).get("told", "")
    done = {kept[at : at + MARK] for at in range(0, len(kept), MARK)} if isinstance(kept, str) else set()
    pointed, faults = _pointed(given, servers == "yes")
    made = _told(pointed, int(most[:6]), done)
    while batch := list(islice(made, MOST_NAMES)):
        done |= {_mark(name) for name, _ in batch}
        yield Batch(batch, json.dumps({"told": "".join(sorted(done))}), tuple(faults))
        faults = []
    if faults:
        yield Batch((), given.cursor, tuple(faults))


def _pointed(given: Given, servers: bool) -> tuple[Pointed, list[str]]:
    known = dict.fromkeys((*given.references, *given.fingerprints))
    own = {names.registrable(domain) for domain in known}
    archive = _archive(given)
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
        for target, how in targets:
            if target not in own and (target in found or len(found) < MOST_TARGETS):
                found.setdefault(target, {}).setdefault(domain, how)
    return found, faults[:20]


def _archive(given: Given) -> Archive | None:
    if not given.where:
        return None
    if given.is_web or not Path(given.where).is_dir():
        raise ConfigError(f"{given.where} is no folder; name the home's archive, or nothing")
    return Archive(Path(given.where))


def _told(pointed: Pointed, most: int, done: set[str]) -> Iterator[tuple[str, str]]:
    for target, sites in pointed.items():
        if len(sites) > most or _mark(target) in done:
            continue
        ways = [f"{how} {site}" for site, how in islice(sites.items(), MOST_WAYS)]
        more = f"; {len(sites) - MOST_WAYS} more point to it" if len(sites) > MOST_WAYS else ""
        yield target, "; ".join(ways) + more


def _mark(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=MARK // 2).hexdigest()


SOURCE = Source(
    name="links",
    question="To which domains do the references and the sites that resemble them point?",
    read=read,
    trusted=True,
    needs_where=False,
    options={
        "most_sites": f"how many sites may point to a domain until it is everybody's ({MOST_BY_DEFAULT})",
        "servers": "'yes' to follow the hosts of their mail and names too (no)",
    },
)
