"""How does a score become the lines that a report shows of it?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler.fingerprint import Signal
from monitor.evidence import Evidence, Weights
from monitor.score import Score
from reports.digest import AlertLine, EvidenceLine, Fact, FamilyBar, PassageLine

Quotes = Mapping[str, Iterable[str]]
"""By signal, the readable form of what both share."""


def compared(
    found: Score,
    signals: Mapping[str, Signal],
    weights: Weights,
    quotes: Quotes,
    passages: Iterable[Mapping[str, Any]],
) -> AlertLine:
    """The line of two sites that were compared: it has a score, and no day yet."""
    return AlertLine(
        domain=found.domain,
        counterpart=found.counterpart,
        relation="resembles",
        reference_note="",
        status="",
        band=found.band,
        score=found.bits,
        probability=round(found.probability, 4),
        prior=found.prior,
        families=tuple(FamilyBar(f.family, f.raw, f.cap, f.counted) for f in found.families),
        evidence=tuple(
            evidence_line(found, each, signals, weights, quotes) for each in found.evidence if each.bits > 0
        ),
        against=tuple(evidence_line(found, each, signals, weights, quotes) for each in found.against),
        state="",
        state_before="",
        changed=(),
        unseen=found.unseen,
        first_seen="",
        last_seen="",
        title="",
        passages=tuple(passage_lines(passages)),
    )


def evidence_line(
    found: Score, evidence: Evidence, signals: Mapping[str, Signal], weights: Weights, quotes: Quotes
) -> EvidenceLine:
    """One signal's evidence, with what counts of it."""
    return EvidenceLine(
        signal=evidence.signal,
        family=evidence.family,
        sentence=evidence.sentence,
        similarity=round(evidence.similarity, 4),
        bits=evidence.bits,
        counted=found.counted(evidence),
        facts=tuple(_facts(evidence, signals, weights)),
        quotes=tuple(quotes.get(evidence.signal, ())),
    )


def _facts(evidence: Evidence, signals: Mapping[str, Signal], weights: Weights) -> Iterator[Fact]:
    signal = signals.get(evidence.signal)
    for place, each in enumerate(evidence.facts):
        counted = round(each.bits * weights.decay**place, 2)
        shown = signal.tell(each.value) if signal else each.value
        yield Fact(each.value, shown, each.others, each.sites, round(each.bits, 2), counted)


def passage_lines(passages: Iterable[Mapping[str, Any]]) -> Iterator[PassageLine]:
    """Passages as JSON keeps them, with where both have the same words."""
    for each in passages:
        same = tuple((*ours, *theirs) for ours, theirs in each["same"])
        yield PassageLine(each["ours"], each["theirs"], same)
