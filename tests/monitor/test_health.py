"""Is it told what the program could not see, once and in words that say what to do?"""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from monitor import health
from monitor.commands._ended import remembered
from monitor.config import SourceConfig
from monitor.health import Ended
from monitor.store import Feed, Run
from reports.lines import CanaryLine

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
SOURCES = MappingProxyType(
    {"tips": SourceConfig("iocs", "tips.txt", hours=24), "log": SourceConfig("ct", "x", 1)}
)


def run(days_ago: float, ended: bool = True) -> Run:
    began = NOW - timedelta(days=days_ago)
    return Run(f"{days_ago}", began.date().isoformat(), began, False, began if ended else None, ended)


def test_two_periods_without_a_report_are_told_and_one_is_not():
    assert list(health.late([run(1.9)], NOW)) == []
    assert list(health.late([run(5), run(2.5, ended=False)], NOW)) == [
        "The last report is of 2026-03-04 06:00 UTC: "
        "what came and went in the 5 days since then was not seen."
    ]
    assert list(health.late([], NOW)) == ["No run has come to a report yet."]


def test_a_report_tells_of_the_days_before_it_and_a_first_one_of_none():
    today = run(0, ended=False)
    assert list(health.before([today], today)) == []
    assert list(health.before([run(1), today], today)) == []
    assert "in the 4 days since then" in next(health.before([run(4), today], today))


def test_a_feed_is_told_when_it_stands_still_or_could_not_be_read_for_twice_its_hours():
    hour = timedelta(hours=1)
    fine = Feed("log", "ct", read_at=NOW, newest=NOW, good_at=NOW - 2 * hour)
    assert list(health.stale(SOURCES, [fine], NOW)) == []
    deaf = Feed("log", "ct", read_at=NOW, fault="the log answered 503", good_at=NOW - 3 * hour)
    still = Feed("tips", "iocs", read_at=NOW, newest=NOW - 49 * hour, good_at=NOW)
    assert list(health.stale(SOURCES, [deaf, still], NOW)) == [
        "log could not be read since 2026-03-09 03:00 UTC: the log answered 503.",
        "tips stands still: the newest thing in it is of 2026-03-07 05:00 UTC.",
    ]
    never = Feed("log", "ct", read_at=NOW, fault="no route")
    assert list(health.stale(SOURCES, [never], NOW)) == ["log could not be read yet: no route."]


def test_every_configured_source_has_an_age_and_a_forgotten_one_has_none():
    known = [Feed("tips", "iocs", read_at=NOW, names=7, fault="cut"), Feed("gone", "iocs", read_at=NOW)]
    log, tips = health.feed_lines(SOURCES, known)
    assert (log.name, log.read, log.names) == ("log", "", 0)
    assert (tips.name, tips.read, tips.newest, tips.names, tips.fault) == (
        "tips", "2026-03-09T06:00:00Z", "", 7, "cut",
    )  # fmt: skip


def test_little_room_is_told_with_the_limit():
    assert list(health.disk(1_000_000_000, 1.0)) == []
    assert next(health.disk(400_000_000, 1.0)).startswith(
        "The disk of the home has 0.4 GB left, less than report.disk_gb (1): make room"
    )


def test_a_clock_that_was_set_back_is_told():
    assert list(health.clock(NOW, 0, [run(0), run(1)])) == []
    assert next(health.clock(NOW, 0, [run(-1)])).startswith(
        "The newest run began at 2026-03-10 06:00 UTC and"
    )
    assert next(health.clock(NOW, 1, [])).startswith("A domain has a look dated more than an hour after now")


def test_only_a_silent_canary_is_spoken_of():
    found = [CanaryLine("a.example", True, "own: fine."), CanaryLine("b.example", False, "two: not seen.")]
    assert list(health.silent(found)) == [
        "The canary b.example is silent, and this report may be too: two: not seen."
    ]


def test_how_a_run_ended_is_remembered_also_when_it_failed(tmp_path):
    with pytest.raises(ValueError, match="broken"), remembered(tmp_path, NOW):
        raise ValueError("the archive is broken")
    found = health.last_ended(tmp_path)
    assert found is not None
    assert (found.began, found.fault) == (NOW, "the archive is broken.")
    assert found.megabytes > 1
    assert list(health.failed(found)) == [
        "The run of 2026-03-09 06:00 UTC came to no report: the archive is broken."
    ]
    with remembered(tmp_path, NOW):
        pass
    assert list(health.failed(health.last_ended(tmp_path))) == []


ENDLESS = '{"began": "2026-03-02T06:00:00Z", "seconds": 1, "megabytes": Infinity, "fault": ""}'


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"began": 3}', '{"began": "2026", "seconds": "x"}', ENDLESS, "[" * 100_000]
)
def test_a_note_that_cannot_be_read_is_no_note(tmp_path, text):
    (tmp_path / health.LAST_RUN).write_text(text)
    assert health.last_ended(tmp_path) is None


def test_a_note_reads_back(tmp_path):
    ended = Ended(NOW, 12.5, 300, "it was interrupted.")
    health.keep(tmp_path, ended)
    assert health.last_ended(tmp_path) == ended
