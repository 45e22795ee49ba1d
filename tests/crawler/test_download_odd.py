"""Does a server with bad manners give us a page wherever it gives Scrapy's own handler one?"""

import gzip
import json
import subprocess
import sys
from asyncio import StreamWriter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.crawler._fetch import OURS, STOCK
from tests.crawler._web import BOTH, Web, running_web

PAGE = b"<title>odd</title>"
SIZED = b"Content-Length: %d\r\n" % len(PAGE)
END = b"Connection: close\r\n\r\n"


def ok(fields: bytes, body: bytes = PAGE, first: bytes = b"HTTP/1.1 200 OK\r\n") -> bytes:
    return first + b"Content-Type: text/html\r\n" + fields + END + body


CHUNKED = b"Transfer-Encoding: chunked\r\n"
ODD: dict[str, bytes] = {
    "plain": ok(SIZED),
    "latin": ok(SIZED + b"X-Name: caf\xe9\r\n"),
    "colonless": ok(b"this line has no colon\r\n" + SIZED),
    "colonless-first": b"HTTP/1.1 200 OK\r\nnothing\r\n" + SIZED + END + PAGE,
    "same-length-twice": ok(SIZED + SIZED),
    "two-lengths": ok(SIZED + b"Content-Length: 5\r\n"),
    "length-and-chunks": ok(SIZED + CHUNKED, b"12\r\n" + PAGE + b"\r\n0\r\n\r\n"),
    "six-hundred-lines": ok(SIZED + b"".join(b"X-%d: y\r\n" % each for each in range(600))),
    "long-line": ok(SIZED + b"X-Long: " + b"y" * 10_000 + b"\r\n"),
    "broken-gzip": ok(b"Content-Encoding: gzip\r\n", gzip.compress(PAGE)[:-9] + b"garbage-here"),
    "not-gzip": ok(SIZED + b"Content-Encoding: gzip\r\n"),
    "unknown-encoding": ok(SIZED + b"Content-Encoding: none\r\n"),
    "bare-line-feeds": ok(SIZED).replace(b"\r\n", b"\n"),
    "first-bare-line-feed": ok(SIZED, first=b"HTTP/1.1 200 OK\n"),
    "version-0.9": b"<html><title>no head at all</title></html>",
    "version-1.0": ok(SIZED, first=b"HTTP/1.0 200 OK\r\n"),
    "version-2": ok(SIZED, first=b"HTTP/2 200 OK\r\n"),
    "version-1.2": ok(SIZED, first=b"HTTP/1.2 200 OK\r\n"),
    "small-http": ok(SIZED, first=b"http/1.1 200 OK\r\n"),
    "icy": ok(SIZED, first=b"ICY 200 OK\r\n"),
    "nul-in-a-field": ok(SIZED + b"X-Nul: a\0b\r\n"),
    "space-after-chunk-size": ok(CHUNKED, b"12 \r\n" + PAGE + b"\r\n0\r\n\r\n"),
    "chunk-extension": ok(CHUNKED, b"12;a=b\r\n" + PAGE + b"\r\n0;x\r\n\r\n"),
    "leading-zero-chunk": ok(CHUNKED, b"00000012\r\n" + PAGE + b"\r\n0\r\n\r\n"),
    "chunks-that-are-none": ok(CHUNKED),
    "wrong-reason": ok(SIZED, first=b"HTTP/1.1 200 Not Found\r\n"),
    "no-reason": ok(SIZED, first=b"HTTP/1.1 200\r\n"),
    "no-reason-but-space": ok(SIZED, first=b"HTTP/1.1 200 \r\n"),
    "latin-reason": ok(SIZED, first=b"HTTP/1.1 200 D\xe9j\xe0\r\n"),
    "status-999": ok(SIZED, first=b"HTTP/1.1 999 Denied\r\n"),
    "status-1000": ok(SIZED, first=b"HTTP/1.1 1000 Denied\r\n"),
    "status-60": ok(SIZED, first=b"HTTP/1.1 60 Denied\r\n"),
    "no-final-chunk": ok(CHUNKED, b"12\r\n" + PAGE + b"\r\n"),
    "early-close": ok(b"Content-Length: 500\r\n"),
    "no-length": ok(b""),
    "more-than-length": ok(SIZED, PAGE + b"and more"),
    "negative-length": ok(b"Content-Length: -1\r\n"),
    "length-is-no-number": ok(b"Content-Length: many\r\n"),
    "length-with-plus": ok(b"Content-Length: +18\r\n"),
    "folded": ok(SIZED + b"X-Folded: a\r\n b\r\n"),
    "folded-first": b"HTTP/1.1 200 OK\r\n b\r\n" + SIZED + END + PAGE,
    "space-before-colon": ok(SIZED + b"X-Space : a\r\n"),
    "no-name": ok(SIZED + b": a\r\n"),
    "empty-line-first": b"\r\n" + ok(SIZED),
    "interim": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok(SIZED),
    "interim-100": b"HTTP/1.1 100 Continue\r\n\r\n" + ok(SIZED),
    "switching": ok(SIZED, first=b"HTTP/1.1 101 Switching\r\n"),
    "head-alone": b"HTTP/1.1 200 OK\r\n\r\n",
    "nothing": b"",
    "half-a-head": b"HTTP/1.1 200 OK\r\nContent-Type: te",
    "with-body-204": ok(SIZED, first=b"HTTP/1.1 204 No Content\r\n"),
    "with-body-304": ok(SIZED, first=b"HTTP/1.1 304 Not Modified\r\n"),
    "bad-location": ok(SIZED + b"Location: http://[\r\n", first=b"HTTP/1.1 302 Found\r\n"),
    "challenge": ok(SIZED + b"WWW-Authenticate: Negotiate, Basic\r\n", first=b"HTTP/1.1 401 No\r\n"),
    "upgrade": ok(SIZED + b"Upgrade: h2c\r\nConnection: Upgrade\r\n"),
    "carriage-return-in-a-field": ok(SIZED + b"X-Return: a\rb\r\n"),
    "transfer-gzip": ok(SIZED + b"Transfer-Encoding: gzip\r\n"),
    "transfer-identity": ok(SIZED + b"Transfer-Encoding: identity\r\n"),
    "chunked-twice": ok(CHUNKED + CHUNKED, b"12\r\n" + PAGE + b"\r\n0\r\n\r\n"),
    "cookies": ok(SIZED + b"Set-Cookie: a=b\r\nStrict-Transport-Security: max-age=99\r\n"),
}  # fmt: skip


