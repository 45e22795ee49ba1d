"""Which pages lie in a Parquet file with the columns url and html?

``captured_at`` is read too where it is there. An item is some of its row groups.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from crawler.archive import MOST_BODY
from crawler.records import iso
from crawler.sweep.inputs._input import PAGES, Document, Input, Options
from crawler.sweep.inputs._parquet import column_names, groups, refuse_other_than_text, table_of
from crawler.sweep.work import Item, Tally

NAME = "pages"
BYTES = 256_000_000
"""Of row groups, unpacked, that make an item."""
ROWS = 64
"""Pages held at once."""
WANTED = ("url", "html")
LATER = "captured_at"


def cut(where: str, options: Options) -> Iterator[Item]:
    """Some row groups each; ConfigError that names a column which is missing."""
    with table_of(where) as table:
        column_names(table, where, WANTED)
        refuse_other_than_text(table, where, WANTED)
        yield from groups(table, NAME, where, BYTES)


def read(item: Item, options: Options, tally: Tally) -> Iterator[Document]:
    with table_of(item.where, packed=("html",)) as table:
        known = column_names(table, item.where, WANTED)
        refuse_other_than_text(table, item.where, WANTED)
        columns = [*WANTED, LATER] if LATER in known else list(WANTED)
        for group in range(item.begin, item.end):
            number = 0
            for batch in table.iter_batches(ROWS, row_groups=[group], columns=columns):
                for row in range(batch.num_rows):
                    values = {name: _value(batch.column(name)[row]) for name in columns}
                    yield _document(values, item.where, group, number, tally)
                    number += 1


def _value(cell: Any) -> Any:
    """As Python has it; None for a moment in time that it has no date for."""
    with suppress(ValueError, OverflowError):
        return cell.cast("timestamp[us]", safe=False).as_py() if _is_time(cell) else cell.as_py()
    return None


def _is_time(cell: Any) -> bool:
    return str(cell.type).startswith("timestamp[ns")


def _document(row: dict[str, Any], where: str, group: int, number: int, tally: Tally) -> Document:
    html = row["html"] or b""
    body = html.encode("utf-8", "replace") if isinstance(html, str) else html
    tally.read += len(body)
    fault = f"it is larger than {MOST_BODY:,} bytes" if len(body) > MOST_BODY else ""
    kind = "text/html; charset=utf-8" if isinstance(html, str) else "text/html"
    source = f"{where}#{group}"
    url = str(row["url"] or "")[:2_000]
    return Document(
        url, _time(row.get(LATER)), b"" if fault else body, kind, source, number, len(body), fault=fault
    )


def _time(value: object) -> str:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value[:60])
        except ValueError:
            return ""
    if not isinstance(value, datetime):
        return ""
    try:
        return iso(value if value.tzinfo else value.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return ""


INPUT = Input(NAME, "Which pages lie in a Parquet file?", PAGES, cut, read, endings=(".parquet",))
