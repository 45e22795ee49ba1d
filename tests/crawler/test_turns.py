"""Are hosts and addresses left in peace between two requests, while others need not wait for them?"""

import asyncio
import time
from pathlib import Path

import pytest
from scrapy import Request

from crawler.middlewares import Refused, TurnsMiddleware
from crawler.middlewares import _turns as turns_module
from crawler.records import Reason
from tests.crawler._arrivals import logging_web, site_of, visited
from tests.crawler._web import answer, moved

LINKS = answer("<a href=/contact>contact</a><a href=/about>about</a>")
NEARLY = 0.9  # a request that had to connect first arrives a little later than it left


def asked(host: str, address: str = "192.0.2.1", **meta: object) -> Request:
    return Request(f"http://{host}/", meta={"vetted": address, **meta})


async def test_one_host_is_asked_one_thing_at_a_time_with_a_pause_between(tmp_path: Path) -> None:
    page = answer("x")
    async with logging_web({"a.example": "127.0.1.1"}, home=LINKS, contact=page, about=page) as web:
        site = site_of((await visited(web, tmp_path, delay=0.3))["a.example"])
    assert len(site.payload["pages"]) == 3
    assert len(web.gaps(host="a.example")) == 4
    assert min(web.gaps(host="a.example")) > 0.3 * NEARLY


async def test_two_domains_on_one_address_are_asked_one_after_the_other(tmp_path: Path) -> None:
    async with logging_web({"a.example": "127.0.1.1", "b.example": "127.0.1.1"}) as web:
        await visited(web, tmp_path, address_delay=0.2)
    assert {each.host for each in web.arrivals} == {"a.example", "b.example"}
    assert min(web.gaps(address="127.0.1.1")) > 0.2 * NEARLY


async def test_many_domains_on_many_addresses_go_side_by_side(tmp_path: Path) -> None:
    sites = {f"s{number}.example": f"127.0.1.{number}" for number in range(1, 13)}
    async with logging_web(sites) as web:
        await visited(web, tmp_path, delay=0.5, address_delay=0.5)
    times = [each.at for each in web.arrivals]
    assert len(times) == 36  # robots.txt, home page and icon of each
    assert max(times) - min(times) < 5  # one after the other they would take 18 seconds
    assert all(min(web.gaps(host=host)) > 0.5 * NEARLY for host in sites)


async def test_a_crawl_delay_is_kept_to_and_only_by_the_host_that_asks_for_it(tmp_path: Path) -> None:
    rules = answer("User-agent: *\nCrawl-delay: 0.6\n", kind="text/plain")
    async with logging_web({"slow.example": "127.0.1.1", "fast.example": "127.0.1.2"}) as web:
        web.site("slow.example", "127.0.1.1", robots_txt=rules, home=LINKS, contact=answer("x"))
        await visited(web, tmp_path, delay=0.1)
    assert web.paths("slow.example") == ["/robots.txt", "/", "/favicon.ico", "/contact", "/about"]
    assert min(web.gaps(host="slow.example")) > 0.6 * NEARLY
    assert max(web.gaps(host="fast.example")) < 0.6


async def test_redirects_take_their_turn_too(tmp_path: Path) -> None:
    async with logging_web({"a.example": "127.0.1.1"}, home=moved("/en/")) as web:
        web.answers["a.example", "/en/"] = answer("there")
        await visited(web, tmp_path, delay=0.3)
    assert web.paths("a.example") == ["/robots.txt", "/", "/en/", "/favicon.ico"]
    assert min(web.gaps(host="a.example")) > 0.3 * NEARLY


async def test_who_leaves_the_line_blocks_nobody() -> None:
    turns = TurnsMiddleware(delay=0.05, address_delay=0)
    first = asked("a.example")
    await turns.process_request(first)
    waiting = [asyncio.ensure_future(turns.process_request(asked("a.example"))) for _ in range(50)]
    last = asked("a.example")
    served = asyncio.ensure_future(turns.process_request(last))
    await asyncio.sleep(0.01)
    for each in waiting:
        each.cancel()
    await asyncio.wait(waiting)
    begun = time.monotonic()
    turns.left(first)
    await served
    assert time.monotonic() - begun < 1
    turns.left(last)
    assert not turns._held


