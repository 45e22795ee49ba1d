"""Is every request that left in the notes of the visit for which it was made, and nothing else?"""

import asyncio
from collections import Counter
from pathlib import Path

from crawler.records import Touch, Visit
from tests.crawler._arrivals import logging_web, visited
from tests.crawler._web import answer, moved

NOT_FOUND = answer("nothing here", status=404)


def gets(visit: Visit) -> list[Touch]:
    return [each for each in visit.touches if each.what.startswith("GET http://")]


async def test_redirects_retries_and_robots_txt_are_noted_one_by_one(tmp_path: Path) -> None:
    page = "<title>there</title><a href=/contact>contact</a>"
    async with logging_web({"a.example": "127.0.1.1"}, home=moved("/en/")) as web:
        web.answers["a.example", "/en/"] = answer(page)
        web.answers["a.example", "/contact"] = answer("later", status=502)
        visit = (await visited(web, tmp_path))["a.example"]
    told = [(each.what.removeprefix("GET http://a.example"), each.status, each.size) for each in gets(visit)]
    assert told == [
        ("/robots.txt", 404, len("nothing here")),
        ("/", 302, 0),
        ("/en/", 200, len(page)),
        ("/favicon.ico", 404, len("nothing here")),
        ("/contact", 502, 5),
        ("/contact", 502, 5),
    ]
    assert [path for path, _, _ in told] == web.paths("a.example")
    assert {(each.address, each.source) for each in gets(visit)} == {("127.0.1.1", "127.0.0.1")}


async def test_a_request_without_an_answer_is_noted_and_one_that_was_not_sent_is_not(tmp_path: Path) -> None:
    forbidden = answer("User-agent: *\nDisallow: /", kind="text/plain")
    async with logging_web({"a.example": "127.0.1.1"}, robots_txt=forbidden) as web:
        visit = (await visited(web, tmp_path))["a.example"]
    told = [(each.what, each.status) for each in visit.touches if each.what.startswith("GET")]
    assert told == [
        ("GET https://a.example/robots.txt", 0),  # nobody listens there
        ("GET http://a.example/robots.txt", 200),
    ]


async def test_what_was_under_way_when_the_time_was_up_is_noted(tmp_path: Path) -> None:
    async def never(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with logging_web({"a.example": "127.0.1.1"}, home=never) as web:
        visit = (await visited(web, tmp_path, site_seconds=1.5))["a.example"]
    assert [(each.what, each.address, each.status) for each in gets(visit)][1:] == [
        ("GET http://a.example/", "127.0.1.1", 0)
    ]


async def test_notes_of_visits_side_by_side_are_together_what_the_servers_saw(tmp_path: Path) -> None:
    names = {f"s{number}.example": "127.0.1.1" for number in range(6)}
    async with logging_web(names, home=moved("http://target.example/")) as web:
        web.site("target.example", "127.0.1.1", home=answer("<title>target</title>"))
        seen = await visited(web, tmp_path)
    noted = Counter(each.what for visit in seen.values() for each in gets(visit))
    assert noted == Counter(f"GET http://{each.host}{each.path}" for each in web.arrivals)
    assert noted["GET http://target.example/robots.txt"] == 1
    for host in names:
        asked = {each.what.split("/")[2] for each in gets(seen[host])}
        assert asked == {host, "target.example"}
