"""Is the certificate a host shows described as it is, and judged as a browser would on the day of the run?"""

import hashlib
import ssl
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

import pytest

from crawler.collect import tls
from crawler.collect._collector import Context
from crawler.net import Network
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


@asynccontextmanager
async def host(context, authorities=()):
    """A network on which port 443 shows the certificate of ``context``."""
    canary = Canary()
    async with listening(canary, context) as port, name_server(Zone(dict(RECORDS))) as config:
        yield Network(replace(config, ports=MappingProxyType({443: port}), authorities=authorities))


async def look(context, authorities=(), domain="www.front.test"):
    async with host(context, authorities) as network:
        return await tls.collect(domain, network, Context(NOW, seconds=5))


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
    assert payload == {
        "verdict": "valid",
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
