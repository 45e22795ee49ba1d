"""Which pairs have analysts labelled by their verdicts, and what was seen of each pair then?

The newest verdict of a domain that was not withdrawn labels its pairs; a muted domain is none. What was seen
is the evidence that had the judged score: of an alert up to that day, or of what stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crawler.records import iso
from monitor.store import Judgement, MonitorStore, Verdict

SAME = 0.005
"""Bits: scores are kept in hundredths."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one signal said of a pair; ``bits`` before its family's cap."""

    signal: str
    similarity: float
    bits: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """One pair with its label; ``leading`` is the strongest of its domain, ``source`` who confirmed it."""

    domain: str
    counterpart: str
    label: Verdict
    author: str
    judged_at: str
    source: str
    bits: float
    leading: bool
    relation: str = ""  # "" where nothing of the pair is kept any more, as in the three below
    seen_on: str = ""
    probability: float | None = None
    band: str = ""
    signals: tuple[Seen, ...] = ()


def labelled(store: MonitorStore) -> Iterator[Labelled]:
    """The labelled pairs, by domain, a domain's strongest first."""
    newest = {
        each.domain: each
        for each in store.judgements.all()
        if each.withdrawn_at is None and each.verdict is not Verdict.MUTED
    }
    for _, judged in sorted(newest.items()):
        ranked = sorted(judged.pairs, key=lambda pair: (-pair[1], pair[0]))
        for place, (counterpart, bits) in enumerate(ranked):
            yield _pair(store, judged, counterpart, bits, place == 0)


def without_pairs(store: MonitorStore) -> int:
    """Judged domains of which nothing stood when they were judged: they label no pair."""
    held = [each for each in store.judgements.all() if each.withdrawn_at is None]
    return len(
        {each.domain for each in held if not each.pairs} - {each.domain for each in held if each.pairs}
    )


def row(pair: Labelled) -> dict[str, Any]:
    """The pair as JSON: ``clerical_match_score`` is 1 for the same hand, 0 for not, None for nobody knows."""
    match = {Verdict.CONFIRMED: 1.0, Verdict.BENIGN: 0.0}.get(pair.label)
    names = ("domain", "counterpart", "label", "author", "judged_at", "source", "relation", "leading", "bits")
    said = {name: getattr(pair, name) for name in names}
    seen = {each.signal: {"similarity": each.similarity, "bits": each.bits} for each in pair.signals}
    return said | {
        "clerical_match_score": match,
        "band": pair.band,
        "probability": pair.probability,
        "seen_on": pair.seen_on,
        "signals": seen,
    }


def _pair(store: MonitorStore, judged: Judgement, counterpart: str, bits: float, leading: bool) -> Labelled:
    bare = Labelled(
        domain=judged.domain,
        counterpart=counterpart,
        label=judged.verdict,
        author=judged.author,
        judged_at=iso(judged.judged_at),
        source=judged.source,
        bits=bits,
        leading=leading,
    )
    found = _as_seen(store, judged, counterpart, bits)
    return _with_evidence(bare, *found) if found else bare


def _as_seen(
    store: MonitorStore, judged: Judgement, counterpart: str, bits: float
) -> tuple[str, Mapping[str, Any]] | None:
    """The day and the evidence of what was judged, or of the newest alert before it."""
    day = judged.judged_at.date().isoformat()
    told = [
        (each.day, each.score, each.detail)
        for hidden in (True, False)
        for each in store.ledger.events(domain=judged.domain, hidden=hidden)
        if each.counterpart == counterpart and each.day <= day
    ]
    told.sort(key=lambda each: each[0], reverse=True)
    stands = [
        (f"{each.since:%Y-%m-%d}", each.score, each.detail)
        for each in store.ledger.standings(judged.domain)
        if each.counterpart == counterpart
    ]
    same = [each for each in (*told, *stands) if abs(each[1] - bits) < SAME]
    on, _, detail = next(iter((*same, *told)), ("", 0.0, None))
    return (on, detail) if detail else None


def _with_evidence(bare: Labelled, on: str, detail: Mapping[str, Any]) -> Labelled:
    rows = [*detail.get("evidence", ()), *detail.get("against", ())]
    seen = [Seen(each["signal"], each.get("similarity", 0.0), each["bits"]) for each in rows]
    return replace(
        bare,
        relation=str(detail.get("relation", "")),
        seen_on=on,
        probability=detail.get("probability"),
        band=str(detail.get("band", "")),
        signals=tuple(sorted(seen, key=lambda each: each.signal)),
    )
