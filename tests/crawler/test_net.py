"""Is only what is public dialled, and is it dialled at the address that was vetted?"""

import asyncio
import ssl
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

import pytest

from crawler.addresses import Guard
from crawler.errors import ConfigError
from crawler.net import ConnectFailed, GuardedResolver, LookupFailed, NetConfig, Network, network_of
from crawler.records import Reason
from tests.crawler._servers import Canary, Zone, listening, name_server


@asynccontextmanager
async def network(records, **changes):
    async with name_server(Zone(records)) as config:
        yield Network(replace(config, **changes))


async def refusal(net, host):
    with pytest.raises(LookupFailed) as caught:
        await net.lookup(host)
    return caught.value.reason


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.5.4",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not-an-address",
    ],
)
def test_an_address_that_is_not_public_is_refused_with_a_sentence(address):
    guard = Guard()
    assert address in guard.reason(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "192.0.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_a_public_address_passes(address):
    assert not Guard().reason(address)


def test_an_allowed_network_passes_and_its_neighbour_does_not():
    guard = Guard(("127.0.0.0/8",))
    assert not guard.reason("127.0.0.53")
    assert not guard.reason("::ffff:127.0.0.1")
    assert guard.reason("10.0.0.1")
    assert guard.reason("::1")


def test_a_network_that_cannot_be_read_stops_the_start():
    with pytest.raises(ConfigError, match=r"net\.allow takes networks"):
        Guard(("127.0.0.1/8",))
    with pytest.raises(ConfigError, match="no name server to ask"):
        Network(NetConfig(nameservers=("dns.example",)))


def test_a_config_survives_json():
    config = NetConfig(("127.0.0.0/8",), ("127.0.0.1:53",), MappingProxyType({443: 8443}), ("ca.pem",), 3.0)
    assert NetConfig.from_json(config.to_json()) == config
    assert NetConfig.from_json({}) == NetConfig()


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "db.localhost",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "10.0.0.1",
        "a.0x",
    ],
)
async def test_another_spelling_of_an_address_is_refused_without_asking_anybody(host):
    zone = Zone({})
    async with name_server(zone) as config:
        assert await refusal(Network(replace(config, allow=())), host) is Reason.BLOCKED_ADDRESS
    assert zone.asked == []


async def test_a_name_that_leads_into_private_space_is_never_dialled():
    canary = Canary()
    records = {
        ("inner.test", "A"): ["10.0.0.1"],
        ("metadata.test", "A"): ["169.254.169.254"],
        ("mapped.test", "AAAA"): ["::ffff:127.0.0.1"],
        ("loop.test", "A"): ["127.0.0.1"],
        ("mixed.test", "A"): ["8.8.8.8", "127.0.0.1"],
    }
    async with listening(canary) as port, network(records, allow=()) as net:
        for name in ("inner.test", "metadata.test", "mapped.test", "loop.test", "mixed.test", "127.0.0.1"):
            with pytest.raises(LookupFailed) as caught:
                await net.connect(name, port)
            assert caught.value.reason is Reason.BLOCKED_ADDRESS
    assert canary.visits == 0


async def test_the_decoy_with_only_allowed_addresses_is_dialled_at_the_mapped_port():
    canary = Canary()
    async with listening(canary) as port, network({("www.test", "A"): ["127.0.0.1"]}) as plain:
        net = Network(replace(plain.config, ports=MappingProxyType({80: port})))
        reader, writer, address = await net.connect("www.test.", 80)
        await reader.read()
        writer.close()
        assert (address, net.port(80), net.port(81)) == ("127.0.0.1", port, 81)
    assert canary.visits == 1


async def test_what_the_name_servers_say_is_told_apart():
    records = {
        ("here.test", "A"): ["127.0.0.2", "127.0.0.1"],
        ("here.test", "MX"): ["10 MAIL.here.test."],
        ("here.test", "SOA"): ["ns.here.test. root.here.test. 77 1 2 3 4"],
        ("here.test", "TXT"): ['"v=spf1 " "-all"'],
        ("broken.test", "A"): "SERVFAIL",
        ("closed.test", "A"): "REFUSED",
        ("mute.test", "A"): "SILENT",
        ("mail.test", "MX"): ["5 here.test."],
    }
    async with network(records, timeout=0.6) as net:
        asked = {
            name: await net.query(name, "A")
            for name in ("here.test", "broken.test", "closed.test", "mute.test", "mail.test", "gone.test")
        }
        assert {name: each.status for name, each in asked.items()} == {
            "here.test": Reason.NONE,
            "broken.test": Reason.SERVFAIL,
            "closed.test": Reason.REFUSED,
            "mute.test": Reason.TIMEOUT,
            "mail.test": Reason.NONE,
            "gone.test": Reason.NXDOMAIN,
        }
        assert asked["here.test"].values == ("127.0.0.1", "127.0.0.2")
        assert (await net.query("here.test", "MX")).values == ("10 mail.here.test",)
        assert (await net.query("here.test", "SOA")).values == ("ns.here.test root.here.test",)
        assert (await net.query("here.test", "TXT")).values == ("v=spf1 -all",)
        assert await refusal(net, "mail.test") is Reason.NO_ADDRESS
        assert await refusal(net, "gone.test") is Reason.NXDOMAIN
        assert await refusal(net, "broken.test") is Reason.SERVFAIL
        assert await refusal(net, "mute.test") is Reason.TIMEOUT
        assert await refusal(net, "a..b") is Reason.NXDOMAIN
        assert await refusal(net, f"{'x' * 64}.test") is Reason.NXDOMAIN


