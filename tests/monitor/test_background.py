"""Does the shipped background know what is public, and leave alone what is somebody's own?"""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.fingerprint import Comparison, Family, Fingerprint, Signal, Values, Weighing, signals
from monitor.background import Common, _public, common, public_templates, warm
from monitor.background._counts import hashed, table
from monitor.background.public_templates import PublicTemplate, PublicTemplates

FOLDER = Path(_public.__file__).parent


@pytest.mark.parametrize(
    ("signal", "value", "service"),
    [
        ("dns_records", "ns:amy.ns.cloudflare.com", "Cloudflare"),
        ("dns_records", "nsset:amy.ns.cloudflare.com bob.ns.cloudflare.com", "Cloudflare"),
        ("dns_records", "nsset:dns1.registrar-servers.com dns2.registrar-servers.com", "NameCheap"),
        ("dns_records", "a:104.16.9.9", "Cloudflare"),
        ("dns_records", "aaaa:2606:4700::6810:1", "Cloudflare"),
        ("dns_records", "net24:104.16.9.0/24", "Cloudflare"),
        ("dns_records", "a:34.102.136.180", "GoDaddy's parking, forwarding or site builder"),
        ("dns_records", "mx:aspmx.l.google.com", "Google Workspace"),
        ("dns_records", "spf:include:spf.protection.outlook.com", "Microsoft 365"),
        ("dns_records", "spf:ip4:104.16.0.0/13", "Cloudflare"),
        ("dns_records", "soa:dns.cloudflare.com", "Cloudflare"),
        ("dns_records", "dmarc:abc@rua.easydmarc.com", "a service that reads mail reports"),
        ("dns_records", "cname:shops.myshopify.com", "a site builder"),
        ("registration", "registrar:1068", "NameCheap"),
        ("registration", "registrant_email:x1@withheldforprivacy.com", "a privacy service or a registrar"),
        ("assets", "plugin:elementor", "a WordPress plug-in of millions of sites"),
        ("assets", "path:/vendor/jquery-easing/jquery.easing.min.js", "a widespread script or style"),
    ],
)
def test_what_names_a_public_service_is_known_as_that(signal: str, value: str, service: str) -> None:
    found = common(signal, value)
    assert found is not None
    assert found.service == service
    assert 0.001 <= found.share <= 0.7


@pytest.mark.parametrize(
    ("signal", "value"),
    [
        ("dns_records", "ns:ns1.silver-harbor.example"),
        ("dns_records", "ns:ns.cloudflare.com.silver-harbor.example"),
        ("dns_records", "ns:notcloudflare.com"),
        ("dns_records", "nsset:dns1.registrar-servers.com ns1.silver-harbor.example"),
        ("dns_records", "nsset:ns-1.awsdns-01.com ns-2.awsdns-02.net"),
        ("dns_records", "a:192.0.2.7"),
        ("dns_records", "a:not an address"),
        ("dns_records", "net24:104.0.0.0/6"),
        ("dns_records", "aaaa:2001:db8::1"),
        ("dns_records", "spf:ip4:192.0.2.0/24"),
        ("dns_records", "spf:include:silver-harbor.example"),
        ("dns_records", "tenant:silverharbor"),
        ("registration", "registrar:999999"),
        ("registration", "registrant_email:owner@silver-harbor.example"),
        ("contacts", "phone:+442079460000"),
        ("assets", "path:/silver-harbor/js/jquery.min.js"),
        ("assets", "theme:silver-harbor"),
        ("dns_records", "nsset:"),
        ("dns_records", "a:"),
        ("dns_records", "ns:" + "." * 300),
        ("assets", "path:" + "-" * 900),
    ],
)
def test_what_is_somebodys_own_or_no_value_at_all_is_not_known(signal: str, value: str) -> None:
    assert common(signal, value) is None


def test_one_foreign_name_server_makes_a_set_somebodys_own() -> None:
    public = "nsset:amy.ns.cloudflare.com dns1.registrar-servers.com"
    found = common("dns_records", public)
    assert found == Common(share=0.1, service="NameCheap"), "of two public services the rarer one speaks"


def test_a_value_counted_in_the_sets_tells_on_how_many_sites_it_was() -> None:
    sites, counts = table()[min(table())]
    digest, count = max(counts.items(), key=lambda each: each[1])
    assert len(digest) == 10
    assert 3 <= count <= sites == 203


