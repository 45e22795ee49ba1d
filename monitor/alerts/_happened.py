"""What happened to one domain since the last run, in a word, in sentences, and before and after?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from monitor.alerts import _own
from monitor.alerts._memory import facts_of, peak_of, told_of
from monitor.alerts._states import State
from monitor.score import Band
from monitor.store import FactChange, Standing

GAINED = "new: "
"""Begins the sentence of a fact that appeared; the signal and the shared value follow."""
MOST_GAINED = 10


class Status(StrEnum):
    """What happened, the most telling first."""

    SEIZED = "seized"
    DARK = "dark"
    RETURNED = "returned"
    WENT_LIVE = "went live"
    NEW = "new"
    ESCALATED = "escalated"
    REREGISTERED = "re-registered"
    ACTIVATED = "activated"
    CHANGED = "changed"
    RESOLVED = "resolved"


_WAS_GONE = {State.DARK, State.SEIZED}
_NOT_YET = {State.DORMANT, State.PARKED, State.UNREGISTERED}


@dataclass(frozen=True, slots=True)
class Case:
    """One domain: what stood and stands (strongest first), its states, and what is another on it."""

    history: list[Standing]
    now: list[Standing]
    before: State
    after: State
    own: Sequence[FactChange] = ()
    resolved: bool = False  # so many looks found no resemblance that this is told today
    back: bool = False  # it resembles again after that was told


@dataclass(frozen=True, slots=True)
class Happened:
    status: Status
    sentences: list[str]
    changes: list[dict[str, Any]]


def happened(case: Case) -> Happened | None:
    """What is news of the domain; None where nothing is."""
    status = _status(case)
    if status is None:
        return None
    moved, own = list(_moved(case)), [_own.change_words(each) for each in _own.change_rows(case.own)]
    if status in (Status.SEIZED, Status.DARK):
        return Happened(status, moved, list(_changes(case, moved=True)))
    if status is Status.RESOLVED:
        was = case.history[0]
        told = f"resembles {was.counterpart} no longer: band {was.band}, now none"
        return Happened(status, [*moved, told, *own], list(_changes(case, moved=True)))
    sentences = [*moved, *_sentences(case.history, case.now), *own]
    return Happened(status, sentences, list(_changes(case, moved=bool(moved))))


def _status(case: Case) -> Status | None:
    moved, now, after = any(_moved(case)), case.now, case.after
    if moved and after in _WAS_GONE:
        return Status.SEIZED if after is State.SEIZED else Status.DARK
    if case.resolved and not now:
        return Status.RESOLVED
    if not now or after is State.UNREGISTERED:
        return None  # a name that nobody has is on a list, and no site yet
    if (after is State.LIVE and case.before in _WAS_GONE) or case.back:
        return Status.RETURNED
    if after is State.LIVE and case.before in _NOT_YET:
        return Status.WENT_LIVE
    if case.before is State.UNREGISTERED:
        return Status.NEW
    told = max((peak_of(each) for each in case.history), key=lambda band: band.rank, default=Band.NONE)
    if told is Band.NONE:
        return Status.NEW
    if Band(now[0].band).rank > told.rank:
        return Status.ESCALATED
    if any(each.signal in _own.ACTIVATING for each in case.own):
        return Status.ACTIVATED
    return Status.CHANGED if case.own or _gained(case.history, now[0]) else None


def _moved(case: Case) -> Iterator[str]:
    if case.before not in (case.after, State.UNKNOWN):
        yield f"state: {case.before}, now {case.after}"


def _sentences(history: list[Standing], now: list[Standing]) -> list[str]:
    lead = now[0]
    before = next((each for each in history if each.counterpart == lead.counterpart), None)
    if before is None:
        return [f"resembles {lead.counterpart}, not seen so before"] if history else []
    found = []
    if before.band != lead.band:
        found.append(f"band: {before.band}, now {lead.band}")
    return found + [f"{GAINED}{fact}" for fact in sorted(_gained(history, lead))[:MOST_GAINED]]


def _gained(history: list[Standing], lead: Standing) -> frozenset[str]:
    before = [each for each in history if each.counterpart == lead.counterpart]
    return facts_of(lead.detail) - frozenset().union(*(told_of(each) for each in before))


def _changes(case: Case, moved: bool) -> Iterator[dict[str, Any]]:
    """Each thing that is another, before and after."""
    if moved and case.before is not case.after:
        yield _change("state", case.before, case.after)
    gone = case.after in _WAS_GONE
    lead = case.now[0] if case.now else None
    led = case.history[0] if case.history else None
    if not gone and _band(led) != _band(lead):
        yield _change("band", _band(led), _band(lead))
    if lead and led and lead.counterpart != led.counterpart:
        yield _change("counterpart", led.counterpart, lead.counterpart)
    yield from _own.change_rows(case.own)
    if lead and any(each.counterpart == lead.counterpart for each in case.history):
        for fact in sorted(_gained(case.history, lead))[:MOST_GAINED]:
            signal, _, value = fact.partition(" ")
            kind, mark, rest = value.partition(":")
            yield _change((kind if mark else signal).replace("_", " "), "", rest if mark else "alike")


def _band(standing: Standing | None) -> str:
    return standing.band if standing else Band.NONE.value


def _change(what: str, before: str, after: str) -> dict[str, Any]:
    return {"what": what, "before": str(before), "after": str(after)}


def ranked(standings: Iterable[Standing]) -> list[Standing]:
    """The strongest first; of equals always the same one."""
    return sorted(standings, key=lambda each: (-each.score, each.domain, each.counterpart))
