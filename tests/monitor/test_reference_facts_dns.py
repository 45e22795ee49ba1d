"""Do passive DNS and certificates become the states that a name once had? All records are invented."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from crawler import fingerprint
from crawler.errors import CollectionError
from crawler.fingerprint import Subject
from crawler.records import Observation
from monitor.references.facts import read

FOX = "cloudbluefox.com"


def cof(kind: str, data: Any, first: str, last: str, name: str = FOX) -> dict[str, Any]:
    """One record in the Common Output Format."""
    begin, end = (int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp()) for day in (first, last))
    return {
        "rrname": f"{name}.",
        "rrtype": kind,
        "rdata": data,
        "time_first": begin,
        "time_last": end,
        "count": 3,
    }


def lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in rows))
    return path


def gathered(path: Path) -> tuple[list[Observation], str]:
    found: list[Observation] = []
    try:
        found.extend(read(path, FOX))
    except CollectionError as error:
        return found, str(error)
    return found, ""


def values(seen: Observation) -> tuple[str, ...]:
    taken = fingerprint.take(Subject(FOX, {seen.kind: seen}, ()))
    return taken.values["dns_records" if seen.kind == "dns" else "certificate"]


RECORDS = [
    cof("A", ["192.0.2.7"], "2014-01-02", "2016-03-04"),
    cof("NS", ["ns1.fox-works.example.", "NS2.fox-works.example."], "2014-01-02", "2018-03-04"),
    cof("MX", "10 mail.fox-works.example.", "2015-05-06", "2016-03-04"),
    cof("A", "192.0.2.9", "2017-01-02", "2018-03-04"),
    cof("TXT", ['"v=spf1 ip4:192.0.2.7" " -all"'], "2015-05-06", "2016-03-04"),
    cof("A", "192.0.2.99", "2014-01-02", "2016-03-04", f"shop.{FOX}"),  # another name
    cof("A", "192.0.2.98", "2014-01-02", "2016-03-04", "honest-firm.example"),
]


def test_records_become_the_states_of_the_name_with_what_was_then_in_use(tmp_path):
    found, told = gathered(lines(tmp_path / "fox.jsonl", *RECORDS))
    assert told == ""
    assert [(f"{each.observed_at:%Y-%m-%d}", each.payload["A"], each.payload["MX"]) for each in found] == [
        ("2014-01-02", ["192.0.2.7"], []),
        ("2015-05-05", ["192.0.2.7"], []),  # the last second before the mail host came
        ("2015-05-06", ["192.0.2.7"], ["10 mail.fox-works.example"]),
        ("2017-01-01", ["192.0.2.7"], ["10 mail.fox-works.example"]),
        ("2017-01-02", ["192.0.2.9"], []),
        ("2018-03-04", ["192.0.2.9"], []),
    ]
    assert found[2].payload["NS"] == ["ns1.fox-works.example", "ns2.fox-works.example"]
    assert found[2].payload["TXT"] == ["v=spf1 ip4:192.0.2.7 -all"]
    assert values(found[2]) == (
        "a:192.0.2.7",
        "mx:mail.fox-works.example",
        "net24:192.0.2.0/24",
        "ns:ns1.fox-works.example",
        "ns:ns2.fox-works.example",
        "nsset:ns1.fox-works.example ns2.fox-works.example",
        "spf:ip4:192.0.2.7",
    )


def test_wrapped_lines_and_zone_times_give_the_same_and_a_cut_answer_is_told(tmp_path):
    plain, _ = gathered(lines(tmp_path / "plain", *RECORDS))
    zone = [{f"zone_{k}" if k.startswith("time") else k: v for k, v in each.items()} for each in RECORDS]
    wrapped = [
        {"cond": "begin"},
        *({"obj": each} for each in zone),
        {"cond": "limited", "msg": "Result limit reached"},
    ]
    found, told = gathered(lines(tmp_path / "wrapped", *wrapped))
    assert [(each.observed_at, each.value_hash) for each in found] == [
        (each.observed_at, each.value_hash) for each in plain
    ]
    assert "line 9: the answer is not whole, it ends where its server's limit was reached" in told


def test_a_seizure_in_passive_dns_ends_what_was_the_fronts(tmp_path):
    seized = [
        cof("NS", ["ns1.fbi.seized.gov.", "ns2.fbi.seized.gov."], "2019-01-02", "2024-03-04"),
        cof("A", "192.0.2.200", "2020-01-02", "2024-03-04"),
    ]
    found, told = gathered(lines(tmp_path / "fox", *RECORDS, *seized))
    assert {f"{each.observed_at:%Y}" for each in found} == {"2014", "2015", "2017", "2018"}
    assert "shows the name servers of a seizure: a state, never the front's own" in told


def test_bad_lines_cost_only_themselves_and_are_named(tmp_path):
    bad = [
        "{",
        json.dumps({"rrname": f"{FOX}.", "rrtype": "A", "rdata": "192.0.2.7"}),
        json.dumps({"rrname": 5, "rrtype": "A"}),
        json.dumps(cof("A", {"odd": 1}, "2014-01-02", "2016-03-04")),
        "[" * 100_000,
        "[]",
        "x" * 1_100_000,
        "\0\0\0",
    ]
    found, told = gathered(lines(tmp_path / "fox", RECORDS[0], *bad, RECORDS[3]))
    assert [each.payload["A"] for each in found] == [["192.0.2.7"]] * 2 + [["192.0.2.9"]] * 2
    for each in (
        "line 2 is no JSON",
        "line 3 does not say when it was seen",
        "line 4 names no record",
        "line 5 has no data",
        "line 6 is nested too deep",
        "line 7 is no record",
        "line 8 is longer than 1,000,000 bytes",
    ):
        assert each in told
    assert "line 9" not in told


def test_many_records_are_bounded_and_said_to_be(tmp_path):
    day = datetime(2014, 1, 1, tzinfo=UTC)
    many = []
    for number in range(300):
        begin = f"{day + timedelta(days=number):%Y-%m-%d}"
        many.append(cof("A", f"192.0.2.{number % 250}", begin, begin))
    found, told = gathered(lines(tmp_path / "fox", *many))
    assert len(found) == 200
    assert "of 300 states only the newest 200 are used" in told


# certificates


def certificate(*covered: str, begins: str = "2016-05-01", signer: str = "Invented Authority") -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    begin = datetime.fromisoformat(f"{begins}T00:00:00+00:00")
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, covered[0])]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer)]))
        .public_key(key.public_key())
        .serial_number(0xABCDEF123456)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in covered]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def test_a_bundle_gives_a_look_for_each_certificate_that_covers_the_domain(tmp_path):
    path = tmp_path / "bundle.pem"
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    first = certificate(f"www.{FOX}", "fox-sister.example")
    second = certificate(FOX, begins="2018-02-03", signer=FOX)
    path.write_bytes(first + broken + certificate("honest-firm.example") + second)
    found, told = gathered(path)
    assert [f"{each.kind} {each.observed_at:%Y-%m-%d}" for each in found] == [
        "tls 2016-05-01",
        "tls 2018-02-03",
    ]
    assert [each.payload["verdict"] for each in found] == ["not verified", "self-signed"]
    assert "san:fox-sister.example" in values(found[0])
    assert "issuer:cn=invented authority" in values(found[0])
    assert f"subject:cn={FOX}" in values(found[1])
    assert "cannot be read" in told
    assert "1 of 3 certificates are not made for cloudbluefox.com" in told


def test_a_certificate_in_der_is_the_same_look_as_in_pem(tmp_path):
    pem = certificate(FOX)
    (tmp_path / "fox.pem").write_bytes(pem)
    (tmp_path / "fox.der").write_bytes(x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER))
    ((one,), _), ((other,), _) = (gathered(tmp_path / f"fox.{each}") for each in ("pem", "der"))
    assert one == other


ROW = {
    "issuer_ca_id": 1,
    "issuer_name": 'C=US, O="Invented, Inc.", CN=R1',
    "common_name": FOX,
    "name_value": f"{FOX}\nwww.{FOX}\nfox-sister.example",
    "id": 7,
    "entry_timestamp": "2018-02-03T04:05:06.789",
    "not_before": "2018-02-03T00:00:00",
    "not_after": "2018-05-03T00:00:00",
    "serial_number": "00abcdef123456",
}


def test_rows_of_crtsh_say_what_they_have_and_claim_no_key(tmp_path):
    rows = [
        ROW,
        ROW | {"id": 8},
        ROW | {"name_value": "honest-firm.example", "common_name": None, "serial_number": "1f"},
    ]
    path = tmp_path / "crt.json"
    path.write_text(json.dumps(rows))
    found, told = gathered(path)
    assert [f"{each.kind} {each.observed_at:%Y-%m-%d}" for each in found] == ["tls 2018-02-03"]
    assert values(found[0]) == (
        "issuer:cn=r1,o=invented\\, inc.,c=us",
        f"san:{FOX}",
        "san:fox-sister.example",
    )
    assert "1 rows are not of cloudbluefox.com" in told


@pytest.mark.parametrize(
    "odd", [{"name_value": 5, "issuer_name": [], "not_before": {}}, {"not_before": "never"}]
)
def test_an_odd_row_of_crtsh_is_named_and_harms_no_other(tmp_path, odd):
    path = tmp_path / "crt.json"
    path.write_text(json.dumps([ROW, ROW | {"serial_number": "2f"} | odd]))
    found, told = gathered(path)
    assert len(found) == 1
    assert "does not say since when the certificate is valid" in told
