"""What does Datasette take from us: our routes, and how its own pages are shown?

Its templates are read without their scripts and inline styles, which no page of ours may have; its cells show
every text defanged, and make no link of an address.
"""

import re
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup

from monitor.review._pages import Pages, domain_link
from reports.defang import tell

_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
_INLINE = re.compile(r"""\sstyle="(?:\{\{.*?\}\}|[^"{])*\"""")
_EXPORT = re.compile(
    r"""<p class="export-links">.*?</p>|<div id="export" class="advanced-export">.*?</form>\s*</div>""",
    re.DOTALL,
)
LONGEST_CELL = 2_000


class Calm(Extension):
    """Reads a template without what the policy would refuse anyway."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        for found in (_SCRIPT, _STYLE, _INLINE, _EXPORT):
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

    @hookimpl  # type: ignore[untyped-decorator]
    def render_cell(self, value: Any, column: str, table: str | None) -> Any:
        if not isinstance(value, str):
            return None
        shown = Markup.escape(tell(value, LONGEST_CELL))
        if column == "domain" and len(value) <= 253:
            return Markup('<a href="{}">{}</a>').format(domain_link(value), shown)
        return shown
