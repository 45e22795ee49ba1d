"""How is one shard crawled by one process, and where do its raw answers lie?"""

import fcntl
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from crawler.crawl import CrawlJob, crawl
from crawler.records import Capture, Visit

NEVER = -1.0
"""Seconds that a registration waits for its turn: it is postponed at once, and the store's owner asks."""


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Waits until nobody else is at it; who is killed lets go."""
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def look_at(job: CrawlJob, folder: Path, part: str, tell: Callable[[str], object]) -> Iterator[Visit]:
    """The visits of one shard, once all of them are made and their raw answers lie in ``folder``."""
    aside = folder / f".{part}.crawl"
    shutil.rmtree(aside, ignore_errors=True)  # who began before was killed
    for left in folder.glob(f"*-{part}-*.warc.gz"):
        left.unlink()
    aside.mkdir()
    whole = replace(
        job,
        archive=aside,
        run=part,
        database=None,
        log=None,
        rdap_bootstrap="",
        registry_patience=NEVER,
        processes=1,
        begun=time.monotonic(),
    )
    visits = list(crawl(whole, tell))
    names = {file.name: _kept(file, folder, f"{job.now:%Y-%m-%d}-{part}") for file in aside.iterdir()}
    shutil.rmtree(aside)
    for visit in visits:
        yield replace(visit, captures=tuple(_moved(each, names) for each in visit.captures))


def _kept(file: Path, folder: Path, stem: str) -> str:
    """Moves raw answers beside the part; the content is in the name, so no other file takes its place."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return file.rename(folder / f"{stem}-{digest[:16]}.warc.gz").name


def _moved(capture: Capture, names: dict[str, str]) -> Capture:
    return replace(capture, file=names[capture.file])
