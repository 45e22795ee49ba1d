"""Does page_text find copied passages, and leave honest neighbours alone?"""

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint._passages import passages
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


def subject(*pages: tuple[str, ...], domain: str = "invented.example", title: str = "") -> Subject:
    htmls = (f"<title>{title}</title><body>" + "".join(f"<p>{each}</p>" for each in page) for page in pages)
    return Subject(domain, {}, tuple(Page(f"https://{domain}/", each, "home") for each in htmls))


def whole(shared: tuple[str, ...]) -> list[str]:
    return [each for each in shared if each.startswith("p:")]


def compared(left: Subject, right: Subject):
    return SIGNAL.compare(SIGNAL.extract(left), SIGNAL.extract(right))


def test_a_copy_under_another_name_shares_its_passages():
    copied = ("Hillfox Soft" + FIRM[0].removeprefix("Zetanova Works"), *FIRM[1:])
    found = compared(subject(FIRM), subject(copied))
    assert found is not None
    assert found.similarity > 0.85
    assert len(whole(found.shared)) == 5
    assert found.sentence.startswith("the texts share 5 whole passages and ")


def test_the_own_name_of_each_side_is_left_out_of_its_passages():
    theirs = (
        "At Zetanova we keep the vocabulary of every curator and rename nothing.",
        "What Zetanova Works builds for small museums is built to be left alone.",
        "The archive of a museum tells Zetanova more than any workshop could.",
    )
    ours = tuple(each.replace("Zetanova Works", "Zetanova").replace("Zetanova", "HILLFOX") for each in theirs)
    left = subject((*FIRM[1:], *theirs), domain="zetanova.example")
    right = subject((*OTHER, *ours), domain="hill-fox.example")
    found = compared(left, right)
    assert found is not None
    assert len(whole(found.shared)) == 3


@pytest.mark.parametrize(
    ("head", "theirs", "ours"),
    [
        ("<title>Our work | Cedar Lantern</title>", "Cedar Lantern", "Hillfox Soft"),
        ("<meta property='og:site_name' content='Cedar Lantern Ltd'>", "Cedar lantern", "hillfox soft"),
        ("<footer>© 2019 Cedar Lantern LLC. All rights reserved.</footer>", "cedar lantern", "hillfox soft"),
        ("<title>软件开发-银星灯笼</title><p>欢迎来到银星灯笼<p>银星灯笼欢迎您", "银星灯笼", ""),
    ],
)
def test_a_name_is_known_from_title_site_name_and_copyright(head, theirs, ours):
    said = "<p>".join(f"{each[:-1]} as {theirs} has always done it well." for each in OTHER)
    elsewhere = "<p>".join(f"{each[:-1]} as {ours} has always done it well." for each in OTHER)
    left = Subject("cedarlantern.example", {}, (Page("http://a.example/", f"{head}<p>{said}"),))
    right = Subject("hillfoxsoft.example", {}, (Page("http://b.example/", f"<p>{elsewhere}"),))
    found = compared(left, right)
    assert found is not None and len(whole(found.shared)) == 6


def test_other_places_people_and_years_leave_a_passage_what_it_was():
    theirs = "Since 2009 our people in Boston and their friend Maria Lopez have repaired nine old harbours."
    ours = "Since 2023 our people in Shenyang and their friend Ivan Petrov have repaired nine old harbours."
    found = compared(subject((*FIRM, theirs)), subject((*OTHER, ours)))
    assert found is not None and len(whole(found.shared)) == 1


def test_a_changed_word_leaves_the_passage_nearly_equal_and_the_copy_is_found():
    changed = tuple(
        each.replace("small", "tiny").replace("moved", "brought").replace("project", "job")
        .replace("never", "hardly").replace("answered", "given").replace("publish", "print")
        for each in FIRM
    )  # fmt: skip
    found = compared(subject((*FIRM, *OTHER)), subject(changed))
    assert found is not None
    assert whole(found.shared) == []
    assert len(found.shared) >= 3
    assert found.sentence.startswith("the texts share nearly equal passages and ")
    ours, theirs = (SIGNAL.keys(SIGNAL.extract(each)) for each in (subject(FIRM), subject(changed)))
    assert set(ours) & set(theirs)


def test_german_nouns_are_not_taken_for_names():
    theirs = "Wir haben für den Hafen und die Werft im Norden eine Brücke und ein Lager gebaut."
    ours = "Wir haben für den Garten und die Küche im Süden eine Lampe und ein Regal gebaut."
    found = compared(subject((*FIRM, theirs)), subject((*OTHER, ours)))
    assert found is not None and found.shared == ()


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
    assert found is not None and len(whole(found.shared)) == 1


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
    assert len(values) <= 450
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


def test_a_word_that_is_written_small_somewhere_begins_a_sentence_as_a_word_in_any_capitals():
    site = subject(
        (
            "we plant Larch beside the road to the northern hills.",
            "they call LARCH beside the road a tree of the hills.",
            "Larch stands beside the road that leads to the hills.",
            "LARCH burns in the oven that warms us on the hills.",
            "every larch beside the road is older than the hills.",
        )
    )
    assert [each.words[0] for each in passages(site)] == ["we", "they", "larch", "larch", "every"]
