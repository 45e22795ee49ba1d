"""How is a home copied whole, as it was at one moment, while a run goes on in it?

The database is read within one transaction; of each WARC file as much is taken as it knows, which ends with a
whole record. Everything is written aside, and its folder is named last.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawler.archive import end_of_record
from crawler.errors import CollectionError, ConfigError
from crawler.records import iso
from monitor import judged_file
from monitor.config import Config
from monitor.keeping import manifest
from monitor.keeping.database import Progress, copy, one_moment
from monitor.keeping.folder import appearing, parts_of, write_new
from monitor.keeping.manifest import ARCHIVE, REPORTS, Entry, Manifest

SETTLED = timedelta(days=2)
"""A WARC file that nobody wrote for so long is complete: only such a one may be linked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is copied beside the database and the files of the home itself."""

    archive: bool = True
    reports: bool = True
    link: bool = False  # files that will not change any more, where the disk can

    def left_out(self) -> tuple[str, ...]:
        return tuple(name for name in (ARCHIVE, REPORTS) if not getattr(self, name))


def backup(config: Config, target: Path, wanted: Wanted, now: datetime, progress: Progress) -> Manifest:
    """Copies the home into the new folder ``target``: all of it or nothing. What lies in it."""
    _refuse(config, target)
    with appearing(target) as place:
        told = _fill(config, place, wanted, now, progress)
        write_new(place / manifest.FILE, [told.dumps().encode("utf-8")])
    return told


def _refuse(config: Config, target: Path) -> None:
    if not config.database.exists():
        raise ConfigError(f"there is no database in {config.home}; 'brassplate init' makes one")
    if target.exists() or target.is_symlink():
        raise ConfigError(f"{target} is there already; name a folder that is not")
    if not target.parent.is_dir():
        raise ConfigError(f"there is no folder {target.parent}; make it, or name another target")
    if target.resolve().is_relative_to(config.home.resolve()):
        raise ConfigError(f"{target} lies inside the home; a backup belongs elsewhere, best on another disk")


def _fill(config: Config, place: Path, wanted: Wanted, now: datetime, progress: Progress) -> Manifest:
    own = list(_own_files(config.home))
    judged: dict[Path, bytes] = {}

    def read() -> None:
        judged.update((path, path.read_bytes()) for path in own if path.name == judged_file.FILE)

    with one_moment(config.database, read) as reader:
        copy(reader, place / manifest.DATABASE, progress)
        for path in own:
            if path in judged:
                write_new(place / path.name, [judged[path]])
            else:
                _copied(path, place / path.name, path.stat().st_size)
        missing = tuple(
            _archived(config.home, place, reader, wanted, now, progress) if wanted.archive else ()
        )
    if wanted.reports:
        _reports(config.home / REPORTS, place / REPORTS, wanted.link)
    paths = sorted(str(each.relative_to(place)) for each in place.rglob("*") if each.is_file())
    files = tuple(_entries(place, paths, progress))
    return Manifest(iso(now), str(config.home), files, wanted.left_out(), missing)


def _own_files(home: Path) -> Iterator[Path]:
    """The files of the home itself: its configuration, its judgements and what else somebody laid there."""
    for path in sorted(home.iterdir()):
        own = not path.name.startswith((".", manifest.DATABASE)) and path.suffix not in (".log", ".lock")
        if own and path.is_file() and not path.is_symlink():
            yield path


def _entries(place: Path, paths: list[str], progress: Progress) -> Iterator[Entry]:
    for number, path in enumerate(paths, 1):
        yield manifest.entry(place, path)
        progress("reading the copy back", number, len(paths))


def _archived(
    home: Path, place: Path, reader: sqlite3.Connection, wanted: Wanted, now: datetime, progress: Progress
) -> Iterator[str]:
    """Copies what the database knows of each WARC file; sentences on what was not there."""
    (place / ARCHIVE).mkdir(mode=0o700)
    known = reader.execute("SELECT file, max(offset) FROM capture GROUP BY file ORDER BY file").fetchall()
    for number, (name, offset) in enumerate(known, 1):
        source, to = home / ARCHIVE / name, place / ARCHIVE / name
        progress("copying the archive", number, len(known))
        if Path(name).name != name or not source.is_file():
            yield f"{ARCHIVE}/{name[:200]} is not there"
            continue
        try:
            length = end_of_record(source, offset)
        except CollectionError as error:
            yield str(error)
            length = source.stat().st_size
        if not (wanted.link and _is_settled(source, now) and _linked(source, to)):
            _copied(source, to, length)


def _is_settled(file: Path, now: datetime) -> bool:
    return file.stat().st_mtime < (now - SETTLED).timestamp()


def _linked(source: Path, to: Path) -> bool:
    """True when both names are of one file now; False where the disk cannot do that, or it is a link."""
    if source.is_symlink():
        return False
    try:
        to.hardlink_to(source)
    except OSError:
        return False
    return True


def _copied(source: Path, to: Path, length: int) -> None:
    with source.open("rb") as have:
        write_new(to, parts_of(have, length))
    shutil.copystat(source, to)
    to.chmod(0o600)


def _reports(source: Path, to: Path, link: bool) -> None:
    """Each file is replaced whole when it changes, so any of them may be linked; what is hidden is half."""
    to.mkdir(mode=0o700)
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        place = path.relative_to(source)
        if path.is_symlink() or any(each.startswith(".") for each in place.parts):
            continue
        if path.is_dir():
            (to / place).mkdir(mode=0o700)
        elif path.is_file() and not (link and _linked(path, to / place)):
            _copied(path, to / place, path.stat().st_size)
