"""Do registrations meet in their people and days, and stay apart behind privacy? All data are invented."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint.registration import SIGNAL
from crawler.records import Observation, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SILVER = {
    "name": "Jane Roe",
    "organisation": "Silver Ginkgo Software Co., Ltd.",
    "street": "100 Main St., Suite 200",
    "city": "New York",
    "country": "US",
    "email": "Jane.Roe@silver-ginkgo.example",
    "phone": "+1.2125550100",
}


def values(registrant: dict[str, Any] | None = None, **payload: Any) -> tuple[str, ...]:
    payload["registrant"] = registrant
    seen = Observation("silver.example", "registration", NOW, Outcome.OBSERVED, payload=payload)
    return SIGNAL.extract(Subject("silver.example", {"registration": seen}))


def test_each_fact_of_a_registration_is_one_value_in_one_spelling() -> None:
    registrar = {"name": "NameCheap, Inc.", "iana_id": "1068"}
    assert values(SILVER, created="2023-10-14T08:30:00Z", registrar=registrar) == (
        "created:2023-10-14",
        "registrant_email:jane.roe@silver-ginkgo.example",
        "registrant_name:jane roe",
        "registrant_org:silver ginkgo software",
        "registrant_phone:+12125550100",
        "registrant_street:100 main street, new york / 200",
        "registrar:1068",
    )


@pytest.mark.parametrize(
    ("written", "company"),
    [
        ("SILVER GINKGO LLC", "silver ginkgo"),
        ("Silver Ginkgo Co., Ltd", "silver ginkgo"),
        ("ООО «Серебряный Гинкго»", "серебряный гинкго"),
        ("沈阳银杏软件有限公司", "沈阳银杏软件"),
        ("Limited", "limited"),
    ],
)
def test_a_company_is_known_without_its_legal_form(written: str, company: str) -> None:
    assert values({"organisation": written}) == (f"registrant_org:{company}",)


def test_a_registrar_without_an_id_is_known_by_its_name() -> None:
    assert values(registrar={"name": "Ginkgo Names LLC", "iana_id": None}) == ("registrar:ginkgo names",)


@pytest.mark.parametrize(
    "hidden",
    [
        "REDACTED FOR PRIVACY",
        "Data Protected",
        "Statutory Masking Enabled",
        "Not Disclosed",
        "GDPR Masked",
        "Non-Public Data",
        "Please query the RDDS service of the Registrar of Record",
        "Please contact the Registrar listed above",
        "Registration Private",
        "https://whois.ginkgo.example/contact/registrant",
        "N/A",
    ],
)
def test_redacted_fields_say_nothing_and_the_rest_stays(hidden: str) -> None:
    registrant = {"name": hidden, "organisation": "Silver Ginkgo LLC", "email": hidden, "street": hidden}
    assert values(registrant) == ("registrant_org:silver ginkgo",)


@pytest.mark.parametrize(
    "service",
    [
        "Domains By Proxy, LLC",
        "WhoisGuard, Inc.",
        "Privacy service provided by Withheld for Privacy ehf",
        "Contact Privacy Inc. Customer 0123456789",
        "Perfect Privacy, LLC",
        "PrivacyGuardian.org llc",
        "Super Privacy Service LTD c/o Dynadot",
        "Whois Privacy Protection Service by VALUE-DOMAIN",
        "Domain Protection Services, Inc.",
        "Anonymize, Inc.",
    ],
)
def test_the_phone_and_street_of_a_privacy_service_are_not_the_registrants(service: str) -> None:
    registrant = {
        "organisation": service,
        "name": "Domain Admin",
        "street": "Kalkofnsvegur 2",
        "city": "Reykjavik",
        "phone": "+354.4212434",
        "email": "0a1b2c@withheldforprivacy.com",
    }
    assert values(registrant) == ()


def test_companies_whose_names_only_sound_like_it_are_kept() -> None:
    assert values({"organisation": "Proximity Data Ltd", "name": "Guarda Silva"}) == (
        "registrant_name:guarda silva",
        "registrant_org:proximity data",
    )


@pytest.mark.parametrize(
    ("other", "shared", "sentence"),
    [
        ("2023-10-14T22:00:00Z", ("created_near:0d",), "both were created on the same day"),
        ("2023-10-15T00:00:00Z", ("created_near:1d",), "both were created one day apart"),
        ("2023-10-11T00:00:00Z", ("created_near:3d",), "both were created 3 days apart"),
        ("2023-10-18T00:00:00Z", (), "their registration data have nothing in common"),
        ("2022-10-14T00:00:00Z", (), "their registration data have nothing in common"),
    ],
)
def test_days_of_creation_agree_up_to_three_days_apart(
    other: str, shared: tuple[str, ...], sentence: str
) -> None:
    met = SIGNAL.compare(values(created="2023-10-14T00:00:00Z"), values(created=other))
    assert met is not None
    assert (met.shared, met.sentence) == (shared, sentence)


def test_a_shared_registrant_is_told_in_words() -> None:
    met = SIGNAL.compare(
        values(SILVER), values({**SILVER, "name": "John Doe", "street": "", "organisation": ""})
    )
    assert met is not None
    assert met.shared == ("registrant_email:jane.roe@silver-ginkgo.example", "registrant_phone:+12125550100")
    assert met.sentence == (
        "both are registered with the mailbox jane.roe@silver-ginkgo.example"
        " and registered with the phone +12125550100"
    )


@pytest.mark.parametrize("created", [None, "", "before 1996", "2023-13-45T00:00:00Z", "0"])
def test_a_day_that_cannot_be_read_is_no_value(created: object) -> None:
    assert values(created=created) == ()
