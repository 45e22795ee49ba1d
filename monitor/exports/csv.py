"""How does an analyst open the history in a spreadsheet?

RFC 4180, text always quoted, a row a line. A cell that a spreadsheet would run as a formula starts with an
apostrophe, letters that hide are shown, and no cell is longer than a spreadsheet takes: whoever needs every
letter takes JSON lines or Parquet.
"""

import csv
import io
import json
from collections.abc import Iterable
from typing import BinaryIO

from monitor.exports._table import Row, Table, Type
from monitor.exports._writer import Writer
from reports.defang import inert, visible

LONGEST = 32_767
"""Characters of a cell that spreadsheets hold."""


def write(table: Table, rows: Iterable[Row], file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    cells = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    types = tuple(column.type for column in table.columns)
    try:
        cells.writerow([column.name for column in table.columns])
        cells.writerows([_cell(*each) for each in zip(types, row, strict=True)] for row in rows)
    finally:
        text.detach()  # or it would close stdout


def _cell(kind: Type, value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    whole = str(value)
    if kind is Type.JSON and not whole.isascii():
        whole = json.dumps(json.loads(whole), separators=(",", ":"))
    return _guarded(whole)


def _guarded(text: str) -> str:
    plain = text.isascii() and text.isprintable()
    cut = text if len(text) <= LONGEST - 2 else f"{text[: LONGEST - 2]}…"
    shown = cut if plain else visible(cut)
    if len(shown) >= LONGEST:
        shown = f"{shown[: LONGEST - 2]}…"
    return inert(shown)


WRITER = Writer("csv", "How is the history opened in a spreadsheet?", (".csv",), write)
