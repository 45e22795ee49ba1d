"""Which pages of some hosts did Common Crawl fetch, as its columnar index tells?

The index is read where it lies; for each page of a wanted host one record of a WARC file is asked for, by its
range of bytes. An item is some row groups of one file of the index.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from crawler.errors import ConfigError, SourceUnavailable
from crawler.sweep.inputs._input import PAGES, Document, Input, Options
from crawler.sweep.inputs._opened import part_of
from crawler.sweep.inputs._parquet import column_names, groups, table_of
from crawler.sweep.inputs._records import records
from crawler.sweep.work import Item, Tally

NAME = "common-crawl"
BYTES = 256_000_000
ROWS = 4_096
"""Of the index, held at once."""
MOST_RECORD = 50_000_000
"""Bytes of one packed record that are asked for."""
PLACE = ("warc_filename", "warc_record_offset", "warc_record_length")
HOST = "url_host_name"
ALSO = ("url_host_registered_domain", "fetch_status", "content_mime_detected")
_INSIDE = re.compile(r"[\w=.+-]+(?:/[\w=.+-]+)*")


def cut(where: str, options: Options) -> Iterator[Item]:
    if not options.hosts or not options.warcs:
        raise ConfigError(
            "an index needs --hosts, a file of the hosts wanted, and --warcs, where its files lie"
        )
    wanted(options.hosts)
    with table_of(where) as table:
        column_names(table, where, (HOST, *PLACE))
        yield from groups(table, NAME, where, BYTES)


def read(item: Item, options: Options, tally: Tally) -> Iterator[Document]:
    hosts = wanted(options.hosts)
    with table_of(item.where) as table:
        known = column_names(table, item.where, (HOST, *PLACE))
        columns = [HOST, *PLACE, *(each for each in ALSO if each in known)]
        for batch in table.iter_batches(ROWS, row_groups=range(item.begin, item.end), columns=columns):
            for row in batch.to_pylist():
                if _is_wanted(row, hosts):
                    yield from _page(row, options.warcs, tally)


def _is_wanted(row: dict[str, Any], hosts: frozenset[str]) -> bool:
    named = {str(row[HOST]), str(row[HOST]).removeprefix("www."), str(row.get(ALSO[0]))}
    page = str(row.get(ALSO[2]) or "text/html") in ("text/html", "application/xhtml+xml")
    return page and row.get(ALSO[1]) in (None, 200) and not hosts.isdisjoint(named)


def _page(row: dict[str, Any], base: str, tally: Tally) -> Iterator[Document]:
    name, offset, length = (row[each] for each in PLACE)
    where = f"{base.rstrip('/')}/{name}"
    if not isinstance(name, str) or not _INSIDE.fullmatch(name) or ".." in name:
        tally.note(f"the index names a file '{str(name)[:80]}', which lies outside of --warcs")
        return
    if (
        not isinstance(offset, int)
        or not isinstance(length, int)
        or not 0 < length <= MOST_RECORD
        or offset < 0
    ):
        tally.note(f"the index names {length!r} bytes of {where} from {offset!r} on, which is no record")
        return
    try:
        data = part_of(where, offset, length)
    except SourceUnavailable as error:
        tally.note(str(error))
        return
    for found in records(BytesIO(data), where, length, tally):
        yield Document(
            found.url,
            found.captured_at,
            found.body,
            found.media_type,
            where,
            offset,
            length,
            fault=found.fault,
        )


def wanted(path: str) -> frozenset[str]:
    """The hosts of a file, one a line; ConfigError when it holds none."""
    try:
        told = Path(path).stat()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); name a file of hosts") from None
    return _wanted(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=2)
def _wanted(path: str, changed: int, size: int) -> frozenset[str]:
    """A worker lives longer than what its file of hosts says."""
    try:
        lines = Path(path).read_text("utf-8", "replace").splitlines()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); name a file of hosts") from None
    hosts = frozenset(each for line in lines if (each := line.strip().lower().rstrip(".")) and each[0] != "#")
    if not hosts:
        raise ConfigError(f"{path} names no host; write one a line")
    return hosts


INPUT = Input(NAME, "Which pages of some hosts did Common Crawl fetch?", PAGES, cut, read)
