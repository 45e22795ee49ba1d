"""What is a crawl told to do?"""

import time
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from crawler.isolate import cores
from crawler.net import NetConfig
from crawler.records import iso, parse_time

MOST_PROCESSES = 4
HANDFUL = 16
"""Domains for which another process is worth its start."""


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """One run over ``domains``, which may be any iterable: it is read as the crawl goes on."""

    domains: Iterable[str]
    now: datetime  # the time that every observation of this run carries
    archive: Path  # folder of WARC files
    net: NetConfig = field(default_factory=NetConfig)
    user_agent: str = "brassplate/0.1"
    run: str = "crawl"  # names the WARC files: <date>-<run>.warc.gz, <date>-<run>-2.warc.gz
    database: Path | None = None  # bodies that its capture table knows are not written again
    log: Path | None = None  # takes the child's log; None: warnings go to stderr
    rdap_bootstrap: str = ""  # path or URL of the list of RDAP servers
    whois_servers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # TLD -> host
    site_seconds: float = 60.0
    request_seconds: float = 15.0
    delay: float = 1.0  # seconds between two requests to one host
    address_delay: float = 0.1  # seconds between two requests to one address
    requests_per_day: int = 200  # to one domain
    full_look_days: int = 7
    registration_days: int = 7
    registry_patience: float = 3600.0  # seconds that a registration waits for its registry's turn
    pages: int = 6
    images: int = 4  # logo and photos of one site; 0: none
    at_once: int = 256  # in all processes together
    processes: int = 0  # 0: one a core, at most four
    megabytes: int = 1024  # of memory for the child
    kinds: tuple[str, ...] = ()  # of look, by collectors alone; none named: every kind, and the site
    begun: float = field(default_factory=time.monotonic)  # when it was ``now``, for children that start later

    def to_json(self) -> dict[str, Any]:
        """Everything but the domains, which follow one by one."""
        return {
            "now": iso(self.now),
            "archive": str(self.archive),
            "net": self.net.to_json(),
            "user_agent": self.user_agent,
            "run": self.run,
            "database": str(self.database) if self.database else None,
            "log": str(self.log) if self.log else None,
            "rdap_bootstrap": self.rdap_bootstrap,
            "whois_servers": dict(self.whois_servers),
            "site_seconds": self.site_seconds,
            "request_seconds": self.request_seconds,
            "delay": self.delay,
            "address_delay": self.address_delay,
            "requests_per_day": self.requests_per_day,
            "full_look_days": self.full_look_days,
            "registration_days": self.registration_days,
            "registry_patience": self.registry_patience,
            "pages": self.pages,
            "images": self.images,
            "at_once": self.at_once,
            "processes": self.processes,
            "megabytes": self.megabytes,
            "kinds": list(self.kinds),
            "begun": self.begun,
        }

    def crews(self) -> int:
        """How many processes the job is worth: a handful of domains starts one."""
        wanted = self.processes or min(MOST_PROCESSES, cores())
        if isinstance(self.domains, Sized):
            wanted = min(wanted, -(-len(self.domains) // HANDFUL))
        return max(1, min(wanted, self.at_once if self.processes else self.at_once // HANDFUL))

    def share(self, processes: int) -> Self:
        """What one of ``processes`` is told.

        An address may be asked by all of them, so each waits as many times longer between two requests; a
        host is one domain's, hence one process's, and its delay stays.
        """
        return replace(
            self,
            address_delay=self.address_delay * processes,
            at_once=-(-self.at_once // processes),
            processes=processes,
        )

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        given = dict(row)
        return cls(
            domains=(),
            now=parse_time(given.pop("now")),
            archive=Path(given.pop("archive")),
            net=NetConfig.from_json(given.pop("net")),
            database=_path(given.pop("database")),
            log=_path(given.pop("log")),
            kinds=tuple(given.pop("kinds")),
            **given,
        )


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
