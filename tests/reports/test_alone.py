"""Does news of a reference itself have no score, and no relation to itself, in whatever tells it?"""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.commands._listing import one_line
from monitor.commands._listing import summary as line_of_the_day
from monitor.notify._digest import digest
from reports import summary
from reports.digest import AlertLine, ChangeLine, DailyReport
from reports.formats import formats
from reports.period import summarise, week_of
from tests.reports._example import EMPTY
from tests.reports._example_alerts import STRONG
from tests.reports._example_life import TODAY

FRONT = "foxlantern.example"
SHOWN = "foxlantern[.]example"
ALONE = AlertLine(
    domain=FRONT,
    counterpart=FRONT,
    relation="is the documented",
    reference_note="seized 2023-10-17 (the notice)",
    status="re-registered",
    band="worth a look",
    score=66.64,
    probability=0.8712,
    prior=-77.78,
    families=(),
    evidence=(),
    against=(),
    state="unknown",
    state_before="",
    changed=("created: 2015-06-07, now 2026-11-20",),
    unseen=(),
    first_seen="2026-11-22T03:00:00Z",
    last_seen="2026-11-22T03:00:00Z",
    title="",
    changes=(ChangeLine("created", "2015-06-07", "2026-11-20"),),
)
DAY = replace(EMPTY, day="2026-11-22", alerts=(ALONE,))
TWO = replace(DAY, alerts=(replace(STRONG, siblings=()), ALONE))
NUMBERS = ("66.6", "87.1%", "0.8712", "77.8", "−77")


def letter(report: DailyReport) -> str:
    return digest(report).text() + digest(report).html()


def week(write: Callable[[summary.Summary], str]) -> Callable[[DailyReport], str]:
    return lambda report: write(summarise(week_of(TODAY), [report], report.day))


EVERY = {
    **{each.name: each.render for each in formats() if each.name != "json"},
    "a letter": letter,
    "a terminal": lambda report: "\n".join([line_of_the_day(report), *map(one_line, report.alerts)]),
    "a week as html": week(summary.as_html),
    "a week as markdown": week(summary.as_markdown),
}


@pytest.mark.parametrize("render", EVERY.values(), ids=list(EVERY))
def test_it_has_no_number_and_no_relation_to_itself(render: Callable[[DailyReport], str]) -> None:
    text = render(DAY)
    assert "re-registered" in text
    assert [each for each in NUMBERS if each in text] == []
    assert "is the documented" not in text
    assert "resembles foxlantern" not in text
    assert "no single" not in text


@pytest.mark.parametrize("render", EVERY.values(), ids=list(EVERY))
def test_it_has_no_band_because_nothing_says_how_sure_anybody_is(
    render: Callable[[DailyReport], str],
) -> None:
    beside = replace(ALONE, domain="front.example", counterpart="foxlantern.example")
    day = replace(DAY, bands=())
    assert "worth a look" not in render(day)
    assert "worth a look" in render(replace(day, alerts=(beside,)))


@pytest.mark.parametrize(
    "name", ["html", "markdown", "csv", "atom", "stix", "misp", "a letter", "a terminal"]
)
def test_what_happened_to_it_is_told(name: str) -> None:
    text = EVERY[name](DAY)
    assert "is documented itself" in text
    assert "2015-06-07" in text and "2026-11-20" in text


@pytest.mark.parametrize("render", EVERY.values(), ids=list(EVERY))
def test_beside_it_a_resemblance_has_its_score_and_its_counterpart(
    render: Callable[[DailyReport], str],
) -> None:
    text = render(TWO)
    assert "+5.1" in text or ",5.1," in text
    assert [each for each in NUMBERS if each in text] == []
    assert SHOWN in text


def test_no_platform_is_given_a_tie_of_it_to_itself() -> None:
    bundle = json.loads(EVERY["stix"](DAY))["objects"]
    assert [each["type"] for each in bundle].count("relationship") == 0
    [note] = [each for each in bundle if each["type"] == "note"]
    assert note["abstract"] == f"re-registered: {SHOWN} is documented itself"
    event = json.loads(EVERY["misp"](DAY))["Event"]
    assert [each["ObjectReference"] for each in event["Object"] if each["name"] == "domain-ip"] == [[]]


def test_what_a_program_reads_back_is_the_line_as_it_was() -> None:
    [kind] = [each for each in formats() if each.name == "json"]
    assert DailyReport.from_json(json.loads(kind.render(DAY))).alerts == (ALONE,)
