"""Are the registrations of real registries read, and is nothing that calls itself one able to raise?"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crawler.collect import _rdap_object
from crawler.collect._bootstrap import RdapBootstrap
from crawler.collect._registration import Registration, hosts, merge, moment, statuses, text
from crawler.collect._whois_text import classify, decode, read
from crawler.records import Reason

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the development corpus is not on this machine")
LEAST = {"created": 97, "expires": 78, "registrar": 87, "nameservers": 42}
"""How many of the corpus' expected values are met at least; of 100, 81, 90 and 44."""


def rows(folder):
    return [json.loads(line) for line in (CORPUS / folder / "manifest.jsonl").read_text().splitlines()]


def name_of(row):
    """The domain that was asked: some rows name it, the others name its TLD only."""
    known = str((row["expected"] or {}).get("domain") or row["case"]).lower()
    tld = re.sub(r"\d+$", "", row["tld"])
    return known if known.endswith(f".{tld}") else f"name.{tld}"


def met(expected, found):
    """Which expected values the reading has, one entry a field."""
    days = {name: {str(each)[:10] for each in many(expected.get(name))} for name in ("created", "expires")}
    for name, day in (("created", found.created), ("expires", found.expires)):
        if days[name]:
            yield name, (day or "")[:10] in days[name]
    if registrar := expected.get("registrar"):
        yield "registrar", many(registrar)[0].strip().lower() == (found.registrar or "").lower()
    servers = {each.lower() for each in many(expected.get("nameservers"))}
    if count := len(servers) or expected.get("count:name_servers"):
        yield "nameservers", len(found.nameservers) == count


def many(value):
    return value if isinstance(value, list) else [] if value is None else [value]


@needs_corpus
def test_real_whois_answers_are_read_as_far_as_promised():
    good, total = Counter(), Counter()
    for row in rows("whois"):
        found = read(name_of(row), decode((CORPUS / row["file"]).read_bytes()))
        for name, fine in met(row["expected"] or {}, found):
            total[name] += 1
            good[name] += fine
    print(", ".join(f"{name}: {good[name]} of {total[name]}" for name in total))
    assert {name: good[name] >= least for name, least in LEAST.items()} == dict.fromkeys(LEAST, True)


@needs_corpus
def test_no_real_answer_with_a_registration_is_taken_for_a_refusal_or_an_absence():
    wrong = {}
    for row in rows("whois"):
        answer = decode((CORPUS / row["file"]).read_bytes())
        reason = classify(answer, read(name_of(row), answer))
        if row["expected"] and reason:
            wrong[row["file"]] = reason
    assert wrong == {}


@needs_corpus
def test_no_file_of_the_rdap_corpus_raises():
    for path in sorted((CORPUS / "rdap").rglob("*")):
        try:
            found = json.loads(path.read_bytes()) if path.is_file() else None
        except ValueError:
            continue
        for each in (found, {"entities": [{"roles": ["registrant"], "vcardArray": found}]}):
            if isinstance(each, dict):
                _rdap_object.read(each).payload("rdap", "x.test")
    listed = RdapBootstrap.from_json((CORPUS / "rdap" / "iana" / "dns.json").read_bytes())
    assert listed.server_for("front.com") == "https://rdap.verisign.com/com/v1/"


@needs_corpus
def test_a_recorded_registry_object_is_read():
    path = CORPUS / "rdap" / "openrdap" / "rdap" / "rdap.nic.cz" / "domain-example.cz.json"
    found = _rdap_object.read(json.loads(path.read_bytes()))
    assert found.nameservers == ("ns.pipni.cz", "ns2.pipni.cz", "ns3.pipni.cz")
    assert found.statuses == ("active",)
    assert found.created is not None


KEYS = """
events eventAction eventDate entities roles vcardArray publicIds type identifier status nameservers ldhName
links rel href redacted name description jscard addresses components kind value emails phones number
""".split()  # noqa: SIM905
WORDS = [
    "registration",
    "registrar",
    "registrant",
    "related",
    "fn",
    "adr",
    "tel",
    "org",
    "\ud800",
    "2023-10-14",
]
LEAVES = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.sampled_from(WORDS) | some.text()
)
JSON = some.recursive(
    LEAVES, lambda inner: some.lists(inner) | some.dictionaries(some.sampled_from(KEYS), inner), max_leaves=30
)


@given(some.dictionaries(some.sampled_from(KEYS), JSON))
@settings(max_examples=150, deadline=None)
def test_nothing_that_is_json_makes_the_rdap_reader_raise(found):
    _rdap_object.related(found, "front.test")
    payload = merge(_rdap_object.read(found), _rdap_object.read(found)).payload("rdap", "x.test")
    json.dumps(payload, ensure_ascii=False).encode("utf-8")


@given(some.text())
@settings(max_examples=100, deadline=None)
def test_nothing_that_is_text_makes_the_whois_reader_raise(answer):
    plain = decode(answer.encode("utf-8", "surrogatepass"))
    found = read("front.test", plain)
    assert classify(plain, found) in Reason
    json.dumps(found.payload("whois", "x.test"), ensure_ascii=False).encode("utf-8")


def test_a_registrant_in_jscontact_is_read_like_one_in_a_vcard():
    card = {
        "name": {"full": "Ada Example"},
        "organizations": {"o": {"name": "Front Office GmbH"}},
        "addresses": {
            "a": {
                "countryCode": "DE",
                "components": [
                    {"kind": "name", "value": "1 Plate Street"},
                    {"kind": "locality", "value": "Plateville"},
                ],
            }
        },
        "emails": {"e": {"address": "office@front.test"}},
        "phones": {"p": {"number": "tel:+49.301234567"}},
    }
    found = _rdap_object.read({"entities": [{"roles": ["registrant"], "jscard": card}]})
    assert found.payload("rdap", "x.test")["registrant"] == {
        "name": "Ada Example",
        "organisation": "Front Office GmbH",
        "street": "1 Plate Street",
        "city": "Plateville",
        "country": "DE",
        "email": "office@front.test",
        "phone": "+49.301234567",
    }


def test_the_words_that_stand_for_something_taken_out_are_nothing():
    for gone in (
        "REDACTED FOR PRIVACY",
        "Data Protected",
        "Not Disclosed",
        " ",
        "-",
        "N/A",
        "none",
        None,
        7,
        [],
    ):
        assert text(gone) is None
    assert text(" Privacy  Plates\n Ltd\x00 ") == "Privacy Plates Ltd"


def test_one_time_one_status_and_one_host_have_one_spelling():
    assert moment("2023-10-14T02:00:00.5+02:00") == "2023-10-14T00:00:00Z"
    assert moment("2023-10-14") == "2023-10-14T00:00:00Z"
    assert [moment(odd) for odd in ("0001-01-01T00:00:00+14:00", "9999-12-31", "soon", None)] == [None] * 4
    written = ["clientHold https://icann.org/epp#clientHold", "client hold", "Active (paid)"]
    assert statuses(written) == ("active", "client hold")
    assert hosts(["NS1.Host.test. 203.0.113.1", "ns1.host.test", "none", 5]) == ("ns1.host.test",)


def test_a_registration_that_says_nothing_is_empty():
    assert Registration().empty
    assert not Registration(registrar="Invented Names Ltd").empty
