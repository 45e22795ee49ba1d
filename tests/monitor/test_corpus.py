"""Does the corpus count who else has a value, and find the pairs worth comparing?"""

import pytest

from tests.monitor._invented import corpus, fill, site, strangers, words

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
    crowd = [site(f"s{number}.example", dns_records=["nsset:cdn"]) for number in range(201)]
    assert corpus(*crowd).neighbours(crowd[0]) == []


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
    assert corpus(*firms).like("dom_template", tuple(words("theme-")), 0.9, NOBODY) == 150
