"""However a site behaves, does one observation come out, with what was seen or why it was not?"""

import gzip
import json
import subprocess
import sys
from asyncio import StreamWriter, sleep
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import names
from crawler.archive import body_hash
from crawler.crawl import CrawlJob, crawl
from crawler.fingerprint._page import Page
from crawler.middlewares import Budget, BudgetMiddleware, Refused
from crawler.records import Observation, Outcome, Reason
from crawler.spiders import _choice
from tests.crawler._web import CLOSED, HTTP_ONLY, NO_TLS, Web, answer, moved, running_web

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
GOOD_HOME = """<html lang="en"><head><title>Good  Company</title>
<link rel="shortcut icon" href="/icon.png"><link rel="stylesheet" href="/look.css?v=3">
<script src="https://cdn.example/lib.js"></script></head><body><img src="logo.svg">
<img src="data:image/png;base64,AA">
<a href="/contact-us">Write to us</a><a href="/w">关于我们</a><a href="/brochure.pdf">Contact</a>
<a href="http://other.example/contact">Contact</a><a href="#contact">Contact</a><a href="/news">News</a>
<a href="/who/">Команда</a><a href="mailto:a@good.example">Contact</a></body></html>"""
FORBIDDEN = answer("User-agent: *\nDisallow: /private\n", kind="text/plain")


async def drip(writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(600):
        writer.write(b"x")
        await writer.drain()
        await sleep(0.1)


async def never(writer: StreamWriter) -> None:
    await sleep(60)


def build(web: Web) -> None:
    web.site("good.example", home=answer(GOOD_HOME), contact_us=answer("call us"), w=answer("about"))
    web.site("good.example", icon_png=answer(b"PNG", kind="image/png"))
    web.answers["good.example", "/contact-us"] = answer("call us")
    web.answers["good.example", "/who/"] = answer("people", status=503)
    web.site("plain.example", HTTP_ONLY, home=answer("<title>plain</title>"))
    web.site("no-tls.example", NO_TLS, home=answer("<title>no tls</title>"))
    web.site("closed.example", CLOSED)
    web.site("nowhere.example", "")
    web.site("private.example", "10.1.2.3")
    web.site("metadata.example", home=moved("http://169.254.169.254/latest"))
    web.site("dead-end.example", home=moved("https://unheard-of.example/"))
    web.site("refused-end.example", home=moved("https://closed.example/"))
    web.site("long-url.example", home=moved("https://long-url.example/" + "a" * 3_000))
    web.site("only-www.example", "")
    web.site("www.only-www.example", home=answer("<title>www</title>"))
    web.site("slow-www.example", "")
    web.site("www.slow-www.example", home=never)
    web.site("file.example", home=moved("file:///etc/passwd"))
    web.site("loop.example", home=moved("https://loop.example/"))
    web.site(
        "forbids.example",
        home=answer("x"),
        robots_txt=answer("User-agent: *\nDisallow: /", kind="text/plain"),
    )
    web.site("broken-robots.example", home=answer("x"), robots_txt=answer("", status=503))
    web.site("busy.example", home=answer("later", status=429))
    web.site("missing.example", home=answer("no such page", status=404))
    bomb = gzip.compress(b"a" * 30_000_000)
    web.site("bomb.example", home=answer(bomb, more="Content-Encoding: gzip\r\n"))
    web.site("large.example", home=answer(b"a" * 2_100_000))
    web.site("nested.example", home=answer("<div>" * 200_000))
    web.site(
        "latin.example", home=answer("<title>ok</title>", more="X-Name: Caf#\r\n").replace(b"#", b"\xe9")
    )
    web.site("drip.example", home=drip)
    untold = answer("<title>untold</title><a href=/contact>contact</a>")
    web.site("untold.example", home=untold.replace(b"Content-Type: text/html; charset=utf-8\r\n", b""))
    web.site("untold.example", contact=answer("call us"))
    web.site("nothing.example", home=answer("", status=204))
    web.site("moved.example", home=moved("https://www.good.example/"))
    web.site("www.good.example", home=answer("<title>www</title><a href=/contact-us>contact</a>"))
    web.site("target.example", robots_txt=FORBIDDEN, private=answer("secret"))
    for number in range(6):
        web.site(f"leak{number}.example", home=moved("https://target.example/private"))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, dict[str, dict[str, Observation]]]]:
    folder = tmp_path_factory.mktemp("web")
    with running_web(folder) as web:
        build(web)
        domains = [*web.names, "unheard-of.example"]
        job = CrawlJob(
            domains, NOW, folder / "archive", web.net, delay=0, request_seconds=1.5, site_seconds=12,
            log=folder / "log", at_once=32, address_delay=0, processes=1,
        )  # fmt: skip
        yield web, {each.domain: {o.kind: o for o in each.observations} for each in crawl(job)}


Seen = tuple[Web, dict[str, dict[str, Observation]]]


