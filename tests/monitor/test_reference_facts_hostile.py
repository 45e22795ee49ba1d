"""Is the good part of a damaged or hostile export used, and the bad part named with its place?"""

import gzip
import json

import pytest

from crawler.errors import ConfigError
from monitor.references.facts import gather
from tests.monitor.test_reference_facts import EARLY, FOX, RDAP, days, export, gather_looks
from tests.monitor.test_reference_facts_dns import RECORDS, certificate


def test_a_packed_export_that_was_cut_short_gives_what_came_before(tmp_path):
    rows = "".join(json.dumps(RECORDS[0] | {"count": number}) + "\n" for number in range(20_000))
    whole = gzip.compress(rows.encode())
    found, told = gather_looks(export(tmp_path, whole[: len(whole) // 2]))
    assert days(found) == ["dns 2014-01-02", "dns 2016-03-04"]
    assert "the file is damaged or cut short behind line" in told


def test_nul_bytes_and_long_lines_in_a_whois_text_cost_only_themselves(tmp_path):
    text = f"# 2015-06-07\n\0\0{EARLY}{'x' * 1_100_000}\n# 2016-06-07\n{EARLY}".encode()
    found, told = gather_looks(export(tmp_path, text))
    assert days(found) == ["registration 2015-06-07", "registration 2016-06-07"]
    assert told.endswith("line 17 is longer than 1,000,000 bytes")


def test_a_flood_of_bad_lines_is_told_in_few_sentences(tmp_path):
    text = json.dumps(RECORDS[0]) + "\n" + "{\n" * 5_000
    found, told = gather_looks(export(tmp_path, text))
    assert days(found) == ["dns 2014-01-02", "dns 2016-03-04"]
    assert told.endswith("line 21 is no JSON; and 4,980 more parts of the file")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        '{"a":' * 100_000,
        json.dumps(
            {"records": [{"date": "2015-01-01", "registrar": [["x"]], "created": {}, "nameServers": 5}]}
        ),
        json.dumps([{}] * 100_000),
        json.dumps(
            [{"rrname": FOX, "rrtype": "A", "rdata": "192.0.2.1", "time_first": 1e400, "time_last": -1}]
        ),
        b"-----BEGIN CERTIFICATE-----\n" + b"A" * 5_000_000,
        b"\x30\x82\xff\xff" + b"\0" * 1_000,
        f"# 9999-99-99\n# 2015-02-31\n{':' * 400}\n",
    ],
)
def test_what_is_built_to_exhaust_its_reader_is_one_sentence(tmp_path, text):
    with pytest.raises(ConfigError) as refused:
        gather(export(tmp_path, text), FOX)
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 600


def test_strange_types_in_rdap_and_whois_fields_are_left_out_and_the_rest_is_read(tmp_path):
    odd = RDAP | {
        "events": [5, *RDAP["events"], {"eventAction": []}],
        "nameservers": {"x": 1},
        "entities": "x",
    }
    (seen,), _ = gather_looks(export(tmp_path, odd))
    assert (seen.payload["created"], seen.payload["nameservers"]) == ("2014-05-06T07:08:09Z", [])
    record = {
        "query_time": "2016-06-17",
        "domain_name": FOX,
        "create_date": "2014-05-06",
        "registrant_contact": {"email_address": 5, "full_name": "Ivo\ud800 Invented", "city_name": [[]]},
        "name_servers": [None, {"name": "ns1.fox-works.example"}, 7],
    }
    (seen,), _ = gather_looks(export(tmp_path, {"whois_records": [record, {"query_time": 1}]}))
    assert seen.payload["nameservers"] == ["ns1.fox-works.example"]
    assert seen.payload["registrant"]["name"] == "Ivo Invented"


def test_so_many_certificates_are_bounded_and_said_to_be(tmp_path):
    found, told = gather_looks(export(tmp_path, certificate(FOX) * 1_100))
    assert len(found) == 1_000
    assert "what follows 1,000 facts was not used" in told
