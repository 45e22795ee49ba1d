"""What is a table of the export, and what was asked of it?"""

import sqlite3
from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import StrEnum

from crawler.errors import ConfigError

Row = tuple[object, ...]


class Type(StrEnum):
    """How a column is written; None stands for what there is not."""

    TEXT = "text"
    NUMBER = "number"  # whole
    BITS = "bits"  # with a fraction
    DAY = "day"  # 2026-11-22
    TIME = "time"  # 2026-11-22T06:00:00Z
    JSON = "json"  # a list or an object, as its text


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Type = Type.TEXT


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a table: what held on or after a day (``""``: all), of one domain (``""``: all)."""

    since: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of export; ``rows`` streams them in an order of their own."""

    name: str
    question: str
    columns: tuple[Column, ...]
    rows: Callable[[sqlite3.Connection, Asked], Generator[Row, None, None]]
    of_domains: bool = True


def selected(query: str) -> Callable[[sqlite3.Connection, Asked], Generator[Row, None, None]]:
    """The rows of a query that names ``:since`` and ``:domain`` where it keeps to them."""

    def rows(store: sqlite3.Connection, asked: Asked) -> Generator[Row, None, None]:
        yield from store.execute(query, {"since": asked.since, "domain": asked.domain})

    return rows


def refuse_domain(table: Table, asked: Asked) -> None:
    """ConfigError where a domain is asked of what counts names and keeps none."""
    if asked.domain and not table.of_domains:
        raise ConfigError(f"'{table.name}' counts names and knows no domain; leave out --domain")
