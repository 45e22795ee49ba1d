"""Does the page tell the life of an alert and of the day, and stay small however much there is of both?"""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.records import Reason
from reports.digest import ChangeLine, JudgementLine, MomentLine
from reports.formats import _wording, named
from reports.formats._drawing import course
from reports.formats._wording import _day
from tests.reports._example import EMPTY, QUIET, RICH, STRONG
from tests.reports._example_crowded import crowded
from tests.reports._example_life import CANARIES, CLUSTERS, RISING


def page(report):
    return LexborHTMLParser(named("html").render(report))


def words(report):
    return " ".join(page(report).body.text(separator=" ").split())


def titles(report):
    return [node.text() for node in page(report).css("h2")]


def test_an_alert_tells_what_was_before_and_what_is_now():
    rows = [[cell.text() for cell in row.css("th, td")] for row in page(RICH).css("#new-1 .changes tbody tr")]
    assert rows == [
        ["band", "likely", "strong"],
        ["phone", "nothing", "+1 202-555-0143"],
        ["name servers", "ns1[.]park[.]example", "ns1[.]lantern-host[.]example"],
    ]


def test_what_the_table_of_changes_says_is_not_said_again_as_a_sentence():
    article = page(RICH).css_first("#new-2").text(separator=" ")
    assert "The site shows pages of its own." in article
    assert "State: dormant, now live." not in article


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (ChangeLine("band", "likely", "strong"), "band: likely → strong"),
        (ChangeLine("phone", "", "+1 2"), "phone: now +1 2"),
        (ChangeLine("title", "Old", ""), "title: no longer Old"),
    ],
)
def test_a_change_is_a_sentence(line, told):
    assert _wording.change(line) == told


def test_a_judgement_says_who_why_until_when_and_by_which_source():
    made = JudgementLine("confirmed", "kim", "named in a notice", "2026-11-20", "2027-01-01", "the notice")
    assert _wording.judgement(made) == (
        "Confirmed by kim on 2026-11-20: named in a notice. Confirmed by the notice. Holds until 2027-01-01."
    )
    assert "Judged Suspected by kim on 2026-11-20: the phone belongs to the seized site." in words(RICH)


def test_the_days_of_an_alert_are_a_line_that_breaks_where_nobody_looked_and_marks_each_new_state():
    drawn = course(RISING)
    assert len(drawn.lines) == 2
    assert [round(each) for each in drawn.turns] == [316, 684]
    assert drawn.even is not None and 0 < drawn.even < 100
    figure = page(RICH).css_first("#new-1 .timeline")
    assert figure.css_first("svg").attributes["aria-label"] == (
        "2026-11-03 to 2026-11-22, from −1.9 bits to +5.1 bits; 2 days without a score"
    )
    assert "State: 2026-11-03 parked, 2026-11-09 dormant, 2026-11-16 live." in figure.text()


@pytest.mark.parametrize(
    "timeline",
    [
        (MomentLine("2026-11-21", None, ""), MomentLine("2026-11-22", None, "")),
        (MomentLine("not a day", 1.0, "live"), MomentLine("", -9e9, "dark")),
        tuple(MomentLine("2026-11-22", 1.0, "live") for _ in range(5000)),
    ],
)
def test_any_timeline_is_drawn_within_its_frame(timeline):
    for line in course(timeline).lines:
        for point in line.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= 1000 and 0 <= y <= 100
    assert "How it came to this" in words(replace(RICH, alerts=(replace(STRONG, timeline=timeline),)))


@pytest.mark.parametrize("score", [1.0, None])
def test_one_day_is_no_course(score):
    alert = replace(STRONG, timeline=(MomentLine("2026-11-22", score, "live"),))
    told = replace(RICH, alerts=(alert,), known=(), below=())
    assert "How it came to this" not in words(told) and not page(told).css(".timeline")
    assert "Days:" not in named("markdown").render(told)


def test_a_course_with_one_look_has_one_number():
    days = (MomentLine("2026-11-20", None, ""), MomentLine("2026-11-22", 1.0, "live"))
    assert _wording.course(days) == "2026-11-20 to 2026-11-22, +1.0 bits; 1 day without a score"
    drawn = page(replace(RICH, alerts=(replace(STRONG, timeline=days),), known=(), below=()))
    assert not drawn.css(".timeline svg") and "+1.0 bits; 1 day" in drawn.css_first(".timeline").text()


def test_that_something_new_came_from_no_band_is_not_told_as_a_change():
    new = replace(
        STRONG, changes=(ChangeLine("band", "none", "strong"),), changed=("band: none, now strong",)
    )
    told = replace(RICH, alerts=(new,), known=(), below=())
    assert "What changed" not in words(told) and "none → strong" not in words(told)
    assert "Changed:" not in named("markdown").render(told)


def test_since_when_and_why_a_site_is_watched_stands_in_the_head_of_its_alert():
    sentence = "Watched since 2026-11-02 (newly-registered): its name resembles foxlantern[.]example."
    article = page(RICH).css_first("#new-1")
    assert sentence in [each.text() for each in article.css(".top p")]
    for name in ("markdown", "atom", "stix"):
        assert sentence in named(name).render(RICH), name
    assert sentence[:-1].replace("W", "w", 1) in named("csv").render(RICH)


