"""Is a certstream heard, heard again after the line was lost, and is told what was not heard?"""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import WSMsgType, web

from crawler.discovery import Batch
from crawler.discovery._ct_stream import Heard, message
from crawler.discovery.certificates_stream import SOURCE as STREAM
from crawler.errors import ConfigError, SourceUnavailable
from tests.crawler import _ct_logs as ct

LINES = [json.dumps(ct.stream_line(each, at)) for at, each in enumerate(ct.entries()[:40])]
EXPECTED = [ct.expected(each) for each in ct.entries()[:40]]


@dataclass
class Server:
    """What each connection in turn is told; the last one is kept open."""

    talks: list[list[str]]
    url: str = ""
    paths: list[str] = field(default_factory=list)

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.paths.append(request.path)
        lines = self.talks[min(len(self.paths), len(self.talks)) - 1]
        for line in lines:
            await socket.send_str(line)
        if len(self.paths) < len(self.talks):
            await socket.close()
        else:
            async for told in socket:
                assert told.type != WSMsgType.TEXT
        return socket


@contextmanager
def serving(*talks: list[str]) -> Iterator[Server]:
    server, loop = Server(list(talks)), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/{path:.*}", server.talk)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result(5)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def flat(expected: list[list[str]]) -> list[str]:
    return sorted(name for names in expected for name in names)


def faults(batches: list[Batch]) -> list[str]:
    return [fault for batch in batches for fault in batch.faults]


def test_a_stream_is_heard_until_enough_messages_came() -> None:
    beat = json.dumps({"message_type": "heartbeat", "timestamp": 1})
    with serving([LINES[0], beat, *LINES[1:]]) as server:
        began = time.monotonic()
        got = ct.read_all(STREAM, f"{server.url}/full-stream", most="30", seconds="20")
        assert (server.paths, time.monotonic() - began < 10) == (["/full-stream"], True)
    assert sorted(ct.names_in(got)) == flat(EXPECTED[:30])
    assert got[0].names[0] == ("site0.example", "entry 0 of Plate 2026h2")
    assert (json.loads(got[-1].cursor), faults(got)) == ({"logs": {"Plate 2026h2": 29}}, [])


def test_a_lost_line_is_made_again_and_what_was_not_heard_is_a_gap() -> None:
    with serving(LINES[:10], LINES[15:20], LINES[20:]) as server:
        got = ct.read_all(STREAM, server.url, most="35", seconds="20")
        assert len(server.paths) == 3
    assert sorted(ct.names_in(got)) == flat(EXPECTED[:10] + EXPECTED[15:])
    assert faults(got) == [
        "gap of 5 entries in Plate 2026h2 between 9 and 15",
        f"the connection to {server.url} was lost 2 times",
    ]


def test_what_passed_between_two_runs_is_a_gap_too() -> None:
    with serving(LINES[30:]) as server:
        cursor = json.dumps({"logs": {"Plate 2026h2": 19}})
        got = ct.read_all(STREAM, server.url, cursor=cursor, most="10", seconds="20")
    assert faults(got) == ["gap of 10 entries in Plate 2026h2 between 19 and 30"]


def test_a_stream_of_names_alone_has_no_indexes_and_bad_messages_are_told() -> None:
    said = [{"message_type": "dns_entries", "data": ["*.Plate.example", "plate.example", "192.0.2.1"]}]
    said += [{"message_type": "dns_entries", "data": [7]}, {"message_type": "certificate_update", "data": 5}]
    lines = [json.dumps(each) for each in said]
    with serving([*lines, "[" * 100_000, lines[0]]) as server:
        got = ct.read_all(STREAM, f"{server.url}/domains-only", most="2", seconds="20")
    where = f"{server.url}/domains-only"
    assert [pair for batch in got for pair in batch.names] == [
        ("plate.example", f"message 1 of {where}"),
        ("plate.example", f"message 2 of {where}"),
    ]
    assert faults(got)[:2] == [
        f"a message of {where} cannot be read: one of its names is none",
        f"a message of {where} cannot be read: it is no message of a certstream",
    ]


def test_a_server_that_is_not_there_is_told_and_an_inner_address_is_not_dialled() -> None:
    with pytest.raises(SourceUnavailable, match=r"cannot be reached: .*is the server running"):
        ct.read_all(STREAM, "ws://127.0.0.1:1/", seconds="1")
    with pytest.raises(SourceUnavailable, match=r"169\.254\.169\.254 is not dialled"):
        ct.read_all(STREAM, "ws://169.254.169.254/", seconds="1")
    with pytest.raises(ConfigError, match="is no websocket"):
        ct.read_all(STREAM, "http://127.0.0.1:1/")


def test_entries_may_come_out_of_order_and_only_what_never_came_is_missing() -> None:
    heard = Heard({"A": 4})
    for index in (5, 9, 7, 6, 12, 8, 11, 20, 20, 3):
        heard.take("A", index)
    heard.take("B", 1_000)
    assert heard.last == {"A": 20, "B": 1_000}
    assert heard.gaps(but_last=1) == ["gap of 1 entries in A between 9 and 11"]
    heard.take("A", 15)
    assert heard.gaps() == [
        "gap of 4 entries in A between 15 and 20",
        "gap of 2 entries in A between 12 and 15",
    ]
    assert heard.gaps() == []


@pytest.mark.parametrize(
    "data",
    [
        {"cert_index": -1, "leaf_cert": {"all_domains": ["a.example"]}, "source": {"name": "x"}},
        {"cert_index": 10**30, "leaf_cert": {"all_domains": ["a.example"]}, "source": {"name": "x"}},
        {"cert_index": 1.5, "leaf_cert": {"all_domains": ["a.example"]}, "seen": "now"},
        {"cert_index": 3, "leaf_cert": {"all_domains": ["a.example"]}, "source": [], "seen": 1e300},
        {"cert_index": 3, "leaf_cert": {"all_domains": ["a.example"]}, "source": {"name": "a\u202eb"}},
        {"cert_index": 3, "leaf_cert": {"all_domains": ["a.example"]}, "seen": float("-inf")},
    ],
)
def test_odd_fields_lose_no_names(data: dict[str, object]) -> None:
    found = message({"message_type": "certificate_update", "data": data})
    assert found is not None
    assert (found.names, found.log, found.index, found.seen) == (["a.example"], "", -1, 0.0)
