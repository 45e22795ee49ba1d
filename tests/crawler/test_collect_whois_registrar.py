"""Is the registrar asked once where the registry is silent, and are their words kept apart?"""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from crawler import touched
from crawler.alarm import Alarm
from crawler.collect import whois
from crawler.collect._whois_text import read_views, registrar_server
from crawler.net import Network
from crawler.records import Outcome, Reason
from tests.crawler._servers import Zone, listening, name_server
from tests.crawler.test_collect_whois import context, saying

RECORDS = {
    ("whois.registry.test", "A"): ["127.0.0.1"],
    ("whois.names.test", "A"): ["127.0.0.1"],
    ("whois.inner.test", "A"): ["10.0.0.1"],
}
THIN = """\
Domain Name: FRONT.TEST
Registrar WHOIS Server: whois.names.test
Registrar: Invented Names Ltd
Updated Date: 2025-10-01T05:06:07Z
Creation Date: 2023-10-14T00:00:00Z
Registry Expiry Date: 2027-10-14T00:00:00Z
Name Server: NS1.HOST.TEST
"""
FULL = """\
Domain Name: front.test
Registrar WHOIS Server: whois.other.test
Registrar: Invented Names, Limited
Updated Date: 2025-09-30T05:06:07Z
Creation Date: 2023-10-14T00:00:00Z
Registrar Registration Expiration Date: 2027-10-13T00:00:00Z
Registrant Organization: Front Office GmbH
Registrant Country: DE
Registrant Email: office@front.test
Name Server: ns1.host.test
"""


async def look(*texts, **changes):
    talk, asked = saying(*texts)
    with touched.recording(lambda: datetime(2026, 11, 22, tzinfo=UTC)) as notes:
        async with listening(talk) as port, name_server(Zone(dict(RECORDS))) as config:
            network = Network(replace(config, ports=MappingProxyType({43: port})))
            seen, raws = await whois.collect("front.test", network, context(**changes))
    return seen, raws, asked, notes


async def test_the_registrar_that_a_thin_answer_names_is_asked_once_and_kept_apart():
    seen, raws, asked, notes = await look(THIN, FULL, FULL)
    assert asked == ["front.test", "front.test"]
    assert [raw.url for raw in raws] == [
        "whois://whois.registry.test/front.test",
        "whois://whois.names.test/front.test",
    ]
    assert seen.payload["registrant"]["organisation"] == "Front Office GmbH"
    assert (seen.payload["updated"], seen.payload["expires"]) == (
        "2025-10-01T05:06:07Z",
        "2027-10-14T00:00:00Z",
    )
    views = seen.payload["views"]
    assert views["registry"]["registrar"]["name"] == "Invented Names Ltd"
    assert views["registrar"]["registrar"]["name"] == "Invented Names, Limited"
    assert (views["registry"]["registrant"]["email"], views["registrar"]["registrant"]["email"]) == (
        None,
        "office@front.test",
    )
    assert [(note.what, note.address, note.size) for note in notes] == [
        ("WHOIS whois.registry.test front.test", "127.0.0.1", len(THIN)),
        ("WHOIS whois.names.test front.test", "127.0.0.1", len(FULL)),
    ]
    assert all(note.source.startswith("127.") for note in notes)


async def test_an_answer_that_tells_the_registrant_sends_nobody_on():
    seen, _, asked, _ = await look(FULL, FULL)
    assert (asked, "views" in seen.payload) == (["front.test"], False)


async def test_both_words_in_one_answer_are_two_views_and_nobody_else_is_asked():
    seen, raws, asked, _ = await look(f"{THIN}\n{FULL}", FULL)
    assert (asked, len(raws)) == (["front.test"], 1)
    assert seen.payload["views"]["registrar"]["registrant"]["organisation"] == "Front Office GmbH"
    assert seen.payload["registrar"]["name"] == "Invented Names Ltd"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "whois names", "-", "http://whois.names.test/", "x" * 300]
)
async def test_what_is_no_public_host_name_is_not_followed(host):
    seen, _, asked, _ = await look(THIN.replace("whois.names.test", host), FULL)
    assert (seen.outcome, asked) == (Outcome.OBSERVED, ["front.test"])


async def test_a_registrar_on_a_private_address_is_not_dialled_and_the_registrys_word_stays():
    seen, _, asked, notes = await look(THIN.replace("whois.names", "whois.inner"), FULL)
    assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.BLOCKED_ADDRESS)
    assert (seen.payload["created"], asked, len(notes)) == ("2023-10-14T00:00:00Z", ["front.test"], 1)


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ("No match for front.test\n", Outcome.OBSERVED, Reason.NONE),
        ("This WHOIS service has been discontinued.\n", Outcome.OBSERVED, Reason.NONE),
        ("", Outcome.OBSERVED, Reason.NONE),
        ("Query rate limit exceeded\n", Outcome.FAILED, Reason.RATE_LIMITED),
        ("<html></html>\n", Outcome.FAILED, Reason.BAD_ANSWER),
    ],
)
async def test_a_registrar_without_an_answer_costs_nothing_of_the_registrys(answer, outcome, reason):
    seen, _, _, _ = await look(THIN, answer)
    assert (seen.outcome, seen.reason) == (outcome, reason)
    assert seen.payload["registrar"]["name"] == "Invented Names Ltd"
    assert "views" not in seen.payload


async def test_the_parent_is_told_whose_answer_is_being_read():
    told = []
    await look(FULL, alarm=Alarm(told.append))
    assert told == ["front.test", ""]


def test_what_iana_says_of_the_tld_is_not_the_domains():
    above = "refer: whois.registry.test\n\ndomain: TEST\n\ncreated: 1990-01-01\nsource: IANA\n\n"
    registry, registrar = read_views("front.test", above + THIN)
    assert (registry.created, registry.updated, registrar) == (
        "2023-10-14T00:00:00Z",
        "2025-10-01T05:06:07Z",
        None,
    )
    assert registrar_server(above + THIN) == "whois.names.test"
