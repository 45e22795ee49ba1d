"""Does a site that has not changed cost one request, and is it looked at whole again in time?"""

from asyncio import StreamWriter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.crawl import CrawlJob, crawl
from crawler.records import Observation, Outcome, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._web import Web, answer, running_web

DAY = datetime(2026, 11, 22, 6, tzinfo=UTC)
HOME = "<title>Invented Ltd</title><h1>We build bridges</h1><a href=/contact>Contact</a>"


class Runs:
    """A crawl a day into one store."""

    def __init__(self, web: Web, folder: Path) -> None:
        self.web, self.folder = web, folder
        self.store = ObservationStore(open_database(folder / "a.db"))

    def day(self, number: int, domain: str) -> tuple[Observation, Visit, int]:
        """The look at the site, its visit and how many requests it cost, robots.txt apart."""
        before = self.asked(domain)
        job = CrawlJob(
            [domain], DAY + timedelta(number), self.folder / "archive", self.web.net, run=f"day{number}",
            database=self.folder / "a.db", log=self.folder / "log", delay=0, address_delay=0,
        )  # fmt: skip
        visits = list(crawl(job))
        self.store.add(visits)
        site = next(each for each in visits[0].observations if each.kind == "site")
        return site, visits[0], self.asked(domain) - before

    def asked(self, domain: str) -> int:
        return sum(n for url, n in self.web.asked.items() if f"//{domain}/" in url and "robots" not in url)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with running_web(tmp_path) as web:
        yield Runs(web, tmp_path)


def marked(web: Web, host: str, body: str, etag: str) -> None:
    """The home page with an ETag: 304 to whoever has it."""

    async def serve(writer: StreamWriter) -> None:
        known = web.headers[f"https://{host}/"].get("if-none-match") == etag
        more = f"ETag: {etag}\r\n"
        writer.write(answer("", status=304, more=more) if known else answer(body, more=more))
        await writer.drain()

    web.site(host, home=serve, contact=answer("call us"), favicon_ico=answer(b"PNG", kind="image/png"))


def test_a_page_with_a_mark_is_asked_for_only_if_it_changed(runs: Runs) -> None:
    marked(runs.web, "a.example", HOME, '"one"')
    first, visit, asked = runs.day(0, "a.example")
    assert (asked, len(first.payload["pages"])) == (3, 2)
    assert visit.validator is not None
    assert (visit.validator.url, visit.validator.etag) == ("https://a.example/", '"one"')
    again, visit, asked = runs.day(1, "a.example")
    assert asked == 1
    assert (again.payload, again.captures, again.outcome) == (first.payload, first.captures, Outcome.OBSERVED)
    assert again.observed_at == DAY + timedelta(1)
    assert visit.validator is not None
    assert visit.validator.full_at == DAY


def test_a_page_that_changed_is_looked_at_whole(runs: Runs) -> None:
    marked(runs.web, "a.example", HOME, '"one"')
    runs.day(0, "a.example")
    marked(runs.web, "a.example", HOME + "<p>Now also tunnels", '"two"')
    again, visit, asked = runs.day(1, "a.example")
    assert (asked, len(again.payload["pages"])) == (3, 2)
    assert visit.validator is not None
    assert (visit.validator.etag, visit.validator.full_at) == ('"two"', DAY + timedelta(1))


def test_an_unchanged_page_without_a_mark_costs_one_request_too(runs: Runs) -> None:
    runs.web.site("a.example", home=answer(HOME), contact=answer("call us"))
    first, _, asked = runs.day(0, "a.example")
    assert asked == 3
    again, visit, asked = runs.day(1, "a.example")
    assert (asked, again.payload) == (1, first.payload)
    assert visit.validator is not None
    assert (visit.validator.etag, visit.validator.full_at) == ("", DAY)


def test_after_a_week_the_whole_site_is_looked_at_again(runs: Runs) -> None:
    marked(runs.web, "a.example", HOME, '"one"')
    runs.day(0, "a.example")
    runs.web.site("a.example", contact=answer("write to us"))
    unseen, _, asked = runs.day(6, "a.example")
    assert asked == 1
    again, _, asked = runs.day(7, "a.example")
    assert asked == 3
    assert again.payload != unseen.payload


def test_a_site_of_which_a_page_failed_is_looked_at_whole_the_next_day(runs: Runs) -> None:
    runs.web.site("a.example", home=answer(HOME), contact=answer("later", status=503))
    assert runs.day(0, "a.example")[1].validator is None
    runs.web.site("a.example", contact=answer("call us"))
    again, visit, asked = runs.day(1, "a.example")
    assert (asked, [row["status"] for row in again.payload["pages"]]) == (3, [200, 200])
    assert visit.validator is not None


def test_an_unchanged_page_on_another_way_or_by_another_server_is_looked_at_whole(runs: Runs) -> None:
    runs.web.site("a.example", home=answer(HOME), contact=answer("call us"))
    runs.day(0, "a.example")
    runs.web.site("a.example", home=answer(HOME, more="X-Powered-By: something new\r\n"))
    assert runs.day(1, "a.example")[2] == 3


def test_a_page_behind_a_refresh_is_asked_for_by_its_mark(runs: Runs) -> None:
    marked(runs.web, "b.example", HOME, '"one"')
    answers = runs.web.answers
    answers["b.example", "/"] = answer("<meta http-equiv=refresh content='0;/start'>")

    async def serve(writer: StreamWriter) -> None:
        known = runs.web.headers["https://b.example/start"].get("if-none-match") == '"s"'
        writer.write(answer("" if known else HOME, status=304 if known else 200, more='ETag: "s"\r\n'))
        await writer.drain()

    answers["b.example", "/start"] = serve
    first, _, asked = runs.day(0, "b.example")
    assert asked == 4
    again, _, asked = runs.day(1, "b.example")
    assert (asked, again.payload) == (2, first.payload)
