"""What should a threat researcher who has five minutes read?

One file that asks nothing of the network and runs nothing: inline style, no script, a strict content policy.
Every value that the template prints is made visible, defanged and escaped by default.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reports import defang
from reports.digest import AlertLine, DailyReport, PictureLine
from reports.formats import _wording
from reports.formats._format import Format
from reports.formats._pages import TEMPLATES, environment

_WIDTH = 1000  # of a bar's own coordinates


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


def render(report: DailyReport) -> str:
    page = templates().get_template("report.html.j2")
    return page.render(report=report, say=_wording, style=style(), waterfall=waterfall) + "\n"


def style() -> Markup:
    """The one style sheet of every page."""
    return Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 — our own file


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


def templates() -> Environment:
    """The templates of pages, in which every value is made visible, defanged and escaped."""
    made = environment(_text)
    made.filters["title_text"] = _title
    made.filters["jpeg"] = jpeg
    return made


_BASE64 = re.compile("[A-Za-z0-9+/]{4,120000}={0,2}")


def jpeg(picture: PictureLine) -> Markup:
    """The picture as an image's address; nothing where it is no small JPEG."""
    if not picture.jpeg.startswith("/9j/") or not _BASE64.fullmatch(picture.jpeg):
        return Markup()
    return Markup("data:image/jpeg;base64,{}").format(picture.jpeg)


def _text(value: Any) -> Any:
    return value if isinstance(value, Markup) else defang.tell(str(value))


def _title(value: str) -> Markup:
    return Markup.escape(defang.tell(value, defang.TITLE))


FORMAT = Format(
    name="html",
    question="What should a researcher who has five minutes read?",
    suffix=".html",
    render=render,
)
