"""Does each agreement weigh what it should, and say why?"""

from dataclasses import replace
from math import log2

import pytest
import sqlite_utils

from crawler.fingerprint import Family, Fingerprint
from monitor import background
from monitor.background import public_templates
from monitor.corpus import Corpus
from monitor.evidence import Evidence, Weights, agreement, commonness, weigh
from monitor.store import MonitorStore
from tests.monitor._invented import corpus, fill, signal, site, strangers, words

WEIGHTS = Weights.load()
PHONE = "phone:+442079460000"


def weighed(
    signal: str, ours: Fingerprint, theirs: Fingerprint, seen: Corpus, *aside: str, weights: Weights = WEIGHTS
) -> Evidence:
    comparison = seen.signals[signal].compare(ours.values[signal], theirs.values[signal])
    assert comparison is not None
    excluding = frozenset({ours.domain, theirs.domain, *aside})
    return weigh(
        comparison, seen, weights, excluding, counterpart=theirs.values[signal], ours=ours.values[signal]
    )


def pair(**values: list[str]) -> tuple[Fingerprint, Fingerprint]:
    return site("candidate.example", **values), site("front.example", **values)


def test_bits_are_log2_of_m_over_u() -> None:
    ours, theirs = pair(dns_records=["nsset:ns.shared.example"])
    seen = corpus(ours, theirs, *strangers(40))
    nsset = WEIGHTS.values["nsset"]
    u = (0 + 50 * 0.2) / (40 + 50)
    assert weighed("dns_records", ours, theirs, seen).bits == round(log2(nsset.m / u), 2) == 2.17


def test_a_rare_value_weighs_more_than_a_common_one_at_every_step() -> None:
    ours, theirs = pair(contacts=[PHONE])
    seen = corpus(ours, theirs, *strangers(50))
    bits = [weighed("contacts", ours, theirs, seen).bits]
    for number in range(6):
        fill(seen, [site(f"another{number}.example", contacts=[PHONE])])
        bits.append(weighed("contacts", ours, theirs, seen).bits)
    assert bits == sorted(bits, reverse=True)
    assert len(set(bits)) == 7
    assert bits[0] == 12.0


@pytest.mark.parametrize("observed", [0, 10, 500])
def test_one_stranger_with_the_phone_lowers_its_bits_however_many_sites_are_known(observed: int) -> None:
    ours, theirs = pair(contacts=[PHONE])
    seen = corpus(ours, theirs, *strangers(observed))
    before = weighed("contacts", ours, theirs, seen).bits
    fill(seen, [site("honest.example", contacts=[PHONE])])
    assert weighed("contacts", ours, theirs, seen).bits < before


def test_another_suspect_with_the_phone_does_not_make_it_common() -> None:
    ours, theirs = pair(contacts=[PHONE])
    seen = corpus(ours, theirs, *strangers(50))
    before = weighed("contacts", ours, theirs, seen)
    fill(seen, [site("accomplice.example", contacts=[PHONE])])
    assert weighed("contacts", ours, theirs, seen, "accomplice.example") == before


def test_no_agreement_is_no_evidence_and_never_negative() -> None:
    ours = site("candidate.example", contacts=["phone:+1"])
    theirs = site("front.example", contacts=["phone:+2"])
    found = weighed("contacts", ours, theirs, corpus(ours, theirs))
    assert (found.bits, found.facts, found.sentence) == (0.0, (), "nothing in common")


def test_what_everybody_has_weighs_nothing() -> None:
    ours, theirs = pair(registration=["registrar:7"])
    crowd = [site(f"s{number}.example", registration=["registrar:7"]) for number in range(80)]
    assert weighed("registration", ours, theirs, corpus(ours, theirs, *crowd)).bits == 0.0


def test_each_next_value_of_one_signal_counts_half_of_the_one_before() -> None:
    ours, theirs = pair(contacts=[PHONE, "street:1 invented road", "building:1 invented road"])
    found = weighed("contacts", ours, theirs, corpus(ours, theirs))
    assert [fact.bits for fact in found.facts] == [12.0, 11.0, 7.0]
    assert found.bits == 12.0 + 5.5 + 1.75


def test_a_fact_tells_how_many_others_have_it() -> None:
    ours, theirs = pair(contacts=[PHONE])
    seen = corpus(ours, theirs, *strangers(9), site("honest.example", contacts=[PHONE]))
    found = weighed("contacts", ours, theirs, seen)
    assert (found.facts[0].others, found.facts[0].sites) == (1, 10)
    assert found.sentence == f"both show {PHONE}; 1 of 10 other sites has it too"


