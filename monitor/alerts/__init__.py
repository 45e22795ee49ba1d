"""What is news today: what did the world do since the last run?

Pure: what stood and what stands in, events out. A pair is told once for each thing that happens to it; bands
and facts that were told before are remembered in the standing's detail, so that a value which comes and goes
is news once while the pair stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.records import content_hash
from monitor.alerts._fallen import Fell, fall, remembered, unresolved
from monitor.alerts._happened import GAINED, Case, Status, happened, ranked
from monitor.alerts._memory import Pair, facts_of, peak_of, told_of
from monitor.alerts._own import AGAIN, activations, change_rows, change_words, news, template_change
from monitor.alerts._room import fit, hold
from monitor.alerts._states import State, state_of
from monitor.score import Band
from monitor.store import Event, FactChange, Standing

__all__ = [
    "AGAIN",
    "GAINED",
    "Fell",
    "Lately",
    "State",
    "Status",
    "activations",
    "carry",
    "change_rows",
    "change_words",
    "facts_of",
    "fall",
    "fit",
    "hold",
    "is_waiting",
    "judge",
    "leading",
    "news",
    "remembered",
    "state_of",
    "template_change",
    "unresolved",
]

MOST_TOLD = 200
MOST_ALSO = 20


@dataclass(frozen=True, slots=True)
class Lately:
    """What else is known of the domains today, beside what stands."""

    own: Mapping[str, tuple[FactChange, ...]] = field(default_factory=dict)  # what is another, and news
    known: frozenset[str] = frozenset()  # seen for the first time, and nothing new: told as known
    resolved: frozenset[str] = frozenset()  # resembles nobody any more, as enough looks say
    back: frozenset[str] = frozenset()  # resembles again after that was told
    settled: frozenset[str] = frozenset()  # was told as resolved on an earlier day


def carry(previous: Mapping[Pair, Standing], current: Iterable[Standing]) -> list[Standing]:
    """``current`` as it is to be kept: since when each band holds, the highest band and all facts told."""
    kept = []
    for standing in current:
        before = previous.get((standing.domain, standing.counterpart))
        told = told_of(before) | facts_of(standing.detail)
        highest = max(peak_of(before), Band(standing.band), key=lambda band: band.rank)
        since = before.since if before and before.band == standing.band else standing.since
        detail = {**standing.detail, "peak": highest.value, "told": sorted(told)[:MOST_TOLD]}
        kept.append(replace(standing, since=since, detail=detail))
    return kept


def is_waiting(standing: Standing) -> bool:
    """True for a pair that was never told, because stronger ones took the room."""
    return bool(standing.detail.get("waits")) and peak_of(standing) is Band.NONE


def leading(standings: Iterable[Standing]) -> dict[str, list[Standing]]:
    """For each domain its standings in a band, strongest first: the first one leads."""
    found: dict[str, list[Standing]] = {}
    for each in ranked(standings):
        if Band(each.band) is not Band.NONE:
            found.setdefault(each.domain, []).append(each)
    return found


def judge(
    previous: Mapping[Pair, Standing],
    current: list[Standing],
    states_before: Mapping[str, str],
    states_now: Mapping[str, str],
    baseline: bool,
    run: str,
    day: str,
    lately: Lately = Lately(),
) -> list[Event]:
    """At most one event a domain, strongest first; the first run of all (``baseline``) has no news.

    ``current`` holds the standings of the domains that could be looked at. A domain without any keeps those
    it had, and is told again only when it was seized or went dark, or resembles nobody any more.
    """
    if baseline:
        return []
    history: dict[str, list[Standing]] = {}
    for standing in ranked(previous.values()):
        history.setdefault(standing.domain, []).append(standing)
    then, now = leading(previous.values()), leading(current)
    events = []
    for domain in sorted((then.keys() - lately.settled) | now.keys()):
        case = Case(
            history=history.get(domain, []),
            now=now.get(domain, []),
            before=_state(states_before, domain),
            after=_state(states_now, domain),
            own=lately.own.get(domain, ()),
            resolved=domain in lately.resolved,
            back=domain in lately.back,
        )
        found = happened(case)
        if found is None or (found.status is Status.NEW and domain in lately.known):
            continue
        lead, *others = case.now or then[domain]
        detail = {
            "state": case.after.value,
            "state_before": case.before.value,
            "changed": found.sentences,
            "changes": found.changes,
            "also": [each.counterpart for each in others[:MOST_ALSO]],
        }
        events.append(_event(lead, found.status, detail, run, day))
    return sorted(events, key=lambda event: (-event.score, event.domain))


def _state(states: Mapping[str, str], domain: str) -> State:
    return State(states.get(domain) or State.UNKNOWN)


def _event(lead: Standing, status: Status, detail: Mapping[str, Any], run: str, day: str) -> Event:
    return Event(
        id=content_hash([day, lead.domain, lead.counterpart, status.value]),
        run=run,
        day=day,
        domain=lead.domain,
        counterpart=lead.counterpart,
        status=status.value,
        band=lead.band,
        score=lead.score,
        detail={**lead.detail, **detail},
    )
