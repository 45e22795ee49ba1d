"""How strongly does one site resemble another, all evidence together, and what was not compared?

The score is the prior plus each family's bits (each next signal of it counts half, and none takes it above
its cap), minus what weighs against. It carries every piece of evidence, the empty ones too, so that it
explains itself.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from crawler.fingerprint import Family, Fingerprint, Signal
from monitor.comparing import compared, weighed
from monitor.corpus import Aside, Corpus
from monitor.evidence import (
    Evidence,
    FactWeight,
    Weights,
    decayed,
    posterior,
    probability,
)


class Band(StrEnum):
    """What a score is called; only the first three make an alert."""

    STRONG = "strong"
    LIKELY = "likely"
    WORTH_A_LOOK = "worth a look"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for none, 3 for strong."""
        return len(_LOWEST) - list(Band).index(self)

    @property
    def lowest(self) -> float:
        """The bits from which a score is called so; none has no lowest."""
        return _LOWEST.get(self, float("-inf"))

    @classmethod
    def of(cls, bits: float) -> "Band":
        return next((band for band, lowest in _LOWEST.items() if bits >= lowest), cls.NONE)


_LOWEST = {Band.STRONG: 3.3, Band.LIKELY: 0.0, Band.WORTH_A_LOOK: -3.0}


COMPARED = frozenset(Family) - {Family.CLAIMS}
"""Families whose absence is worth a word: what a site claims is set against facts, not against a site."""


@dataclass(frozen=True, slots=True)
class FamilyTotal:
    """One step of the waterfall: the sum of a family's evidence, its cap, and what counted.

    ``decay`` is the part by which each next signal counts.
    """

    family: Family
    raw: float
    cap: float
    counted: float
    decay: float = 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """How strongly ``domain`` resembles ``counterpart``; ``bits`` are log2 of the odds."""

    domain: str
    counterpart: str
    prior: float
    families: tuple[FamilyTotal, ...]
    evidence: tuple[Evidence, ...]  # strongest first, with those of no weight
    against: tuple[Evidence, ...]
    bits: float
    probability: float
    band: Band
    unseen: tuple[str, ...] = ()

    def counted(self, evidence: Evidence) -> float:
        """What one piece of evidence gives after its family's cap."""
        family = next((each for each in self.families if each.family == evidence.family), None)
        if evidence.bits <= 0 or family is None:
            return evidence.bits
        signals = _by_signal(self.evidence)[evidence.family]
        shares = {name: family.decay**place for place, name in enumerate(signals)}
        whole = decayed(signals.values(), family.decay)
        return round(evidence.bits * shares[evidence.signal] * min(1.0, family.counted / whole), 2)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            domain=row["domain"],
            counterpart=row["counterpart"],
            prior=row["prior"],
            families=tuple(
                FamilyTotal(**{**each, "family": Family(each["family"])}) for each in row["families"]
            ),
            evidence=tuple(_evidence(each) for each in row["evidence"]),
            against=tuple(_evidence(each) for each in row["against"]),
            bits=row["bits"],
            probability=row["probability"],
            band=Band(row["band"]),
            unseen=tuple(row["unseen"]),
        )


def score(
    ours: Fingerprint,
    theirs: Fingerprint,
    corpus: Corpus,
    weights: Weights,
    excluding: frozenset[str] = frozenset(),
    *,
    prior: float,
    without_baseline: frozenset[str] = frozenset(),
) -> Score:
    """How strongly ``ours`` resembles ``theirs``, from ``prior`` bits on.

    ``excluding`` names the suspects and the references, which count towards no value's rarity.
    """
    aside = Aside(excluding, (ours.domain, theirs.domain))
    found = weighed(compared(ours, theirs, corpus), corpus, weights, aside)
    missing = unseen(ours, theirs, corpus.signals.values(), without_baseline)
    return total(ours.domain, theirs.domain, found, weights, prior=prior, unseen=missing)


