"""Does the daemon run once a day, catch up what was missed, and stop when asked?"""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.commands.init import begin
from monitor.config import Config, ScheduleConfig
from monitor.schedule import command_line, is_due, next_run
from monitor.store import Run

HOME = Path("/srv/plates")
SIX = Config(HOME, schedule=ScheduleConfig("06:00"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ended(day: str) -> Run:
    return Run("r", day, at(f"{day} 06:00"), False, at(f"{day} 06:20"), True)


def test_the_next_run_is_today_before_the_time_and_tomorrow_from_it_on():
    assert next_run(SIX, at("2026-03-02 05:59")) == at("2026-03-02 06:00")
    assert next_run(SIX, at("2026-03-02 06:00")) == at("2026-03-03 06:00")
    assert next_run(SIX, at("2026-12-31 23:00")) == at("2027-01-01 06:00")


def test_the_next_run_is_counted_in_utc_wherever_the_clock_is():
    now = datetime.fromisoformat("2026-10-25T01:30:00+02:00")
    assert next_run(SIX, now) == at("2026-10-25 06:00")


def test_a_run_is_due_when_its_time_has_passed_and_none_has_ended_today():
    assert not is_due(SIX, [], at("2026-03-02 05:59"))
    assert is_due(SIX, [], at("2026-03-02 06:00"))
    assert is_due(SIX, [ended("2026-03-01")], at("2026-03-02 09:00"))
    assert not is_due(SIX, [ended("2026-03-02")], at("2026-03-02 09:00"))


def test_a_run_that_was_cut_off_is_still_due():
    begun = Run("r", "2026-03-02", at("2026-03-02 06:00"), False)
    assert is_due(SIX, [begun], at("2026-03-02 09:00"))


def test_a_run_is_started_from_within_the_home_too(tmp_path):
    (tmp_path / "brassplate.toml").write_text("")
    begin(tmp_path)
    done = subprocess.run(
        command_line(Config(tmp_path)), cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert "nothing is watched yet" in done.stderr


DAEMON = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.config import load
from monitor.schedule import serve
home, child, hour = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
now = datetime(2026, 3, 2, hour, tzinfo=UTC)
say = lambda sentence: print(sentence, flush=True)
serve(load(home), say, (sys.executable, "-c", child, str(home)), lambda: now)
"""
TOUCH = "import sys, pathlib; pathlib.Path(sys.argv[1], 'ran').touch()"
SLOW = TOUCH + "; import time; time.sleep(60)"


def daemon(home: Path, child: str, hour: int) -> "subprocess.Popen[str]":
    (home / "brassplate.toml").write_text("")
    begin(home)
    line = [sys.executable, "-c", DAEMON, str(home), child, str(hour)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, text=True)


def wait_for(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f"the daemon ended without saying {words!r}")


def test_a_missed_run_is_caught_up_at_start_and_sigterm_ends_cleanly(tmp_path):
    process = daemon(tmp_path, TOUCH, hour=9)
    wait_for(process, "the run ended with exit code 0")
    assert (tmp_path / "ran").exists()
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20)[0].splitlines()[-1] == "stopped"
    assert process.returncode == 0


def test_before_the_time_nothing_runs(tmp_path):
    process = daemon(tmp_path, TOUCH, hour=5)
    wait_for(process, "the next run is at 2026-03-02 06:00 UTC")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert not (tmp_path / "ran").exists()


def test_sigterm_during_a_run_ends_the_run_too(tmp_path):
    process = daemon(tmp_path, "import os; print('pid', os.getpid(), flush=True);" + SLOW, hour=9)
    assert process.stdout is not None
    pid = next(int(line.split()[1]) for line in process.stdout if line.startswith("pid "))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    until = datetime.now(UTC) + timedelta(seconds=5)
    while datetime.now(UTC) < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True
