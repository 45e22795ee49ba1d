"""How does a backup become a home again?

Only what its manifest names is taken, and each file is checked as it is copied; the new home appears when all
of it is there, and is sound.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from crawler.errors import ConfigError
from monitor.keeping import manifest
from monitor.keeping.database import Progress, faults_of
from monitor.keeping.folder import appearing, parts_of, write_new
from monitor.keeping.manifest import DATABASE, Entry, Manifest


def restore(source: Path, home: Path, progress: Progress) -> Manifest:
    """Makes ``home``, which must not be there yet, from the backup in ``source``; what lies in it."""
    told = manifest.read(source)
    _refuse(source, home)
    home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with appearing(home) as place:
        _fill(source, place, told, progress)
        if wrong := faults_of(place / DATABASE):
            raise _damaged(source, wrong[0])
    return told


def _refuse(source: Path, home: Path) -> None:
    if home.is_symlink() or (home.exists() and (not home.is_dir() or any(home.iterdir()))):
        raise ConfigError(f"{home} is there already and is not touched; name a new home with --home")
    if home.is_mount():
        raise ConfigError(f"{home} is a disk of its own; name a folder on it with --home")
    if home.resolve().is_relative_to(source.resolve()):
        raise ConfigError(f"{home} lies inside the backup; name another home with --home")


def _fill(source: Path, place: Path, told: Manifest, progress: Progress) -> None:
    for wrong in manifest.misnamed(told):
        raise _damaged(source, wrong)
    for name in manifest.FOLDERS:
        (place / name).mkdir(mode=0o700)
    for number, each in enumerate(told.files, 1):
        _take(source, place, each)
        progress("restoring", number, len(told.files))


def _take(source: Path, place: Path, told: Entry) -> None:
    try:
        have = manifest.opened(source, told.path)
    except OSError as error:
        raise _damaged(source, f"{told.path} {manifest.unreadable(error)}") from None
    with have:
        found = os.fstat(have.fileno())
        if found.st_size != told.size or _copied(have, place / told.path, told.size) != told.sha256:
            raise _damaged(source, f"{told.path} is not as it was written")
    os.utime(place / told.path, ns=(found.st_atime_ns, found.st_mtime_ns))


def _copied(have: BinaryIO, to: Path, size: int) -> str:
    """Writes ``size`` bytes into the new file ``to``; their hash."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for part in parts_of(have, size):
            digest.update(part)
            yield part

    write_new(to, hashed())
    return digest.hexdigest()


def _damaged(source: Path, wrong: str) -> ConfigError:
    return ConfigError(f"the backup {source} is damaged: {wrong}; take an earlier one")
