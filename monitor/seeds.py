"""Whose are the documented fronts' names today: has one that was seized been registered again?

Their name servers and registrations are looked at, and nothing else: a reference is never scored, and what is
seen now is no part of the baseline that others are compared with.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from crawler.records import Observation, Outcome, content_hash
from monitor.alerts import AGAIN, Status, change_rows, change_words
from monitor.direction import time_of
from monitor.home import Home
from monitor.looking import look_only
from monitor.references import all_references, entry_of, seized_on
from monitor.references.facts import shows_seizure
from monitor.score import Band, Score
from monitor.store import Event, FactChange, Reference, Run

MOST_A_DAY = 200
"""References looked at on one day; of more, each has its day in turn."""
IS = "is the documented"
KINDS = ("dns", "registration")


def look(home: Home, run: Run, now: datetime) -> list[str]:
    """Looks at the references' registrations and keeps what is another; sentences on what went wrong."""
    if not home.config.run.watch_references:
        return []
    known = all_references(home.store)
    watched = home.store.watchlist.among(each.domain for each in known)
    every = [each for each in known if each.domain not in watched]
    done = home.observations.looked_at_since(run.started_at)
    today = {each.domain: each for each in _of_today(every, now)}
    waiting = [domain for domain in today if domain not in done]
    health = look_only(home, run, now, waiting, KINDS) if waiting else []
    for each in today.values():
        _keep(home, run, each)
    return health


def events(home: Home, run: Run) -> list[Event]:
    """The references that are registered again, as no day has told yet; the first run tells nothing."""
    if run.baseline:
        return []
    known = {each.domain for each in all_references(home.store)}
    found: dict[str, list[FactChange]] = {}
    for each in home.store.ledger.untold():
        if each.signal == AGAIN and each.domain in known:
            found.setdefault(each.domain, []).append(each)
    return [_event(domain, changes, run) for domain, changes in sorted(found.items())]


def _of_today(every: list[Reference], now: datetime) -> list[Reference]:
    start = now.toordinal() * MOST_A_DAY % max(1, len(every))
    return [*every[start:], *every[:start]][:MOST_A_DAY]


def _keep(home: Home, run: Run, reference: Reference) -> None:
    """Keeps what is another since the seizure; what was kept on an earlier day is not kept again."""
    pairs = {kind: list(islice(home.observations.before(reference.domain, kind), 2)) for kind in KINDS}
    found = [*_other_servers(pairs), *_other_registration(pairs["registration"], reference)]
    past = home.store.ledger.changes(reference.domain)
    kept = {value for each in past if each.signal == AGAIN for value in each.come}
    gone = tuple(before for before, after in found if after not in kept)
    come = tuple(after for _, after in found if after not in kept)
    if come:
        change = FactChange(reference.domain, run.started_at, AGAIN, gone, come, run.id)
        home.store.ledger.add_changes([change])


def _other_servers(pairs: dict[str, list[Observation]]) -> Iterator[tuple[str, str]]:
    """That the name has left the servers of its seizure."""
    for kind, field in (("dns", "NS"), ("registration", "nameservers")):
        now, was = _both(pairs[kind])
        if now and was and shows_seizure(was) and now.payload.get(field) and not shows_seizure(now):
            yield f"name servers:{_listed(was, field)}", f"name servers:{_listed(now, field)}"
            return


def _other_registration(looks: list[Observation], reference: Reference) -> Iterator[tuple[str, str]]:
    """That it was created later than it had been, or is another's than in a look since the seizure."""
    now, was = _both(looks)
    if now is None or was is None:
        return
    created, before = time_of(now, "created"), time_of(was, "created")
    if created and before and created.date() > before.date():
        yield f"created:{before:%Y-%m-%d}", f"created:{created:%Y-%m-%d}"
    seized = seized_on(entry_of(reference))
    if shows_seizure(was) or (seized and was.observed_at > seized):
        for what, told in (("registrar", _registrar), ("registrant", _registrant)):
            if told(now) and told(was) != told(now):
                yield f"{what}:{told(was)}", f"{what}:{told(now)}"


def _both(looks: list[Observation]) -> tuple[Observation | None, Observation | None]:
    seen = [each for each in looks if each.outcome is Outcome.OBSERVED]
    return (seen[0], seen[1]) if len(seen) == 2 else (None, None)


def _listed(look: Observation, field: str) -> str:
    servers = look.payload.get(field)
    return ", ".join(sorted(map(str, servers))[:4])[:200] if isinstance(servers, list | tuple) else ""


def _registrar(look: Observation) -> str:
    return _named(look.payload.get("registrar"), "name")


def _registrant(look: Observation) -> str:
    owner = look.payload.get("registrant")
    return _named(owner, "organisation") or _named(owner, "name")


def _named(who: object, field: str) -> str:
    return str(who.get(field) or "")[:100] if isinstance(who, dict) else ""


def _event(domain: str, changes: list[FactChange], run: Run) -> Event:
    """Told with the lowest band and no evidence: it is a state, and says nothing of a resemblance."""
    nothing = Score(domain, domain, 0.0, (), (), (), 0.0, 0.5, Band.WORTH_A_LOOK)
    rows = list(change_rows(changes))
    detail: dict[str, Any] = {
        **nothing.to_json(),
        "relation": IS,
        "state": "unknown",
        "state_before": "unknown",
        "changed": [change_words(each) for each in rows],
        "changes": rows,
        "quotes": {},
        "captures": [],
    }
    status = Status.REREGISTERED.value
    key = content_hash([run.day, domain, domain, status])
    return Event(key, run.id, run.day, domain, domain, status, Band.WORTH_A_LOOK.value, 0.0, detail)
