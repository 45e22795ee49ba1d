"""How do the visits of a crawl in shards come into the store, once, by its one owner?

Raw answers are moved first and visits kept after them, so that no look points to bytes that are not there;
ids are hashes of content, so doing it again changes nothing.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.errors import ConfigError
from crawler.records import Visit, parse_time
from crawler.store import Buffer
from crawler.sweep.parts import JOB, parts_in, rows_in
from crawler.sweep.shards import KIND, visit_of
from monitor.home import Home
from monitor.store import Role, WatchItem
from reports.publish import settle

ENDING = ".warc.gz"
SOURCE, WHY = "sweep", "on a list that was crawled in shards"


@dataclass(frozen=True, slots=True)
class Merged:
    """What came from a crawl into the store."""

    parts: int
    domains: tuple[str, ...]
    files: int  # of raw answers, such as were not there before


def jobs_in(out: Path) -> list[Path]:
    """The crawls whose parts lie in ``out``, or ``out`` itself; ConfigError where there is none."""
    found = [file.parent for file in sorted([*out.glob(JOB), *out.glob(f"*/{JOB}")]) if _is_crawl(file)]
    if not found:
        raise ConfigError(f"{out} holds no crawl; name the folder that 'sweep crawl' was given with --out")
    return found


def first_look(folder: Path) -> datetime | None:
    """When the first look of a crawl was; None where no part has one."""
    times = (row["seen"] for part in parts_in(folder) for row in rows_in(part, ["seen"]))
    first = min(times, default=None)
    return parse_time(first) if first else None


def merge(home: Home, folder: Path) -> Merged:
    """Keeps every visit of one crawl's finished parts."""
    domains, files, parts = list[str](), 0, parts_in(folder)
    for part in parts:
        visits = list(_visits(part))
        names = {each.file for visit in visits for each in visit.captures}
        files += sum(_bring(name, folder, home.archive.folder) for name in sorted(names))
        settle(home.archive.folder)
        with Buffer(home.observations.add) as buffer:
            for visit in visits:
                buffer.add(visit)
        domains += (visit.domain for visit in visits)
    return Merged(len(parts), tuple(domains), files)


def unwatched(home: Home, domains: Iterable[str]) -> list[str]:
    """Those of ``domains`` that nobody watches."""
    watched = {each.domain for each in home.store.watchlist.turns()}
    return sorted(set(domains) - watched)


def watch(home: Home, domains: Iterable[str], since: datetime) -> int:
    """Watches what a crawl has looked at; how many are new."""
    return home.store.watchlist.add(WatchItem(each, since, Role.CANDIDATE, WHY, SOURCE) for each in domains)


def _visits(part: Path) -> Iterator[Visit]:
    for row in rows_in(part):
        try:
            yield visit_of(row)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            told = f"{part} holds a row that no crawl wrote ({error})"
            raise ConfigError(f"{told}; remove the file and run 'sweep crawl' again") from None


def _bring(name: str, folder: Path, archive: Path) -> bool:
    """A file of raw answers in the home's archive, as a second name where that can be; True if it is new."""
    if Path(name).name != name or not name.endswith(ENDING):
        raise ConfigError(
            f"{folder} holds a look whose raw answers lie in {name[:100]!r}, which no crawl wrote"
        )
    place = archive / name
    if place.exists():
        return False
    try:
        place.hardlink_to(folder / name)
    except FileNotFoundError:
        raise ConfigError(f"{folder / name} is gone, and looks point to it; bring it back") from None
    except OSError:  # another file system
        _copy(folder / name, place)
    return True


def _copy(file: Path, place: Path) -> None:
    aside = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(file, aside)
        with aside.open("rb") as written:
            os.fsync(written.fileno())
        aside.rename(place)
    finally:
        aside.unlink(missing_ok=True)


def _is_crawl(file: Path) -> bool:
    with suppress(OSError, ValueError, RecursionError):
        told = json.loads(file.read_text("utf-8"))
        return isinstance(told, dict) and told.get("work") == KIND
    return False
