"""Which entries of a file, a folder or a download were not told yet, and what do they tell?

A document that is the same as before goes on after the entry where it was left; another is read from its
beginning. The cursor holds, for each document, its digest and the number of its last entry that was told.
"""

import base64
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from crawler.discovery._lines import digest
from crawler.discovery._source import MOST_NAMES, Batch, Given, whole_cursor
from crawler.discovery._unpacked import Damaged
from crawler.errors import ConfigError, SourceUnavailable

MOST_FETCHED = 4 << 30
MOST_FILES = 20_000
MOST_FAULTS = 20
WHOLE = -1


class Entry(NamedTuple):
    """What the entry of that number tells, in the words of a candidate's reason; ``fault`` what is wrong."""

    number: int
    names: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    newest: datetime | None = None


Rows = Callable[[BinaryIO], Iterator[Entry]]
"""Reads one document from its beginning, entry by entry, numbered from 1; Damaged where it breaks off."""


@dataclass(slots=True)
class Pile:
    """What was read since the last batch."""

    names: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    newest: datetime | None = None
    more_faults: int = 0

    def put(self, entry: Entry, title: str = "") -> None:
        self.names += entry.names[:MOST_NAMES]
        self.newest = max(filter(None, (self.newest, entry.newest)), default=None)
        if entry.fault:
            self.fault(f"{title}: {entry.fault}" if title else entry.fault)

    def fault(self, sentence: str) -> None:
        sentence = sentence.encode("utf-8", "replace").decode()  # half a character cannot be stored
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(sentence)
        else:
            self.more_faults += 1

    def is_full(self, coming: Entry) -> bool:
        return len(self.names) + len(coming.names) > MOST_NAMES

    def batch(self, cursor: str) -> Batch:
        """All of it as a batch; the pile is empty then."""
        if self.more_faults:
            self.faults.append(f"and {self.more_faults} more that could not be read")
        made = Batch(tuple(self.names), cursor, tuple(self.faults), self.newest)
        self.names, self.faults, self.more_faults = [], [], 0
        return made


def told(given: Given, rows: Rows, suffixes: tuple[str, ...] = ()) -> Iterator[Batch]:
    """The batches of all documents that ``given`` names; of a folder those files with one of ``suffixes``."""
    if given.is_web:
        states = states_of(given.cursor)
        with fetched(given, given.where) as file:
            yield from of_document(file, given.where, states, rows)
        return
    files = chosen(given, suffixes)
    folder = Path(given.where)
    titles = {path: str(path.relative_to(folder)) if folder.is_dir() else path.name for path in files}
    kept = states_of(given.cursor)
    states = {title: kept[title] for title in titles.values() if title in kept}
    for path in files:
        try:
            file = path.open("rb")
        except OSError as error:
            pile = Pile()
            pile.fault(f"{titles[path]} cannot be read: {error.strerror}")
            yield pile.batch(_cursor(states))
            continue
        with file:
            yield from of_document(file, titles[path], states, rows)


def chosen(given: Given, suffixes: tuple[str, ...]) -> list[Path]:
    files = given.files()
    if len(files) == 1 and files[0] == Path(given.where):
        return files
    files = [each for each in files if each.name.lower().endswith(suffixes)]
    if len(files) > MOST_FILES:
        raise ConfigError(f"{given.where} holds more than {MOST_FILES:,} files; move the old ones elsewhere")
    return files


def of_document(file: BinaryIO, title: str, states: dict[str, Any], rows: Rows) -> Iterator[Batch]:
    """The batches of one document; what ``states`` says of it moves on with them."""
    mark = digest(file)
    after = states[title][1] if title in states and states[title][0] == mark else 0
    if after == WHOLE:
        return
    file.seek(0)
    pile, at, whole = Pile(), after, True
    try:
        for entry in rows(file):
            if entry.number <= after:
                continue
            if pile.is_full(entry):
                states[title] = [mark, at]
                yield pile.batch(_cursor(states))
            pile.put(entry, title)
            at = max(at, entry.number)
    except Damaged as error:
        whole = False
        pile.fault(f"{title}: {error}")
    states[title] = [mark, WHOLE if whole else at]
    yield pile.batch(_cursor(states))


def _cursor(states: Mapping[str, Any]) -> str:
    return json.dumps({"read": dict(states)})


def states_of(cursor: str) -> dict[str, Any]:
    """Digest and last entry of each document."""
    found = whole_cursor(cursor).get("read", {})
    return {
        str(title): state
        for title, state in (found.items() if isinstance(found, dict) else ())
        if isinstance(state, list) and len(state) == 2 and isinstance(state[1], int)
    }


@contextmanager
def fetched(given: Given, url: str) -> Iterator[BinaryIO]:
    """The document at ``url`` in a file for the time; SourceUnavailable when it is not had whole."""
    with tempfile.TemporaryFile() as file:
        size = 0
        for piece in given.web.stream(url, headers=authorization(given.secret)):
            size += len(piece)
            if size > MOST_FETCHED:
                raise SourceUnavailable(f"{url} is longer than {MOST_FETCHED >> 30} GiB; check the address")
            file.write(piece)
        file.seek(0)
        yield file


def authorization(secret: str) -> dict[str, str]:
    """The header that shows ``secret``: ``user:password``, else a token."""
    if not secret:
        return {}
    if ":" in secret:
        return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode('ascii')}"}
    return {"Authorization": f"Bearer {secret}"}
