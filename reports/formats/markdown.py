"""How does the report read in a ticket, a wiki or a mail?

Every value that the template prints is defanged and escaped by default, so that a hostile title stays text.
"""

import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reports import defang
from reports.digest import DailyReport
from reports.formats import _wording
from reports.formats._format import Format
from reports.formats._pages import by_reason, environment

MOST_WHOLE = 100
"""Alerts of today that are told in full, and half as many that are known; the others are a line each."""
MOST_ROWS = 200
SHORT = 160
_FIELD = re.compile(r"(?:page|http|host|ssl)(?:\.[a-z0-9_]{2,40}){1,8}: ?(?=\S)")
_SPECIAL = re.compile(r"([\\`*_\[\]|~$#])")
_DEFANGED = re.compile(r"\\\[([.@:])\\\](?![(:])")  # reads better bare, and is no link without a target
_ENTITY = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def render(report: DailyReport) -> str:
    page = templates().get_template("report.md.j2")
    text = page.render(report=report, say=_wording, most=MOST_ROWS, most_whole=MOST_WHOLE)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates of Markdown, in which every value is made visible, defanged and escaped."""
    made = environment(_text)
    made.filters.update(code=_code, title_text=_title, short=_short, by_reason=by_reason, query=_query)
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


def _short(value: str) -> Markup:
    return _text(value, SHORT)


def _code(value: str, bare: int = 0) -> Markup:
    """``value`` as a code span; the two letters that would end it or its table cell are replaced.

    The first ``bare`` letters are told as they are: what the caller found to be harmless.
    """
    shown = value[:bare] + defang.tell(value[bare:]).replace("`", "ʼ").replace("|", "¦")
    return Markup(f"`{shown}`")  # noqa: S704 — nothing in a code span is markup but its end


def _query(value: str) -> Markup:
    """A query whose field keeps its dots, for it is none of a site's; what is searched for is defanged."""
    field = _FIELD.match(value)
    return _code(value, field.end() if field else 0)


FORMAT = Format(
    name="markdown",
    question="What goes into a ticket or a mail?",
    suffix=".md",
    render=render,
)
