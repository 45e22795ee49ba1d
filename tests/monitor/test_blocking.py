"""Does the quick way of a day's pass give what the plain way gives?"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

import pytest
import sqlite_utils

from crawler.fingerprint import Family, Fingerprint, Subject, signals
from monitor.blocking import Blocks
from monitor.corpus import Aside, Corpus
from monitor.evidence import Evidence, Weights
from monitor.score import score, with_more
from monitor.store import MonitorStore
from tests.monitor._invented import corpus, empty_corpus, fill, site, words

WEIGHTS = Weights.load()
PRIOR = -10.0
DOMAIN_NAME = next(each for each in signals() if each.name == "domain_name")
ENDINGS = ("example", "test", "invalid")
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


def real(number: int, chance: random.Random) -> Fingerprint:
    """As the shipped signals see it: names and days that nearly meet, phones quoted, brands left over."""
    name = "".join(chance.sample("harborledger", 12))[: chance.randrange(9, 13)]
    domain = (
        f"{name}.example" if number % 3 else f"harborledge{chance.choice('rsx')}.{chance.choice(ENDINGS)}"
    )
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(60))
    # Not every site was drawn.
    screen = {"screenshot": [f"dhash:{chance.getrandbits(256):064x}"]} if number % 2 else {}
    return site(
        domain,
        **screen,
        contacts=[f"{chance.choice(['', 'quoted:'])}phone:+1212555{chance.randrange(40):04}"],
        dns_records=[f"a:192.0.2.{chance.randrange(12)}", f"ns:ns{chance.randrange(3)}.x.example"],
        dom_template=[f"s:{chance.randrange(200):04x}{'5a' * 6}" for _ in range(60)],
        domain_name=DOMAIN_NAME.extract(Subject(domain, {})),
        identities=[
            f"{chance.choice(['brand', 'leftover'])}:b{chance.randrange(9)}",
            f"company:c{number % 7}",
        ],
        page_text=[f"w:{chance.randrange(500):04x}{'3c' * 6}" for _ in range(40)],
        registration=[f"created:{day}", f"registrar:{number % 3}", f"registrar_day:{number % 3} {day}"],
    )


def shipped(seed: int, count: int = 60) -> list[Fingerprint]:
    chance = random.Random(seed)
    return list({each.domain: each for each in (real(number, chance) for number in range(count))}.values())


def more_of(ours: Fingerprint) -> list[Evidence]:
    """Every third site has a contradiction beside what it shares."""
    number = sum(ours.domain.encode())
    return [Evidence("claims", Family.CLAIMS, 0.0, 3.0, "it says so")] if number % 3 == 0 else []


def named(theirs: Fingerprint) -> Evidence | None:
    told = "they have a word of one pack"
    return Evidence("pack", Family.NAME, 0.0, 2.0, told) if "x" in theirs.domain[:9] else None


@pytest.mark.parametrize("at_least", [-7.0, -6.0, -3.0, 0.0])
@pytest.mark.parametrize("world", [crowd, shipped])
def test_whoever_is_left_out_scores_less(world: Callable[[int], list[Fingerprint]], at_least: float) -> None:
    sites = world(1)
    made = empty_corpus() if world is crowd else Corpus(MonitorStore(sqlite_utils.Database(memory=True)))
    fill(made, sites)
    blocks = Blocks({each.domain: each for each in sites[20:]}, made, WEIGHTS, ASIDE)
    left = kept = 0
    for ours in sites[:20]:
        found = set(blocks.resembled(ours, partial(more_of, ours), named, PRIOR, at_least))
        for theirs in sites[20:]:
            more = [*more_of(ours), *filter(None, [named(theirs)])]
            plain = with_more(score(ours, theirs, made, WEIGHTS, ASIDE, prior=PRIOR), more, WEIGHTS).bits
            assert theirs.domain in found or plain < at_least, (ours.domain, theirs.domain, plain)
            left += theirs.domain not in found
            kept += plain >= at_least
    assert left and kept, "the test needs pairs of both kinds"


def test_nobody_is_held_against_itself() -> None:
    [one, *_] = sites = crowd(3)
    blocks = Blocks({each.domain: each for each in sites}, corpus(*sites), WEIGHTS, ASIDE)
    assert one.domain not in set(blocks.resembled(one, list, lambda _: None, PRIOR, float("-inf")))


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
