"""What becomes of what was seen: how are raw bytes kept, and who gets the visit?"""

import asyncio
import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from crawler.archive import Archive, Writer
from crawler.memory import Memory
from crawler.records import (
    Capture,
    Observation,
    Outcome,
    Raw,
    Reason,
    Rest,
    Touch,
    Validator,
    Visit,
    canonical,
    parse_time,
)

MOST_PAYLOAD = 500_000
"""Characters of one observation's JSON; honest ones have a few thousand."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """All looks at one domain with the raw answers they rest on, before these are archived."""

    domain: str
    observations: tuple[Observation, ...]
    raws: tuple[Raw, ...] = ()
    touches: tuple[Touch, ...] = ()
    rests: tuple[Rest, ...] = ()
    validator: Validator | None = None


def now_of(settings: Any) -> datetime:
    """The time that all observations of this crawl carry."""
    given = settings.get("BRASSPLATE_NOW")
    return parse_time(given) if given else datetime.now(UTC).replace(microsecond=0)


SYNC_SECONDS = 0.5
"""How long a visit may wait for others, so that one write to the disk makes all of them safe."""


class KeepRaw:
    """Writes raw answers to the crawl's WARC file and makes a Visit of the harvest.

    A visit goes on only when its bytes are safe from a power cut: the store never names what is not there.
    """

    def __init__(self, settings: Any) -> None:
        folder = settings.get("BRASSPLATE_ARCHIVE")
        database = settings.get("BRASSPLATE_DATABASE")
        self._memory = Memory(Path(database) if database else None)
        now, run = now_of(settings), settings.get("BRASSPLATE_RUN")
        self._writer = Archive(Path(folder)).writer(run, now, self._memory.captured) if folder else None
        self._synced_at = -SYNC_SECONDS
        self._syncing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler.settings)

    async def process_item(self, item: Harvest) -> Visit:
        captures: dict[str, Capture] = {}
        if self._writer is not None:
            for raw in item.raws:
                capture = self._writer.keep(raw)
                if capture is not None:
                    captures[capture.hash] = capture
            if captures:
                await self._safe(self._writer)
        return Visit(
            item.domain,
            tuple(map(bounded, item.observations)),
            tuple(captures.values()),
            item.touches,
            item.rests,
            item.validator,
        )

    async def _safe(self, writer: Writer) -> None:
        """Until all that was written so far is on the disk."""
        if self._syncing is None:
            self._syncing = asyncio.ensure_future(self._sync(writer))
        await asyncio.shield(self._syncing)

    async def _sync(self, writer: Writer) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, self._synced_at + SYNC_SECONDS - clock()))
        self._syncing = None  # what is written from here on waits for the next
        await asyncio.to_thread(writer.sync)
        self._synced_at = clock()

    def close_spider(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._memory.close()


def bounded(seen: Observation) -> Observation:
    """``seen``, or that it was too big: the parent and the store take what strangers say whole."""
    if len(canonical(dict(seen.payload))) <= MOST_PAYLOAD:
        return seen
    return replace(seen, outcome=Outcome.FAILED, reason=Reason.TOO_BIG, payload=MappingProxyType({}))


class WriteLines:
    """Gives each visit to whoever asked: a JSON line on BRASSPLATE_LINES, else an item for Scrapy's feeds."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._turn = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler.settings.getint("BRASSPLATE_LINES"))

    async def process_item(self, item: Visit) -> dict[str, Any]:
        row = item.to_json()
        if self._descriptor:
            async with self._turn:
                # A slow reader must not stop the clocks of the sites in flight.
                await asyncio.to_thread(write_line, self._descriptor, row)
        return row


def write_line(descriptor: int, row: dict[str, Any]) -> None:
    """One JSON line, whole; a reader that has gone ends this process at once."""
    text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
    line = text.encode("utf-8", "replace") + b"\n"  # half a character of a stranger's goes no further
    try:
        while line:
            line = line[os.write(descriptor, line) :]
    except BrokenPipeError:
        os._exit(1)
