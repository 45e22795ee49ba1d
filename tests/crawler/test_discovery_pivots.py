"""Which names share a rare value with a reference, and are the values that everybody has left alone?"""

import gzip
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from crawler.discovery._public_hosts import is_public, is_public_address
from crawler.discovery.pivots import SOURCE
from crawler.errors import ConfigError
from crawler.fingerprint import Fingerprint
from tests.crawler._feeds import batches, given, served, told

FRONT, SUSPECT = "front.example", "suspect.example"
DAYS, TWO_HAD_IT = "(2022-05-08 to 2024-10-10)", "2 names are known to have had it"
MAY, OCTOBER = 1_652_000_000, 1_728_600_000


def row(name: str, kind: str, value: Any, first: int = MAY, last: int = OCTOBER) -> dict[str, Any]:
    return {
        "rrname": name,
        "rrtype": kind,
        "rdata": value,
        "time_first": first,
        "time_last": last,
        "count": 3,
    }


def export(tmp_path: Path, *rows: object) -> Path:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(each if isinstance(each, str) else json.dumps(each) + "\n" for each in rows))
    return file


def read(where: Path, cursor: str = "", **options: str) -> tuple[dict[str, str], list[str], str]:
    return told(SOURCE, given(where, cursor, references=(FRONT,), **options))


def test_names_that_shared_a_value_with_a_reference_are_told_with_it(tmp_path: Path) -> None:
    found, faults, _ = read(
        export(
            tmp_path,
            row("one.example.", "A", "174.138.181.198"),
            row("www.front.example.", "A", ["174.138.181.198", "10.0.0.1"]),
            row("inside.example", "A", "10.0.0.1"),
            row("two.example", "MX", ["10 mail.two-posts.example."]),
            row("front.example", "MX", "20 mail.two-posts.example"),
            row("other.example", "A", "174.138.181.199"),
            row("front.example", "TXT", "v=spf1 -all"),
            row("text.example", "TXT", "v=spf1 -all"),
        )
    )
    assert found == {
        "one.example": f"shares the address 174.138.181.198 with front.example {DAYS}; {TWO_HAD_IT}",
        "two.example": f"shares the mail host mail.two-posts.example with front.example {DAYS}; {TWO_HAD_IT}",
    }
    assert faults == []


def test_what_too_many_had_or_a_public_service_gives_tells_nothing(tmp_path: Path) -> None:
    many = [row(f"customer-{number}.example", "A", "174.138.181.198") for number in range(60)]
    public = [row(each, "NS", "dns1.registrar-servers.com.") for each in (FRONT, "customer.example")]
    public += [row(each, "A", "104.21.7.9") for each in (FRONT, "behind-the-same-network.example")]
    found, _, _ = read(export(tmp_path, row(FRONT, "A", "174.138.181.198"), *many, *public))
    assert found == {}
    found, _, _ = read(tmp_path / "export.jsonl", most_names="61")
    assert len(found) == 60


def test_the_rarest_value_comes_first_and_a_name_with_several_tells_them_all(tmp_path: Path) -> None:
    rows = [
        row(each, "NS", "ns1.few.example") for each in (FRONT, "one.example", "two.example", "three.example")
    ]
    rows += [row(each, "A", "174.138.181.198") for each in (FRONT, "three.example")]
    found, _, _ = read(export(tmp_path, *rows))
    assert list(found) == ["three.example", "one.example", "two.example"]
    assert found["three.example"].split("; ")[::2] == [
        "shares the address 174.138.181.198 with front.example (2022-05-08 to 2024-10-10)",
        "shares the name server ns1.few.example with front.example (2022-05-08 to 2024-10-10)",
    ]


def test_what_was_observed_of_references_and_suspects_is_looked_for(tmp_path: Path) -> None:
    where = export(
        tmp_path, row("one.example", "A", "174.138.181.198"), row("two.example", "NS", "NS1.few.example.")
    )
    prints = {
        FRONT: Fingerprint(
            FRONT, MappingProxyType({"dns_records": ("a:174.138.181.198", "net24:174.138.181.0/24")})
        ),
        SUSPECT: Fingerprint(
            SUSPECT, MappingProxyType({"dns_records": ("ns:ns1.few.example", "ns:x.cloudflare.com")})
        ),
    }
    found, _, _ = told(SOURCE, given(where, references=(FRONT,), fingerprints=prints))
    assert {name: reason.split(" (")[0] for name, reason in found.items()} == {
        "one.example": "shares the address 174.138.181.198 with front.example",
        "two.example": "shares the name server ns1.few.example with suspect.example",
    }


