"""What happens in one day? Read this first: every step of the day is one line of ``run_day``."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from crawler import fingerprint
from crawler.errors import CollectionError, ConfigError
from crawler.fingerprint import Fingerprint, Values
from crawler.records import content_hash, parse_time
from monitor import briefing, canaries, clusters, judged_file, life, notify, pairs, seeds, weighing
from monitor.alerts import State, carry, fit, hold, judge, leading, remembered, state_of, unresolved
from monitor.budget import DAYS, Cut
from monitor.discovery import count_outcomes, renew
from monitor.home import Home, open_home
from monitor.judging import told_and_hidden
from monitor.looking import Progress, catch_up, collect, draw, job_of
from monitor.publishing import publish_day
from monitor.reading import Reader
from monitor.references import entry_of
from monitor.references.earlier import earlier, with_earlier
from monitor.references.published import published, with_published
from monitor.scene import BEFORE_ANY_LOOK, NAME_ALONE, Scene
from monitor.screens import picture_of
from monitor.store import Run, Standing
from monitor.turns import turns
from reports.digest import DailyReport

__all__ = ["Home", "Progress", "catch_up", "open_home", "run_day"]


def run_day(home: Home, now: datetime, progress: Progress = lambda step, done, of: None) -> DailyReport:
    """Looks at everything watched, weighs it, and tells what is new; every look is dated ``now``.

    A run that was cut off on the same day is continued: what it looked at is not looked at again.
    """
    clock, now = time.monotonic(), now.replace(microsecond=0)  # looks are dated in whole seconds
    judged_file.take(home.config.home, home.store, now)
    run = begin(home, now)
    health = renew(home, job_of(home, run, now, ()), now, progress)
    health += collect(home, run, now, progress)
    health += seeds.look(home, run, now)
    health += draw(home, run, now, clock)
    scene = home.scene()
    with home.reader() as reader:
        health += read_references(scene, reader)
        looked = read_sites(home, scene, run, reader, progress)
        domains = to_weigh(home, scene, looked)
        current = stand(home, scene, run, reader, sorted(domains), progress)
    cut = tell(home, scene, run, current, looked, domains)
    clusters.update(home, run)
    life.remind(home, run)
    count_outcomes(home, run)
    health += [f"The pages of {domain} could not be read: {why}." for domain, why in looked.unread]
    health += notify.untold(home, now.date())
    finished = now + timedelta(seconds=round(time.monotonic() - clock))
    report = briefing.compose(
        home.observations,
        scene,
        run,
        home.config.report,
        finished,
        health,
        lambda domain: picture_of(home.observations, home.archive, domain),
        budget=cut.sentence(),
        due=turns(home.store, now.date(), home.config.run).due,
        own=briefing.inside(home.config, scene, run, finished),
    )
    report, _ = publish_day(home.config, home.store, report)
    home.store.put_run(replace(run, finished_at=finished), report.dumps())
    return report


def begin(home: Home, now: datetime) -> Run:
    """The day's run: the unfinished one of the same day, else a new one. The first is the baseline.

    ConfigError when ``now`` is before the newest run: that day would be told from later looks.
    """
    day, runs = now.date().isoformat(), home.store.runs()
    newest = max((each.started_at for each in runs), default=now)
    if now < newest:
        raise ConfigError(
            f"the newest run began at {newest:%Y-%m-%d %H:%M} UTC and none can be dated before it "
            f"({now:%Y-%m-%d %H:%M} UTC); give a later --at, or mend the clock"
        )
    todays = [run for run in runs if run.day == day]
    if todays and todays[-1].finished_at is None:
        return todays[-1]
    number = f".{len(todays) + 1}" if todays else ""
    run = Run(f"{day}{number}", day, now, baseline=all(run.finished_at is None for run in runs))
    home.store.put_run(run)
    home.observations.forget_touches(now - timedelta(days=home.config.run.ledger_days))
    return run


def read_references(scene: Scene, reader: Reader) -> list[str]:
    """Takes the fingerprint of every reference whose newest baseline (or name) has none of this version."""
    health = []
    times: dict[str, datetime] = {}
    inputs: dict[str, str] = {}
    past: dict[str, Mapping[str, Values]] = {}
    entries = {each.domain: entry_of(each) for each in scene.references.values()}
    for domain, slice in scene.slices.items():
        at = BEFORE_ANY_LOOK if slice == NAME_ALONE else parse_time(slice)
        seen = scene.observations.latest(domain, at=at).values()
        was = earlier(scene.observations, domain, at)
        told = [sorted(published(domain, entries[domain]).items()), sorted(was.items())]
        shown = content_hash([fingerprint.VERSION, slice, sorted(each.value_hash for each in seen), told])
        found = scene.store.index.get(domain, slice)
        if not found or found[2] != shown:
            times[domain], inputs[domain], past[domain] = at, shown, was
    for domain, reading in reader.read_many(times, times):
        if isinstance(reading, CollectionError):
            health.append(f"The baseline of {domain} could not be read: {reading}.")
        else:
            known = with_published(with_earlier(reading.fingerprint, past[domain]), entries[domain])
            scene.corpus.put(known, inputs[domain], scene.slices[domain])
    return health


@dataclass(frozen=True, slots=True)
class Looked:
    """What today's looks changed: (state, why) by domain, and what could not be read, with the reason.

    ``first`` are the domains of which nothing was known before.
    """

    states: Mapping[str, tuple[State, str]]
    first: frozenset[str]
    unread: tuple[tuple[str, str], ...]


def read_sites(home: Home, scene: Scene, run: Run, reader: Reader, progress: Progress) -> Looked:
    """Takes the fingerprint and the state of every watched domain in which today's looks saw a change."""
    scene.corpus.settle()  # what a run that was cut off has left
    changed = sorted(home.store.watchlist.among(_changed(home, scene, run) | _missing(home, run)))
    before = home.store.ledger.states(changed)
    states, unread = {}, []
    for number, (domain, reading) in enumerate(reader.read_many(changed), 1):
        page_class: str | None = None
        if isinstance(reading, CollectionError):
            unread.append((domain, str(reading)))
        else:
            page_class = reading.page_class or None
            life.keep_changes(home, scene, _known(home, domain), reading.fingerprint, run)
            scene.corpus.put(reading.fingerprint, reading.inputs)
        latest = {**home.observations.latest(domain, failed=True), **home.observations.latest(domain)}
        unconfirmed = home.observations.unconfirmed(domain)
        states[domain] = state_of(latest, page_class, before.get(domain), unconfirmed)
        progress("reading", number, len(changed))
    scene.corpus.settle()
    first = frozenset(each for each in states if before.get(each, State.UNKNOWN) == State.UNKNOWN)
    return Looked(states, first, tuple(unread))