def unclean(answer: bytes) -> Any:
    """Over TLS, without saying goodbye."""

    async def talk(writer: StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.transport.abort()

    return talk


def build(web: Web) -> list[str]:
    for name, given in ODD.items():
        web.site(f"{name}.example", BOTH, home=given)
    web.site("unclean.example", BOTH, home=unclean(ok(SIZED)))
    web.site("unclean-no-length.example", BOTH, home=unclean(ok(b"")))
    return [f"{scheme}://{host}/" for host in web.names for scheme in ("http", "https")]


def fetch(handler: str, web: Web, urls: list[str]) -> tuple[dict[str, Any], int]:
    command = [sys.executable, "-m", "tests.crawler._fetch", handler, json.dumps(web.net.to_json()), *urls]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    *seen, again = map(json.loads, done.stdout.splitlines())
    assert len(seen) == len(urls), done.stderr[-2_000:]
    return dict(zip(urls, seen, strict=True)), again


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], dict[str, Any], int]]:
    with running_web(tmp_path_factory.mktemp("web")) as web:
        urls = build(web)
        stock, _ = fetch(STOCK, web, urls)
        ours, again = fetch(OURS, web, urls)
        yield stock, ours, again


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("name", [*ODD, "unclean", "unclean-no-length"])
def test_where_scrapys_own_handler_makes_a_page_ours_makes_the_same(both, name: str, scheme: str) -> None:
    stock, ours, _ = (
        each[f"{scheme}://{name}.example/"] if isinstance(each, dict) else each for each in both
    )
    if "status" in stock:
        said = ("status", "body", "address")
        assert [ours.get(each) for each in said] == [stock[each] for each in said], ours.get("error")
        kept = {key: value for key, value in ours["headers"].items() if key != "content-length"}
        assert kept == {key: value for key, value in stock["headers"].items() if key != "content-length"}
    assert ours["meta"]["dialled"] == BOTH


def test_an_answer_that_never_began_or_broke_off_is_no_page(both) -> None:
    _, ours, _ = both
    for name in ("nothing", "half-a-head", "early-close", "no-final-chunk", "switching", "version-0.9"):
        assert "status" not in ours[f"https://{name}.example/"], name


def test_only_what_libcurl_cannot_read_costs_a_second_request(both) -> None:
    _, _, again = both
    unread = {"colonless", "colonless-first", "nul-in-a-field", "carriage-return-in-a-field", "version-1.2"}
    unread |= {"status-1000", "status-60", "folded-first"}
    assert again == 2 * len(unread)
