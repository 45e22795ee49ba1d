"""Does a saved report come back as it was, or say that it cannot?"""

import json

import pytest

from reports.digest import DailyReport
from tests.reports._example import RICH


def test_a_saved_report_comes_back_equal():
    assert DailyReport.from_json(json.loads(RICH.dumps())) == RICH


def test_a_report_of_another_version_is_refused():
    row = RICH.to_json() | {"version": 99}
    with pytest.raises(ValueError, match="the report is of version 99; this brassplate reads 4"):
        DailyReport.from_json(row)


def test_a_report_that_lacks_a_field_is_refused_with_its_name():
    row = json.loads(RICH.dumps())
    del row["alerts"][0]["status"]
    with pytest.raises(ValueError, match="'status'"):
        DailyReport.from_json(row)
