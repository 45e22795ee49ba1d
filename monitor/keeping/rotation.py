"""Which backups of a home stay, when a new one comes?"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import ConfigError
from monitor.config import Config
from monitor.keeping import manifest
from monitor.keeping.backup import SETTLED, Wanted, backup
from monitor.keeping.database import Progress

_NAME = re.compile(r"\d{8}T\d{6}Z")
_PUT_ASIDE = re.compile(r"\.\d{8}T\d{6}Z\.gone")
_HALF = re.compile(r"\.\d{8}T\d{6}Z\.[a-z0-9_]{8}")


def rotate(config: Config, now: datetime, progress: Progress) -> tuple[Path, list[Path]]:
    """Makes a backup in the folder of ``[keep]``, and takes away the oldest that are too many.

    Only backups of this very home, with the name that is given here, are ever taken away; never the one that
    was just made: a clock that was ahead has left names that are the newest for years.
    """
    folder = Path(config.keep.backup_to)
    if not folder.is_dir():
        raise ConfigError(f"keep.backup_to is {folder}, which is no folder; make it, or mount its disk")
    made = folder / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    backup(config, made, Wanted(link=True), now, progress)
    others = [each for each in _ours(config, folder) if each != made]
    gone = others[: max(0, len(others) + 1 - config.keep.backups)]
    for each in gone:
        each.rename(each.with_name(f".{each.name}.gone"))  # it goes at once or not at all
    for left in _left_behind(folder, now):
        shutil.rmtree(left)
    return made, gone


def _left_behind(folder: Path, now: datetime) -> Iterator[Path]:
    """What a removal, or a backup that was killed, did not end; another home may be writing here just now."""
    for each in sorted(folder.iterdir()):
        half = _HALF.fullmatch(each.name) and each.lstat().st_mtime < (now - SETTLED).timestamp()
        if (half or _PUT_ASIDE.fullmatch(each.name)) and each.is_dir() and not each.is_symlink():
            yield each


def _ours(config: Config, folder: Path) -> list[Path]:
    """The backups of this home, the oldest first."""
    found = [
        each for each in sorted(folder.iterdir()) if _NAME.fullmatch(each.name) and not each.is_symlink()
    ]
    return [each for each in found if (each / manifest.FILE).is_file() and _is_of(config.home, each)]


def _is_of(home: Path, folder: Path) -> bool:
    """True for a backup of this home, by whichever of its names it was made."""
    try:
        return Path(manifest.read(folder).home).resolve() == home.resolve()
    except (ConfigError, OSError, ValueError, RuntimeError):  # a path that no disk can have
        return False
