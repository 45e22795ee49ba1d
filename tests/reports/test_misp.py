"""Does the event load in MISP's own library, and does it block nobody?"""

import json
from dataclasses import replace

import pytest
from pymisp import MISPEvent, MISPObject

from reports.digest import EvidenceLine, Fact, JudgementLine
from reports.formats import named
from tests.contracts._hostile import HOSTILE, named_by, told_by
from tests.reports._example import EMPTY, QUIET, RICH

VALUES = (
    "registrant_email:desk@foxlantern.example",
    "registrant_email:not a mailbox http://evil.example",
    "registrant_phone:+12025550143",
    "registrant_street:12 invented row / 7",
    "registrar:Invented Names Ltd",
    "a:203.0.113.24",
    "a:not an address",
    "nsset:ns1.host.example ns2.host.example",
)
FACTS = tuple(Fact(each, each, 1, 9, 1.0, 1.0) for each in VALUES)
LINE = EvidenceLine("registration", "registration", "both are registered alike", 1.0, 8.0, 6.0, FACTS)
SAID = JudgementLine("confirmed", "kim", "the notice names it", "2026-11-20", source="an invented notice")
KNOWN = replace(
    RICH.alerts[0], evidence=(LINE,), registered="2026-11-01T08:00:00Z", siblings=RICH.alerts[1].siblings
)
ONE = replace(RICH, alerts=(KNOWN,))


def event(report):
    return json.loads(named("misp").render(report))["Event"]


def objects(report):
    """(object, domain) → what the object says, by relation."""
    found = {}
    for each in event(report)["Object"]:
        said = {}
        for attribute in each["Attribute"]:
            said.setdefault(attribute["object_relation"], []).append(attribute["value"])
        found[each["name"], said["domain"][0]] = said
    return found


@pytest.mark.parametrize(
    "report",
    [RICH, ONE, QUIET, EMPTY, *map(named_by, HOSTILE), told_by(HOSTILE[0])],
    ids=["rich", "one", "quiet", "empty", *(repr(each[:12]) for each in HOSTILE), "no name"],
)
def test_the_event_loads_and_its_objects_fit_their_templates(report):
    loaded = MISPEvent()
    loaded.load(named("misp").render(report))
    assert [str(tag.name) for tag in loaded.tags] == ["tlp:amber"]
    ids = [loaded.uuid, *(each.uuid for each in loaded.attributes)]
    for each in loaded.objects:
        ids += [each.uuid, *(attribute.uuid for attribute in each.attributes)]
        again = MISPObject(each.name, strict=True)
        assert (again.template_uuid, str(again.template_version)) == (
            each.template_uuid,
            str(each.template_version),
        )
        for attribute in each.attributes:
            made = again.add_attribute(attribute.object_relation, value=attribute.value)
            assert (made.type, made.category) == (attribute.type, attribute.category)
        assert again.to_json()
        assert {each.referenced_uuid for each in each.references} <= {one.uuid for one in loaded.objects}
    assert len(ids) == len(set(ids))


def test_nothing_is_to_be_blocked_until_somebody_outside_confirmed_it():
    def blocked(report):
        parts = event(report)["Object"]
        return [each["value"] for part in parts for each in part["Attribute"] if each["to_ids"]]

    assert blocked(RICH) == blocked(ONE) == []
    confirmed = replace(ONE, alerts=(replace(KNOWN, judgement=SAID),))
    assert blocked(confirmed) == ["foxlantern-studio.example"]
    assert all(not each["to_ids"] for each in event(confirmed)["Attribute"])


def test_a_name_is_an_object_with_its_address_its_registration_and_what_it_resembles():
    found = objects(ONE)
    assert list(found) == [
        ("domain-ip", "foxlantern-studio.example"),
        ("whois", "foxlantern-studio.example"),
        ("domain-ip", "birchbyte.test"),
        ("domain-ip", "foxlantern.example"),
    ]
    assert found["domain-ip", "foxlantern-studio.example"] == {
        "domain": ["foxlantern-studio.example"],
        "ip": ["203.0.113.24"],
        "first-seen": ["2026-11-22T03:04:11Z"],
        "last-seen": ["2026-11-22T03:04:11Z"],
        "registration-date": ["2026-11-01T08:00:00Z"],
    }
    assert found["whois", "foxlantern-studio.example"] == {
        "domain": ["foxlantern-studio.example"],
        "registrant-email": ["desk@foxlantern.example"],
        "registrant-phone": ["+12025550143"],
        "text": ["12 invented row / 7"],
        "registrar": ["Invented Names Ltd"],
        "creation-date": ["2026-11-01T08:00:00Z"],
    }
    site, *_ = event(ONE)["Object"]
    assert [each["relationship_type"] for each in site["ObjectReference"]] == ["related-to", "similar"]
    assert "Score +5.1 bits (97.2%)" in site["comment"]
    assert site["Attribute"][0]["comment"] == "Both are registered alike."


def test_a_second_run_gives_the_same_bytes():
    assert named("misp").render(ONE) == named("misp").render(ONE)
    assert event(ONE)["uuid"] != event(replace(ONE, day="2026-11-23"))["uuid"]
