"""Do a stranger's words stay words wherever the life of an alert and of the day is told?"""

import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.digest import DailyReport
from reports.formats import named
from tests.contracts.test_formats import HOSTILE
from tests.reports._example import RICH, STRONG
from tests.reports._example_life import CANARIES, CLUSTERS, FEEDS, MUTED, REMINDERS, SUSPECTED

EVERY_TEXT = pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])


def told_by(text: str) -> DailyReport:
    """RICH with ``text`` in every field of the day and of an alert's life."""
    judgement = replace(SUSPECTED, verdict=text, author=text, reason=text, day=text, until=text, source=text)
    pivot = replace(
        STRONG.pivots[0],
        value=text,
        shown=text,
        queries=tuple(replace(each, platform=text, query=text) for each in STRONG.pivots[0].queries),
    )
    alert = replace(
        STRONG,
        changes=tuple(replace(each, what=text, before=text, after=text) for each in STRONG.changes),
        timeline=tuple(
            replace(each, day=f"{text[:50]}{at}", state=text) for at, each in enumerate(STRONG.timeline[:2])
        ),
        pivots=(pivot,),
        judgement=judgement,
        cluster=text,
    )
    cluster = replace(
        CLUSTERS[0],
        name=text,
        members=(text, "b.test"),
        joined=(text,),
        facts=(text, text),
        references=("b.test",),
        since=text,
    )
    return replace(
        RICH,
        alerts=(alert, alert),
        clusters=(cluster,),
        reminders=(replace(REMINDERS[0], domain=text, counterpart=text, band=text, since=text),),
        muted=(replace(MUTED[0], domain=text, judgement=judgement),),
        feeds=(replace(FEEDS[2], name=text, kind=text, read=text, newest=text, fault=text),),
        canaries=(replace(CANARIES[0], domain=text, told=False, sentence=text),),
    )


@EVERY_TEXT
def test_they_make_no_element_and_no_attribute_of_the_page(text):
    tree, calm = (LexborHTMLParser(named("html").render(told_by(each))) for each in (text, "calm"))
    assert [node.tag for node in tree.css("*")] == [node.tag for node in calm.css("*")]
    assert [sorted(node.attributes) for node in tree.css("*")] == [
        sorted(node.attributes) for node in calm.css("*")
    ]


@EVERY_TEXT
def test_they_make_no_line_and_no_mark_of_the_markdown(text):
    hostile, calm = (named("markdown").render(told_by(each)) for each in (text, "calm"))
    assert len(hostile.splitlines()) == len(calm.splitlines())
    outside = re.sub(r"`[^`\n]*`", "", hostile)
    assert "<" not in outside and not re.search(r"(?<!\\)\]\(", outside)
    assert hostile.count("\n#") == calm.count("\n#")


@EVERY_TEXT
@pytest.mark.parametrize("name", ["html", "markdown"])
def test_nothing_in_them_hides_or_can_be_clicked(name, text):
    written = named(name).render(told_by(text))
    assert "http://" not in written and "https://" not in written
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]", written)
    assert len(written) < 300_000
