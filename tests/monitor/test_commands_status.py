"""Does status tell an operator what is there, what goes on and what went wrong?"""

import json
import os
from datetime import UTC, datetime

import pytest

from crawler.store import open_database
from monitor import cli
from monitor.commands._lock import at_work, only_run
from monitor.health import Ended, keep
from monitor.store import MonitorStore, Run

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
REPORT = {"alerts": [{}], "unreachable": [["a", ""], ["b", ""]], "health": ["The page of x.example broke."]}


@pytest.fixture
def ask(tmp_path, capsys):
    def run(*words):
        assert cli.run(["--home", str(tmp_path), *words]) == 0
        return capsys.readouterr().out

    run("init")
    return run


def put(home, finished=None, report=None):
    store = MonitorStore(open_database(home / "brassplate.db"))
    run = Run("2026-03-02", "2026-03-02", DAY, True, finished)
    store.put_run(run, json.dumps(report) if report else None)


def test_a_run_that_ended_is_told_with_what_it_could_not_do(ask, tmp_path):
    put(tmp_path, DAY.replace(minute=7), REPORT)
    out = ask("status")
    told = "ended 2026-03-02 06:07 UTC, 1 alert, 2 unreachable, the silent baseline"
    assert f"run         2026-03-02 06:00 UTC  {told}\n" in out
    assert "            The page of x[.]example broke.\n" in out
    row = json.loads(ask("status", "--json"))
    assert row["health"] == ["The page of x.example broke."]
    assert (row["runs"][0]["alerts"], row["runs"][0]["unreachable"]) == (1, 2)


def test_a_run_at_work_is_told_from_one_that_was_cut_off(ask, tmp_path):
    put(tmp_path)
    assert "2026-03-02 06:00 UTC  did not end\n" in ask("status")
    with only_run(tmp_path):
        assert f"is at work as process {os.getpid()}\n" in ask("status")
    (tmp_path / "run.lock").write_text(str(os.getpid()))  # left by a run that was killed
    assert at_work(tmp_path) is None


def test_the_next_run_is_promised_only_for_a_daemon_that_runs(ask):
    assert "06:00 UTC, if 'brassplate daemon' is running" in ask("status")


def test_the_disk_is_told(ask, tmp_path):
    (tmp_path / "archive" / "x.warc.gz").write_bytes(b"x" * 3_000_000)
    assert 3_000_000 < json.loads(ask("status", "--json"))["disk"]["used"] < 4_000_000
    assert "disk        3." in ask("status")


def test_what_is_wrong_now_is_told_and_gives_a_monitoring_system_an_exit_code(ask, tmp_path, capsys):
    assert json.loads(ask("status", "--json", "--check"))["wrong"] == [], "a new home has nothing wrong"
    silent = {"domain": "self-test", "told": False, "sentence": "the pair scored -2.0 bits"}
    put(tmp_path, DAY.replace(minute=7), REPORT | {"canaries": [silent]})
    keep(tmp_path, Ended(DAY, 420.0, 512, "the disk is full"))
    assert cli.run(["--home", str(tmp_path), "status", "--check"]) == 1
    told = [line[12:] for line in capsys.readouterr().out.splitlines() if line.startswith("wrong now")]
    assert told[0].startswith("The canary self-test is silent, and this report may be too")
    assert told[1] == "The run of 2026-03-02 06:00 UTC came to no report: the disk is full"
    assert told[2].startswith("The last report is of 2026-03-02 06:00 UTC: what came and went in the ")
    assert cli.run(["--home", str(tmp_path), "status"]) == 0
