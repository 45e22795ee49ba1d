"""Which columns and row groups has a Parquet file, wherever it lies?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crawler.errors import ConfigError, SourceUnavailable
from crawler.sweep.inputs._opened import opened, size_of
from crawler.sweep.parts import arrow_and_parquet
from crawler.sweep.work import Item


@contextmanager
def table_of(where: str) -> Iterator[Any]:
    """The file, read group by group; ConfigError for what is no whole Parquet file."""
    arrow, parquet = arrow_and_parquet()
    size_of(where)
    try:
        with opened(where) as stream, parquet.ParquetFile(stream) as table:
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
