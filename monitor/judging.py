"""What does an analyst's judgement keep from being told, and what speaks again?

A benign verdict mutes the facts that were seen when it was made: whatever is new on that site is told. A
muted domain says nothing until its last day is over. A seizure is told in any case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from crawler.errors import ConfigError
from crawler.records import content_hash, iso
from monitor.alerts import Status, facts_of
from monitor.store import Event, Judgement, MonitorStore, Standing, Verdict
from reports.defang import visible

LONGEST = 500
_GONE = (Status.DARK.value,)


@dataclass(frozen=True, slots=True)
class Said:
    """What an analyst says when judging."""

    verdict: Verdict
    reason: str
    author: str
    source: str = ""
    until: date | None = None


def judgement(store: MonitorStore, domain: str, said: Said, now: datetime) -> Judgement:
    """A judgement of ``domain`` as it stands now; ConfigError says what is missing."""
    if not said.reason.strip():
        raise ConfigError("a judgement needs its reason (--reason)")
    if said.verdict is Verdict.CONFIRMED and not said.source.strip():
        raise ConfigError(
            "who confirmed it elsewhere? Name the outside source (--source, or 'Confirmed by' of the form)"
        )
    if said.until is not None and said.until < now.date():
        raise ConfigError(f"the last day, {said.until}, has passed; name a later one")
    standing = store.ledger.standings(domain)
    facts = frozenset().union(*(seen(each.counterpart, each.detail) for each in standing))
    state = store.ledger.states([domain]).get(domain, "")
    made = Judgement(
        id="",
        domain=domain,
        verdict=said.verdict,
        author=_clean(said.author),
        reason=_clean(said.reason),
        judged_at=now,
        source=_clean(said.source),
        until=said.until,
        facts=tuple(sorted(facts | ({f"state {state}"} if state else set()))),
        pairs=tuple((each.counterpart, each.score) for each in standing),
    )
    return replace(made, id=identity(made))


def _clean(text: str) -> str:
    return visible(text.strip()[:LONGEST])


def identity(made: Judgement) -> str:
    """The id of a judgement: the same words at the same time are the same judgement."""
    said = [made.domain, str(made.verdict), made.author, made.reason, made.source, iso(made.judged_at)]
    return content_hash([*said, made.until.isoformat() if made.until else ""]).removeprefix("sha256:")[:16]


def seen(counterpart: str, detail: Mapping[str, Any]) -> frozenset[str]:
    """The material facts of a pair; one that is no value of its own belongs to its counterpart."""
    return frozenset(fact if " " in fact else f"{fact} like {counterpart}" for fact in facts_of(detail))


def is_hidden(event: Event, holds: Judgement | None) -> bool:
    """Whether the judgement that holds keeps this event from being told."""
    if holds is None or event.status == Status.SEIZED.value:
        return False
    if holds.verdict is Verdict.MUTED:
        return True
    if holds.verdict is not Verdict.BENIGN:
        return False
    if event.status in _GONE:
        return True
    now = seen(event.counterpart, event.detail) | {f"state {event.detail.get('state', '')}"}
    return now <= set(holds.facts)


def is_quiet(standing: Standing, holds: Judgement | None) -> bool:
    """Whether what stands is not worth a line, by the judgement that holds."""
    if holds is None or holds.verdict not in (Verdict.BENIGN, Verdict.MUTED):
        return False
    return holds.verdict is Verdict.MUTED or seen(standing.counterpart, standing.detail) <= set(holds.facts)


def told_and_hidden(
    events: Iterable[Event], holding: Mapping[str, Judgement]
) -> tuple[list[Event], list[Event]]:
    """The events that are told, and those that judgements keep back, marked with who does."""
    told, hidden = [], []
    for event in events:
        holds = holding.get(event.domain)
        if holds is not None and is_hidden(event, holds):
            hidden.append(replace(event, hidden_by=holds.id))
        else:
            told.append(event)
    return told, hidden