async def test_who_is_cancelled_during_the_pause_or_before_the_address_gives_back_both() -> None:
    turns = TurnsMiddleware(delay=0.1, address_delay=0.1)
    for host in ("a.example", "b.example"):
        first = asked("a.example")
        await turns.process_request(first)
        turns.left(first)
        async with asyncio.timeout(1):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(turns.process_request(asked(host)), 0.02)
            again = asked(host)
            await turns.process_request(again)
        turns.left(again)


async def test_an_address_has_no_more_than_eight_requests_at_once_and_the_first_to_come_is_next() -> None:
    turns = TurnsMiddleware(delay=0, address_delay=0)
    order: list[str] = []

    async def one(number: int) -> None:
        request = asked(f"s{number}.example")
        await turns.process_request(request)
        order.append(request.url)
        await asyncio.sleep(0.02)
        turns.left(request)

    running = [asyncio.ensure_future(one(number)) for number in range(20)]
    await asyncio.sleep(0.01)
    assert len(order) == 8
    await asyncio.gather(*running)
    assert order == [f"http://s{number}.example/" for number in range(20)]


async def test_a_turn_is_given_back_once() -> None:
    turns = TurnsMiddleware(delay=0, address_delay=0)
    request = asked("a.example")
    await turns.process_request(request)
    turns.left(request)
    turns.left(request)
    await turns.process_request(asked("a.example"))
    second = asyncio.ensure_future(turns.process_request(asked("a.example")))
    await asyncio.sleep(0.01)
    assert not second.done()
    second.cancel()


async def test_a_crawl_delay_of_hours_leaves_time_for_the_first_page_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns_module, "MOST_WAIT", 0.1)
    turns = TurnsMiddleware(delay=0, address_delay=0)

    async def sent(request: Request) -> float:
        begun = time.monotonic()
        await turns.process_request(request)
        turns.left(request)
        return time.monotonic() - begun

    assert await sent(asked("a.example", is_robots=True)) < 0.05
    assert 0.09 < await sent(asked("a.example", crawl_delay=3_600.0)) < 0.2
    moved_on = asked("a.example", crawl_delay=3_600.0, redirect_urls=["http://a.example/old"])
    assert 0.09 < await sent(moved_on) < 0.2
    for other in (
        asked("a.example", crawl_delay=3_600.0),
        asked("a.example", crawl_delay=3_600.0, redirect_urls=["http://b.example/"]),
    ):
        with pytest.raises(Refused) as refused:
            await sent(other)
        assert refused.value.reason is Reason.RATE_LIMITED
        assert str(refused.value).endswith("its robots.txt asks for 3600 s between two requests")
    assert await sent(asked("c.example", crawl_delay=0.0)) < 0.05


async def test_hosts_of_a_moment_ago_are_forgotten_and_those_in_use_are_not() -> None:
    turns = TurnsMiddleware(delay=0, address_delay=0)
    kept = asked("kept.example")
    await turns.process_request(kept)
    for number in range(5_000):
        request = asked(f"s{number}.example", f"192.0.{number // 256}.{number % 256}")
        await turns.process_request(request)
        turns.left(request)
    assert len(turns._hosts) <= 1_001 and len(turns._addresses) <= 1_001
    assert "kept.example" in turns._hosts


async def test_ten_thousand_sites_cost_little() -> None:
    turns = TurnsMiddleware(delay=1, address_delay=0.1)
    begun = time.process_time()
    for number in range(10_000):
        request = asked(f"s{number}.example", f"198.{number // 65536}.{number // 256 % 256}.{number % 256}")
        await turns.process_request(request)
        turns.left(request)
    assert time.process_time() - begun < 2


async def test_sites_that_never_answer_do_not_keep_their_address_for_ever(tmp_path: Path) -> None:
    async def never(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    names = {f"hang{number}.example": "127.0.1.1" for number in range(8)}
    async with logging_web(names | {"good.example": "127.0.1.1"}) as web:
        for host in names:
            web.answers[host, "/robots.txt"] = web.answers[host, "/"] = never
        seen = await visited(web, tmp_path, request_seconds=1.0, site_seconds=6.0)
    assert {str(site_of(seen[host]).reason) for host in names} == {Reason.TIMEOUT}
    assert site_of(seen["good.example"]).payload["title"] == "x"
