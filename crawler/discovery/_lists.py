"""How are lists of names read, from files, folders and URLs, each from where it was left?"""

import io
import json
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from crawler.discovery._lines import LONGEST_LINE, Line, Reading
from crawler.discovery._source import MOST_NAMES, Batch, Given, whole_cursor
from crawler.discovery._web import MEBIBYTE
from crawler.errors import ConfigError, SourceUnavailable

MOST_FETCHED = 256 * MEBIBYTE
MOST_FILES = 2_000  # of a folder: the cursor keeps a place in each
NAMED = 3
_SHOWN = 60


class NotThere(SourceUnavailable):
    """The server, or the disk, has no such list."""


class Junk(Exception):
    """A line that names nothing."""


class Taker(Protocol):
    """Reads one list's lines; ``kept`` is what it must know again to read on from the middle.

    ``newest`` is the latest time that the lines themselves told.
    """

    @property
    def kept(self) -> object: ...

    @property
    def newest(self) -> datetime | None: ...

    def __call__(self, line: Line) -> tuple[str, str] | None:
        """A name and what is said of it; None for a line that need not have one, else Junk."""


MakeTaker = Callable[[str, object], Taker]


@dataclass(frozen=True, slots=True)
class Opened:
    """One list, how new it is, and how to ask the server for it again."""

    title: str
    file: BinaryIO
    newest: datetime
    asked: Mapping[str, str] = field(default_factory=dict)


def read_lists(given: Given, make: MakeTaker, longest: int = LONGEST_LINE) -> Iterator[Batch]:
    """The batches of the list, or of the lists of a folder, that ``given`` names."""
    states = states_of(given.cursor)
    if given.is_web:
        opened = fetched(given, given.where, states.get("", {}))
        if opened is not None:
            yield from read_one(opened, states, "", make, longest)
        return
    folder = Path(given.where)
    files = [each for each in given.files() if each == folder or not _is_hidden(each.relative_to(folder))]
    if len(files) > MOST_FILES:
        raise ConfigError(f"{folder} holds more than {MOST_FILES} lists; move those that are read elsewhere")
    titles = [str(path.relative_to(folder)) if folder.is_dir() else path.name for path in files]
    states = {title: state for title, state in states.items() if title in titles}
    for path, title in zip(files, titles, strict=True):
        with on_disk(path, title, given.now) as opened:
            yield from read_one(opened, states, title, make, longest)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def states_of(cursor: str) -> dict[str, dict[str, Any]]:
    """The state of each list, by its key."""
    found = whole_cursor(cursor)
    lists = found.get("lists", {})
    return {str(k): v for k, v in lists.items() if isinstance(v, dict)} if isinstance(lists, dict) else {}


@contextmanager
def on_disk(path: Path, title: str, now: datetime) -> Iterator[Opened]:
    """The list in a file, as new as the file."""
    try:
        with path.open("rb") as file:
            changed = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
            yield Opened(title, file, min(changed, now))
    except FileNotFoundError:
        raise NotThere(f"there is no file {path}; the next run looks again") from None
    except (PermissionError, IsADirectoryError) as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None


def fetched(given: Given, url: str, kept: Mapping[str, Any]) -> Opened | None:
    """The list at ``url``; None when the server says that it is as it was read. NotThere without one."""
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    asked = kept.get("asked", {})
    headers = {names[name]: str(asked[name]) for name in names if isinstance(asked, dict) and name in asked}
    answer = given.web.get(url, cap=MOST_FETCHED, headers=headers)
    if answer.status == 304 and headers:
        return None
    if answer.status in (404, 410):
        raise NotThere(f"{url} answered with status {answer.status}; check the address")
    if answer.status != 200:
        patience = answer.status in (429, 503)
        what = "it asks for patience" if patience else "check the address and the credentials in it"
        raise SourceUnavailable(
            f"{url} answered with status {answer.status}; {what}, the next run tries again"
        )
    validators = {name: answer.headers[name] for name in names if name in answer.headers}
    newest = _dated(answer.headers.get("last-modified", ""), given.now)
    return Opened(url, io.BytesIO(answer.body), newest, validators)


def read_one(
    opened: Opened,
    states: dict[str, dict[str, Any]],
    key: str,
    make: MakeTaker,
    longest: int = LONGEST_LINE,
    cursor: Callable[[], str] | None = None,
) -> Generator[Batch, None, bool]:
    """The batches of one list, whose state in ``states`` moves on with them; True if its end was not read."""
    told = cursor or (lambda: json.dumps({"lists": states}))
    kept = states.get(key, {})
    reading = Reading(opened.file, kept, longest)
    take = make(opened.title, kept.get("taker") if reading.goes_on else None)
    names: list[tuple[str, str]] = []
    bad, first = 0, list[str]()
    for line in reading:
        try:
            if found := take(line):
                names.append(found)
        except Junk:
            bad += 1
            if len(first) < NAMED:
                first.append(f"line {line.number} {_shown(line.text)}")
        if len(names) >= MOST_NAMES:
            states[key] = reading.state | {"taker": take.kept}
            yield Batch(tuple(names), told(), newest=take.newest or opened.newest)
            names.clear()
    faults = [f"{opened.title}: {bad} of its lines name nothing, first {', '.join(first)}"] if bad else []
    if reading.fault:
        faults.append(f"{opened.title}: {reading.fault}")
    states[key] = reading.state | {"taker": take.kept}
    if opened.asked and not reading.fault:
        states[key]["asked"] = dict(opened.asked)
    if names or faults or states[key] != kept:
        yield Batch(tuple(names), told(), tuple(faults), take.newest or opened.newest)
    return bool(reading.fault)


def _shown(text: bytes) -> str:
    return repr(text[:_SHOWN].decode("utf-8", "replace")) + ("…" if len(text) > _SHOWN else "")


def _dated(text: str, now: datetime) -> datetime:
    """The time of the header; what has none is as new as this reading, for it had changed."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return now
    return min(found if found.tzinfo else found.replace(tzinfo=UTC), now)
