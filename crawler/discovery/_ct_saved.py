"""Which names stand in saved tiles, pages of get-entries, and lines of names tiles or of a certstream?

Files are read in the order of their paths, lines in theirs; the cursor is the place in the last file, so
that a file that grew is read on. A data tile beside the names tile of the same number is not read twice.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crawler.discovery._ct_follow import MOST_TOLD, Gathered
from crawler.discovery._ct_pages import (
    MOST_BYTES,
    WIDTH,
    Page,
    add_trimmed,
    data_tile,
    entries_of,
    entries_page,
)
from crawler.discovery._ct_stream import Heard, Message, message
from crawler.discovery._source import MOST_NAMES, Batch, Given, whole_cursor

LONGEST_LINE = 16 << 20  # a page of get-entries may be one
_TILE = re.compile(r"(?:^|/)tile/(?:data|names)/((?:x\d{3}/){0,4}\d{3})(?:\.p/\d{1,3})?(?:\.gz)?$")
_BESIDE = re.compile(
    r"(?:^|/)(?:checkpoint|log(?:\.v3)?\.json|issuer/[0-9a-f]{64}|tile/\d/(?:x\d{3}/)*\d{3}(\.p/\d+)?)$"
)


class Entry(NamedTuple):
    """One entry of a file: where it stands, its names, what is wrong with it, when and where seen."""

    place: str
    names: list[str]
    fault: str = ""
    seen: float = 0.0  # milliseconds
    log: str = ""
    number: int = -1  # in that log


def read_saved(given: Given) -> Iterator[Batch]:
    """Everything in the file or folder, from where the cursor stands."""
    root, cursor = Path(given.where), whole_cursor(given.cursor)
    paths = {_shown(path, root): path for path in given.files()}
    todo = {shown: path for shown, path in paths.items() if _is_read(shown, paths)}
    last, done = str(cursor.get("file", "")), cursor.get("entry", 0)
    gathered, heard = Gathered(root.name), Heard()
    before = sum(shown < last for shown in todo)
    if cursor and before != cursor.get("before"):
        gathered.fault(
            f"files of {root} that stand before {last}, read already, are no longer as many as they were; "
            "'discover --again' reads all of them"
        )
    for number, shown in enumerate(sorted(shown for shown in todo if shown >= last), before):
        skip = done if shown == last and type(done) is int else 0
        cursor = {"file": shown, "entry": skip, "before": number}
        for entry in _entries(todo[shown], shown, skip, gathered):
            if len(gathered.names) + len(entry.names) > MOST_NAMES:
                yield gathered.batch(cursor)
            gathered.names += [(name, entry.place) for name in entry.names]
            if entry.fault:
                gathered.fault(f"{entry.place}: {entry.fault}")
            gathered.newest = max(gathered.newest, int(entry.seen))
            if entry.log:
                heard.take(entry.log, entry.number)
            cursor["entry"] += 1
    yield gathered.last(cursor, *heard.gaps()[:MOST_TOLD])


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if root.is_dir() else path.name


def _is_read(shown: str, paths: Mapping[str, Path]) -> bool:
    """Whether this is a file of entries, and none that is there twice."""
    if _BESIDE.search(shown):
        return False
    twin = shown.replace("tile/data/", "tile/names/")
    full = re.sub(r"\.p/\d+(\.gz)?$", "", shown)
    return (twin == shown or twin not in paths) and (full == shown or full not in paths)


def _entries(path: Path, shown: str, skip: int, gathered: Gathered) -> Iterator[Entry]:
    """The entries after the first ``skip``; what ends the file early is a fault of it."""
    try:
        with path.open("rb") as raw:
            file: Any = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
            head = file.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
            if head[:1] in (b"{", b"["):
                yield from _lines(file, shown, skip, gathered)
            elif head[:2] == b"\0\0" and (page := data_tile(file.read(MOST_BYTES))).names:
                yield from _paged(page, shown, skip, gathered)
            elif head:
                gathered.fault(f"{shown} is no tile, page of entries or stream of messages")
    except (OSError, EOFError, zlib.error) as error:
        gathered.fault(f"{shown} cannot be read to its end: {error}")


def _paged(page: Page, shown: str, skip: int, gathered: Gathered) -> Iterator[Entry]:
    first = _first(shown, page)
    for at in range(skip, len(page.names)):
        place = f"entry {first + at} of {shown}"
        yield Entry(place, page.names[at], page.faults.get(at, ""), page.newest)
    if page.cut:
        gathered.fault(f"entry {first + len(page.names)} of {shown}: {page.cut}")


def _first(shown: str, page: Page) -> int:
    if page.first is not None:
        return page.first
    if found := _TILE.search(shown):
        return int(found[1].replace("/", "").replace("x", "")) * WIDTH
    return 0


def _lines(file: Any, shown: str, skip: int, gathered: Gathered) -> Iterator[Entry]:
    number, first = 0, _first(shown, Page())
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            whole = number == 0 and line + file.read(MOST_BYTES - len(line))
            if whole and (page := entries_page(whole)).names:
                yield from _paged(page, shown, skip, gathered)
                return
            gathered.fault(f"line {number + 1} of {shown} is longer than {LONGEST_LINE} bytes")
            return
        if not line.strip():
            if number >= skip:
                yield Entry("", [])  # counts as a line
            number += 1
            continue
        row = _json(line)
        if row is None and number == 0:
            page = entries_page(line + file.read(MOST_BYTES))  # a page that somebody laid out nicely
            if page.names:
                yield from _paged(page, shown, skip, gathered)
                return
            gathered.fault(f"{shown} is no page of entries and no lines of JSON")
            return
        if isinstance(row, dict) and "entries" in row:
            yield from _paged(entries_of(row), shown, skip, gathered)
            return
        if row is None and not line.endswith(b"\n"):
            gathered.fault(f"line {number + 1} of {shown} ends in the middle; it is read when it is whole")
            return
        if number >= skip:
            yield _one(row, shown, first, number)
        number += 1


def _one(row: Any, shown: str, first: int, number: int) -> Entry:
    """A line of a names tile or of a certstream."""
    place = f"entry {first + number} of {shown}"
    try:
        if isinstance(row, dict) and "message_type" in row:
            found = message(row) or Message([])
            told = f"entry {found.index} of {found.log}" if found.log else place
            return Entry(told, found.names, "", found.seen * 1000, found.log, found.index)
        page = Page()
        add_trimmed(page, row)
        return Entry(place, page.names[0], page.faults.get(0, ""), page.newest)
    except (TypeError, AttributeError, ValueError):
        return Entry(f"line {number + 1} of {shown}", [], "it is none of a names tile or a certstream")


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
