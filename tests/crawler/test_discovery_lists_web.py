"""Is each day's list fetched once, in order, and is what is missing or stale said?"""

import base64
import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.discovery import Web
from crawler.discovery.newly_registered import SOURCE, address
from crawler.errors import ConfigError
from tests.crawler._feed_server import NOON, Asked, Feed, feed_server, hear, loopback_web
from tests.crawler._feeds import Served


@pytest.fixture
def feed() -> Iterator[Feed]:
    with feed_server() as opened:
        yield opened


@pytest.fixture
def web() -> Iterator[Web]:
    with loopback_web() as opened:
        yield opened


def days(feed: Feed, *names: str) -> None:
    for each in names:
        feed.answers[f"/{each}.txt"] = (200, {}, f"of-{each}.example\n".encode())


def test_an_unchanged_list_costs_one_304_and_a_changed_one_is_read_on(feed: Feed, web: Web) -> None:
    content = [b"a.example\nb.example\n"]
    told = {"ETag": '"1"', "Last-Modified": "Sat, 21 Nov 2026 06:00:00 GMT"}

    def answer(asked: Asked) -> Served:
        known = asked.headers.get("if-none-match") == told["ETag"]
        return (304, {}, b"") if known else (200, told, content[0])

    feed.answers["/new.txt"] = answer
    first = hear(SOURCE, f"{feed.url}/new.txt", web)
    assert first.names == ["a.example", "b.example"]
    assert first.newest == datetime(2026, 11, 21, 6, tzinfo=UTC), "so health can say that it is a day old"
    again = hear(SOURCE, f"{feed.url}/new.txt", web, cursor=first.cursor)
    assert (again.names, again.batches, len(feed.asked)) == ([], 0, 2)
    assert feed.asked[1].headers["if-modified-since"] == told["Last-Modified"]
    content[0] += b"c.example\n"
    told["ETag"] = '"2"'
    assert hear(SOURCE, f"{feed.url}/new.txt", web, cursor=first.cursor).names == ["c.example"]


def test_a_list_that_was_cut_is_asked_for_without_conditions(feed: Feed, web: Web) -> None:
    whole = gzip.compress(b"a.example\nb.example\n" * 1_000)
    feed.answers["/new.gz"] = (200, {"ETag": '"1"'}, whole[:-12])
    first = hear(SOURCE, f"{feed.url}/new.gz", web)
    assert "it ends in the middle" in first.faults[0]
    hear(SOURCE, f"{feed.url}/new.gz", web, cursor=first.cursor)
    assert "if-none-match" not in feed.asked[1].headers


@pytest.mark.parametrize(
    ("status", "says"), [(404, "status 404; check the address"), (429, "asks for patience"), (500, "check")]
)
def test_a_list_that_cannot_be_had_is_said(feed: Feed, web: Web, status: int, says: str) -> None:
    feed.answers["/new.txt"] = (status, {}, b"")
    heard = hear(SOURCE, f"{feed.url}/new.txt", web)
    assert says in heard.unavailable
    assert heard.cursor == ""


def test_an_answer_shorter_than_it_says_is_no_list_and_is_asked_for_again(feed: Feed, web: Web) -> None:
    feed.answers["/2026-11-21.txt"] = (200, {"Content-Length": "500"}, b"a.example\nb.exam")
    first = hear(SOURCE, f"{feed.url}/{{date}}.txt", web, days="1")
    assert (first.names, first.cursor) == ([], "")
    assert "fetching" in first.unavailable
    days(feed, "2026-11-21")
    assert hear(SOURCE, f"{feed.url}/{{date}}.txt", web, days="1").names == ["of-2026-11-21.example"]


def test_each_day_is_read_once_and_missed_days_are_caught_up(feed: Feed, web: Web) -> None:
    days(feed, "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-24")
    where = f"{feed.url}/{{date}}.txt"
    first = hear(SOURCE, where, web, days="3")
    assert first.names == ["of-2026-11-19.example", "of-2026-11-20.example", "of-2026-11-21.example"]
    assert first.newest == datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
    assert first.said["of-2026-11-20.example"] == "the list of 2026-11-20, line 1"
    later = NOON + timedelta(days=3)
    second = hear(SOURCE, where, web, cursor=first.cursor, now=later, days="3")
    assert second.names == ["of-2026-11-24.example"]
    assert "there is no list of 2026-11-22 to 2026-11-23" in second.unavailable
    days(feed, "2026-11-22", "2026-11-23")
    feed.asked.clear()
    third = hear(SOURCE, where, web, cursor=second.cursor, now=later, days="3")
    assert third.names == ["of-2026-11-22.example", "of-2026-11-23.example"], (
        "they came late and are not lost"
    )
    assert feed.paths() == ["/2026-11-22.txt", "/2026-11-23.txt"]
    assert hear(SOURCE, where, web, cursor=third.cursor, now=later, days="3").unavailable == ""