def test_home_contact_about_and_team_pages_are_taken_with_icon_and_assets(seen: Seen) -> None:
    site = seen[1]["good.example"]["site"]
    assert (site.outcome, site.observed_at) == (Outcome.OBSERVED, NOW)
    assert [(each["role"], each["url"], each["status"]) for each in site.payload["pages"]] == [
        ("home", "https://good.example/", 200),
        ("contact", "https://good.example/contact-us", 200),
        ("about", "https://good.example/w", 200),
        ("team", "https://good.example/who/", 503),
    ]
    assert site.payload["url"] == "https://good.example/"
    assert site.payload["title"] == "Good Company"
    assert site.payload["favicon"] == {"url": "https://good.example/icon.png", "body": body_hash(b"PNG")}
    assert site.payload["assets"] == ["/look.css?v=3", "https://cdn.example/lib.js", "logo.svg"]
    assert site.payload["server"] == {"server": "tiny", "x-powered-by": ""}
    assert site.payload["headers"] == [["server", "tiny"], ["content-type", "text/html; charset=utf-8"]]
    assert (
        site.payload["pages"][1]["body"] == body_hash(b"call us") and body_hash(b"call us") in site.captures
    )
    assert site.payload["redirects"] == site.payload["notes"] == []
    assert site.payload["images"] == [], "there is no file where the page has its logo"


def test_links_to_other_sites_files_and_news_are_not_followed(seen: Seen) -> None:
    web, _ = seen
    asked = {url for url in web.asked if "//good.example" in url}
    paths = {url.removeprefix("https://good.example") for url in asked}
    assert paths == {"/robots.txt", "/", "/icon.png", "/contact-us", "/w", "/who/", "/logo.svg"}


@pytest.mark.parametrize(
    ("domain", "outcome", "reason"),
    [
        ("closed.example", Outcome.ABSENT, Reason.REFUSED_CONNECTION),
        ("nowhere.example", Outcome.ABSENT, Reason.NO_ADDRESS),
        ("unheard-of.example", Outcome.ABSENT, Reason.NXDOMAIN),
        ("private.example", Outcome.FAILED, Reason.BLOCKED_ADDRESS),
        ("metadata.example", Outcome.FAILED, Reason.BLOCKED_ADDRESS),
        ("loop.example", Outcome.FAILED, Reason.REDIRECT_LOOP),
        ("dead-end.example", Outcome.FAILED, Reason.UNREACHABLE),
        ("refused-end.example", Outcome.FAILED, Reason.UNREACHABLE),
        ("long-url.example", Outcome.FAILED, Reason.BAD_ANSWER),
        ("only-www.example", Outcome.OBSERVED, Reason.NONE),
        ("slow-www.example", Outcome.FAILED, Reason.TIMEOUT),
        ("forbids.example", Outcome.FAILED, Reason.ROBOTS),
        ("broken-robots.example", Outcome.FAILED, Reason.ROBOTS),
        ("busy.example", Outcome.FAILED, Reason.RATE_LIMITED),
        ("bomb.example", Outcome.FAILED, Reason.TOO_BIG),
        ("large.example", Outcome.FAILED, Reason.TOO_BIG),
        ("nested.example", Outcome.FAILED, Reason.HOSTILE),
        ("drip.example", Outcome.FAILED, Reason.TIMEOUT),
        ("plain.example", Outcome.OBSERVED, Reason.NONE),
        ("latin.example", Outcome.OBSERVED, Reason.NONE),
        ("missing.example", Outcome.OBSERVED, Reason.NONE),
        ("file.example", Outcome.OBSERVED, Reason.NONE),
    ],
)
def test_every_ending_is_an_observation(seen: Seen, domain: str, outcome: Outcome, reason: Reason) -> None:
    site = seen[1][domain]["site"]
    assert (site.outcome, site.reason) == (outcome, reason), site.payload


def test_a_page_without_a_content_type_is_read_as_one(seen: Seen) -> None:
    payload = seen[1]["untold.example"]["site"].payload
    assert (payload["title"], len(payload["pages"])) == ("untold", 2)


def test_an_answer_without_a_body_is_an_answer(seen: Seen) -> None:
    site = seen[1]["nothing.example"]["site"]
    assert (site.outcome, site.payload["status"]) == (Outcome.OBSERVED, 204)
    assert site.payload["pages"][0]["body"] == body_hash(b"")


def test_http_is_asked_where_https_is_refused_and_both_are_told(seen: Seen) -> None:
    payload = seen[1]["plain.example"]["site"].payload
    assert payload["url"] == "http://plain.example/"
    assert payload["notes"] == ["https: the host refused the connection"]


def test_a_handshake_that_fails_is_told_and_http_is_asked(seen: Seen) -> None:
    payload = seen[1]["no-tls.example"]["site"].payload
    assert payload["url"] == "http://no-tls.example/"
    assert payload["notes"] == ["https: the TLS handshake failed"]


def test_a_wrong_certificate_does_not_hide_the_site(seen: Seen) -> None:
    of = seen[1]["good.example"]
    assert of["tls"].payload["verdict"] != "valid"
    assert of["site"].payload["status"] == 200


