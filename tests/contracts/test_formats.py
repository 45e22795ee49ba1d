"""Does every format keep the contract of a format, whatever a stranger's page says?"""

import csv
import importlib
import io
import json
import re
from dataclasses import replace
from functools import lru_cache

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.digest import DailyReport
from reports.formats import formats, named
from tests.contracts._hostile import DOMAIN, HOSTILE, LONG, named_by, told_by
from tests.reports._example import BASELINE, EMPTY, QUIET, RICH

EVERY = pytest.mark.parametrize("kind", formats(), ids=lambda kind: kind.name)
TEXTS = pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
PROGRAMS = {"json", "stix", "misp"}
"""What a program reads: names are whole there, and nobody can click them."""
HIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
NAMESPACES = {"http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"}


@lru_cache
def rendered(name, maker, text):
    return named(name).render(maker(text))


@EVERY
def test_a_format_says_what_it_is(kind):
    module = importlib.import_module(f"reports.formats.{kind.name}")
    assert module.FORMAT is kind
    assert module.__doc__.splitlines()[0].endswith("?")
    assert kind.question.endswith("?") and kind.suffix.startswith(".")
    assert named(kind.name) is kind


def test_names_and_suffixes_are_unique():
    assert (
        len({each.name for each in formats()}) == len({each.suffix for each in formats()}) == len(formats())
    )


def test_an_unknown_format_is_answered_with_those_there_are():
    with pytest.raises(LookupError, match=r"cannot write the report as 'docx': choose one of .*csv, html"):
        named("docx")


@EVERY
@pytest.mark.parametrize("report", [RICH, QUIET, BASELINE, EMPTY], ids=["rich", "quiet", "baseline", "empty"])
def test_the_same_report_gives_the_same_text(kind, report):
    text = kind.render(report)
    assert text == kind.render(report)
    assert text.endswith("\n")
    text.encode()


@EVERY
@TEXTS
def test_no_hidden_letter_and_no_live_link_gets_through(kind, text):
    for maker in (told_by, named_by):
        written = rendered(kind.name, maker, text)
        written.encode()
        assert not re.search(HIDDEN, written)
        if kind.name != "json":
            assert set(re.findall(r"https?://[^\s\"'<>]*", written)) <= NAMESPACES
            assert not re.search(r"""=\s*["']?\s*javascript:""", written)
            assert len(written) < 300_000


@EVERY
def test_a_name_that_a_person_may_click_is_broken(kind):
    written = kind.render(named_by("calm"))
    assert (DOMAIN in written) == (kind.name in PROGRAMS)
    assert kind.name in PROGRAMS or DOMAIN.replace(".", "[.]") in written.replace("\\", "")


@EVERY
def test_a_title_of_a_million_letters_is_cut(kind):
    calm = named_by("calm")
    report = replace(calm, alerts=(replace(calm.alerts[0], title=LONG, also=(LONG,), changed=(LONG,)),))
    written = kind.render(report)
    if kind.name == "json":
        assert DailyReport.from_json(json.loads(written)) == report
    else:
        assert "A" * 1001 not in written and len(written) < 300_000


@TEXTS
def test_hostile_words_stay_words_in_html(text):
    tree, calm = (LexborHTMLParser(rendered("html", told_by, each)) for each in (text, "calm"))
    assert [node.tag for node in tree.css("*")] == [node.tag for node in calm.css("*")]


@TEXTS
def test_hostile_words_stay_words_in_markdown(text):
    hostile, calm = (rendered("markdown", told_by, each) for each in (text, "calm"))
    assert len(hostile.splitlines()) == len(calm.splitlines())
    outside = re.sub(r"`[^`\n]*`", "", hostile)
    assert "<" not in outside
    assert not re.search(r"(?<!\\)\]\(", outside)
    assert hostile.count("\n#") == calm.count("\n#")
    assert hostile.count("`") - hostile.count("\\`") == calm.count("`")


@TEXTS
def test_hostile_words_stay_words_in_csv(text):
    rows = list(csv.reader(io.StringIO(rendered("csv", told_by, text), newline=""), strict=True))
    assert len(rows) == 5
    assert {len(row) for row in rows} == {34}
    numbers = {rows[0].index("score_bits"), rows[0].index("probability")}
    for row in rows[1:]:
        for place, cell in enumerate(row):
            assert "\n" not in cell and "\r" not in cell
            assert place in numbers or not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))


@TEXTS
def test_json_gives_the_very_report_back(text):
    report = told_by(text)
    written = named("json").render(report)
    assert DailyReport.from_json(json.loads(written)) == report
    assert DailyReport.from_json(json.loads(report.dumps())) == report


def test_a_report_of_another_version_is_refused():
    with pytest.raises(ValueError, match="of version 99"):
        DailyReport.from_json({**RICH.to_json(), "version": 99})
