"""Is it said rightly what would lift a pair over the next band, and on which fact it hangs?"""

from dataclasses import replace

import pytest

from crawler.fingerprint import Family
from monitor.evidence import Curve, Evidence, FactWeight, ValueWeight, Weights
from monitor.lifting import Gain, Without, lift, without_strongest
from monitor.score import Band, Score, total
from tests.monitor._invented import corpus, empty_corpus, site, strangers

WEIGHTS = replace(
    Weights.load(),
    decay=0.5,
    caps=dict.fromkeys(Family, 12.0) | {Family.CONTENT: 11.5, Family.IDENTITY: 16.0},
    values={
        "phone": ValueWeight(m=0.9, u=1e-6, weight=1000.0, most=12.0),
        "email": ValueWeight(m=0.9, u=1e-6, weight=1000.0, most=12.0),
        "registrant_email": ValueWeight(m=0.9, u=1e-5, weight=1000.0, most=12.0),
        "registrar": ValueWeight(m=0.5, u=0.15, weight=50.0, most=2.0),
        "default": ValueWeight(m=0.5, u=0.02, weight=50.0, most=5.0),
    },
    curves={"default": Curve(0.9, ((0.0, 0.0), (0.3, 4.0), (0.4, 7.0), (1.0, 12.0)), 50.0, True)},
)
PHONE = FactWeight("phone:+12125550143", 0, 40, 12.0)
MAILBOX = FactWeight("email:hello@front.example", 0, 40, 10.0)
TEMPLATE = Evidence("dom_template", Family.TEMPLATE, 0.3, 4.0, "built alike")
NAME = Evidence("domain_name", Family.NAME, 0.5, 3.5, "alike")
HOSTED = Evidence(
    "dns_records", Family.INFRASTRUCTURE, 1.0, 3.0, "", (FactWeight("a:192.0.2.1", 0, 40, 3.0),)
)
FRONT = site(
    "front.example",
    contacts=["phone:+12125550143", "email:hello@front.example"],
    dom_template=["c:deck"],
    domain_name=["token:front"],
    registration=["registrant_email:hello@front.example", "registrar:999999", "created:2020-01-01"],
)


def scored(*evidence: Evidence) -> Score:
    return total("site.example", "front.example", evidence, WEIGHTS, prior=-10.0)


def contacts(*facts: FactWeight) -> Evidence:
    bits = sum(each.bits * 0.5**place for place, each in enumerate(facts))
    return Evidence("contacts", Family.IDENTITY, 0.5, bits, "both list …", facts)


def test_what_the_counterpart_shows_and_the_site_does_not_would_lift_it():
    found = lift(scored(TEMPLATE, NAME), FRONT, empty_corpus(), WEIGHTS, frozenset())
    assert (found.band, found.missing) == (Band.LIKELY, 2.5)
    assert found.enough == (
        Gain("contacts", "email", 12.0),
        Gain("contacts", "phone", 12.0),
        Gain("registration", "registrant_email", 12.0),
        Gain("dom_template", "", 2.7, similarity=0.39),
    )
    assert found.most == Gain("contacts", "email", 12.0)


def test_a_value_that_is_shared_already_is_not_shared_once_more():
    found = lift(
        scored(contacts(FactWeight("phone:+12125550143", 400, 4000, 3.0))),
        FRONT,
        empty_corpus(),
        WEIGHTS,
        frozenset(),
    )
    assert (found.band, found.missing) == (Band.WORTH_A_LOOK, 4.0)
    assert "phone" not in {each.kind for each in found.enough}
    email = next(each for each in found.enough if each.kind == "email")
    assert email.gain == 10.5, "the mailbox counts whole, and the phone a half from then on"


def test_a_family_at_its_cap_gives_nothing_more():
    full = Evidence("page_text", Family.CONTENT, 1.0, 11.5, "one text")
    known = site("front.example", page_text=["w:1"], registration=["registrar:999999"])
    found = lift(scored(full), known, empty_corpus(), WEIGHTS, frozenset())
    assert (found.band, found.missing) == (Band.STRONG, 1.8)
    assert found.enough == ()
    assert found.most == Gain("registration", "registrar", 1.74)


def test_a_name_is_what_it_is_and_an_unweighed_kind_is_no_fact():
    only = site("front.example", domain_name=["token:front"], registration=["created:2020-01-01"])
    found = lift(scored(NAME), only, empty_corpus(), WEIGHTS, frozenset())
    assert (found.enough, found.most) == ((), None)


def test_of_several_values_of_a_kind_the_rarest_here_is_told():
    known = site("front.example", contacts=["phone:+12125550143", "phone:+12125550001"])
    seen = corpus(*strangers(3))
    common = site("front.example", contacts=["phone:+12125550001"])
    both = lift(scored(TEMPLATE, NAME), known, seen, WEIGHTS, frozenset()).most
    alone = lift(scored(TEMPLATE, NAME), common, seen, WEIGHTS, frozenset()).most
    assert (both.kind, both.gain) == ("phone", 12.0)
    assert alone.gain < 11.0, "a stranger has that phone too"


def test_nothing_stands_above_strong():
    assert lift(scored(contacts(PHONE), TEMPLATE), FRONT, empty_corpus(), WEIGHTS, frozenset()) is None


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ((), None),
        ((NAME,), Without("domain_name", "", 3.5, -10.0, Band.NONE)),
        ((TEMPLATE, contacts(PHONE)), Without("contacts", "phone:+12125550143", 12.0, -6.0, Band.NONE)),
        # without the phone the mailbox counts whole: 12 + 5 become 10, and both were under the cap of 16
        ((contacts(PHONE, MAILBOX),), Without("contacts", "phone:+12125550143", 6.0, 0.0, Band.LIKELY)),
        ((HOSTED, TEMPLATE), Without("dom_template", "", 4.0, -7.0, Band.NONE)),
    ],
)
def test_the_strongest_fact_is_the_one_whose_loss_costs_most(evidence, expected):
    assert without_strongest(scored(*evidence), WEIGHTS) == expected
