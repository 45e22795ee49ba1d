"""Does page_text find copied passages, and leave honest neighbours alone?"""

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.page_text import SIGNAL

FIRM = (
    "Zetanova Works builds inventory software for small museums in the northern hills.",
    "Our eleven engineers have moved forty collections from index cards to searchable catalogues.",
    "Every project starts with a week in the archive, where we listen before we propose anything.",
    "We keep the curators' own vocabulary and never rename a shelf that people still point at.",
    "Support is answered by the person who wrote the code, on weekdays between nine and five.",
    "Three museums let us publish what went wrong, and we still send those reports to new customers.",
)
OTHER = (
    "Fresh bread leaves our oven at six each morning and is usually gone by half past ten.",
    "The flour comes from two mills down the river that have supplied the bakery since it opened.",
    "On Saturdays we bake a dark rye whose recipe a neighbour brought back from a long journey.",
    "Cakes for weddings need three weeks of notice and one long conversation about chocolate.",
    "Children who draw the shop get a bun for free, and their drawings hang beside the counter.",
    "We close in August because the ovens need rest and so does everyone who stands before them.",
)


def subject(*pages: tuple[str, ...]) -> Subject:
    htmls = ("<body>" + "".join(f"<p>{each}</p>" for each in page) for page in pages)
    return Subject(
        "invented.example", {}, tuple(Page("https://invented.example/", each, "home") for each in htmls)
    )


def compared(left: Subject, right: Subject):
    return SIGNAL.compare(SIGNAL.extract(left), SIGNAL.extract(right))


def test_a_copy_under_another_name_shares_its_passages():
    copied = ("Hillfox Soft" + FIRM[0].removeprefix("Zetanova Works"), *FIRM[1:])
    found = compared(subject(FIRM), subject(copied))
    assert found is not None
    assert found.similarity > 0.85
    assert len(found.shared) == 5
    assert found.sentence.startswith("the texts share 5 whole passages and ")


def test_texts_without_anything_in_common_are_told_in_words():
    found = compared(subject(FIRM), subject(OTHER))
    assert found is not None
    assert found.sentence == "the texts share no whole passage and hardly a run of words"


def test_case_accents_punctuation_and_numbers_do_not_hide_a_copy():
    dressed = tuple(each.upper().replace(",", " —").replace("E", "É") for each in FIRM)
    found = compared(subject(FIRM), subject(dressed))
    assert found is not None and found.similarity > 0.9


def test_shared_passages_are_quoted_as_the_subject_writes_them():
    found = compared(subject(FIRM), subject((*OTHER, FIRM[3])))
    assert found is not None
    assert SIGNAL.quote(subject(FIRM), found.shared) == (FIRM[3],)


def test_a_text_spread_over_several_pages_is_still_the_same_text():
    found = compared(subject(FIRM), subject(FIRM[:3], FIRM[3:]))
    assert found is not None and found.similarity == 1.0


def test_a_copy_inside_a_longer_text_resembles_less_than_a_whole_copy_but_more_than_nothing():
    found = compared(subject(FIRM), subject((*FIRM, *OTHER)))
    assert found is not None
    assert 0.5 < found.similarity < 0.9


def test_unrelated_texts_share_nothing():
    found = compared(subject(FIRM), subject(OTHER))
    assert found is not None
    assert (found.similarity, found.shared) == (0.0, ())


def test_notices_that_everybody_has_are_not_shared_passages():
    filler = (
        "We use cookies to give you the best experience on our site and to measure visits.",
        "Copyright 2026 by the owners of this page, all rights reserved in every country.",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
    )
    found = compared(subject((*FIRM, *filler)), subject((*OTHER, *filler)))
    assert found is not None
    assert (found.similarity, found.shared) == (0.0, ())


def test_a_firm_that_writes_javascript_is_not_taken_for_a_notice():
    sentence = "We have written JavaScript and Python for nine patient customers since we began."
    found = compared(subject((*FIRM, sentence)), subject((*OTHER, sentence)))
    assert found is not None and len(found.shared) == 1


def test_chinese_text_without_spaces_is_compared_too():
    chinese = "我们为北方山区的小型博物馆编写库存软件并且每个项目都从档案馆里的一周开始。"
    assert compared(subject((chinese,)), subject((chinese,))).similarity == 1.0


def test_a_site_that_says_less_than_a_paragraph_says_nothing():
    assert SIGNAL.extract(subject(("Welcome to our new site, we are glad you came.",))) == ()
    assert SIGNAL.compare(SIGNAL.extract(subject(FIRM)), ()) is None


def test_similar_texts_share_keys_and_values_are_bounded():
    long = tuple(
        f"Sentence of {'abcdefghij'[k % 10] * (k // 10 + 1)} many words about {chr(97 + k % 26) * 3} here."
        for k in range(900)
    )
    values = SIGNAL.extract(subject(long))
    assert len(values) <= 456
    assert len(SIGNAL.keys(values)) <= 64
    ours, theirs = (SIGNAL.keys(SIGNAL.extract(each)) for each in (subject(FIRM), subject(FIRM[1:])))
    assert set(ours) & set(theirs)


@pytest.mark.parametrize(
    "filler",
    """we use a cookie for this|all rights reserved|copyright|see our privacy policy|terms of use
terms of service|terms and conditions|lorem ipsum|dolor sit|consectetur|adipiscing|eiusmod|vestibulum
pellentesque|curabitur|quisque|your browser|enable javascript
without javascript|javascript is disabled|javascript required
skip to main content|skip to content|powered by|theme by|designed by|this is a sample|start bootstrap
bootstrap theme|please enable|subscribe to our newsletter|your text here|your content here|GDPR
is protected by reCAPTCHA|unsubscribe|fields are required|will not be published""".replace("\n", "|").split(
        "|"
    ),
)
def test_filler_is_no_passage_whatever_it_says(filler):
    said = f"Whoever reads these invented words has read that {filler} and then some more of them."
    assert SIGNAL.extract(subject((*FIRM, said))) == SIGNAL.extract(subject(FIRM))
