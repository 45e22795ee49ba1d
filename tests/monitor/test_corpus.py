"""Does the corpus count who else has a value, and find the pairs worth comparing?"""

import random
from collections import Counter
from math import log2

import pytest

from crawler.fingerprint import Family, Fingerprint
from monitor.corpus import Aside, Corpus
from tests.monitor._invented import all_signals, corpus, empty_corpus, fill, site, strangers, words

NOBODY: frozenset[str] = frozenset()


def test_others_leaves_out_the_pair_and_the_suspects() -> None:
    sites = [site(f"{name}.example", contacts=["phone:+1"]) for name in ("a", "b", "c", "d")]
    found = corpus(*sites)
    assert found.others("contacts", "phone:+1", NOBODY) == 4
    assert found.others("contacts", "phone:+1", frozenset({"a.example", "b.example"})) == 2
    assert found.others("contacts", "phone:+1", frozenset({"a.example", "unheard-of.example"})) == 3
    assert found.others("contacts", "phone:+2", NOBODY) == 0


def test_the_same_value_under_another_signal_is_another_value() -> None:
    found = corpus(site("a.example", contacts=["phone:+1"]))
    assert found.others("registration", "phone:+1", NOBODY) == 0


def test_the_population_counts_only_sites_that_are_indexed_and_not_left_out() -> None:
    found = corpus(*strangers(5))
    assert found.sites == 5
    assert found.population(frozenset({"stranger0.example", "never-indexed.example"})) == 4


def test_a_site_that_changed_its_phone_is_counted_for_the_new_one_only() -> None:
    found = corpus(site("a.example", contacts=["phone:+1"]))
    assert found.others("contacts", "phone:+1", NOBODY) == 1
    fill(found, [site("a.example", contacts=["phone:+2"])])
    assert found.others("contacts", "phone:+1", NOBODY) == 0
    assert found.others("contacts", "phone:+2", NOBODY) == 1
    assert found.sites == 1


def test_an_archived_state_is_kept_and_not_counted() -> None:
    found = corpus()
    old = site("front.example", contacts=["phone:+1"])
    found.put(old, "invented", slice="2016-05-01")
    assert found.others("contacts", "phone:+1", NOBODY) == 0
    assert found.get("front.example", "2016-05-01") == old
    assert found.get("front.example") is None


