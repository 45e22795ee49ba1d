"""Which of the names that a source tells become candidates?"""

import contextlib
from collections.abc import Sequence
from datetime import datetime

from crawler.discovery import Source
from crawler.names import InvalidName, is_registry, parse, registrable
from crawler.sift import Hit, Sift
from monitor.home import Home
from monitor.scene import Scene
from monitor.sifting import LEAST_BITS, Weighing, known
from monitor.store import Candidate

LONGEST_REASON = 500
TRUSTED_BITS = 8.0
"""What a trusted source's word weighs in the order of looks: as much as a strong resemblance of names."""


class Chooser:
    """Makes candidates of one source's names and counts them in the day's funnel."""

    def __init__(self, home: Home, scene: Scene, source: Source, feed: str, now: datetime) -> None:
        self._store, self._scene = home.store, scene
        self._source, self._feed, self._now = source, feed, now
        self._sift = Sift(scene.references)
        self._weighing = Weighing(known(scene.references.values()))

    def take(self, names: Sequence[tuple[str, str]]) -> tuple[int, list[str]]:
        """Keeps the candidates among ``names``: how many there were, and the domains that are new."""
        found = self._trusted(names) if self._source.trusted else self._sifted(names)
        if self._source.made:
            found += self._made(names)
        once: dict[str, Candidate] = {}
        for each in found:
            if each.domain not in once or each.bits > once[each.domain].bits:
                once[each.domain] = each
        new = self._store.candidates.add(once.values())
        if self._source.trusted:
            self._store.watchlist.heard((each.domain, self._feed, each.reason) for each in once.values())
        counts = {"seen": len(names), "sifted": len(once), "new": len(new)}
        self._store.candidates.count(self._now.date().isoformat(), self._feed, counts)
        return len(once), new

    def _trusted(self, names: Sequence[tuple[str, str]]) -> list[Candidate]:
        found = []
        for name, reason in names:
            try:
                domain = _without_www(parse(name))
            except InvalidName:
                continue
            if domain not in self._scene.references:
                found.append(self._candidate(domain, reason, bits=TRUSTED_BITS))
        return found

    def _sifted(self, names: Sequence[tuple[str, str]]) -> list[Candidate]:
        places = dict(reversed(names))
        found, is_read = [], False
        for hit in self._sift.names([name for name, _ in names]):
            domain, bits = _domain(hit), self._weighing.bits(hit)
            if domain and bits >= LEAST_BITS and domain not in self._scene.references:
                if hit.name not in places and not is_read:  # the source wrote it otherwise
                    places, is_read = _parsed(names) | places, True
                reason = f"{places.get(hit.name, '')}: its name resembles {hit.reference}".removeprefix(": ")
                found.append(self._candidate(domain, reason, hit.reference, hit.kinds, bits))
        return found

    def _made(self, names: Sequence[tuple[str, str]]) -> list[Candidate]:
        domains = ((registrable(name), reason) for name, reason in names)
        return [
            self._candidate(domain, reason, bits=LEAST_BITS)
            for domain, reason in domains
            if domain not in self._scene.references
        ]

    def _candidate(
        self,
        domain: str,
        reason: str,
        counterpart: str = "",
        kinds: tuple[str, ...] = (),
        bits: float = 0.0,
    ) -> Candidate:
        told = reason[:LONGEST_REASON]
        return Candidate(domain, self._feed, told, self._now, counterpart, kinds, round(bits, 2))


def _parsed(names: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What is said of each name, by the form in which names are compared."""
    found: dict[str, str] = {}
    for name, reason in names:
        with contextlib.suppress(InvalidName):
            found.setdefault(parse(name.strip().removeprefix("*.")), reason)
    return found


def _without_www(domain: str) -> str:
    """``www.com`` is a domain of its own."""
    rest = domain.removeprefix("www.")
    return domain if is_registry(rest) else rest


def _domain(hit: Hit) -> str:
    """What is looked at: the registered domain, or the very name where the reference's stands below one."""
    try:
        name = parse(hit.name.removeprefix("*."))
    except InvalidName:
        return ""
    return name if "subdomain" in hit.kinds else registrable(name)
