"""Does status tell an operator what is there, what goes on and what went wrong?"""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.records import iso
from crawler.store import open_database
from monitor import cli
from monitor.commands._lock import at_work, only_daemon, only_run
from monitor.config import ScheduleConfig
from monitor.health import Ended, keep
from monitor.schedule import End, Journal, moment
from monitor.schedule._journal import write
from monitor.store import Feed, MonitorStore, Run

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = '[source.log]\nkind = "iocs"\nwhere = "tips.txt"\nhours = 2\n'
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


def test_no_run_is_promised_where_no_daemon_runs(ask, tmp_path):
    assert "daemon      does not run: cron or systemd starts the runs, or nobody does" in ask("status")
    row = json.loads(ask("status", "--json"))
    assert (row["daemon"], row["last_run"], [job["name"] for job in row["jobs"]]) == (
        None,
        None,
        ["day", "maintenance"],
    )
    assert row["next_run"][11:] == "06:00:00Z"


def test_the_next_moment_of_each_job_and_its_last_end_are_told_while_the_daemon_runs(ask, tmp_path):
    (tmp_path / "brassplate.toml").write_text(FEED)
    now = datetime.now(UTC).replace(microsecond=0)
    store = MonitorStore(open_database(tmp_path / "brassplate.db"))
    store.put_run(Run("x", now.date().isoformat(), now - HOUR, False, now - HOUR / 2, reported=False))
    store.candidates.put_feed(Feed("log", "iocs"), now - HOUR)
    died = End(now - HOUR, now - HOUR, now - HOUR / 2, -9, 312, failures=2)
    write(tmp_path, Journal("salt", "", {"feed log": died}))
    with only_daemon(tmp_path):
        out, row = ask("status"), json.loads(ask("status", "--json"))
    tomorrow = f"{now + timedelta(days=1):%Y-%m-%d} 06:00 UTC"
    assert f"daemon      runs as process {os.getpid()}\njob         day: next {tomorrow}\n" in out
    end = f"that of {now - HOUR:%Y-%m-%d %H:%M} UTC was killed by SIGKILL after 30 min, 312 MB"
    assert f"job         feed log: next {now + HOUR:%Y-%m-%d %H:%M} UTC; {end}, 2 times in a row" in out
    week = iso(now - HOUR + timedelta(days=7))
    assert [job["next"] for job in row["jobs"]] == [row["next_run"], iso(now + HOUR), week]
    assert row["jobs"][1]["outcome"] == "was killed by SIGKILL"
    assert f"wrong now   The job 'feed log' of {now - HOUR:%Y-%m-%d %H:%M} UTC was killed by SIGKILL" in out


def test_the_moment_that_chance_chose_for_the_daemon_is_the_one_that_is_told(ask, tmp_path):
    schedule = ScheduleConfig("01:00", 600)
    (tmp_path / "brassplate.toml").write_text('[schedule]\ntime = "01:00"\njitter_minutes = 600\n')
    write(tmp_path, Journal("salt"))
    chosen = [moment(schedule, "salt", (datetime.now(UTC) + timedelta(days=n)).date()) for n in (0, 1)]
    assert json.loads(ask("status", "--json"))["next_run"] in [iso(each) for each in chosen]
    assert chosen[0].time() != chosen[1].time()


def test_what_the_last_run_took_is_told(ask, tmp_path):
    put(tmp_path, DAY.replace(minute=7), REPORT)
    keep(tmp_path, Ended(DAY, 420.0, 512))
    assert "            the last one took 7 min and 512 MB of memory\n" in ask("status")
    assert json.loads(ask("status", "--json"))["last_run"]["megabytes"] == 512


def test_a_run_that_was_killed_and_could_say_nothing_is_wrong_until_it_is_gone_on_with(ask, tmp_path, capsys):
    put(tmp_path)
    assert cli.run(["--home", str(tmp_path), "status", "--check"]) == 1
    sentence = (
        "wrong now   The run of 2026-03-02 06:00 UTC did not end: it was killed, or the machine went down"
    )
    assert sentence in capsys.readouterr().out
    with only_run(tmp_path):
        assert sentence not in ask("status")


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


def test_what_a_run_takes_away_meanwhile_does_not_end_status(ask, tmp_path, monkeypatch):
    (tmp_path / ".report.html.x1").write_text("half")
    really = Path.lstat

    def late(path):
        if path.name == ".report.html.x1":
            path.unlink(missing_ok=True)
        return really(path)

    monkeypatch.setattr(Path, "lstat", late)
    assert json.loads(ask("status", "--json"))["disk"]["used"] > 0
