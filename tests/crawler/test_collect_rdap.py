"""Is a registration read from the registry and the registrar, and from nobody else, however they answer?"""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from crawler.collect import rdap
from crawler.collect._bootstrap import RdapBootstrap
from crawler.collect._collector import Context
from crawler.records import Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._registries import BOOTSTRAP, PATH, REGISTRAR, REGISTRY, failure, linked, look, registries
from tests.crawler._servers import NOW, Authority, Canary, http, listening
from tests.crawler._servers import rdap as answer


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


async def test_the_registry_wins_and_the_registrar_knows_its_customer(authority):
    link = "https://rdap.registrar.test/rdap/domain/FRONT.TEST"
    answers = {PATH: answer(linked(link)), "/rdap/domain/FRONT.TEST": answer(REGISTRAR)}
    seen, raws = await look(authority, answers)
    assert (seen.domain, seen.outcome) == ("www.front.test", Outcome.OBSERVED)
    assert {name: value for name, value in seen.payload.items() if name != "views"} == {
        "created": "2023-10-14T00:00:00Z",
        "updated": "2025-10-01T05:06:07Z",
        "expires": "2027-10-14T00:00:00Z",
        "registrar": {"name": "Invented Names Ltd", "iana_id": "9999"},
        "statuses": ["active", "client transfer prohibited"],
        "nameservers": ["ns1.host.test", "ns2.host.test"],
        "registrant": {
            "name": None,
            "organisation": "Front Office GmbH",
            "street": "1 Plate Street, Floor 3",
            "city": "Plateville",
            "country": "DE",
            "email": "office@front.test",
            "phone": "+49.301234567",
        },
        "redacted": ["Registrant Name", "Tech Email"],
        "source": "rdap",
        "server": "rdap.registry.test",
    }
    registry, registrar = seen.payload["views"]["registry"], seen.payload["views"]["registrar"]
    assert (registry["created"], registrar["created"]) == ("2023-10-14T00:00:00Z", "1999-01-01T00:00:00Z")
    assert (registry["registrant"]["email"], registrar["registrant"]["email"]) == (None, "office@front.test")
    assert (registry["redacted"], registrar["redacted"]) == ([], ["Registrant Name", "Tech Email"])
    assert [raw.url for raw in raws] == ["https://rdap.registry.test/v1/domain/front.test", link]
    assert seen.captures == tuple(raw.hash for raw in raws)


async def test_only_what_the_world_changes_changes_the_observation(authority):
    later = json.loads(json.dumps(REGISTRY).replace("2026-11-22T05:59:00Z", "2026-11-23T05:59:00Z"))
    first, _ = await look(authority, {PATH: answer(REGISTRY)})
    second, _ = await look(authority, {PATH: answer(later)})
    assert first.value_hash == second.value_hash
    assert first.captures != second.captures


async def test_a_domain_the_registry_does_not_know_is_absent(authority):
    assert await failure(authority, {}) == (Outcome.ABSENT, Reason.NOT_REGISTERED)


