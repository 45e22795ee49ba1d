"""Do the records of a domain become one observation: what is, what is not, and what nobody would tell?"""

import pytest

from crawler.collect import dns
from crawler.collect._collector import Context
from crawler.lab.dns import Answers, Records, serve
from crawler.lab.trouble import Trouble
from crawler.net import NetConfig, Network
from crawler.records import Observation, Outcome, Reason
from tests.crawler._servers import NOW, Zone, name_server

WHOLE: dict[str, list[str] | str] = {
    "A": ["203.0.113.9"],
    "AAAA": ["2001:db8::9"],
    "NS": ["ns1.host.test."],
    "MX": ["10 mail.front.test."],
}


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


@pytest.mark.parametrize("rdtype", ["A", "AAAA", "NS"])
async def test_a_look_without_address_or_name_servers_is_none(rdtype):
    records = {("front.test", each): values for each, values in WHOLE.items()}
    seen = await look("front.test", records | {("front.test", rdtype): "REFUSED"})
    assert (seen.outcome, seen.reason, dict(seen.payload)) == (Outcome.FAILED, Reason.REFUSED, {})


async def zone_look(domain: str, records: Records, trouble: dict[str, Trouble]) -> Observation:
    """The look at a domain of the lab's kind of zone, with wildcards and servers that misbehave."""
    port, datagrams, streams = await serve(Answers(lambda: records, trouble), "127.0.0.1")
    config = NetConfig(nameservers=(f"127.0.0.1:{port}",))
    seen, _ = await dns.collect(domain, Network(config), Context(NOW))
    datagrams.close()
    streams.close()
    return seen


def zone(domain: str, *own: str, **records: list[str]) -> Records:
    soa = f"ns.{domain}. root.{domain}. 1 2 3 4 5"
    return {domain: {"SOA": [soa], "NS": ["ns.host.test."], **records}, **dict.fromkeys(own, records)}


async def test_a_name_that_only_the_zone_above_answers_for_is_absent():
    above = {"test": {"SOA": ["ns.test. root.test. 1 2 3 4 5"]}, "*.test": {"A": ["127.0.0.9"]}}
    seen = await zone_look("nobody.test", above, {})
    assert (seen.outcome, seen.reason) == (Outcome.ABSENT, Reason.WILDCARD)
    aliased = {**above, "*.test": {"CNAME": ["park.example."]}, "park.example": {"A": ["127.0.0.9"]}}
    seen = await zone_look("nobody.test", aliased | zone("park.example", A=["127.0.0.9"]), {})
    assert (seen.outcome, seen.reason) == (Outcome.ABSENT, Reason.WILDCARD)


async def test_whether_the_zone_above_made_a_name_up_must_be_known():
    above = {"test": {"SOA": ["ns.test. root.test. 1 2 3 4 5"]}, "*.test": {"A": ["127.0.0.9"]}}
    broken: dict[str, Trouble] = {
        "test": lambda name, _: "ok" if name.endswith("nobody.test") else "servfail"
    }
    seen = await zone_look("nobody.test", above, broken)
    assert (seen.outcome, seen.reason) == (Outcome.FAILED, Reason.SERVFAIL)


async def test_a_domain_with_name_servers_or_an_address_of_its_own_is_there_beside_a_wildcard():
    above = {"test": {"SOA": ["ns.test. root.test. 1 2 3 4 5"]}, "*.test": {"A": ["127.0.0.9"]}}
    with_servers = above | zone("front.test", A=["127.0.0.9"])
    elsewhere = above | {"front.test": {"A": ["127.0.0.7"]}}
    for records in (with_servers, elsewhere):
        assert (await zone_look("front.test", records, {})).outcome is Outcome.OBSERVED


async def test_a_host_of_a_private_suffix_is_not_called_absent_for_its_siblings():
    above = {"blogspot.com": {"A": ["127.0.0.9"]}, "*.blogspot.com": {"A": ["127.0.0.9"]}}
    assert (await zone_look("front.blogspot.com", above, {})).outcome is Outcome.OBSERVED


async def test_a_domain_that_answers_for_any_host_says_so_and_its_decoy_does_not():
    caught = await zone_look("front.test", zone("front.test", "*.front.test", A=["127.0.0.9"]), {})
    plain = await zone_look("front.test", zone("front.test", "www.front.test", A=["127.0.0.9"]), {})
    assert (caught.payload["wildcard"], plain.payload["wildcard"]) == (True, False)


async def test_nobody_telling_whether_any_host_answers_is_an_error_of_its_own():
    def silent_below(name: str, _kind: str) -> str:
        return "servfail" if name.endswith(".front.test") and "_dmarc" not in name else "ok"

    seen = await zone_look("front.test", zone("front.test", A=["127.0.0.9"]), {"front.test": silent_below})
    assert seen.payload["wildcard"] is False
    assert seen.payload["errors"] == {"wildcard": "the name servers failed"}
