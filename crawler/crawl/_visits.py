"""What is looked at for one domain besides its site, and in which order?

Names and registration are asked for while the site is fetched, the certificate after it, for one connection
shows both; a name that does not exist has no site.
"""

import asyncio
import contextlib
import errno
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from scrapy import signals

from crawler.alarm import Alarm
from crawler.collect import Context, Registries, collect_all, collectors, load_bootstrap
from crawler.crawl._job import CrawlJob
from crawler.crawl._slate import Slate
from crawler.net import network_of
from crawler.pipelines import Harvest, write_line
from crawler.records import Observation, Outcome, Raw, Reason
from crawler.spiders.site import SiteSpider

BEAT_SECONDS = 1.0
CERTIFICATE_SHARE = 0.4
"""Of a visit's time: a site that has not ended by then does not keep its certificate from being seen."""


class VisitSpider(SiteSpider):
    """The site spider together with all collectors, fed with domains by the parent process."""

    name = "visit"

    def __init__(self, job: CrawlJob, lines: int, slate: Slate, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.job = job
        self._begun = job.begun
        self.lines = lines
        self.slate = slate
        self.alarm = Alarm(slate.write_reader)
        self.context = Context(job.now)

    @classmethod
    def from_crawler(cls, crawler: Any, *positional: Any, **named: Any) -> "VisitSpider":
        spider = super().from_crawler(crawler, *positional, **named)
        crawler.signals.connect(spider.stop_for_good, signals.item_error)
        return spider

    async def feed(self) -> AsyncIterator[str]:
        self._beating = asyncio.create_task(self._beat())
        self.context, unavailable = await self._context()
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(partial(asyncio.StreamReaderProtocol, reader), sys.stdin)
        write_line(self.lines, {"ready": True, "unavailable": unavailable})
        while line := await reader.readline():
            yield json.loads(line)

    async def _beat(self) -> None:
        while True:
            self.slate.beat()
            await asyncio.sleep(BEAT_SECONDS)

    async def _context(self) -> tuple[Context, str]:
        """What the collectors are told, and what of it could not be had."""
        job = self.job
        home = job.database.parent if job.database else None
        bootstrap, unavailable = await load_bootstrap(
            job.rdap_bootstrap,
            network_of(self.crawler.settings),
            user_agent=job.user_agent,
            keep=home,
            now=job.now,
        )
        context = Context(
            now=job.now,
            rdap_bootstrap=bootstrap,
            user_agent=job.user_agent,
            seconds=job.site_seconds * 0.9,  # collectors give up by themselves, each with its reason
            whois_servers=job.whois_servers,
            alarm=self.alarm,
            memory=self.memory,
            registration_days=job.registration_days,
            registries=Registries(
                self.memory.rests(job.now), job.now, job.processes, job.begun, job.registry_patience
            ),
        )
        return context, unavailable

    async def _safely(self, domain: str) -> Harvest:
        harvest = await super()._safely(domain)
        return replace(harvest, rests=self.context.registries.take_rests(self.job.now))

    async def look(self, domain: str, until: float) -> Harvest:
        network = network_of(self.crawler.settings)
        if self.job.kinds:
            return Harvest(domain, *await collect_all(domain, network, self.context, set(self.job.kinds)))
        site_seen = asyncio.Event()
        others = asyncio.create_task(self._others(domain, until, site_seen))
        try:
            answer = await network.query(domain, "A")
            if answer.status is Reason.NXDOMAIN:
                site = Harvest(domain, (self._seen(domain, "site", Outcome.ABSENT, Reason.NXDOMAIN),))
            else:
                site = await self.look_at_site(domain, until)
            site_seen.set()
            beside = await others
        finally:
            others.cancel()  # it does not go on asking for a visit that has ended
        if any(each.reason is Reason.WILDCARD for each in beside.observations):
            # What answers for any name under the zone above is not this domain's site.
            site = Harvest(domain, (self._seen(domain, "site", Outcome.ABSENT, Reason.WILDCARD),))
        looks, raws = (*beside.observations, *site.observations), (*beside.raws, *site.raws)
        return Harvest(domain, looks, raws, validator=site.validator)

    async def _others(self, domain: str, until: float, site_seen: asyncio.Event) -> Harvest:
        try:
            async with asyncio.timeout_at(until):
                observations, raws = await self._collected(domain, until, site_seen)
        except Exception as error:
            told = Reason.TIMEOUT if isinstance(error, TimeoutError) else Reason.CRASHED
            if told is Reason.CRASHED:
                self.logger.exception("collecting for %s failed by a mistake of this program", domain)
            kinds = sorted({each.kind for each in collectors()})
            return Harvest(domain, tuple(self._seen(domain, each, Outcome.FAILED, told) for each in kinds))
        return Harvest(domain, observations, raws)

    async def _collected(
        self, domain: str, until: float, site_seen: asyncio.Event
    ) -> tuple[tuple[Observation, ...], tuple[Raw, ...]]:
        """All kinds side by side, but the certificate after the site: one connection shows both."""
        network = network_of(self.crawler.settings)

        async def certificate() -> tuple[tuple[Observation, ...], tuple[Raw, ...]]:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(until - self.job.site_seconds * CERTIFICATE_SHARE):
                    await site_seen.wait()
            # It gives up by itself: what ends with the visit takes the other looks along.
            left = (until - asyncio.get_running_loop().time()) * 0.9
            context = replace(self.context, seconds=min(left, self.context.seconds))
            return await collect_all(domain, network, context, {"tls"})

        others = {each.kind for each in collectors()} - {"tls"}
        looks = await asyncio.gather(collect_all(domain, network, self.context, others), certificate())
        return tuple(chain(*(seen for seen, _ in looks))), tuple(chain(*(raws for _, raws in looks)))

    def _seen(self, domain: str, kind: str, outcome: Outcome, reason: Reason) -> Observation:
        return Observation(domain, kind, self.now, outcome, reason)

    def stop_for_good(self, failure: Any) -> None:
        """A visit that cannot be kept is no visit: the parent is told why, and nothing more is fetched."""
        full = getattr(failure.value, "errno", None) == errno.ENOSPC
        write_line(self.lines, {"stop": f"keeping a visit failed: {failure.getErrorMessage()}", "full": full})
