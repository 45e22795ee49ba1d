"""Is robots.txt read as it is really served, and its Crawl-delay as it is meant?"""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.middlewares import RobotsMiddleware, _robots
from crawler.robots import Robots

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "robots"
FILES = sorted(each for each in CORPUS.glob("*") if each.name != "manifest.jsonl")
OURS = "brassplate"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10.0),
        ("User-agent: *\nCrawl-Delay: 0.5 # half", 0.5),
        ("User-agent: *\ncrawl-delay:.25\nDisallow: /x", 0.25),
        ("User-agent: *\nCrawl-delay: 10 seconds", 10.0),
        ("User-agent: *\nCrawl-delay: 1\nCrawl-delay: 5", 5.0),
        ("User-agent: a\nUser-agent: *\nCrawl-delay: 3", 3.0),
        ("User-agent: *\nCrawl-delay: 5\nUser-agent: brassplate\nCrawl-delay: 2", 2.0),
        ("User-agent: *\nCrawl-delay: 5\nUser-agent: brassplate\nDisallow:", 0.0),
        ("User-agent: bingbot\nCrawl-delay: 5", 0.0),
        ("Crawl-delay: 5", 0.0),
        ("User-agent: *\nCrawl-delay: 86400", 3_600.0),
        ("User-agent: *\nCrawl-delay: " + "9" * 400_000, 3_600.0),
        ("User-agent: *\nCrawl-delay: 1e9", 1.0),
        ("User-agent: *\nCrawl-delay: nan", 0.0),
        ("User-agent: *\nCrawl-delay: inf", 0.0),
        ("User-agent: *\nCrawl-delay: -5", 0.0),
        ("User-agent: *\nCrawl-delay: ٣", 0.0),
        ("User-agent: *\nCrawl-delay:", 0.0),
        ("<html>Crawl-delay: 5", 0.0),
    ],
)
def test_the_crawl_delay_of_our_group_is_read(text: str, seconds: float) -> None:
    assert Robots.parse(text, OURS).delay == seconds


def test_a_group_of_a_crawl_delay_alone_does_not_take_the_rules_of_the_next() -> None:
    rules = Robots.parse("User-agent: *\nCrawl-delay: 10\n\nUser-agent: BadBot\nDisallow: /", OURS)
    assert rules.allows("https://a.example/") and rules.delay == 10


@pytest.mark.skipif(not FILES, reason="the corpus of robots.txt files is not beside this checkout")
class TestAsServed:
    """Eighty files as sites serve them: some are HTML, some empty, some huge."""

    def test_all_are_read_in_no_time(self) -> None:
        begun = time.process_time()
        for file in FILES:
            rules = Robots.parse(file.read_bytes().decode("utf-8", "replace"), OURS)
            rules.allows(f"https://{file.name}/" + "a" * 1_900)
        assert len(FILES) == 80
        assert time.process_time() - begun < 5

    def test_they_say_to_us_what_another_reader_takes_them_to_say(self) -> None:
        from protego import Protego

        paths = ("/", "/contact", "/about-us", "/team", "/favicon.ico", "/search?q=x", "/admin/", "/en/")
        for file in FILES:
            text = file.read_bytes().decode("utf-8", "replace")
            ours, other = Robots.parse(text, OURS), Protego.parse(text)
            assert ours.delay == (other.crawl_delay(OURS) or 0.0), file.name
            for path in paths:
                url = f"https://{file.name}{path}"
                assert ours.allows(url) == other.can_fetch(url, OURS), url

    def test_most_allow_their_home_page_and_a_few_want_time(self) -> None:
        read = {file.name: Robots.parse(file.read_bytes().decode("utf-8", "replace"), OURS) for file in FILES}
        assert [name for name, rules in read.items() if not rules.allows(f"https://{name}/")] == []
        waits = sorted(rules.delay for rules in read.values() if rules.delay)
        assert waits == [1.0, 3.0, *[5.0] * 5, *[10.0] * 9]


class SlowEngine:
    """Answers when it is told to, and counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cancelled = 0
        self.go = asyncio.Event()

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return Response(request.url, body=b"User-agent: *\nCrawl-delay: 2\nDisallow: /private")


def asking(engine: SlowEngine) -> RobotsMiddleware:
    crawler = SimpleNamespace(settings={"USER_AGENT": "brassplate/1"})
    return RobotsMiddleware(crawler, lambda _, request: engine.download_async(request))


async def test_one_file_serves_all_who_wait_for_it_and_who_goes_away_takes_it_from_nobody() -> None:
    engine = SlowEngine()
    robots, requests = asking(engine), [Request(f"http://a.example/{number}") for number in range(3)]
    waiting = [asyncio.ensure_future(robots.process_request(each)) for each in requests]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    await asyncio.sleep(0.01)
    engine.go.set()
    await asyncio.gather(*waiting[1:])
    assert engine.asked == ["http://a.example/robots.txt"]
    assert [each.meta.get("crawl_delay") for each in requests] == [None, 2.0, 2.0]


async def test_nothing_is_asked_for_those_who_all_went_away() -> None:
    engine = SlowEngine()
    robots = asking(engine)
    for _ in range(2):
        waiting = [
            asyncio.ensure_future(robots.process_request(Request("http://a.example/"))) for _ in range(3)
        ]
        await asyncio.sleep(0.01)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
        await asyncio.sleep(0.01)
    assert engine.asked == ["http://a.example/robots.txt"] * 2  # asked again, for nobody had it
    assert engine.cancelled == 2 and not robots._asked


async def test_the_files_of_the_hosts_asked_last_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_robots, "MOST_HOSTS_KNOWN", 2)
    engine = SlowEngine()
    engine.go.set()
    robots = asking(engine)
    for host in ("a", "b", "a", "c", "a", "b"):
        await robots.process_request(Request(f"http://{host}.example/"))
    assert [url[7] for url in engine.asked] == ["a", "b", "c", "b"]