def test_two_hashes_of_one_icon_are_counted_as_one_thing() -> None:
    ours, theirs = pair(contacts=["mmh3:-17", "sha256:ab"])
    found = weighed("contacts", ours, theirs, corpus(ours, theirs, *strangers(9)))
    assert [fact.value for fact in found.facts if fact.bits] == ["mmh3:-17"]
    assert found.sentence.endswith("; none of 9 other sites have it too")


def test_a_shared_distance_of_dates_is_not_indexed_and_weighs_by_its_background_only() -> None:
    ours, theirs = pair(registration=["created_near:1d"])
    alone = weighed("registration", ours, theirs, corpus(ours, theirs)).bits
    assert weighed("registration", ours, theirs, corpus(ours, theirs, *strangers(200))).bits == alone == 3.0


def test_unrelated_pages_weigh_a_little_against() -> None:
    ours, theirs = strangers(2)
    seen = corpus(ours, theirs)
    assert weighed("dom_template", ours, theirs, seen).bits == -1.0
    assert weighed("page_text", ours, theirs, seen).bits == -0.5


def test_unrelated_names_weigh_nothing() -> None:
    ours, theirs = site("a.example", domain_name=["token:a"]), site("b.example", domain_name=["token:b"])
    assert weighed("domain_name", ours, theirs, corpus(ours, theirs)).bits == 0.0


def test_a_public_template_weighs_less_with_each_firm_that_uses_it() -> None:
    ours, theirs = pair(dom_template=words("theme-"))
    seen = corpus(ours, theirs, *strangers(100))
    bits = [weighed("dom_template", ours, theirs, seen).bits]
    for number in range(3):
        fill(seen, [site(f"firm{number}.example", dom_template=words("theme-"))])
        bits.append(weighed("dom_template", ours, theirs, seen).bits)
    assert bits == sorted(bits, reverse=True)
    assert bits[0] == 12.0
    assert bits[3] < 6.0


def test_similar_names_around_do_not_make_a_name_common() -> None:
    ours, theirs = pair(domain_name=["label:silverharbor"])
    typos = [site(f"typo{number}.example", domain_name=["label:silverharbor"]) for number in range(9)]
    assert weighed("domain_name", ours, theirs, corpus(ours, theirs, *typos)).bits == 8.5


@pytest.mark.parametrize("observed", [0, 500])
@pytest.mark.parametrize(
    ("signal", "value", "service"),
    [
        ("dns_records", "nsset:amy.ns.cloudflare.com bob.ns.cloudflare.com", "Cloudflare"),
        ("dns_records", "mx:mx1.privateemail.com", "NameCheap"),
        ("dns_records", "a:34.102.136.180", "GoDaddy's parking, forwarding or site builder"),
        ("registration", "registrar:1068", "NameCheap"),
        ("registration", "registrant_email:x1@withheldforprivacy.com", "a privacy service or a registrar"),
    ],
)
def test_what_is_public_weighs_next_to_nothing_however_rare_it_is_here(
    signal: str, value: str, service: str, observed: int
) -> None:
    ours, theirs = pair(**{signal: [value]})
    found = weighed(signal, ours, theirs, corpus(ours, theirs, *strangers(observed)))
    assert 0.0 < found.bits <= 1.0
    assert found.facts[0].service == service
    assert found.sentence.endswith(f"; public and open to anybody: {service}")


def test_a_name_server_of_ones_own_and_a_unique_phone_keep_their_weight_beside_public_ones() -> None:
    ours, theirs = pair(dns_records=["nsset:ns1.own.example", "mx:aspmx.l.google.com"], contacts=[PHONE])
    seen = corpus(ours, theirs, *strangers(300))
    facts = weighed("dns_records", ours, theirs, seen).facts
    assert [(fact.value, fact.service) for fact in facts] == [
        ("nsset:ns1.own.example", ""),
        ("mx:aspmx.l.google.com", "Google Workspace"),
    ]
    assert [fact.bits for fact in facts] == [4.0, 1.0]
    assert weighed("contacts", ours, theirs, seen).bits == 12.0


def test_what_the_shipped_sets_count_as_common_is_common_on_the_first_day() -> None:
    ours, theirs = pair(claims=["language:en"])
    assert background.common("claims", "language:en") == background.Common(count=77, of=203)
    made = Corpus(MonitorStore(sqlite_utils.Database(memory=True)), (signal("claims", Family.IDENTITY),))
    fill(made, (ours, theirs))
    weights = replace(WEIGHTS, values={"default": WEIGHTS.values["default"]})
    counted = agreement(0.5, commonness(77, 203, 0.02, 50.0, WEIGHTS.crowd))
    assert weighed("claims", ours, theirs, made, weights=weights).bits == round(counted, 2) == 0.7


