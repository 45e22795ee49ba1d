"""Does a week say what its days said, each thing once, and which days it knows nothing of?"""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.digest import CanaryLine, ClusterLine, JudgementLine, MutedLine, StateLine
from reports.period import Span, month_of, overdue, summarise, week_of
from reports.summary import as_html, as_markdown, files, sentence
from tests.contracts._hostile import HOSTILE, told_by
from tests.reports._example import LIKELY, QUIET, RICH, SEIZED, STRONG

WEEK = Span("week", date(2026, 11, 16), date(2026, 11, 22))
OLD = ClusterLine("old", ("a.example", "b.example"), (), ("both list one phone",), since="2026-11-02")
NEW = ClusterLine(
    "new", ("c.example", "d.example"), ("c.example",), ("both list one street",), since="2026-11-17"
)
GROWN = replace(NEW, members=(*NEW.members, "e.example"))
BENIGN = JudgementLine("benign", "kim", "an agency's customers", "2026-11-18")
BARE = replace(QUIET, known=(), states=(), clusters=(), reminders=(), muted=(), canaries=(), funnel=())
DAYS = (
    replace(BARE, day="2026-11-15", alerts=(STRONG,)),  # of the week before
    replace(
        BARE,
        day="2026-11-17",
        alerts=(replace(STRONG, judgement=None), replace(LIKELY, judgement=None)),
        clusters=(OLD, NEW),
        tlp="AMBER+STRICT",
        canaries=(CanaryLine("canary.test", True, "it was told"),),
        health=("A feed stands still.",),
    ),
    replace(
        BARE,
        day="2026-11-18",
        alerts=(SEIZED,),
        states=(StateLine("quiet.example", "live", "dark", ""), StateLine("up.example", "dark", "live", "")),
        clusters=(GROWN,),
        muted=(MutedLine("agency.example", 1, BENIGN),),
        canaries=(CanaryLine("canary.test", False, "it was not told"),),
        health=("A feed stands still.",),
    ),
    replace(BARE, day="2026-11-20", muted=(MutedLine("agency.example", 2, BENIGN),)),
)  # fmt: skip
TOLD = summarise(WEEK, DAYS, until="2026-11-23")


def test_a_week_begins_on_monday_and_a_month_on_the_first():
    assert week_of(date(2026, 11, 22)) == week_of(date(2026, 11, 16)) == WEEK
    assert (WEEK.due, week_of(date(2026, 11, 23)).first) == (date(2026, 11, 23), date(2026, 11, 23))
    assert month_of(date(2024, 2, 29)) == Span("month", date(2024, 2, 1), date(2024, 2, 29))
    assert month_of(date(2026, 12, 31)) == Span("month", date(2026, 12, 1), date(2026, 12, 31))


def test_alerts_are_counted_by_what_happened_and_by_band():
    assert [(each.day, each.domain) for each in TOLD.alerts] == [
        ("2026-11-17", "foxlantern-studio.example"),
        ("2026-11-17", "cedarbyte.test"),
        ("2026-11-18", "lanternworks.example"),
    ]
    assert TOLD.counts == (("new", "strong", 1), ("went live", "likely", 1), ("seized", "strong", 1))
    assert sentence(TOLD) == ("3 alerts, 1 new cluster, 2 judgements, 2 resolved; reports of 3 of 7 days.")


def test_a_cluster_is_new_once_and_stands_as_it_is_at_the_end():
    assert TOLD.clusters == (GROWN,)


def test_what_was_judged_and_resolved_is_told_once():
    assert [(each.domain, each.judgement.verdict) for each in TOLD.judged] == [
        ("agency.example", "benign"),
        ("lanternworks.example", "suspected"),
    ]
    assert [(each.day, each.domain, each.after) for each in TOLD.resolved] == [
        ("2026-11-18", "quiet.example", "dark"),
        ("2026-11-18", "lanternworks.example", "seized"),
    ]


def test_totals_are_those_of_the_days():
    assert {each.kind: (each.asked, each.failed) for each in TOLD.coverage}["site"] == (123, 15)
    assert {each.kind: round(each.reached, 3) for each in TOLD.coverage}["site"] == 0.878
    both = summarise(WEEK, [replace(RICH, day="2026-11-17"), RICH], until=RICH.day)
    assert dict(both.funnel)["newly-registered"] == (
        ("seen", 562_408),
        ("sifted", 24),
        ("new", 18),
        ("alerted", 2),
    )


def test_what_the_week_does_not_know_is_said():
    assert TOLD.missing == ("2026-11-16", "2026-11-19", "2026-11-21", "2026-11-22")
    assert summarise(WEEK, DAYS, until="2026-11-20").missing == ("2026-11-16", "2026-11-19")
    assert TOLD.canaries == (("2026-11-18", CanaryLine("canary.test", False, "it was not told")),)
    assert TOLD.health == (("A feed stands still.", 2),)
    assert "No report of 2026-11-16, 2026-11-19" in as_html(TOLD)


def test_the_strictest_mark_of_its_days_is_on_every_page():
    assert TOLD.tlp == "AMBER+STRICT"
    for name, text in files(TOLD):
        assert "AMBER+STRICT" in text, name
    assert [name for name, _ in files(TOLD)] == ["week.html", "week.md", "week.json"]


@pytest.mark.parametrize(
    ("day", "told", "kinds"),
    [
        ("2026-11-23", ["2026-11-20"], ["week"]),
        ("2026-11-24", ["2026-11-20"], ["week"]),  # no report on Monday
        ("2026-11-24", ["2026-11-20", "2026-11-23"], []),
        ("2026-11-23", ["2026-11-20", "2026-11-23"], ["week"]),  # the same day again
        ("2026-11-23", ["2026-11-10"], []),  # nothing of that week to tell
        ("2026-12-01", ["2026-11-20", "2026-11-30"], ["month"]),
        ("2027-02-01", ["2027-01-30"], ["week", "month"]),
        ("2026-11-23", [], []),
    ],
)
def test_the_first_report_after_a_week_or_a_month_tells_it(day, told, kinds):
    assert [each.kind for each in overdue(date.fromisoformat(day), told)] == kinds


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
def test_hostile_words_stay_words(text):
    hostile, calm = (summarise(WEEK, [silent(told_by(each))], "2026-11-22") for each in (text, "calm"))
    assert hostile.clusters and hostile.judged and hostile.canaries and hostile.resolved
    page = as_html(hostile)
    assert page.count("<") == as_html(calm).count("<")
    assert len(as_markdown(hostile).splitlines()) == len(as_markdown(calm).splitlines())
    assert "http://" not in page and "http://" not in as_markdown(hostile)
    assert json.loads(dict(files(hostile))["week.json"])["alerts"][0]["domain"] == text
    assert all(each.isprintable() or each == "\n" for each in page + as_markdown(hostile))


def silent(report):
    """The same with canaries that were not told."""
    return replace(report, canaries=tuple(replace(each, told=False) for each in report.canaries))


def test_a_month_of_long_lists_is_cut_and_says_so():
    many = tuple(replace(STRONG, domain=f"a{number}.example") for number in range(300))
    november = [(date(2026, 11, 1) + timedelta(days=each)).isoformat() for each in range(30)]
    days = [replace(BARE, day=each, alerts=many) for each in november]
    told = summarise(month_of(date(2026, 11, 1)), days, until="2026-11-30")
    assert len(told.alerts) == 9000 and "And 8800 more: month.json has all." in as_html(told)
    assert len(as_html(told)) < 200_000
