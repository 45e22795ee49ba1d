"""Is the next name server asked when one gives no answer, and is no forged reply taken for one?"""

import asyncio
import random
import socket
import time
from contextlib import asynccontextmanager

import pytest

from crawler.errors import ConfigError
from crawler.lab.dns import Answers, serve
from crawler.questions import Resolver, Wildcards, _resolver, _server
from crawler.questions._server import FAILURES
from crawler.records import Reason
from tests.crawler._servers import Datagrams

RECORDS = {
    "example": {"SOA": ["ns.example. root.example. 1 2 3 4 5"]},
    "front.example": {"A": ["127.0.0.7"], "TXT": ['"v=spf1 -all"']},
    "catch.example": {"A": ["127.0.0.8"]},
    "*.catch.example": {"A": ["127.0.0.8"]},
    "*.wild.example": {"CNAME": ["park.example."]},
    "park.example": {"A": ["127.0.0.9"]},
}


@asynccontextmanager
async def servers(*words, address="127.0.0.1"):
    """One name server for each word, all for the same zone; gives what to ask and what each was asked."""
    opened, places, asked = [], [], []
    for word in words:
        seen = []

        def trouble(name, kind, word=word, seen=seen):
            seen.append((name, kind))
            return word

        port, datagrams, streams = await serve(
            Answers(lambda: RECORDS, {"": trouble, "example": trouble}), address
        )
        opened += [datagrams, streams]
        places.append(f"[{address}]:{port}" if ":" in address else f"{address}:{port}")
        asked.append(seen)
    try:
        yield places, asked
    finally:
        for each in opened:
            each.close()


@pytest.mark.parametrize("word", ["servfail", "refused", "lame", "drop", "truncate-dead"])
async def test_the_next_server_is_asked_when_one_gives_no_answer(word):
    async with servers(word, "ok") as (places, asked):
        answer = await Resolver(places, 0.4).ask("front.example", "A")
    assert (answer.status, answer.values) == (Reason.NONE, ("127.0.0.7",))
    assert asked[1] == [("front.example", "A")]


async def test_a_server_that_knows_is_not_asked_twice_nor_anybody_else():
    async with servers("ok", "ok") as (places, asked):
        resolver = Resolver(places, 1.0)
        assert (await resolver.ask("front.example", "TXT")).values == ("v=spf1 -all",)
        assert (await resolver.ask("gone.example", "TXT")).status is Reason.NXDOMAIN
    assert asked == [[("front.example", "TXT"), ("gone.example", "TXT")], []]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("servfail",), Reason.SERVFAIL),
        (("refused",), Reason.REFUSED),
        (("lame",), Reason.LAME),
        (("drop",), Reason.TIMEOUT),
        (("truncate-dead",), Reason.TRUNCATED),
        (("drop", "refused"), Reason.REFUSED),
        (("lame", "servfail"), Reason.SERVFAIL),
    ],
)
async def test_what_a_server_said_is_told_before_its_silence(words, reason):
    async with servers(*words) as (places, _):
        started = time.monotonic()
        assert (await Resolver(places, 0.4).ask("front.example", "A")).status is reason
        assert time.monotonic() - started < 1.0


async def test_a_port_where_nobody_listens_is_told_at_once():
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    started = time.monotonic()
    assert (await Resolver([place], 5.0).ask("front.example", "A")).status is Reason.UNREACHABLE
    assert time.monotonic() - started < 4.0


async def test_a_packet_that_is_lost_is_asked_for_again():
    asked = []

    def once(name, kind):
        asked.append((name, kind))
        return "drop" if len(asked) == 1 else "ok"

    port, datagrams, streams = await serve(Answers(lambda: RECORDS, {"example": once}), "127.0.0.1")
    answer = await Resolver([f"127.0.0.1:{port}"], 0.6).ask("front.example", "A")
    datagrams.close()
    streams.close()
    assert (answer.values, asked) == (("127.0.0.7",), [("front.example", "A")] * 2)


async def test_a_server_that_failed_several_times_running_is_asked_last():
    async with servers("refused", "ok") as (places, asked):
        resolver = Resolver(places, 0.4)
        for _ in range(FAILURES + 3):
            assert (await resolver.ask("front.example", "A")).values
    assert (len(asked[0]), len(asked[1])) == (FAILURES, FAILURES + 3)


async def test_a_name_server_may_have_an_ipv6_address():
    try:
        async with servers("truncate", address="::1") as (places, _):
            assert (await Resolver(places, 1.0).ask("front.example", "A")).values == ("127.0.0.7",)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")


