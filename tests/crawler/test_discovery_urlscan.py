"""Does a search at urlscan tell each result once, newest first, at the pace that the server allows?"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crawler.discovery import Web
from crawler.discovery._urlscan_results import items_of, result_of
from crawler.discovery.urlscan import SOURCE
from crawler.errors import ConfigError
from tests.crawler._feed_server import NOON, Asked, Feed, Heard, feed_server, hear, loopback_web
from tests.crawler._feeds import Served

SAID = "urlscan result id-7 of 2026-11-20"


def result(number: int, at: int | None = None) -> dict[str, Any]:
    """One result as the search gives it; its page is not what was handed in."""
    moment = at if at is not None else number
    return {
        "_id": f"id-{number}",
        "task": {"time": f"2026-11-20T12:00:{moment:02}.000Z", "url": "https://short.example/x"},
        "page": {"domain": f"n{number}.example", "url": f"https://n{number}.example/decoy.example"},
        "sort": [1_795_000_000_000 + moment, f"id-{number}"],
    }


def test_a_saved_answer_names_the_sites_that_were_reached(tmp_path: Path) -> None:
    (tmp_path / "search.json").write_text(
        json.dumps({"results": [result(7), result(8)], "total": 2}, indent=1)
    )
    heard = hear(SOURCE, tmp_path / "search.json")
    assert heard.said == {
        "n7.example": f"{SAID}, in search.json",
        "n8.example": "urlscan result id-8 of 2026-11-20, in search.json",
    }
    assert heard.newest == datetime(2026, 11, 20, 12, 0, 8, tzinfo=UTC)
    assert hear(SOURCE, tmp_path / "search.json", cursor=heard.cursor).batches == 0
    assert SOURCE.trusted, "the analyst's own search is the suspicion"


@pytest.mark.parametrize("form", ["list", "lines", "answers", "total first"])
def test_every_saved_form_is_read(tmp_path: Path, form: str) -> None:
    two = [result(1), result(2)]
    by_form = {
        "list": json.dumps(two),
        "lines": "".join(json.dumps(each) + "\n" for each in two),
        "answers": "\n".join(json.dumps({"results": [each], "has_more": False}) for each in two),
        "total first": json.dumps({"total": 2, "results": two}),
    }
    (tmp_path / "saved").write_text(by_form[form])
    assert hear(SOURCE, tmp_path).names == ["n1.example", "n2.example"]


def test_of_a_cut_answer_the_good_part_is_used_and_the_place_named(tmp_path: Path) -> None:
    whole = json.dumps({"results": [result(1), result(2), result(3)], "has_more": False}, indent=0)
    (tmp_path / "cut.json").write_text(whole[: whole.index("n3.example")])
    heard = hear(SOURCE, tmp_path)
    assert heard.names == ["n1.example", "n2.example"]
    lines = whole[: whole.index('{\n"_id": "id-3"')].count("\n") + 1
    assert heard.faults == [f"cut.json: after result 2 it is no JSON from line {lines} on"]


def test_odd_results_are_passed_over(tmp_path: Path) -> None:
    odd: list[Any] = [
        None,
        17,
        {},
        {"page": []},
        {"page": {"domain": 7}},
        {"page": {"domain": "198.51.100.7"}},
        {"page": {"domain": "fine.example"}, "task": "x", "sort": ["x"]},
    ]
    (tmp_path / "odd.json").write_text(json.dumps({"results": odd}))
    (tmp_path / "deep.json").write_text("[" * 100_000)
    heard = hear(SOURCE, tmp_path)
    assert heard.names == ["fine.example"]
    assert heard.faults == ["deep.json: after result 0 it is no JSON from line 1 on"]


FIELDS = some.sampled_from(["page", "task", "sort", "_id", "domain", "time", "results"])
JSON = some.recursive(
    some.none() | some.integers() | some.text(max_size=5),
    lambda each: some.lists(each) | some.dictionaries(FIELDS, each),
)


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_no_json_breaks_the_reading(value: Any) -> None:
    for item in items_of(json.dumps(value)):
        found = result_of(item)
        assert found is None or found.name


class Search:
    """A server with results, newest first, a page at a time, and a right key."""

    def __init__(self, feed: Feed) -> None:
        self.feed, self.results = feed, list[dict[str, Any]]()
        self.limits: list[dict[str, str]] = []
        feed.answers["/api/v1/search/"] = self.answer

    def answer(self, asked: Asked) -> Served:
        fields = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        limits = self.limits.pop(0) if self.limits else {}
        if "Status" in limits:
            return int(limits.pop("Status")), limits, b"{}"
        found = sorted(self.results, key=lambda each: each["sort"], reverse=True)
        if "search_after" in fields:
            moment, known = fields["search_after"].split(",")
            found = [each for each in found if each["sort"] < [int(moment), known]]
        size = int(fields["size"])
        body = {"results": found[:size], "total": len(found), "has_more": len(found) > size}
        return 200, limits, json.dumps(body).encode()

    def hear(self, web: Web, before: Heard | None = None, **options: Any) -> Heard:
        given: dict[str, Any] = {"query": 'page.title:"Blue Fox"', "size": "3"} | options
        return hear(SOURCE, self.feed.url, web, cursor=before.cursor if before else "", **given)


@pytest.fixture
def search() -> Iterator[Search]:
    with feed_server() as feed:
        yield Search(feed)


@pytest.fixture
def web() -> Iterator[Web]:
    with loopback_web() as opened:
        yield opened


def named(*numbers: int) -> list[str]:
    return [f"n{number}.example" for number in numbers]


def test_a_search_is_read_back_to_where_it_was(search: Search, web: Web) -> None:
    search.results = [result(each) for each in range(1, 8)]
    first = search.hear(web, secret="k3y")
    assert first.names == named(7, 6, 5, 4, 3, 2, 1)
    assert first.said["n7.example"] == f'{SAID}, found by the search page.title:"Blue Fox"'
    assert {each.headers["api-key"] for each in search.feed.asked} == {"k3y"}
    search.feed.asked.clear()
    assert search.hear(web, first).names == []
    assert len(search.feed.asked) == 1
    search.results += [result(each) for each in (8, 9)]
    assert search.hear(web, first).names == named(9, 8)


def test_killed_anywhere_every_result_is_told_once_though_more_come(search: Search, web: Web) -> None:
    search.results = [result(each) for each in range(1, 12)]
    told, heard = list[str](), Heard()
    for number in range(12, 30):
        heard = search.hear(web, heard, stop_after=1)
        told += heard.names
        if number < 20:
            search.results.append(result(number))
    assert sorted(told) == sorted(named(*range(1, 20)))


def test_results_of_one_moment_are_all_told_once(search: Search, web: Web) -> None:
    search.results = [result(1, at=5), result(2, at=5)]
    first = search.hear(web)
    search.results += [result(3, at=5)]
    second = search.hear(web, first)
    assert (first.names, second.names) == (named(2, 1), named(3))
    assert search.hear(web, second).names == []


def test_a_run_asks_no_more_pages_than_it_may_and_the_next_goes_on(search: Search, web: Web) -> None:
    search.results = [result(each) for each in range(1, 8)]
    first = search.hear(web, pages="1")
    second = search.hear(web, first, pages="1")
    assert (first.names, second.names) == (named(7, 6, 5), named(4, 3, 2))


def test_another_search_begins_anew(search: Search, web: Web) -> None:
    search.results = [result(1)]
    first = search.hear(web)
    assert search.hear(web, first, query="page.ip:192.0.2.1").names == named(1)


def test_a_short_rest_is_waited_for(search: Search, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = list[float]()
    monkeypatch.setattr("crawler.discovery.urlscan.time.sleep", waited.append)
    search.results = [result(each) for each in range(1, 6)]
    spent = {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset-After": "17"}
    search.limits = [{"Status": "429", "X-Rate-Limit-Reset-After": "5"}, spent]
    assert search.hear(web).names == named(5, 4, 3, 2, 1)
    assert waited == [5.0, 17.0]


def test_a_long_rest_ends_the_run_and_is_kept_to(search: Search, web: Web) -> None:
    search.results = [result(each) for each in range(1, 6)]
    search.limits = [{"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset-After": "3000"}]
    first = search.hear(web)
    assert first.names == named(5, 4, 3)
    assert "allows no more questions for 3000 seconds" in first.unavailable
    search.feed.asked.clear()
    early = search.hear(web, first, now=NOON + timedelta(seconds=2_999))
    assert (early.names, search.feed.asked) == ([], [])
    assert "wants to be asked again after 2026-11-22T12:50:00+00:00" in early.unavailable
    assert search.hear(web, first, now=NOON + timedelta(seconds=3_000)).names == named(2, 1)


@pytest.mark.parametrize("header", ["Retry-After", "X-Rate-Limit-Reset-After"])
def test_no_rest_is_longer_than_a_day(search: Search, web: Web, header: str) -> None:
    search.results = [result(1)]
    search.limits = [{"Status": "429", header: "9" * 400}]
    assert "86400 seconds" in search.hear(web).unavailable


def test_a_refusal_says_nothing_of_the_key(search: Search, web: Web) -> None:
    search.limits = [{"Status": "401"}]
    heard = search.hear(web, secret="k3y")
    assert "gave no results (status 401); check the search and the key" in heard.unavailable
    assert "k3y" not in heard.unavailable


def test_the_search_may_stand_in_the_address(search: Search, web: Web) -> None:
    search.results = [result(1)]
    assert hear(SOURCE, f"{search.feed.url}/api/v1/search/?q=page.ip:192.0.2.1", web).names == named(1)
    with pytest.raises(ConfigError, match="option 'query'"):
        hear(SOURCE, search.feed.url, web)
    with pytest.raises(ConfigError, match="'pages' is a number from 1"):
        search.hear(web, pages="0")
