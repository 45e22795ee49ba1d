"""Are contradictions told with both sides, weighed little, and not seen in honest firms?

All firms are invented; the first one is made after the published cases.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlite_utils

from crawler.fingerprint import Family
from monitor.contradictions import Contradiction, contradictions, evidence_of, record_changes
from monitor.evidence import Weights
from monitor.score import Band, total
from monitor.store import FactChange, MonitorStore
from tests.monitor._invented import site

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEIGHTS = Weights.load()


def found(*claims: str, created: str = "2023-10-04", **more: list[str]) -> dict[str, str]:
    """Sentences by kind, of a site that claims so."""
    shown = site("quillmarsh.example", claims=claims, registration=[f"created:{created}"], **more)
    return {each.kind: each.sentence for each in contradictions(shown.values, TODAY)}


def test_both_sides_of_a_contradiction_are_told_with_their_dates() -> None:
    assert found("founded:2019") == {
        "founded_before": "it says to exist since 2019; the domain was registered on 2023-10-04"
    }
    assert found("founded:2009", "copyright:2011", "experience:15") == {
        "founded_long_before": "it says to exist since 2009; the domain was registered on 2023-10-04",
        "experience_before": "on 2026-11-22 it claims 15 years of experience; "
        "the domain was registered on 2023-10-04",
        "copyright_before": "its copyright line begins in 2011; the domain was registered on 2023-10-04",
    }


@pytest.mark.parametrize("claim", ["founded:2023", "founded:2022", "founded:2024", "copyright:2022"])
def test_a_domain_of_the_claimed_age_or_older_contradicts_nothing(claim: str) -> None:
    assert found(claim) == {}


def test_of_several_founding_years_the_most_harmless_counts() -> None:
    assert found("founded:1998", "founded:2023") == {}


def test_without_a_registration_no_age_is_contradicted() -> None:
    shown = site("quillmarsh.example", claims=["founded:2009"], registration=["registrar:9"])
    assert contradictions(shown.values, TODAY) == ()


def test_a_firm_from_before_the_web_is_measured_from_its_beginning() -> None:
    assert found("founded:1931", created="1996-02-01") == {}


def test_a_claimed_seat_without_any_contact_in_it_is_contradicted() -> None:
    assert found("country:US", "phone_country:RU", "address_country:CN") == {
        "seat_abroad": "it says to sit in US; its phones are of RU and its addresses are in CN"
    }
    assert found("country:US", "phone_country:RU") == {
        "seat_phone": "it says to sit in US; its phones are of RU"
    }
    assert found("country:US", "address_country:CN", "address_country:IN") == {
        "seat_address": "it says to sit in US; its addresses are in CN and IN"
    }


@pytest.mark.parametrize(
    "claims",
    [
        ("country:US", "phone_country:US", "phone_country:UA", "address_country:US", "address_country:UA"),
        ("country:US", "phone_country:UA", "office:UA"),
        ("country:US", "phone_country:US", "address_country:IN", "office:IN"),
        ("country:US", "country:IN", "phone_country:IN", "address_country:IN"),
        ("country:CA", "phone_country:US"),
        ("country:HK", "phone_country:CN"),
        ("country:US",),
        ("phone_country:IN", "address_country:IN"),
    ],
)
def test_a_firm_of_two_countries_that_says_so_is_not_contradicted(claims: tuple[str, ...]) -> None:
    assert found(*claims) == {}


def test_phones_of_another_country_than_every_address_are_told() -> None:
    assert found("phone_country:US", "address_country:CN") == {
        "phone_and_address": "its phones are of US; its addresses are in CN"
    }


def test_leftovers_and_hours_of_elsewhere_are_told() -> None:
    assert found("country:US", "leftover:zh", "timezone:+0800") == {
        "leftover_language": "it says to sit in US; its pages hold leftovers in zh",
        "time_zone": "it says to sit in US; its dates are of the time zone +0800",
    }


@pytest.mark.parametrize(
    "claims",
    [
        ("country:CN", "leftover:zh", "timezone:+0800", "language:en"),
        ("country:US", "leftover:zh", "language:zh"),
        ("country:US", "office:CN", "leftover:zh", "timezone:+0800"),
        ("country:US", "leftover:uk"),
        ("country:US", "leftover:ja"),
        ("country:US", "timezone:-0500", "timezone:+0800"),
        ("country:UA", "leftover:ru", "timezone:+0200"),
        ("country:NG", "timezone:+0800"),
        ("leftover:zh", "timezone:+0800"),
    ],
)
def test_leftovers_that_fit_or_that_nothing_is_known_of_contradict_nothing(claims: tuple[str, ...]) -> None:
    assert found(*claims) == {}


def others(signal: str, value: str) -> list[str]:
    shown = {
        "testimonial:they shipped on time": ["older-mill.example"],
        "testimonial:a1b2": ["older-mill.example"],
        "portfolio:ports ledger": ["harbor.example", "older-mill.example"],
        "testimonial:lorem ipsum": [f"stranger{number}.example" for number in range(9)],
    }
    return shown.get(value, [])


def test_praise_and_work_that_another_firm_shows_are_told() -> None:
    shown = site(
        "quillmarsh.example",
        boilerplate=[
            "testimonial:a1b2",
            "testimonial:lorem ipsum",
            "testimonial:they shipped on time",
            "portfolio:ports ledger",
            "portfolio:our own",
        ],
    )
    assert [each.sentence for each in contradictions(shown.values, TODAY, others=others)] == [
        "2 of its testimonials stand on other sites too: one on older-mill.example",
        "one of its portfolio pieces stands on other sites too: 'ports ledger' on harbor.example "
        "and older-mill.example",
    ]


def replaced(
    *, days: int = 0, gone: str = "phone:+12125550143", come: str = "phone:+862423865512"
) -> FactChange:
    return FactChange(
        "quillmarsh.example", NOON + timedelta(days=days), "contacts", (gone,), (come,), f"r{days}"
    )


def test_the_newest_replaced_contacts_are_told_with_their_day() -> None:
    changes = [replaced(days=-3), replaced(gone="phone:+862423865512", come="phone:+74232300417")]
    assert contradictions({}, TODAY, changes) == (
        Contradiction(
            "contacts_replaced",
            "the phone +862423865512 gave way to the phone +74232300417, seen on 2026-11-22",
            ("phone:+862423865512", "phone:+74232300417"),
        ),
    )


# what is kept between visits


def a_store() -> MonitorStore:
    return MonitorStore(sqlite_utils.Database(memory=True))


BEFORE = site(
    "quillmarsh.example",
    contacts=["phone:+12125550143", "email:hr@quillmarsh.example", "building:1 alder street, 62701"],
    registration=["registrant_name:ann marsh", "registrar:9"],
)


def test_phones_that_gave_way_to_others_are_kept_once_a_run() -> None:
    store = a_store()
    after = site(
        "quillmarsh.example",
        contacts=["phone:+862423865512", "email:hr@quillmarsh.example", "building:2 alder street, 62701"],
        registration=["registrant_name:ann marsh", "registrar:12"],
    )
    kept = FactChange(
        "quillmarsh.example",
        NOON,
        "contacts",
        ("phone:+12125550143",),
        ("phone:+862423865512",),
        "2026-11-22",
    )
    for _ in range(2):
        assert record_changes(store, BEFORE, after, NOON, "2026-11-22") == (kept,)
    assert record_changes(store, after, after, NOON, "2026-11-22") == ()
    assert store.ledger.changes("quillmarsh.example") == [kept]
    assert store.ledger.changes("other.example") == []


def test_a_new_registrant_is_kept_beside_the_contacts() -> None:
    store = a_store()
    after = site("quillmarsh.example", registration=["registrant_name:ben weir"])
    record_changes(store, BEFORE, after, NOON, "2026-11-22")
    assert [(each.signal, each.gone, each.come) for each in store.ledger.changes("quillmarsh.example")] == [
        ("registration", ("registrant_name:ann marsh",), ("registrant_name:ben weir",))
    ]


@pytest.mark.parametrize(
    "contacts",
    [
        [],
        ["phone:+12125550143"],
        ["phone:+12125550143", "phone:+862423865512", "email:hr@quillmarsh.example"],
        ["email:hr@quillmarsh.example", "telegram:quillmarsh"],
    ],
    ids=["a failed look", "a page less", "one more phone", "an account in place of a phone"],
)
def test_what_was_only_added_or_not_seen_is_no_change(contacts: list[str]) -> None:
    store = a_store()
    after = site("quillmarsh.example", contacts=contacts)
    assert record_changes(store, BEFORE, after, NOON, "2026-11-22") == ()
    assert record_changes(store, None, after, NOON, "2026-11-22") == ()
    assert store.ledger.changes("quillmarsh.example") == []


# what it weighs

WORST = (
    Contradiction("words_of_another", "g", ()),
    Contradiction("seat_abroad", "a", ()),
    Contradiction("contacts_replaced", "b", ()),
    Contradiction("founded_long_before", "c", ()),
    Contradiction("leftover_language", "d", ()),
    Contradiction("copyright_before", "e", ()),
    Contradiction("time_zone", "f", ()),
)


def test_each_next_contradiction_counts_half_of_the_one_before() -> None:
    weighed = evidence_of((WORST[6], WORST[1], WORST[3]), WEIGHTS)
    assert [(each.sentence, each.bits) for each in weighed] == [("a", 2.58), ("c", 0.87), ("f", 0.15)]
    assert {(each.signal, each.family, each.facts) for each in weighed} == {("claims", Family.CLAIMS, ())}


def test_contradictions_alone_never_come_near_an_alert() -> None:
    score = total("a.example", "b.example", evidence_of(WORST, WEIGHTS), WEIGHTS, prior=-10.0)
    assert [(each.family, each.counted) for each in score.families] == [(Family.CLAIMS, 3.92)]
    assert (score.bits, score.band) == (-6.08, Band.NONE)


def test_an_honest_old_firm_with_a_new_domain_weighs_little() -> None:
    shown = site(
        "quillmarsh.example",
        claims=["founded:1998", "copyright:1998", "experience:28", "country:US", "phone_country:US"],
        registration=["created:2023-10-04"],
    )
    weighed = evidence_of(contradictions(shown.values, TODAY), WEIGHTS)
    assert round(sum(each.bits for each in weighed), 2) == 2.29


def test_a_kind_without_a_weight_gives_no_evidence() -> None:
    assert evidence_of((Contradiction("unheard_of", "x", ()),), WEIGHTS) == ()


def test_every_kind_has_a_weight_below_what_makes_news_by_itself() -> None:
    kinds = (
        "founded_before founded_long_before experience_before copyright_before seat_abroad seat_phone "
        "seat_address phone_and_address leftover_language time_zone contacts_replaced registrant_replaced "
        "words_of_another"
    )
    for kind in kinds.split():
        (weighed,) = evidence_of((Contradiction(kind, "x", ()),), WEIGHTS)
        assert 0.5 < weighed.bits < 3.0, kind


@pytest.mark.parametrize(
    "strange", ["founded:", "founded:soon", "founded:²⁰⁰⁹", "timezone:+8", "country:", "x"]
)
def test_strange_values_contradict_nothing(strange: str) -> None:
    assert found(strange, created="2023-10-04") == {}
    assert found("founded:2009", created="soon") == {}
