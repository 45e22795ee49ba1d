"""What happens on one day among a million sites: whose look is another, and who resembles somebody?

One site in seventeen shows another page. Among them are fronts that were made from a reference's page and
copies of other watched sites; their pages, and those of what they resemble, lie in the archive and are read
by the program.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawler.errors import CollectionError
from crawler.records import Observation, Outcome, Raw, Visit, iso
from monitor import briefing
from monitor.home import Home
from monitor.reading import Reader, Reading
from monitor.scene import RESEMBLES
from monitor.store import Baseline, Reference, Run, Standing
from tests.benchmarks._million_world import (
    DAY,
    drawn,
    front_of,
    name_of,
    payload,
    read,
    site_payload,
    source,
)
from tests.reports._example import QUIET

REFERENCES, FRONTS, COPIES = 20, 300, 100
STANDING, BELOW = 300, 3_000
"""Pairs that stand from earlier days, in a band and just below."""
ONE_IN = 17
PAST = datetime(2023, 6, 15, tzinfo=DAY.tzinfo)
ARCHIVED = 5_000_100
"""From this number on, pages are references'."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Whose page is another today, by number; ``pages`` of those that the program itself has to read."""

    changed: Mapping[str, int]
    pages: Mapping[str, str]

    def visits(self, home: Home, now: datetime) -> Iterator[Visit]:
        with home.archive.writer("planted", now) as writer:
            for domain, number in self.changed.items():
                html = self.pages.get(domain)
                yield _visit(writer, domain, number, now, html)
            writer.sync()


def planted(domains: int) -> Planted:
    """The fronts come first, then the copies, each of an older site; the rest just look otherwise."""
    numbers = [number for number in range(domains) if number % ONE_IN == 5]
    fronts, copies = numbers[:FRONTS], numbers[FRONTS : FRONTS + COPIES]
    pages = {}
    for place, number in enumerate(fronts):
        like = ARCHIVED + place % REFERENCES
        pages[name_of(number)] = front_of(number, name_of(number), source(like, _reference(like)))
    for number in copies:
        pages[name_of(number)] = front_of(number, name_of(number), source(number - 1, name_of(number - 1)))
    return Planted({name_of(number): number for number in numbers}, pages)


def _reference(number: int) -> str:
    return f"front{number - ARCHIVED}.example"


def _visit(
    writer: Any, domain: str, number: int, now: datetime, html: str | None, created: datetime | None = None
) -> Visit:
    if html is None:
        looks = {"site": payload("site", number + 7, domain)}
        return Visit(domain, tuple(_look(domain, kind, now, each, ()) for kind, each in looks.items()))
    capture = writer.keep(Raw(f"https://{domain}/", "text/html; charset=utf-8", html.encode()))
    captures = (capture,) if capture else ()
    names = tuple(each.hash for each in captures)
    looks = {"site": site_payload(domain, list(names))}
    looks["registration"] = payload("registration", number, domain, created or now - timedelta(days=9))
    return Visit(
        domain,
        tuple(_look(domain, kind, now, each, names * (kind == "site")) for kind, each in looks.items()),
        captures,
    )


def _look(domain: str, kind: str, now: datetime, seen: dict[str, Any], names: tuple[str, ...]) -> Observation:
    return Observation(domain, kind, now, Outcome.OBSERVED, payload=seen, captures=names)


def furnish(home: Home, domains: int, now: datetime) -> None:
    """The references with their pages of the past, the firms that are copied, and the day before."""
    scene = home.scene()
    with home.archive.writer("before", now) as writer:
        for number in range(ARCHIVED, ARCHIVED + REFERENCES):
            domain = _reference(number)
            home.store.add_reference(Reference(domain, "invented", "invented for a benchmark"), now)
            home.store.add_baseline(Baseline(domain, PAST, "invented", 1))
            home.observations.add(
                [_visit(writer, domain, number, PAST, source(number, domain), PAST - timedelta(days=400))]
            )
        firms = [number - 1 for number in sorted(planted(domains).changed.values())[FRONTS : FRONTS + COPIES]]
        for number in firms:
            domain, before = name_of(number), now - timedelta(days=2)
            html = source(number, domain)
            home.observations.add([_visit(writer, domain, number, before, html, PAST)])
            scene.corpus.put(read(number, domain, html), "invented")
        writer.sync()


def yesterday(home: Home, now: datetime, domains: int) -> None:
    """A run that told its report by the same rules."""
    before = now - timedelta(days=1)
    rules = briefing.rules(home.scene())
    day = f"{before:%Y-%m-%d}"
    told = replace(QUIET, run=day, day=day, started=iso(before), rules=rules, watched=domains)
    home.store.put_run(Run(day, day, before, False, before + timedelta(hours=1)), told.dumps())


def stood(home: Home, now: datetime, like: list[Standing], domains: int) -> None:
    """Pairs that stand since yesterday: as ``like``, of other sites."""
    before, pairs = now - timedelta(days=1), []
    like = [each for each in like if each.band != "none" and each.detail["relation"] == RESEMBLES]
    for place in range(min(STANDING + BELOW, domains // 20)):
        each, domain = like[place % len(like)], name_of(place * ONE_IN + 9)
        banded = place < STANDING
        detail = {**each.detail, "domain": domain, **({} if banded else {"quotes": {}, "passages": []})}
        pairs.append(
            replace(
                each,
                domain=domain,
                band=each.band if banded else "none",
                score=each.score if banded else -4.0,
                since=before,
                run=f"{before:%Y-%m-%d}",
                detail=detail,
            )
        )
    home.store.ledger.replace_standings([], pairs)


@dataclass(slots=True)
class Drawn:
    """Reads what was planted as the program does, and draws what all others show; ``seconds`` that took."""

    reader: Reader
    planted: Planted
    seconds: float = 0.0
    read: int = 0

    def read_many(
        self, domains: Iterable[str], at: Any = None
    ) -> Iterator[tuple[str, Reading | CollectionError]]:
        for domain in domains:
            begun = time.perf_counter()
            if at is not None or domain in self.planted.pages:
                [(_, found)] = self.reader.read_many([domain], at)
                self.read += 1
            else:
                found = Reading(drawn(self.planted.changed[domain], domain, 1), "content", "drawn")
            self.seconds += time.perf_counter() - begun
            yield domain, found

    def shown(self, asked: Any) -> Any:
        return self.reader.shown(asked)
