"""Is robots.txt read as it is really served, and its Crawl-delay as it is meant?"""

import time
from pathlib import Path

import pytest

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
        begun = time.monotonic()
        for file in FILES:
            rules = Robots.parse(file.read_bytes().decode("utf-8", "replace"), OURS)
            rules.allows(f"https://{file.name}/" + "a" * 1_900)
        assert len(FILES) == 80
        assert time.monotonic() - begun < 5

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
