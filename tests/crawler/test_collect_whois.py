"""Is a WHOIS answer told apart from a refusal, read as far as it can be, and never waited for without end?"""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

import pytest

from crawler.collect import collect_all, collectors, whois
from crawler.collect._collector import Context
from crawler.net import Network
from crawler.records import Outcome, Reason
from tests.crawler._servers import NOW, Canary, Zone, listening, name_server

RECORDS = {
    ("whois.registry.test", "A"): ["127.0.0.1"],
    ("whois.iana.org", "A"): ["127.0.0.1"],
    ("inner.test", "A"): ["10.0.0.1"],
    ("front.test", "A"): ["127.0.0.1"],
}
FOUND = """\
% Invented registry. Queries over the limit exceeded are refused.
Domain Name: FRONT.TEST
Registrar: Invented Names Ltd
Registrar IANA ID: 9999
Creation Date: 2023-10-14T00:00:00Z
Updated Date: 2025-10-01T05:06:07Z
Registry Expiry Date: 2027-10-14T00:00:00Z
Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited
Name Server: NS2.HOST.TEST
Name Server: ns1.host.test
Registrant Name: REDACTED FOR PRIVACY
Registrant Organization: Front Office GmbH
Registrant City: Plateville
Registrant Country: DE
Registrant Email: Please ask the registrar at https://registrar.test
>>> Last update of WHOIS database: 2026-11-22T05:00:00Z <<<
"""


def saying(*texts: str):
    """A WHOIS server that gives these answers in turn and remembers the questions."""
    asked: list[str] = []

    async def talk(reader, writer):
        asked.append((await reader.readline()).decode().strip())
        writer.write(texts[min(len(asked), len(texts)) - 1].encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    return talk, asked


@asynccontextmanager
async def port_43(talk):
    async with listening(talk) as port, name_server(Zone(dict(RECORDS))) as config:
        yield Network(replace(config, ports=MappingProxyType({43: port, 443: 1})))


def context(**changes):
    return Context(NOW, **({"whois_servers": {"test": "whois.registry.test"}, "seconds": 2.0} | changes))


async def look(text, **changes):
    talk, _ = saying(text)
    async with port_43(talk) as network:
        return await whois.collect("www.front.test", network, context(**changes))


async def test_an_answer_is_read_in_the_shape_of_every_registration():
    talk, asked = saying(FOUND)
    async with port_43(talk) as network:
        seen, (raw,) = await whois.collect("www.front.test", network, context())
    assert asked == ["front.test"]
    assert (raw.url, raw.body) == ("whois://whois.registry.test/front.test", FOUND.encode())
    assert (seen.kind, seen.outcome, seen.captures) == ("registration", Outcome.OBSERVED, (raw.hash,))
    assert dict(seen.payload) == {
        "created": "2023-10-14T00:00:00Z",
        "updated": "2025-10-01T05:06:07Z",
        "expires": "2027-10-14T00:00:00Z",
        "registrar": {"name": "Invented Names Ltd", "iana_id": "9999"},
        "statuses": ["client transfer prohibited"],
        "nameservers": ["ns1.host.test", "ns2.host.test"],
        "registrant": {
            "name": None,
            "organisation": "Front Office GmbH",
            "street": None,
            "city": "Plateville",
            "country": "DE",
            "email": None,
            "phone": None,
        },
        "redacted": ["registrant name"],
        "source": "whois",
        "server": "whois.registry.test",
    }


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ('No match for "FRONT.TEST".\r\n', Outcome.ABSENT, Reason.NOT_REGISTERED),
        ("DOMAIN NOT FOUND\n", Outcome.ABSENT, Reason.NOT_REGISTERED),
        ("The queried object does not exist: no matching record\n", Outcome.ABSENT, Reason.NOT_REGISTERED),
        ("% terms\n%ERROR:101: no entries found\n", Outcome.ABSENT, Reason.NOT_REGISTERED),
        ("Domain: front.test\nStatus: free\n", Outcome.ABSENT, Reason.NOT_REGISTERED),
        ("front.test is available\n", Outcome.ABSENT, Reason.NOT_REGISTERED),
        ("WHOIS LIMIT EXCEEDED - SEE WWW.REGISTRY.TEST\n", Outcome.FAILED, Reason.RATE_LIMITED),
        ("Please slow down.\n", Outcome.FAILED, Reason.RATE_LIMITED),
        ("You have exceeded your query quota.\n", Outcome.FAILED, Reason.RATE_LIMITED),
        ("This WHOIS service has been discontinued; use RDAP.\n", Outcome.FAILED, Reason.SUNSET),
        ("", Outcome.FAILED, Reason.EMPTY),
        ("<html>It works!</html>\n", Outcome.FAILED, Reason.BAD_ANSWER),
        ("x" * 300_000, Outcome.FAILED, Reason.TOO_BIG),
        (FOUND + "No match for anything else.\n", Outcome.OBSERVED, Reason.NONE),
    ],
)
async def test_what_is_no_registration_is_told_apart_before_it_is_believed(text, outcome, reason):
    seen, _ = await look(text)
    assert (seen.outcome, seen.reason) == (outcome, reason)


