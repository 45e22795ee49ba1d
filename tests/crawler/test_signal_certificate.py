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
