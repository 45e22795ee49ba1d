"""Does a registry that asks for rest get it, is every request noted, and is an odd but honest object read?"""

import json
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from crawler import touched
from crawler.alarm import Alarm
from crawler.collect import Registries, collect_all, rdap
from crawler.collect._bootstrap import RdapBootstrap
from crawler.collect._collector import Context
from crawler.net import Network
from crawler.records import Outcome, Reason
from tests.crawler._registries import BOOTSTRAP, PATH, REGISTRAR, REGISTRY, failure, linked, look, registries
from tests.crawler._servers import NOW, Authority, Canary, http, listening
from tests.crawler._servers import rdap as answer


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "120"}, 120),
        (429, {}, 60),
        (503, {"Retry-After": "7200"}, 7200),
        (
            429,
            {"Retry-After": "Mon, 02 Nov 2026 08:00:00 GMT", "Date": "Mon, 02 Nov 2026 07:00:00 GMT"},
            3600,
        ),
        (429, {"Retry-After": "Sun, 22 Nov 2026 07:30:00 GMT"}, 5400),
        (429, {"Retry-After": "soon"}, 60),
        (429, {"Retry-After": "9" * 40}, 7 * 86_400),
        (429, {"Retry-After": "Sun, 22 Nov 9999 99:99:99 XXX"}, 60),
    ],
)
async def test_a_registry_that_asks_for_rest_is_left_alone_now_and_in_later_runs(
    authority, status, headers, seconds
):
    asked = []
    limit = {PATH: http(status, b"", **headers)}
    async with registries(authority, limit, asked) as network:
        context = Context(NOW, BOOTSTRAP, seconds=3)
        looks = [(await rdap.collect("front.test", network, context))[0] for _ in range(3)]
        rests = context.registries.take_rests(NOW)
        assert [each.host for each in rests] == ["rdap.registry.test"]
        assert abs((rests[0].until - NOW).total_seconds() - seconds) <= 3
        assert context.registries.take_rests(NOW) == ()
        later = Registries({each.host: each.until for each in rests}, NOW + timedelta(seconds=10))
        again, _ = await rdap.collect("front.test", network, replace(context, registries=later))
    assert {(each.outcome, each.reason) for each in (*looks, again)} == {
        (Outcome.FAILED, Reason.RATE_LIMITED)
    }
    assert asked == [PATH]


async def test_a_registry_whose_rest_is_over_is_asked_again(authority):
    async with registries(authority, {PATH: answer(REGISTRY)}) as network:
        over = Registries({"rdap.registry.test": NOW - timedelta(seconds=1)}, NOW)
        seen, _ = await rdap.collect("front.test", network, Context(NOW, BOOTSTRAP, registries=over))
    assert seen.outcome is Outcome.OBSERVED


async def test_a_host_at_rest_is_not_asked_by_way_of_a_redirect(authority):
    asked = []
    moved = {PATH: http(302, b"", Location="https://rdap.registrar.test/x"), "/x": answer(REGISTRY)}
    async with registries(authority, moved, asked) as network:
        resting = Registries({"rdap.registrar.test": NOW + timedelta(hours=1)}, NOW)
        seen, _ = await rdap.collect("front.test", network, Context(NOW, BOOTSTRAP, registries=resting))
    assert (seen.outcome, seen.reason, asked) == (Outcome.FAILED, Reason.RATE_LIMITED, [PATH])


async def test_an_unavailable_registry_that_names_no_time_is_no_limit(authority):
    assert await failure(authority, {PATH: http(503, b"")}) == (Outcome.FAILED, Reason.BAD_ANSWER)


async def test_every_request_is_noted_with_both_ends_its_status_and_its_size(authority):
    moved = {PATH: http(302, b"", Location="https://rdap.registrar.test/x"), "/x": http(200, b"<html>")}
    with touched.recording(lambda: NOW) as notes:
        await failure(authority, moved)
        await failure(authority, {}, ports=MappingProxyType({443: 1}))
        await failure(authority, {PATH: http(302, b"", Location="https://inner.test/x")})
    first = "RDAP https://rdap.registry.test/v1/domain/front.test"
    assert [(each.what, each.address, each.source, each.status, each.size) for each in notes] == [
        (first, "127.0.0.1", "127.0.0.1", 302, 0),
        ("RDAP https://rdap.registrar.test/x", "127.0.0.1", "127.0.0.1", 200, 6),
        (first, "127.0.0.1", "", 0, 0),
        (first, "127.0.0.1", "127.0.0.1", 302, 0),
    ]


