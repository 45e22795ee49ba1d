"""Do certificates meet in keys and names, and stay apart otherwise? All data are invented."""

from datetime import UTC, datetime
from typing import Any

from crawler.fingerprint import Subject
from crawler.fingerprint.certificate import SIGNAL
from crawler.records import Observation, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEY = "sha256:" + "ab" * 32
CERTIFICATE = "sha256:" + "cd" * 32
OTHER = "sha256:" + "ef" * 32


def values(**payload: Any) -> tuple[str, ...]:
    seen = Observation("silver.example", "tls", NOW, Outcome.OBSERVED, payload=payload)
    return SIGNAL.extract(Subject("silver.example", {"tls": seen}))


def test_a_certificate_gives_its_hashes_its_registrable_names_and_its_issuer() -> None:
    found = values(
        verdict="valid",
        key=KEY,
        certificate=CERTIFICATE,
        names=["silver.example", "*.silver.example", "www.ginkgo.co.uk", "*.Ginkgo.co.uk"],
        subject="CN=silver.example",
        issuer="CN=R11, O=Invented Trust",
    )
    assert found == (
        f"cert:{CERTIFICATE}",
        "issuer:cn=r11, o=invented trust",
        f"key:{KEY}",
        "san:ginkgo.co.uk",
        "san:silver.example",
    )


def test_a_self_signed_certificate_is_known_by_its_subject() -> None:
    assert values(verdict="self-signed", key=KEY, subject="CN=ginkgo-01", issuer="CN=ginkgo-01") == (
        f"key:{KEY}",
        "subject:cn=ginkgo-01",
    )


def test_a_private_authority_and_a_serial_number_of_ones_own_making_are_values() -> None:
    one = values(
        verdict="unknown issuer", issuer="CN=Ginkgo Root", subject="CN=silver.example", serial="4a7f09c2"
    )
    assert one == ("authority:cn=ginkgo root", "serial:4a7f09c2")
    met = SIGNAL.compare(
        one, values(faults=["expired", "unknown issuer"], verdict="expired", issuer="CN=Ginkgo Root")
    )
    assert met is not None
    assert met.shared == ("authority:cn=ginkgo root",)
    assert met.sentence == "both have a certificate of the private authority 'cn=ginkgo root'"


def test_a_cloned_serial_number_is_shared_where_the_certificates_differ() -> None:
    ours, theirs = (
        values(verdict="self-signed", subject=f"CN={name}", key=key, serial="E0F1A2B3C4D5")
        for name, key in (("one", KEY), ("two", OTHER))
    )
    met = SIGNAL.compare(ours, theirs)
    assert met is not None
    assert met.shared == ("serial:e0f1a2b3c4d5",)
    same = values(verdict="self-signed", certificate=CERTIFICATE, serial="e0f1a2b3c4d5", subject="CN=one")
    itself = SIGNAL.compare(same, same)
    assert itself is not None
    assert itself.shared == (f"cert:{CERTIFICATE}",)


def test_serial_numbers_of_public_authorities_and_first_ones_say_nothing() -> None:
    assert values(verdict="valid", serial="4a7f09c2e0f1", issuer="CN=R11") == ("issuer:cn=r11",)
    assert values(verdict="wrong name", serial="4a7f09c2e0f1", issuer="CN=R11") == ("issuer:cn=r11",)
    left_out = values(verdict="unknown issuer", serial="4a7f09c2e0f1", issuer="CN=R11,O=Let's Encrypt,C=US")
    assert left_out == ("issuer:cn=r11,o=let's encrypt,c=us",)
    assert values(verdict="self-signed", serial="1", subject="CN=one") == ("subject:cn=one",)
    assert values(verdict="self-signed", serial=["4a7f09c2"], faults={"a": 1}, subject=None) == ()


def test_another_sites_certificate_that_covers_this_one_is_shared_by_the_name() -> None:
    ours = values(verdict="valid", key=KEY, names=["silver.example"])
    theirs = values(verdict="valid", key=OTHER, names=["ginkgo.example", "silver.example"])
    met = SIGNAL.compare(ours, theirs)
    assert met is not None
    assert met.shared == ("san:silver.example",)
    assert met.sentence == "both are certified together with silver.example"


def test_one_certificate_on_two_sites_does_not_count_its_key_and_issuer_again() -> None:
    one = values(verdict="valid", key=KEY, certificate=CERTIFICATE, issuer="CN=R11", names=["a.example"])
    met = SIGNAL.compare(one, one)
    assert met is not None
    assert met.shared == (f"cert:{CERTIFICATE}", "san:a.example")
    assert (
        met.sentence
        == "both show the certificate sha256:cdcdcdcdcdcdcdcd… and are certified together with a.example"
    )


def test_an_issuer_alone_is_shared_but_other_keys_are_not() -> None:
    met = SIGNAL.compare(
        values(verdict="valid", key=KEY, issuer="CN=R11"), values(verdict="valid", key=OTHER, issuer="CN=R11")
    )
    assert met is not None
    assert met.shared == ("issuer:cn=r11",)


def test_hashes_and_names_that_are_none_are_left_out() -> None:
    assert values(key="ab", certificate=7, names=["", "127.0.0.1", "no dot", "*"], issuer=None) == ()
