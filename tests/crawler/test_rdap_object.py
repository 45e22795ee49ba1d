"""Does any JSON give a bounded registration, and do odd but honest objects give what they say?"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crawler.collect._rdap_object import domain_object, read, related
from crawler.collect._registration import CONTACT, MAX_LIST, MAX_TEXT, Registration, merge, views

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "rdap"
WORDS = [
    "objectClassName", "domain", "ldhName", "unicodeName", "events", "eventAction", "eventDate",
    "registration", "expiration", "entities", "roles", "registrar", "registrant", "vcardArray", "vcard",
    "fn", "org", "adr", "email", "tel", "cc", "label", "jscard", "jscontact_card", "links", "rel",
    "related", "href", "type", "application/rdap+json", "nameservers", "status", "publicIds",
    "identifier", "redacted", "name", "description", "prePath", "addresses", "components", "kind",
    "locality", "full", "handle", "organizations", "emails", "address", "phones", "number", "uri", "text",
]  # fmt: skip
LEAVES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(),
    some.sampled_from(
        [*WORDS, "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "REDACTED", "\ud800", ""]
    ),
    some.text(max_size=12),
    some.text(max_size=3).map(lambda each: each * 3_000),
)
NEAR = some.recursive(
    LEAVES,
    lambda inner: some.one_of(
        some.lists(inner, max_size=7),
        some.dictionaries(some.sampled_from(WORDS), inner, max_size=7),
    ),
    max_leaves=50,
)
ENTITY = some.fixed_dictionaries(
    {"roles": some.sampled_from(["registrant", ["registrar"], ["REGISTRANT"], [[]], 5])},
    optional={
        "vcardArray": some.one_of(NEAR, some.tuples(NEAR, some.lists(some.tuples(NEAR, NEAR, NEAR, NEAR)))),
        "jscard": NEAR,
        "publicIds": NEAR,
    },
)
DOMAIN = some.fixed_dictionaries(
    {},
    optional={
        "ldhName": NEAR,
        "events": some.one_of(
            NEAR,
            some.lists(some.fixed_dictionaries({"eventAction": LEAVES, "eventDate": LEAVES}), max_size=5),
        ),
        "entities": some.one_of(NEAR, some.lists(ENTITY, max_size=4)),
        "nameservers": NEAR,
        "status": NEAR,
        "links": NEAR,
        "redacted": NEAR,
    },
)


def assert_bounded(found: Registration) -> None:
    for each in (found.created, found.updated, found.expires):
        assert each is None or len(each) == 20
    told = [found.registrar, found.iana_id, *found.registrant.values()]
    assert all(each is None or (isinstance(each, str) and 0 < len(each) <= MAX_TEXT) for each in told)
    for many in (found.statuses, found.nameservers, found.redacted):
        assert len(many) <= MAX_LIST
        assert all(isinstance(each, str) and 0 < len(each) <= MAX_TEXT for each in many)
    assert set(found.registrant) <= {*CONTACT, "handle"}


@settings(max_examples=400, deadline=None)
@given(some.one_of(NEAR, DOMAIN))
def test_any_json_gives_a_bounded_registration(found: object) -> None:
    registration = read(found)
    assert_bounded(registration)
    assert_bounded(merge(registration, registration))
    payload = registration.payload("rdap", "x.test") | views(registration, registration)
    assert len(json.dumps(payload)) < 400_000
    if isinstance(found, dict):
        link = related(found, "front.test")
        assert link is None or link.startswith("https://")


@settings(max_examples=200, deadline=None)
@given(some.one_of(some.binary(max_size=200), DOMAIN.map(lambda each: json.dumps(each).encode())))
def test_any_bytes_are_an_object_of_the_domain_or_none(body: bytes) -> None:
    found = domain_object(body, "front.test")
    assert found is None or isinstance(found, dict)


@pytest.mark.parametrize(
    "body", [b"[" * 200_000, b'{"a":' * 100_000, b"1" * 10_000, b"\xff\xfe{", b"NaN", b""]
)
def test_bytes_that_exhaust_parsers_are_no_object(body: bytes) -> None:
    assert domain_object(body, "front.test") is None


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the development corpus is not on this machine")
def test_recorded_and_malformed_answers_of_others_are_read_or_refused() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        body = path.read_bytes()
        found = domain_object(body, "example.cz")
        assert_bounded(read(found))
        vcard = body.decode("utf-8", "replace") if "jcard" in path.parts else "null"
        try:
            card = json.loads(vcard)
        except ValueError:
            continue
        assert_bounded(read({"entities": [{"roles": ["registrant"], "vcardArray": card}]}))


def person(**card: object) -> dict[str, object]:
    return {"entities": [{"roles": ["registrant"], **card}]}


CARD = [
    ["fn", {}, "text", "Ann Example"],
    ["org", {}, "text", ["Front Office GmbH", "Sales"]],
    ["adr", {"label": "1 Plate Street\nPlateville"}, "text", ["", "", "", "", "", "", ""]],
    ["tel", {"type": "voice"}, "uri", "tel:+49.301234567"],
]


@pytest.mark.parametrize(
    "given",
    [
        person(vcardArray=["vcard", CARD]),
        {"entities": {"roles": "Registrant", "vcardArray": ["VCARD", CARD]}},
        person(
            vcardArray=["vcard", [*CARD, 5, [], ["fn"], ["fn", {}, "text", "Someone Else"], ["tel", 1, 2, 3]]]
        ),
    ],
    ids=["as it should be", "one thing where a list should be, in capitals", "with rubbish beside"],
)
def test_a_registrant_is_read_from_a_vcard_however_it_is_wrapped(given: dict[str, object]) -> None:
    assert dict(read(given).registrant) == {
        "name": "Ann Example",
        "organisation": "Front Office GmbH, Sales",
        "street": "1 Plate Street Plateville",
        "phone": "+49.301234567",
    }


@pytest.mark.parametrize("key", ["jscard", "jscard_0", "jscontact_card"])
def test_a_registrant_is_read_from_a_jscontact_card_too(key: str) -> None:
    card = {
        "@type": "Card",
        "name": {"full": "Ann Example"},
        "organizations": {"o": {"name": "Front Office GmbH"}},
        "addresses": {
            "a": {
                "components": [
                    {"kind": "name", "value": "1 Plate Street"},
                    {"kind": "locality", "value": "Plateville"},
                ],
                "countryCode": "DE",
            }
        },
        "emails": {"e": {"address": "office@front.test"}},
        "phones": {"p": {"number": "tel:+49.301234567"}},
    }
    assert dict(read(person(**{key: card})).registrant) == {
        "name": "Ann Example",
        "organisation": "Front Office GmbH",
        "street": "1 Plate Street",
        "city": "Plateville",
        "country": "DE",
        "email": "office@front.test",
        "phone": "+49.301234567",
    }


def test_what_was_taken_out_is_told_as_redacted_and_what_was_never_there_is_not() -> None:
    card = [["fn", {}, "text", "REDACTED FOR PRIVACY"], ["org", {}, "text", ""], ["email", {}, "text", "n/a"]]
    found = read(
        person(vcardArray=["vcard", card])
        | {
            "redacted": [
                {"name": {"type": "Registrant Phone"}, "method": "removal"},
                {"name": {"description": "Tech Email"}, "method": "emptyValue"},
                {"prePath": "$.entities[?(@.roles[0]=='administrative')]"},
                {"name": {}},
                "rubbish",
            ]
        }
    )
    assert found.redacted == (
        "$.entities[?(@.roles[0]=='administrative')]",
        "Registrant Name",
        "Registrant Phone",
        "Tech Email",
    )
    assert found.registrant["name"] is None


def test_events_and_numbers_are_read_in_the_forms_that_servers_write() -> None:
    found = read(
        {
            "events": [
                {"eventDate": "2020-01-01T00:00:00Z"},
                {"eventAction": "Registration", "eventDate": "2021-02-03 04:05:06"},
                {"eventAction": "last_changed", "eventDate": "2022-01-01T00:00:00.123456789Z"},
                {"eventAction": "expiration", "eventDate": 5},
                {"eventAction": "expiration", "eventDate": "2030-01-01"},
            ],
            "entities": [
                {
                    "roles": ["sponsor", "Registrar"],
                    "publicIds": {"type": "IANA Registrar ID", "identifier": 9999},
                    "vcardArray": ["vcard", [["fn", {}, "text", "Invented Names Ltd"]]],
                }
            ],
            "nameservers": ["NS1.host.test.", {"unicodeName": "ns.fremdfürm.test"}, {"ldhName": None}, 7],
            "status": "Client Hold",
        }
    )
    assert (found.created, found.expires) == ("2021-02-03T04:05:06Z", "2030-01-01T00:00:00Z")
    assert found.updated == "2022-01-01T00:00:00Z"
    assert (found.registrar, found.iana_id) == ("Invented Names Ltd", "9999")
    assert found.nameservers == ("ns.xn--fremdfrm-c6a.test", "ns1.host.test")
    assert found.statuses == ("client hold",)


def test_the_name_under_which_the_registry_keeps_the_registrant_is_kept_unless_it_is_taken_out() -> None:
    owner = {"roles": ["registrant"], "handle": "C8841-EXMP"}
    kept = read({"objectClassName": "domain", "entities": [owner]})
    assert kept.facts()["registrant"]["handle"] == "C8841-EXMP"
    for nothing in ("", "REDACTED FOR PRIVACY", None, 7):
        found = read({"objectClassName": "domain", "entities": [{**owner, "handle": nothing}]})
        assert "handle" not in found.facts()["registrant"], nothing