def test_a_long_list_is_counted_whole(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("monitor.corpus.LONGEST_EXACT", 10)
    found = corpus(*(site(f"s{number}.example", dns_records=["ns:common"]) for number in range(30)))
    assert found.others("dns_records", "ns:common", NOBODY) == 30


def test_neighbours_share_rare_keys_and_come_closest_first() -> None:
    told = {"contacts": ["phone:+1", "email:a@b.example"], "page_text": words("shared-")}
    here = site("here.example", registration=["registrar:0"], **told)
    close = site("close.example", **told)
    less = site("less.example", contacts=["phone:+1"], page_text=words("shared-"))
    wordless = site("wordless.example", contacts=["phone:+1", "email:a@b.example"])
    found = corpus(here, close, less, wordless, *strangers(30))
    assert found.neighbours(here) == ["close.example", "less.example"]
    assert found.neighbours(here, at_most=1) == ["close.example"]
    assert "here.example" not in found.neighbours(here)


def test_a_value_that_hundreds_have_makes_no_pair() -> None:
    crowd = [site(f"s{number}.example", page_text=["p:boilerplate"]) for number in range(201)]
    assert corpus(*crowd).neighbours(crowd[0]) == []
    assert len(corpus(*crowd[:200]).neighbours(crowd[0], at_most=500)) == 199


def test_a_crowd_does_not_hide_the_one_that_shares_a_rare_value_too() -> None:
    crowd = [site(f"s{number}.example", page_text=["p:boilerplate"]) for number in range(300)]
    here = site("here.example", page_text=["p:boilerplate", "p:own"])
    copy = site("copy.example", page_text=["p:boilerplate", "p:own"])
    assert corpus(here, copy, *crowd).neighbours(here) == ["copy.example"]


def test_a_site_that_is_not_kept_has_neighbours_too() -> None:
    kept = site("kept.example", page_text=words("shared-"))
    found = corpus(kept, *strangers(3))
    assert found.neighbours(site("asked.example", page_text=words("shared-"))) == ["kept.example"]


def test_what_was_asked_before_does_not_hide_a_site_that_came_since() -> None:
    here = site("here.example", page_text=words("shared-"), contacts=["phone:+1"])
    found = corpus(here, *strangers(3))
    aside = frozenset({"here.example", "new.example"})
    assert (found.neighbours(here), found.population(aside)) == ([], 3)
    fill(found, [site("new.example", page_text=words("shared-"), contacts=["phone:+1"])])
    assert found.neighbours(here) == ["new.example"]
    assert (found.population(aside), found.population(frozenset())) == (3, 5)
    assert found.others("contacts", "phone:+1", aside) == 0


def _counted_by_hand(here: Fingerprint, sites: list[Fingerprint], families: set[Family]) -> list[str]:
    signals = {each.name: each for each in all_signals()}

    def keys(each: Fingerprint) -> set[tuple[str, str]]:
        return {(name, key) for name in each.values for key in signals[name].keys(each.values[name])}

    held = Counter(key for each in sites for key in keys(each))
    telling = {key for key in keys(here) if 0 < held[key] <= 200}
    weights = {
        each.domain: sum(log2(1 + (len(sites) + 1) / held[key]) for key in telling & keys(each))
        for each in sites
        if each != here and any(signals[name].family in families for name, _ in telling & keys(each))
    }
    return sorted(weights, key=lambda domain: (-round(weights[domain], 6), domain))


@pytest.mark.parametrize("most", [4_000, 5])
def test_the_order_is_that_of_all_shared_keys_weighed_by_rarity(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.corpus.MOST_REMEMBERED", most)
    monkeypatch.setattr("monitor.corpus.MOST_NAMES", most)
    chance = random.Random(3)
    sites = [
        site(
            f"s{number}.example",
            page_text={f"p:{chance.randrange(9 ** chance.randrange(1, 4))}" for _ in range(8)},
            dom_template={f"s:{chance.randrange(40)}" for _ in range(6)},
            contacts=[f"phone:{chance.randrange(60)}"],
        )
        for number in range(260)
    ]
    found = corpus(*sites)
    for families in ({Family.CONTENT}, {Family.TEMPLATE, Family.CONTENT}, {Family.IDENTITY}):
        for here in sites[:5]:
            expected = _counted_by_hand(here, sites, families)
            assert found.neighbours(here, 500, families) == expected
            assert found.neighbours(here, 3, families) == expected[:3]


def test_another_phone_writes_one_posting_and_the_fingerprint_anew() -> None:
    made = empty_corpus()
    fill(made, [site("a.example", contacts=["phone:+1"], page_text=words("a-")), *strangers(20)])
    made.settle()
    before = _changes(made)
    fill(made, [site("a.example", contacts=["phone:+2"], page_text=words("a-"))])
    made.settle()
    # The fingerprint takes the place of the old one; that the lists have to follow is noted and struck out;
    # one posting goes, one comes.
    assert _changes(made) - before == 5


def _changes(made: Corpus) -> int:
    return int(made._index.db.conn.total_changes)


@pytest.mark.parametrize("many", [0, 100])
def test_those_left_out_are_counted_however_many_they_are(many: int) -> None:
    found = corpus(*(site(f"s{number}.example", contacts=["phone:+1"]) for number in range(30)))
    aside = frozenset(
        {"s3.example", "s29.example", *(f"unheard-of{number}.example" for number in range(many))}
    )
    assert found.others("contacts", "phone:+1", aside) == 28
    assert found.population(aside) == 28
    assert len(found.holders("contacts", "phone:+1", aside)) == 28


def test_like_counts_the_sites_that_are_as_similar() -> None:
    template = words("theme-")
    near = site("near.example", dom_template=template[:36])
    far = site("far.example", dom_template=template[:8] + words("own-", 30))
    found = corpus(site("front.example", dom_template=template), near, far, *strangers(10))
    aside = frozenset({"front.example"})
    assert found.like("dom_template", tuple(template), 0.8, aside) == 1
    assert found.like("dom_template", tuple(template), 0.1, aside) == 2
    assert found.like("dom_template", tuple(template), 0.8, aside | {"near.example"}) == 0


def test_values_of_its_own_do_not_hide_who_else_uses_the_template() -> None:
    theme, own = words("theme-", 44), words("a-own-", 20)
    firms = [site(f"firm{number}.example", dom_template=theme) for number in range(3)]
    found = corpus(site("front.example", dom_template=theme + own), *firms)
    assert found.like("dom_template", tuple(sorted(theme + own)), 0.6, frozenset({"front.example"})) == 3


def test_of_more_sites_than_can_be_compared_the_rest_is_taken_alike() -> None:
    firms = [site(f"firm{number}.example", dom_template=words("theme-")) for number in range(150)]
    found = corpus(*firms)
    assert found.like("dom_template", tuple(words("theme-")), 0.9, NOBODY) == 150
    aside = frozenset({"firm0.example", "firm149.example", "unheard-of.example"})
    assert found.like("dom_template", tuple(words("theme-")), 0.9, aside) == 148


def test_those_that_share_but_a_piece_of_a_template_do_not_make_it_common() -> None:
    theme = words("theme-")
    far = [site(f"far{n}.example", dom_template=theme[:2] + words(f"own{n}-")) for n in range(150)]
    near = [site(f"near{n}.example", dom_template=theme[:38]) for n in range(3)]
    found = corpus(*far, *near)
    assert found.like("dom_template", tuple(theme), 0.8, NOBODY) == 3
    assert found.like("dom_template", tuple(theme), 0.01, NOBODY) == 153


def test_those_aside_all_day_and_those_of_a_pair_are_left_out_alike():
    sites = [site(f"s{number}.example", contacts=["phone:+1"]) for number in range(8)]
    made = corpus(*sites)
    all_day, pair = frozenset({"s0.example", "s1.example", "never.example"}), ("s1.example", "s2.example")
    together = all_day | set(pair)
    for excluding in (Aside(all_day, pair), together):
        assert made.others("contacts", "phone:+1", excluding) == 5
        assert made.population(excluding) == 5
        assert made.holders("contacts", "phone:+1", excluding) == {f"s{n}.example" for n in range(3, 8)}
        assert made.like("contacts", ("phone:+1",), 0.5, excluding) == 5
    assert made.others("contacts", "phone:+1", Aside(all_day, ("s7.example", "s6.example"))) == 4
    assert (len(Aside(all_day, pair)), set(Aside(all_day, pair))) == (4, together)
