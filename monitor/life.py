"""What happens to those who resemble somebody, beside what the scores say?

What a site's looks show of itself is kept before its fingerprint is: a run that is cut off in between finds
it again, and the next day tells it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from crawler.fingerprint import Fingerprint
from crawler.records import Outcome
from monitor.alerts import Fell, Lately, State, activations, fall, leading, news, template_change
from monitor.contradictions import record_changes
from monitor.home import Home
from monitor.scene import Scene
from monitor.siblings import LINKING, MOST_WEIGHED
from monitor.store import FactChange, Fallen, Role, Run, Standing

OLD = timedelta(days=90)
"""A site that was registered so long before an analyst watched it is no news by being there."""
BY_HAND = "analyst"
MOST_REMINDERS = 10
_SPEAKING = {State.LIVE, State.PARKED, State.DORMANT}
_ANSWERS = {"site", "dns"}


def keep_changes(home: Home, scene: Scene, before: Fingerprint | None, after: Fingerprint, run: Run) -> None:
    """Keeps what is another on a site than at the last look; ``before`` is its fingerprint of that."""
    if before is None:
        return
    domain, when = after.domain, run.started_at
    record_changes(home.store, before, after, when, run.id)
    dns, tls = (home.observations.before(domain, kind) for kind in ("dns", "tls"))
    template = scene.corpus.signals["dom_template"]
    home.store.ledger.add_changes(
        [
            *template_change(before, after, template, when, run.id),
            *activations(domain, dns, tls, when, run.id),
        ]
    )


def own_news(home: Home, of: Collection[str]) -> dict[str, tuple[FactChange, ...]]:
    """Of these domains, what no day has told yet and what was never there before."""
    found: dict[str, list[FactChange]] = {}
    for each in home.store.ledger.untold():
        if each.domain in of:
            found.setdefault(each.domain, []).append(each)
    return {domain: news(each, home.store.ledger.changes(domain)) for domain, each in found.items()}


def weighed(home: Home, fell: Fell, waiting: Collection[str]) -> list[FactChange]:
    """The changes that need not be told any more; those of who waits, or may be resolved, are kept."""
    open_yet = {each.stood.domain for each in fell.kept if not each.resolved} | set(waiting)
    return [each for each in home.store.ledger.untold() if each.domain not in open_yet]


def answered(home: Home, run: Run, domains: Iterable[str]) -> frozenset[str]:
    """Those of ``domains`` of which somebody could say today whether there is a site."""
    return frozenset(
        domain
        for domain, kind, outcome, _ in home.observations.outcomes_since(run.started_at, domains)
        if kind in _ANSWERS and outcome is not Outcome.FAILED
    )


def fell(
    home: Home,
    fallen: Mapping[str, list[Fallen]],
    stood: Collection[Standing],
    stands: Collection[Standing],
    states: Mapping[str, str],
    seen: Collection[str],
    day: str,
) -> Fell:
    """Who of the watched candidates resembles nobody any more, by as many looks as an absence takes."""
    concerned = fallen.keys() | {each.domain for each in (*stood, *stands)}
    watched = home.store.watchlist.among(concerned, Role.CANDIDATE)
    speaking = {each for each in seen if states.get(each) in _SPEAKING}
    return fall(
        {domain: found for domain, found in fallen.items() if domain in watched},
        leading(each for each in stood if each.domain in watched),
        leading(each for each in stands if each.domain in watched),
        speaking,
        day,
        home.config.run.missing_of,
    )


def lately(
    own: Mapping[str, tuple[FactChange, ...]],
    known: Iterable[str],
    fallen: Mapping[str, list[Fallen]],
    fell: Fell,
) -> Lately:
    """What the day's alerts are judged with, beside what stands."""
    settled = {domain for domain, found in fallen.items() if any(each.resolved for each in found)}
    return Lately(own, frozenset(known), fell.resolved, fell.back, frozenset(settled))


def remind(home: Home, run: Run) -> None:
    """Keeps whom the day calls to mind: suspects that nobody judged, the longest waiting first.

    Each comes once in so many days; what is told today needs no reminder.
    """
    every = home.config.report.remind_days
    if run.baseline or not every:
        return
    today = run.started_at.date()
    before = (today - timedelta(days=every)).isoformat()
    reminded, judged = home.store.life.reminded(), {each.domain for each in home.store.judgements.all()}
    told = {
        each.domain for each in home.store.ledger.events(runs=[one.id for one in home.store.told_by(run)])
    }
    waiting = []
    suspects = leading(home.store.ledger.standings(banded=True)).keys() - judged - told
    for domain in home.store.watchlist.among(suspects, Role.CANDIDATE):
        since, last = home.store.life.since(domain), reminded.get(domain, "")
        if since and since <= before and (last <= before or last == run.day):
            waiting.append((since, domain))
    home.store.life.remind(run.day, [domain for _, domain in sorted(waiting)[:MOST_REMINDERS]])


def linked(scene: Scene, first: Collection[str]) -> set[str]:
    """The suspects that share telling facts of ownership with a site seen for the first time."""
    suspects = leading(scene.store.ledger.standings(banded=True)).keys() if first else set()
    near: set[str] = set()
    for domain in first if suspects else ():
        found = scene.corpus.get(domain)
        near |= set(scene.corpus.neighbours(found, MOST_WEIGHED, LINKING)) if found else set()
    return near & suspects


def known_before(home: Home, scene: Scene, first: Collection[str], states: Mapping[str, str]) -> set[str]:
    """Of the domains seen for the first time, those that had long been there when an analyst added them.

    What a source found is news whatever its age, and so is what is not known to be old.
    """
    found = set()
    for item in home.store.watchlist.items() if first else ():
        if item.domain in first and item.source == BY_HAND and states.get(item.domain) == State.LIVE:
            created = scene.past(item.domain).created
            if created is not None and created <= item.added_at - OLD:
                found.add(item.domain)
    return found