def total(
    domain: str,
    counterpart: str,
    evidence: Iterable[Evidence],
    weights: Weights,
    *,
    prior: float,
    unseen: tuple[str, ...] = (),
) -> Score:
    """The sum of ``evidence``: families up to their caps, then what weighs against."""
    ranked = sorted(evidence, key=lambda each: (-each.bits, each.signal))
    supporting = tuple(each for each in ranked if each.bits >= 0)
    against = tuple(reversed([each for each in ranked if each.bits < 0]))
    families = tuple(
        FamilyTotal(
            family,
            round(sum(signals.values()), 2),
            weights.caps[family],
            round(_capped(family, signals, weights), 2),
            weights.decay,
        )
        for family, signals in _by_signal(ranked).items()
    )
    bits = round(posterior_bits(ranked, weights, prior), 2)
    return Score(
        domain=domain,
        counterpart=counterpart,
        prior=prior,
        families=families,
        evidence=supporting,
        against=against,
        bits=bits,
        probability=probability(bits),
        band=Band.of(bits),
        unseen=unseen,
    )


def with_more(found: Score, evidence: Sequence[Evidence], weights: Weights) -> Score:
    """``found`` with more evidence than the comparison of its two sites gave.

    What one signal says twice counts once, as the weightier says it.
    """
    given = {each.signal: each.bits for each in evidence}
    kept = [each for each in found.evidence if each.bits >= given.get(each.signal, 0.0)]
    known = {each.signal for each in kept}
    every = (*kept, *found.against, *(each for each in evidence if each.signal not in known))
    return total(found.domain, found.counterpart, every, weights, prior=found.prior, unseen=found.unseen)


def without(found: Score, families: Set[Family], weights: Weights) -> Score:
    """``found`` without what these families say."""
    rest = [each for each in (*found.evidence, *found.against) if each.family not in families]
    return total(found.domain, found.counterpart, rest, weights, prior=found.prior, unseen=found.unseen)


def posterior_bits(evidence: Iterable[Evidence], weights: Weights, prior: float) -> float:
    """The bits of the odds after ``evidence``, before any rounding."""
    found = list(evidence)
    supporting = [_capped(family, signals, weights) for family, signals in _by_signal(found).items()]
    return posterior(prior, [*supporting, *(each.bits for each in found if each.bits < 0)])


def _capped(family: Family, signals: Mapping[str, float], weights: Weights) -> float:
    """Signals of one family see the same thing: each next one counts a part, all of them up to its cap."""
    return min(decayed(signals.values(), weights.decay), weights.caps[family])


def _by_signal(evidence: Iterable[Evidence]) -> dict[Family, dict[str, float]]:
    """The supporting bits of each signal, the strongest first, by family; what gives nothing is left out."""
    found: dict[Family, dict[str, float]] = {family: {} for family in Family}
    for each in evidence:
        if each.bits > 0:
            signals = found[each.family]
            signals[each.signal] = signals.get(each.signal, 0.0) + each.bits
    return {
        family: dict(sorted(signals.items(), key=lambda each: (-each[1], each[0])))
        for family, signals in found.items()
        if signals
    }


def unseen(
    ours: Fingerprint,
    theirs: Fingerprint,
    signals: Iterable[Signal],
    without_baseline: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """What could not be compared because a side shows nothing, in sentences, the counterpart's first."""
    known = list(signals)
    pages = {each.name for each in known if each.family in (Family.TEMPLATE, Family.CONTENT)}
    sentences = []
    for side in (theirs, ours):
        lacking = {each.name for each in known if each.name not in side.values and each.family in COMPARED}
        if pages and pages <= lacking:
            why = "has no baseline" if side.domain in without_baseline else "shows no pages of its own"
            sentences.append(f"{side.domain} {why} to compare")
            lacking -= pages
        if lacking:
            named = ", ".join(sorted(each.replace("_", " ") for each in lacking))
            sentences.append(f"{side.domain} shows nothing to compare for {named}")
    return tuple(sentences)


def _evidence(row: Mapping[str, Any]) -> Evidence:
    facts = tuple(FactWeight(**each) for each in row["facts"])
    return Evidence(**{**row, "family": Family(row["family"]), "facts": facts})
