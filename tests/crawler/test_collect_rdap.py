"""Is a registration read from the registry and the registrar, and from nobody else, however they answer?"""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from crawler import touched
from crawler.collect import Registries, collect_all, rdap
from crawler.collect._bootstrap import RdapBootstrap
from crawler.collect._collector import Context
from crawler.net import Network
from crawler.records import Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._servers import NOW, Authority, Canary, Zone, http, listening, name_server, web
from tests.crawler._servers import rdap as answer

RECORDS = {
    ("rdap.registry.test", "A"): ["127.0.0.1"],
    ("rdap.registrar.test", "A"): ["127.0.0.1"],
    ("loop.test", "A"): ["127.0.0.2"],
    ("inner.test", "A"): ["10.0.0.1"],
}
PATH = "/v1/domain/front.test"
BOOTSTRAP = RdapBootstrap.from_json(
    json.dumps({"services": [[["test"], ["http://rdap.registry.test/v1", "https://rdap.registry.test/v1/"]]]})
)
REGISTRY = {
    "objectClassName": "domain",
    "ldhName": "FRONT.test",
    "status": ["client transfer prohibited", "active"],
    "events": [
        {"eventAction": "registration", "eventDate": "2023-10-14T02:00:00+02:00"},
        {"eventAction": "last changed", "eventDate": "2025-10-01T05:06:07.89Z"},
        {"eventAction": "expiration", "eventDate": "2027-10-14T00:00:00Z"},
        {"eventAction": "last update of RDAP database", "eventDate": "2026-11-22T05:59:00Z"},
    ],
    "nameservers": [{"ldhName": "NS2.host.test."}, {"ldhName": "ns1.host.test"}],
    "entities": [
        {
            "roles": ["registrar"],
            "publicIds": [{"type": "IANA Registrar ID", "identifier": "9999"}],
            "vcardArray": [
                "vcard",
                [["version", {}, "text", "4.0"], ["fn", {}, "text", "Invented Names Ltd"]],
            ],
        }
    ],
}
REGISTRANT = {
    "roles": ["registrant"],
    "vcardArray": [
        "vcard",
        [
            ["fn", {}, "text", "REDACTED FOR PRIVACY"],
            ["org", {}, "text", "Front Office GmbH"],
            ["adr", {"cc": "DE"}, "text", ["", "", ["1 Plate Street", "Floor 3"], "Plateville", "", "1", ""]],
            ["email", {}, "text", "office@front.test"],
            ["tel", {"type": "voice"}, "uri", "tel:+49.301234567"],
        ],
    ],
}
REGISTRAR = {
    "objectClassName": "domain",
    "ldhName": "front.test",
    "status": ["locked"],
    "events": [{"eventAction": "registration", "eventDate": "1999-01-01T00:00:00Z"}],
    "entities": [REGISTRANT],
    "redacted": [{"name": {"type": "Registrant Name"}}, {"name": {"description": "Tech Email"}}, {"name": 5}],
}


def linked(href, kind="application/rdap+json"):
    return REGISTRY | {"links": [{"rel": "related", "type": kind, "href": href}]}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@asynccontextmanager
async def registries(authority, answers, asked=None, **changes):
    """The network on which the hosts above give these answers over https."""
    context = authority.server("rdap.registry.test", "rdap.registrar.test")
    async with listening(web(answers, asked), context) as port, name_server(Zone(dict(RECORDS))) as config:
        given = {"ports": MappingProxyType({443: port}), "authorities": (authority.file,)} | changes
        yield Network(replace(config, **given))


async def look(authority, answers, **changes):
    async with registries(authority, answers, **changes) as network:
        return await rdap.collect("www.front.test", network, Context(NOW, BOOTSTRAP, seconds=3))


async def failure(authority, answers, **changes):
    seen, _ = await look(authority, answers, **changes)
    return seen.outcome, seen.reason


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


async def test_a_registry_is_asked_one_question_at_a_time(authority):
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
        context = Context(NOW, BOOTSTRAP, seconds=3)
        looks = await asyncio.gather(*(rdap.collect("front.test", network, context) for _ in range(4)))
    assert {seen.outcome for seen, _ in looks} == {Outcome.OBSERVED}
    assert most == 1


async def test_a_tld_without_rdap_has_no_server(authority):
    async with registries(authority, {}) as network:
        for context in (Context(NOW), Context(NOW, RdapBootstrap({"example": "https://x.test/"}))):
            seen, _ = await rdap.collect("front.test", network, context)
            assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.NO_SERVER)
