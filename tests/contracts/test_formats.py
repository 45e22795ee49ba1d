"""Does every format keep the contract of a format, whatever a stranger's page says?"""

import csv
import importlib
import io
import json
import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.digest import CaptureLine, DailyReport, Fact, PassageLine, SiblingLine
from reports.formats import formats, named
from tests.reports._example import BASELINE, EMPTY, QUIET, RICH, STRONG

EVERY = pytest.mark.parametrize("kind", formats(), ids=lambda kind: kind.name)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "\t=1",
    "＝1",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "[.](javascript:alert(1))",
    "`a` | b\n# heading\n\n<b>",
    "\x1b[31mred\x1b[0m\x07\x00\x9b2J",
    "moc.\u202eexample\u200b\ufeff",
    "line\r\nbreak\u2028here",
    "javascript:alert(1) http://evil.example",
    "{{ 7 * 7 }}{% raw %}",
    "]]></style><style>*{}",
    "\ud800 lone",
    "A" * 1_000_000,
)


def told_by(text):
    """RICH with ``text`` wherever a stranger's words can stand."""
    facts = (Fact(text, text, 1, 9, 1.0, 1.0), Fact(text, text, 1, 9, 1.0, 0.5))
    line = replace(STRONG.evidence[0], sentence=text, facts=facts, quotes=(text, text))
    alert = replace(
        STRONG,
        domain=text,
        counterpart=text,
        reference_note=text,
        title=text,
        evidence=(line,),
        against=(line,),
        changed=(text,),
        unseen=(text,),
        captures=(CaptureLine(text, text, text, 1),),
        also=(text, text),
        compared=text,
        last_seen=text,
        registered=text,
        counterpart_registered=text,
        original=text,
        direction=(text, text),
        passages=(PassageLine(text, text),),
        siblings=(SiblingLine(text, 1.0, (text, text)),),
        template=text,
    )
    return replace(
        RICH,
        alerts=(alert, alert),
        known=(alert,),
        below=(alert,),
        unreachable=((text, text),),
        health=(text,),
        note=text,
        states=(replace(RICH.states[0], domain=text, note=text),),
        references=(
            replace(RICH.references[0], domain=text, source=text, pack=text, baseline=text, note=text),
        ),
    )


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
    with pytest.raises(LookupError, match=r"cannot write the report as 'pdf': choose one of csv, html"):
        named("pdf")


@EVERY
@pytest.mark.parametrize("report", [RICH, QUIET, BASELINE, EMPTY], ids=["rich", "quiet", "baseline", "empty"])
def test_the_same_report_gives_the_same_text(kind, report):
    text = kind.render(report)
    assert text == kind.render(report)
    assert text.endswith("\n")
    text.encode()


@EVERY
@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
def test_no_hidden_letter_gets_through(kind, text):
    written = kind.render(told_by(text))
    written.encode()
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", written
    )
    if kind.name != "json":
        assert "http://" not in written and "https://" not in written
        assert len(written) < 200_000


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
def test_hostile_words_stay_words_in_html(text):
    tree, calm = (LexborHTMLParser(named("html").render(told_by(each))) for each in (text, "calm"))
    assert [node.tag for node in tree.css("*")] == [node.tag for node in calm.css("*")]


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
def test_hostile_words_stay_words_in_markdown(text):
    hostile, calm = (named("markdown").render(told_by(each)) for each in (text, "calm"))
    assert len(hostile.splitlines()) == len(calm.splitlines())
    outside = re.sub(r"`[^`\n]*`", "", hostile)
    assert "<" not in outside
    assert not re.search(r"(?<!\\)\]\(", outside)
    assert hostile.count("\n#") == calm.count("\n#")
    assert hostile.count("`") - hostile.count("\\`") == calm.count("`")


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
def test_hostile_words_stay_words_in_csv(text):
    rows = list(csv.reader(io.StringIO(named("csv").render(told_by(text)), newline=""), strict=True))
    assert len(rows) == 5
    assert {len(row) for row in rows} == {31}
    numbers = {rows[0].index("score_bits"), rows[0].index("probability")}
    for row in rows[1:]:
        for place, cell in enumerate(row):
            assert "\n" not in cell and "\r" not in cell
            assert place in numbers or not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
def test_json_gives_the_very_report_back(text):
    report = told_by(text)
    written = named("json").render(report)
    assert DailyReport.from_json(json.loads(written)) == report
    assert DailyReport.from_json(json.loads(report.dumps())) == report


def test_a_report_of_another_version_is_refused():
    with pytest.raises(ValueError, match="of version 99"):
        DailyReport.from_json({**RICH.to_json(), "version": 99})
