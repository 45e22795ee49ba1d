"""Does each DNS record leave the house with its time, as passive-DNS tools and our own readers take it?"""

import json
from datetime import UTC, datetime

import pytest

from crawler.discovery.pivots import SOURCE
from crawler.records import Outcome, Visit
from monitor.exports import TABLES, Asked, reading
from monitor.references import facts
from tests.crawler._feeds import given, told
from tests.monitor._history import ELM, FIRST, FOX, OWL, SECOND, THIRD, dns, exporting, furnished


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return furnished(tmp_path_factory.mktemp("history"))


@pytest.fixture
def out(home, capsysbinary):
    return exporting(home, capsysbinary)


@pytest.fixture
def rows(out):
    return lambda *words: [json.loads(line) for line in out(*words).out.splitlines()]


def test_a_record_has_a_row_from_its_first_look_to_its_last(rows):
    found = {(each["rrtype"], each["rdata"]): each for each in rows("dns", "--domain", FOX)}
    spans = {
        key: (each["time_first"][:10], each["time_last"][:10], each["count"]) for key, each in found.items()
    }
    assert spans == {
        ("A", "192.0.2.1"): ("2026-03-02", "2026-03-02", 1),
        ("A", "192.0.2.7"): ("2026-03-09", "2026-03-10", 2),
        ("MX", "10 mail.lamp.example"): ("2026-03-09", "2026-03-09", 1),
        ("NS", "ns1.lamp.example"): ("2026-03-02", "2026-03-10", 3),
        ("TXT", "v=spf1 -all"): ("2026-03-09", "2026-03-10", 2),
    }
    assert len(rows("dns", "--domain", FOX, "--since", "2026-03-10")) == 3
    assert rows("dns", "--domain", FOX, "--since", "2026-03-10")[0]["time_first"] == "2026-03-09T06:00:00Z"


def test_a_record_that_comes_back_has_a_second_row_and_an_unanswered_type_ends_none(tmp_path):
    from crawler.records import Observation, Reason

    home, days = furnished(tmp_path), [datetime(2026, 4, day, tzinfo=UTC) for day in range(1, 6)]
    looks = [
        dns("back.example", days[0], "192.0.2.1", MX=["10 mx.back.example"]),
        dns("back.example", days[1], "192.0.2.1", errors={"MX": "no answer in time"}),
        Observation("back.example", "dns", days[2], Outcome.FAILED, Reason.SERVFAIL),
        Observation("back.example", "dns", days[3], Outcome.ABSENT, Reason.NXDOMAIN),
        dns("back.example", days[4], "192.0.2.1", MX=["10 mx.back.example"]),
    ]
    home.observations.add([Visit("back.example", (each,)) for each in looks])
    with reading(home.config.database) as store:
        found = [
            (kind, first[8:10], last[8:10], count)
            for _, kind, _, first, last, count, _ in TABLES["dns"].rows(store, Asked(domain="back.example"))
        ]
    assert found == [
        ("A", "01", "02", 2),
        ("MX", "01", "01", 1),
        ("NS", "01", "02", 2),
        ("A", "05", "05", 1),
        ("MX", "05", "05", 1),
        ("NS", "05", "05", 1),
    ]


def test_cof_is_read_back_as_the_looks_it_was_made_of(out, tmp_path):
    file = tmp_path / "history.cof"
    assert out("dns", file, "--domain", FOX).err == f"5 rows of dns in {file}\n".encode()
    assert json.loads(file.read_text().splitlines()[0]) == {
        "rrname": FOX,
        "rrtype": "A",
        "rdata": "192.0.2.1",
        "time_first": 1772431200,
        "time_last": 1772431200,
        "count": 1,
    }
    seen = {each.observed_at: each.payload for each in facts.read(file, FOX)}
    records = {
        at: {kind: payload[kind] for kind in ("A", "MX", "NS", "TXT") if payload[kind]}
        for at, payload in seen.items()
    }
    name_servers = {"NS": ["ns1.lamp.example"]}
    assert records[FIRST] == {"A": ["192.0.2.1"], **name_servers}
    now = {"A": ["192.0.2.7"], "TXT": ["v=spf1 -all"], **name_servers}
    assert records[SECOND] == {**now, "MX": ["10 mail.lamp.example"]}
    assert max(records) == THIRD


def test_every_value_comes_back_from_cof_as_it_was_seen(tmp_path, capsysbinary):
    seen = {
        "A": ["192.0.2.1"],
        "AAAA": ["2001:db8::7"],
        "CAA": ['0 issue "ca.example; accounturi=https://ca.example/acct/1"'],
        "CNAME": ["shop.example"],
        "DMARC": ['v=DMARC1; p=none; note="a\\b"'],
        "MX": ["0 .", "10 mx.back.example"],
        "NS": ["ns1.back.example"],
        "SOA": ["ns1.back.example host\\.master.back.example"],
        "TXT": [
            'a "quoted" word',
            '"',
            '" "',
            "\\",
            '\\065 is no A, nor is \\"',
            " two  spaces, and one behind ",
            "tab\tline\nnul\0",
            "k\u00e4se \u2014 \U0001f98a",
            "\\xff\\xfe",
            "x" * 4_096,
            '"' * 4_096,
        ],
    }
    home = furnished(tmp_path / "home")
    look = dns("back.example", THIRD, **{kind: sorted(each) for kind, each in seen.items()})
    home.observations.add([Visit("back.example", (look,))])
    file = tmp_path / "history.cof"
    exporting(home, capsysbinary)("dns", file, "--domain", "back.example")
    [found] = facts.read(file, "back.example")
    assert {kind: found.payload[kind] for kind in seen} == {kind: sorted(each) for kind, each in seen.items()}


@pytest.mark.parametrize(
    ("rdata", "text"),
    [
        ('"v=spf1 ip4:192.0.2.7" " -all"', "v=spf1 ip4:192.0.2.7 -all"),
        (r'"caf\195\169"', "café"),
        (r'"\255"', r"\xff"),
        (r'"\999"', "999"),
        ('"cut off', "cut off"),
        ('"cut off\\', "cut off\\"),
        ('"one" two', "onetwo"),
        (r"plain \ words", r"plain \ words"),
        ('"\udcff"', r"\xed\xb3\xbf"),
    ],
)
def test_a_text_is_read_as_zone_files_write_it(tmp_path, rdata, text):
    row = {"rrname": FOX, "rrtype": "TXT", "rdata": rdata, "time_first": 1772431200, "time_last": 1772431200}
    (tmp_path / "one.cof").write_text(json.dumps(row))
    [found] = facts.read(tmp_path / "one.cof", FOX)
    assert found.payload["TXT"] == [text]


def test_cof_is_a_source_of_names_that_share_a_rare_server(out, tmp_path):
    out("dns", tmp_path / "history.cof")
    found, faults, _ = told(SOURCE, given(tmp_path / "history.cof", references=(ELM,)))
    shares = f"shares the name server ns1.lamp.example with {ELM}"
    assert found == {
        FOX: f"{shares} (2026-03-02 to 2026-03-10); 3 names are known to have had it",
        OWL: f"{shares} (2026-03-09); 3 names are known to have had it",
    }
    assert faults == []
