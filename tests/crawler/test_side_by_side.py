"""Are nearly equal sentences of two sites laid beside each other, word by word? The firms are invented."""

import time

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint._side_by_side import Passage, Same, side_by_side

THEIRS = (
    "Zetanova has moved forty collections of the Boston harbour from index cards to catalogues.",
    "We answer every call within one day.",
    "Fresh bread leaves our oven at six each morning and is gone by half past ten.",
)
OURS = (
    "We sell garden chairs that outlive the people who sit in them.",
    "Hillfox has moved ninety collections of the Dalian harbour from index cards to catalogues.",
    "We answer every call within one hour.",
)


def subject(*sentences: str, domain: str = "invented.example") -> Subject:
    html = "<body>" + "".join(f"<p>{each}</p>" for each in sentences)
    return Subject(domain, {}, (Page(f"https://{domain}/", html),))


def test_nearly_equal_sentences_stand_beside_each_other_the_most_telling_first():
    found = side_by_side(subject(*OURS), subject(*THEIRS))
    assert [(each.ours, each.theirs) for each in found] == [(OURS[1], THEIRS[0]), (OURS[2], THEIRS[1])]


def test_spans_say_where_the_words_are_the_same():
    passage = side_by_side(subject(OURS[2]), subject(THEIRS[1]))[0]
    assert passage == Passage(OURS[2], THEIRS[1], (Same((0, 31), (0, 31)),))
    assert OURS[2][0:31] == "We answer every call within one"


def test_names_and_numbers_that_differ_are_outside_the_spans():
    passage = side_by_side(subject(OURS[1]), subject(THEIRS[0]))[0]
    assert [passage.ours[slice(*each.ours)] for each in passage.same] == [
        "has moved",
        "collections of the",
        "harbour from index cards to catalogues",
    ]
    assert all(
        passage.ours[slice(*each.ours)] == passage.theirs[slice(*each.theirs)] for each in passage.same
    )


def test_a_sentence_stands_beside_one_other_only():
    twice = subject("Today we answer every call within one hour.", *OURS)
    assert [each.theirs for each in side_by_side(twice, subject(*THEIRS))].count(THEIRS[1]) == 1


def test_unrelated_sites_have_nothing_side_by_side():
    assert side_by_side(subject(OURS[0]), subject(*THEIRS)) == ()
    assert side_by_side(Subject("", {}), subject(*THEIRS)) == ()


def test_words_of_the_same_kind_scattered_over_a_sentence_are_no_copy():
    ours = "The harbour is to be opened in the spring and the mayor is to be there with all of the guests."
    theirs = "In the garden is the house that is to be sold, and all of the rooms in it are to be empty."
    assert side_by_side(subject(ours), subject(theirs)) == ()


def test_chinese_and_russian_sentences_are_laid_side_by_side_too():
    ours = ("我们为南方海港的小型博物馆编写库存软件", "Мы пишем складские программы для малых музеев юга")
    theirs = (
        "我们为北方山区的小型博物馆编写库存软件",
        "Мы пишем складские программы для малых музеев севера",
    )
    found = side_by_side(subject(*ours), subject(*theirs))
    assert {(each.ours, each.theirs) for each in found} == set(zip(ours, theirs, strict=True))


def test_of_a_long_sentence_300_characters_with_the_copied_words_are_shown():
    before = " ".join(f"before{number}" for number in range(60))
    copied = "and our patient engineers carry lanterns through the northern archive every single winter night"
    found = side_by_side(subject(f"{before} {copied}"), subject(copied))
    assert [(each.ours, each.theirs) for each in found] == [(copied, copied)]


def test_at_most_as_many_as_asked_for_and_each_once():
    many = [
        f"The {'abcdefghijklmnop'[k] * 5} lantern of the keeper {k} burns through every night."
        for k in range(16)
    ]
    assert len(side_by_side(subject(*many), subject(*many))) == 10
    assert len(side_by_side(subject(*many), subject(*many), most=3)) == 3


def test_a_passage_survives_json():
    passage = side_by_side(subject(OURS[1]), subject(THEIRS[0]))[0]
    assert Passage.from_json(passage.to_json()) == passage
    assert passage.to_json()["same"][0] == [[8, 17], [9, 18]]


def test_texts_built_to_be_slow_are_laid_side_by_side_in_bounded_time():
    bombs = (
        "x y " * 100_000,
        "word " * 80_000,
        "e" + "\u0301" * 399_000,
        ". ".join("a b c d e f g h i j k"[: 5 + k % 16] + f" {'z' * (k % 40)}" for k in range(15_000)),
        ". ".join(
            f"one two three four five six q{chr(97 + k % 26) * (1 + k // 26 % 40)}" for k in range(9_000)
        ),
    )
    started = time.process_time()
    for bomb in bombs:
        for passage in side_by_side(subject(bomb), subject(f"{bomb} and more")):
            assert len(passage.ours) <= 300 and len(passage.theirs) <= 300
    assert time.process_time() - started < 30, "some seconds on a slow machine; unbounded work takes minutes"
