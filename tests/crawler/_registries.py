"""Which registry and registrar do the tests of RDAP meet, and what do these tell when all is well?"""

import json
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

from crawler.collect import rdap
from crawler.collect._bootstrap import RdapBootstrap
from crawler.collect._collector import Context
from crawler.net import Network
from tests.crawler._servers import NOW, Zone, listening, name_server, web

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


@asynccontextmanager
async def registries(authority, answers, asked=None, **changes):
    """The network on which the hosts above give these answers over https."""
    context = authority.server("rdap.registry.test", "rdap.registrar.test", end=3000)
    async with listening(web(answers, asked), context) as port, name_server(Zone(dict(RECORDS))) as config:
        given = {"ports": MappingProxyType({443: port}), "authorities": (authority.file,)} | changes
        yield Network(replace(config, **given))


async def look(authority, answers, **changes):
    async with registries(authority, answers, **changes) as network:
        return await rdap.collect("www.front.test", network, Context(NOW, BOOTSTRAP, seconds=3))


async def failure(authority, answers, **changes):
    seen, _ = await look(authority, answers, **changes)
    return seen.outcome, seen.reason
