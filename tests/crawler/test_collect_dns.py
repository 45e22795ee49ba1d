"""Do the records of a domain become one observation: what is, what is not, and what nobody would tell?"""

from crawler.collect import dns
from crawler.collect._collector import Context
from crawler.net import Network
from crawler.records import Observation, Outcome, Reason
from tests.crawler._servers import NOW, Zone, name_server


async def look(domain: str, records: dict[tuple[str, str], list[str] | str]) -> Observation:
    async with name_server(Zone(records)) as config:
        seen, raws = await dns.collect(domain, Network(config), Context(NOW))
    assert (seen.domain, seen.kind, seen.observed_at, raws) == (domain, "dns", NOW, ())
    return seen


async def test_all_records_are_asked_sorted_and_written_alike():
    seen = await look(
        "front.test",
        {
            ("front.test", "A"): ["203.0.113.9", "10.0.0.1"],
            ("front.test", "AAAA"): ["2001:db8::9"],
            ("front.test", "NS"): ["NS2.Host.test.", "ns1.host.test."],
            ("front.test", "MX"): ["10 Mail.front.test."],
            ("front.test", "TXT"): ['"v=spf1 include:host.test" " -all"'],
            ("front.test", "SOA"): ["ns1.host.test. root.host.test. 2026112201 1 2 3 4"],
            ("front.test", "CAA"): ['0 issue "ca.test"'],
            ("_dmarc.front.test", "TXT"): ['"v=DMARC1; p=reject"'],
        },
    )
    assert seen.outcome is Outcome.OBSERVED
    assert dict(seen.payload) == {
        "A": ["10.0.0.1", "203.0.113.9"],
        "AAAA": ["2001:db8::9"],
        "NS": ["ns1.host.test", "ns2.host.test"],
        "MX": ["10 mail.front.test"],
        "TXT": ["v=spf1 include:host.test -all"],
        "SOA": ["ns1.host.test root.host.test"],
        "CAA": ['0 issue "ca.test"'],
        "CNAME": [],
        "DMARC": ["v=DMARC1; p=reject"],
        "wildcard": False,
        "errors": {},
    }


async def test_a_host_below_the_domain_has_the_name_servers_and_mail_of_its_domain():
    seen = await look(
        "jobs.front.test",
        {
            ("jobs.front.test", "A"): ["203.0.113.9"],
            ("front.test", "NS"): ["ns1.host.test."],
            ("front.test", "MX"): ["0 mail.front.test."],
        },
    )
    assert seen.payload["A"] == ["203.0.113.9"]
    assert (seen.payload["NS"], seen.payload["MX"]) == (["ns1.host.test"], ["0 mail.front.test"])


async def test_one_type_nobody_answers_is_an_error_beside_the_others():
    seen = await look(
        "front.test",
        {
            ("front.test", "A"): ["203.0.113.9"],
            ("front.test", "MX"): "SERVFAIL",
            ("front.test", "TXT"): "SILENT",
        },
    )
    assert seen.outcome is Outcome.OBSERVED
    assert seen.payload["errors"] == {"MX": "the name servers failed", "TXT": "no answer in time"}
    assert seen.payload["MX"] == []


async def test_a_name_that_does_not_exist_is_absent():
    seen = await look("gone.test", {("other.test", "A"): ["203.0.113.9"]})
    assert (seen.outcome, seen.reason) == (Outcome.ABSENT, Reason.NXDOMAIN)


async def test_an_alias_that_leads_nowhere_is_there_though_its_servers_say_nxdomain():
    seen = await look("shop.front.test", {("shop.front.test", "CNAME"): ["gone.host.test."]})
    assert (seen.outcome, seen.payload["CNAME"], seen.payload["A"]) == (
        Outcome.OBSERVED,
        ["gone.host.test"],
        [],
    )
    assert seen.payload["errors"] == {}


async def test_a_wildcard_text_is_no_dmarc_policy():
    records = {("front.test", "A"): ["203.0.113.9"], ("_dmarc.front.test", "TXT"): ['"v=spf1 -all"']}
    assert (await look("front.test", records)).payload["DMARC"] == []


async def test_a_name_without_any_record_of_these_types_is_still_there():
    seen = await look("parent.test", {("child.parent.test", "A"): ["203.0.113.9"]})
    assert seen.outcome is Outcome.OBSERVED
    assert seen.payload["A"] == []


async def test_servers_that_refuse_or_fail_are_a_look_that_failed_not_an_absence():
    reasons = {"SERVFAIL": Reason.SERVFAIL, "REFUSED": Reason.REFUSED, "SILENT": Reason.TIMEOUT}
    for answer, reason in reasons.items():
        seen = await look("front.test", {("front.test", "A"): answer, ("front.test", "NS"): answer})
        assert (seen.outcome, seen.reason) == (Outcome.FAILED, reason)
