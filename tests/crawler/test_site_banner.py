"""Is what is kept of a server's answer the same from look to look? The servers are invented."""

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import Headers, HtmlResponse, Response

from crawler.records import body_hash
from crawler.spiders import _banner
from crawler.spiders._look import SiteLook

PASSING = """Date ETag Age Expires Last-Modified Content-Length CF-Ray CF-Cache-Status X-Cache X-Cache-Hits
X-Served-By X-Timer X-Request-Id X-Ginkgo-Request-ID X-Amz-Cf-Pop X-Varnish Via Alt-Svc NEL
Server-Timing Vary X-Runtime X-Trace-Id X-Correlation-ID X-48151623"""


def answer(*headers: tuple[str, str], body: str = "<p>x</p>") -> HtmlResponse:
    sent = Headers()
    for name, value in headers:
        sent.appendlist(name, value)
    return HtmlResponse("https://ginkgo.example/icon", status=404, headers=sent, body=body.encode())


def test_headers_keep_their_order_and_those_that_name_programs_their_value() -> None:
    kept = _banner.headers(
        answer(
            ("Server", "nginx/1.24.0"),
            ("Date", "Sun, 22 Nov 2026 10:00:00 GMT"),
            ("Content-Type", "text/html"),
            ("X-Powered-By", "PHP/8.1.2"),
            ("X-Ginkgo-Build", "7781"),
            ("Link", "</a>"),
        )
    )
    assert kept == [
        ["server", "nginx/1.24.0"],
        ["content-type", "text/html"],
        ["x-powered-by", "PHP/8.1.2"],
        ["x-ginkgo-build", ""],
        ["link", ""],
    ]


@pytest.mark.parametrize(
    "name",
    PASSING.split(),
)
def test_headers_of_caches_requests_and_times_are_left_out(name: str) -> None:
    assert _banner.headers(answer((name, "1"), ("Link", "x"))) == [["link", ""]]


@pytest.mark.parametrize("name", ["X-Accelerated-Ginkgo", "X-Msg", "X-Cached-Harbor", "Cfg"])
def test_headers_that_only_begin_alike_are_kept(name: str) -> None:
    assert _banner.headers(answer((name, "1"))) == [[name.lower(), ""]]


def test_cookies_are_kept_by_name_without_counters_and_without_those_of_balancers() -> None:
    kept = _banner.headers(
        answer(
            ("Set-Cookie", "PHPSESSID=81af; path=/"),
            ("Set-Cookie", "__cf_bm=1"),
            ("Set-Cookie", "AWSALB=2"),
            ("Set-Cookie", "cart_20261122=3"),
            ("Set-Cookie", "wordpress_0123456789abcdef=4"),
        )
    )
    assert kept == [["set-cookie", "PHPSESSID"], ["set-cookie", "cart_0"], ["set-cookie", "wordpress_0"]]


def test_a_flood_of_headers_and_cookies_is_bounded() -> None:
    many = [(f"X-A{'a' * number}", "v" * 500) for number in range(80)]
    kept = _banner.headers(answer(("Set-Cookie", "b" * 5_000), *many))
    assert len(kept) == 40
    assert max(len(name) for name, _ in kept) <= 60


def test_an_error_page_is_the_same_whatever_was_asked() -> None:
    page = (
        "<html><head><title>404 Not Found</title><script>var id='{0}'</script></head><body><h1>Not Found</h1>"
        "<p>The requested URL /{0} was not found on this server.</p>"
        "<address>Ginkgo at {0}.example Port 443, ref {0}1</address></body></html>"
    )
    one, other = (_banner.error_page(answer(body=page.format(each))) for each in ("favicon", "img"))
    assert one == other
    assert one.startswith("sha256:") and len(one) == 71


def test_other_words_or_other_elements_are_another_error_page() -> None:
    pages = ("<h1>Not found</h1><p>here</p>", "<h2>Not found</h2><p>here</p>", "<h1>Gone</h1><p>here</p>")
    assert len({_banner.error_page(answer(body=page)) for page in pages}) == 3


def test_an_error_page_without_words_or_html_is_none() -> None:
    assert _banner.error_page(answer(body="")) == ""
    assert _banner.error_page(answer(("Content-Type", "image/png"), body="\x89PNG")) == ""


async def test_the_look_keeps_the_error_page_that_stands_in_the_place_of_the_icon() -> None:
    missing = b"<html><body><h1>Nothing at /favicon.ico</h1><p>Ginkgo, 7</p></body></html>"

    async def download(request: Request) -> Response:
        known = request.url.endswith("example/")
        body, status = (b"<title>Ginkgo</title><p>mills</p>", 200) if known else (missing, 404)
        kind = {"Content-Type": "text/html", "X-Ginkgo": "1"}
        return HtmlResponse(request.url, status=status, headers=kind, body=body, request=request)

    until = asyncio.get_running_loop().time() + 10
    look = await SiteLook("ginkgo.example", download, datetime(2026, 11, 22, tzinfo=UTC), until).run()
    payload = look.observations[0].payload
    assert payload["favicon"] is None
    assert payload["headers"] == [["content-type", "text/html"], ["x-ginkgo", ""]]
    assert payload["error_page"] == body_hash(
        b"<html> <body> <h1> nothing at </h1> <p> ginkgo </p> </body> </html>"
    )
