"""What would a day look like on an internet where the truth is known?

A loopback internet: name servers, web servers and a registry with invented firms, planted fronts and decoys.
"""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.lab import archives
from crawler.lab.registry import WHOIS_HOST, WHOIS_SUFFIXES, write_bootstrap
from crawler.lab.servers import Servers
from crawler.lab.trouble import Trouble
from crawler.lab.world import THREE_DAYS, Expected, World
from crawler.net import NetConfig

__all__ = ["Expected", "Lab", "serve"]


class Lab:
    """The invented internet as it stands on ``day``; its files lie in ``home``. Use it in a ``with``."""

    def __init__(self, home: Path, day: int = 1, world: World = THREE_DAYS) -> None:
        self.home = home
        self.world = world
        home.mkdir(parents=True, exist_ok=True)
        self.rdap_bootstrap = home / "rdap-bootstrap.json"
        write_bootstrap(self.rdap_bootstrap)
        self.whois_servers = dict.fromkeys(WHOIS_SUFFIXES, WHOIS_HOST)
        self._servers = Servers(home, world, day)

    def __enter__(self) -> Self:
        self._servers.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._servers.stop()

    @property
    def net(self) -> NetConfig:
        """How a client reaches the lab, and nothing else."""
        return NetConfig(
            allow=("127.0.0.0/8",),
            nameservers=(self._servers.nameserver,),
            ports=dict(self._servers.ports),
            authorities=(str(self._servers.authority.path),),
        )

    @property
    def day(self) -> int:
        return self._servers.day

    @day.setter
    def day(self, day: int) -> None:
        if day not in self.world.days:
            raise ValueError(f"the lab has the days {self.world.days}, not {day}")
        self._servers.day = day

    @property
    def requests(self) -> Counter[str]:
        """How many HTTP requests each host got."""
        return self._servers.requests

    @property
    def dns_trouble(self) -> dict[str, Trouble]:
        """Names whose servers misbehave, by a word of :mod:`crawler.lab.trouble`; may be added to."""
        return self._servers.trouble

    def now(self, day: int) -> datetime:
        return self.world.now(day)

    def watchlist(self, day: int) -> list[tuple[str, str, str]]:
        """What an analyst or a colleague's list adds on ``day``: domain, role and why."""
        listed = self.world.firms(day).values()
        return [(each.domain, each.role, each.why) for each in listed if each.role and each.listed == day]

    def archives(self) -> dict[str, Path]:
        """Invented archives of seized sites, by domain."""
        return archives.write(self.home / "archives", self.world)

    def warm(self) -> None:
        """Makes the day's pages and certificates ahead; without it each is made when it is asked for."""
        self._servers.warm()

    def remove(self, domain: str) -> None:
        """Takes a site off the lab: its name does not exist from now on."""
        self._servers.remove(domain)

    def expected(self, day: int) -> tuple[Expected, ...]:
        """The planted truth of ``day``, for tests."""
        return self.world.expected(day)


def serve(home: Path, day: int = 1, ready: Callable[[Lab], None] | None = None) -> None:
    """Runs the lab until Ctrl-C; ``ready`` is called once it answers."""
    with Lab(home, day) as lab, suppress(KeyboardInterrupt):
        if ready is not None:
            ready(lab)
        threading.Event().wait()
