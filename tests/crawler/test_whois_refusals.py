"""Is a server that tells nothing understood in its reason, and no registration taken for a refusal?"""

import pytest

from crawler.collect._registration import Registration
from crawler.collect._whois_text import classify, decode, read
from crawler.records import Reason

ABSENT = [
    "Object_Not_Found",
    "no matching record.",
    "No matching record.",
    "We do not have an entry in our database matching your query.",
    "Invalid query or domain name not known in FRONT Domain Registry",
    "El dominio no se encuentra registrado en NIC Argentina",
    "The above domain name is not registered to registry.\n",
    'Sorry, but domain: "front.test", not found in database',
    "query_status: 220 Available",
    "Domain Name front.test does not exist in database",
    "Domain name front.test does not exist in database!",
    "%ERROR:103: Domain is not registered",
    "% Nincs talalat / No match",
    '"front.test" not found.',
    "The domain has not been registered.",
    "The requested domain was not found in the Registry or Registrar's WHOIS Server.",
    "Domain: front.test\nStatus:\tAVAILABLE",
    "NO OBJECT FOUND!",
    "% No data was found to match the request criteria.",
    "Not found: front.test",
    "front.test: no entries found",
    "front.test - No Match",
    "Object does not exist",
    "%% NOT FOUND",
    "% This query returned 0 objects.",
    "No match!!",
    "No Found",
    "no entries found",
    "Domain front.test is available for purchase",
    "Domain not found.",
    "Domain Status: No Object Found",
    "Nothing found for this query.",
    "No Data Found",
    "front.test is free",
    'No match for domain "FRONT.TEST".',
    "% No entries found for the selected source(s).",
    "% nothing found",
    "No such domain front.test",
    "Available\nDomain: front.test",
    "front.test not found",
    "No information available about domain name front.test in the Registry",
    "Domain front.test not found.",
    "Status: Not Registered",
    "This domain name has not been registered.",
    "front.test : This domain is available for registration",
    "No_Se_Encuentra_El_Objeto/Object_Not_Found",
    "The queried object does not exist: Domain name does not exist",
    "Error: front.test not found",
    "domain name not known",
    "*** Domain front.test is not registered",
    "Dominio no encontrado",
    "Domain Status: free",
    "No records matching front.test found.",
    "not registered",
]
SLOW = [
    "% Quota exceeded",
    "% Error: 55000000002 Connection refused; access control limit exceeded",
    "Query rate limit exceeded. Reduced information.",
    "Error: maximum number of requests per second exceeded",
    "-1: Excessive querying, grace period of 60 seconds",
    "Requests of this client are not permitted. Please use https://www.registry.test/whois/ for queries.",
    "% Permission denied.",
    "Your request is being rate limited",
    "Your IP has been banned",
    "You have been blocked",
    "Too many queries, please wait",
    "Lookup quota exceeded",
    "% ERROR:201: access denied for 203.0.113.1",
    "WHOIS LIMIT EXCEEDED - SEE WWW.PIR.ORG/WHOIS FOR DETAILS",
    "Number of allowed queries exceeded.",
    "You exceeded the maximum allowable number of whois lookups.",
    "%error 230 Query quota used up",
    "Server is busy now, please try again later.",
    "Database is currently undergoing maintenance; please try again later",
]
GONE = [
    "This WHOIS service has been discontinued. Please use RDAP.",
    "The WHOIS service was retired on 2025-01-28",
    "Port 43 WHOIS has been sunset; see rdap.registry.test",
    "% The WHOIS service is no longer available. Use RDAP: https://rdap.registry.test/",
    "WHOIS has been decommissioned",
    "As of January 2025 we no longer offer WHOIS; please use our RDAP service",
    "This server has been replaced by RDAP",
    "WHOIS service terminated on 2025-02-01",
]
EMPTY = ["", "\r\n \r\n"]
UNREADABLE = ["<html>It works!</html>", "% Invented registry\n% Terms of use\n", "hello", "\x00\x01"]
TERMS = """\
Access to this service is rate limited; too many queries are blocked, and data may be no longer available.
not found in this text is the registrant.
available
"""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        *((each, Reason.NOT_REGISTERED) for each in ABSENT),
        *((each, Reason.RATE_LIMITED) for each in SLOW),
        *((each, Reason.SUNSET) for each in GONE),
        *((each, Reason.EMPTY) for each in EMPTY),
        *((each, Reason.BAD_ANSWER) for each in UNREADABLE),
    ],
)
def test_what_a_server_says_in_place_of_a_registration_has_one_reason(answer: str, reason: Reason) -> None:
    plain = decode(answer.encode())
    assert classify(plain, read("front.test", plain)) is reason


@pytest.mark.parametrize(
    "told",
    [
        "Domain: front.test\nNserver: ns1.host.test\nStatus: connect\n",
        "Domain Name: front.test\nCreation Date: 2023-10-14\n",
        "domain: front.test\nexpires: 2027-10-14\n",
    ],
)
def test_terms_of_use_below_a_registration_refuse_nothing(told: str) -> None:
    plain = decode((told + TERMS).encode())
    assert classify(plain, read("front.test", plain)) is Reason.NONE


def test_the_word_available_counts_only_where_nothing_stands_before_it() -> None:
    prose = "Status: ACTIVE\nThis text says that something else is\navailable\n"
    assert classify(prose, Registration(statuses=("active",))) is Reason.NONE
    assert classify("Available\n", Registration()) is Reason.NOT_REGISTERED


@pytest.mark.parametrize("words", ["Query Limit Exceeded Ltd", "Too Many Requests Inc", "Not Found Studio"])
def test_a_registrant_cannot_refuse_in_the_registrys_name(words: str) -> None:
    answer = f"Domain name: a.example\nRegistrant:\n  Name: {words}\n  Street: not found\nStatus: free\n"
    registration = read("a.example", answer)
    assert (registration.registrant["name"], classify(answer, registration)) == (words, Reason.NONE)
