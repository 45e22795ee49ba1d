"""What is kept of each reference, and what is missing that an operator could still get?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.store import ObservationStore
from monitor.references import entry_of, pages_words
from monitor.store import Baseline, Reference

KINDS = {"pages": "site", "registration": "registration", "dns": "dns", "certificate": "tls"}
"""What a reference can have, and the kind of look that holds it."""
_WORDS = {"dns": "DNS"}
_PUBLISHED = {"entity": "name", "address": "street", "host": "host", "registrar": "registrar"}


@dataclass(frozen=True, slots=True)
class Holding:
    """The days of which each kind is kept, and which facts the reference's source printed."""

    domain: str
    days: Mapping[str, tuple[str, ...]]
    newest: Baseline | None  # of those with pages
    published: tuple[str, ...]

    @property
    def lacks(self) -> tuple[str, ...]:
        return tuple(kind for kind, days in self.days.items() if not days)


def holding(reference: Reference, baselines: Iterable[Baseline], observations: ObservationStore) -> Holding:
    """What is kept of ``reference``; ``baselines`` are its own."""
    own = sorted(baselines, key=lambda each: each.observed_at)
    found: dict[str, set[str]] = {name: set() for name in KINDS}
    for each in own:
        day = f"{each.observed_at:%Y-%m-%d}"
        seen = observations.latest(reference.domain, at=each.observed_at)
        told = {kind for kind, look in seen.items() if look.observed_at == each.observed_at}
        for name, kind in KINDS.items():
            if each.pages if name == "pages" else kind in told:
                found[name].add(day)
    days = {name: tuple(sorted(each)) for name, each in found.items()}
    entry = entry_of(reference)
    printed = tuple(word for name, word in _PUBLISHED.items() if entry and getattr(entry, name))
    newest = next((each for each in reversed(own) if each.pages), None)
    return Holding(reference.domain, days, newest, printed)


def words_of(held: Holding) -> str:
    """``3 pages of 2023-06-15; registration 2015-06-07 to 2019-08-09 (2); no DNS, no certificate``."""
    has = []
    if held.newest is not None:
        more = len(held.days["pages"]) - 1
        also = f" and of {more} earlier day{'s' if more > 1 else ''}" if more else ""
        has.append(f"{pages_words(held.newest.pages)} of {held.newest.observed_at:%Y-%m-%d}{also}")
    has += [f"{_word(kind)} {_span(days)}" for kind, days in held.days.items() if days and kind != "pages"]
    if held.published:
        has.append(f"published {', '.join(held.published)}")
    if not any(held.days.values()):
        return "; ".join(("no baseline", *has))
    return "; ".join((*has, ", ".join(f"no {_word(kind)}" for kind in held.lacks))).rstrip("; ")


def _word(kind: str) -> str:
    return _WORDS.get(kind, kind)


def _span(days: tuple[str, ...]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]} ({len(days)})"
