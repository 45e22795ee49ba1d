"""What should a threat researcher who has five minutes read?

One file that asks nothing of the network and runs nothing: inline style, no script, a strict content policy.
Every value that the template prints is made visible, defanged and escaped by default; a query to be pasted
elsewhere keeps its dots, and is text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reports import defang
from reports.digest import AlertLine, DailyReport, PictureLine
from reports.formats import _drawing, _wording
from reports.formats._format import Format
from reports.formats._pages import TEMPLATES, by_reason, environment

MOST_OPEN = 10
"""Alerts of today that lie open; the others are one line each until they are opened."""
ROOM = 3_200_000
"""Bytes of all alerts in full; those that do not fit are a row of a table."""
ROOM_FOR_PICTURES = 1_000_000
MOST_ROWS = 1_000
SHORT = 160


@dataclass(frozen=True, slots=True)
class Shown:
    """One alert of the page: ``whole`` is None where there is room for a row only."""

    line: AlertLine
    id: str
    whole: Markup | None


def render(report: DailyReport) -> str:
    pages = templates()
    drawn = _pictured(report.alerts)
    lists = {"new": drawn, "known": report.known, "below": report.below}
    shown = _fitted(lists, pages.get_template("_alert.html.j2").module)
    page = pages.get_template("report.html.j2")
    text: str = page.render(report=report, style=style(), most=MOST_ROWS, open=MOST_OPEN, **shown)
    return f"{text}\n"


def _fitted(lists: dict[str, tuple[AlertLine, ...]], macros: Any) -> dict[str, list[Shown]]:
    """Every alert with its article, as far as the room goes; the lists before others first."""
    room = ROOM
    found: dict[str, list[Shown]] = {}
    for name, lines in lists.items():
        found[name] = []
        for place, line in enumerate(lines, 1):
            draw = macros.article if name == "new" and place <= MOST_OPEN else macros.folded
            whole = draw(line, f"{name}-{place}") if room > 0 else None
            room -= len(whole.encode()) if whole else 0
            found[name].append(Shown(line, f"{name}-{place}", whole))
    return found


def _pictured(alerts: Iterable[AlertLine]) -> tuple[AlertLine, ...]:
    """The alerts with as many pictures as the page has room for."""
    room = ROOM_FOR_PICTURES
    found = []
    for alert in alerts:
        room -= sum(len(each.jpeg) for each in alert.pictures)
        bare = tuple(replace(each, jpeg="") for each in alert.pictures)
        found.append(alert if room >= 0 or not bare else replace(alert, pictures=bare))
    return tuple(found)


def style() -> Markup:
    """The one style sheet of every page."""
    return Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 — our own file


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of pages, in which every value is made visible, defanged and escaped."""
    made = environment(_text)
    made.globals.update(say=_wording, waterfall=_drawing.waterfall, course=_drawing.course)
    made.filters.update(
        title_text=_title, jpeg=jpeg, query=_query, by_reason=by_reason, drawn=Markup, cut=_cut
    )
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


def _cut(value: str) -> Markup:
    return Markup.escape(defang.tell(value, SHORT))


def _query(value: str) -> Markup:
    """What is pasted elsewhere as it is; only what a reader's program would take for an address is broken."""
    shown = defang.visible(value[: defang.TEXT])
    return Markup.escape(shown.replace("://", "[:]//"))


FORMAT = Format(
    name="html",
    question="What should a researcher who has five minutes read?",
    suffix=".html",
    render=render,
)