def test_a_hash_tells_signals_apart() -> None:
    assert hashed("claims", "language:en") != hashed("assets", "language:en")
    assert re.fullmatch(r"[0-9a-f]{10}", hashed("claims", "language:en"))
    assert hashed("claims", "language:en") == "3a04e4382a"


def test_every_share_stands_beside_its_service_and_is_an_order_of_magnitude_or_a_told_measure() -> None:
    text = _public.infrastructure()
    steps = {"0.7", "0.4", "0.3", "0.2", "0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001"}
    for line in text.splitlines():
        if line.startswith("share = ") and line.removeprefix("share = ") not in steps:
            assert "#" in line, f"{line!r} is no step and says no source"
    assert len(_public.lists().networks) > 50


def test_no_name_is_listed_twice_in_one_list_and_all_are_in_lower_case() -> None:
    text = _public.infrastructure()
    for kind in ("dns", "mail", "hosts", "privacy", "registrars", "files", "extensions", "networks"):
        rows = re.findall(rf"\[\[{kind}\]\]\n.*\n.*\nof = (\[.*\])", text)
        names = sorted(each for row in rows for each in json.loads(row))
        assert names, kind
        assert [one for one, next_ in pairwise(names) if one == next_] == [], kind
        assert all(each == each.lower() for each in names)


def test_reading_the_data_at_the_start_is_possible() -> None:
    warm()
    assert _public.lists() is _public.lists()


def overlap(ours: Values, theirs: Values) -> Comparison | None:
    if not ours or not theirs:
        return None
    shared = set(ours) & set(theirs)
    return Comparison("markup", len(shared) / len(set(ours) | set(theirs)), tuple(sorted(shared)), "alike")


MARKUP = Signal(
    "markup", Family.TEMPLATE, "?", Weighing.SIMILARITY, lambda _: (), overlap, lambda values: values[:64]
)


def values(start: str, count: int = 40) -> Values:
    return tuple(f"{start}{number:03}" for number in range(count))


def shelf() -> PublicTemplates:
    row = {"vendor": "Invented", "licence": "MIT", "url": "https://templates.example/"}
    return PublicTemplates.read(
        {
            "at_least": {"markup": 0.5},
            "templates": [
                {**row, "name": name, "values": {"markup": " ".join(values(name))}} for name in ("Oak", "Elm")
            ],
        },
        (MARKUP,),
    )


def page(*shown: str) -> Fingerprint:
    return Fingerprint("page.example", {"markup": tuple(sorted(shown))})


def test_a_page_made_from_a_template_is_told_with_vendor_licence_and_source() -> None:
    found = shelf().match(page(*values("Oak")[:36], "own"))
    assert found == PublicTemplate("Oak", "Invented", "MIT", "https://templates.example/")
    assert str(found) == "'Oak' (Invented, MIT)"


def test_a_page_of_its_own_and_one_that_took_a_few_pieces_have_no_template() -> None:
    assert shelf().match(page(*values("own"))) is None
    assert shelf().match(page(*values("Oak")[:10], *values("own"))) is None
    assert shelf().match(Fingerprint("empty.example", {})) is None


def test_of_two_templates_the_nearer_one_is_told() -> None:
    found = shelf().match(page(*values("Oak")[:20], *values("Elm")))
    assert found is not None
    assert found.name == "Elm"


def test_two_pages_share_a_template_as_strongly_as_the_less_similar_one() -> None:
    near, far = values("Oak")[:36], values("Oak")[:24]
    found = shelf().both("markup", near, far)
    assert found is not None
    assert (found[0].name, found[1]) == ("Oak", 0.6)
    assert shelf().both("markup", near, values("Elm")) is None
    assert shelf().both("unheard_of", near, far) is None


def test_the_shipped_templates_recognise_each_other_and_name_only_signals_that_exist() -> None:
    shipped = public_templates.shipped()
    known = {each.name for each in signals()}
    assert shipped.at_least.keys() <= known, "build the background again: a signal is gone or was renamed"
    assert len(shipped.rows) >= 30
    for template, shown in shipped.rows[::7]:
        assert public_templates.match(Fingerprint("x.example", shown)) == template
        assert template.url.startswith("https://")
        assert template.licence in ("MIT", "CC-BY 3.0")


def test_the_shipped_sketches_hold_hashes_and_no_text() -> None:
    file = json.loads(FOLDER.joinpath("public_templates.json").read_text("utf-8"))
    words = [word for row in file["templates"] for text in row["values"].values() for word in text.split(" ")]
    assert words
    assert [word for word in words if not re.fullmatch(r"[a-z]+:[0-9a-f]{6,32}", word)] == []
