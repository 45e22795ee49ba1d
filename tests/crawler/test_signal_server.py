"""Do servers that were set up alike meet, and do stock servers say little? All data are invented."""

from datetime import UTC, datetime
from typing import Any

from crawler.fingerprint import Page, Subject
from crawler.fingerprint.server import SIGNAL
from crawler.records import Observation, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ERROR = "sha256:" + "ab" * 32
PAGE = Page("https://silver.example/", "<p>We build software.</p>")


def values(pages: tuple[Page, ...] = (PAGE,), **payload: Any) -> tuple[str, ...]:
    seen = Observation("silver.example", "site", NOW, Outcome.OBSERVED, payload=payload)
    return SIGNAL.extract(Subject("silver.example", {"site": seen}, pages))


def sent(*names: str) -> list[list[str]]:
    return [[name, ""] for name in names]


def test_a_server_gives_its_order_unusual_headers_cookies_programs_and_error_page() -> None:
    listed = [
        ["server", "nginx/1.24.0"],
        ["content-type", "text/html; charset=utf-8"],
        ["x-powered-by", "PHP/8.1.2"],
        ["x-ginkgo-build", ""],
        ["set-cookie", "ginkgo_visit"],
        ["x-frame-options", "DENY"],
    ]
    server = {"server": "nginx/1.24.0", "x-powered-by": "PHP/8.1.2"}
    assert values(headers=listed, server=server, error_page=ERROR) == (
        "cookie:ginkgo_visit",
        f"error_page:{ERROR}",
        "header:x-ginkgo-build",
        "headers:server,content-type,x-powered-by,x-ginkgo-build,x-frame-options",
        "powered:php/8.1.2",
        "server:nginx/1.24.0",
    )


def test_a_stock_server_gives_its_name_alone() -> None:
    assert values(headers=sent("server", "content-type"), server={"server": "nginx"}) == ("server:nginx",)


def test_the_same_headers_in_another_order_are_another_order() -> None:
    ours = values(headers=sent("server", "content-type", "link"))
    theirs = values(headers=sent("content-type", "server", "link"))
    met = SIGNAL.compare(ours, theirs)
    assert met is not None
    assert (met.similarity, met.shared) == (0.0, ())
    assert met.sentence == "their servers answer differently"


def test_an_unusual_header_is_not_counted_again_in_the_order_it_stands_in() -> None:
    one = values(headers=sent("server", "x-ginkgo-build", "link"))
    met = SIGNAL.compare(one, one)
    assert met is not None
    assert met.shared == ("header:x-ginkgo-build",)
    assert met.sentence == "both send the unusual header x-ginkgo-build"


def test_a_usual_order_is_told_with_its_names() -> None:
    one = values(headers=sent("server", "content-type", "link"))
    met = SIGNAL.compare(one, one)
    assert met is not None
    assert met.sentence == "both send their headers in the order server, content-type, link"


def test_the_server_of_a_page_that_is_not_the_owners_says_nothing() -> None:
    listed = sent("server", "x-parking-lot", "link")
    assert values((), headers=listed, server={"server": "parking"}, error_page=ERROR) == ()


def test_a_long_order_is_bounded_and_still_tells_its_end() -> None:
    names = [f"x-{'a' * 50}{number}" for number in range(39)]
    one, other = (values(headers=sent(*names, last)) for last in ("x-one", "x-other"))
    orders = [value for value in (*one, *other) if value.startswith("headers:")]
    assert len(set(orders)) == 2
    assert max(map(len, orders)) < 600


def test_what_is_no_header_is_left_out() -> None:
    odd = [7, None, ["x"], ["x-a", "b", "c"], [None, "x"], ["x y", "z"], ["\x00", ""], {"a": 1}, "xy"]
    assert values(headers=odd, server=["nginx"], error_page="ab") == ()
    assert values(headers={"server": "nginx"}, server={"server": 7}, error_page=7) == ()