async def drip(reader, writer):
    writer.write(b"HTTP/1.1 200 X\r\nContent-Type: application/rdap+json\r\nContent-Length: 9999\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


GARBAGE = {
    "html": http(200, b"<html>It works!</html>", kind="text/html"),
    "cut off": http(200, b'{"objectClassName": "domain", "ldh'),
    "deep": http(200, b"[" * 200_000),
    "other domain": answer(REGISTRY | {"ldhName": "other.test"}),
    "other object": answer({"objectClassName": "entity", "handle": "X"}),
    "a list": answer([]),
    "an error page": http(500, b"{}"),
    "no HTTP": b"SSH-2.0-invented\r\n\r\n",
    "bad gzip": http(200, b"no gzip", Content_Encoding="gzip"),
}


@pytest.mark.parametrize("name", GARBAGE)
async def test_an_answer_that_is_none_is_a_failed_look(authority, name):
    assert await failure(authority, {PATH: GARBAGE[name]}) == (Outcome.FAILED, Reason.BAD_ANSWER)


async def test_every_bound_holds(authority):
    big = answer(REGISTRY | {"remarks": "x" * 1_100_000})
    loop = http(302, b"", Location="https://rdap.registry.test" + PATH)
    refused = (Outcome.FAILED, Reason.UNREACHABLE)
    assert await failure(authority, {PATH: big}) == (Outcome.FAILED, Reason.TOO_BIG)
    assert await failure(authority, {PATH: drip}) == (Outcome.FAILED, Reason.TIMEOUT)
    assert await failure(authority, {PATH: loop}) == (Outcome.FAILED, Reason.REDIRECT_LOOP)
    assert await failure(authority, {}, authorities=()) == (Outcome.FAILED, Reason.TLS_FAILED)
    assert await failure(authority, {}, ports=MappingProxyType({443: 1})) == refused


async def test_a_redirect_is_followed_where_the_guard_allows_it(authority):
    moved = {PATH: http(302, b"", Location="https://rdap.registrar.test/x"), "/x": answer(REGISTRY)}
    seen, _ = await look(authority, moved)
    assert seen.outcome is Outcome.OBSERVED
    for target, reason in (
        ("https://inner.test/x", Reason.BLOCKED_ADDRESS),
        ("https://169.254.169.254/latest", Reason.BLOCKED_ADDRESS),
        ("http://rdap.registrar.test/x", Reason.BAD_ANSWER),
        ("file:///etc/passwd", Reason.BAD_ANSWER),
        ("https://user:word@rdap.registrar.test/x", Reason.BAD_ANSWER),
        ("https://gone.test/x", Reason.UNREACHABLE),
    ):
        answers = {PATH: http(302, b"", Location=target)}
        assert await failure(authority, answers) == (Outcome.FAILED, reason)


async def test_a_redirect_of_bytes_that_are_no_text_is_not_followed(authority):
    moved = http(302, b"", Location="https://rdap.registrar.test/x-").replace(b"x-", b"x\xff")
    answers = {PATH: moved, "/x": answer(REGISTRY)}
    assert await failure(authority, answers) == (Outcome.FAILED, Reason.BAD_ANSWER)


LINK = "https://rdap.registrar.test/domain/front.test"


@pytest.mark.parametrize(
    ("registrar", "reason"),
    [
        (http(429, b""), Reason.RATE_LIMITED),
        (http(502, b"<html>later"), Reason.BAD_ANSWER),
        (drip, Reason.TIMEOUT),
    ],
    ids=["busy", "broken", "slow"],
)
async def test_a_registrar_that_fails_makes_half_a_look_that_erases_no_registrant(
    authority, tmp_path, registrar, reason
):
    whole = {PATH: answer(linked(LINK)), "/domain/front.test": answer(REGISTRAR)}
    seen, _ = await look(authority, whole)
    half, raws = await look(authority, whole | {"/domain/front.test": registrar})
    assert (half.outcome, half.reason) == (Outcome.FAILED, reason)
    assert (half.payload["created"], half.payload["registrant"]["email"]) == ("2023-10-14T00:00:00Z", None)
    assert half.captures == tuple(raw.hash for raw in raws)
    assert raws[0].url == "https://rdap.registry.test/v1/domain/front.test"
    store = ObservationStore(open_database(tmp_path / "facts.db"))
    days = [(seen, 0), (half, 1), (seen, 2)]
    for each, day in days:
        dated = replace(each, observed_at=NOW + timedelta(day))
        store.add([Visit(dated.domain, (dated,))])
    assert store.latest(seen.domain, at=NOW + timedelta(1))["registration"].payload == seen.payload
    assert store.changed_since(NOW + timedelta(1)) == set()


async def test_a_registrar_that_does_not_know_the_domain_has_answered(authority):
    seen, raws = await look(authority, {PATH: answer(linked(LINK))})
    assert (seen.outcome, seen.payload["created"]) == (Outcome.OBSERVED, "2023-10-14T00:00:00Z")
    assert len(raws) == 2


async def test_a_link_into_private_space_costs_the_registrars_view_and_nothing_else(authority):
    canary = Canary()
    async with listening(canary, address="127.0.0.2") as port:
        for host, reason in (
            (f"127.0.0.2:{port}", Reason.NONE),  # not asked at all
            (f"loop.test:{port}", Reason.NONE),
            ("127.0.0.2", Reason.NONE),
            ("loop.test", Reason.BLOCKED_ADDRESS),
            ("inner.test", Reason.BLOCKED_ADDRESS),
        ):
            link = linked(f"https://{host}/domain/front.test")
            seen, raws = await look(authority, {PATH: answer(link)}, allow=("127.0.0.1/32",))
            assert (seen.reason, len(raws)) == (reason, 1)
            assert seen.payload["created"] == "2023-10-14T00:00:00Z"
    assert canary.visits == 0


@pytest.mark.parametrize(
    ("href", "kind"),
    [
        ("https://rdap.registrar.test/domain/other.test", "application/rdap+json"),
        ("https://rdap.registrar.test/domain/front.test", "text/html"),
        ("https://rdap.registrar.test/domain/front.test?x", "application/rdap+json"),
        (7, "application/rdap+json"),
        ("https://rdap.registrar.test/domain/front.test", None),
    ],
)
async def test_a_link_that_does_not_look_like_the_registrars_view_is_not_followed(authority, href, kind):
    seen, raws = await look(authority, {PATH: answer(linked(href, kind)), "/domain/front.test": drip})
    assert (seen.outcome, len(raws)) == (Outcome.OBSERVED, 1)


async def test_a_registry_on_ones_own_network_is_asked_a_few_questions_at_a_time(authority):
    open_now, most = 0, 0

    async def slow(reader, writer):
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.05)
        open_now -= 1
        writer.write(answer(REGISTRY))
        await writer.drain()

    async with registries(authority, {PATH: slow}) as network:
        context = Context(NOW, BOOTSTRAP, seconds=10)
        looks = await asyncio.gather(*(rdap.collect("front.test", network, context) for _ in range(20)))
    assert {seen.outcome for seen, _ in looks} == {Outcome.OBSERVED}
    assert most <= 8


async def test_a_tld_without_rdap_has_no_server(authority):
    async with registries(authority, {}) as network:
        for context in (Context(NOW), Context(NOW, RdapBootstrap({"example": "https://x.test/"}))):
            seen, _ = await rdap.collect("front.test", network, context)
            assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.NO_SERVER)
