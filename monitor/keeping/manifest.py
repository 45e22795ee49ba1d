"""Which files make up a backup, and are they as they were written?

``manifest.json`` is written last: a folder without one is no backup.
"""

import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Any

from crawler.errors import ConfigError
from monitor.keeping.database import faults_of

FILE = "manifest.json"
DATABASE = "brassplate.db"
FOLDERS = ARCHIVE, REPORTS = "archive", "reports"
_FORMAT = 1
_STRANGE = "is no file of its own"
_MOST = 1 << 28
"""Bytes of a manifest; a million files take half of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup: its path within it, its length and the hash of its bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, as it was at ``made_at``, and what was to be in it and was not there."""

    made_at: str
    home: str
    files: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def dumps(self) -> str:
        row = {"format": _FORMAT, "brassplate": version("brassplate"), **asdict(self)}
        return json.dumps(row, indent=1) + "\n"  # in ASCII: a file's name need not be UTF-8


def entry(folder: Path, path: str) -> Entry:
    """The file ``path`` of ``folder`` as it is now."""
    with opened(folder, path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Entry(path, file.tell(), digest)


def opened(folder: Path, path: str) -> BufferedReader:
    """The file ``path`` of a backup to be read; OSError for a link, a pipe or a device, wherever it leads."""
    file = folder / path
    inner = PurePosixPath(path)
    if any((folder / each).is_symlink() for each in (inner, *inner.parents[:-1])):
        raise OSError(_STRANGE)
    number = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(_STRANGE)
    return open(number, "rb")


def read(folder: Path) -> Manifest:
    """What the backup in ``folder`` says of itself; ConfigError when it is none, or a newer program's."""
    file = folder / FILE
    try:
        with opened(folder, FILE) as text:
            row = json.loads(text.read(_MOST))
        if row["format"] != _FORMAT:
            raise ConfigError(f"{file} was written by another version of brassplate; use that one")
        files = tuple(
            Entry(str(each["path"]), int(each["size"]), str(each["sha256"])) for each in row["files"]
        )
        return Manifest(str(row["made_at"]), str(row["home"]), files, *map(tuple, _lists(row)))
    except OSError:
        raise ConfigError(f"{folder} is no backup: it has no {FILE}; name the folder of one") from None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ConfigError(f"{file} cannot be read ({error}); name another backup") from None


def _lists(row: dict[str, Any]) -> Iterator[list[str]]:
    for name in ("left_out", "missing"):
        yield [str(each) for each in row.get(name, ())]


def faults(folder: Path, told: Manifest) -> list[str]:
    """What is wrong with the backup, a sentence each; nothing when all of it is as it was written."""
    wrong = list(misnamed(told)) or [sentence for each in told.files if (sentence := _fault(folder, each))]
    return wrong or faults_of(folder / DATABASE)


def misnamed(told: Manifest) -> Iterator[str]:
    """What is wrong with the names of its files, a sentence each."""
    paths = Counter(each.path for each in told.files)
    for path, times in paths.items():
        if not _lies_within(path):
            yield f"{FILE} names {path[:200]!a}, which lies outside of it"
        elif not _is_ours(path):
            yield f"{FILE} names {path[:200]!a}, which no backup holds"
        elif times > 1:
            yield f"{FILE} names {path[:200]!a} more than once"
    if DATABASE not in paths:
        yield f"{FILE} names no {DATABASE}"


def _lies_within(path: str) -> bool:
    """True for a path that stays in the folder that it is taken from."""
    parts = PurePosixPath(path)
    return bool(parts.parts) and not parts.is_absolute() and ".." not in parts.parts


def _is_ours(path: str) -> bool:
    """False for what a backup never copies, such as a log that SQLite would play into its database."""
    parts = PurePosixPath(path).parts
    beside = parts[0].startswith(DATABASE) and path != DATABASE
    hidden = any(each.startswith(".") for each in parts)
    try:
        return not (beside or hidden or path in FOLDERS or b"\0" in os.fsencode(path))
    except UnicodeEncodeError:
        return False


def _fault(folder: Path, told: Entry) -> str:
    try:
        with opened(folder, told.path) as file:
            whole = os.fstat(file.fileno()).st_size == told.size
            whole = whole and hashlib.file_digest(file, "sha256").hexdigest() == told.sha256
    except OSError as error:
        return f"{told.path} {unreadable(error)}"
    return "" if whole else f"{told.path} is not as it was written"


def unreadable(error: OSError) -> str:
    """Why a file of a backup cannot be read, to be put behind its name."""
    if isinstance(error, FileNotFoundError):
        return "is gone"
    return str(error) if error.errno is None else f"cannot be read: {error.strerror or error}"
