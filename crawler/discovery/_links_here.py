"""Which observed sites link to a reference?

Read are the pages of looks that were not read for this yet, so many sites at a time: a site that did not
change costs nothing. A page is looked at closely only when a reference's name stands in its bytes at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler import names
from crawler.archive import Archive
from crawler.discovery._anchors import Anchor, anchors
from crawler.discovery._link_targets import pages_of, place_of
from crawler.errors import CollectionError
from crawler.records import iso, parse_time
from crawler.store import ObservationStore

MOST_SITES_A_READING = 10_000
"""A page is read in less than a millisecond; who has more new looks in a day is read on the next one."""
BEGINNING = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Place:
    """Up to which look the observed sites were read."""

    seen: str = BEGINNING
    domain: str = ""

    @classmethod
    def of(cls, kept: object) -> "Place":
        """The place as a cursor keeps it; the beginning for anything else."""
        if isinstance(kept, list) and len(kept) == 2 and all(isinstance(each, str) for each in kept):
            try:
                return cls(iso(parse_time(kept[0])), kept[1])
            except ValueError:
                pass
        return cls()


@dataclass(frozen=True, slots=True)
class Found:
    """An observed site, and the words on its link to a reference."""

    domain: str
    told: str


def linking(
    store: ObservationStore, archive: Archive, references: Sequence[str], after: Place, now: datetime
) -> Iterator[tuple[Place, Found | CollectionError | None]]:
    """Each site read, with what was found there; the place is that of the site itself.

    Looks of today wait until tomorrow: a run that goes on may add some in front of those.
    """
    own = {names.registrable(each): each for each in references}
    if not own:
        return
    named = tuple(name.encode() for name in sorted(own))
    for seen, domain in store.seen_after("site", after.seen, after.domain, MOST_SITES_A_READING):
        if seen >= iso(now)[:10]:
            return
        place = Place(seen, domain)
        if names.registrable(domain) in own:
            continue
        yield place, None
        for found in _on_pages(store, archive, domain, parse_time(seen), named, own):
            yield place, found


def _on_pages(
    store: ObservationStore,
    archive: Archive,
    domain: str,
    at: datetime,
    named: tuple[bytes, ...],
    own: dict[str, str],
) -> Iterator[Found | CollectionError]:
    """The first link of a site to a reference."""
    look = store.latest(domain, at=at).get("site")
    for url, body in pages_of(look, store, archive):
        if isinstance(body, CollectionError):
            yield body
        elif _names_one(body.lower(), named):
            for anchor in anchors(body):
                if (reference := own.get(_registered(anchor))) is not None:
                    yield Found(domain, f"links to {reference} {place_of(url, anchor)}")
                    return


def _names_one(body: bytes, named: tuple[bytes, ...]) -> bool:
    """One search a name: all of them in one pattern take fifteen times as long."""
    return any(each in body for each in named)


def _registered(anchor: Anchor) -> str:
    try:
        return names.registrable(names.parse(anchor.host[:260]))
    except names.InvalidName:
        return ""
