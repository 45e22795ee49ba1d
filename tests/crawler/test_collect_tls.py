"""Is the certificate a host shows described as it is, and judged as a browser would on the day of the run?"""

import asyncio
import hashlib
import json
import logging
import ssl
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler import touched
from crawler.collect import tls
from crawler.collect._collector import Context
from crawler.net import Network, Shown
from crawler.records import Outcome, Reason
from tests.crawler._servers import NOW, Authority, Canary, Zone, listening, name_server

RECORDS = {
    ("www.front.test", "A"): ["127.0.0.1"],
    ("inner.test", "A"): ["10.0.0.1"],
    ("bare.test", "MX"): ["1 www.front.test."],
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def chain_in(file):
    """The certificates (DER) in a PEM file."""
    texts = file.read_text().split("-----BEGIN CERTIFICATE-----")[1:]
    ends = "-----END CERTIFICATE-----"
    return [
        ssl.PEM_cert_to_DER_cert(f"-----BEGIN CERTIFICATE-----{each.split(ends)[0]}{ends}\n")
        for each in texts
    ]


@pytest.fixture(scope="module")
def mangled_chain(authority):
    authority.server("www.front.test")
    return chain_in(authority.folder / "www.front.test.-30.60.False.pem")


@asynccontextmanager
async def host(context, authorities=()):
    """A network on which port 443 shows the certificate of ``context``."""
    canary = Canary()
    async with listening(canary, context) as port, name_server(Zone(dict(RECORDS))) as config:
        yield Network(replace(config, ports=MappingProxyType({443: port}), authorities=authorities))


async def look(context, authorities=(), domain="www.front.test"):
    async with host(context, authorities) as network:
        return await tls.collect(domain, network, Context(NOW, seconds=5))


def short(*oids):
    """What stands for an order of object identifiers."""
    return hashlib.sha256(",".join(oids).encode()).hexdigest()[:12]


async def test_a_certificate_is_described_and_its_chain_kept(authority):
    seen, (raw,) = await look(authority.server("www.front.test", "FRONT.test"), (authority.file,))
    assert seen.outcome is Outcome.OBSERVED
    payload = dict(seen.payload)
    first = raw.body.decode().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
    leaf = "sha256:" + hashlib.sha256(ssl.PEM_cert_to_DER_cert(first)).hexdigest()
    assert payload["certificate"] == payload["chain"][0] == leaf
    assert len(payload.pop("chain")) == 2
    assert payload.pop("certificate").startswith("sha256:")
    assert payload.pop("key").startswith("sha256:")
    (issuer,) = payload.pop("issuers")
    assert issuer.pop("certificate").startswith("sha256:")
    assert issuer.pop("key").startswith("sha256:")
    name, cn = "CN=An invented authority", short("2.5.4.3")  # a name of a common name alone
    of_authority = short("2.5.29.14", "2.5.29.35", "2.5.29.19", "2.5.29.15")
    assert issuer == {"subject": name, "issuer": name, "structure": f"{cn}_{cn}_{of_authority}"}
    assert payload == {
        "verdict": "valid",
        "faults": [],
        "structure": f"{cn}_{cn}_{short('2.5.29.14', '2.5.29.35', '2.5.29.17')}",
        "signature": "ecdsa-with-sha256",
        "key_type": "EC",
        "key_bits": 256,
        "names": ["front.test", "www.front.test"],
        "subject": "CN=www.front.test",
        "issuer": "CN=An invented authority",
        "serial": "beef",
        "not_before": "2026-10-23T06:00:00Z",
        "not_after": "2027-01-21T06:00:00Z",
        "version": "TLSv1.3",
    }
    assert seen.captures == (raw.hash,)


@pytest.mark.parametrize(
    ("names", "made", "trusted", "verdict"),
    [
        (("www.front.test",), {}, True, "valid"),
        (("*.front.test",), {}, True, "valid"),
        (("*.test",), {}, True, "wrong name"),
        (("other.test",), {}, True, "wrong name"),
        (("www.front.test",), {"start": -90, "end": -1}, True, "expired"),
        (("www.front.test",), {"start": 1, "end": 90}, True, "not yet valid"),
        (("www.front.test",), {"alone": True}, True, "self-signed"),
        (("www.front.test",), {}, False, "unknown issuer"),
    ],
)
async def test_the_verdict_is_what_a_browser_would_say_that_day(authority, names, made, trusted, verdict):
    seen, _ = await look(authority.server(*names, **made), (authority.file,) if trusted else ())
    assert (seen.outcome, seen.payload["verdict"]) == (Outcome.OBSERVED, verdict)


async def test_an_old_server_is_looked_at_all_the_same(authority):
    context = authority.server("www.front.test")
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    seen, _ = await look(context, (authority.file,))
    assert (seen.payload["version"], seen.payload["verdict"]) == ("TLSv1.2", "valid")


async def test_a_host_that_refuses_is_absent_and_one_that_speaks_no_tls_is_a_failed_look(authority):
    async def ssh(reader, writer):
        writer.write(b"SSH-2.0-invented\r\n" * 9)
        await writer.drain()

    async with host(authority.server("www.front.test")) as network:
        pass
    async with name_server(Zone(dict(RECORDS))) as config, listening(ssh) as port:
        closed = Network(replace(config, ports=network.config.ports))
        seen, _ = await tls.collect("www.front.test", closed, Context(NOW))
        assert (seen.outcome, seen.reason) == (Outcome.ABSENT, Reason.REFUSED_CONNECTION)
        other = Network(replace(config, ports=MappingProxyType({443: port})))
        seen, _ = await tls.collect("www.front.test", other, Context(NOW))
        assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.TLS_FAILED)