def test_the_page_that_was_not_parsed_is_kept(seen: Seen) -> None:
    site = seen[1]["nested.example"]["site"]
    assert site.captures == (body_hash(b"<div>" * 200_000),)
    assert site.payload["notes"] == ["the home page is built to exhaust its reader and was not parsed"]


def test_a_redirect_to_a_dead_name_does_not_make_the_site_absent(seen: Seen) -> None:
    assert seen[1]["dead-end.example"]["site"].payload["notes"] == [
        f"{scheme}: it leads to https://unheard-of.example/: the name does not exist"
        for scheme in ("https", "http")
    ]


def test_nothing_was_asked_of_a_name_whose_site_says_no(seen: Seen) -> None:
    web, _ = seen
    assert web.asked["https://forbids.example/robots.txt"] == 1
    assert web.asked["https://forbids.example/"] == web.asked["http://forbids.example/"] == 0


def test_robots_txt_is_asked_once_and_holds_for_all_who_wait_for_it(seen: Seen) -> None:
    web, of = seen
    assert {of[f"leak{each}.example"]["site"].reason for each in range(6)} == {Reason.ROBOTS}
    assert web.asked["https://target.example/private"] == 0
    assert web.asked["https://target.example/robots.txt"] == 1


def test_a_redirect_to_another_domain_is_followed_and_noted_but_its_pages_are_not_taken(seen: Seen) -> None:
    payload = seen[1]["moved.example"]["site"].payload
    assert payload["redirects"] == ["https://moved.example/"]
    assert payload["notes"] == ["the home page leads to another domain: www.good.example"]
    assert [each["url"] for each in payload["pages"]] == ["https://www.good.example/"]


def test_plain_scrapy_gives_one_visit_a_line(seen: Seen, tmp_path: Path) -> None:
    web, of = seen
    command = [
        sys.executable, "-m", "scrapy", "crawl", "site", "-a", "domains=good.example, plain.example",
        "-O", str(tmp_path / "out.jsonl"), "-s", f"BRASSPLATE_NET={json.dumps(web.net.to_json())}",
        "-s", "BRASSPLATE_NOW=2026-11-22T06:00:00Z", "-s", "BRASSPLATE_DELAY=0",
        "-s", "BRASSPLATE_ADDRESS_DELAY=0",
        "-s", "LOG_LEVEL=ERROR",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stderr) == (0, "")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert sorted(each["domain"] for each in lines) == ["good.example", "plain.example"]
    for line in lines:
        assert [Observation.from_json(each) for each in line["observations"]] == [of[line["domain"]]["site"]]


def test_a_site_has_no_more_requests_than_its_budget() -> None:
    from scrapy import Request

    request = Request("http://a.example/", meta={"budget": Budget(left=1)})
    BudgetMiddleware().process_request(request)
    with pytest.raises(Refused) as refused:
        BudgetMiddleware().process_request(request)
    assert refused.value.reason is Reason.TOO_BIG


@pytest.mark.parametrize(
    ("link", "role"),
    [
        ('<a href="/kontakt.html">Schreiben</a>', "contact"),
        ('<a href="/a">联系我们</a>', "contact"),
        ('<a href="/a">문의하기</a>', "contact"),
        ('<a href="/a">Контакты</a>', "contact"),
        ('<a href="/about-us">x</a>', "about"),
        ('<a href="/a">회사소개</a>', "about"),
        ('<a href="/a">О компании</a>', "about"),
        ('<a href="/our-team/">x</a>', "team"),
        ('<a href="/a">团队</a>', "team"),
        ('<a href="/a">Руководство</a>', "team"),
        ('<a href="/a">steamboats</a>', None),
        ('<a href="/roundabout">x</a>', None),
        ('<a href="/a">How we put a new team in touch with every company of the whole region</a>', None),
        ('<a href="http://b.example/contact">x</a>', None),
        ('<a href="http://a.example:8080/contact">x</a>', None),
        ('<a href="javascript:contact()">contact</a>', None),
        ('<a href="http://[contact">contact</a>', None),
        ('<a href="/">about</a>', None),
    ],
)
def test_pages_are_chosen_by_text_and_path_in_the_languages_of_fronts(link: str, role: str | None) -> None:
    chosen = _choice.pages(Page("http://a.example/", link), 5)
    assert [each.role for each in chosen] == ([role] if role else [])


def test_a_contact_an_about_and_a_team_page_come_before_the_second_of_any() -> None:
    page = "".join(
        f'<a href="/{each}">x</a>' for each in ("contact", "contact-us", "kontakt", "team", "about")
    )
    chosen = _choice.pages(Page("http://a.example/", page), 4)
    assert [each.url.rpartition("/")[2] for each in chosen] == ["contact", "about", "team", "contact-us"]


def test_a_link_to_the_site_in_its_own_script_stays_on_the_site() -> None:
    home = Page("https://xn--80aqfn2a.example/", "<a href='https://ком-фирма.example/contact'>x</a>")
    assert _choice.pages(home, 5) == []
    home = Page(f"https://{names.parse('ком-фирма.example')}/", home.html)
    assert [each.role for each in _choice.pages(home, 5)] == ["contact"]
