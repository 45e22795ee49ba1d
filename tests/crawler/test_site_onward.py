"""Is the page where a visitor would end up the one that is looked at, wherever the home page sends them?"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from scrapy.http import HtmlResponse

from crawler.alarm import Alarm
from crawler.archive import body_hash
from crawler.crawl import CrawlJob, crawl
from crawler.records import Observation, Outcome, Reason
from crawler.spiders._asking import Asking
from tests.crawler._web import Web, answer, moved, running_web

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
TARGET = "<title>Invented Ltd</title><h1>We build bridges</h1><a href=/contact>Contact</a>"


def refresh(content: str) -> bytes:
    return answer(f'<html><head><meta http-equiv="refresh" content="{content}"></head></html>')


def build(web: Web) -> None:
    web.site("soon.example", home=refresh("0; url=/start"), start=answer(TARGET), contact=answer("call us"))
    web.site(
        "chain.example", home=refresh("1;/a"), a=refresh("1;URL='/b'"), b=refresh("1;/c"), c=refresh("1;/d")
    )
    web.site("chain.example", d=answer("too far"))
    web.site("ring.example", home=refresh("0;/a"), a=refresh("0;/"))
    web.site("itself.example", home=answer('<meta http-equiv=refresh content="30"><p>news</p>'))
    web.site("late.example", home=answer('<meta http-equiv=refresh content="60;/start"><p>wait</p>'))
    web.site("file.example", home=refresh("0;url=file:///etc/passwd"))
    web.site("inner.example", home=refresh("0;url=http://169.254.169.254/latest"))
    web.site("gone.example", home=refresh("0;url=https://unheard-of.example/"))
    web.site("forbidden.example", home=refresh("0;url=/private"), private=answer("secret"))
    web.site("forbidden.example", robots_txt=answer("User-agent: *\nDisallow: /private", kind="text/plain"))
    web.site("away.example", home=refresh("0;url=https://soon.example/start"))
    web.site("redirected.example", home=refresh("0;url=/start"), start=moved("/end"), end=answer(TARGET))
    web.site("script.example", home=answer("<script>window.location.href = '/start'</script>"))
    web.site("script.example", start=answer(TARGET))
    web.site("scripts.example", home=answer("<script>location.replace('/a')</script>"))
    web.site("scripts.example", a=answer("<script>location.replace('/b')</script>"), b=answer("too far"))
    web.site("parked.example", home=answer('<script>window.location.href="/lander"</script>'))
    framed = '<frameset cols="20,80"><frame src="menu.htm"><frame src="main.htm"></frameset>'
    web.site("frames.example", home=answer(framed), main_htm=answer(TARGET), contact=answer("call us"))
    web.site("frames.example", menu_htm=answer("<a href=/team>Team</a>"), team=answer("people"))
    web.site("masked.example", home=answer("<iframe src='https://soon.example/' width='100%'></iframe>"))
    web.site("leftover.example", home=answer(f"<link rel=canonical href=https://old-brand.example/>{TARGET}"))
    web.site("own.example", home=answer(f"<link rel=canonical href=https://www.own.example/>{TARGET}"))
    web.site("base.example", home=answer("<base href=/en/><a href=contact>Contact</a>"))
    web.answers["base.example", "/en/contact"] = answer("call us")
    everywhere = answer(f"<a href=/about>About</a>{TARGET}")
    web.site("any.example", home=everywhere, contact=everywhere, about=everywhere)
    web.site("large.example", home=answer(b"a" * 2_100_000))
    web.site("shell.example", home=answer("<div id=root></div><script src=/app.js></script>"))


Seen = tuple[Web, dict[str, Observation]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("onward")
    with running_web(folder) as web:
        build(web)
        job = CrawlJob(
            list(web.names), NOW, folder / "archive", web.net, delay=0, address_delay=0, log=folder / "log",
            site_seconds=20, at_once=32,
        )  # fmt: skip
        yield web, {v.domain: o for v in crawl(job) for o in v.observations if o.kind == "site"}


def pages(seen: Seen, domain: str) -> list[tuple[str, str]]:
    rows = seen[1][domain].payload["pages"]
    return [(row["role"], row["url"].removeprefix(f"https://{domain}")) for row in rows]


def test_a_refresh_is_followed_like_a_redirect(seen: Seen) -> None:
    payload = seen[1]["soon.example"].payload
    assert (payload["url"], payload["title"]) == ("https://soon.example/start", "Invented Ltd")
    assert payload["redirects"] == ["https://soon.example/"]
    assert pages(seen, "soon.example") == [("home", "/start"), ("contact", "/contact")]


def test_the_page_that_sent_on_is_kept_too(seen: Seen) -> None:
    sent = refresh("0; url=/start").partition(b"\r\n\r\n")[2]
    assert body_hash(sent) in seen[1]["soon.example"].captures


def test_at_most_three_refreshes_are_followed(seen: Seen) -> None:
    web, looks = seen
    assert looks["chain.example"].payload["redirects"] == [
        f"https://chain.example/{each}" for each in ("", "a", "b")
    ]
    assert looks["chain.example"].payload["url"] == "https://chain.example/c"
    assert web.asked["https://chain.example/d"] == 0


@pytest.mark.parametrize(
    ("domain", "redirects"),
    [("ring.example", ["https://ring.example/"]), ("itself.example", []), ("late.example", [])],
)
def test_a_page_that_comes_again_or_late_is_no_redirect(
    seen: Seen, domain: str, redirects: list[str]
) -> None:
    assert seen[1][domain].payload["redirects"] == redirects


def test_a_redirect_on_the_way_of_a_refresh_is_recorded(seen: Seen) -> None:
    assert seen[1]["redirected.example"].payload["redirects"] == [
        "https://redirected.example/",
        "https://redirected.example/start",
    ]


@pytest.mark.parametrize(
    ("domain", "notes"),
    [
        ("file.example", []),
        (
            "inner.example",
            [f"the home page leads on by refresh to http://169.254.169.254/latest: {Reason.BLOCKED_ADDRESS}"],
        ),
        (
            "gone.example",
            [f"the home page leads on by refresh to https://unheard-of.example/: {Reason.NXDOMAIN}"],
        ),
        (
            "forbidden.example",
            [f"the home page leads on by refresh to https://forbidden.example/private: {Reason.ROBOTS}"],
        ),
    ],
)
def test_a_refresh_to_where_we_do_not_go_leaves_the_page_that_sends(
    seen: Seen, domain: str, notes: list[str]
) -> None:
    look = seen[1][domain]
    assert (look.outcome, look.payload["url"]) == (Outcome.OBSERVED, f"https://{domain}/")
    assert look.payload["notes"] == notes


def test_a_refresh_to_another_domain_is_told_and_its_pages_are_not_taken(seen: Seen) -> None:
    payload = seen[1]["away.example"].payload
    assert payload["notes"] == ["the home page leads to another domain: soon.example"]
    assert [row["url"] for row in payload["pages"]] == ["https://soon.example/start"]


def test_a_script_that_is_all_there_is_is_followed_once(seen: Seen) -> None:
    assert seen[1]["script.example"].payload["title"] == "Invented Ltd"
    told = "the home page leads on by script to https://script.example/start"
    assert seen[1]["script.example"].payload["notes"] == [told]
    assert seen[1]["scripts.example"].payload["url"] == "https://scripts.example/a"
    assert seen[0].asked["https://scripts.example/b"] == 0


def test_a_parking_pages_script_is_not_followed(seen: Seen) -> None:
    assert seen[0].asked["https://parked.example/lander"] == 0


def test_the_pages_of_a_frameset_are_kept_and_their_links_are_chosen_from(seen: Seen) -> None:
    assert pages(seen, "frames.example") == [
        ("home", "/"),
        ("frame", "/menu.htm"),
        ("frame", "/main.htm"),
        ("team", "/team"),
        ("contact", "/contact"),
    ]


def test_another_domain_in_a_frame_is_told_and_not_fetched(seen: Seen) -> None:
    payload = seen[1]["masked.example"].payload
    assert payload["notes"] == ["the home page shows another domain in a frame: soon.example"]
    assert len(payload["pages"]) == 1


def test_a_canonical_link_to_another_domain_is_kept(seen: Seen) -> None:
    payload = seen[1]["leftover.example"].payload
    assert payload["canonical"] == "https://old-brand.example/"
    assert payload["notes"] == ["the home page names another domain as its own: old-brand.example"]
    assert "canonical" not in seen[1]["own.example"].payload


def test_links_begin_where_the_base_says(seen: Seen) -> None:
    assert pages(seen, "base.example") == [("home", "/"), ("contact", "/en/contact")]


def test_a_host_that_answers_any_path_alike_has_one_page(seen: Seen) -> None:
    assert pages(seen, "any.example") == [("home", "/")]
    assert seen[1]["any.example"].payload["notes"] == ["the home page is the answer to other paths too"]


def test_a_script_shell_is_told(seen: Seen) -> None:
    told = "the home page is a script shell: it shows nothing before its scripts run"
    assert seen[1]["shell.example"].payload["notes"] == [told]


def test_a_page_that_is_too_large_is_told_once(seen: Seen) -> None:
    look = seen[1]["large.example"]
    assert (look.outcome, look.reason) == (Outcome.FAILED, Reason.TOO_BIG)
    assert look.payload["notes"] == [f"https: {Reason.TOO_BIG}"]


def test_whose_page_is_parsed_is_told_before_it_is() -> None:
    told: list[str] = []
    asking = Asking("a.example", unasked, 0, Alarm(told.append), None)
    page = asking.read(HtmlResponse("https://a.example/", body=b"<title>x</title>"))
    assert (told, "_reading" in vars(page)) == (["a.example", ""], True)


async def unasked(request: object) -> HtmlResponse:
    raise AssertionError(request)
