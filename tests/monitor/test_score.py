"""Do invented fronts and decoys end in the band where an analyst would put them?"""

import json

import pytest

from crawler.fingerprint import Family, Fingerprint, Weighing
from monitor.corpus import Corpus
from monitor.evidence import Evidence, Weights
from monitor.score import Band, Score, score, total, unseen
from tests.monitor._invented import all_signals, corpus, signal, site, strangers, words

WEIGHTS = Weights.load()
POPULATIONS = pytest.mark.parametrize("observed", [0, 20, 300])


def scored(ours: Fingerprint, theirs: Fingerprint, *seen: Fingerprint, **options: object) -> Score:
    made: Corpus = corpus(ours, theirs, *seen)
    options = {"prior": -10.0, **options}
    return score(ours, theirs, made, WEIGHTS, frozenset(options.pop("aside", ())), **options)  # type: ignore[arg-type, call-overload]


def clone(domain: str, text: str) -> Fingerprint:
    return site(domain, dom_template=words("bespoke-"), page_text=words(text))


@POPULATIONS
def test_a_bespoke_template_with_all_its_text_replaced_is_likely_by_itself(observed: int) -> None:
    found = scored(clone("copy.example", "new-"), clone("front.example", "old-"), *strangers(observed))
    assert (found.band, found.bits) == (Band.LIKELY, 1.0)
    assert [each.signal for each in found.against] == ["page_text"]


@POPULATIONS
def test_the_same_template_on_three_other_firms_is_no_reason_to_look(observed: int) -> None:
    firms = [clone(f"firm{number}.example", f"firm{number}-") for number in range(3)]
    ours, theirs = clone("copy.example", "new-"), clone("front.example", "old-")
    assert scored(ours, theirs, *firms, *strangers(observed)).band is Band.NONE


def test_three_other_fronts_with_the_template_do_not_make_it_public() -> None:
    fronts = [clone(f"front{number}.example", f"front{number}-") for number in range(3)]
    ours, theirs = clone("copy.example", "new-"), clone("front.example", "old-")
    aside = [each.domain for each in fronts]
    assert scored(ours, theirs, *fronts, *strangers(20), aside=aside).band is Band.LIKELY


@POPULATIONS
def test_phone_and_street_alone_are_strong(observed: int) -> None:
    shared = ["phone:+442079460000", "street:1 invented road / 5"]
    ours, theirs = site("a.example", contacts=shared), site("front.example", contacts=shared)
    assert scored(ours, theirs, *strangers(observed)).band is Band.STRONG


@POPULATIONS
def test_registrar_name_servers_and_delivery_network_are_no_reason_to_look(observed: int) -> None:
    usual = {
        "dns_records": ["a:192.0.2.1", "aaaa:2001:db8::1", "nsset:ns1.host.example"],
        "registration": ["registrar:1"],
    }
    found = scored(site("a.example", **usual), site("front.example", **usual), *strangers(observed))
    assert found.band is Band.NONE


def named(domain: str, similar: float) -> tuple[Fingerprint, Fingerprint]:
    """Two names of which ``similar`` is in common, as the invented overlap counts it."""
    common = round(200 * similar)
    rest = (200 - common) // 2
    ours = words("same", common) + words("ours", rest)
    return site(domain, domain_name=ours), site(
        "front.example", domain_name=words("same", common) + words("theirs", 200 - common - rest)
    )


def test_common_words_under_another_ending_are_no_reason_to_look() -> None:
    ours, theirs = named("cloudharbor.example", 0.4)
    usual = {"registration": ["registrar:1"], "dns_records": ["nsset:ns1.host.example"]}
    ours = Fingerprint(ours.domain, {**ours.values, **site("", **usual).values})
    theirs = Fingerprint(theirs.domain, {**theirs.values, **site("", **usual).values})
    assert scored(ours, theirs, *strangers(40)).band is Band.NONE


def test_a_parked_typo_of_a_long_name_is_worth_a_look() -> None:
    found = scored(*named("typo.example", 0.95), *strangers(40))
    assert (found.band, found.bits) == (Band.WORTH_A_LOOK, -2.0)


def test_a_near_copy_of_text_and_template_is_strong() -> None:
    text = words("old-")
    ours = site("copy.example", dom_template=words("bespoke-"), page_text=text[:32] + words("new-", 8))
    theirs = site("front.example", dom_template=words("bespoke-"), page_text=text)
    assert scored(ours, theirs, *strangers(40)).band is Band.STRONG


