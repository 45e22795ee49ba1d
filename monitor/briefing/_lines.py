"""What does the report say of one alert, or of one pair that stands?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from crawler.fingerprint import Signal
from crawler.records import iso
from crawler.store import ObservationStore
from monitor.alerts import GAINED, State
from monitor.briefing._judged import judgement_line
from monitor.briefing._life import ClusterLines, change_lines, timeline
from monitor.briefing._pivots import pivots
from monitor.references import in_short
from monitor.scene import COPIES, Scene
from monitor.score import Score
from monitor.store import Event, Judgement, Standing, WatchItem
from monitor.telling import compared
from reports import digest
from reports.digest import AlertLine

LONGEST_WHY = 500


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


def watched_for(item: WatchItem | None) -> str:
    """Since when somebody watches it, who, and for which reason; nothing where there is none."""
    if item is None or not item.why:
        return ""
    return f"watched since {item.added_at:%Y-%m-%d} ({item.source}): {item.why[:LONGEST_WHY]}"


class Lines:
    """Turns findings and alerts into the report's lines."""

    def __init__(
        self,
        observations: ObservationStore,
        scene: Scene,
        reasons: Mapping[str, str],
        judged: Mapping[str, Judgement],
        clusters: ClusterLines,
        days: list[str],
    ) -> None:
        self.observations = observations
        self.scene = scene
        self.reasons = reasons  # by domain, why its state changed
        self.judged = judged
        self.clusters = clusters
        self.days = days  # with a run, oldest first

    def of_event(self, event: Event) -> AlertLine:
        signals, before = self.scene.corpus.signals, event.detail["state_before"]
        changed = [worded(each, signals) for each in event.detail["changed"]]
        if before not in (event.detail["state"], State.UNKNOWN) and event.domain in self.reasons:
            changed.append(self.reasons[event.domain])
        if joined := self.clusters.joined(event.domain):
            changed.append(joined)
        detail = {**event.detail, "changed": changed}
        line = self._line(event.domain, event.counterpart, event.status, detail)
        return replace(line, pivots=pivots(self.scene, line))

    def of_standing(self, standing: Standing) -> AlertLine:
        return self._line(standing.domain, standing.counterpart, "", standing.detail)

    def _line(self, domain: str, counterpart: str, status: str, detail: Mapping[str, Any]) -> AlertLine:
        score, before = Score.from_json(detail), detail.get("state_before", "")
        latest = self.observations.latest(domain)
        site = latest.get("site")
        first = self.observations.first_seen(domain)
        seen = max((each.observed_at for each in latest.values()), default=first)
        signals, weights = self.scene.corpus.signals, self.scene.weights
        return replace(
            compared(score, signals, weights, detail["quotes"], detail.get("passages", ())),
            relation=detail["relation"],
            reference_note=self._note(counterpart),
            status=status,
            state=detail.get("state") or self._state(domain),
            state_before="" if before == State.UNKNOWN else before,
            changed=tuple(detail.get("changed", ())),
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
            siblings=tuple(_siblings(detail)),
            template=detail.get("template", ""),
            judgement=judgement_line(self.judged[domain]) if domain in self.judged else None,
            changes=change_lines(detail),
            timeline=timeline(self.scene, self.days, domain),
            cluster=self.clusters.name(domain),
            watched=watched_for(self.scene.store.watchlist.get(domain)),
        )

    def _state(self, domain: str) -> str:
        return self.scene.store.ledger.states([domain]).get(domain, State.UNKNOWN)

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
