"""Does dom_template see a template through changed text, names and order, and only there?"""

import json
import re
from pathlib import Path

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.dom_template import SIGNAL
from tests.benchmarks._accuracy_evade import drop, rename, reorder
from tests.crawler._template_pages import page, template

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the development corpus is not on this machine")


def subject(html: str, *further: str) -> Subject:
    pages = tuple(Page("https://invented.example/", each, "home") for each in (html, *further))
    return Subject("invented.example", {}, pages)


def likeness(left: str, right: str) -> float:
    found = SIGNAL.compare(SIGNAL.extract(subject(left)), SIGNAL.extract(subject(right)))
    assert found is not None
    return found.similarity


SECTIONS = (
    '<header id="masthead" class="zt-head"><div class="zt-wrap">'
    '<a class="zt-logo" href="/"><img src=l.png></a>'
    '<ul class="zt-menu"><li><a>Home</a></li><li><a>Services</a></li>'
    "<li><a>Contact</a></li></ul></div></header>",
    '<section class="zt-hero"><div class="zt-wrap"><h1 class="zt-claim">We write software</h1>'
    '<p class="zt-sub">For you</p><form id="ask"><input>'
    '<button class="zt-go">Ask</button></form></div></section>',
    '<section id="services" class="zt-cards"><h2>Services</h2><div class="zt-grid">'
    '<article class="zt-card">'
    "<i></i><h3>Web</h3><p>Pages</p></article><article class='zt-card'><i></i><h3>Apps</h3><p>Phones</p>"
    "</article>"
    "<article class='zt-card'><i></i><h3>Cloud</h3><p>Servers</p></article></div></section>",
    '<section class="zt-team"><h2>Team</h2><figure class="zt-face"><img src=a.jpg><figcaption>A. Nobody'
    '</figcaption></figure><figure class="zt-face"><img src=b.jpg><figcaption>B. Nobody</figcaption></figure>'
    "</section>",
    '<footer class="zt-foot"><div class="zt-col"><h4>Office</h4><address>Nowhere 1</address></div>'
    '<div class="zt-col"><h4>Follow</h4><ul><li><a><i></i></a></li>'
    "<li><a><i></i></a></li></ul></div></footer>",
)


def site(sections: tuple[str, ...] = SECTIONS) -> str:
    head = "<head><title>Invented</title></head>"
    return f"<!doctype html><html>{head}<body>{''.join(sections)}</body></html>"


def retold(html: str) -> str:
    return re.sub(r">[^<]+<", ">Entirely different words stand here<", html)


def renamed(html: str) -> str:
    def other(found: re.Match[str]) -> str:
        return found[1] + found[2] + re.sub(r"\S+", lambda name: "q" + name[0][::-1], found[3]) + found[2]

    return re.sub(r"((?:class|id)=)([\"'])(.*?)\2", other, html)


def test_a_clone_with_all_its_text_replaced_still_resembles_its_template():
    assert likeness(site(), retold(site())) == 1.0


def test_a_clone_with_all_classes_and_ids_renamed_still_resembles_its_template():
    changed = renamed(retold(site()))
    assert "zt-" not in changed and "masthead" not in changed
    assert likeness(site(), changed) == 1.0


def test_a_clone_with_sections_reordered_still_resembles_its_template():
    assert likeness(site(), site(SECTIONS[:1] + SECTIONS[3:0:-1] + SECTIONS[4:])) > 0.9


def test_a_clone_that_drops_a_section_and_renames_the_rest_still_resembles_its_template():
    assert likeness(site(), renamed(site(SECTIONS[:3] + SECTIONS[4:]))) > 0.7


def test_another_layout_with_the_same_text_does_not_resemble_it():
    words = re.sub(r"<[^>]+>", " ", site()).split()
    table = "".join(f"<tr><td><font>{word}</font></td><td><b>{word}</b></td></tr>" for word in words)
    assert likeness(site(), f"<body><center><table border=1>{table}</table></center></body>") < 0.1


def test_two_layouts_of_one_css_framework_do_not_resemble_each_other_by_its_vocabulary():
    shop = '<div class="container"><div class="row">' + (
        '<div class="col-md-4"><a class="btn btn-primary"><span>Buy</span></a><em>9</em></div>' * 8
    )
    article = '<div class="container"><div class="row"><main class="col-md-8">' + (
        "<h2 class=text-center>Word</h2><blockquote><p>Word</p></blockquote><dl><dt>a<dd>b</dl>" * 8
    )
    assert likeness(f"<body>{shop}", f"<body>{article}") < 0.3


