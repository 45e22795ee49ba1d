"""How many requests may a site cost in a look, and a domain in a day?"""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.memory import Memory
from crawler.middlewares import Budget, BudgetMiddleware, Refused
from crawler.records import Reason, Touch, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._arrivals import NOW, logging_web, site_of, visited
from tests.crawler._web import moved


def touched(domain: str, at: datetime, requests: int) -> Visit:
    notes = tuple(Touch(at, f"GET https://{domain}/{number}") for number in range(requests))
    return Visit(domain, (), touches=notes)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    store = ObservationStore(open_database(tmp_path / "x.db"))
    store.add([touched("a.example", NOW - timedelta(hours=6), 7)])  # the first second of the run's day
    store.add([touched("a.example", NOW - timedelta(hours=1), 1)])
    store.add([touched("a.example", NOW - timedelta(hours=7), 50), touched("b.example", NOW, 50)])
    return tmp_path / "x.db"


def limited(database: Path, a_day: int) -> BudgetMiddleware:
    settings = Settings(
        {
            "BRASSPLATE_DATABASE": str(database),
            "BRASSPLATE_NOW": "2026-11-22T06:00:00Z",
            "BRASSPLATE_REQUESTS_PER_DAY": a_day,
        }
    )
    return BudgetMiddleware.from_crawler(SimpleNamespace(settings=settings))


def request(domain: str, budget: Budget) -> Request:
    return Request(f"https://{domain}/", meta={"budget": budget, "domain": domain})


def test_what_was_asked_of_a_domain_earlier_on_the_day_counts(database: Path) -> None:
    middleware, budget = limited(database, 10), Budget()
    middleware.process_request(request("a.example", budget))
    middleware.process_request(request("a.example", budget))
    with pytest.raises(Refused) as refused:
        middleware.process_request(request("a.example", budget))
    assert refused.value.reason is Reason.BUDGET
    assert str(refused.value) == (
        "https://a.example/ was not asked: the domain's 10 requests of the day are used up"
    )
    middleware.process_request(request("c.example", Budget()))


def test_a_look_has_no_more_requests_than_its_own_budget_however_many_the_day_has(database: Path) -> None:
    middleware, budget = limited(database, 200), Budget(left=1)
    middleware.process_request(request("a.example", budget))
    with pytest.raises(Refused) as refused:
        middleware.process_request(request("a.example", budget))
    assert refused.value.reason is Reason.TOO_BIG


def test_without_a_store_the_day_begins_with_this_look() -> None:
    middleware, budget = BudgetMiddleware(Memory(None), a_day=1), Budget()
    middleware.process_request(request("a.example", budget))
    with pytest.raises(Refused):
        middleware.process_request(request("a.example", budget))


async def test_a_domain_whose_day_is_used_up_is_not_asked_for_pages(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    store = ObservationStore(open_database(database))
    store.add([touched("spent.example", NOW - timedelta(hours=1), 30)])
    async with logging_web({"spent.example": "127.0.1.1", "fresh.example": "127.0.1.1"}) as web:
        seen = await visited(web, tmp_path, database=database, requests_per_day=30)
    assert site_of(seen["spent.example"]).reason is Reason.BUDGET
    assert web.paths("spent.example") == []
    assert site_of(seen["fresh.example"]).reason is Reason.NONE


async def test_robots_txt_and_its_redirects_are_paid_for(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    ObservationStore(open_database(database))
    async with logging_web({"a.example": "127.0.1.1"}, robots_txt=moved("/r")) as web:
        # Two go to https, where nobody listens.
        seen = await visited(web, tmp_path, database=database, requests_per_day=5)
    assert web.paths("a.example") == ["/robots.txt", "/r", "/"]
    assert site_of(seen["a.example"]).payload["title"] == "x"
