"""Which suspects and documented fronts do rare facts tie together, and under which lasting name?

A cluster is what a chain of such ties holds together, at least one suspect among it. Its number stays while
it grows; of two that become one, the older keeps its own; of one that falls apart, the larger part does.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from monitor import canaries
from monitor.alerts import State, leading
from monitor.home import Home
from monitor.judging import is_quiet
from monitor.references import all_references
from monitor.scene import COPIES, RESEMBLES
from monitor.store import Cluster, Clusters, Member, Run, Standing

Ties = dict[str, dict[str, frozenset[str]]]
"""By domain and domain, the facts ("contacts phone:+1…") that both have."""
MOST_FACTS = 20
_GONE = {State.DARK, State.SEIZED, State.UNREGISTERED}


@dataclass(frozen=True, slots=True)
class Group:
    """Sites that hang together today, each with the facts that tie it."""

    members: Mapping[str, tuple[str, ...]]


def update(home: Home, run: Run) -> None:
    """Keeps the clusters as they are after the day's looks; doing it again changes nothing."""
    judged = home.store.judgements.holding(run.started_at.date())
    named = canaries.domains(home.config.canary)  # they stand every day and are no suspects
    standing = home.store.ledger.standings(banded=True)
    known = {domain for each in home.store.clusters.all() for domain in each.members}
    watched = home.store.watchlist.among(known | {each.domain for each in standing}) - named
    stands = [
        each
        for each in standing
        if each.domain in watched
        and each.detail["relation"] in (RESEMBLES, COPIES)
        and not is_quiet(each, judged.get(each.domain))
    ]
    states = home.store.ledger.states(watched)
    gone = {domain for domain in watched if states.get(domain) in _GONE}
    references = {each.domain for each in all_references(home.store)}
    with home.store.transaction():
        keep(home.store.clusters, groups(ties(stands, references)), gone, run, references)


def ties(standings: Iterable[Standing], references: Collection[str]) -> Ties:
    """What ties the suspects to each other and to documented fronts."""
    leads = leading(standings)
    found: Ties = {}
    for domain, (lead, *_) in leads.items():
        for each in lead.detail.get("siblings", ()):
            other, facts = each["domain"], frozenset(each.get("facts", ()))
            if facts and (other in leads or other in references):
                for one, two in ((domain, other), (other, domain)):
                    known = found.setdefault(one, {})
                    known[two] = known.get(two, frozenset()) | facts
    return found


def groups(ties: Ties) -> list[Group]:
    """The sites that hang together, group by group; a group's first domain decides its place."""
    left, found = set(ties), []
    for first in sorted(ties):
        members, near = set(), [first] if first in left else []
        while near:
            domain = near.pop()
            if domain in left:
                left.remove(domain)
                members.add(domain)
                near += ties[domain]
        if members:
            facts = {each: frozenset[str]().union(*ties[each].values()) for each in sorted(members)}
            found.append(Group({each: tuple(sorted(told)[:MOST_FACTS]) for each, told in facts.items()}))
    return found


def numbered(before: Iterable[Cluster], found: list[Group]) -> dict[int, list[int]]:
    """By place in ``found``, the numbers of the clusters that live on in that group, the oldest first."""
    claimed: dict[int, list[int]] = {}
    for cluster in before:
        shared = [len(cluster.members.keys() & group.members.keys()) for group in found]
        if any(shared):
            claimed.setdefault(shared.index(max(shared)), []).append(cluster.number)
    return {place: sorted(numbers) for place, numbers in claimed.items()}


def keep(
    store: Clusters, found: list[Group], gone: Collection[str], run: Run, references: Collection[str] = ()
) -> None:
    """Writes the groups down as clusters; those who are ``gone`` stay where they were."""
    before = {each.number: each for each in store.all()}
    claimed = numbered(before.values(), found)
    for place, group in enumerate(found):
        number, *merged = claimed.get(place) or [store.begin(run.day)]
        lived_on = [before[old] for old in (*merged, number) if old in before]
        known = {name: each for old in lived_on for name, each in old.members.items()}
        members = {
            name: Member(known[name].joined if name in known else run.id, facts)
            for name, facts in group.members.items()
        }
        members |= _still(known, members, gone, references)
        for old in lived_on:
            stays = members.keys() if old.number == number else ()
            store.leave(old.number, old.members.keys() - stays, run.day)
        store.hold(number, members)
    continued = {number for numbers in claimed.values() for number in numbers}
    for number in before.keys() - continued:
        were = before[number].members
        store.leave(number, were.keys() - _still(were, {}, gone, references).keys(), run.day)


def _still(
    known: Mapping[str, Member],
    today: Mapping[str, Member],
    gone: Collection[str],
    references: Collection[str],
) -> dict[str, Member]:
    """Who went dark or was seized shows nothing that could tie it, and belongs there still.

    So does a documented front with the facts that tied the two: they are of its baseline, and as they were.
    """
    found = {name: each for name, each in known.items() if name in gone and name not in today}
    tied = {fact for each in found.values() for fact in each.facts}
    for name in known.keys() & references:
        if shared := tied.intersection(known[name].facts):
            facts = shared.union(today[name].facts if name in today else ())
            found[name] = Member(known[name].joined, tuple(sorted(facts)[:MOST_FACTS]))
    return found