def test_the_same_export_is_told_once_and_anew_when_it_or_the_references_change(tmp_path: Path) -> None:
    where = export(tmp_path, row(FRONT, "A", "174.138.181.198"), row("one.example", "A", "174.138.181.198"))
    found, _, cursor = read(where)
    assert list(found) == ["one.example"]
    assert batches(SOURCE, given(where, cursor, references=(FRONT,))) == []
    assert list(told(SOURCE, given(where, cursor, references=("one.example",)))[0]) == [FRONT]
    with where.open("a") as more:
        more.write(json.dumps(row("two.example", "A", "174.138.181.198")) + "\n")
    assert list(read(where, cursor)[0]) == ["one.example", "two.example"]


def test_a_reading_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    hosts = [
        row(each, "NS", f"ns{n}.few.example")
        for n in range(150)
        for each in (FRONT, *(f"f-{n}-{k}.example" for k in range(80)))
    ]
    asked = given(export(tmp_path, *hosts), references=(FRONT,), most_names="100")
    whole = batches(SOURCE, asked)
    assert [len(batch.names) for batch in whole] == [10_000, 2_000, 0]
    rest = batches(SOURCE, given(asked.where, whole[0].cursor, references=(FRONT,), most_names="100"))
    assert [batch.names for batch in rest] == [batch.names for batch in whole[1:]]


def test_broken_lines_are_named_and_wrapped_ones_are_read(tmp_path: Path) -> None:
    where = export(
        tmp_path,
        '{"cond": "begin"}\n',
        {"obj": row(FRONT, "A", "174.138.181.198")},
        "no json\n",
        "[" * 100_000 + "\n",
        {"rrname": 7, "rrtype": "A", "rdata": "174.138.181.198"},
        {"rrname": "x" * 500, "rrtype": "A", "rdata": "174.138.181.198"},
        {"obj": row("one.example", "A", "174.138.181.198", first=-5, last=10**30)},
        row("two.example", "A", {"174.138.181.198": 1}),
        '{"cond": "succeeded"}\n',
    )
    found, faults, _ = read(where)
    assert found == {"one.example": f"shares the address 174.138.181.198 with front.example; {TWO_HAD_IT}"}
    assert faults == ["export.jsonl: 4 of its lines are no passive DNS, first line 3, line 4, line 5"]


def test_a_packed_export_that_breaks_off_is_used_so_far(tmp_path: Path) -> None:
    rows = [row(FRONT, "A", "174.138.181.198"), row("one.example", "A", "174.138.181.198")]
    rows += [
        row(f"x-{number * 7919 % 100_003}.example", "A", f"8.8.{number % 250}.8") for number in range(3_000)
    ]
    file = tmp_path / "export.jsonl.gz"
    file.write_bytes(gzip.compress("".join(json.dumps(each) + "\n" for each in rows).encode())[:-5_000])
    found, faults, _ = read(file)
    assert list(found) == ["one.example"]
    assert "it ends in the middle" in faults[0]


def test_an_export_may_come_from_a_url(tmp_path: Path) -> None:
    body = export(
        tmp_path, row(FRONT, "A", "174.138.181.198"), row("one.example", "A", "174.138.181.198")
    ).read_bytes()
    with served(lambda *_: (200, {}, body)) as url:
        assert list(told(SOURCE, given(f"{url}/cof", references=(FRONT,)))[0]) == ["one.example"]


@pytest.mark.parametrize("most", ["1", "all", "100000"])
def test_a_limit_that_is_none_is_refused(tmp_path: Path, most: str) -> None:
    with pytest.raises(ConfigError, match="most_names"):
        read(export(tmp_path), most_names=most)


@pytest.mark.parametrize(
    ("host", "everybodys"),
    [
        ("ns1.dnsv5.com", True),
        ("mx1.zohomail.eu", True),
        ("ns1.ultradns.org", True),
        ("ns-7.awsdns-01.net", True),
        ("ns1.a-front.example", False),
        ("a-front.pages.dev", False),
        ("notdnsv5.com", False),
    ],
)
def test_a_host_is_everybodys_where_anybody_gets_a_part_of_its_zone(host: str, everybodys: bool) -> None:
    assert is_public(host) is everybodys


@pytest.mark.parametrize(
    ("address", "everybodys"),
    [
        ("23.235.33.1", True),
        ("2c0f:f248::1", True),
        ("198.49.23.9", True),
        ("192.0.2.1", False),
        ("x", False),
    ],
)
def test_an_address_is_everybodys_in_the_networks_that_weigh_nothing(address: str, everybodys: bool) -> None:
    assert is_public_address(address) is everybodys