async def test_a_truncated_answer_is_asked_again_over_tcp():
    zone = Zone({("big.test", "A"): ["TRUNCATED", "127.0.0.7"]})
    async with name_server(zone) as config:
        assert (await Network(config).query("big.test", "A")).values == ("127.0.0.7",)
    assert [over for _, _, over in zone.asked] == ["udp", "tcp"]


async def test_equal_questions_share_one_answer_and_an_answer_is_kept_against_rebinding():
    zone = Zone({("flip.test", "A"): ["127.0.0.1"]}, ttl=0)
    async with name_server(zone) as config:
        net = Network(config)
        first = await asyncio.gather(*(net.lookup("flip.test") for _ in range(20)))
        zone.records["flip.test", "A"] = ["10.0.0.1"]
        assert {*first, await net.lookup("FLIP.test.")} == {("127.0.0.1",)}
    assert zone.asked.count(("flip.test", "A", "udp")) == 1


async def test_a_caller_that_gives_up_does_not_take_the_answer_from_the_others():
    async with network({("slow.test", "A"): "SILENT"}, timeout=0.5) as net:
        hasty = asyncio.ensure_future(net.query("slow.test", "A"))
        patient = asyncio.ensure_future(net.query("slow.test", "A"))
        await asyncio.sleep(0.05)
        hasty.cancel()
        assert (await patient).status is Reason.TIMEOUT


async def test_the_reasons_of_a_failed_connect_are_told_apart():
    async def silent(reader, writer):
        await asyncio.sleep(5)

    async def plain(reader, writer):
        writer.write(b"SSH-2.0-invented\r\n" * 9)
        await writer.drain()

    async with network({("host.test", "A"): ["127.0.0.1"]}) as net:
        tls = ssl.create_default_context()
        async with listening(Canary()) as free:
            pass
        async with listening(silent) as mute, listening(plain) as ssh:
            for port, context, reason in (
                (free, None, Reason.REFUSED_CONNECTION),
                (ssh, tls, Reason.TLS_FAILED),
                (mute, tls, Reason.TIMEOUT),
            ):
                with pytest.raises(ConnectFailed) as caught:
                    await net.connect("host.test", port, tls=context, timeout=0.5)
                assert caught.value.reason is reason


class Receiver:
    """What Twisted's HostnameEndpoint gives the resolver."""

    def __init__(self):
        self.addresses, self.done = [], asyncio.Event()

    def resolutionBegan(self, resolution):
        self.name = resolution.name

    def addressResolved(self, address):
        self.addresses.append((address.host, address.port))

    def resolutionComplete(self):
        self.done.set()


async def test_scrapy_is_given_the_vetted_address_with_the_mapped_port_or_none():
    records = {("www.test", "A"): ["127.0.0.1"], ("inner.test", "A"): ["10.0.0.1"]}
    async with network(records, ports=MappingProxyType({443: 8443})) as net:
        settings = {"BRASSPLATE_NET": net.config.to_json()}
        crawler = type("Crawler", (), {"settings": settings})
        resolver = GuardedResolver.from_crawler(crawler, reactor=None)
        assert resolver.network is network_of(settings)
        seen = {}
        for name in ("www.test", "inner.test", "localhost", "127.0.0.9"):
            receiver = Receiver()
            resolver.resolveHostName(receiver, name, 443)
            await asyncio.wait_for(receiver.done.wait(), 3)
            seen[receiver.name] = receiver.addresses
    assert seen == {
        "www.test": [("127.0.0.1", 8443)],
        "inner.test": [],
        "localhost": [],
        "127.0.0.9": [("127.0.0.9", 8443)],
    }
