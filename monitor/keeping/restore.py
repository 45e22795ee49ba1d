"""How does a backup become a home again?

Only what its manifest names is taken, and each file is checked as it is copied; the new home appears when all
of it is there, and is sound.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from crawler.errors import ConfigError
from monitor.keeping import manifest
from monitor.keeping.database import Progress, faults_of
from monitor.keeping.manifest import DATABASE, Entry, Manifest
from reports.publish import settle

_PART = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def restore(source: Path, home: Path, progress: Progress) -> Manifest:
    """Makes ``home``, which must not be there yet, from the backup in ``source``; what lies in it."""
    told = manifest.read(source)
    _refuse(source, home)
    home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{home.name[:100]}.", dir=home.parent))  # mode 0700
    try:
        _fill(source, place, told, progress)
        if wrong := faults_of(place / DATABASE):
            raise ConfigError(f"the backup {source} is damaged: {wrong[0]}; take an earlier one")
        place.rename(home)
        settle(home.parent)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return told


def _refuse(source: Path, home: Path) -> None:
    if home.is_symlink() or (home.exists() and (not home.is_dir() or any(home.iterdir()))):
        raise ConfigError(f"{home} is there already and is not touched; name a new home with --home")
    if home.is_mount():
        raise ConfigError(f"{home} is a disk of its own; name a folder on it with --home")
    if home.resolve().is_relative_to(source.resolve()):
        raise ConfigError(f"{home} lies inside the backup; name another home with --home")


def _fill(source: Path, place: Path, told: Manifest, progress: Progress) -> None:
    for name in ("archive", "reports"):
        (place / name).mkdir(mode=0o700)
    for number, each in enumerate(told.files, 1):
        if not manifest.lies_within(each.path):
            raise ConfigError(f"the backup {source} names '{each.path[:200]}', which lies outside of it")
        _take(source, place, each)
        progress("restoring", number, len(told.files))
    if not (place / DATABASE).exists():
        raise ConfigError(f"the backup {source} holds no {DATABASE}; take an earlier one")
    for path in place.rglob("*"):
        settle(path)
    settle(place)


def _take(source: Path, place: Path, told: Entry) -> None:
    to = place / told.path
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), told.size
    try:
        with (source / told.path).open("rb") as have, open(os.open(to, _NEW, 0o600), "wb") as file:
            while part := have.read(_PART):
                digest.update(part)
                left -= len(part)
                file.write(part)
        shutil.copystat(source / told.path, to)
        to.chmod(0o600)
    except FileNotFoundError:
        raise ConfigError(
            f"the backup {source} is damaged: {told.path} is gone; take an earlier one"
        ) from None
    if left or digest.hexdigest() != told.sha256:
        raise ConfigError(
            f"the backup {source} is damaged: {told.path} is not as it was written; take an earlier one"
        )
