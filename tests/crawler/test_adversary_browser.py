"""Can a page that a browser draws get past the proxy, press others, or leave something behind?"""

import asyncio
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from crawler.browser import DrawJob, draw, find
from crawler.records import Outcome
from tests.crawler._download import Server
from tests.crawler._servers import Authority, Zone, listening, name_server
from tests.crawler._web import CLOSED, Web, answer, running_web
from tests.crawler.test_browser import NOW, STRIPES, drawn

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed (Debian's chromium)"),
]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with running_web(tmp_path) as web:
        yield web


def heard_by(listener: socket.socket) -> list[bytes]:
    listener.setblocking(False)
    found = []
    try:
        while True:
            found.append(listener.recvfrom(3_000)[0])
    except BlockingIOError:
        return found


def test_a_page_sends_no_datagram_past_the_proxy(web: Web, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        there = f"127.0.0.1:{listener.getsockname()[1]}"
        script = (
            f"const p=new RTCPeerConnection({{iceServers:[{{urls:'stun:{there}'}}]}});"
            "p.createDataChannel('x');p.createOffer().then(o=>p.setLocalDescription(o));"
            f"new WebTransport('https://{there}/').ready.catch(e=>0)"
        )
        web.site("evil.example", home=answer(f"<body>{STRIPES}<script>{script}</script>"))
        (visit,) = drawn(web, tmp_path, ("evil.example", "https://evil.example/"))
        assert visit.observations[0].outcome is Outcome.OBSERVED
        assert heard_by(listener) == []


async def test_a_page_makes_some_hundred_requests_and_no_more(tmp_path: Path) -> None:
    script = (
        "for(let n=0;n<700;n++)try{const x=new XMLHttpRequest();x.open('GET','/'+n,false);x.send()}catch(e){}"
    )
    page = f"<body>{STRIPES}<script>{script}</script>".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    server = Server(head.encode() + page)
    tls = Authority(tmp_path).server("evil.test")
    records = {("evil.test", "A"): ["127.0.0.1"]}
    async with listening(server, tls) as port, name_server(Zone(records)) as config:
        net = replace(config, ports=MappingProxyType({80: port, 443: port}))
        job = DrawJob(NOW, tmp_path, find(), "run", seconds=60, net=net)
        await asyncio.to_thread(lambda: list(draw(job, [("evil.test", "https://evil.test/")])))
    assert 100 < len(server.asked) <= 500


def test_a_connection_that_failed_is_in_the_ledger_too(web: Web, tmp_path: Path) -> None:
    parts = "<img src=https://silent.example/x><img src=https://unheard-of.example/x>"
    web.site("evil.example", home=answer(f"<body>{STRIPES}{parts}"))
    web.site("silent.example", CLOSED)
    (visit,) = drawn(web, tmp_path, ("evil.example", "https://evil.example/"))
    whats = {each.what: each.address for each in visit.touches}
    assert whats["BROWSER CONNECT silent.example:443"] == ""
    assert "BROWSER CONNECT unheard-of.example:443" not in whats, "nobody was dialled"


def descendants(process: int) -> dict[int, str]:
    """Their command lines by number."""
    parents, commands = {}, {}
    for each in Path("/proc").iterdir():
        try:
            parents[int(each.name)] = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(each.name)] = (each / "cmdline").read_text().replace("\0", " ")
        except (ValueError, OSError):
            continue
    found: dict[int, str] = {}
    wanted = {process}
    while wanted := {number for number, parent in parents.items() if parent in wanted} - found.keys():
        found |= {number: commands[number] for number in wanted}
    return found


def test_browsers_that_die_leave_no_drivers_behind(web: Web, tmp_path: Path) -> None:
    web.site("a.example", home=answer(f"<body>{STRIPES}"))
    job = DrawJob(NOW, tmp_path, find(), "run", seconds=15, net=web.net)
    drivers = []
    for _ in draw(job, [("a.example", "https://a.example/")] * 3):
        running = descendants(os.getpid())
        drivers.append(sum("run-driver" in command for command in running.values()))
        for number, command in running.items():
            if "-debugging-pipe" in command and "--type=" not in command:
                os.kill(number, signal.SIGKILL)
        time.sleep(0.5)  # for its death to be heard of
    assert drivers == [1, 1, 1]
