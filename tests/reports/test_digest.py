"""Does a saved report come back as it was, or say that it cannot?"""

import json
from dataclasses import replace

import pytest

from reports.digest import DailyReport
from tests.reports._example import RICH


def test_a_saved_report_comes_back_equal():
    assert DailyReport.from_json(json.loads(RICH.dumps())) == RICH


def test_a_report_of_an_older_version_is_read_with_what_it_lacks_empty():
    row = json.loads(RICH.dumps()) | {"version": 3}
    for name in ("due", "funnel", "clusters", "reminders", "muted", "feeds", "canaries", "author"):
        del row[name]
    for name in ("changes", "timeline", "pivots", "judgement", "cluster"):
        del row["alerts"][0][name]
    was = replace(RICH.alerts[0], changes=(), timeline=(), pivots=(), judgement=None, cluster="")
    empty = dict.fromkeys(("funnel", "clusters", "reminders", "muted", "feeds", "canaries"), ())
    assert DailyReport.from_json(row) == replace(RICH, alerts=(was, *RICH.alerts[1:]), due=0, **empty)


@pytest.mark.parametrize("version", [99, 5, 0, True, "4", None])
def test_a_version_that_is_none_or_newer_is_refused(version):
    with pytest.raises(ValueError, match="this brassplate reads 1 to 4"):
        DailyReport.from_json(RICH.to_json() | {"version": version})


def test_a_report_that_lacks_a_field_is_refused_with_its_name():
    row = json.loads(RICH.dumps())
    del row["alerts"][0]["status"]
    with pytest.raises(ValueError, match="'status'"):
        DailyReport.from_json(row)
