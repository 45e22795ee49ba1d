"""Does a canary fall silent when the program goes blind, and only then?"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.fingerprint import signals
from monitor.canaries import domains, operators, self_test
from monitor.config import CanaryConfig
from monitor.evidence import Weights
from monitor.store import Standing

DOMAIN, KNOWN = "plate.example", "front.example"
OWN = {"own": CanaryConfig(DOMAIN, KNOWN)}


def standing(counterpart: str = KNOWN, band: str = "strong", score: float = 12.5) -> Standing:
    return Standing(DOMAIN, counterpart, band, score, datetime(2026, 3, 2, tzinfo=UTC), "r")


def line(canaries, *, watched=(DOMAIN,), seen=(DOMAIN,), standings=()):
    (found,) = operators(canaries, watched, seen, standings)
    return found.told, found.sentence


def test_the_shipped_canary_sings():
    found = self_test()
    assert (found.told, found.domain) == (True, "self-test")
    assert found.sentence == "the invented pair reaches its band, and a stranger none."


@pytest.mark.parametrize("broken", ["contacts", "dns_records", "page_text", "registration", "tracker"])
def test_one_signal_that_finds_nothing_silences_the_shipped_canary(broken):
    known = tuple(replace(each, extract=lambda _: ()) if each.name == broken else each for each in signals())
    found = self_test(signals=known)
    assert not found.told
    assert found.sentence == f"these signals find nothing in the invented pair: {broken}."


def test_a_signal_that_breaks_silences_the_shipped_canary_and_not_the_day():
    def breaks(subject):
        raise IndexError("no such page")

    known = tuple(replace(each, extract=breaks) if each.name == "title" else each for each in signals())
    assert self_test(signals=known).sentence == "comparing the invented pair broke: IndexError: no such page."


def test_caps_of_nothing_silence_the_shipped_canary():
    shipped = Weights.load()
    flat = replace(shipped, caps=dict.fromkeys(shipped.caps, 0.5))
    assert "and not the band 'strong'" in self_test(flat).sentence


def test_a_canary_that_stands_against_what_it_must_resemble_is_told():
    assert line(OWN, standings=[standing()]) == (True, "own: resembles front.example (strong, +12.5 bits).")
    anything = {"own": CanaryConfig("PLATE.example")}
    assert line(anything, standings=[standing("other.example", "likely", 1.0)]) == (
        True,
        "own: resembles other.example (likely, +1.0 bits).",
    )


def test_a_canary_falls_silent_with_the_reason():
    assert line(OWN, watched=())[1].startswith("own: it is not watched; 'brassplate watch add plate.example")
    assert line(OWN, seen=(), standings=[standing()]) == (False, "own: its site was not seen today.")
    assert line(OWN) == (False, "own: it was seen and resembles nothing any more.")
    fallen = standing(band="none", score=-5.0)
    assert line(OWN, standings=[fallen]) == (False, "own: it was seen and resembles nothing any more.")
    assert line(OWN, standings=[standing("other.example")]) == (
        False,
        "own: it does not resemble front.example any more, only other.example.",
    )


def test_the_band_of_another_site_does_not_help_a_canary():
    stranger = replace(standing(), domain="decoy.example")
    assert not line(OWN, standings=[stranger])[0]


def test_canaries_are_known_by_their_names_in_the_store():
    assert domains({"a": CanaryConfig("Plate.Example."), "b": CanaryConfig("bücher.example")}) == {
        "plate.example",
        "xn--bcher-kva.example",
    }
