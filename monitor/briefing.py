"""What does the day's report say of what stands, what was told and what could not be seen?"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import Any

from crawler import fingerprint
from crawler.fingerprint import Signal
from crawler.records import Outcome, Reason, content_hash, iso
from crawler.store import ObservationStore
from monitor.alerts import GAINED, State, is_waiting, leading
from monitor.config import ReportConfig
from monitor.evidence import Evidence
from monitor.findings import FINDINGS, findings
from monitor.references import baseline_words, details, in_short
from monitor.scene import COPIES, Scene
from monitor.score import Band, Score
from monitor.store import Event, Run, Standing
from reports import digest
from reports.digest import AlertLine, CoverageLine, DailyReport, EvidenceLine, Fact, FamilyBar, PictureLine

MOST_BELOW = 5
MOST_WAITING = 20
MOST_PICTURED = 20
"""Alerts with pictures, the strongest ones: a report is one file."""
ALARMING = 0.1
"""The part of all sites that could not be looked at from which the report raises its voice."""


Looks = dict[str, dict[str, tuple[Outcome, Reason]]]
"""By domain and kind, how today's look ended: what it saw would fill the memory."""


def compose(
    observations: ObservationStore,
    scene: Scene,
    run: Run,
    config: ReportConfig,
    finished: datetime,
    health: list[str],
    picture: Callable[[str], PictureLine | None] = lambda domain: None,
    budget: str = "",
) -> DailyReport:
    """The whole report of ``run``, from what the store holds; ``health`` is what it could not do."""
    watched = [item.domain for item in scene.store.watched()]
    runs = [each.id for each in scene.store.told_by(run)]
    looks: Looks = {domain: {} for domain in watched}
    for domain, kind, outcome, reason in observations.outcomes_since(run.started_at):
        if domain in looks:
            looks[domain][kind] = outcome, reason
    events = sorted(scene.store.ledger.events(runs=runs), key=lambda each: (-each.score, each.domain))
    moves = scene.store.ledger.moves(runs)
    told = {event.domain for event in events}
    standing = [each for each in scene.store.ledger.standings() if each.domain in looks]
    leads = [first for first, *_ in leading(standing).values() if first.domain not in told]
    known = [each for each in leads if not is_waiting(each)]
    waiting = [each for each in leads if is_waiting(each)]
    coverage = _coverage(looks)
    lines = _Lines(observations, scene, {domain: why for domain, _, _, why in moves})
    return DailyReport(
        version=digest.VERSION,
        run=run.id,
        day=run.day,
        started=iso(run.started_at),
        finished=iso(finished),
        program=f"brassplate {version('brassplate')}",
        rules=rules(scene),
        tlp=config.tlp,
        watched=len(watched),
        baseline=run.baseline,
        coverage=coverage,
        alerts=tuple(
            replace(line, pictures=tuple(_pictures(line, picture))) if place < MOST_PICTURED else line
            for place, line in enumerate(map(lines.of_event, events))
        ),
        known=tuple(lines.of_standing(each) for each in known),
        below=tuple(lines.of_standing(each) for each in _just_below(waiting, standing, told)),
        states=() if run.baseline else tuple(_state_lines(moves, told)),
        unreachable=tuple(_unreachable(looks, scene.store.ledger.states())),
        findings=tuple(findings(standing)),
        references=tuple(_reference_lines(scene)),
        health=(*health, *_alarms(coverage)),
        note=config.note,
        budget=budget,
        bands=tuple((band.value, band.lowest) for band in Band if band is not Band.NONE),
    )


def _pictures(line: AlertLine, picture: Callable[[str], PictureLine | None]) -> Iterable[PictureLine]:
    """Side by side or not at all for a person to compare; a reference of the past has none."""
    return filter(None, map(picture, (line.domain, line.counterpart)))


def rules(scene: Scene) -> str:
    """What the day was weighed with: equal texts, equal rules."""
    known = [sorted(scene.slices.items()), sorted(scene.known_good)]
    return (
        f"fingerprints {fingerprint.VERSION}, weights {scene.weights.hash[:8]}, "
        f"references {content_hash([known, scene.prior])[:8]}"
    )


def _coverage(looks: Looks) -> tuple[CoverageLine, ...]:
    kinds: dict[str, Counter[Outcome]] = {}
    reasons: dict[str, Counter[str]] = {}
    for seen in looks.values():
        for kind, (outcome, reason) in seen.items():
            kinds.setdefault(kind, Counter())[outcome] += 1
            if outcome is not Outcome.OBSERVED:
                reasons.setdefault(kind, Counter())[reason.value] += 1
    return tuple(
        CoverageLine(
            kind=kind,
            asked=counts.total(),
            observed=counts[Outcome.OBSERVED],
            absent=counts[Outcome.ABSENT],
            failed=counts[Outcome.FAILED],
            reasons=tuple(reasons.get(kind, Counter()).most_common()),
        )
        for kind, counts in sorted(kinds.items(), key=lambda each: (each[0] != "site", each[0]))
    )


_ASKED_FOR = {
    "site": "The site",
    "dns": "The DNS records",
    "tls": "The certificate",
    "registration": "The registration",
    "screenshot": "The picture",
}


def _alarms(coverage: Iterable[CoverageLine]) -> Iterable[str]:
    for line in coverage:
        later = dict(line.reasons).get(Reason.BUDGET.value, 0) if line.kind == "registration" else 0
        if later:
            yield f"{later} registrations wait for their registries and are asked for after this report."
        failed = line.failed - later
        if failed > ALARMING * line.asked and (line.asked >= 10 or failed == line.asked):
            yield (
                f"{_ASKED_FOR.get(line.kind, line.kind)} of {failed} of {line.asked} domains could not be "
                "looked at: what they show today is not in this report."
            )


