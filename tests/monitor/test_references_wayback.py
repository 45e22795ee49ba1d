"""Are captures of the Wayback Machine asked for slowly, once, and kept as baselines? All is invented."""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler import subjects
from crawler.archive import Archive
from crawler.discovery import Web
from crawler.errors import ConfigError, SourceUnavailable
from crawler.net import NetConfig, Network
from crawler.store import ObservationStore
from monitor.cli import run
from monitor.references._captures import Captures, seconds_of
from monitor.references.archives import Keeping
from monitor.references.wayback import import_captures
from monitor.store import MonitorStore
from tests.crawler.test_pictures import NAVY, WHITE, logo, saved
from tests.monitor.test_references import FOX, HOME, NOW, SEIZED, home

__all__ = ["home"]  # the fixture
PAGE = HOME.replace("<nav>", "<nav><img src=/logo.png>")
LATER = PAGE.replace("eleven", "fourteen")
CONTACT = HOME.replace("Software for harbours", "Write to our office")
LOGO = saved(logo(NAVY, WHITE))
PARKED = "<title>cloudbluefox.com</title><h1>This domain is for sale</h1><p>Buy this domain. Parked free."
SITE = [
    ("20190101000000", f"http://{FOX}/", "text/html", PARKED.encode()),
    ("20200501090000", f"https://{FOX}/", "text/html", PAGE.encode()),
    ("20200601090000", f"https://www.{FOX}/", "text/html", PAGE.encode()),
    ("20200502090000", f"https://{FOX}/contact", "text/html", CONTACT.encode()),
    ("20200502090100", f"https://{FOX}/logo.png", "image/png", LOGO),
    ("20220501090000", f"https://{FOX}/", "text/html", LATER.encode()),
    ("20240501090000", f"https://{FOX}/", "text/html", SEIZED.encode()),
    ("20220501090000", f"https://blog.{FOX}/", "text/html", b"<p>another site of theirs"),
]


def digest(body: bytes) -> str:
    return base64.b32encode(hashlib.sha1(body).digest()).decode()


@dataclass
class Machine:
    """The invented archive: what it holds, what it was asked, and how often it still says 429."""

    captures: list[tuple[str, str, str, bytes]] = field(default_factory=lambda: list(SITE))
    asked: list[str] = field(default_factory=list)
    busy: int = 0
    rest: str = "7"
    rows_at_once: int = 5
    url: str = ""

    def index(self, key: str) -> bytes:
        begin = int(key or 0)
        fields = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        table: list[list[str]] = [fields]
        for stamp, url, kind, body in self.captures[begin : begin + self.rows_at_once]:
            table.append(["com,cloudbluefox)/", stamp, url, kind, "200", digest(body), str(len(body))])
        if begin + self.rows_at_once < len(self.captures):
            table += [[], [str(begin + self.rows_at_once)]]
        return json.dumps(table).encode()


@pytest.fixture
def machine() -> Iterator[Machine]:
    held = Machine()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked.append(self.path)
            if held.busy:
                held.busy -= 1
                return self.answer(429, b"", {"Retry-After": held.rest})
            if self.path.startswith("/cdx/"):
                key = parse_qs(urlsplit(self.path).query).get("resumeKey", [""])[0]
                return self.answer(200, held.index(key), {"Content-Type": "application/json"})
            for stamp, url, kind, body in held.captures:
                if self.path == f"/web/{stamp}id_/{url}":
                    headers = {
                        "Content-Type": kind,
                        "X-Archive-Orig-Server": "nginx/1.18",
                        "Server": "wayback",
                    }
                    if kind == "text/html":
                        headers["Content-Encoding"], body = "gzip", gzip.compress(body)
                    return self.answer(200, body, headers)
            return self.answer(404, b"<p>not archived", {"Content-Type": "text/html"})

        def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        held.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield held
        server.shutdown()


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(Network(NetConfig(allow=("127.0.0.0/8",), timeout=2.0)), seconds=2.0) as opened:
        yield opened


class Clock:
    """A time that passes by sleeping alone; at the wait of that number the import is stopped by force."""

    def __init__(self, stop_at: int = 0) -> None:
        self.now, self.waits, self.stop_at = 1_000_000.0, [], stop_at

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds
        if len(self.waits) == self.stop_at:
            raise KeyboardInterrupt


def asking(machine: Machine, web: Web, folder: Path, clock: Clock | None = None) -> Captures:
    clock = clock or Clock()
    return Captures(machine.url, folder / "wayback", web, clock=lambda: clock.now, sleep=clock.sleep)


def keeping(home: tuple[MonitorStore, ObservationStore, Archive]) -> Keeping:
    return Keeping(*home, NOW)


