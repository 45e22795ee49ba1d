"""How does the report read in a ticket, a wiki or a mail?

Every value that the template prints is defanged and escaped by default, so that a hostile title stays text.
"""

import re
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reports import defang
from reports.digest import DailyReport
from reports.formats import _wording
from reports.formats._format import Format
from reports.formats._pages import environment

_SPECIAL = re.compile(r"([\\`*_\[\]|~$#])")
_DEFANGED = re.compile(r"\\\[([.@:])\\\](?![(:])")  # reads better bare, and is no link without a target
_ENTITY = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def render(report: DailyReport) -> str:
    page = _environment().get_template("report.md.j2")
    text = page.render(report=report, say=_wording)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _environment() -> Environment:
    made = environment(_text)
    made.filters.update(code=_code, title_text=_title)
    return made


def _text(value: Any, limit: int = defang.TEXT) -> Markup:
    """``value`` as words that Markdown does not read as anything else."""
    if isinstance(value, Markup):
        return value
    escaped = _SPECIAL.sub(r"\\\1", defang.tell(str(value), limit))
    escaped = _DEFANGED.sub(r"[\1]", escaped)
    return Markup("".join(_ENTITY.get(letter, letter) for letter in escaped))  # noqa: S704 — escaped here


def _title(value: str) -> Markup:
    return _text(value, defang.TITLE)


def _code(value: str) -> Markup:
    """``value`` as a code span; the two letters that would end it or its table cell are replaced."""
    shown = defang.tell(value).replace("`", "ʼ").replace("|", "¦")
    return Markup(f"`{shown}`")  # noqa: S704 — nothing in a code span is markup but its end


FORMAT = Format(
    name="markdown",
    question="What goes into a ticket or a mail?",
    suffix=".md",
    render=render,
)