def test_days_too_long_ago_are_said_to_be_lost(feed: Feed, web: Web) -> None:
    days(feed, "2026-11-21")
    where = f"{feed.url}/{{date}}.txt"
    first = hear(SOURCE, where, web, days="1")
    later = NOON + timedelta(days=10)
    days(feed, "2026-11-30", "2026-12-01")
    second = hear(SOURCE, where, web, cursor=first.cursor, now=later, days="2")
    assert second.faults == [
        "the lists of 2026-11-22 to 2026-11-29 were never read; 'days' says how far back is read"
    ]
    assert second.names == ["of-2026-11-30.example", "of-2026-12-01.example"]
    assert hear(SOURCE, where, web, cursor=second.cursor, now=later, days="2").faults == []


def test_a_list_that_repeats_yesterdays_is_said_and_not_told_again(feed: Feed, web: Web) -> None:
    days(feed, "2026-11-20")
    feed.answers["/2026-11-21.txt"] = feed.answers["/2026-11-20.txt"]
    heard = hear(SOURCE, f"{feed.url}/{{date}}.txt", web, days="2")
    assert heard.names == ["of-2026-11-20.example"]
    assert heard.faults == ["the list of 2026-11-21 is the very same as the one before it"]


def test_a_web_page_in_place_of_a_list_is_no_list(feed: Feed, web: Web) -> None:
    feed.answers["/2026-11-21.txt"] = (200, {}, b"\n <!DOCTYPE html><a href=x.example>not yet</a>")
    heard = hear(SOURCE, f"{feed.url}/{{date}}.txt", web, days="1")
    assert (heard.names, heard.cursor) == ([], "")
    assert "there is no list of 2026-11-21" in heard.unavailable


def test_a_days_list_that_was_cut_is_fetched_again_for_its_rest(feed: Feed, web: Web) -> None:
    names = [f"{number * 7919:06x}.example" for number in range(9_000)]
    whole = gzip.compress("\n".join(names).encode())
    feed.answers["/2026-11-21.gz"] = (200, {}, whole[: len(whole) // 2])
    where = f"{feed.url}/{{date}}.gz"
    first = hear(SOURCE, where, web, days="1")
    assert 0 < len(first.names) < 9_000
    assert first.faults[0].startswith(f"the list of 2026-11-21: after line {len(first.names)} it ends")
    feed.answers["/2026-11-21.gz"] = (200, {}, whole)
    second = hear(SOURCE, where, web, days="1", cursor=first.cursor)
    assert first.names + second.names == names


def test_killed_between_two_batches_a_day_goes_on(
    feed: Feed, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.discovery._lists.MOST_NAMES", 2)
    for day in ("2026-11-20", "2026-11-21"):
        feed.answers[f"/{day}"] = (
            200,
            {},
            b"".join(b"%d-%s.example\n" % (n, day.encode()) for n in range(5)),
        )
    told, cursor = list[str](), ""
    for _ in range(12):
        heard = hear(SOURCE, f"{feed.url}/{{date}}", web, cursor=cursor, stop_after=1, days="2")
        told, cursor = told + heard.names, heard.cursor
    assert told == [f"{n}-{day}.example" for day in ("2026-11-20", "2026-11-21") for n in range(5)]


def test_a_pattern_of_files_is_read_like_one_of_addresses(tmp_path: Path) -> None:
    (tmp_path / "nrd-20261121.txt").write_text("a.example\n")
    heard = hear(SOURCE, tmp_path / "nrd-{date}.txt", days="2", date="%Y%m%d")
    assert heard.names == ["a.example"]
    assert "there is no list of 2026-11-20" in heard.unavailable


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({}, "MjAyNi0xMS0yMS56aXA="),
        ({"encoding": "unpadded"}, "MjAyNi0xMS0yMS56aXA"),
        ({"encoding": "hex", "encoded": "{date}"}, "323032362d31312d3231"),
        ({"date": "%d-%m-%Y", "encoded": "{date}.txt"}, base64.b64encode(b"21-11-2026.txt").decode()),
    ],
)
def test_the_day_is_encoded_as_the_options_say(options: dict[str, str], path: str) -> None:
    assert address("https://lists.example/{base64}/nrd", date(2026, 11, 21), options) == (
        f"https://lists.example/{path}/nrd"
    )


@pytest.mark.parametrize("options", [{"days": "0"}, {"days": "many"}, {"lag": "-1"}, {"encoding": "rot13"}])
def test_an_option_that_makes_no_sense_stops_the_reading(options: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=f"'{next(iter(options))}'"):
        hear(SOURCE, "/lists/{base64}", **options)
