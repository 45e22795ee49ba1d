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
        "created_at:2023-10-14T08:30:00+00:00",
        "registrant_email:jane.roe@silver-ginkgo.example",
        "registrant_name:jane roe",
        "registrant_org:silver ginkgo software",
        "registrant_phone:+12125550100",
        "registrant_street:100 main street, new york / 200",
        "registrar:1068",
        "registrar_day:1068 2023-10-14",
    )


@pytest.mark.parametrize(
    ("written", "company"),
    [
        ("SILVER GINKGO LLC", "silver ginkgo"),
        ("Silver Ginkgo Co., Ltd", "silver ginkgo"),
        ("ООО «Серебряный Гинкго»", "серебряный гинкго"),
        ("沈阳银杏软件有限公司", "沈阳银杏软件"),
        ("Silver Ginkgo Private Limited", "silver ginkgo"),
        ("Silver Ginkgo S.à r.l.", "silver ginkgo"),
        ("Silver Ginkgo Sp. z o.o.", "silver ginkgo"),
        ("Silver Ginkgo GmbH & Co. KG", "silver ginkgo"),
        ("株式会社銀杏", "銀杏"),
        ("Silver Private", "silver private"),
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
        "Domain Administrator",
        "Legal Department",
        "Ano Nymous",
        "Personal data, can not be publicly disclosed according to applicable laws.",
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
        "Knock Knock WHOIS Not There, LLC",
        "1337 Services LLC",
        "Domain Privacy Service FBO Registrant",
        "Privacy Protect, LLC (PrivacyProtect.org)",
        "Whois Privacy Corp.",
        "Identity Protection Service",
        "Jewella Privacy LLC",
        "On behalf of silver.example OWNER",
        "Protection of Private Person",
        "Protected Domain Services - Customer ID: R-123",
        "YinSi BaoHu Yi Kai Qi (Hidden by Whois Privacy Protection Service)",
        "隐私保护服务",
        "Whois情報公開代行サービス",
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


@pytest.mark.parametrize(
    ("email", "registrar", "expected"),
    [
        ("ccops@ginkgonames.example", "Ginkgo Names Inc.", ()),
        ("support@domain-services.example", "Ginkgo Names Inc.", ()),
        ("hr@silver.example", "Ginkgo Names Inc.", ("registrant_email:hr@silver.example",)),
        ("hr@gin.example", "Ginkgo Names Inc.", ("registrant_email:hr@gin.example",)),
    ],
)
def test_a_registrars_own_mailbox_is_not_its_customers(
    email: str, registrar: str, expected: tuple[str, ...]
) -> None:
    found = values({"email": email}, registrar={"name": registrar})
    assert tuple(value for value in found if value.startswith("registrant_")) == expected


def test_a_firm_in_the_field_of_names_is_a_firm() -> None:
    assert values({"name": "Silver Ginkgo LLC"}) == values({"organisation": "Silver Ginkgo LLC"})


def test_a_handle_ties_registrations_of_one_contact() -> None:
    assert values({"handle": "SG4711-GINKGO"}) == ("registrant_handle:sg4711-ginkgo",)
    assert values({"name": "G830157"}) == ("registrant_handle:g830157",)
    assert values({"handle": "REDACTED FOR PRIVACY"}) == values({"handle": ["x"]}) == ()


def test_companies_whose_names_only_sound_like_it_are_kept() -> None:
    assert values({"organisation": "Proximity Data Ltd", "name": "Guarda Silva"}) == (
        "registrant_name:guarda silva",
        "registrant_org:proximity data",
    )
    assert values({"organisation": "Web Operations Berlin GmbH", "name": "Owen Legal"}) == (
        "registrant_name:owen legal",
        "registrant_org:web operations berlin",
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


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ("2023-10-14T08:37:59Z", "created_within:10m"),
        ("2023-10-14T09:20:00Z", "created_within:60m"),
        ("2023-10-14T09:31:00Z", "created_near:0d"),
        ("2023-10-15T00:00:00Z", "created_near:1d"),
        ("2023-10-14T08:00:00Z", "created_near:0d"),
    ],
)
def test_minutes_are_compared_where_both_registries_tell_them(other: str, shared: str) -> None:
    met = SIGNAL.compare(values(created="2023-10-14T08:30:00Z"), values(created=other))
    assert met is not None
    assert met.shared == (shared,)


def test_a_batch_over_midnight_is_one() -> None:
    met = SIGNAL.compare(values(created="2023-10-14T23:58:01Z"), values(created="2023-10-15T00:03:09Z"))
    assert met is not None
    assert met.sentence == "both were created within 10 minutes of each other"


def test_one_registrar_on_one_day_is_one_fact_and_another_days_registrar_another() -> None:
    names = {"name": "Ginkgo Names", "iana_id": "9"}
    one, next_day = (values(registrar=names, created=f"2023-10-1{day}T00:00:00Z") for day in (4, 5))
    met, apart = SIGNAL.compare(one, one), SIGNAL.compare(one, next_day)
    assert met is not None and apart is not None
    assert met.shared == ("registrar_day:9 2023-10-14",)
    assert met.sentence == "both were registered through IANA id 9 on 2023-10-14"
    assert apart.shared == ("created_near:1d", "registrar:9")


def test_the_last_change_and_the_expiry_say_nothing() -> None:
    assert values(updated="2024-01-02T03:04:05Z", expires="2027-01-02T03:04:05Z") == ()


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