def test_values_that_exactly_the_same_others_have_are_one_fact() -> None:
    shared = ["street:1 invented road / 5", "phone:+442079460001"]
    ours, theirs = pair(contacts=shared)
    agency = [site(f"customer{number}.example", contacts=shared) for number in range(3)]
    found = weighed("contacts", ours, theirs, corpus(ours, theirs, *agency, *strangers(60)))
    assert [fact.others for fact in found.facts] == [3, 3]
    assert found.facts[0].bits > found.facts[1].bits == 0.0
    assert found.bits == found.facts[0].bits


def test_values_that_different_others_have_are_two_facts() -> None:
    shared = ["street:1 invented road / 5", "phone:+442079460001"]
    ours, theirs = pair(contacts=shared)
    others = [site(f"other{number}.example", contacts=[each]) for number, each in enumerate(shared)]
    found = weighed("contacts", ours, theirs, corpus(ours, theirs, *others, *strangers(60)))
    assert [fact.others for fact in found.facts] == [1, 1]
    assert all(fact.bits > 5.0 for fact in found.facts)


def test_three_domains_of_one_reference_on_one_host_are_one_fact() -> None:
    host = ["a:192.0.2.200"]
    ours, theirs = pair(dns_records=host)
    seen = corpus(ours, theirs, *strangers(300))
    alone = weighed("dns_records", ours, theirs, seen)
    fill(seen, [site(f"front{number}.example", dns_records=host) for number in (2, 3)])
    assert weighed("dns_records", ours, theirs, seen, "front2.example", "front3.example") == alone


def test_different_mailboxes_of_registrants_weigh_a_little_against() -> None:
    ours = site("candidate.example", registration=["registrant_email:a@one.example"])
    theirs = site("front.example", registration=["registrant_email:b@two.example"])
    found = weighed("registration", ours, theirs, corpus(ours, theirs))
    assert (found.bits, found.facts) == (-1.0, ())


def test_a_side_without_the_mailbox_is_silent_and_other_kinds_do_not_disagree() -> None:
    ours = site("candidate.example", registration=["registrant_email:a@one.example", "registrar:1"])
    theirs = site("front.example", registration=["registrar:2"])
    assert weighed("registration", ours, theirs, corpus(ours, theirs)).bits == 0.0


def test_an_agreement_beside_a_disagreement_is_not_weighed_against() -> None:
    ours = site("candidate.example", registration=["registrant_email:a@one.example", "registrar:77"])
    theirs = site("front.example", registration=["registrant_email:b@two.example", "registrar:77"])
    assert weighed("registration", ours, theirs, corpus(ours, theirs)).bits > 0.0


def made_from_a_template(*kept: float) -> tuple[str, list[tuple[str, ...]]]:
    """The name of a shipped template, and pages that kept a part of its markup, each with some of its own."""
    template, shown = public_templates.shipped().rows[0]
    markup = shown["dom_template"]
    pages = []
    for number, part in enumerate(kept):
        prefix = markup[0].partition(":")[0]
        own = [f"{prefix}:{number}{place:015x}" for place in range(round((1 - part) * len(markup)))]
        pages.append(tuple(sorted([*markup[: round(part * len(markup))], *own])))
    return str(template), pages


def test_what_a_public_template_explains_weighs_half_a_bit_and_is_told() -> None:
    template, (ours, theirs) = made_from_a_template(1.0, 1.0)
    made = Corpus(MonitorStore(sqlite_utils.Database(memory=True)))
    left, right = site("a.example", dom_template=ours), site("b.example", dom_template=theirs)
    fill(made, (left, right))
    found = weighed("dom_template", left, right, made)
    assert found.bits == 0.5
    assert found.sentence.endswith(f"; both resemble the public template {template}")


def test_a_bespoke_page_that_both_have_weighs_in_full() -> None:
    left, right = pair(dom_template=words("own-"))
    found = weighed("dom_template", left, right, corpus(left, right))
    assert found.bits == 12.0
    assert "public template" not in found.sentence


def test_what_two_sites_share_beyond_a_public_template_weighs_more_than_the_template() -> None:
    _, (ours,) = made_from_a_template(0.75)
    made = Corpus(MonitorStore(sqlite_utils.Database(memory=True)))
    left, right = site("a.example", dom_template=ours), site("b.example", dom_template=ours)
    fill(made, (left, right))
    found = weighed("dom_template", left, right, made)
    assert found.similarity == 1.0
    assert 4.0 < found.bits < 12.0
