"""Are the values to look for elsewhere few, rare and nobody's provider's, and asked as platforms do?"""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from monitor.briefing._pivots import pivots
from monitor.briefing._queries import asked, of_domain
from reports.digest import EvidenceLine, Fact, PassageLine
from tests.monitor._invented import corpus, site
from tests.reports._example_alerts import LIKELY, LOOK, STRONG

DIGEST = "3f" * 32


@pytest.mark.parametrize(
    ("signal", "value", "queries"),
    [
        (
            "contacts",
            "phone:+12025550143",
            [("Google", '"+1 202-555-0143" OR "12025550143"'), ("PublicWWW", '"+1 202-555-0143"')],
        ),
        (
            "contacts",
            "email:hello@foxlantern.example",
            [
                ("Google", '"hello@foxlantern.example"'),
                ("PublicWWW", '"hello@foxlantern.example"'),
                ("DomainTools reverse WHOIS", "hello@foxlantern.example"),
            ],
        ),
        ("contacts", "street:12 invented row, foxton / 7", [("Google", '"12 invented row" "foxton"')]),
        (
            "registration",
            "registrant_org:fox lantern",
            [
                ("DomainTools reverse WHOIS", "fox lantern"),
                ("Whoxy reverse WHOIS by company name", "fox lantern"),
            ],
        ),
        (
            "dns_records",
            "a:203.0.113.24",
            [
                ("urlscan", 'page.ip:"203.0.113.24"'),
                ("Shodan", "net:203.0.113.24"),
                ("DNSDB", "dnsdbq -i 203.0.113.24"),
            ],
        ),
        ("dns_records", "ns:ns1.lantern.example", [("DNSDB", "dnsdbq -n ns1.lantern.example/NS")]),
        (
            "favicon",
            "mmh3:-1417226431",
            [
                ("Shodan", "http.favicon.hash:-1417226431"),
                ("Censys", 'host.services.endpoints.http.favicons.hash_shodan: "-1417226431"'),
            ],
        ),
        ("favicon", f"sha256:{DIGEST}", [("urlscan", f"hash:{DIGEST}")]),
        (
            "certificate",
            f"cert:sha256:{DIGEST}",
            [
                ("crt.sh, SHA-256(Certificate)", DIGEST),
                ("Censys", f'host.services.cert.fingerprint_sha256: "{DIGEST}"'),
            ],
        ),
        ("certificate", "san:mycloudlantern.example", [("crt.sh, identity", "mycloudlantern.example")]),
        ("tracker", "ga4:G-FOXLANTERN", [("PublicWWW", '"G-FOXLANTERN"')]),
        ("assets", "bundle:app.9f31.js", [("urlscan", 'filename:"app.9f31.js"')]),
    ],
)
def test_each_platform_is_asked_in_its_own_words(signal, value, queries):
    assert asked(signal, value)[1] == queries


@pytest.mark.parametrize(
    ("signal", "value"),
    [
        ("dns_records", "ns:ns1.lantern.example;reboot"),
        ("dns_records", "mx:-rf.example"),
        ("dns_records", "a:$(reboot)"),
        ("certificate", "san:x y.example"),
        ("certificate", 'key:sha256:" OR 1'),
        ("favicon", "mmh3:1 OR port:22"),
        ("tracker", 'ga4:"><script>'),
        ("assets", 'bundle:x".js'),
        ("contacts", "phone:+1 OR 2"),
        ("page_text", "p:0123456789abcdef"),
    ],
)
def test_what_is_no_such_value_becomes_no_query(signal, value):
    assert asked(signal, value)[1] == []


def test_a_hostile_domain_becomes_no_command():
    assert of_domain("fox.example;reboot") == [] and of_domain("-rf.example") == []


def test_a_phrase_keeps_its_quotes_whatever_stands_in_it():
    assert asked("identities", 'company:fox" OR "lantern\\')[1][0] == ("Google", '"fox OR lantern"')


SHARED = EvidenceLine(
    "contacts", "identity", "both list the phone", 1.0, 6.0, 6.0,
    (Fact("phone:+12025550143", "list the phone", 0, 412, 6.0, 6.0),),
)  # fmt: skip


def scene(*sites):
    return SimpleNamespace(corpus=corpus(*sites))


def candidate(**values):
    return site(STRONG.domain, **values)


def shown(of, alert):
    return [(each.value.partition(":")[0], each.sites) for each in pivots(of, alert)]


def test_shared_values_come_first_and_the_rarest_of_them():
    ours = candidate(
        contacts=["phone:+12025550143", "email:own@foxlantern-studio.example"],
        dns_records=["a:203.0.113.24"],
    )
    others = [site(f"other{at}.example", dns_records=["a:203.0.113.24"]) for at in range(3)]
    alert = replace(STRONG, evidence=(SHARED,))
    assert shown(scene(ours, *others), alert) == [("phone", 1), ("email", 1), ("a", 4), ("domain", 1)]


def test_what_a_provider_gives_to_everybody_is_no_pivot():
    ours = candidate(dns_records=["ns:ada.ns.cloudflare.com", "ns:ns1.lantern.example"])
    assert [each.value for each in pivots(scene(ours), replace(STRONG, evidence=()))] == [
        "ns:ns1.lantern.example",
        "domain:foxlantern-studio.example",
    ]


def test_what_many_sites_show_is_no_pivot():
    crowd = [site(f"other{at}.example", dns_records=["a:203.0.113.24"]) for at in range(30)]
    ours = candidate(dns_records=["a:203.0.113.24"])
    assert shown(scene(ours, *crowd), replace(LOOK, domain=STRONG.domain, evidence=())) == [("domain", 1)]


def test_there_are_six_at_most_and_two_of_a_kind():
    ours = candidate(
        contacts=[*(f"phone:+1202555014{at}" for at in range(9)), "email:a@b.example", "email:c@d.example"],
        dns_records=["a:203.0.113.24", "ns:ns1.lantern.example"],
    )
    found = shown(scene(ours), STRONG)
    assert len(found) == 6
    assert [kind for kind, _ in found].count("phone") == 2
    assert found[-2:] == [("passage", 0), ("domain", 1)]


def test_a_passage_is_cut_to_a_phrase_that_search_engines_read():
    long = " ".join(f"word{at}" for at in range(40))
    alert = replace(LIKELY, passages=(PassageLine(long, long, ((0, len(long), 0, len(long)),)),))
    found = next(each for each in pivots(scene(), alert) if each.value.startswith("passage:"))
    assert found.queries[0].query == '"' + " ".join(f"word{at}" for at in range(12)) + '"'
    assert found.shown == "a passage that both have"
