"""Do WHOIS histories of several sellers say the same of the same registration? All people are invented."""

import gzip
import json

import pytest

from tests.monitor.test_reference_facts import EARLY, FOX, days, export, gather_looks

WHOISXML = {
    "recordsCount": 1,
    "records": [
        {
            "domainName": FOX,
            "createdDateISO8601": "2014-05-06T07:08:09+00:00",
            "expiresDateISO8601": "2017-05-06T07:08:09+00:00",
            "audit": {
                "createdDate": "2016-06-17 11:23:51.000 UTC",
                "updatedDate": "2016-06-17 11:23:51.000 UTC",
            },
            "nameServers": ["NS1.FOX-WORKS.EXAMPLE", "NS2.FOX-WORKS.EXAMPLE"],
            "registrarName": "Invented Names Ltd.",
            "status": ["ok"],
            "rawText": "",
            "registrantContact": {
                "name": "Ivo Invented",
                "organization": "Fox Cloud Works",
                "street": "12 Nowhere Lane",
                "city": "Springtown",
                "country": "UNITED STATES",
                "email": "ivo@fox-works.example",
                "telephone": "12125550143",
            },
        }
    ],
}
WHOXY = {
    "status": 1,
    "total_records": 1,
    "whois_records": [
        {
            "num": 1,
            "domain_name": FOX,
            "query_time": "2016-06-17 11:23:51",
            "create_date": "2014-05-06",
            "domain_registrar": {"iana_id": 9999, "registrar_name": "Invented Names Ltd."},
            "registrant_contact": {
                "full_name": "Ivo Invented",
                "company_name": "Fox Cloud Works",
                "mailing_address": "12 Nowhere Lane",
                "city_name": "Springtown",
                "country_name": "United States",
                "email_address": "ivo@fox-works.example",
                "phone_number": "12125550143",
            },
            "name_servers": ["ns1.fox-works.example", "ns2.fox-works.example"],
            "domain_status": ["ok"],
        }
    ],
}
DOMAINTOOLS = {
    "response": {
        "record_count": 1,
        "history": [
            {
                "date": "2016-06-17",
                "is_private": 0,
                "whois": {
                    "registrant": "Fox Cloud Works",
                    "registration": {
                        "created": "2014-05-06",
                        "registrar": "Invented Names Ltd.",
                        "statuses": ["ok"],
                    },
                    "name_servers": ["ns1.fox-works.example", "ns2.fox-works.example"],
                    "record": EARLY,
                },
            }
        ],
    }
}
SECURITYTRAILS = {
    "result": {
        "count": 1,
        "items": [
            {
                "domain": FOX,
                "registrarName": "Invented Names Ltd.",
                "createdDate": 1399360089000,
                "started": 1466162631000,
                "ended": 1497698631000,
                "nameServers": ["ns1.fox-works.example", "ns2.fox-works.example"],
                "status": ["ok"],
                "contact": [
                    {"type": "administrativeContact", "name": "Somebody Else", "email": "admin@host.example"},
                    {
                        "type": "registrant",
                        "name": "Ivo Invented",
                        "organization": "Fox Cloud Works",
                        "street1": "12 Nowhere Lane",
                        "city": "Springtown",
                        "country": "UNITED STATES",
                        "email": "ivo@fox-works.example",
                        "telephone": "12125550143",
                    },
                ],
            }
        ],
    }
}


@pytest.mark.parametrize("document", [WHOISXML, WHOXY, DOMAINTOOLS, SECURITYTRAILS])
def test_histories_of_four_sellers_say_the_same_of_the_same_registration(tmp_path, document):
    found, told = gather_looks(export(tmp_path, document))
    assert (days(found), told) == (["registration 2016-06-17"], "")
    said = found[0].payload
    assert said["created"][:10] == "2014-05-06"
    assert said["registrar"]["name"] == "Invented Names Ltd."
    assert said["nameservers"] == ["ns1.fox-works.example", "ns2.fox-works.example"]
    who = said["registrant"]
    assert (who["name"], who["organisation"], who["street"], who["city"], who["email"]) == (
        "Ivo Invented",
        "Fox Cloud Works",
        "12 Nowhere Lane",
        "Springtown",
        "ivo@fox-works.example",
    )


def test_histories_as_lines_and_packed_are_read_and_bad_lines_are_named(tmp_path):
    good = json.dumps(WHOXY["whois_records"][0])  # type: ignore[index]
    text = "\n".join([good, "{not json", good.replace("2016-06-17", "2017-01-01"), '"a word"'])
    found, told = gather_looks(export(tmp_path, gzip.compress(text.encode())))
    assert days(found) == ["registration 2016-06-17", "registration 2017-01-01"]
    assert "line 2 is no JSON" in told
