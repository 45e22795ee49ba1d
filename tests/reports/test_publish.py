"""Does a reader ever find half a report, or lose yesterday's?"""

import errno
import json
import os
import stat
from dataclasses import replace

import pytest

from reports.digest import DailyReport
from reports.formats import formats, named
from reports.publish import PublishError, publish
from tests.reports._example import QUIET, RICH

BOTH = (named("html"), named("markdown"))


def listing(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_day_is_a_private_folder_of_private_files(tmp_path):
    home = tmp_path / "reports"
    paths = publish(RICH, home, formats())
    endings = ("atom", "csv", "html", "json", "md", "misp.json", "stix.json")
    assert [path.name for path in paths] == [f"report.{each}" for each in endings]
    assert {path.parent for path in paths} == {home / "2026-11-22"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert stat.S_IMODE(home.stat().st_mode) == stat.S_IMODE((home / "2026-11-22").stat().st_mode) == 0o700


def test_a_saved_report_is_read_back_whole(tmp_path):
    (path,) = publish(RICH, tmp_path, [named("json")])
    assert DailyReport.from_json(json.loads(path.read_text())) == RICH


def test_a_run_replaces_only_its_own_files(tmp_path):
    publish(RICH, tmp_path, BOTH)
    first = (tmp_path / "2026-11-22/report.md").read_text()
    other = publish(replace(QUIET, run="second"), tmp_path, BOTH)
    assert [path.name for path in other] == ["report-2.html", "report-2.md"]
    assert (tmp_path / "2026-11-22/report.md").read_text() == first
    again = publish(replace(RICH, note="told again"), tmp_path, BOTH)
    assert [path.name for path in again] == ["report.html", "report.md"]
    assert "told again" in again[1].read_text()


def test_files_of_an_unlisted_run_are_kept(tmp_path):
    day = tmp_path / "2026-11-22"
    day.mkdir()
    (day / "report.md").write_text("somebody's own")
    (path,) = publish(RICH, tmp_path, [named("markdown")])
    assert path.name == "report-2.md"
    assert (day / "report.md").read_text() == "somebody's own"


def test_yesterday_is_not_touched(tmp_path):
    (old,) = publish(replace(QUIET, day="2026-11-21"), tmp_path, [named("markdown")])
    before = (old.read_bytes(), old.stat().st_mtime_ns)
    publish(RICH, tmp_path, BOTH)
    assert (old.read_bytes(), old.stat().st_mtime_ns) == before


def test_a_full_disk_leaves_what_was_there_and_no_half_file(tmp_path, monkeypatch):
    publish(RICH, tmp_path, BOTH)
    day = tmp_path / "2026-11-22"
    before = {each.name: each.read_bytes() for each in day.iterdir()}
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublishError, match=r"the disk is full; free some space and run again"):
        publish(replace(RICH, note="other"), tmp_path, BOTH)
    assert {each.name: each.read_bytes() for each in day.iterdir()} == before


@pytest.mark.parametrize("day", ["../../etc", "2026-13-01", "20261122", ""])
def test_a_day_that_is_none_makes_no_folder(tmp_path, day):
    with pytest.raises(PublishError, match="is not a day like 2026-11-22"):
        publish(replace(RICH, day=day), tmp_path, BOTH)
    assert listing(tmp_path) == []
