"""Are a day's events told in sentences that a person reads?"""

from datetime import UTC, datetime

import pytest

from crawler.fingerprint import signals
from monitor.briefing import worded
from monitor.briefing._lines import watched_for
from monitor.store import WatchItem

KNOWN = {each.name: each for each in signals()}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("new: contacts phone:+13125550164", "now both list the phone +1 312-555-0164"),
        ("new: dns_records a:192.0.2.7", "now both are served from 192.0.2.7"),
        ("new: dom_template", "now both are alike in their dom template"),
        ("new: forgotten_signal value:1", "now both are alike in their forgotten signal"),
        ("state: live, now seized", "state: live, now seized"),
    ],
)
def test_a_change_is_told_as_a_sentence(change, sentence):
    assert worded(change, KNOWN) == sentence


def test_an_alert_says_who_wants_the_site_watched_and_why():
    item = WatchItem("front.example", datetime(2026, 3, 2, 6, tzinfo=UTC), why="wrote to us", source="newly")
    assert watched_for(WatchItem("front.example", item.added_at)) == watched_for(None) == ""
    assert watched_for(item) == "watched since 2026-03-02 (newly): wrote to us"
