"""What does Datasette take from us: our routes, and how its own pages are shown?

Its templates are read without their scripts and inline styles, which no page of ours may have; its cells show
every text defanged, and make no link of an address.
"""

import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette import Response, hookimpl
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup

from monitor.review._pages import Pages, domain_link
from reports.defang import tell, visible

_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
_LINK = re.compile(r'<link rel="stylesheet" href="\{\{ base_url.*?>')
_INLINE = re.compile(r"""\sstyle="(?:\{\{.*?\}\}|[^"{])*\"""")
_EXPORT = re.compile(
    r"""<p class="export-links">.*?</p>|<div id="export" class="advanced-export">.*?</form>\s*</div>""",
    re.DOTALL,
)
_HREF = re.compile(r'<a href="(/[^"<>]*)">')
LONGEST_CELL = 2_000


class Calm(Extension):
    """Reads a template without what the policy would refuse anyway."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        for found in (_SCRIPT, _STYLE, _LINK, _INLINE, _EXPORT):
            source = found.sub("", source)
        return source


class Plugin:
    """The plug-in; Datasette asks it by the names of its hooks."""

    __name__ = "brassplate"

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    @hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
    def register_routes(self, datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
        return [(rf"{path}$", view) for path, view in self.pages.routes()]

    @hookimpl  # type: ignore[untyped-decorator]
    def prepare_jinja2_environment(self, env: Environment, datasette: Any) -> None:
        env.add_extension(Calm)
        env.filters.update(own_page=own_page, only_row=only_row)

    @hookimpl  # type: ignore[untyped-decorator]
    def render_cell(self, value: Any, column: str, table: str | None) -> Any:
        if not isinstance(value, str):
            return None
        return own_page(value) if column == "domain" else Markup.escape(tell(value, LONGEST_CELL))

    @hookimpl  # type: ignore[untyped-decorator]
    def handle_exception(self, datasette: Any, request: Any, exception: Exception) -> Any:
        """Instead of Datasette's own, which prints every value at hand: a stranger's words, tokens."""
        status = getattr(exception, "status", 500)
        if isinstance(exception, Base400 | DatasetteError):
            sentence = str(getattr(exception, "message", "") or exception)
        else:
            sentence = "This page failed; the terminal in which it was started says where."
            print_failure(exception)
        return Response.html(
            self.pages.refusal(visible(re.sub("<[^>]*>", " ", sentence)), False), status=status
        )


def own_page(value: Any) -> Markup:
    """A name as a link to our page of it."""
    name = str(value)
    return Markup('<a href="{}">{}</a>').format(domain_link(name), tell(name, LONGEST_CELL))


def only_row(link: Any) -> Markup:
    """Datasette's link to one row without the key that it shows, which holds names."""
    found = _HREF.match(str(link))
    own = Markup(found[1]) if found else ""  # noqa: S704 — Datasette escaped its own attribute
    return Markup('<a href="{}">row</a>').format(own)


def print_failure(exception: Exception) -> None:
    """Where it failed, for whoever mends it: places in the code alone, no value."""
    places = traceback.extract_tb(exception.__traceback__)[-3:]
    told = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(places))
    print(f"brassplate: a page failed: {type(exception).__name__} at {told}", file=sys.stderr, flush=True)
