"""What does the day's report say of what stands, what was told and what could not be seen?"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import Any

from crawler import fingerprint
from crawler.records import content_hash, iso
from crawler.store import ObservationStore
from monitor.alerts import State, is_waiting, leading
from monitor.briefing._coverage import alarms, coverage_of, unreachable
from monitor.briefing._health import NOTHING_KNOWN, Inside, inside
from monitor.briefing._judged import muted
from monitor.briefing._life import ClusterLines, reminders
from monitor.briefing._lines import Lines, worded
from monitor.config import ReportConfig
from monitor.findings import FINDINGS, findings
from monitor.judging import is_quiet
from monitor.references import baseline_words, details
from monitor.scene import Scene
from monitor.score import Band
from monitor.store import STAGES, Run, Standing
from reports import digest
from reports.digest import AlertLine, DailyReport, PictureLine

__all__ = ["Inside", "compose", "inside", "rules", "worded"]

MOST_BELOW = 5
MOST_WAITING = 20
MOST_PICTURED = 20
"""Alerts with pictures, the strongest ones: a report is one file."""


def compose(
    observations: ObservationStore,
    scene: Scene,
    run: Run,
    config: ReportConfig,
    finished: datetime,
    health: list[str],
    picture: Callable[[str], PictureLine | None] = lambda domain: None,
    budget: str = "",
    due: Collection[str] = (),
    own: Inside = NOTHING_KNOWN,
) -> DailyReport:
    """The whole report of ``run``, from what the store holds; ``health`` is what it could not do.

    ``due`` are the watched domains that were to be looked at today, ``own`` is the program's own state.
    """
    watchlist = scene.store.watchlist
    coverage = coverage_of(watchlist.looks(run.started_at))
    return DailyReport(
        **_told(observations, scene, run, own.kept_out, picture),
        version=digest.VERSION,
        run=run.id,
        day=run.day,
        started=iso(run.started_at),
        finished=iso(finished),
        program=f"brassplate {version('brassplate')}",
        rules=rules(scene),
        tlp=config.tlp,
        watched=watchlist.count(),
        baseline=run.baseline,
        coverage=coverage,
        unreachable=tuple(unreachable(scene.store, due, run.started_at)),
        references=tuple(_reference_lines(scene)),
        health=(*own.sentences, *health, *alarms(coverage)),
        note=config.note,
        author=config.author,
        budget=budget,
        bands=tuple((band.value, band.lowest) for band in Band if band is not Band.NONE),
        due=len(due),
        funnel=tuple(_funnel_lines(scene, run)),
        feeds=own.feeds,
        canaries=own.canaries,
    )


def _told(
    observations: ObservationStore,
    scene: Scene,
    run: Run,
    kept_out: Collection[str],
    picture: Callable[[str], PictureLine | None],
) -> dict[str, Any]:
    """The alerts, what stands beside them, and what only moved: fields of the report."""
    told_by = scene.store.told_by(run)
    runs = [each.id for each in told_by]
    events = sorted(scene.store.ledger.events(runs=runs), key=lambda each: (-each.score, each.domain))
    moves = scene.store.ledger.moves(runs)
    told = {event.domain for event in events}
    judged = scene.store.judgements.holding(run.started_at.date())
    stands = scene.store.ledger.standings()
    watched = scene.store.watchlist.among({each.domain for each in stands}) - set(kept_out)
    standing = [
        each for each in stands if each.domain in watched and not is_quiet(each, judged.get(each.domain))
    ]
    leads = [first for first, *_ in leading(standing).values() if first.domain not in told]
    waiting = [each for each in leads if is_waiting(each)]
    clusters = ClusterLines(scene, () if run.baseline else runs)
    days = [day for day in scene.store.days() if day <= run.day]
    reasons = {domain: why for domain, _, _, why in moves}
    lines = Lines(observations, scene, reasons, judged, clusters, days)
    return {
        "alerts": tuple(_pictured(map(lines.of_event, events), picture)),
        "known": tuple(lines.of_standing(each) for each in leads if not is_waiting(each)),
        "below": tuple(lines.of_standing(each) for each in _just_below(waiting, standing, told)),
        "states": () if run.baseline else tuple(_state_lines(moves, told)),
        "findings": tuple(findings(standing)),
        "muted": tuple(muted(scene.store, run)),
        "clusters": tuple(clusters.lines({*told, *(each.domain for each in leads)})),
        "reminders": tuple(
            each for each in reminders(scene, run, {day.day for day in told_by}) if each.domain in watched
        ),
    }


def _funnel_lines(scene: Scene, run: Run) -> Iterable[digest.FunnelLine]:
    for source, counts in sorted(scene.store.candidates.funnel(run.day).items()):
        yield digest.FunnelLine(source, tuple((stage, counts.get(stage, 0)) for stage in STAGES))


def _pictured(
    lines: Iterable[AlertLine], picture: Callable[[str], PictureLine | None]
) -> Iterable[AlertLine]:
    """The strongest lines with what the browser drew of both sides; a reference of the past has none."""
    for place, line in enumerate(lines):
        drawn = filter(None, map(picture, (line.domain, line.counterpart))) if place < MOST_PICTURED else ()
        yield replace(line, pictures=tuple(drawn))


def rules(scene: Scene) -> str:
    """What the day was weighed with: equal texts, equal rules."""
    known = [sorted(scene.slices.items()), sorted(scene.known_good)]
    return (
        f"fingerprints {fingerprint.VERSION}, weights {scene.weights.hash[:8]}, "
        f"references {content_hash([known, scene.prior])[:8]}"
    )


def _just_below(waiting: list[Standing], standing: Iterable[Standing], told: set[str]) -> list[Standing]:
    """What waits for a day with room, and the strongest pair of each domain that reaches no band."""
    strongest: dict[str, Standing] = {}
    for each in standing:
        if each.detail["relation"] not in FINDINGS:
            strongest.setdefault(each.domain, each)
    below = [each for each in strongest.values() if Band(each.band) is Band.NONE and each.domain not in told]
    return waiting[:MOST_WAITING] + below[:MOST_BELOW]


def _state_lines(moves: Iterable[tuple[str, str, str, str]], told: set[str]) -> Iterable[digest.StateLine]:
    for domain, before, after, note in moves:
        if domain not in told:
            yield digest.StateLine(domain, before or State.UNKNOWN, after, note)


def _reference_lines(scene: Scene) -> Iterable[digest.ReferenceLine]:
    baselines = {(each.domain, iso(each.observed_at)): each for each in scene.store.baselines()}
    for each in sorted(scene.references.values(), key=lambda one: (one.pack, one.note, one.domain)):
        has = baseline_words(baselines.get((each.domain, scene.slices[each.domain])))
        yield digest.ReferenceLine(each.domain, each.pack, each.source, has, details(each))