def test_strangers_score_below_the_prior() -> None:
    ours, theirs, *rest = strangers(30)
    found = scored(ours, theirs, *rest)
    assert (found.band, found.bits) == (Band.NONE, -11.5)


def evidence(name: str, family: Family, bits: float) -> Evidence:
    return Evidence(name, family, 1.0, bits, f"{name} agrees")


def test_a_family_never_gives_more_than_its_cap_and_each_signal_its_part_of_it() -> None:
    found = total(
        "a.example",
        "front.example",
        [
            evidence("x", Family.NAME, 6.0),
            evidence("y", Family.NAME, 10.0),
            evidence("z", Family.CONTENT, 2.0),
        ],
        WEIGHTS,
        prior=-10.0,
    )
    assert [(each.family.value, each.raw, each.cap, each.counted) for each in found.families] == [
        ("name", 16.0, 8.0, 8.0),
        ("content", 2.0, 11.5, 2.0),
    ]
    assert found.bits == 0.0
    assert [found.counted(each) for each in found.evidence] == [6.15, 1.85, 2.0]


def test_signals_of_one_family_see_the_same_thing_so_each_next_one_counts_half() -> None:
    alike = [evidence(name, Family.TEMPLATE, 3.2) for name in ("structure", "names", "screen")]
    found = total("a.example", "front.example", alike, WEIGHTS, prior=-10.0)
    (family,) = found.families
    assert (family.raw, family.counted) == (9.6, 5.6), "3.2 + 1.6 + 0.8"
    assert sorted(found.counted(each) for each in found.evidence) == [0.8, 1.6, 3.2]
    beside = total(
        "a.example", "front.example", [*alike, evidence("z", Family.IDENTITY, 3.2)], WEIGHTS, prior=-10.0
    )
    assert beside.bits == pytest.approx(found.bits + 3.2), "another family counts whole"


def test_the_posterior_is_that_of_the_weights() -> None:
    even = total("a", "b", [evidence("x", Family.IDENTITY, 10.0)], WEIGHTS, prior=-10.0)
    assert (even.probability, even.band) == (0.5, Band.LIKELY)
    assert total("a", "b", [], WEIGHTS, prior=-10.0).probability == pytest.approx(1 / 1025)
    assert total("a", "b", [], WEIGHTS, prior=-1.0).probability == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("bits", "band"),
    [
        (3.3, "strong"),
        (3.29, "likely"),
        (0.0, "likely"),
        (-0.01, "worth a look"),
        (-3.0, "worth a look"),
        (-3.01, "none"),
    ],
)
def test_a_band_begins_at_its_lowest_bits(bits: float, band: str) -> None:
    assert Band.of(bits) == band


def test_bands_rank_from_none_to_strong() -> None:
    assert [Band.NONE.rank, Band.WORTH_A_LOOK.rank, Band.LIKELY.rank, Band.STRONG.rank] == [0, 1, 2, 3]


def test_evidence_of_no_weight_is_told_too() -> None:
    ours, theirs = site("a.example", contacts=["phone:+1"]), site("front.example", contacts=["phone:+2"])
    found = scored(ours, theirs)
    assert [(each.signal, each.bits) for each in found.evidence] == [("contacts", 0.0)]


def test_a_score_survives_json() -> None:
    ours, theirs = clone("copy.example", "new-"), clone("front.example", "old-")
    found = scored(ours, theirs, *strangers(3))
    assert Score.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_reference_without_a_baseline_says_so() -> None:
    ours = clone("copy.example", "new-")
    theirs = site("cloudbluefox.com", domain_name=["label:cloudbluefox"])
    told = unseen(ours, theirs, all_signals(), frozenset({"cloudbluefox.com"}))
    assert told == (
        "cloudbluefox.com has no baseline to compare",
        "cloudbluefox.com shows nothing to compare for contacts, dns records, registration",
        "copy.example shows nothing to compare for contacts, dns records, domain name, registration",
    )


def test_a_parked_candidate_shows_no_pages_of_its_own() -> None:
    signals = (signal("page_text", Family.CONTENT, Weighing.SIMILARITY),)
    told = unseen(site("typo.example"), clone("front.example", "old-"), signals)
    assert told == ("typo.example shows no pages of its own to compare",)
