"""Does style_vocabulary know a template by the names that it gives its parts, and frameworks by theirs?"""

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.style_vocabulary import SIGNAL, name_value, vocabulary
from tests.benchmarks._accuracy_evade import drop, rename
from tests.crawler._template_pages import page, template


def subject(html: str) -> Subject:
    return Subject("invented.example", {}, (Page("https://invented.example/", html),))


def likeness(left: str, right: str) -> float:
    found = SIGNAL.compare(SIGNAL.extract(subject(left)), SIGNAL.extract(subject(right)))
    return found.similarity if found else 0.0


def body(markup: str) -> str:
    text = "We write careful software for ports, mills and orchards all over the country. " * 3
    return f"<html><body>{markup}<p>{text}</p></body></html>"


HERO = '<div class="zt-hero zt-wide" id="zt-top"><p class="zt-claim">a</p><p class="zt-sub">b</p></div>'
SHOP = '<div class="qq-aisle qq-tall" id="qq-till"><p class="qq-price">a</p><p class="qq-sum">b</p></div>'


def test_a_page_with_the_same_names_on_other_elements_goes_by_the_same_names() -> None:
    assert likeness(body(HERO), body(HERO.replace("<p", "<h4").replace("</p", "</h4"))) == 1.0


def test_pages_with_names_of_their_own_share_nothing() -> None:
    assert likeness(body(HERO), body(SHOP)) == 0.0


def test_renamed_classes_and_ids_leave_nothing() -> None:
    source = page(template(3))
    assert likeness(source, source) == 1.0
    assert likeness(source, rename(source, "any")) == 0.0


def test_a_page_without_three_sections_in_ten_keeps_most_names() -> None:
    source = page(template(3))
    assert 0.6 < likeness(source, drop(source, "any")) < 1.0


def test_the_words_of_a_framework_weigh_less_than_names_that_somebody_made_up() -> None:
    widely = '<div class="col-md-7"><a class="btn-outline-zz"><b class="text-zz"></b></a></div>'
    shared = body(HERO + SHOP), body(HERO + widely)
    ours = body(HERO.replace("zt", "ab") + widely), body(SHOP + widely)
    assert likeness(*ours) < likeness(*shared)


def test_kinds_of_names_are_told_apart() -> None:
    kinds = {
        ".zt-hero": "c",
        "#zt-top": "c",
        ".col-md-6": "f",
        ".md:px-4": "f",
        ".uk-grid": "f",
        "--zt-ink": "c",
    }
    assert {name: name_value(name)[0] for name in kinds} == kinds
    assert name_value("=col-md-6 text-center")[0] == "k"
    assert name_value("=col-md-6 zt-hero")[0] == "g"


def test_custom_properties_of_style_elements_are_names_and_those_in_the_text_are_not() -> None:
    style = "<style>:root{--zt-ink:#123; --zt-gap : 4px}</style>"
    found = vocabulary(Page("https://invented.example/", body(f"{style}<p>--not-one: 3</p>")))
    assert found == {"--zt-ink", "--zt-gap"}


def test_long_numbers_count_as_one_number() -> None:
    found = vocabulary(Page("https://invented.example/", body('<i id="post-1234" class="item-98765"></i>')))
    assert found == {"#post-0", ".item-0"}


def test_a_page_with_hardly_any_name_says_nothing() -> None:
    assert SIGNAL.extract(subject(body('<div class="zt-hero"><i id="a"></i></div>'))) == ()
    assert SIGNAL.extract(Subject("invented.example", {})) == ()


def test_values_are_bounded_and_a_site_is_found_by_its_own_names_before_a_frameworks() -> None:
    many = "".join(f'<i class="zt-{chr(97 + k % 26)}{k % 99} col-md-{k % 99}"></i>' for k in range(3_000))
    values = SIGNAL.extract(subject(body(many)))
    assert len(values) == 200
    keys = SIGNAL.keys(values)
    assert len(keys) == 32
    assert {each[0] for each in keys} <= {"c", "g"}


def test_the_sentence_counts_the_names_and_the_quotes_are_the_names() -> None:
    values = SIGNAL.extract(subject(body(HERO)))
    found = SIGNAL.compare(values, values)
    assert found is not None
    assert found.sentence == (
        "the parts of the home pages go by the same names (100%, 6 uncommon classes and ids in both)"
    )
    assert set(SIGNAL.quote(subject(body(HERO)), values)) == {
        ".zt-hero",
        ".zt-wide",
        "=zt-hero zt-wide",
        "#zt-top",
        ".zt-claim",
        ".zt-sub",
    }