def _known(home: Home, domain: str) -> Fingerprint | None:
    """The fingerprint of an earlier look; one of another version names other values and tells no change."""
    found = home.store.index.get(domain)
    return found[0] if found and found[1] == fingerprint.VERSION else None


def _changed(home: Home, scene: Scene, run: Run) -> set[str]:
    """The domains seen otherwise than at the last report; all of them when its rules were others.

    Who was not looked at on the first day of other rules is read by them on the day of its next look.
    """
    reported = [each for each in home.store.runs() if each.reported]
    told = json.loads(home.store.report(reported[-1].id) or "{}") if reported else {}
    if told.get("rules") != briefing.rules(scene):
        return home.observations.looked_at_since(run.started_at)
    after = reported[-1].started_at + timedelta(seconds=1)  # a registry's answer may come after the report
    since = min(after, *(each.started_at for each in home.store.told_by(run)))
    earlier = home.store.index.of_earlier(fingerprint.VERSION)
    late = home.observations.looked_at_since(run.started_at) & earlier if earlier else set()
    return home.observations.changed_since(since) | late


def _missing(home: Home, run: Run) -> set[str]:
    """The domains of which too few looks found nothing for that to have become a state, or just enough."""
    return home.observations.absent_since(run.started_at)


def to_weigh(home: Home, scene: Scene, looked: Looked) -> set[str]:
    """The registered domains that were seen otherwise, or may copy or belong to a site first seen today."""
    others = home.store.watchlist.domains() - looked.states.keys() if looked.first else set[str]()
    near = pairs.copiers(scene, looked.first, others) | (life.linked(scene, looked.first) & others)
    canary = canaries.domains(home.config.canary)  # every day, changed or not
    states = home.store.ledger.states(near | canary)
    states |= {domain: state for domain, (state, _) in looked.states.items()}
    near |= looked.states.keys() | (canary & states.keys())
    return {domain for domain in near if states.get(domain) != State.UNREGISTERED}


