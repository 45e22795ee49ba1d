"""Which of a day's events are told today, and which wait until there is room?

What waits keeps the memory that it had, so that the next day finds it new again and ranks it with the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.alerts._memory import Pair, peak_of, told_of
from monitor.budget import STRONG, Cut, threshold
from monitor.store import Event, Standing

GONE = frozenset({"seized", "dark", "re-registered"})
"""What a site became is told on its day: tomorrow it is no news."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The events that are told, those that wait, and how the cut came about; both strongest first."""

    told: tuple[Event, ...]
    waiting: tuple[Event, ...]
    cut: Cut


def fit(
    events: Iterable[Event], already: Iterable[Event], told_before: Sequence[int], alerts_a_day: int
) -> Fitted:
    """What of ``events`` there is room for, after those ``already`` told today and on the days before."""
    ranked = sorted(events, key=lambda each: (each.status not in GONE, -each.score, each.domain))
    earlier = [each.score for each in already]
    cut = threshold([*earlier, *(each.score for each in ranked)], told_before, alerts_a_day)
    never_waits = sum(each.score >= STRONG or each.status in GONE for each in ranked)
    room = max(cut.told - len(earlier), never_waits)
    return Fitted(tuple(ranked[:room]), tuple(ranked[room:]), cut)


def hold(
    standings: Iterable[Standing], waiting: Iterable[Event], previous: Mapping[Pair, Standing]
) -> list[Standing]:
    """``standings`` with those of ``waiting`` domains as if they had not been told."""
    domains = {each.domain for each in waiting}
    return [
        _unheard(each, previous.get((each.domain, each.counterpart))) if each.domain in domains else each
        for each in standings
    ]


def _unheard(standing: Standing, before: Standing | None) -> Standing:
    memory = {"peak": peak_of(before).value, "told": sorted(told_of(before)), "waits": True}
    return replace(standing, detail={**standing.detail, **memory})
