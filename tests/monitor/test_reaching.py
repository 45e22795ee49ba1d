"""Does the quick way of a day's pass give what the plain way gives?"""

import random
from collections.abc import Iterator

import pytest

from crawler.fingerprint import Family, Fingerprint
from monitor.corpus import Aside, Corpus
from monitor.evidence import Evidence, Weights
from monitor.reaching import compared, reaching, weighed
from monitor.score import score, with_more
from tests.monitor._invented import corpus, site, words

WEIGHTS = Weights.load()
PRIOR = -10.0
ASIDE = frozenset({"site0.example", "site1.example", "site7.example"})


def crowd(seed: int, count: int = 60) -> list[Fingerprint]:
    """Sites of five templates and ten texts, of few hosts, and whose contacts meet by chance."""
    chance = random.Random(seed)
    return [
        site(
            f"site{number}.example",
            contacts=[f"phone:+1{chance.randrange(40)}", f"email:a{chance.randrange(30)}@x.example"],
            dns_records=[f"a:192.0.2.{chance.randrange(12)}", f"ns:ns{chance.randrange(3)}.x.example"],
            dom_template=chance.sample(words(f"t{chance.randrange(5)}-"), chance.randrange(5, 40)),
            page_text=chance.sample(words(f"p{chance.randrange(10)}-"), chance.randrange(5, 30)),
            registration=[
                f"registrar:{chance.randrange(4)}",
                f"registrant_email:r{chance.randrange(9)}@x.example",
            ],
        )
        for number in range(count)
    ]


def pairs(sites: list[Fingerprint]) -> Iterator[tuple[Fingerprint, Fingerprint]]:
    return ((ours, theirs) for ours in sites[:20] for theirs in sites[20:])


def more_of(number: int) -> list[Evidence]:
    """Every third pair has a contradiction beside what it shares."""
    return [Evidence("claims", Family.CLAIMS, 0.0, 3.0, "it says so")] if number % 3 == 0 else []


@pytest.mark.parametrize("at_least", [-9.0, -6.0, -3.0, 0.0])
def test_who_is_left_out_scores_less_and_of_all_others_the_evidence_is_the_same(at_least: float) -> None:
    sites = crowd(1)
    made, left, kept = corpus(*sites), 0, 0
    for number, (ours, theirs) in enumerate(pairs(sites)):
        more, aside = more_of(number), Aside(ASIDE, (ours.domain, theirs.domain))
        pair = compared(ours, theirs, made)
        plain = score(ours, theirs, made, WEIGHTS, ASIDE, prior=PRIOR)
        found = reaching(pair, made, WEIGHTS, aside, more, prior=PRIOR, at_least=at_least)
        if found is None:
            left += 1
            assert with_more(plain, more, WEIGHTS).bits < at_least
        else:
            kept += 1
            assert found == weighed(pair, made, WEIGHTS, aside)
            assert score(ours, theirs, made, WEIGHTS, ASIDE, prior=PRIOR, found=found) == plain
    assert left and kept


def alike_by_hand(
    made: Corpus, sites: list[Fingerprint], here: Fingerprint, at_least: float, aside: Aside
) -> int:
    signal = made.signals["dom_template"]
    values, keys = here.values[signal.name], set(signal.keys(here.values[signal.name]))
    near = (
        each
        for each in sites
        if each.domain not in aside and keys & set(signal.keys(each.values[signal.name]))
    )
    found = (signal.compare(values, each.values[signal.name]) for each in near)
    return sum(each is not None and each.similarity >= at_least for each in found)


def test_how_many_are_alike_is_the_same_in_whatever_order_pairs_come() -> None:
    # So few share a key that each is compared.
    sites = crowd(2, 24)
    made = corpus(*sites)
    for pair_first in (sites[:8], sites[7::-1]):
        for ours in pair_first:
            for theirs in sites[8:]:
                for aside in (
                    Aside(ASIDE, (ours.domain, theirs.domain)),
                    Aside(frozenset(), (theirs.domain,)),
                ):
                    told = made.like("dom_template", theirs.values["dom_template"], 0.3, aside)
                    assert told == alike_by_hand(made, sites, theirs, 0.3, aside)


def test_what_was_compared_before_changes_no_later_answer() -> None:
    # More than are compared, so that the others are taken to be alike in the same part.
    sites = [each for seed in range(4) for each in of_one_template(seed)]
    made, chance, told = corpus(*sites), random.Random(4), set()
    for _ in range(60):
        ours, theirs = chance.sample(sites, 2)
        asked = ("dom_template", theirs.values["dom_template"], chance.choice([0.1, 0.3, 0.5, 0.9]))
        aside = Aside(ASIDE, (ours.domain, theirs.domain))
        found = made.like(*asked, aside)
        assert found == corpus(*sites).like(*asked, aside)
        told.add(found)
    assert len(told) > 3


def of_one_template(seed: int) -> Iterator[Fingerprint]:
    chance = random.Random(seed)
    for number in range(40):
        values = chance.sample(words("t-"), chance.randrange(5, 40))
        yield site(f"of{seed}-{number}.example", dom_template=values)
