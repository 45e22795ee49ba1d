"""Do the files, the sample texts and the invented people of a public template say next to nothing?"""

import json
import re
from importlib.resources import files

import pytest
import sqlite_utils

from crawler.fingerprint import Comparison, Values, page_text
from monitor import background, evidence
from monitor.corpus import Corpus
from monitor.evidence import Weights, weigh
from monitor.store import MonitorStore

WEIGHTS = Weights.load()
DEMO = "path:/img/portfolio/thumbnails/1.jpg"
OWN = "path:/img/harbour-crane-drawing.png"


def weighed(corpus: Corpus, signal: str, ours: Values, theirs: Values) -> evidence.Evidence:
    comparison = corpus.signals[signal].compare(ours, theirs)
    assert isinstance(comparison, Comparison)
    return weigh(comparison, corpus, WEIGHTS, frozenset(), counterpart=theirs, ours=ours)


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(MonitorStore(sqlite_utils.Database(memory=True)))


def test_a_file_of_a_templates_demo_page_names_the_template_and_an_own_one_none() -> None:
    assert background.template("assets", DEMO) == "'Creative' (Start Bootstrap, MIT)"
    assert background.template("assets", OWN) == ""
    assert background.template("page_text", DEMO) == "", "a value belongs to its signal"
    known = background.common("assets", DEMO)
    assert known is not None and known.service == "the public template 'Creative' (Start Bootstrap, MIT)"


def test_files_of_the_template_weigh_a_bit_and_own_ones_what_they_are(corpus: Corpus) -> None:
    both = weighed(corpus, "assets", (OWN, DEMO), (OWN, DEMO))
    bits = {fact.value: fact.bits for fact in both.facts}
    assert bits[DEMO] == WEIGHTS.public == 1.0
    assert bits[OWN] > bits[DEMO]
    assert "the public template 'Creative'" in both.sentence


def text(start: int) -> Values:
    """A text's word runs: ``start`` tells it from another one's."""
    return tuple(sorted(f"w:{start:04x}{number:012x}" for number in range(120)))


def test_sample_text_is_no_copied_text_and_what_is_shared_beside_it_counts(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo, ours, theirs, copied = (text(number) for number in range(4))
    names = dict.fromkeys(demo, "'Invented' (Invented Themes, MIT)")
    whole = weighed(corpus, page_text.NAME, (*demo, *ours), (*demo, *theirs))
    assert whole.bits > 5.0, "nobody knows yet that this is a template's text"
    monkeypatch.setattr(background, "template", lambda signal, value: names.get(value, ""))
    sample = weighed(corpus, page_text.NAME, (*demo, *ours), (*demo, *theirs))
    assert sample.bits <= 0.0
    assert sample.sentence.endswith("beside words of the public template 'Invented' (Invented Themes, MIT)")
    beside = weighed(corpus, page_text.NAME, (*demo, *copied), (*demo, *copied))
    assert beside.bits > 5.0


def test_the_file_holds_hashes_and_names_of_templates_and_no_word_of_theirs() -> None:
    read = json.loads(files("monitor.background").joinpath("template_words.json").read_text("utf-8"))
    assert len(read["templates"]) == 32
    hashes = [each for rows in read["signals"].values() for each in rows.values()]
    assert all(re.fullmatch(r"[0-9a-f]{10}( [0-9a-f]{10})*", each) for each in hashes)
