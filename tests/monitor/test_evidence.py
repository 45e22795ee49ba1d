"""Does each agreement weigh what it should, and say why?"""

from math import log2
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from crawler.fingerprint import Fingerprint
from monitor.corpus import Corpus
from monitor.evidence import Evidence, Weights, weigh
from tests.monitor._invented import corpus, fill, site, strangers, words

WEIGHTS = Weights.load()
PHONE = "phone:+442079460000"


def weighed(
    signal: str, ours: Fingerprint, theirs: Fingerprint, seen: Corpus, *aside: str, weights: Weights = WEIGHTS
) -> Evidence:
    comparison = seen.signals[signal].compare(ours.values[signal], theirs.values[signal])
    assert comparison is not None
    excluding = frozenset({ours.domain, theirs.domain, *aside})
    return weigh(comparison, seen, weights, excluding, counterpart=theirs.values[signal])


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


def test_an_account_of_a_service_nobody_listed_weighs_as_its_signal() -> None:
    assert WEIGHTS.value("newservice", "tracker") == WEIGHTS.values["tracker"]
    assert WEIGHTS.value("newservice", "unheard_of") == WEIGHTS.values["default"]


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


def test_the_curve_runs_straight_between_its_points_and_back() -> None:
    curve = WEIGHTS.curves["domain_name"]
    assert curve.bits(0.875) == pytest.approx(7.5)
    assert curve.similarity(7.5) == pytest.approx(0.875)
    assert (curve.bits(0.0), curve.bits(1.0)) == (0.0, 8.5)
    assert curve.similarity(99.0) == 1.0


@pytest.mark.parametrize("curve", sorted(WEIGHTS.curves))
def test_more_similar_never_weighs_less(curve: str) -> None:
    bits = [WEIGHTS.curves[curve].bits(step / 200) for step in range(201)]
    assert bits == sorted(bits)


SHIPPED = Path(__file__).parents[2].joinpath("monitor", "weights.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("template = 11.5", "templat = 11.5", "[caps] has the unknown key 'templat'"),
        ("decay = 0.5", "decay = 0.5\nspeed = 1", "[rarity] has the unknown key 'speed'"),
        ("crowd = 200.0", "", "[similarity] has the missing key 'crowd'"),
        ("name = 8.0", "name = 'eight'", "caps.name takes a number, not 'eight'"),
        ("name = 8.0", "name = nan", "caps.name takes a number, not nan"),
        ("phone = { m = 0.9, u = 1e-6,", "phone = { m = 0.9, u = 0,", "value.phone.u is 0"),
        ("points = [[0.0, 0.0], [0.5, 0.0]", "points = [[0.0, 9.0], [0.5, 0.0]", "must rise"),
        ("points = [[0.0, 0.0], [0.5, 0.0]", "points = [7, [0.5, 0.0]", "reading the weights of"),
        ("[caps]", "[caps", "reading the weights of"),
    ],
)
def test_a_mistake_in_the_weights_is_named(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in SHIPPED
    file = tmp_path / "weights.toml"
    file.write_text(SHIPPED.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        Weights.load(file)
    assert told in str(raised.value)
    assert str(file) in str(raised.value)


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        Weights.load(tmp_path / "nowhere.toml")


def test_a_changed_number_changes_the_hash_and_a_changed_comment_does_not(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    file.write_text("# mine\n" + SHIPPED, encoding="utf-8")
    assert Weights.load(file).hash == WEIGHTS.hash
    file.write_text(SHIPPED.replace("decay = 0.5", "decay = 0.4"), encoding="utf-8")
    assert Weights.load(file).hash != WEIGHTS.hash