def _unreachable(looks: Looks, states: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for domain, seen in sorted(looks.items()):
        if "site" not in seen:
            yield domain, "not looked at today"
            continue
        outcome, reason = seen["site"]
        if outcome is Outcome.FAILED:
            yield domain, reason.value
        elif outcome is Outcome.ABSENT and states.get(domain) == State.LIVE:
            yield domain, f"missing today ({reason.value}), which a second look has to confirm"


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


def _passages(detail: Mapping[str, Any]) -> Iterable[digest.PassageLine]:
    for each in detail.get("passages", ()):
        same = tuple((*ours, *theirs) for ours, theirs in each["same"])
        yield digest.PassageLine(each["ours"], each["theirs"], same)


def _siblings(detail: Mapping[str, Any]) -> Iterable[digest.SiblingLine]:
    for each in detail.get("siblings", ()):
        yield digest.SiblingLine(each["domain"], each["bits"], tuple(each["sentences"]))


def worded(change: str, signals: Mapping[str, Signal]) -> str:
    """What changed as a sentence: "new: contacts phone:+1…" becomes "now both list the phone +1 …"."""
    if not change.startswith(GAINED):
        return change
    name, _, value = change.removeprefix(GAINED).partition(" ")
    if name in signals and value:
        return f"now both {signals[name].tell(value)}"
    return f"now both are alike in their {name.replace('_', ' ')}"


class _Lines:
    """Turns findings and alerts into the report's lines."""

    def __init__(self, observations: ObservationStore, scene: Scene, reasons: Mapping[str, str]) -> None:
        self.observations = observations
        self.scene = scene
        self.states = scene.store.ledger.states()
        self.reasons = reasons  # by domain, why its state changed

    def of_event(self, event: Event) -> AlertLine:
        signals, before = self.scene.corpus.signals, event.detail["state_before"]
        changed = [worded(each, signals) for each in event.detail["changed"]]
        if before not in (event.detail["state"], State.UNKNOWN) and event.domain in self.reasons:
            changed.append(self.reasons[event.domain])
        return self._line(event.domain, event.counterpart, event.status, {**event.detail, "changed": changed})

    def of_standing(self, standing: Standing) -> AlertLine:
        return self._line(standing.domain, standing.counterpart, "", standing.detail)

    def _line(self, domain: str, counterpart: str, status: str, detail: Mapping[str, Any]) -> AlertLine:
        score, before = Score.from_json(detail), detail.get("state_before", "")
        latest = self.observations.latest(domain)
        site = latest.get("site")
        first = self.observations.first_seen(domain)
        seen = max((each.observed_at for each in latest.values()), default=first)
        return AlertLine(
            domain=domain,
            counterpart=counterpart,
            relation=detail["relation"],
            reference_note=self._note(counterpart),
            status=status,
            band=score.band,
            score=score.bits,
            probability=round(score.probability, 4),
            prior=score.prior,
            families=tuple(FamilyBar(f.family, f.raw, f.cap, f.counted) for f in score.families),
            evidence=tuple(self._evidence(score, each, detail) for each in score.evidence if each.bits > 0),
            against=tuple(self._evidence(score, each, detail) for each in score.against),
            state=detail.get("state") or self.states.get(domain, State.UNKNOWN),
            state_before="" if before == State.UNKNOWN else before,
            changed=tuple(detail.get("changed", ())),
            unseen=score.unseen,
            first_seen=iso(first) if first else "",
            last_seen=iso(seen) if seen else "",
            title=str(site.payload.get("title", "")) if site else "",
            captures=tuple(digest.CaptureLine(**each) for each in detail["captures"]),
            also=tuple(detail.get("also", ())),
            compared=detail.get("compared", ""),
            registered=self._registered(domain),
            counterpart_registered=self._registered(counterpart) if detail["relation"] == COPIES else "",
            original={"ours": domain, "theirs": counterpart}.get(detail.get("original", ""), ""),
            direction=tuple(each["sentence"] for each in detail.get("direction", ())),
            passages=tuple(_passages(detail)),
            siblings=tuple(_siblings(detail)),
            template=detail.get("template", ""),
        )

    def _note(self, counterpart: str) -> str:
        reference = self.scene.references.get(counterpart)
        if reference is not None:
            without = ", no baseline" if counterpart in self.scene.without_baseline else ""
            return in_short(reference) + without
        known_good = counterpart in self.scene.known_good
        return "known here as an honest firm" if known_good else "the older of two watched sites"

    def _registered(self, domain: str) -> str:
        created = self.scene.past(domain).created
        return iso(created) if created else ""

    def _evidence(self, score: Score, evidence: Evidence, detail: Mapping[str, Any]) -> EvidenceLine:
        return EvidenceLine(
            signal=evidence.signal,
            family=evidence.family,
            sentence=evidence.sentence,
            similarity=round(evidence.similarity, 4),
            bits=evidence.bits,
            counted=score.counted(evidence),
            facts=tuple(self._facts(evidence)),
            quotes=tuple(detail["quotes"].get(evidence.signal, ())),
        )

    def _facts(self, evidence: Evidence) -> Iterable[Fact]:
        tell = self.scene.corpus.signals[evidence.signal].tell
        for place, each in enumerate(evidence.facts):
            counted = each.bits * self.scene.weights.decay**place
            yield Fact(
                each.value, tell(each.value), each.others, each.sites, round(each.bits, 2), round(counted, 2)
            )
