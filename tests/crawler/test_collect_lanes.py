"""Is every registry asked at its own pace, and is nobody kept waiting for a turn that cannot come in time?"""

import asyncio
import json
import time
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from crawler.collect import Context, RdapBootstrap, Registries, _lanes, rdap
from crawler.collect._lanes import pace_of, within
from crawler.collect._unseen import Unseen
from crawler.net import Network
from crawler.records import Outcome, Reason
from tests.crawler._servers import NOW, Authority, Zone, listening, name_server, web
from tests.crawler._servers import rdap as answer

COM, CC, INFO = "rdap.verisign.com", "tld-rdap.verisign.com", "rdap.identitydigital.services"


@pytest.mark.parametrize(
    ("host", "operator", "seconds", "at_once"),
    [
        (COM, "verisign", 1.0, 1),
        (CC, "verisign", 1.0, 1),
        (INFO, "identity-digital", 0.1, 4),
        ("rdap.nominet.uk", "nominet", 0.5, 2),
        ("rdap.lacnic.net", "lacnic", 6.0, 1),
        ("rdap.registry.test", "rdap.registry.test", 0.5, 1),
    ],
)
def test_published_limits_are_kept_and_who_publishes_none_is_asked_slowly(host, operator, seconds, at_once):
    pace = pace_of(host)
    assert (pace.operator, pace.seconds, pace.at_once) == (operator, seconds, at_once)


async def starts(registries, hosts, took=0.0, patience=20.0):
    """For each question, asked all at once: after how many seconds it began, or why it did not."""
    begun = time.monotonic()

    async def one(host):
        try:
            async with within(patience), registries.turn(host):
                at = time.monotonic() - begun
                await asyncio.sleep(took)
                return round(at, 1)
        except Unseen as error:
            return error.reason

    return await asyncio.gather(*map(one, hosts))


async def test_questions_to_one_operator_start_one_after_another():
    assert await starts(Registries(), [INFO] * 4) == [0.0, 0.1, 0.2, 0.3]


async def test_the_hosts_of_one_operator_share_a_lane_and_others_do_not_wait_for_it():
    assert await starts(Registries(), [COM, CC, INFO, "rdap.registry.test"]) == [0.0, 1.0, 0.0, 0.0]


async def test_several_processes_together_keep_the_pace_of_one():
    assert await starts(Registries(processes=4), [INFO] * 3) == [0.0, 0.4, 0.8]


async def test_who_cannot_be_asked_in_time_is_told_at_once_that_it_is_our_own_limit():
    begun = time.monotonic()
    told = await starts(Registries(), [COM] * 40, patience=0.9)
    assert told == [0.0, *[Reason.BUDGET] * 39]
    assert time.monotonic() - begun < 0.8


async def test_a_slow_registry_costs_those_who_wait_for_it_their_turn_and_not_a_timeout_of_its_own():
    assert await starts(Registries(), ["rdap.registry.test"] * 2, took=1.2, patience=1.5) == [
        0.0,
        Reason.BUDGET,
    ]


async def test_a_turn_that_was_given_up_leaves_the_lane_open():
    registries = Registries()
    with pytest.raises(TimeoutError):
        async with within(0.1), registries.turn(INFO):
            await asyncio.sleep(5)
    assert len(await starts(registries, [INFO] * 6)) == 6


async def test_a_host_at_rest_is_refused_and_its_rest_is_told_once():
    registries = Registries({COM: NOW + timedelta(hours=1)}, NOW)
    registries.rest(INFO, 90)
    registries.rest(INFO, 30)
    assert await starts(registries, [COM, CC, INFO]) == [Reason.RATE_LIMITED, 0.0, Reason.RATE_LIMITED]
    assert [(each.host, each.until) for each in registries.take_rests(NOW)] == [
        (INFO, NOW + timedelta(seconds=90))
    ]
    assert registries.take_rests(NOW) == ()


async def test_a_rest_is_dated_by_the_run_also_when_its_process_began_late():
    registries = Registries({COM: NOW + timedelta(minutes=5)}, NOW, begun=time.monotonic() - 600)
    registries.refuse_rest(COM)
    registries.rest(INFO, 90)
    assert [each.until for each in registries.take_rests(NOW)] == [NOW + timedelta(seconds=690)]


async def test_who_waits_in_the_lane_hears_of_a_rest_that_began_meanwhile():
    registries = Registries()

    async def first():
        async with registries.turn(COM):
            registries.rest(COM, 60)

    async def second():
        with pytest.raises(Unseen, match=Reason.RATE_LIMITED.value):
            async with registries.turn(COM):
                raise AssertionError("asked")

    await asyncio.gather(first(), second())


async def test_on_the_operators_own_network_there_is_no_pause_and_a_queue_too_long_is_our_limit(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(_lanes, "OWN_AT_ONCE", 1)
    authority, open_now = Authority(tmp_path), []

    async def slow(reader, writer):
        open_now.append(len(open_now))
        await asyncio.sleep(0.3)
        writer.write(answer({"objectClassName": "domain", "ldhName": "front.test", "status": "active"}))
        await writer.drain()

    bootstrap = RdapBootstrap.from_json(
        json.dumps({"services": [[["test"], ["https://rdap.registry.test/"]]]})
    )
    zone = Zone({("rdap.registry.test", "A"): ["127.0.0.1"]})
    served = web({"/domain/front.test": slow})
    async with (
        listening(served, authority.server("rdap.registry.test", end=3000)) as port,
        name_server(zone) as config,
    ):
        ports = MappingProxyType({443: port})
        network = Network(replace(config, ports=ports, authorities=(authority.file,)))
        context = Context(NOW, bootstrap, seconds=1.4)
        looks = await asyncio.gather(*(rdap.collect("front.test", network, context) for _ in range(6)))
    outcomes = [(seen.outcome, seen.reason) for seen, _ in looks]
    assert outcomes[0] == (Outcome.OBSERVED, Reason.NONE)
    assert set(outcomes) == {(Outcome.OBSERVED, Reason.NONE), (Outcome.FAILED, Reason.BUDGET)}


async def test_who_would_wait_longer_than_the_runs_patience_is_told_at_once():
    assert await starts(Registries(patience=2.5), [COM] * 5) == [0.0, 1.0, 2.0, Reason.BUDGET, Reason.BUDGET]