async def test_an_answer_that_drips_ends_at_the_deadline():
    async def drip(reader, writer):
        while True:
            writer.write(b"Domain Name: FRONT.TEST\n")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with port_43(drip) as network:
        seen, _ = await whois.collect("front.test", network, context(seconds=0.4))
    assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.TIMEOUT)


async def test_lines_made_to_hang_a_reader_are_read_in_a_moment():
    clock = asyncio.get_running_loop().time
    for line in (
        "a" * 60_000,
        "a@" * 30_000,
        "Registrar: " + " " * 60_000,
        "Creation Date: " + "1 " * 30_000,
    ):
        start = clock()
        await look(f"{line}\n" * 4, seconds=10)
        assert clock() - start < 2


async def test_a_server_that_asked_for_rest_is_not_asked_again():
    talk, asked = saying("WHOIS LIMIT EXCEEDED\n", FOUND)
    async with port_43(talk) as network:
        same = context()
        reasons = [(await whois.collect("front.test", network, same))[0].reason for _ in range(3)]
    assert (reasons, asked) == ([Reason.RATE_LIMITED] * 3, ["front.test"])


async def test_iana_refers_to_the_server_of_an_unknown_tld_once():
    talk, asked = saying("% IANA\nrefer:        whois.registry.test\n", FOUND, FOUND)
    async with port_43(talk) as network:
        same = context(whois_servers={})
        for _ in range(2):
            seen, _ = await whois.collect("front.test", network, same)
            assert seen.payload["server"] == "whois.registry.test"
    assert asked == ["test", "front.test", "front.test"]


@pytest.mark.parametrize(
    ("refer", "reason"),
    [
        ("refer: inner.test\n", Reason.BLOCKED_ADDRESS),
        ("refer: 127.0.0.1\n", Reason.NO_SERVER),
        ("refer: localhost\n", Reason.NO_SERVER),
        ("refer: gone.test\n", Reason.UNREACHABLE),
        ("domain: TEST\n", Reason.NO_SERVER),
    ],
)
async def test_a_referral_goes_through_the_guard_and_its_failure_says_nothing_of_the_domain(refer, reason):
    talk, asked = saying(refer, FOUND)
    async with port_43(talk) as network:
        seen, _ = await whois.collect("front.test", network, context(whois_servers={}))
    assert (seen.outcome, seen.reason, asked) == (Outcome.FAILED, reason, ["test"])


async def test_every_kind_is_looked_at_once_and_whois_stands_in_where_rdap_knows_no_server():
    talk, _ = saying(FOUND)
    async with port_43(talk) as network:
        seen, raws = await collect_all("front.test", network, context())
    kinds = {each.kind: each for each in seen}
    assert [each.kind for each in seen] == ["dns", "registration", "tls"]
    assert kinds["registration"].payload["source"] == "whois"
    assert kinds["dns"].payload["A"] == ["127.0.0.1"]
    assert (kinds["tls"].outcome, kinds["tls"].reason) == (Outcome.ABSENT, Reason.REFUSED_CONNECTION)
    assert {raw.hash for raw in raws} == {each for one in seen for each in one.captures}


async def test_every_collector_turns_a_blocked_name_into_a_failed_look_without_dialling():
    canary = Canary()
    async with listening(canary) as port, name_server(Zone({("in.test", "A"): ["127.0.0.1"]})) as config:
        ports = MappingProxyType({43: port, 443: port})
        network = Network(replace(config, allow=(), ports=ports))
        servers = {"test": "in.test"}
        looks = [
            await each.collect("in.test", network, context(whois_servers=servers)) for each in collectors()
        ]
    found = {each.name: seen.reason for each, (seen, _) in zip(collectors(), looks, strict=True)}
    assert found == {
        "dns": Reason.NONE,
        "rdap": Reason.NO_SERVER,
        "tls": Reason.BLOCKED_ADDRESS,
        "whois": Reason.BLOCKED_ADDRESS,
    }
    assert canary.visits == 0
