"""How is a week, or a month, shown to somebody who was away?"""

import re
from collections.abc import Callable
from types import MappingProxyType

from reports.formats import _wording, html, markdown
from reports.period import Summary

MOST = 200
"""Rows of one table: who wants all of them reads the JSON."""


def as_html(summary: Summary) -> str:
    page = html.templates().get_template("summary.html.j2")
    return page.render(s=summary, say=_wording, style=html.style(), most=MOST, sentence=sentence) + "\n"


def as_markdown(summary: Summary) -> str:
    page = markdown.templates().get_template("summary.md.j2")
    text = page.render(s=summary, say=_wording, most=MOST, sentence=sentence)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


SHAPES: MappingProxyType[str, tuple[str, Callable[[Summary], str]]] = MappingProxyType(
    {"html": (".html", as_html), "markdown": (".md", as_markdown), "json": (".json", Summary.dumps)}
)
"""What the operator types → the file's ending and how it is written."""


def sentence(summary: Summary) -> str:
    """The span in one sentence: what was told, what of it was decided, what is over."""
    parts = [
        _wording.number(len(summary.alerts), "alert"),
        _wording.number(len(summary.clusters), "new cluster"),
        _wording.number(len(summary.judged), "judgement"),
        f"{len(summary.resolved)} resolved",
    ]
    days = len(summary.days) + len(summary.missing)
    return f"{', '.join(parts)}; reports of {len(summary.days)} of {_wording.number(days, 'day')}."


def files(summary: Summary) -> list[tuple[str, str]]:
    """(name, text) of every file: week.html, week.md, week.json."""
    return [(f"{summary.kind}{suffix}", render(summary)) for suffix, render in SHAPES.values()]
