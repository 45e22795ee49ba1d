"""Which columns and row groups has a Parquet file, wherever it lies?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crawler.errors import ConfigError, SourceUnavailable
from crawler.sweep.inputs._opened import opened, size_of
from crawler.sweep.parts import arrow_and_parquet
from crawler.sweep.work import Item

_TEXTS = ("string", "large_string", "binary", "large_binary", "null")


@contextmanager
def table_of(where: str, packed: Sequence[str] = ()) -> Iterator[Any]:
    """The file, read group by group; ConfigError for what is no whole Parquet file.

    Of the columns ``packed`` a value that is there many times is held once.
    """
    arrow, parquet = arrow_and_parquet()
    size_of(where)
    try:
        with opened(where) as stream, parquet.ParquetFile(stream, read_dictionary=list(packed)) as table:
            yield table
    except (arrow.ArrowException, SourceUnavailable) as error:
        told = " ".join(str(error).split())[:160]
        raise ConfigError(f"{where} cannot be read as Parquet ({told}); fetch it again") from None


def column_names(table: Any, where: str, wanted: Sequence[str]) -> list[str]:
    """Its columns; ConfigError names those of ``wanted`` that it lacks."""
    known = [str(each) for each in table.schema_arrow.names]
    missing = [each for each in wanted if each not in known]
    if missing:
        has = ", ".join(known[:12]) or "none"
        lacks = " and no ".join(missing)
        raise ConfigError(
            f"{where} has no column {lacks}; it has {has}. Name a file with {', '.join(wanted)}"
        )
    return known


def refuse_other_than_text(table: Any, where: str, wanted: Sequence[str]) -> None:
    """ConfigError for a column of ``wanted`` that holds numbers, lists or the like."""
    for name in wanted:
        kind = table.schema_arrow.field(name).type
        if str(getattr(kind, "value_type", kind)) not in _TEXTS or str(kind).startswith("list"):
            raise ConfigError(f"{where} has {kind} in its column {name}; name a file with text there")


def groups(table: Any, kind: str, where: str, most: int) -> Iterator[Item]:
    """Items of whole row groups of about ``most`` bytes, unpacked."""
    begin = size = 0
    for group in range(table.num_row_groups):
        size += table.metadata.row_group(group).total_byte_size
        if size >= most:
            yield Item(kind, where, begin, group + 1)
            begin, size = group + 1, 0
    if begin < table.num_row_groups:
        yield Item(kind, where, begin, table.num_row_groups)
