"""Does a source's web fetch what it is asked for, no more, and from nowhere else?"""

import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from crawler.discovery import Web
from crawler.discovery._web import _is_safe_for
from crawler.errors import SourceUnavailable
from crawler.net import NetConfig, Network

LAB = NetConfig(allow=("127.0.0.0/8",), timeout=2.0)


class _Feed(BaseHTTPRequestHandler):
    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        type(self).seen.append((self.path, self.headers.get("Authorization", "")))
        if self.path == "/moved":
            self._answer(302, b"", Location=f"http://127.0.0.2:{self.server.server_address[1]}/there")
        elif self.path == "/inside":
            self._answer(302, b"", Location="http://169.254.169.254/latest")
        elif self.path == "/busy":
            self._answer(429, b"", **{"Retry-After": "90"})
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.01)
            except OSError:
                self.close_connection = True
        elif self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"only this")
            self.close_connection = True
        else:
            self._answer(200, self.path.encode() * 10)

    def do_POST(self) -> None:
        self._answer(200, self.rfile.read(int(self.headers["Content-Length"]))[::-1])

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def feed() -> Iterator[str]:
    _Feed.seen = []
    with ThreadingHTTPServer(("0.0.0.0", 0), _Feed) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(Network(LAB), seconds=2.0) as opened:
        yield opened


def test_an_answer_comes_with_its_status_headers_and_bytes(web: Web, feed: str) -> None:
    found = web.get(f"{feed}/list")
    assert (found.status, found.body) == (200, b"/list" * 10)
    busy = web.get(f"{feed}/busy")
    assert (busy.status, busy.rest) == (429, 90.0)
    assert web.post(f"{feed}/in", b"abc", headers={}).body == b"cba"


def test_several_answers_come_in_the_order_of_their_questions(web: Web, feed: str) -> None:
    found = web.get_many([f"{feed}/{number}" for number in range(5)])
    assert [each.body[:2] for each in found] == [b"/0", b"/1", b"/2", b"/3", b"/4"]


def test_a_long_body_comes_in_pieces(web: Web, feed: str) -> None:
    assert b"".join(web.stream(f"{feed}/zone")) == b"/zone" * 10


def test_a_secret_is_not_sent_on_to_another_host(web: Web, feed: str) -> None:
    assert web.get(f"{feed}/moved", headers={"Authorization": "Bearer s3cret"}).status == 200
    assert _Feed.seen == [("/moved", "Bearer s3cret"), ("/there", "")]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/inside", "169.254.169.254"),
        ("/short", "fetching"),
    ],
)
def test_what_cannot_be_had_is_one_sentence(web: Web, feed: str, path: str, says: str) -> None:
    with pytest.raises(SourceUnavailable, match=says):
        web.get(feed + path)


def test_more_than_was_allowed_is_refused(web: Web, feed: str) -> None:
    with pytest.raises(SourceUnavailable, match="more than 20 bytes"):
        web.get(f"{feed}/list", cap=20)


def test_a_status_that_is_no_body_is_told_with_what_to_do(web: Web, feed: str) -> None:
    with pytest.raises(SourceUnavailable, match="status 429; it asks for patience"):
        list(web.stream(f"{feed}/busy"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://", "nothing"])
def test_only_http_addresses_are_fetched(web: Web, url: str) -> None:
    with pytest.raises(SourceUnavailable, match="is no http or https address"):
        web.get(url)


def test_without_leave_no_private_address_is_dialled(feed: str) -> None:
    with (
        Web(Network(replace(LAB, allow=())), seconds=2.0) as web,
        pytest.raises(SourceUnavailable, match="not"),
    ):
        web.get(f"{feed}/list")
    assert _Feed.seen == []


def test_a_body_that_trickles_without_end_is_given_up(feed: str) -> None:
    with Web(Network(LAB), seconds=0.3) as web, pytest.raises(SourceUnavailable) as told:
        for _ in web.stream(f"{feed}/endless"):
            pass
    assert f"{feed}/endless came too slowly, " in str(told.value)


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://feeds.example/other", True),
        ("https://feeds.example:443/other", True),
        ("http://feeds.example/list", False),
        ("https://feeds.example:8443/list", False),
        ("https://feeds.example.evil.example/list", False),
        ("https://feeds.example@evil.example/list", False),
    ],
)
def test_credentials_go_to_the_server_that_was_named_and_never_in_the_clear(url: str, is_safe: bool) -> None:
    assert _is_safe_for(url, "https://feeds.example/list") is is_safe


def test_a_server_that_leads_to_its_own_https_still_gets_the_credentials() -> None:
    assert _is_safe_for("https://feeds.example/list", "http://feeds.example/list")
