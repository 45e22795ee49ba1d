"""How are many sites looked at side by side?

``scrapy crawl site -a domains=a.example,b.example -O out.jsonl`` writes one visit a line.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

from scrapy import Spider
from scrapy.exceptions import CloseSpider

from crawler import names, touched
from crawler.alarm import Alarm
from crawler.errors import ConfigError
from crawler.memory import Memory
from crawler.middlewares import download
from crawler.pipelines import Harvest, now_of
from crawler.records import Observation, Outcome, Reason
from crawler.spiders._look import SiteLook

OVERTIME = 10.0
"""Seconds after a site's time is up in which its look has to come to its end by itself."""


class SiteSpider(Spider):
    """Looks at the site of each domain; a kind of look is added by overriding :meth:`look`."""

    name = "site"
    memory: Memory  # of earlier days
    alarm = Alarm()

    def __init__(self, domains: str = "", **arguments: Any) -> None:
        super().__init__(**arguments)
        try:
            self.domains = [names.parse(each) for each in domains.split(",") if each.strip()]
        except names.InvalidName as error:
            raise ConfigError(f"reading -a domains=… failed: {error}") from None
        self._begun = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Any, *positional: Any, **named: Any) -> Self:
        spider = super().from_crawler(crawler, *positional, **named)
        database = crawler.settings.get("BRASSPLATE_DATABASE")
        spider.memory = Memory(Path(database) if database else None)
        return spider

    async def start(self) -> AsyncIterator[Harvest]:
        harvests: asyncio.Queue[Harvest | None] = asyncio.Queue()
        feeding = asyncio.create_task(self._feed(harvests))
        while (harvest := await harvests.get()) is not None:
            yield harvest
        await feeding
        await self._items_kept()
        raise CloseSpider("finished")  # else Scrapy notices at its next heartbeat, up to 5 s later

    async def _items_kept(self) -> None:
        """Until the pipelines have every item: Scrapy 2.19 never ends a spider that closes before that."""
        engine = self.crawler.engine
        while engine is not None and engine.scraper.slot and not engine.scraper.slot.is_idle():  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.005)

    async def feed(self) -> AsyncIterator[str]:
        """The domains to look at, as they come."""
        for domain in self.domains:
            yield domain

    async def look(self, domain: str, until: float) -> Harvest:
        """Everything that is looked at for one domain, ended by ``until`` of the event loop's clock."""
        return await self.look_at_site(domain, until)

    async def look_at_site(self, domain: str, until: float) -> Harvest:
        settings = self.crawler.settings
        pages, images = settings.getint("BRASSPLATE_PAGES"), settings.getint("BRASSPLATE_IMAGES")
        known, days = self.memory.known_site(domain), settings.getint("BRASSPLATE_FULL_LOOK_DAYS")
        look = SiteLook(
            domain, partial(download, self.crawler), self.now, until, pages, self.alarm, known, days, images
        )
        return await look.run()

    @property
    def now(self) -> Any:
        if not hasattr(self, "_now"):
            self._now = now_of(self.crawler.settings)
        return self._now

    async def _feed(self, harvests: "asyncio.Queue[Harvest | None]") -> None:
        room = asyncio.Semaphore(self.crawler.settings.getint("BRASSPLATE_AT_ONCE"))
        running: set[asyncio.Task[None]] = set()

        async def one(domain: str) -> None:
            harvests.put_nowait(await self._safely(domain))
            room.release()

        try:
            async for domain in self.feed():
                await room.acquire()
                task = asyncio.create_task(one(domain))
                running.add(task)
                task.add_done_callback(running.discard)
            if running:
                await asyncio.wait(running)
        finally:
            harvests.put_nowait(None)

    async def _safely(self, domain: str) -> Harvest:
        seconds = self.crawler.settings.getfloat("BRASSPLATE_SITE_SECONDS")
        until = asyncio.get_running_loop().time() + seconds
        with touched.recording(self._clock) as touches:
            try:
                async with asyncio.timeout_at(until + OVERTIME):
                    harvest = await self.look(domain, until)
            except Exception as error:
                late = isinstance(error, TimeoutError)
                self.logger.exception("looking at %s failed by a mistake of this program", domain)
                reason = Reason.TIMEOUT if late else Reason.CRASHED
                harvest = Harvest(domain, (Observation(domain, "site", self.now, Outcome.FAILED, reason),))
        return replace(harvest, touches=(*harvest.touches, *touches))

    def _clock(self) -> datetime:
        """The run's time as it goes on, in whole seconds."""
        moment: datetime = self.now + timedelta(seconds=int(time.monotonic() - self._begun))
        return moment
