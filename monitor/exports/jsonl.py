"""How does a program read the history line by line?

One JSON object a line, in ASCII: whatever a stranger wrote is one line, and words on a terminal.
"""

import json
from collections.abc import Iterable
from typing import BinaryIO

from monitor.exports._table import Row, Table, Type
from monitor.exports._writer import Writer, line


def write(table: Table, rows: Iterable[Row], file: BinaryIO) -> None:
    names = tuple(column.name for column in table.columns)
    nested = tuple(place for place, column in enumerate(table.columns) if column.type is Type.JSON)
    for row in rows:
        found = dict(zip(names, row, strict=True))
        for place in nested:
            value = row[place]
            found[names[place]] = json.loads(value) if isinstance(value, str) else None
        file.write(line(found))


WRITER = Writer("jsonl", "How does a program read the history line by line?", (".jsonl", ".ndjson"), write)