@pytest.mark.parametrize(
    ("original", "reasons", "told"),
    [
        (
            "old.example",
            ("old.example was registered 2011-05-03, new.test 2026-02-20",),
            "old.example was there first: it was registered 2011-05-03, the other 2026-02-20.",
        ),
        (
            "new.test",
            ("the pages of old.example list a mailbox at new.test", "the pages of new.test still name 'old'"),
            "new.test was there first: the pages of the other list a mailbox at it; "
            "its pages still name 'old'.",
        ),
        (
            "",
            ("old.example was registered 2011-05-03, new.test 2026-02-20",),
            "Which was there first cannot be told: the other was registered 2011-05-03, "
            "this site 2026-02-20.",
        ),
        (
            "old.example",
            ("the pages of new.test load files from cdn.old.example.net and not-old.example",),
            "old.example was there first: the pages of the other load files from cdn.old.example.net "
            "and not-old.example.",
        ),
    ],
)
def test_who_was_first_is_told_with_each_name_once(original, reasons, told):
    pair = replace(STRONG, domain="new.test", counterpart="old.example")
    assert _wording.direction(replace(pair, original=original, direction=reasons)) == told


def test_queries_are_text_that_can_be_copied_as_it_is():
    tree = page(RICH)
    assert [node.text() for node in tree.css("#new-1 .query")][2:6] == [
        "http.favicon.hash:-1417226431",
        'host.services.endpoints.http.favicons.hash_shodan: "-1417226431"',
        'page.ip:"203.0.113.24"',
        "dnsdbq -i 203.0.113.24",
    ]
    assert [node for node in tree.css("a") if not node.attributes["href"].startswith("#")] == []


def test_markdown_defangs_what_a_query_looks_for_and_keeps_its_field():
    assert '`page.ip:"203[.]0[.]113[.]24"`' in named("markdown").render(RICH)
    assert '`page.domain:"foxlantern-studio[.]example"`' in named("markdown").render(RICH)


def test_clusters_with_news_come_before_the_alerts_and_the_others_only_in_their_table():
    text = words(RICH)
    joined = text.index("foxlantern-studio[.]example joined the cluster lantern through these 2 facts:")
    assert joined < text.index("+5.1 bits")
    assert "joined the cluster byte" not in text
    assert "2 sites, first told 2026-11-04" in text
    assert "joined" not in words(QUIET)


def test_more_than_three_clusters_with_news_are_folded():
    tree = page(replace(RICH, clusters=tuple(replace(CLUSTERS[0], name=f"c{at}") for at in range(9))))
    assert len(tree.css("#today ~ .cluster")) == 3
    assert tree.css_first("details.more summary").text() == "6 more clusters with new members"


def test_the_rest_of_the_day_is_told_in_the_order_in_which_it_is_needed():
    assert titles(RICH) == [
        "Today",
        "Not judged yet",
        "Already known",
        "Just below",
        "Clusters",
        "Findings",
        "Changed state",
        "What your mutes hid this week",
        "Could not look",
        "What brassplate could not do",
        "New names",
        "Feeds",
        "Canaries",
        "Coverage",
        "References",
        "How to read this",
    ]
    text = words(RICH)
    assert "23 days, since 2026-10-30" in text
    assert "5 events Benign by kim on 2026-11-03: a festival of lanterns, known since 2011." in text
    assert "2026-11-20 13:00 UTC, 38 hours old" in text
    assert "No answer in time: 4 domains" in text


def test_an_empty_section_is_not_there():
    assert titles(EMPTY) == ["Today", "How to read this"]


def test_a_silent_canary_is_told_at_the_top():
    silent = replace(RICH, canaries=(replace(CANARIES[0], told=False), CANARIES[1]))
    assert "A canary is silent : canary-one[.]test was not alerted" in words(silent)
    assert "A canary is silent: `canary-one[.]test` was not alerted." in named("markdown").render(silent)
    assert "silent :" not in words(RICH)


def test_the_reasons_by_which_somebody_turns_us_away_are_those_of_the_crawler():
    assert {each.value for each in Reason} >= _day._REFUSALS


def test_however_much_there_is_the_page_stays_under_five_megabytes_and_names_every_alert():
    report = crowded()
    for name, most in (("html", 5_000_000), ("markdown", 3_000_000)):
        written = named(name).render(report)
        assert len(written.encode()) < most, name
        assert all(f"n{at}[.]example" in written for at in range(300))
        assert "more: report.json has all." in written


def test_only_the_strongest_ten_lie_open_and_pictures_without_room_are_named():
    tree = page(crowded())
    assert len(tree.css("article")) == 10
    assert "not shown here, kept as sha256:0" in " ".join(tree.body.text().split())
    glance = tree.css("section[aria-labelledby=today] > .glance > li")
    assert len(glance) == 20
