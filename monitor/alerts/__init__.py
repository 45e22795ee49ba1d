"""What is news today: what did the world do since the last run?

Pure: what stood and what stands in, events out. A pair is told once for each thing that happens to it; bands
and facts that were told before are remembered in the standing's detail, so that a value which comes and goes
is news once while the pair stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from crawler.records import content_hash
from monitor.alerts._memory import Pair, facts_of, peak_of, told_of
from monitor.alerts._room import fit, hold
from monitor.alerts._states import State, state_of
from monitor.score import Band
from monitor.store import Event, Standing

__all__ = [
    "GAINED",
    "State",
    "Status",
    "carry",
    "facts_of",
    "fit",
    "hold",
    "is_waiting",
    "judge",
    "leading",
    "state_of",
]

GAINED = "new: "
"""Begins the sentence of a fact that appeared; the signal and the shared value follow."""
MOST_TOLD = 200
MOST_ALSO = 20


class Status(StrEnum):
    """What happened, the most telling first."""

    SEIZED = "seized"
    DARK = "dark"
    RETURNED = "returned"
    WENT_LIVE = "went live"
    NEW = "new"
    ESCALATED = "escalated"
    CHANGED = "changed"


_WAS_GONE = {State.DARK, State.SEIZED}
_NOT_YET = {State.DORMANT, State.PARKED, State.UNREGISTERED}


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
    for each in sorted(standings, key=lambda s: (-s.score, s.domain, s.counterpart)):
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
) -> list[Event]:
    """At most one event a domain, strongest first; the first run of all (``baseline``) has no news.

    ``current`` holds the standings of the domains that could be looked at. A domain without any keeps those
    it had, and is told again only when it was seized or went dark.
    """
    if baseline:
        return []
    history: dict[str, list[Standing]] = {}
    for standing in previous.values():
        history.setdefault(standing.domain, []).append(standing)
    then, now = leading(previous.values()), leading(current)
    events = []
    for domain in sorted(then.keys() | now.keys()):
        before, after = _state(states_before, domain), _state(states_now, domain)
        happened = _happened(history.get(domain, []), now.get(domain, []), before, after)
        if happened is not None:
            status, changed = happened
            lead, *others = now.get(domain) or then[domain]
            also = [each.counterpart for each in others[:MOST_ALSO]]
            detail = {"state": after.value, "state_before": before.value, "changed": changed, "also": also}
            events.append(_event(lead, status, detail, run, day))
    return sorted(events, key=lambda event: (-event.score, event.domain))


def _state(states: Mapping[str, str], domain: str) -> State:
    return State(states.get(domain) or State.UNKNOWN)


def _happened(
    history: list[Standing], now: list[Standing], before: State, after: State
) -> tuple[Status, list[str]] | None:
    moved = [f"state: {before}, now {after}"] if before not in (after, State.UNKNOWN) else []
    if moved and after in _WAS_GONE:
        return Status.SEIZED if after is State.SEIZED else Status.DARK, moved
    if not now or after is State.UNREGISTERED:
        return None  # a name that nobody has is on a list, and no site yet
    sentences = moved + _sentences(history, now)
    if after is State.LIVE and before in _WAS_GONE:
        return Status.RETURNED, sentences
    if after is State.LIVE and before in _NOT_YET:
        return Status.WENT_LIVE, sentences
    if before is State.UNREGISTERED:
        return Status.NEW, sentences
    told = max((peak_of(each) for each in history), key=lambda band: band.rank, default=Band.NONE)
    if told is Band.NONE:
        return Status.NEW, sentences
    if Band(now[0].band).rank > told.rank:
        return Status.ESCALATED, sentences
    return (Status.CHANGED, sentences) if _gained(history, now[0]) else None


def _sentences(history: list[Standing], now: list[Standing]) -> list[str]:
    lead = now[0]
    before = next((each for each in history if each.counterpart == lead.counterpart), None)
    if before is None:
        return [f"resembles {lead.counterpart}, not seen so before"] if history else []
    found = []
    if before.band != lead.band:
        found.append(f"band: {before.band}, now {lead.band}")
    return found + [f"{GAINED}{fact}" for fact in sorted(_gained(history, lead))[:10]]


def _gained(history: list[Standing], lead: Standing) -> frozenset[str]:
    before = [each for each in history if each.counterpart == lead.counterpart]
    return facts_of(lead.detail) - frozenset().union(*(told_of(each) for each in before))


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
