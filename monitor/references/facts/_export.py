"""What has an export of facts to tell of itself, and in which pieces is it read?

Lines are bounded and a damaged end costs only itself: each piece is a row, or a sentence that says what of
the file was left out and where.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from crawler.records import Raw

MOST_LINE = 1_000_000
MOST_LINES = 10_000_000
WHOLE = 16_000_000
"""Bytes of a file that are read as one piece of JSON or text; what is longer is read by lines."""
HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Fact:
    """One look of an earlier day, with the bytes that it was read from and the place where they stood."""

    kind: str  # dns, registration or tls
    at: datetime
    payload: Mapping[str, Any]
    raw: Raw
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON value of an export: a line of it, an item of its list, or all of it."""

    place: str
    value: Any


LeftOut: TypeAlias = str
"""A sentence that names a part of the file and says why it is not used."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file, by which exports are told apart; ``row`` is its first JSON object."""

    head: bytes
    row: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of export: ``takes`` recognises it, ``read`` gives what it holds of a domain."""

    name: str
    question: str
    takes: Callable[[Sample], bool]
    read: Callable[[Path, str], Iterator[Fact | LeftOut]]


def sample(path: Path) -> Sample:
    """The first bytes of the file, and its first JSON object if it is made of them."""
    head = b"".join(_pieces(path))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\0")[:1] not in (b"{", b"["):
        return Sample(head, None)
    rows = (each.value for each in rows_of(path) if isinstance(each, Row))
    return Sample(head, next((each for each in rows if isinstance(each, dict)), None))


def _pieces(path: Path) -> Iterator[bytes]:
    """The beginning of the file, as far as it can be read."""
    room = HEAD
    with _opened(path) as stream:
        try:
            while room > 0 and (piece := stream.read1(min(room, 4_096))):
                room -= len(piece)
                yield piece
        except (OSError, EOFError, zlib.error):
            return


def rows_of(path: Path) -> Iterator[Row | LeftOut]:
    """The JSON values of the file: of one document, or of each line."""
    whole = whole_of(path)
    if whole is not None:
        try:
            found = json.loads(whole)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            yield from (Row(f"item {number}", each) for number, each in enumerate(found, 1))
            return
        if found is not None:
            yield Row("the document", found)
            return
    for number, line in lines_of(path):
        if not isinstance(line, bytes):
            yield line
        elif text := line.strip(b" \t\r\n,\0"):
            yield _row(number, text)


def _row(number: int, text: bytes) -> Row | LeftOut:
    try:
        return Row(f"line {number}", json.loads(text))
    except RecursionError:
        return f"line {number} is nested too deep"
    except ValueError:
        return f"line {number} is no JSON"


def lines_of(path: Path) -> Iterator[tuple[int, bytes | LeftOut]]:
    """The lines of the file with their numbers; in the place of one that cannot be taken, why."""
    number = 0
    with _opened(path) as stream:
        try:
            while line := stream.readline(MOST_LINE + 1):
                number += 1
                if number > MOST_LINES:
                    yield number, f"what follows line {MOST_LINES:,} was not read"
                    return
                yield number, line if len(line) <= MOST_LINE else _skip(stream, number)
        except (OSError, EOFError, zlib.error):
            yield number + 1, f"the file is damaged or cut short behind line {number}"


def _skip(stream: IO[bytes], number: int) -> LeftOut:
    while (more := stream.readline(MOST_LINE)) and not more.endswith(b"\n"):
        pass
    return f"line {number} is longer than {MOST_LINE:,} bytes"


def whole_of(path: Path) -> bytes | None:
    """All bytes of the file, if they are few enough and whole."""
    with _opened(path) as stream:
        try:
            found = stream.read(WHOLE + 1)
        except (OSError, EOFError, zlib.error):
            return None
    return found if len(found) <= WHOLE else None


def _opened(path: Path) -> BufferedReader:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return BufferedReader(cast(RawIOBase, gzip.open(path, "rb"))) if packed else path.open("rb")