def test_each_home_page_that_was_another_becomes_a_time_slice(machine, web, home, tmp_path):
    clock = Clock()
    done = import_captures(asking(machine, web, tmp_path, clock), FOX, keeping(home))
    assert [(each.observed_at, each.pages, each.tool) for each in done.baselines] == [
        (datetime(2020, 5, 1, 9, tzinfo=UTC), 2, "Wayback Machine"),
        (datetime(2022, 5, 1, 9, tzinfo=UTC), 1, "Wayback Machine"),
    ]
    assert done.baselines[0].source == f"{machine.url}/web/20200501090000id_/https://{FOX}/"
    assert done.baselines[0].hash == f"sha256:{hashlib.sha256(PAGE.encode()).hexdigest()}"
    assert [each for each in done.refused if "parked" in each] == [
        "the page of 2019-01-01 is a page of the kind 'parked', not the front's own content"
    ]
    assert "1 captures that were taken after the seizure of 2023-10-17" in done.refused
    subject = subjects.load(home[1], home[2], FOX, at=done.baselines[0].observed_at)
    assert [page.html for page in subject.pages] == [PAGE, CONTACT]
    assert [(each.role, each.body) for each in subject.images] == [("logo", LOGO)]
    assert subject.observations["site"].payload["server"]["server"] == "nginx/1.18"
    assert len(machine.asked) == 7  # two parts of the index, three home pages, a contact page, a logo
    assert clock.waits == [2.5] * 6, "24 requests a minute"
    noted = [(each.what, each.status) for each in home[1].touches(FOX)]
    assert noted == [(f"GET {machine.url}{each}", 200) for each in machine.asked]


def test_an_import_that_is_stopped_goes_on_and_asks_for_nothing_twice(machine, web, home, tmp_path):
    for stop_at in (1, 2, 1, 2):
        with pytest.raises(KeyboardInterrupt):
            import_captures(asking(machine, web, tmp_path, Clock(stop_at)), FOX, keeping(home))
    done = import_captures(asking(machine, web, tmp_path), FOX, keeping(home))
    assert len(done.baselines) == 2
    assert len(machine.asked) == len(set(machine.asked)) == 7


def test_a_second_import_asks_the_index_anew_and_for_new_captures_alone(machine, web, home, tmp_path):
    import_captures(asking(machine, web, tmp_path), FOX, keeping(home))
    newer = LATER.replace("fourteen", "forty")
    machine.captures.append(("20230301090000", f"https://{FOX}/", "text/html", newer.encode()))
    machine.asked.clear()
    done = import_captures(asking(machine, web, tmp_path), FOX, keeping(home))
    assert [each.observed_at.year for each in done.baselines] == [2020, 2022, 2023]
    assert [each.partition("?")[0] for each in machine.asked] == [
        "/cdx/search/cdx", "/cdx/search/cdx", f"/web/20230301090000id_/https://{FOX}/"
    ]  # fmt: skip


def test_who_says_429_is_left_alone_for_as_long_as_it_asks(machine, web, tmp_path):
    machine.busy = 1
    clock = Clock()
    assert len(asking(machine, web, tmp_path, clock).rows(FOX)) == 8
    assert clock.waits[0] == 7.0


def test_a_long_rest_ends_the_import_and_the_next_one_does_not_ask_before_its_end(machine, web, tmp_path):
    machine.busy, machine.rest = 1, "3600"
    for _ in range(2):
        with pytest.raises(SourceUnavailable, match="asks to be left alone until 1970-01-12 14:46 UTC"):
            asking(machine, web, tmp_path).rows(FOX)
    assert len(machine.asked) == 1
    later = Clock()
    later.now += 3601
    assert len(asking(machine, web, tmp_path, later).rows(FOX)) == 8


def test_a_rest_is_told_in_seconds_or_as_a_date_or_is_a_minute():
    assert seconds_of("90", 0.0) == 90.0
    assert seconds_of("Thu, 01 Jan 1970 00:02:00 GMT", 30.0) == 90.0
    assert seconds_of("soon", 0.0) == 60.0


def test_a_capture_that_is_gone_is_left_out_and_not_asked_for_again(machine, web, home, tmp_path):
    machine.captures = [SITE[1]]
    captures = asking(machine, web, tmp_path)
    captures.rows(FOX)
    machine.captures = []
    with pytest.raises(ConfigError, match=rf"nothing in http://.* can be a baseline of {FOX}"):
        import_captures(captures, FOX, keeping(home))
    assert machine.asked[1:] == [f"/web/20200501090000id_/https://{FOX}/"]


def test_an_address_that_is_none_is_the_operators_mistake(web, tmp_path):
    with pytest.raises(ConfigError, match=r"'fox\.warc' is no address of a web archive"):
        Captures("fox.warc", tmp_path, web)


def test_the_command_asks_over_the_network_of_its_home(machine, tmp_path, capsys):
    machine.captures = [SITE[1]]
    home = ["--home", str(tmp_path / "home")]
    assert run([*home, "init"]) == 0
    (tmp_path / "home" / "brassplate.toml").write_text('[net]\nallow = ["127.0.0.0/8"]\n')
    capsys.readouterr()
    assert run([*home, "reference", "import", "--domain", FOX, "--wayback", machine.url]) == 0
    assert capsys.readouterr().out == f"{FOX}: baseline of 2020-05-01, 1 page (Wayback Machine)\n"
    assert len(machine.asked) == 2
