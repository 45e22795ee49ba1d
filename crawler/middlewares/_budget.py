"""How many requests may one site cost, in one look and in one day?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request

from crawler.memory import Memory
from crawler.middlewares._refusal import Refused
from crawler.records import Reason, parse_time

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Budget:
    """How many requests one look may still cost, redirects and robots.txt included, and the last one made."""

    left: int = 40
    asked: str = ""
    today: int | None = None  # requests that the domain's day still has; None: it was not looked up

    def spend(self, requests: int = 1) -> None:
        self.left -= requests
        if self.today is not None:
            self.today -= requests


class BudgetMiddleware:
    """Stops a site that answers every request with another one, and a domain that was asked enough today.

    What was asked on earlier runs of the day counts; it is looked up once a look, when a request says
    in ``meta`` for which ``domain`` it is made.
    """

    def __init__(self, memory: Memory | None = None, a_day: int = 200, begun: datetime = _EVER) -> None:
        self._memory = memory or Memory(None)
        self._a_day = a_day
        self._begun = begun

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        settings = crawler.settings
        database, given = settings.get("BRASSPLATE_DATABASE"), settings.get("BRASSPLATE_NOW")
        now = parse_time(given) if given else datetime.now(UTC)
        begun = now.replace(hour=0, minute=0, second=0, microsecond=0)
        memory = Memory(Path(database) if database else None)
        return cls(memory, settings.getint("BRASSPLATE_REQUESTS_PER_DAY"), begun)

    def process_request(self, request: Request) -> None:
        budget = request.meta.get("budget")
        if budget is None:
            return
        domain = request.meta.get("domain")
        if budget.today is None and domain:
            budget.today = self._a_day - self._memory.touched_since(domain, self._begun)
        shown = f"{request.url[:200]} was not asked"
        if budget.today is not None and budget.today <= 0:
            raise Refused(
                Reason.BUDGET, f"{shown}: the domain's {self._a_day} requests of the day are used up"
            )
        if budget.left <= 0:
            raise Refused(Reason.TOO_BIG, f"{shown}: the site's requests are used up")
        budget.spend()
        if not request.meta.get("is_robots"):
            budget.asked = request.url
