"""How does DuckDB, pandas or Spark read years of history at once?

The columns have fixed types whatever the first rows hold; lists and objects are JSON text. Rows are written
in groups, so that memory is bounded by a group and not by the history.
"""

import importlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO

from crawler.errors import ConfigError, to_install
from crawler.records import parse_time
from monitor.exports._table import Row, Table, Type
from monitor.exports._writer import Writer

ROWS_A_GROUP = 20_000
LETTERS_A_GROUP = 16_000_000


def write(table: Table, rows: Iterable[Row], file: BinaryIO) -> None:
    arrow, parquet = _library()
    schema = schema_of(arrow, table)
    types = tuple(column.type for column in table.columns)
    with parquet.ParquetWriter(file, schema, compression="zstd", version="2.6") as written:
        for group in _groups(rows):
            columns = [
                [_value(kind, value) for value in column]
                for kind, column in zip(types, zip(*group, strict=True), strict=True)
            ]
            written.write_table(arrow.Table.from_arrays(list(map(_array, schema, columns)), schema=schema))


def schema_of(arrow: Any, table: Table) -> Any:
    """The Arrow schema of a table: a public interface as its columns are."""
    kinds = {
        Type.TEXT: arrow.string(),
        Type.NUMBER: arrow.int64(),
        Type.BITS: arrow.float64(),
        Type.DAY: arrow.date32(),
        Type.TIME: arrow.timestamp("ms", tz="UTC"),
        Type.JSON: arrow.string(),
    }
    return arrow.schema([arrow.field(column.name, kinds[column.type]) for column in table.columns])


def _library() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise ConfigError(
            f"Parquet needs pyarrow: {to_install('parquet')}, or export as jsonl or csv"
        ) from None


def _array(field: Any, values: list[object]) -> Any:
    return importlib.import_module("pyarrow").array(values, type=field.type)


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    letters = 0
    for row in rows:
        group.append(row)
        letters += sum(len(value) for value in row if isinstance(value, str))
        if len(group) >= ROWS_A_GROUP or letters >= LETTERS_A_GROUP:
            yield group
            group, letters = [], 0
    if group:
        yield group


def _value(kind: Type, value: object) -> object:
    if value is None or not isinstance(value, str):
        return value
    if kind is Type.TIME:
        return parse_time(value)
    if kind is Type.DAY:
        return date.fromisoformat(value)
    # Half a character has no place in UTF-8; it is kept as its escape.
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()


WRITER = Writer(
    "parquet",
    "How do DuckDB, pandas or Spark read years at once?",
    (".parquet", ".pq"),
    write,
    to_pipes=False,
)