async def test_whose_answer_is_read_is_told_before_it_is_read(authority):
    told = []
    link = "https://rdap.registrar.test/domain/front.test"
    answers = {PATH: answer(linked(link)), "/domain/front.test": answer(REGISTRAR)}
    async with registries(authority, answers) as network:
        context = Context(NOW, BOOTSTRAP, seconds=3, alarm=Alarm(told.append))
        await rdap.collect("www.front.test", network, context)
    assert told == ["www.front.test", ""] * 4


async def sixty_megabytes(reader, writer):
    writer.write(b"HTTP/1.1 200 X\r\nContent-Type: application/rdap+json\r\n\r\n")
    for _ in range(60 * 16):
        writer.write(b"x" * 65_536)
        await writer.drain()


async def test_an_answer_of_sixty_megabytes_is_broken_off(authority):
    with touched.recording(lambda: NOW) as notes:
        assert await failure(authority, {PATH: sixty_megabytes}) == (Outcome.FAILED, Reason.TOO_BIG)
    assert notes[0].size < 1_100_000


TOLERATED = {
    "no conformance, no class": {"ldhName": "front.test", "status": "active"},
    "no name": {"objectClassName": "domain", "status": ["active"]},
    "upper case": {"objectClassName": "DOMAIN", "ldhName": "FRONT.TEST.", "status": ["Active"]},
    "only a Unicode name": {"objectClassName": "domain", "unicodeName": "front.test", "status": ["active"]},
    "a byte that is no text": {"objectClassName": "domain", "ldhName": "front.test", "status": ["active"]},
}


@pytest.mark.parametrize("name", TOLERATED)
async def test_an_object_that_keeps_no_rule_but_is_of_the_domain_is_read(authority, name):
    body = json.dumps({**TOLERATED[name], "port43": "B"}).encode().replace(b'"B"', b'"\xff"')
    for kind in ("text/html", "application/json", "application/rdap+json; charset=latin-9"):
        seen, _ = await look(authority, {PATH: http(200, body, kind=kind)})
        assert (seen.outcome, seen.payload["statuses"]) == (Outcome.OBSERVED, ["active"])


async def test_a_name_in_other_letters_is_the_same_domain_and_another_one_is_not(authority):
    bootstrap = RdapBootstrap({"test": "https://rdap.registry.test/v1/"})
    domain = "xn--fremdfrm-c6a.test"
    for told, outcome in (
        ({"unicodeName": "fremdfürm.test"}, Outcome.OBSERVED),
        ({"ldhName": "FREMDFÜRM.test"}, Outcome.OBSERVED),
        ({"unicodeName": "fremdform.test"}, Outcome.FAILED),
        ({"ldhName": "ḟḟḟ" * 90}, Outcome.FAILED),
    ):
        found = {"objectClassName": "domain", "status": ["active"], **told}
        async with registries(authority, {f"/v1/domain/{domain}": answer(found)}) as network:
            seen, _ = await rdap.collect(domain, network, Context(NOW, bootstrap, seconds=3))
        assert seen.outcome is outcome, told


async def test_where_rdap_is_known_whois_is_never_asked(authority):
    canary = Canary()
    async with (
        listening(canary) as port43,
        registries(authority, {PATH: http(500, b"")}) as network,
    ):
        ports = MappingProxyType({**network.config.ports, 43: port43})
        context = Context(NOW, BOOTSTRAP, seconds=3, whois_servers={"test": "rdap.registry.test"})
        seen, _ = await collect_all("front.test", Network(replace(network.config, ports=ports)), context)
    registration = next(each for each in seen if each.kind == "registration")
    assert (registration.outcome, registration.reason) == (Outcome.FAILED, Reason.BAD_ANSWER)
    assert canary.visits == 0
