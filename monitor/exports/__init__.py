"""How does the history leave the house as data?

A table says what is exported, a writer how: one file of this folder a format, with one WRITER. Rows go from
a read-only cursor into the file as they come. What a spreadsheet, a terminal or a reader could stumble over
is a stranger's text, and each writer keeps it text.
"""

import sqlite3
import sys
from collections.abc import Generator
from contextlib import closing, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from crawler import plugins
from crawler.errors import CollectionError, ConfigError
from monitor.exports._dns import DNS
from monitor.exports._file import whole
from monitor.exports._plain import CANDIDATES, FUNNEL, JUDGEMENTS, OBSERVATIONS
from monitor.exports._reading import reading
from monitor.exports._table import Asked, Column, Row, Table, Type, refuse_domain
from monitor.exports._told import ALERTS, EVIDENCE
from monitor.exports._writer import Writer

__all__ = ["TABLES", "Asked", "Column", "Table", "Type", "Writer", "chosen", "export", "reading", "writers"]

TABLES = {each.name: each for each in (OBSERVATIONS, DNS, EVIDENCE, ALERTS, JUDGEMENTS, CANDIDATES, FUNNEL)}


@lru_cache(maxsize=1)
def writers() -> dict[str, Writer]:
    """Every writer in this folder, by name."""
    return {each.name: each for each in plugins.find(sys.modules[__name__], "WRITER")}


def chosen(table: Table, path: Path | None, name: str = "") -> Writer:
    """The writer asked for by ``name``, else by the file's suffix; JSON lines on stdout (no path)."""
    found = [each for each in writers().values() if path and path.suffix.lower() in each.suffixes]
    known = ", ".join(writers())
    if name and name not in writers():
        raise ConfigError(f"'{name[:40]}' is no format; choose one of {known}")
    if not name and path and not found:
        raise ConfigError(f"the suffix '{path.suffix[:40]}' names no format; say it with --format ({known})")
    writer = writers()[name or (found[0].name if path else "jsonl")]
    if writer.only and writer.only != table.name:
        raise ConfigError(
            f"'{writer.name}' holds no {table.name}; 'brassplate export {writer.only}' gives it"
        )
    if path is None and not writer.to_pipes:
        raise ConfigError(f"'{writer.name}' cannot be written to stdout; name a file")
    return writer


def export(database: Path, table: Table, asked: Asked, writer: Writer, path: Path | None) -> int:
    """Writes the rows that were asked for into ``path``, or to stdout; how many they are."""
    refuse_domain(table, asked)
    counted = _Counted()
    with (
        reading(database) as store,
        closing(counted.rows(store, table, asked)) as rows,
        nullcontext(_stdout()) if path is None else whole(path) as file,
    ):
        try:
            writer.write(table, rows, file)
        except (ValueError, OverflowError) as error:
            raise CollectionError(
                f"row {counted.number:,} of '{table.name}' cannot be written: {str(error)[:200]}; "
                "mend that row or restore the database from a backup"
            ) from error
        file.flush()
    return counted.number


def _stdout() -> BinaryIO:
    return sys.stdout.buffer


class _Counted:
    def __init__(self) -> None:
        self.number = 0

    def rows(self, store: sqlite3.Connection, table: Table, asked: Asked) -> Generator[Row, None, None]:
        with closing(table.rows(store, asked)) as found:
            for row in found:
                self.number += 1
                yield row
