"""Is a registration asked for again when it may have changed, and left alone while it is known?"""

import json
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType

import pytest

from crawler.collect import Context, RdapBootstrap, collect_all
from crawler.collect._due import registration_is_due
from crawler.memory import Memory
from crawler.net import Network
from crawler.records import Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._servers import NOW, Authority, Zone, http, listening, name_server, web
from tests.crawler._servers import rdap as answer

DOMAIN, PATH = "front.test", "/domain/front.test"
OURS, OTHERS = ["ns1.host.test.", "ns2.host.test."], ["ns1.elsewhere.test."]
BOOTSTRAP = RdapBootstrap.from_json(json.dumps({"services": [[["test"], ["https://rdap.registry.test/"]]]}))


def registration(*servers):
    named = [{"ldhName": each.upper()} for each in servers]
    return answer({"objectClassName": "domain", "ldhName": DOMAIN, "status": "active", "nameservers": named})


class World:
    """A registry and a zone that may change over the days; what is seen goes into a real store."""

    def __init__(self, folder, zone, config, port, authority, asked, answers):
        self.zone, self.answers, self.asked = zone, answers, asked
        self.config = replace(config, ports=MappingProxyType({443: port}), authorities=(authority.file,))
        self.store = ObservationStore(open_database(folder / "facts.db"))
        self.memory = Memory(folder / "facts.db")

    async def day(self, number):
        """Looks at everything; True when the registry was asked."""
        before = len(self.asked)
        network = Network(replace(self.config, timeout=1.0))
        now = NOW + timedelta(days=number)
        context = Context(now, BOOTSTRAP, seconds=5, memory=self.memory, registration_days=365)
        seen, _ = await collect_all(DOMAIN, network, context)
        self.store.add([Visit(DOMAIN, seen)])
        kinds = sorted(each.kind for each in seen)
        was_asked = len(self.asked) > before
        assert kinds == (["dns", "registration", "tls"] if was_asked else ["dns", "tls"])
        return was_asked


@pytest.fixture
async def world(tmp_path):
    async with living(tmp_path) as made:
        yield made


@asynccontextmanager
async def living(folder):
    authority, asked = Authority(folder), []
    answers = {PATH: registration(*OURS)}
    zone = Zone(
        {
            ("rdap.registry.test", "A"): ["127.0.0.1"],
            (DOMAIN, "NS"): OURS,
            (DOMAIN, "A"): ["127.0.0.9"],
        },
        ttl=0,
    )
    async with (
        listening(web(answers, asked), authority.server("rdap.registry.test", end=3000)) as port,
        name_server(zone) as config,
    ):
        yield World(folder, zone, config, port, authority, asked, answers)


async def test_a_registration_that_is_known_is_not_asked_for_every_day(world):
    assert [await world.day(number) for number in range(4)] == [True, False, False, False]
    known = world.store.latest(DOMAIN)["registration"]
    assert (known.observed_at, known.payload["statuses"]) == (NOW, ["active"])


async def test_other_name_servers_ask_at_once_and_once(world):
    assert await world.day(0)
    world.zone.records[DOMAIN, "NS"] = OTHERS
    world.answers[PATH] = registration(*OTHERS)
    assert [await world.day(1), await world.day(2)] == [True, False]


async def test_a_registry_that_tells_of_a_change_later_than_the_zone_is_asked_on_the_day_of_the_change_only(
    world,
):
    assert await world.day(0)
    world.zone.records[DOMAIN, "NS"] = OTHERS
    assert [await world.day(1), await world.day(2), await world.day(3)] == [True, False, False]


async def test_a_zone_that_never_named_the_registrys_servers_is_not_asked_for_every_day(world):
    world.zone.records[DOMAIN, "NS"] = OTHERS
    assert [await world.day(number) for number in range(3)] == [True, False, False]


async def test_a_registry_that_names_no_servers_is_not_asked_for_every_day(world):
    world.answers[PATH] = registration()
    assert [await world.day(number) for number in range(3)] == [True, False, False]


async def test_a_domain_that_vanishes_from_the_zone_is_asked_for(world):
    assert await world.day(0)
    del world.zone.records[DOMAIN, "NS"], world.zone.records[DOMAIN, "A"]
    assert await world.day(1)


async def test_name_servers_that_do_not_answer_are_no_other_name_servers(world):
    assert await world.day(0)
    world.zone.records[DOMAIN, "NS"] = "SERVFAIL"
    assert not await world.day(1)


async def test_a_free_name_is_asked_for_when_somebody_delegates_it(world):
    del world.answers[PATH], world.zone.records[DOMAIN, "NS"], world.zone.records[DOMAIN, "A"]
    assert [await world.day(0), await world.day(1)] == [True, False]
    world.answers[PATH] = registration(*OURS)
    world.zone.records[DOMAIN, "NS"] = OURS
    assert [await world.day(2), await world.day(3)] == [True, False]
    assert world.store.latest(DOMAIN)["registration"].outcome is Outcome.OBSERVED


async def test_a_registration_that_is_gone_is_asked_for_on_the_days_after_until_that_is_sure(world):
    assert [await world.day(0), await world.day(1)] == [True, False]
    servers = world.zone.records.pop((DOMAIN, "NS"))
    del world.answers[PATH]
    assert [await world.day(number) for number in range(2, 8)] == [True, True, True, False, False, False]
    world.zone.records[DOMAIN, "NS"] = servers
    assert await world.day(8)


async def test_a_look_that_failed_is_repeated_on_the_next_day_until_it_succeeds(world):
    world.answers[PATH] = http(500, b"")
    assert [await world.day(0), await world.day(1)] == [True, True]
    world.answers[PATH] = registration(*OURS)
    assert [await world.day(2), await world.day(3)] == [True, False]


async def test_a_change_that_could_not_be_asked_about_is_asked_about_later(world):
    assert await world.day(0)
    world.zone.records[DOMAIN, "NS"] = OTHERS
    world.answers[PATH] = http(500, b"")
    assert [await world.day(1), await world.day(2)] == [True, True]
    world.answers[PATH] = registration(*OTHERS)
    assert [await world.day(3), await world.day(4)] == [True, False]
    assert world.store.latest(DOMAIN)["registration"].payload["nameservers"] == ["ns1.elsewhere.test"]


async def test_after_the_first_day_each_domain_has_its_own_day_of_the_week(tmp_path):
    store = ObservationStore(open_database(tmp_path / "facts.db"))
    domains = [f"front{number}.test" for number in range(350)]
    zone = Zone({(domain, "NS"): OURS for domain in domains})
    days = {domain: [0] for domain in domains}
    payload = {"nameservers": ["ns1.host.test", "ns2.host.test"]}
    async with name_server(zone) as config:
        for day in range(16):
            now = NOW + timedelta(days=day)
            context = Context(now, memory=Memory(tmp_path / "facts.db"))
            network = Network(config)
            for domain in domains:
                if day and not await registration_is_due(domain, network, context):
                    continue
                days[domain] += [day] if day else []
                seen = Observation(domain, "registration", now, Outcome.OBSERVED, Reason.NONE, payload)
                store.add([Visit(domain, (seen,))])
            context.memory.close()
    load = Counter(day for asked in days.values() for day in asked)
    assert load[0] == 350
    assert all(25 <= load[day] <= 80 for day in range(1, 16))
    for asked in days.values():
        first, *gaps = [later - earlier for earlier, later in pairwise(asked)]
        assert 1 <= first <= 7
        assert set(gaps) == {7}
