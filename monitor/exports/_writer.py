"""What is a file format of the export?"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from monitor.exports._table import Row, Table


@dataclass(frozen=True, slots=True)
class Writer:
    """``write`` puts the rows into a file as they come, in bounded memory: the same rows, the same bytes."""

    name: str
    question: str
    suffixes: tuple[str, ...]
    write: Callable[[Table, Iterable[Row], BinaryIO], None]
    only: str = ""  # the one table that it can hold
    to_pipes: bool = True


def line(found: object) -> bytes:
    """A JSON line of ASCII: one line, and words on a terminal, whatever a stranger wrote."""
    text = json.dumps(found, separators=(",", ":"))
    return text.replace("\x7f", "\\u007f").encode("ascii") + b"\n"
