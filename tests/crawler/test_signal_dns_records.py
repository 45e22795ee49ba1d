"""Do DNS records meet where they point to one place, and never over a seizure? All data are invented."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint.dns_records import SIGNAL
from crawler.records import Observation, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def values(**payload: Any) -> tuple[str, ...]:
    seen = Observation("silver.example", "dns", NOW, Outcome.OBSERVED, payload=payload)
    return SIGNAL.extract(Subject("silver.example", {"dns": seen}))


def test_each_record_is_one_value() -> None:
    found = values(
        A=["203.0.113.7"],
        AAAA=["2001:db8:0:0::7"],
        NS=["ns2.ginkgo.example", "ns1.ginkgo.example"],
        MX=["10 mail.ginkgo.example"],
        TXT=["v=spf1 include:spf.ginkgo.example ip4:203.0.113.7 -all", "site-verification=abc"],
        SOA=["ns1.ginkgo.example hostmaster.ginkgo.example"],
        CNAME=["edge.cdn.example"],
        DMARC=["v=DMARC1; p=none; rua=mailto:dmarc@ginkgo.example"],
    )
    assert found == (
        "a:203.0.113.7",
        "aaaa:2001:db8::7",
        "cname:edge.cdn.example",
        "dmarc:dmarc@ginkgo.example",
        "mx:mail.ginkgo.example",
        "net24:203.0.113.0/24",
        "net64:2001:db8::/64",
        "ns:ns1.ginkgo.example",
        "ns:ns2.ginkgo.example",
        "nsset:ns1.ginkgo.example ns2.ginkgo.example",
        "soa:hostmaster.ginkgo.example",
        "spf:include:spf.ginkgo.example",
        "spf:ip4:203.0.113.7",
    )


def test_a_mail_host_of_a_large_provider_names_its_tenant() -> None:
    assert values(MX=["0 ginkgo-example.mail.protection.outlook.com"]) == ("tenant:ginkgo-example",)


@pytest.mark.parametrize(
    ("kind", "row", "account"),
    [
        ("CNAME", "silver-ginkgo.github.io", "silver-ginkgo.github.io"),
        ("CNAME", "silver-ginkgo.myshopify.com", "silver-ginkgo.myshopify.com"),
        ("CNAME", "d2k9x7qwm4zt1.cloudfront.net", "d2k9x7qwm4zt1.cloudfront.net"),
        ("TXT", "v=spf1 include:u4820193.wl148.sendgrid.net -all", "u4820193.wl148.sendgrid.net"),
        ("TXT", "v=spf1 include:4820193.spf03.hubspotemail.net ~all", "4820193.spf03.hubspotemail.net"),
        ("MX", "10 mxa-00482019.gslb.pphosted.com", "00482019.gslb.pphosted.com"),
        (
            "CAA",
            '0 issue "ca.example; accounturi=https://acme.ca.example/acct/4820193"',
            "https://acme.ca.example/acct/4820193",
        ),
    ],
)
def test_a_customers_own_name_at_a_service_is_an_account(kind: str, row: str, account: str) -> None:
    assert [value for value in values(**{kind: [row]}) if value.startswith("account:")] == [
        f"account:{account}"
    ]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("CNAME", "proxy.webflow.io"),
        ("CNAME", "shops.myshopify.com"),
        ("CNAME", "cname.vercel-dns.com"),
        ("CNAME", "github.io.ginkgo.example"),
        ("CNAME", "a.b.notgithub.io"),
        ("TXT", "v=spf1 include:sendgrid.net include:_spf.google.com -all"),
        ("MX", "10 aspmx.l.google.com"),
        ("CAA", '0 issue "ca.example"'),
    ],
)
def test_what_all_customers_of_a_service_write_is_no_account(kind: str, row: str) -> None:
    assert [value for value in values(**{kind: [row]}) if value.startswith("account:")] == []


def test_a_shared_account_counts_once() -> None:
    one = values(CNAME=["silver-ginkgo.github.io"], MX=["1 mxa-00482019.gslb.pphosted.com"])
    met = SIGNAL.compare(one, one)
    assert met is not None
    assert met.shared == ("account:00482019.gslb.pphosted.com", "account:silver-ginkgo.github.io")
    assert met.sentence == (
        "both use the account 00482019.gslb.pphosted.com and the account silver-ginkgo.github.io"
    )


def test_neighbours_of_one_ipv6_network_meet() -> None:
    near = SIGNAL.compare(values(AAAA=["2001:db8::7"]), values(AAAA=["2001:db8::9"]))
    apart = SIGNAL.compare(values(AAAA=["2001:db8::7"]), values(AAAA=["2001:db8:0:1::7"]))
    same = SIGNAL.compare(values(AAAA=["2001:db8::7"]), values(AAAA=["2001:db8::7"]))
    assert near is not None and apart is not None and same is not None
    assert near.shared == ("net64:2001:db8::/64",)
    assert apart.shared == ()
    assert same.shared == ("aaaa:2001:db8::7",)


def test_who_is_told_of_certificates_is_a_contact() -> None:
    rows = ['0 issue "ca.example"', '0 iodef "mailto:Security@Ginkgo.example"']
    assert values(CAA=rows) == ("caa_contact:security@ginkgo.example",)


@pytest.mark.parametrize(
    "servers",
    [
        ["ns1.fbi.seized.gov", "ns2.fbi.seized.gov"],
        ["ns1.usssdomainseizure.com"],
        ["ns1.seizedservers.com", "ns2.seizedservers.com"],
    ],
)
def test_a_seized_domain_says_nothing_at_all(servers: list[str]) -> None:
    assert values(NS=servers, A=["203.0.113.7"], MX=["10 mail.ginkgo.example"]) == ()


def test_a_seizure_shows_in_the_contact_too_and_look_alikes_of_it_are_ordinary() -> None:
    assert values(NS=["ns1.ginkgo.example"], SOA=["ns1.fbi.seized.gov dns.fbi.seized.gov"]) == ()
    assert values(NS=["ns1.notseized.gov.example"]) == (
        "ns:ns1.notseized.gov.example",
        "nsset:ns1.notseized.gov.example",
    )


def test_a_pair_of_servers_used_for_seizures_is_left_out_but_each_alone_is_not() -> None:
    pair = ["jocelyn.ns.cloudflare.com", "plato.ns.cloudflare.com"]
    assert values(NS=pair, A=["203.0.113.7"]) == ("a:203.0.113.7", "net24:203.0.113.0/24")
    assert "ns:plato.ns.cloudflare.com" in values(NS=["plato.ns.cloudflare.com", "ada.ns.cloudflare.com"])


def test_a_shared_address_counts_once_and_a_neighbour_by_its_network() -> None:
    same = SIGNAL.compare(values(A=["203.0.113.7"]), values(A=["203.0.113.7", "198.51.100.1"]))
    assert same is not None
    assert (same.shared, same.sentence) == (("a:203.0.113.7",), "both are served from 203.0.113.7")
    near = SIGNAL.compare(values(A=["203.0.113.7"]), values(A=["203.0.113.9"]))
    assert near is not None
    assert near.sentence == "both are served from the network 203.0.113.0/24"


def test_a_shared_set_of_name_servers_counts_once_and_one_of_them_alone_by_itself() -> None:
    both = ["ns1.ginkgo.example", "ns2.ginkgo.example"]
    whole = SIGNAL.compare(values(NS=both), values(NS=both))
    assert whole is not None
    assert whole.shared == ("nsset:ns1.ginkgo.example ns2.ginkgo.example",)
    assert whole.sentence == "both use the name servers ns1.ginkgo.example and ns2.ginkgo.example"
    part = SIGNAL.compare(values(NS=both), values(NS=[*both[:1], "ns9.other.example"]))
    assert part is not None
    assert part.shared == ("ns:ns1.ginkgo.example",)


def test_records_that_cannot_be_read_are_left_out() -> None:
    assert values(A=["not an address", ""], MX=[""], NS=None, TXT="v=spf1 include:x", SOA=[""]) == ()