async def test_questions_leave_by_many_ports_under_ids_nobody_can_foretell():
    seen = set()

    class Watching(Datagrams):
        def datagram_received(self, data, addr):
            seen.add((addr[1], data[:2]))

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Watching(lambda _: None), ("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    resolver = Resolver([f"127.0.0.1:{port}"], 0.3)
    await asyncio.gather(*(resolver.ask(f"{number}.example", "A") for number in range(100)))
    transport.close()
    assert len({number for number, _ in seen}) > 4
    assert len({number for _, number in seen}) > 200


async def test_a_socket_is_changed_for_another_after_some_questions(monkeypatch):
    monkeypatch.setattr(_server, "QUESTIONS", 3)
    ports = set()
    answers = Answers(lambda: RECORDS, {})

    class Watching(Datagrams):
        def datagram_received(self, data, addr):
            ports.add(addr[1])
            super().datagram_received(data, addr)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Watching(lambda query: answers.reply(query, udp=True)), ("127.0.0.1", 0)
    )
    resolver = Resolver([f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"], 1.0)
    for _ in range(6):
        told = await asyncio.gather(*(resolver.ask("front.example", "A") for _ in range(20)))
        assert {each.values for each in told} == {("127.0.0.7",)}
    transport.close()
    assert len(ports) > 3 * _server.SOCKETS


async def test_a_forged_reply_is_passed_over_and_the_true_one_taken():
    answers = Answers(lambda: RECORDS, {})

    class Forging(Datagrams):
        def datagram_received(self, data, addr):
            true = answers.reply(data, udp=True)
            others = data.replace(b"\x05front", b"\x05other")
            forged = answers.reply(others, udp=True)
            for each in (b"", b"\0", data, forged, bytes([data[0] ^ 1]) + true[1:], true):
                self.transport.sendto(each, addr)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Forging(lambda _: None), ("127.0.0.1", 0))
    resolver = Resolver([f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"], 1.0)
    assert (await resolver.ask("front.example", "A")).values == ("127.0.0.7",)
    transport.close()


async def test_only_forged_replies_are_a_bad_answer():
    class Forging(Datagrams):
        def datagram_received(self, data, addr):
            self.transport.sendto(data, addr)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Forging(lambda _: None), ("127.0.0.1", 0))
    resolver = Resolver([f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"], 0.3)
    assert (await resolver.ask("front.example", "A")).status is Reason.BAD_ANSWER
    transport.close()


def test_without_a_name_server_nothing_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(_resolver, "SYSTEM", tmp_path / "resolv.conf")
    with pytest.raises(ConfigError, match="no name server to ask"):
        Resolver((), 1.0)
    (tmp_path / "resolv.conf").write_text("# none\nsearch example\n")
    with pytest.raises(ConfigError, match="names none"):
        Resolver((), 1.0)
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.53\nnameserver ::1\noptions edns0\n")
    Resolver((), 1.0)


@pytest.mark.parametrize("place", ["dns.example", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:0", ""])
def test_a_place_that_is_no_address_with_a_port_stops_the_start(place):
    with pytest.raises(ConfigError, match="no name server to ask"):
        Resolver([place], 1.0)


async def test_two_random_names_tell_a_wildcard_and_one_does_not():
    async with servers("ok") as (places, asked):
        resolver = Resolver(places, 1.0)
        wildcards = Wildcards(resolver.ask, random.Random(4))
        assert (await wildcards.below("catch.example")).values == ("127.0.0.8",)
        assert (await wildcards.below("front.example")).values == ()
        park = await resolver.ask("park.example", "A")
        parked = await resolver.ask("anything.wild.example", "A")
        assert await wildcards.above("wild.example", parked) is Reason.WILDCARD
        front = await resolver.ask("front.example", "A")
        assert await wildcards.above("wild.example", front) is Reason.NONE
        assert await wildcards.above("wild.example", park) is Reason.WILDCARD
    random_ones = [name for name, _ in asked[0] if name.endswith((".catch.example", ".wild.example"))]
    assert len(random_ones) == 2 + 1 + 2, "below twice, one by hand, above once for all"


async def test_only_one_of_two_random_names_answering_is_no_wildcard():
    asked = []

    async def query(name, _rdtype):
        asked.append(name)
        return await resolver.ask("front.example" if len(asked) % 2 else "gone.example", "A")

    async with servers("ok") as (places, _):
        resolver = Resolver(places, 1.0)
        wildcards = Wildcards(query, random.Random(4))
        front = await resolver.ask("front.example", "A")
        assert await wildcards.above("example", front) is Reason.NONE
        assert not (await wildcards.below("front.example")).values


async def test_a_zone_above_that_gave_no_answer_is_asked_again_for_the_next_domain():
    words = ["servfail", "servfail", "wildcard", "wildcard"]

    async def query(name, rdtype):
        return await resolver.ask(name, rdtype)

    answers = Answers(lambda: RECORDS, {"example": lambda name, _: words.pop(0) if len(name) > 20 else "ok"})
    port, datagrams, streams = await serve(answers, "127.0.0.1")
    resolver = Resolver([f"127.0.0.1:{port}"], 1.0)
    wildcards = Wildcards(query, random.Random(4))
    made_up = await Resolver([f"127.0.0.1:{port}"], 1.0).ask("front.example", "A")
    assert await wildcards.above("example", made_up) is Reason.SERVFAIL
    assert len(words) == 2
    assert await wildcards.above("example", made_up) is Reason.NONE
    assert words == []
    datagrams.close()
    streams.close()