def stand(
    home: Home, scene: Scene, run: Run, reader: Reader, domains: list[str], progress: Progress
) -> list[Standing]:
    """What stands today between ``domains`` and their counterparts, strongest first."""
    found = []
    for number, each in enumerate(weighing.counterparts(home, scene, domains), 1):
        found.append(each)
        progress("weighing", number, len(domains))
    current = chain.from_iterable(pairs.standings(scene, reader, found, run.id, run.started_at))
    return sorted(current, key=lambda each: (-each.score, each.domain, each.counterpart))


def tell(
    home: Home, scene: Scene, run: Run, current: list[Standing], looked: Looked, weighed: set[str]
) -> Cut:
    """Keeps what stands, the states and the day's alerts there is room for: all of it or nothing."""
    ledger, domains = home.store.ledger, weighed | looked.states.keys()
    stood = {(each.domain, each.counterpart): each for each in ledger.standings()}
    fallen = home.store.life.fallen()
    concerned = domains | fallen.keys() | {domain for domain, _ in stood}
    before, answered = ledger.states(concerned), life.answered(home, run, concerned)
    now = before | {domain: str(state) for domain, (state, _) in looked.states.items()}
    previous = remembered(stood, fallen)
    unchanged = home.store.watchlist.among({domain for domain, _ in stood} - domains)
    still = [each for pair, each in stood.items() if pair[0] in unchanged]  # the others are told of nothing
    kept = carry(previous, current)
    fell = life.fell(home, fallen, stood.values(), still + kept, now, answered, run.day)
    leads = leading(still + kept)
    lately = life.lately(
        life.own_news(home, leads.keys() | fell.resolved),
        life.known_before(home, scene, looked.first, now),
        fallen,
        fell,
    )
    events = judge(previous, still + kept, before, now, run.baseline, run.id, run.day, lately)
    events = [each for each in events if each.domain not in canaries.domains(home.config.canary)]
    events, hidden = told_and_hidden(
        [*events, *seeds.events(home, run)], home.store.judgements.holding(run.started_at.date())
    )
    counts = ledger.told_a_day(run.day, DAYS)
    fitted = fit(events, ledger.events(runs=_of_day(home, run)), counts, home.config.report.alerts_a_day)
    waiting = {each.domain for each in fitted.waiting}
    # Who waited and is told now is news no more, though nothing about it was seen otherwise.
    domains |= {each.domain for each in fitted.told} & {each.domain for each in still}
    kept += carry(previous, [each for each in still if each.domain in domains])
    kept = hold(kept, fitted.waiting, previous)
    now_in = {domain: (str(state), why) for domain, (state, why) in looked.states.items()}
    moved = {domain: each for domain, each in now_in.items() if before.get(domain) != each[0]}
    seen = home.observations.looked_at_since(run.started_at)
    changed = home.observations.changed_since(run.started_at)
    with home.store.transaction():
        home.store.watchlist.looked(seen, changed, run.started_at.date())
        ledger.add_events([*fitted.told, *hidden])
        ledger.add_states(moved, run.started_at, run.id)
        ledger.replace_standings(domains, kept)
        ledger.weighed(life.weighed(home, fell, waiting), run.id)
        home.store.life.replace_fallen(unresolved(fell.kept, waiting))
        home.store.life.add_moments(
            run.day, {domain: lead.score for domain, (lead, *_) in leads.items() if domain in answered}
        )
    return fitted.cut


def _of_day(home: Home, run: Run) -> list[str]:
    return [each.id for each in home.store.runs() if each.day == run.day]
