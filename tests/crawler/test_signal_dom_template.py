"""Does dom_template see a template through changed text, names and order, and only there?"""

import json
import random
import re
import time
from pathlib import Path

import pytest

from crawler.fingerprint import Subject
from crawler.fingerprint._page import Page
from crawler.fingerprint.dom_template import SIGNAL

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
    head = '<head><title>Invented</title><link rel="stylesheet" href="/css/zt-main.css?v=3"></head>'
    return f"<!doctype html><html>{head}<body>{''.join(sections)}</body></html>"


def retold(html: str) -> str:
    return re.sub(r">[^<]+<", ">Entirely different words stand here<", html)


def renamed(html: str) -> str:
    def other(found: re.Match[str]) -> str:
        return found[1] + found[2] + re.sub(r"\S+", lambda name: "q" + name[0][::-1], found[3]) + found[2]

    return re.sub(r"((?:class|id)=)([\"'])(.*?)\2", other, html).replace("zt-main", "other")


def test_a_clone_with_all_its_text_replaced_still_resembles_its_template():
    assert likeness(site(), retold(site())) == 1.0


def test_a_clone_with_all_classes_and_ids_renamed_still_resembles_its_template():
    changed = renamed(retold(site()))
    assert "zt-" not in changed and "masthead" not in changed
    assert likeness(site(), changed) > 0.9


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
    assert len(ours) <= 64
    assert len(set(ours) & set(theirs)) >= 10


def test_values_are_bounded_sorted_and_the_same_each_time():
    chance = random.Random(3)
    tags = ["div", "p", "ul", "li", "section", "span", "h2", "em"]
    large = "".join(f"<{chance.choice(tags)} class=k{k} id=i{k}>" + "</div>" * 3 for k in range(4_000))
    values = SIGNAL.extract(subject(f"<body>{large}"))
    assert len(values) <= 600
    assert list(values) == sorted(set(values))
    assert values == SIGNAL.extract(subject(f"<body>{large}"))
    assert {value[:2] for value in values} <= {"s:", "c:", "f:"}


def test_the_sentence_gives_both_shares_and_the_quotes_name_the_classes():
    values = SIGNAL.extract(subject(site()))
    found = SIGNAL.compare(values, values)
    assert found is not None
    assert found.sentence == (
        "the home pages resemble each other in structure (100%) "
        "and in the names of classes, ids and files (100%)"
    )
    quoted = SIGNAL.quote(subject(site()), values)
    assert len(quoted) == 10
    assert set(quoted) <= set(re.findall(r"[.]zt-\w+", " ".join(quoted))) | {
        "#masthead",
        "#ask",
        "#services",
        "zt-main.css",
    }


def test_a_fifteen_kilobyte_page_takes_a_few_milliseconds():
    html = site(SECTIONS * 8)
    SIGNAL.extract(subject(html))
    started = time.perf_counter()
    for _ in range(20):
        SIGNAL.extract(subject(html))
    assert (time.perf_counter() - started) / 20 < 0.02


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
