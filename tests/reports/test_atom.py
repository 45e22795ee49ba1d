"""Is the feed one that RFC 4287 allows, and does a reader show each alert once?"""

import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import pytest

from reports.formats import named
from tests.contracts._hostile import HOSTILE, named_by
from tests.reports._example import EMPTY, QUIET, RICH

ATOM = "{http://www.w3.org/2005/Atom}"
HELD = {
    "feed": {"id", "title", "updated", "author", "rights", "generator", "entry"},
    "entry": {"id", "title", "updated", "published", "rights", "category", "content"},
}
"""Of what RFC 4287 lets stand there, what this feed uses."""


def entries(report):
    return feedparser.parse(named("atom").render(report).encode()).entries


@pytest.mark.parametrize(
    "report",
    [RICH, QUIET, EMPTY, *map(named_by, HOSTILE)],
    ids=["rich", "quiet", "empty", *(repr(text[:12]) for text in HOSTILE)],
)
def test_the_feed_keeps_the_rules_of_atom(report):
    feed = ElementTree.fromstring(named("atom").render(report).encode())
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        tags = [child.tag.removeprefix(ATOM) for child in element]
        assert set(tags) <= HELD[element.tag.removeprefix(ATOM)]
        for once in ("id", "title", "updated"):
            assert tags.count(once) == 1 and element.findtext(ATOM + once)
        assert re.fullmatch(r"tag:[a-z.]+,2026:(feed|entry)/[0-9a-f-]{36}", element.findtext(f"{ATOM}id"))
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
    for content in feed.iter(f"{ATOM}content"):
        assert content.get("type") == "text" and not len(content) and content.text
    ids = [each.text for each in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))


def test_a_reader_shows_why_and_in_how_many_bits_and_finds_no_link():
    parsed = feedparser.parse(named("atom").render(RICH).encode())
    assert not parsed.bozo
    day, strong, *_ = parsed.entries
    assert day.title == "The day 2026-11-22"
    assert "Health: The newly registered list of 2026-11-21 could not be read" in day.content[0].value
    assert strong.title == "new, strong: foxlantern-studio[.]example resembles foxlantern[.]example"
    assert [each.term for each in strong.tags] == ["new", "strong"]
    assert "Both list the phone +1 202-555-0143" in strong.content[0].value
    assert "Score +5.1 bits (97.2%)" in strong.content[0].value
    assert strong.rights == "TLP:AMBER"
    assert "<link" not in named("atom").render(RICH)


def test_the_same_alert_of_the_same_day_keeps_its_id_and_that_of_the_next_day_does_not():
    ids = [each.id for each in entries(RICH)]
    assert ids == [each.id for each in entries(replace(RICH, finished="2026-11-22T05:00:00Z", run="other"))]
    assert not set(ids) & {each.id for each in entries(replace(RICH, day="2026-11-23"))}


def test_a_quiet_day_has_one_entry():
    (day,) = entries(QUIET)
    assert "A quiet day" in day.content[0].value
