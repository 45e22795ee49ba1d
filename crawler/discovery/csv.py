"""Which domains does somebody's table name, and why are they in it?

Read is CSV with commas, semicolons, tabs or bars, plain or packed. The column of domains is known by the
option ``column``, by its header, or as the first cell that names one; values may be made harmless. A line
that names nothing is told with its number; one whose type says that it holds something else is passed over.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from crawler.discovery import _documents
from crawler.discovery._columns import SEPARATORS, Columns, cut
from crawler.discovery._indicators import domain_of, quote, reason
from crawler.discovery._lines import Line
from crawler.discovery._lists import Junk, Opened, read_lists, read_one, states_of
from crawler.discovery._source import Batch, Given, Source
from crawler.errors import ConfigError
from crawler.names import InvalidName

LONGEST_LINE = 100_000
MOST_CELLS = 200
DOMAINS = (
    *(
        "domain",
        "domain_name",
        "fqdn",
        "hostname",
        "host",
        "site",
        "website",
        "indicator",
        "ioc",
        "observable",
    ),
    *("value", "indicator_value", "ioc_value", "name", "url"),
)
REASONS = ("reason", "why", "comment", "comments", "description", "note", "notes", "context", "details")
KINDS = ("type", "indicator_type", "ioc_type", "kind", "observable_type")
_NAMED_KINDS = ("domain", "host", "fqdn", "url", "uri", "mail", "dns", "site")


def read(given: Given) -> Iterator[Batch]:
    make = partial(_Rows, _heading(given.options.get("column", "")))
    if not given.is_web or not given.secret:
        yield from read_lists(given, make, LONGEST_LINE)
        return
    with _documents.fetched(given, given.where) as file:
        opened = Opened(given.where, file, given.now)
        yield from read_one(opened, states_of(given.cursor), "", make, LONGEST_LINE)


class _Rows:
    """Takes the domain of each line, with what the line says of it."""

    newest: datetime | None = None

    def __init__(self, column: str, title: str, kept: object) -> None:
        self._column, self._title = column, title
        self._wanted = {"domain": (column,) if column else DOMAINS, "reason": REASONS, "kind": KINDS}
        self._columns = Columns(self._wanted, kept)
        self._began = bool(kept)

    @property
    def kept(self) -> object:
        return self._columns.found or self._began

    def __call__(self, line: Line) -> tuple[str, str] | None:
        if not line.whole or b"\0" in line.text:
            raise Junk
        text = line.text.decode("utf-8", "replace").removeprefix("\ufeff").strip()
        if not text or text.startswith("#") or (not self._began and self._is_header(text)):
            return None
        cells = self._columns.cells(text) if self._columns.found else _guessed(text)
        kind = cells.get("kind", "").lower()
        if kind and not any(each in kind for each in _NAMED_KINDS):
            return None
        try:
            domain = domain_of(cells.get("domain", ""))
        except InvalidName:
            raise Junk from None
        return domain, reason(quote(cells.get("reason", "")), f"{quote(self._title)}, line {line.number}")

    def _is_header(self, text: str) -> bool:
        """True for the first line when it names columns, ours or others."""
        self._began = True
        if self._columns.is_header(text) or _heading(text) in self._wanted["domain"]:
            if "domain" in dict(self._columns.cells(text) or {"domain": ""}):
                return True
            self._columns = Columns(self._wanted)
        if self._column:
            raise ConfigError(f"{self._title} has no column '{self._column}'; it begins with {quote(text)!r}")
        return "domain" not in _guessed(text)


def _heading(text: str) -> str:
    return text.strip().strip("\"'").lower().replace(" ", "_")


def _guessed(text: str) -> dict[str, str]:
    """The first cell that names a domain, and the longest other one as the reason."""
    separator = max(SEPARATORS, key=text.count)
    cells = [each.strip() for each in cut(text, separator)[:MOST_CELLS]]
    for place, cell in enumerate(cells):
        if "." not in cell and "[" not in cell and "(" not in cell:
            continue
        try:
            domain = domain_of(cell)
        except InvalidName:
            continue
        others = [each for at, each in enumerate(cells) if at != place and any(map(str.isalpha, each))]
        return {"domain": domain, "reason": max(others, key=len, default="")}
    return {}


SOURCE = Source(
    name="csv",
    question="Which domains does a table name, and why?",
    read=read,
    trusted=True,
    options={"column": "the header of the column with the domains; found by itself when it is not given"},
)