def test_a_page_too_small_to_have_a_template_says_nothing():
    assert SIGNAL.extract(subject("<html><body><div id=root></div><script src=app.js></script>")) == ()


def test_a_site_without_pages_and_a_hostile_page_say_nothing():
    assert SIGNAL.extract(Subject("invented.example", {})) == ()
    assert SIGNAL.extract(subject("<div>" * 50_000)) == ()


def test_no_value_is_no_evidence():
    assert SIGNAL.compare(SIGNAL.extract(subject(site())), ()) is None


def test_similar_sites_are_found_again_by_a_common_key_even_when_renamed():
    ours, theirs = (SIGNAL.keys(SIGNAL.extract(subject(each))) for each in (site(), renamed(site())))
    assert 10 <= len(ours) <= 64
    assert ours == theirs


def test_a_renamed_reordered_copy_without_three_sections_in_ten_is_found_by_a_common_key():
    originals = [page(template(seed)) for seed in range(40)]
    copies = [
        drop(reorder(rename(each, f"{place}"), f"{place}"), f"{place}")
        for place, each in enumerate(originals)
    ]
    keys = [set(SIGNAL.keys(SIGNAL.extract(subject(each)))) for each in originals]
    hidden = [set(SIGNAL.keys(SIGNAL.extract(subject(each)))) for each in copies]
    assert not any("t7-" in each for each in copies)
    found = [
        max(range(40), key=lambda place, mine=mine: len(mine & keys[place])) == own
        for own, mine in enumerate(hidden)
    ]
    assert sum(found) / 40 >= 0.95
    assert all(len(mine & keys[own]) >= 5 for own, mine in enumerate(hidden))


def test_a_renamed_reordered_copy_resembles_its_own_template_more_than_any_other():
    originals = [page(template(seed)) for seed in range(12)]
    for own, source in enumerate(originals):
        hidden = drop(reorder(rename(source, "x"), "x"), "x")
        alike = [likeness(each, hidden) for each in originals]
        assert max(alike) == alike[own] > 0.5
        assert sorted(alike)[-2] < 0.5 * alike[own]


def test_values_are_bounded_sorted_and_the_same_each_time():
    large = page([part for seed in range(40) for part in template(seed)])
    values = SIGNAL.extract(subject(large))
    assert len(values) == 400
    assert list(values) == sorted(set(values))
    assert values == SIGNAL.extract(subject(large))
    assert {value[:2] for value in values} == {"s:"}


def test_the_sentence_says_how_much_of_the_structure_is_shared_and_the_quotes_show_it():
    values = SIGNAL.extract(subject(site()))
    found = SIGNAL.compare(values, values)
    assert found is not None
    assert found.sentence == (
        f"the home pages resemble each other in structure (100%, {len(values)} uncommon shapes in both)"
    )
    quoted = SIGNAL.quote(subject(site()), values)
    assert len(quoted) == 10
    assert all(re.fullmatch(r"\S+( (>|then|beside) \S+){0,2}", each) for each in quoted), quoted


def test_names_change_nothing_in_what_is_shown():
    assert SIGNAL.extract(subject(site())) == SIGNAL.extract(subject(renamed(site())))


def corpus_page(name: str) -> str:
    return (CORPUS / "pages" / f"{name}.html").read_text("utf-8", "replace")


@needs_corpus
def test_two_real_sites_made_from_one_template_resemble_each_other():
    rows = [
        json.loads(line) for line in (CORPUS / "pages" / "manifest.jsonl").read_text("utf-8").splitlines()
    ]
    casual = [
        row["file"]
        for row in rows
        if row["family"] == "sb-business-casual.g2" and row["label"] == "customised"
    ]
    pages = [(CORPUS / each).read_text("utf-8", "replace") for each in casual]
    assert len(pages) >= 5
    assert min(likeness(left, right) for left in pages for right in pages) > 0.5


@needs_corpus
def test_unrelated_real_pages_do_not_resemble_each_other():
    names = ["arstechnica.com", "bankrate.com", "bsuir.by", "campmor.com", "arxan.com", "citeab.com"]
    pages = [corpus_page(f"real-{name}__home") for name in names]
    assert max(likeness(left, right) for left in pages for right in pages if left is not right) < 0.2
