"""Does a page that has not changed cost one 304, and do its validators go nowhere else?"""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from scrapy.http import Response

from crawler.middlewares import validator_of
from crawler.records import Reason
from tests.crawler._arrivals import LoggingWeb, logging_web
from tests.crawler._web import answer, moved

HOME, ETAG, MODIFIED = "http://a.example/", '"abc-1"', "Sat, 21 Nov 2026 06:00:00 GMT"
SAME = b'HTTP/1.1 304 Not Modified\r\nETag: "abc-1"\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n'


async def fetched(web: LoggingWeb, *asked: tuple[str, str, str, str]) -> list[list[object]]:
    command = ("-m", "tests.crawler._known", json.dumps(web.net.to_json()), json.dumps(asked))
    child = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    out, _ = await asyncio.wait_for(child.communicate(), 30)
    return [json.loads(line) for line in out.splitlines()]


def conditions(web: LoggingWeb) -> list[tuple[str, str, str]]:
    """Host with path, If-None-Match and If-Modified-Since of each request but those for robots.txt."""
    return [
        (each.host + each.path, *(each.headers.get(n, "") for n in ("if-none-match", "if-modified-since")))
        for each in web.arrivals
        if each.path != "/robots.txt"
    ]


async def test_an_unchanged_page_costs_one_304_which_comes_through() -> None:
    async with logging_web({"a.example": "127.0.1.1"}, home=SAME) as web:
        assert await fetched(web, (HOME, HOME, ETAG, MODIFIED)) == [[HOME, 304, 0]]
    assert conditions(web) == [("a.example/", ETAG, MODIFIED)]


async def test_a_changed_page_comes_whole() -> None:
    async with logging_web({"a.example": "127.0.1.1"}, home=answer("new")) as web:
        assert await fetched(web, (HOME, HOME, "", MODIFIED)) == [[HOME, 200, 3]]
    assert conditions(web) == [("a.example/", "", MODIFIED)]


async def test_the_validator_is_for_the_page_behind_the_redirects_alone() -> None:
    sites = {"a.example": "127.0.1.1", "www.a.example": "127.0.1.1", "b.example": "127.0.1.1"}
    async with logging_web(sites, home=SAME) as web:
        web.answers["a.example", "/"] = moved("http://www.a.example/")
        web.answers["b.example", "/"] = answer("other")
        known = "http://www.a.example/"
        seen = await fetched(web, (HOME, known, ETAG, ""), ("http://b.example/", known, ETAG, ""))
    assert seen == [[known, 304, 0], ["http://b.example/", 200, 5]]
    assert conditions(web) == [("a.example/", "", ""), ("www.a.example/", ETAG, ""), ("b.example/", "", "")]


async def test_a_page_that_now_leads_elsewhere_does_not_take_its_validator_along() -> None:
    async with logging_web({"a.example": "127.0.1.1", "b.example": "127.0.1.2"}) as web:
        web.answers["a.example", "/"] = moved("http://b.example/")
        seen = await fetched(web, (HOME, HOME, ETAG, MODIFIED))
    assert [status for _, status, _ in seen] == [200]
    assert conditions(web) == [("a.example/", ETAG, MODIFIED), ("b.example/", "", "")]


async def test_a_304_that_nobody_asked_for_is_no_answer() -> None:
    async with logging_web({"a.example": "127.0.1.1"}, home=SAME) as web:
        assert await fetched(web, (HOME, "http://c.example/", ETAG, "")) == [[HOME, Reason.BAD_ANSWER, 0]]
    assert conditions(web) == [("a.example/", "", "")]


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"ETag": '"abc"', "Last-Modified": MODIFIED}, ('"abc"', MODIFIED)),
        ({"ETag": 'W/"abc"'}, ('W/"abc"', "")),
        ({"ETag": " unquoted "}, ("unquoted", "")),
        ({}, ("", "")),
        ({"ETag": ""}, ("", "")),
        ({"ETag": '"' + "a" * 198 + '"'}, ('"' + "a" * 198 + '"', "")),
        ({"ETag": '"' + "a" * 199 + '"'}, ("", "")),
        ({"ETag": '"a"\r\nX-Evil: 1'}, ("", "")),
        ({"ETag": '"a\x00b"'}, ("", "")),
        ({"ETag": '"a\tb"'}, ("", "")),
        ({"ETag": b'"\xe4\xb8\xad"'}, ("", "")),
        ({"Last-Modified": "x" * 201}, ("", "")),
        ({"Last-Modified": "yesterday\x7f"}, ("", "")),
    ],
)
def test_only_a_short_line_of_printable_ascii_is_kept_for_the_next_day(
    headers: dict[str, str], kept: tuple[str, str]
) -> None:
    assert validator_of(Response(HOME, headers=headers)) == kept
