"""Which files make up a backup, and are they as they were written?

``manifest.json`` is written last: a folder without one is no backup.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from crawler.errors import ConfigError
from monitor.keeping.database import faults_of

FILE = "manifest.json"
DATABASE = "brassplate.db"
_FORMAT = 1


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
        return json.dumps(row, indent=1, ensure_ascii=False) + "\n"


def entry(folder: Path, path: str) -> Entry:
    """The file ``path`` of ``folder`` as it is now."""
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Entry(path, file.tell(), digest)


def read(folder: Path) -> Manifest:
    """What the backup in ``folder`` says of itself; ConfigError when it is none, or a newer program's."""
    file = folder / FILE
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
        if row["format"] != _FORMAT:
            raise ConfigError(f"{file} was written by another version of brassplate; use that one")
        files = tuple(
            Entry(str(each["path"]), int(each["size"]), str(each["sha256"])) for each in row["files"]
        )
        return Manifest(str(row["made_at"]), str(row["home"]), files, *map(tuple, _lists(row)))
    except OSError:
        raise ConfigError(f"{folder} is no backup: it has no {FILE}; name the folder of one") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{file} cannot be read ({error}); name another backup") from None


def _lists(row: dict[str, Any]) -> Iterator[list[str]]:
    for name in ("left_out", "missing"):
        yield [str(each) for each in row.get(name, ())]


def faults(folder: Path, told: Manifest) -> list[str]:
    """What is wrong with the backup, a sentence each; nothing when all of it is as it was written."""
    wrong = [sentence for each in told.files if (sentence := _fault(folder, each))]
    if not any(each.path == DATABASE for each in told.files):
        wrong.append(f"{FILE} names no {DATABASE}")
    return wrong or faults_of(folder / DATABASE)


def lies_within(path: str) -> bool:
    """True for a path that stays in the folder that it is taken from."""
    parts = PurePosixPath(path)
    return bool(parts.parts) and not parts.is_absolute() and ".." not in parts.parts


def _fault(folder: Path, told: Entry) -> str:
    if not lies_within(told.path):
        return f"{FILE} names '{told.path[:200]}', which lies outside of it"
    try:
        found = entry(folder, told.path)
    except OSError as error:
        return f"{told.path} cannot be read: {error.strerror or error}"
    return "" if found == told else f"{told.path} is not as it was written"
