"""What do the analysts' verdicts say about the weights, and how sure is that?

Of each judged domain its strongest pair counts once: a confirmed one as of one hand, where it resembles a
reference (a copy of a victim's pages is not by the victim's hand), a benign one as of strangers. The bits of
an agreement are then log2 of the shares of agreeing pairs on both sides, and their 95 % interval is that of a
ratio of two shares (Katz and others 1978, doi 10.2307/2530610) with half a pair added to those that agree and
half a one to those that do not: that all agreed so far is no certainty.

What fools it: only what was told is judged, and it was told because signals agreed. Benign pairs agree more
often than strangers do, so the verdicts' bits come out too low rather than too high. A judge who looks at a
signal to decide makes that signal look right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, log2, sqrt
from statistics import mean, median

from monitor.labelled import Labelled
from monitor.scene import COPIES, RESEMBLES
from monitor.score import Band
from monitor.store import Verdict

FEWEST = 10
"""Confirmed and benign pairs each, below which no figure is worth printing."""
WIDTH = 1.96
"""Standard errors on either side of an estimate that hold it 19 times out of 20."""


class Advice(StrEnum):
    """How the configured bits stand to those of the verdicts."""

    TOO_FEW = "too few"
    FITS = "fits"
    MORE = "could weigh more"
    LESS = "may weigh too much"


@dataclass(frozen=True, slots=True)
class SignalSays:
    """One signal: of the pairs that it could compare, how many agreed, and what that makes in bits."""

    signal: str
    confirmed: int
    confirmed_agree: int
    benign: int
    benign_agree: int
    given: float | None  # bits that an agreement was given, in the middle, before its family's cap
    bits: float | None  # None where pairs are too few
    low: float | None
    high: float | None
    advice: Advice


@dataclass(frozen=True, slots=True)
class BandSays:
    """One band: how many of its judged pairs were confirmed, and what share their scores had said."""

    band: str
    judged: int
    confirmed: int
    said: float  # the mean of the probabilities
    low: float  # of the share that was confirmed
    high: float


@dataclass(frozen=True, slots=True)
class Says:
    """What all verdicts together say."""

    confirmed: int
    benign: int
    left_out: int  # pairs that count for nothing: suspected, not the strongest, or with nothing kept
    signals: tuple[SignalSays, ...]
    bands: tuple[BandSays, ...]


def says(pairs: Iterable[Labelled], fewest: int = FEWEST) -> Says:
    """What the verdicts say; figures are left out where either side has fewer than ``fewest`` pairs."""
    every = list(pairs)
    confirmed = [each for each in every if _counts(each, Verdict.CONFIRMED, (RESEMBLES,))]
    benign = [each for each in every if _counts(each, Verdict.BENIGN, (RESEMBLES, COPIES))]
    names = sorted({seen.signal for each in (*confirmed, *benign) for seen in each.signals})
    signals = [_signal(name, confirmed, benign, fewest) for name in names]
    return Says(
        confirmed=len(confirmed),
        benign=len(benign),
        left_out=len(every) - len(confirmed) - len(benign),
        signals=tuple(sorted(signals, key=lambda each: (-(each.given or 0.0), each.signal))),
        bands=tuple(_bands(confirmed, benign)),
    )


def interval(hits: int, of: int, others: int, of_others: int) -> tuple[float, float, float]:
    """The bits of ``hits`` in ``of`` over ``others`` in ``of_others``, and their 95 % interval."""
    ours, all_ours, theirs, all_theirs = hits + 0.5, of + 1, others + 0.5, of_others + 1
    bits = log2(ours / all_ours) - log2(theirs / all_theirs)
    error = sqrt(1 / ours - 1 / all_ours + 1 / theirs - 1 / all_theirs) / log(2)
    return bits, bits - WIDTH * error, bits + WIDTH * error


def share(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, doi 10.1080/01621459.1927.10502953)."""
    part, square = hits / of, WIDTH**2
    middle = (part + square / (2 * of)) / (1 + square / of)
    half = WIDTH * sqrt(part * (1 - part) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _counts(pair: Labelled, label: Verdict, relations: Sequence[str]) -> bool:
    return pair.leading and pair.label is label and pair.relation in relations and bool(pair.signals)


def _signal(name: str, confirmed: Sequence[Labelled], benign: Sequence[Labelled], fewest: int) -> SignalSays:
    ours = [seen.bits for pair in confirmed for seen in pair.signals if seen.signal == name]
    theirs = [seen.bits for pair in benign for seen in pair.signals if seen.signal == name]
    agreed, agreed_too = sum(each > 0 for each in ours), sum(each > 0 for each in theirs)
    gave = [each for each in (*ours, *theirs) if each > 0]
    given = round(median(gave), 2) if gave else None
    counts = (name, len(ours), agreed, len(theirs), agreed_too, given)
    if min(len(ours), len(theirs)) < fewest:
        return SignalSays(*counts, None, None, None, Advice.TOO_FEW)
    bits, low, high = interval(agreed, len(ours), agreed_too, len(theirs))
    advice = Advice.FITS
    if given is not None and given < low:
        advice = Advice.MORE
    elif given is not None and given > high:
        advice = Advice.LESS
    return SignalSays(*counts, round(bits, 2), round(low, 2), round(high, 2), advice)


def _bands(confirmed: Sequence[Labelled], benign: Sequence[Labelled]) -> Iterable[BandSays]:
    for band in Band:
        ours = [each for each in confirmed if each.band == band.value]
        every = [*ours, *(each for each in benign if each.band == band.value)]
        said = [each.probability for each in every if each.probability is not None]
        if band is not Band.NONE and every and said:
            low, high = share(len(ours), len(every))
            yield BandSays(
                band.value, len(every), len(ours), round(mean(said), 3), round(low, 3), round(high, 3)
            )
