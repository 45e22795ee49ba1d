"""What does the report say of how an alert came about: its days, its cluster, and whom nobody judged?"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from crawler.fingerprint import Signal
from monitor.alerts import State
from monitor.scene import Scene
from monitor.store import Cluster, Run
from reports.digest import ChangeLine, ClusterLine, MomentLine, ReminderLine
from reports.lines import through

MOST_DAYS = 60
MOST_CLUSTERS = 50
MOST_FACTS = 8
MOST_NAMED = 2


def change_lines(detail: Mapping[str, object]) -> tuple[ChangeLine, ...]:
    """What is another than at the last report; events of an earlier version say only sentences."""
    found = detail.get("changes", ())
    rows = found if isinstance(found, list | tuple) else ()
    return tuple(ChangeLine(each["what"], each["before"], each["after"]) for each in rows)


def timeline(scene: Scene, days: list[str], domain: str) -> tuple[MomentLine, ...]:
    """How ``domain`` stood on each of ``days`` (those with a run, oldest first) since it was first scored."""
    scores, states = scene.store.life.moments(domain), scene.store.ledger.history(domain)
    first = min(scores, default="9999")
    return tuple(
        MomentLine(
            day, scores.get(day), _state_on(day, [(f"{since:%Y-%m-%d}", each) for since, each in states])
        )
        for day in days[-MOST_DAYS:]
        if day >= first
    )


def _state_on(day: str, states: list[tuple[str, str]]) -> str:
    return next((state for since, state in reversed(states) if since <= day), State.UNKNOWN.value)


class ClusterLines:
    """The clusters in words; ``told`` are the runs of which the report tells."""

    def __init__(self, scene: Scene, told: Collection[str]) -> None:
        self.scene = scene
        self.told = told
        self.clusters = scene.store.clusters.all()
        self.of = {domain: each for each in self.clusters for domain in each.members}

    def name(self, domain: str) -> str:
        return self.of[domain].name if domain in self.of else ""

    def joined(self, domain: str) -> str:
        """That ``domain`` joined its cluster today, and through which facts; else nothing."""
        cluster = self.of.get(domain)
        if cluster is None or cluster.members[domain].joined not in self.told:
            return ""
        facts = [_words(each, self.scene.corpus.signals) for each in cluster.members[domain].facts]
        more = f"; and {len(facts) - MOST_NAMED} more" if len(facts) > MOST_NAMED else ""
        named = "; ".join(f"both {each}" for each in facts[:MOST_NAMED])
        sites = f"{len(cluster.members)} sites"
        return f"joined cluster {cluster.name} of {sites} {through(len(facts))}: {named}{more}"

    def lines(self, shown: Collection[str]) -> Iterator[ClusterLine]:
        """Those with one of ``shown`` among them, those with news first, then the largest."""
        found = [self._line(each) for each in self.clusters if each.members.keys() & set(shown)]
        found.sort(key=lambda each: (not each.joined, -len(each.members), each.name))
        yield from found[:MOST_CLUSTERS]

    def _line(self, cluster: Cluster) -> ClusterLine:
        documented = tuple(sorted(cluster.members.keys() & self.scene.references.keys()))
        joined = [name for name, each in cluster.members.items() if each.joined in self.told]
        return ClusterLine(
            name=cluster.name,
            members=tuple(sorted(cluster.members)),
            joined=tuple(sorted(set(joined) - set(documented))),
            facts=tuple(self._facts(cluster)),
            references=documented,
            since=cluster.since,
        )

    def _facts(self, cluster: Cluster) -> Iterator[str]:
        """Each fact with how many members and how many other sites have it, the rarest first."""
        held = Counter(fact for each in cluster.members.values() for fact in each.facts)
        aside = self.scene.aside | frozenset(cluster.members)
        sites = self.scene.corpus.population(aside)
        rows = []
        for fact, members in held.items():
            signal, _, value = fact.partition(" ")
            if members > 1:  # a member that is gone keeps the facts that tied it
                rows.append((self.scene.corpus.others(signal, value, aside), -members, fact))
        for others, members, fact in sorted(rows)[:MOST_FACTS]:
            verb = "do" if others > 1 else "does"
            words = _words(fact, self.scene.corpus.signals)
            yield f"{-members} of them {words}; {others or 'none'} of {sites} other sites {verb}"


def _words(fact: str, signals: Mapping[str, Signal]) -> str:
    name, _, value = fact.partition(" ")
    return signals[name].tell(value) if name in signals else f"have {value}"


def reminders(scene: Scene, run: Run, told: Collection[str]) -> Iterator[ReminderLine]:
    """The suspects that the day calls to mind, who waits longest first; ``told`` are the report's days."""
    due = {domain for domain, day in scene.store.life.reminded().items() if day in told}
    found = {}
    for each in scene.store.ledger.standings(banded=True) if due else ():
        if each.domain in due and each.domain not in found:
            since = scene.store.life.since(each.domain) or f"{each.since:%Y-%m-%d}"
            days = (date.fromisoformat(run.day) - date.fromisoformat(since)).days
            found[each.domain] = ReminderLine(
                each.domain, each.counterpart, each.band, each.score, since, days
            )
    yield from sorted(found.values(), key=lambda each: (-each.days, each.domain))
