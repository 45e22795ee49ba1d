"""How are bits drawn: the way to a score as bars, and its days as a line?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reports.digest import AlertLine, MomentLine
from reports.formats import _wording

_WIDTH, _HEIGHT = 1000, 100  # of a drawing's own coordinates
_MARGIN = 6  # above and below a line, so that its ends are seen whole
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the waterfall: ``start`` to ``end`` in bits, ``x`` and ``width`` as drawn."""

    name: str
    note: str
    role: str  # "prior", "for", "against", "total": its colour
    start: float
    end: float
    x: float
    width: float
    zero: float


@dataclass(frozen=True, slots=True)
class Course:
    """The days of a pair as drawn: a line breaks where there was no look."""

    lines: tuple[str, ...]  # "x,y x,y" of each unbroken part
    turns: tuple[float, ...]  # where the state became another
    even: float | None  # where even odds lie; None outside the drawing


def waterfall(alert: AlertLine) -> tuple[Step, ...]:
    """The way from the prior to the score, one step a family; the steps always end at the score."""
    moves = [("prior", _wording.before_evidence(alert.prior), "prior", alert.prior)]
    moves += [(bar.family, _wording.capped(bar), _role(bar.counted), bar.counted) for bar in alert.families]
    rest = _wording.rest(alert)
    if abs(rest) >= 0.05:
        name = "counter-evidence" if rest < 0 else "other"
        moves.append((name, "", _role(rest), rest))
    return tuple(_drawn(moves, alert.score))


def _role(change: float) -> str:
    return "for" if change >= 0 else "against"


def _drawn(moves: list[tuple[str, str, str, float]], score: float) -> Iterator[Step]:
    levels = [0.0]
    for *_, change in moves:
        levels.append(levels[-1] + change)
    low, high = min(levels), max(levels)
    unit = _WIDTH / max(high - low, 1.0)
    spans = [(*move[:3], start, end) for move, (start, end) in zip(moves, pairwise(levels), strict=True)]
    spans.append(("total", "", "total", 0.0, score))
    for name, note, role, start, end in spans:
        x = (min(start, end) - low) * unit
        yield Step(name, note, role, start, end, x, max(abs(end - start) * unit, 4.0), abs(low) * unit)


def course(timeline: tuple[MomentLine, ...]) -> Course:
    """The newest days of ``timeline`` as drawn; days lie as far apart as they were."""
    days = timeline[-MOST_DAYS:]
    at = _places(days)
    scores = [each.score for each in days if each.score is not None]
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    unit = (_HEIGHT - 2 * _MARGIN) / max(high - low, 1.0)

    def height(score: float) -> float:
        return _HEIGHT - _MARGIN - (score - low) * unit

    turned = set(_wording.turns(days)[1:])
    return Course(
        lines=tuple(_lines([(x, each.score) for x, each in zip(at, days, strict=True)], height)),
        turns=tuple(x for x, each in zip(at, days, strict=True) if each in turned),
        even=height(0.0) if low <= 0.0 <= high and low < high else None,
    )


def _places(days: tuple[MomentLine, ...]) -> list[float]:
    try:
        numbers = [date.fromisoformat(each.day).toordinal() for each in days]
    except ValueError:
        numbers = list(range(len(days)))
    first, last = min(numbers, default=0), max(numbers, default=0)
    return [_WIDTH * (each - first) / max(last - first, 1) for each in numbers]


def _lines(points: list[tuple[float, float | None]], height: Callable[[float], float]) -> Iterator[str]:
    """A day between two without a look is a short line: a point would not be seen."""
    part: list[str] = []
    for x, score in [*points, (0.0, None)]:
        if score is not None:
            part.append(f"{x:.1f},{height(score):.1f}")
        elif part:
            yield " ".join(part if len(part) > 1 else _dash(part[0]))
            part = []


def _dash(point: str) -> list[str]:
    x, _, y = point.partition(",")
    return [f"{max(0.0, float(x) - 4):.1f},{y}", f"{min(1000.0, float(x) + 4):.1f},{y}"]
