"""Are the permutations those that somebody would take, in the order in which one would look at them?"""

from datetime import UTC, datetime
from functools import cache

import dnstwist
import pytest

from crawler.discovery import Batch, Given, Web, permutations
from crawler.discovery._swaps import learn
from crawler.errors import ConfigError
from crawler.net import NetConfig, Network

SOURCE = permutations.SOURCE
TWO = ("jinyang.asia", "ktsolution.tech")
PACK = ("cloudbluefox.com", "cloudfoxhub.com", "thefoxesgroup.com", "jinyang.asia", "babyboxtech.com")


def given(references: tuple[str, ...] = PACK, cursor: str = "", **options: str) -> Given:
    web = Web(Network(NetConfig()))
    return Given("", datetime(2026, 11, 22, tzinfo=UTC), web, cursor, options, references=references)


def told(batches: list[Batch]) -> list[tuple[str, str]]:
    return [pair for batch in batches for pair in batch.names]


@cache
def by_name(references: tuple[str, ...] = PACK) -> dict[str, str]:
    return dict(told(list(SOURCE.read(given(references)))))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("blue-fox-cloud.com", "made of cloudbluefox.com by words in other order"),
        ("cloudbluehub.com", "made of cloudbluefox.com by other companion"),
        ("cloudbluefoxhub.com", "made of cloudbluefox.com by companion"),
        ("thefoxgroup.com", "made of thefoxesgroup.com by plural of a word"),
        ("cloudbluefox.asia", "made of cloudbluefox.com by ending of a reference"),
        ("cloudfoxhub.tech", "made of cloudfoxhub.com by common ending"),
        ("babybox.tech", "made of babyboxtech.com by word as ending"),
        ("cloudbluefx.com", "made of cloudbluefox.com by omission"),
        ("xn--cludbluefox-gfb.com", "made of cloudbluefox.com by idn homoglyph"),
    ],
)
def test_a_name_says_of_which_reference_and_by_which_algorithm_it_was_made(name: str, reason: str) -> None:
    assert by_name().get(name) == reason


@pytest.mark.parametrize("algorithm", permutations.DNSTWISTS)
@pytest.mark.parametrize("reference", ["cloudfoxhub.com", "blue-fox.co.uk", "xn--mller-kva.de"])
def test_each_of_dnstwists_algorithms_gives_exactly_its_names(reference: str, algorithm: str) -> None:
    fuzzer = dnstwist.Fuzzer(reference, dictionary=learn([reference]).companions)
    fuzzer.generate(fuzzers=[algorithm])
    theirs = {each["domain"] for each in fuzzer.domains} - {reference}
    made = permutations.of_reference(reference, learn([reference]))
    if algorithm == "homoglyph":
        made["homoglyph"] += made["idn homoglyph"] + made["idn homoglyph twice"]
    assert set(made[algorithm]) == theirs


def test_likely_names_of_all_references_come_before_unlikely_ones_of_any() -> None:
    places = {algorithm: step for step, each in enumerate(permutations.ORDER) for algorithm in each}
    algorithms = [algorithm for _, _, algorithm in permutations.ranked(TWO)]
    steps = [places[each] for each in algorithms]
    assert steps == sorted(steps)
    assert (algorithms[0], algorithms[-1]) == ("words in other order", "idn homoglyph twice")


def test_no_name_comes_twice_and_no_reference_is_told() -> None:
    names = [name for name, _, _ in permutations.ranked(("foxysunstudio.com", "foxysunstudios.com"))]
    assert len(names) == len(set(names)) > 10_000
    assert not {"foxysunstudio.com", "foxysunstudios.com"} & set(names)


def test_what_was_told_of_these_references_is_not_told_again() -> None:
    last = list(SOURCE.read(given(TWO[:1])))[-1].cursor
    assert list(SOURCE.read(given(TWO[:1], cursor=last))) == []
    more = told(list(SOURCE.read(given(TWO, cursor=last))))
    assert ("ktsolutions.tech", "made of ktsolution.tech by plural of a word") in more
    whole = list(SOURCE.read(given(TWO)))[-1].cursor
    assert list(SOURCE.read(given(TWO[::-1], cursor=whole))) == []


def test_a_reading_that_was_cut_off_goes_on_where_it_was() -> None:
    references = ("thefoxesgroup.com",)
    whole = told(list(SOURCE.read(given(references))))
    first = next(SOURCE.read(given(references)))
    rest = told(list(SOURCE.read(given(references, first.cursor))))
    assert rest
    assert [*first.names, *rest] == whole


def test_the_operator_may_ask_for_the_likely_ones_only_or_for_every_ending() -> None:
    assert len(told(list(SOURCE.read(given(most="25"))))) == 25
    names = {name for name, _ in told(list(SOURCE.read(given(("jinyang.asia",), endings="all"))))}
    assert {"jinyang.xn--p1ai", "jinyang.aero", "jinyang-asia.aero"} <= names
    assert "jinyang.aero" not in by_name(("jinyang.asia",))


@pytest.mark.parametrize("options", [{"most": "many"}, {"endings": "some"}])
def test_an_option_that_is_none_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="the option"):
        list(SOURCE.read(given(**options)))


def test_no_reference_gives_no_name() -> None:
    assert list(SOURCE.read(given(()))) == []


def test_a_name_at_its_longest_gives_names_that_can_be_registered() -> None:
    made = [name for name, _, _ in permutations.ranked([f"{'a' * 63}.com"])]
    assert 3_000 < len(made) < 20_000
    assert max(len(label) for name in made for label in name.split(".")) == 63
