"""What is looked at for one domain besides its site, and in which order?

Names, registration and certificate are asked while the site is fetched; a name that does not exist has none.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from scrapy import signals

from crawler.collect import Context, collect_all, collectors, load_bootstrap
from crawler.crawl._job import CrawlJob
from crawler.errors import SourceUnavailable
from crawler.net import network_of
from crawler.pipelines import Harvest, write_line
from crawler.records import Observation, Outcome, Reason
from crawler.spiders.site import SiteSpider


class VisitSpider(SiteSpider):
    """The site spider together with all collectors, fed with domains by the parent process."""

    name = "visit"

    def __init__(self, job: CrawlJob, lines: int, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.job = job
        self.lines = lines
        self.context = Context(job.now)

    @classmethod
    def from_crawler(cls, crawler: Any, *positional: Any, **named: Any) -> "VisitSpider":
        spider = super().from_crawler(crawler, *positional, **named)
        crawler.signals.connect(spider.stop_for_good, signals.item_error)
        return spider

    async def feed(self) -> AsyncIterator[str]:
        self.context, unavailable = await self._context()
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(partial(asyncio.StreamReaderProtocol, reader), sys.stdin)
        write_line(self.lines, {"ready": True, "unavailable": unavailable})
        while line := await reader.readline():
            yield json.loads(line)

    async def _context(self) -> tuple[Context, str]:
        """What the collectors are told, and what of it could not be had."""
        job, bootstrap, unavailable = self.job, None, ""
        if job.rdap_bootstrap:
            network = network_of(self.crawler.settings)
            try:
                bootstrap = await load_bootstrap(job.rdap_bootstrap, network, user_agent=job.user_agent)
            except SourceUnavailable as error:
                unavailable = str(error)
        context = Context(
            now=job.now,
            rdap_bootstrap=bootstrap,
            user_agent=job.user_agent,
            seconds=job.site_seconds * 0.9,  # collectors give up by themselves, each with its reason
            whois_servers=job.whois_servers,
        )
        return context, unavailable

    async def look(self, domain: str, until: float) -> Harvest:
        network = network_of(self.crawler.settings)
        others = asyncio.create_task(self._others(domain, until))
        answer = await network.query(domain, "A")
        if answer.status is Reason.NXDOMAIN:
            site = Harvest(domain, (self._seen(domain, "site", Outcome.ABSENT, Reason.NXDOMAIN),))
        else:
            site = await self.look_at_site(domain, until)
        beside = await others
        return Harvest(domain, (*beside.observations, *site.observations), (*beside.raws, *site.raws))

    async def _others(self, domain: str, until: float) -> Harvest:
        asked = collect_all(domain, network_of(self.crawler.settings), self.context)
        try:
            async with asyncio.timeout_at(until):
                observations, raws = await asked
        except Exception as error:
            told = Reason.TIMEOUT if isinstance(error, TimeoutError) else Reason.CRASHED
            if told is Reason.CRASHED:
                self.logger.exception("collecting for %s failed by a mistake of this program", domain)
            kinds = sorted({each.kind for each in collectors()})
            return Harvest(domain, tuple(self._seen(domain, each, Outcome.FAILED, told) for each in kinds))
        return Harvest(domain, observations, raws)

    def _seen(self, domain: str, kind: str, outcome: Outcome, reason: Reason) -> Observation:
        return Observation(domain, kind, self.now, outcome, reason)

    def stop_for_good(self, failure: Any) -> None:
        """A visit that cannot be kept is no visit: the parent is told why, and nothing more is fetched."""
        write_line(self.lines, {"stop": f"keeping a visit failed: {failure.getErrorMessage()}"})
