"""Do words that a pack's names have in common count by how much a pack has them, and little by themselves?"""

from types import MappingProxyType

import pytest
import sqlite_utils

from crawler import fingerprint
from crawler.fingerprint import Fingerprint, Subject
from crawler.store import ObservationStore
from monitor.evidence import Weights
from monitor.references import all_references
from monitor.scene import NAME_ALONE, Scene, scene, weigh_pair
from monitor.score import Band
from monitor.store import MonitorStore


def named(domain: str) -> Fingerprint:
    return fingerprint.take(Subject(domain, MappingProxyType({})))


@pytest.fixture(scope="module")
def packs() -> Scene:
    """The shipped references, of which only the names are known."""
    db = sqlite_utils.Database(memory=True)
    store = MonitorStore(db)
    made = scene(ObservationStore(db), store, Weights.load(), all_references(store), -10.0)
    for reference in made.references:
        made.corpus.put(named(reference), "invented", NAME_ALONE)
    return made


def of_the_name(packs: Scene, domain: str, reference: str) -> tuple[float, str]:
    packs.corpus.put(named(domain), "invented")
    found = weigh_pair(packs, domain, reference)
    assert found is not None and found.band is Band.NONE, "a name's words are no alert"
    return next(
        ((each.bits, each.sentence) for each in found.evidence if each.signal == "domain_name"), (0, "")
    )


def test_the_words_that_a_pack_shares_are_told_with_their_counts(packs: Scene) -> None:
    bits, sentence = of_the_name(packs, "skyfoxcloud.example", "cloudbluefox.com")
    assert sentence == (
        "both names have words of one pack: 'fox' stands in 7 of 17 names, 'cloud' stands in 5 of 17 names"
    )
    assert 3.0 < bits <= 4.5


def test_a_word_of_the_pack_that_the_reference_lacks_says_nothing_of_this_pair(packs: Scene) -> None:
    assert of_the_name(packs, "skyfoxcloud.example", "ktsolution.tech") == (0.0, "the names share no word")


def test_one_name_makes_no_theme_and_a_closer_likeness_counts_instead(packs: Scene) -> None:
    bits, sentence = of_the_name(packs, "harbourbaby.example", "babyboxtech.com")
    assert "one pack" not in sentence and bits < 3.0
    packs.corpus.put(named("cloudbluefx.example"), "invented")
    found = weigh_pair(packs, "cloudbluefx.example", "cloudbluefox.com")
    assert found is not None
    (name,) = [each for each in found.evidence if each.signal == "domain_name"]
    assert "differ by one letter" in name.sentence