async def test_no_address_is_absent_and_a_private_one_is_not_dialled(authority):
    for domain, outcome, reason in (
        ("gone.test", Outcome.ABSENT, Reason.NXDOMAIN),
        ("bare.test", Outcome.ABSENT, Reason.NO_ADDRESS),
        ("inner.test", Outcome.FAILED, Reason.BLOCKED_ADDRESS),
    ):
        seen, raws = await look(authority.server("x.test"), domain=domain)
        assert (seen.outcome, seen.reason, raws) == (outcome, reason, ())


async def test_a_host_that_never_shakes_hands_costs_its_deadline_and_no_more():
    async def silent(reader, writer):
        await reader.read()

    async with listening(silent) as port, name_server(Zone(dict(RECORDS))) as config:
        network = Network(replace(config, ports=MappingProxyType({443: port}), timeout=9))
        seen, _ = await tls.collect("www.front.test", network, Context(NOW, seconds=0.5))
    assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.TIMEOUT)


async def test_everything_that_is_wrong_is_told_beside_the_verdict(authority):
    for made, names, verdict, faults in (
        ({}, ("www.front.test",), "valid", []),
        ({}, ("other.test",), "wrong name", ["wrong name"]),
        ({"start": -90, "end": -1}, ("other.test",), "expired", ["expired", "wrong name"]),
        ({"start": 1, "alone": True}, ("www.front.test",), "self-signed", ["not yet valid", "self-signed"]),
    ):  # fmt: skip
        seen, _ = await look(authority.server(*names, **made), (authority.file,))
        assert (seen.payload["verdict"], seen.payload["faults"]) == (verdict, faults)
    seen, _ = await look(authority.server("other.test", start=-90, end=-1))
    assert seen.payload["faults"] == ["expired", "unknown issuer", "wrong name"]


async def test_what_the_host_showed_with_its_page_is_taken_and_nothing_is_dialled(authority):
    canary = Canary()
    context = authority.server("www.front.test")
    der = chain_in(authority.folder / "www.front.test.-30.60.False.pem")[0]
    async with listening(canary, context) as port, name_server(Zone(dict(RECORDS))) as config:
        network = Network(replace(config, ports=MappingProxyType({443: port}), authorities=(authority.file,)))
        network.show("www.Front.test.", Shown((der,), "TLSv1.2", "127.0.0.1"))
        with touched.recording(lambda: NOW) as notes:
            seen, _ = await tls.collect("www.front.test", network, Context(NOW))
            assert (canary.visits, notes) == (0, [])
            assert (seen.payload["verdict"], seen.payload["version"]) == ("valid", "TLSv1.2")
            other = Network(network.config)
            await tls.collect("www.front.test", other, Context(NOW))
    assert [(note.what, note.address) for note in notes] == [("TLS www.front.test:443", "127.0.0.1")]


def test_only_the_hosts_of_a_moment_are_remembered():
    network = Network()
    for number in range(3_000):
        network.show(f"{number}.example", Shown((b"x",), "TLSv1.3", "127.0.0.1"))
    assert network.shown("0.example") is None
    assert network.shown("2999.example") is not None


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mangled_certificate_ends_in_an_observation_and_in_no_mistake_of_ours(mangled_chain, caplog, data):
    chain = [bytearray(each) for each in mangled_chain]
    for each in chain:
        for at, value in data.draw(
            st.lists(st.tuples(st.integers(0, len(each) - 1), st.integers(0, 255)), max_size=6)
        ):
            each[at] = value
        if data.draw(st.booleans()):
            del each[data.draw(st.integers(0, len(each) - 1)) :]
    network = Network()
    network.show("www.front.test", Shown(tuple(map(bytes, chain)), "TLSv1.3", "127.0.0.1"))
    with caplog.at_level(logging.ERROR):
        seen, raws = asyncio.run(tls.collect("www.front.test", network, Context(NOW)))
    assert not caplog.records  # no mistake of this program was reported
    assert (seen.outcome, seen.reason) in (
        (Outcome.OBSERVED, Reason.NONE),
        (Outcome.FAILED, Reason.BAD_ANSWER),
    )
    assert seen.captures == (raws[0].hash,)
    assert len(json.dumps(dict(seen.payload))) < 50_000
