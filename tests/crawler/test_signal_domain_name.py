"""Does a name resemble the names it was made after, and no other? Names under .example are invented."""

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint.domain_name import SIGNAL

_SEIZED = """silverstarchina.com edenprogram.com xinlusoft.com foxvsun.com foxysunstudio.com
foxysunstudios.com cloudbluefox.com cloudfoxhub.com mycloudfox.com thefoxcloud.com thefoxesgroup.com
babyboxtech.com cloudfox.cloud danielliu.info jinyang.asia jinyang.services ktsolution.tech"""
_ORDINARY = """google youtube facebook wikipedia amazon cloudflare cloudfront firefox foxnews foxsports
softonic techcrunch stackoverflow soundcloud icloud weather booking thesun silverlight startribune edenred
chinadaily programme liudaniel babycenter dropbox boxtech solutions microsoft suntrust studiopress"""


def values(domain: str) -> tuple[str, ...]:
    return SIGNAL.extract(Subject(domain, {}))


def similarity(one: str, other: str) -> float:
    met = SIGNAL.compare(values(one), values(other))
    assert met is not None
    return met.similarity


def test_a_name_falls_into_its_words_and_plurals_are_singulars() -> None:
    assert values("www.thefoxesgroup.com") == (
        "label:thefoxesgroup",
        "skeleton:thefoxesgroup",
        "suffix:com",
        "token:fox",
        "token:group",
        "token:the",
    )


def test_words_that_say_nothing_and_endings_are_not_searched_for() -> None:
    assert SIGNAL.keys(values("thefoxesgroup.com")) == (
        "label:thefoxesgroup",
        "skeleton:thefoxesgroup",
        "token:fox",
        "token:group",
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("silverstarchina.example", "silverstarchina.com", 1.0),
        ("xinlusoft.example", "xinlusoft.com", 1.0),
        ("silverstarchlna.example", "silverstarchina.com", 0.95),
        ("si1verstarchina.example", "silverstarchina.com", 0.95),
        ("silverstarchima.example", "silverstarchina.com", 0.95),
        ("silverstarcihna.example", "silverstarchina.com", 0.95),
        ("silver-starchina.example", "silverstarchina.com", 0.95),
        ("babyb0xtech.example", "babyboxtech.com", 0.95),
        ("xn--inlusft-ejg1d.example", "xinlusoft.com", 0.95),  # the x and the o are Cyrillic
        ("xn--ludfox-wqfw.example", "cloudfox.cloud", 0.95),  # the c and the o are Cyrillic
        ("c1oudfox.example", "cloudfox.cloud", 0.95),
        ("silverstrchinna.example", "silverstarchina.com", 0.8),
    ],
)
def test_a_variant_of_a_distinctive_name_stands_near_the_top(one: str, other: str, expected: float) -> None:
    assert similarity(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cloudfox.example", "cloudfox.cloud"),
        ("cloudfox.example", "mycloudfox.com"),
        ("cloud-fox.example", "cloudfox.cloud"),
        ("cloudbox.example", "cloudfox.cloud"),
        ("firefox.example", "foxvsun.com"),
        ("techsolutions.example", "ktsolution.tech"),
    ],
)
def test_common_words_alone_stay_low_whatever_the_ending(one: str, other: str) -> None:
    assert 0 < similarity(one, other) <= 0.4


def test_a_shared_rare_word_lies_between() -> None:
    assert similarity("xinlutech.example", "xinlusoft.com") == 0.562
    assert similarity("silverstarchinagroup.example", "silverstarchina.com") == 0.75


def test_unrelated_names_share_nothing() -> None:
    assert similarity("gardenrecipes.example", "silverstarchina.com") == 0.0


def test_the_pairs_inside_the_seized_list() -> None:
    assert similarity("foxysunstudio.com", "foxysunstudios.com") == 1.0
    assert similarity("jinyang.asia", "jinyang.services") == 0.88
    assert similarity("mycloudfox.com", "thefoxcloud.com") == 0.369
    assert similarity("cloudbluefox.com", "cloudfoxhub.com") == 0.267
    assert similarity("edenprogram.com", "danielliu.info") == 0.0


def test_ordinary_names_do_not_resemble_the_seized_ones() -> None:
    high = [
        (one, seized)
        for one in _ORDINARY.split()
        for seized in _SEIZED.split()
        if similarity(f"{one}.com", seized) > 0.4
    ]
    assert high == []


def test_sentences_say_what_is_alike() -> None:
    met = SIGNAL.compare(values("silverstarchlna.example"), values("silverstarchina.com"))
    assert met is not None
    assert met.sentence == "'silverstarchina' and 'silverstarchlna' look alike"
    common = SIGNAL.compare(values("cloudfox.example"), values("mycloudfox.com"))
    assert common is not None
    assert common.sentence == "both names contain 'cloud' and 'fox', common in names"
    assert common.shared == ("token:cloud", "token:fox")


def test_the_same_distinctive_words_in_another_order_are_near_and_two_of_anybodys_are_not() -> None:
    assert similarity("bluefoxcloud.example", "cloudbluefox.com") == 0.8
    assert similarity("blue-fox-cloud.example", "cloudbluefox.com") == 0.8
    assert similarity("foxcloud.example", "cloudfox.cloud") <= 0.4
