"""What does the child process do: read a job, look at the domains that follow, write a visit a line?"""

import gc
import json
import logging
import os
import resource
import sys
from typing import Any

from crawler.crawl._job import CrawlJob
from crawler.crawl._slate import Slate
from crawler.crawl._visits import VisitSpider
from crawler.isolate import die_with
from crawler.records import iso

GARBAGE = 20_000
"""New objects after which the collector looks for circles; each site makes some thousand, and few circles."""
MOST_FILES = 4_096
"""Descriptors: some hundred visits at once, each with connections to its host, registry and name servers."""
_NOTED_ELSEWHERE = (  # what these warn of is part of an observation
    "scrapy.core.downloader.tls",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.redirect",
)


def main() -> int:
    parent = os.getppid()
    lines, slate = _only_ours(), Slate(int(sys.argv[1]))
    job = CrawlJob.from_json(json.loads(_first_line()))
    die_with(parent)
    _bound(job.megabytes)
    _run(job, lines, slate)
    return 0


def settings_of(job: CrawlJob, lines: int) -> dict[str, Any]:
    """The job in Scrapy's words, on top of :mod:`crawler.settings`."""
    return {
        "USER_AGENT": job.user_agent,
        "DOWNLOAD_TIMEOUT": job.request_seconds,
        "BRASSPLATE_DELAY": job.delay,
        "CONCURRENT_ITEMS": max(100, job.at_once * 2),
        "MEMUSAGE_LIMIT_MB": job.megabytes,
        "LOG_LEVEL": "INFO" if job.log else "WARNING",
        "BRASSPLATE_NET": job.net.to_json(),
        "BRASSPLATE_ARCHIVE": str(job.archive),
        "BRASSPLATE_DATABASE": str(job.database or ""),
        "BRASSPLATE_RUN": job.run,
        "BRASSPLATE_NOW": iso(job.now),
        "BRASSPLATE_SITE_SECONDS": job.site_seconds,
        "BRASSPLATE_PAGES": job.pages,
        "BRASSPLATE_IMAGES": job.images,
        "BRASSPLATE_AT_ONCE": job.at_once,
        "BRASSPLATE_ADDRESS_DELAY": job.address_delay,
        "BRASSPLATE_ADDRESS_AT_ONCE": max(1, 8 // max(1, job.processes)),
        "BRASSPLATE_REQUESTS_PER_DAY": job.requests_per_day,
        "BRASSPLATE_FULL_LOOK_DAYS": job.full_look_days,
        "BRASSPLATE_LINES": lines,
    }


def _run(job: CrawlJob, lines: int, slate: Slate) -> None:
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(settings_of(job, lines), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(settings["LOG_LEVEL"])  # else each line for nobody is made first
    for name in _NOTED_ELSEWHERE:
        logging.getLogger(name).setLevel(logging.ERROR)
    process.crawl(VisitSpider, job=job, lines=lines, slate=slate)
    gc.freeze()  # what was loaded stays, and need not be looked through again and again
    gc.set_threshold(GARBAGE, 20, 20)
    process.start(install_signal_handlers=False)


def _only_ours() -> int:
    """A descriptor for visits alone: whatever else prints to stdout goes to the log."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return ours


def _first_line() -> bytes:
    """Unbuffered, for the rest of stdin belongs to the event loop."""
    line = bytearray()
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return bytes(line)


def _bound(megabytes: int) -> None:
    # Address space is more than memory; MEMUSAGE_LIMIT_MB is the nearer wall.
    limit = megabytes * 4 * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = MOST_FILES if files == resource.RLIM_INFINITY else min(MOST_FILES, files)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, files))


if __name__ == "__main__":
    sys.exit(main())
