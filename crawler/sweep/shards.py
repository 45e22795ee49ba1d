"""How is a list of domains crawled by many processes, without two of them asking one site at once?

A domain's shard is told by a hash of what one registers, so all hosts of a site are in one process, with its
pauses, cookies and robots rules; who crawls a shard holds its lock. Registrations are asked for in no shard:
each is left as postponed, and the one owner of the store asks after the merge, one lane a registry.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crawler.crawl import CrawlJob
from crawler.errors import CollectionError, ConfigError
from crawler.names import InvalidName, parse, registrable
from crawler.records import Visit, canonical, iso, parse_time
from crawler.sift.feed import blocks
from crawler.sweep import _one_shard
from crawler.sweep.parts import APART, arrow_and_parquet, job_of, part_at, rows_in
from crawler.sweep.work import SHARD, Item, Row, Tally

KIND, LISTS = SHARD, "lists"
MOST_SHARDS = 100_000
MOST_REFUSALS = 5
_TOLD = ("seen", "visit")
ROOM = 32_000_000
"""Bytes of names that wait to be written to the lists of their shards."""
_OF_ONE_RUN = (
    *("now", "archive", "run", "database", "log", "begun", "processes", "at_once", "megabytes"),
    *("address_delay", "rdap_bootstrap", "whois_servers", "registration_days", "registry_patience"),
)
"""Of a crawl's settings: they change when, where and how fast is looked, and not what is seen."""


@dataclass(frozen=True, slots=True)
class CrawlWork:
    """One crawl of a list; equal lists, shards, days and settings are one job."""

    digest: str  # of the list's bytes
    shards: int
    day: str
    settings: str  # a CrawlJob as JSON; it holds what cannot be pickled
    out: Path
    at: str = ""  # dates every look; without, a shard's looks are dated when its crawl begins
    abreast: int = 1  # shards that are crawled at one time
    name = KIND

    def identity(self) -> Mapping[str, Any]:
        settings = json.loads(self.settings)
        kept = {name: value for name, value in settings.items() if name not in _OF_ONE_RUN}
        told = {"list": self.digest, "shards": self.shards, "day": self.day}
        return {**told, "version": version("brassplate"), "settings": kept}

    def columns(self) -> Any:
        """``looks`` is what a crawl's digest compares: per kind outcome, reason and hash of what was seen.

        ``visit`` also has dates, addresses and ports, every request, and places in the archive, which are
        others each time: it is left out, and so is ``seen``, its date.
        """
        arrow, _ = arrow_and_parquet()
        text = arrow.string()
        compared = [arrow.field(name, text) for name in ("domain", "looks")]
        return arrow.schema([*compared, *(arrow.field(name, text, metadata=APART) for name in _TOLD)])

    def rows(self, item: Item, tally: Tally) -> Iterator[Row]:
        folder = job_of(self, self.out)
        with _one_shard.alone(folder / LISTS / f"{item.name}.lock"):
            done = folder / f"{item.name}.parquet"
            if part_at(done) is not None:  # somebody else was at it while this one waited
                yield from rows_in(done)
                return
            given = sorted(set((folder / LISTS / f"{item.begin}.txt").read_text("ascii").split()))
            tally.seen = len(given)
            for visit in _one_shard.look_at(self.job_for(given), folder, item.name, tally.note):
                tally.read += sum(each.size for each in visit.touches)
                yield row_of(visit)

    def job_for(self, domains: list[str]) -> CrawlJob:
        """How one shard is crawled."""
        job = CrawlJob.from_json(json.loads(self.settings))
        now = parse_time(self.at) if self.at else datetime.now(UTC).replace(microsecond=0)
        # An address may be asked by every shard, so each waits as many times longer.
        return replace(job, domains=domains, now=now, address_delay=job.address_delay * self.abreast)


def row_of(visit: Visit) -> Row:
    looks = sorted((each.kind, each.outcome, each.reason, each.value_hash) for each in visit.observations)
    seen, told = iso(visit.observations[0].observed_at), canonical(visit.to_json())
    return {"domain": visit.domain, "looks": canonical(looks), "seen": seen, "visit": told}


def visit_of(row: Row) -> Visit:
    """The visit that :func:`row_of` wrote."""
    return Visit.from_json(json.loads(row["visit"]))


def shard_of(domain: str, shards: int) -> int:
    """The same on every machine, for all names below what one registers."""
    return int.from_bytes(hashlib.sha256(registrable(domain).encode()).digest()[:8]) % shards


def list_digest(file: Path) -> str:
    """What names a list: its bytes."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror}); name a list of domains") from None


@dataclass(slots=True)
class Refused:
    """How many lines of a list were no domain, and why the first few are none."""

    count: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, reason: str) -> None:
        self.count += 1
        if len(self.reasons) < MOST_REFUSALS:
            self.reasons.append(reason)


def cut(file: Path, work: CrawlWork) -> tuple[list[Item], Refused]:
    """One item a shard, whose domains are written beside the parts; and what was no domain."""
    if not 1 <= work.shards <= MOST_SHARDS:
        raise ConfigError(f"a list is cut into 1 to {MOST_SHARDS:,} shards, not into {work.shards:,}")
    folder, refused = job_of(work, work.out), Refused()
    if not (folder / LISTS).exists():
        refused = _write_lists(file, folder, work.shards)
    return [Item(KIND, file.name, number, work.shards) for number in range(work.shards)], refused


def _write_lists(file: Path, folder: Path, shards: int) -> Refused:
    aside = folder / f".{LISTS}.{os.getpid()}.{secrets.token_hex(4)}"
    aside.mkdir()
    waiting, refused = _Lists(aside), Refused()
    try:
        with file.open("rb") as stream:
            for line in (line for block in blocks(stream) for line in block.data.splitlines()):
                text = line.decode("utf-8", "replace").strip()
                if not text or text.startswith("#"):
                    continue
                try:
                    domain = parse(text)
                except InvalidName as error:
                    refused.add(str(error))
                    continue
                waiting.add(shard_of(domain, shards), domain)
        waiting.write()
        for number in range(shards):
            (aside / f"{number}.txt").touch()
        _settle(aside, folder / LISTS)
    except CollectionError as error:
        raise ConfigError(f"{file} cannot be read to its end: {error}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return refused


def _settle(aside: Path, place: Path) -> None:
    try:
        aside.rename(place)
    except OSError:
        if not place.exists():  # else another driver has just written the same
            raise


class _Lists:
    """The names of each shard, in files that are open only while they are written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[int, list[str]] = defaultdict(list)
        self._size = 0

    def add(self, shard: int, domain: str) -> None:
        self._waiting[shard].append(f"{domain}\n")
        self._size += len(domain) + 60  # as Python holds it
        if self._size > ROOM:
            self.write()

    def write(self) -> None:
        for shard, domains in self._waiting.items():
            with (self._folder / f"{shard}.txt").open("a", encoding="ascii") as file:
                file.writelines(domains)
        self._waiting.clear()
        self._size = 0
