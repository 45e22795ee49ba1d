"""Does the daemon start each child once and alone, outlive what becomes of it, and stop when asked?"""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import health, lock
from monitor.commands.init import begin
from monitor.config import Config
from monitor.schedule import _child, _jobs, command_line, jobs, read
from tests.monitor._rehearsal import FEED, HOUR, NINE, Rehearsal


@pytest.fixture
def rehearsal(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Rehearsal(tmp_path)


async def test_a_missed_run_is_made_at_once_and_once(rehearsal):
    async with rehearsal.daemon():
        await rehearsal.says("day ended well; next 2026-03-03 06:00 UTC")
        await rehearsal.some_beats()
    assert rehearsal.begun == ["day"]
    assert rehearsal.said[:3] == ["day: due now", "maintenance: next 2026-03-09 09:00 UTC", "day begins"]
    end = read(rehearsal.home).ends["day"]
    assert (end.began, end.code, end.failures, end.megabytes > 0) == (NINE, 0, 0, True)
    assert read(rehearsal.home).dealt == "2026-03-02"


async def test_before_the_time_nothing_is_started(rehearsal):
    rehearsal.now -= 4 * HOUR
    async with rehearsal.daemon():
        await rehearsal.some_beats()
    assert rehearsal.begun == []
    assert rehearsal.said[::2] == ["day: next 2026-03-02 06:00 UTC", "stopped"]


async def test_after_a_sleep_of_days_one_run_and_one_reading_are_made_up_for(rehearsal):
    rehearsal.settings(FEED)
    rehearsal.had(NINE)
    async with rehearsal.daemon():
        await rehearsal.says("feed log ended well")
        rehearsal.now += 75 * HOUR
        await rehearsal.says("day ended well; next 2026-03-06 06:00 UTC")
        await rehearsal.says("feed log ended well; next 2026-03-05 13:00 UTC")
        rehearsal.now -= 2 * HOUR
        await rehearsal.some_beats()
        assert rehearsal.begun == ["feed log", "day", "feed log", "feed log"], "read anew: its date was ahead"
        rehearsal.now += 3 * HOUR
        await rehearsal.says("feed log ended well", 4)
    assert rehearsal.begun.count("day") == 1


async def test_a_machine_that_wakes_up_gets_two_minutes_for_its_network_to_come_back(rehearsal):
    rehearsal.settle = timedelta(minutes=2)
    rehearsal.had(NINE)
    async with rehearsal.daemon():
        for _ in range(2):
            rehearsal.now += 23 * HOUR
            await rehearsal.some_beats()
            assert rehearsal.begun == []
            rehearsal.now -= 23 * HOUR  # a clock that was wrong for a while holds nothing up afterwards
            await rehearsal.some_beats()
        rehearsal.now += 23 * HOUR
        await rehearsal.some_beats()
        assert rehearsal.begun == []
        rehearsal.now += timedelta(minutes=2)
        await rehearsal.says("day ended well")


async def test_the_weekly_care_of_the_home_comes_after_the_run_of_its_day(rehearsal):
    rehearsal.had(NINE - 7 * 24 * HOUR)
    rehearsal.scripts["maintenance"] = "exit 1"
    async with rehearsal.daemon():
        await rehearsal.says("maintenance ended with exit code 1; next 2026-03-02 09:30 UTC")
        rehearsal.scripts["maintenance"] = "true"
        rehearsal.now += HOUR
        await rehearsal.says("maintenance ended well; next 2026-03-09 10:00 UTC")
    assert rehearsal.begun == ["day", "maintenance", "maintenance"]


async def test_a_run_that_is_killed_is_told_and_tried_again_when_half_an_hour_went_by(rehearsal):
    rehearsal.had(NINE - 24 * HOUR)
    rehearsal.scripts["day"] = "kill -9 $$"
    async with rehearsal.daemon():
        await rehearsal.says("day was killed by SIGKILL; next 2026-03-02 09:30 UTC")
        found = health.last_ended(rehearsal.home)
        assert found is not None
        assert (found.began, found.fault) == (
            NINE,
            "it was killed by SIGKILL; the system may have run out of memory.",
        )
        await rehearsal.some_beats()
        assert rehearsal.begun == ["day"]
        rehearsal.scripts["day"] = "true"
        assert read(rehearsal.home).ends["day"].failures == 1
        rehearsal.now += timedelta(minutes=30)
        await rehearsal.says("day ended well")
    assert rehearsal.begun == ["day", "day"]
    assert read(rehearsal.home).ends["day"].failures == 0
    assert health.last_ended(rehearsal.home) == found, "what comes after is for the run itself to write down"


async def test_what_a_failed_run_wrote_down_itself_is_not_written_over(rehearsal):
    rehearsal.had(NINE - 24 * HOUR)
    rehearsal.scripts["day"] = "exit 1"
    health.keep(rehearsal.home, health.Ended(NINE, 3, 50, "the disk is full."))
    async with rehearsal.daemon():
        await rehearsal.says("day ended with exit code 1; next 2026-03-02 09:30 UTC")
    assert health.last_ended(rehearsal.home) == health.Ended(NINE, 3, 50, "the disk is full.")


async def test_runs_and_readings_never_meet(rehearsal):
    rehearsal.settings(FEED + FEED.replace("log", "other"))
    rehearsal.scripts |= dict.fromkeys(("day", "feed log"), "sleep 0.1; echo end >>begun")
    rehearsal.scripts["feed other"] = "sleep 0.1; echo end >>begun; exit 1"
    async with rehearsal.daemon():
        await rehearsal.says("feed other ended with exit code 1; next 2026-03-02 09:30 UTC")
    assert rehearsal.begun == ["day", "end", "feed log", "end", "feed other", "end"]


async def test_who_works_here_in_a_shell_is_waited_for_without_an_error(rehearsal):
    rehearsal.settings(FEED)
    with lock.held(rehearsal.home / lock.RUN):
        async with rehearsal.daemon():
            await rehearsal.says(f"feed log waits for process {os.getpid()}, which is at work here")
            await rehearsal.some_beats()
        assert rehearsal.begun == []
        assert sum("waits" in each for each in rehearsal.said) == 2, "each job says so once, not every beat"
    rehearsal.had(NINE)
    async with rehearsal.daemon():
        await rehearsal.says("feed log ended well")
    assert rehearsal.begun == ["feed log"], "its run was made by another meanwhile"


HOLDS = """
import sys, time
from pathlib import Path
from monitor.lock import RUN, held
with held(Path(sys.argv[1], RUN)):
    print("held", flush=True)
    time.sleep(0.3)
"""


async def test_a_child_goes_on_holding_the_lock_that_the_daemon_took(rehearsal, monkeypatch):
    monkeypatch.setattr(rehearsal, "line", lambda job: (sys.executable, "-c", HOLDS, str(rehearsal.home)))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    async with rehearsal.daemon():
        await rehearsal.says("day begins")
        child = None
        while child is None:
            await asyncio.sleep(0.01)
            child = lock.holder(rehearsal.home / lock.RUN)
        assert child != os.getpid()
        with pytest.raises(lock.Held, match=f"process {child} holds"):
            lock.take(rehearsal.home / lock.RUN)
        await rehearsal.says("day ended well")
        os.close(lock.take(rehearsal.home / lock.RUN))


async def test_sigterm_lets_the_child_put_its_things_down_and_the_next_start_goes_on_with_it(rehearsal):
    rehearsal.scripts["day"] = (
        "trap 'echo put down >>begun; exit 1' TERM; echo up >>begun; sleep 9 & wait; false"
    )
    async with rehearsal.daemon():
        while "up" not in rehearsal.begun:
            await asyncio.sleep(0.01)
    assert rehearsal.begun == ["day", "up", "put down"]
    assert "day was stopped with the daemon; the next start goes on with it" in rehearsal.said
    assert health.last_ended(rehearsal.home) is None, "that is no failure"
    rehearsal.scripts["day"] = "true"
    async with rehearsal.daemon():
        await rehearsal.says("day ended well")


async def test_a_child_that_hears_nothing_is_killed_with_all_that_it_started(rehearsal, monkeypatch):
    monkeypatch.setattr(_child, "PATIENCE", 0.1)
    rehearsal.scripts["day"] = "trap '' TERM; (trap '' TERM; echo up >>begun; exec sleep 9); true"
    async with rehearsal.daemon():
        while len(rehearsal.begun) < 2:
            await asyncio.sleep(0.01)
    held = True
    for _ in range(200):
        try:
            os.close(lock.take(rehearsal.home / lock.RUN))
            held = False
            break
        except lock.Held:
            await asyncio.sleep(0.01)
    assert not held, "a grandchild lives on, and holds the lock that it inherited"


async def test_a_reading_without_end_makes_room(rehearsal, monkeypatch):
    monkeypatch.setattr(_jobs, "LONGEST_READING", timedelta(seconds=0.1))
    rehearsal.settings(FEED)
    rehearsal.had(NINE)
    rehearsal.scripts["feed log"] = "exec sleep 9"
    async with rehearsal.daemon():
        await rehearsal.says("feed log took longer than 2.77778e-05 hours and was stopped")
        await rehearsal.says("feed log was killed by SIGTERM; next 2026-03-02 09:30 UTC")


async def test_a_command_that_cannot_be_started_is_said_and_tried_again(rehearsal, monkeypatch):
    rehearsal.had(NINE - 24 * HOUR)
    monkeypatch.setattr(rehearsal, "line", lambda job: ("/no/such/program",))
    async with rehearsal.daemon():
        await rehearsal.says("day could not be started; next 2026-03-02 09:30 UTC")
        await rehearsal.some_beats()
    assert sum("No such file" in each for each in rehearsal.said) == 1


async def test_changed_settings_are_taken_over_and_broken_ones_are_not(rehearsal):
    rehearsal.had(NINE)
    async with rehearsal.daemon() as daemon:
        rehearsal.settings('[schedule]\ntime = "six"\n')
        await rehearsal.says("'schedule.time' is 'six'; it takes HH:MM in UTC, such as 06:00; until then")
        await rehearsal.some_beats()
        rehearsal.settings('[schedule]\ntime = "07:30"\n' + FEED)
        await rehearsal.says("feed log ended well")
        assert daemon.config.schedule.time == "07:30"
    assert sum("schedule.time" in each for each in rehearsal.said) == 1


async def test_a_database_that_cannot_be_read_stops_no_daemon(rehearsal):
    async with rehearsal.daemon():
        await rehearsal.says("day ended well")
        for each in rehearsal.home.glob("brassplate.db*"):
            each.unlink()
        (rehearsal.home / "brassplate.db").write_bytes(b"not a database " * 100)
        rehearsal.now += 24 * HOUR
        await rehearsal.says("day has to wait: ")
    assert rehearsal.begun == ["day"]


def test_a_run_is_started_from_within_the_home_too(tmp_path):
    (tmp_path / "brassplate.toml").write_text("")
    begin(tmp_path)
    day, _ = jobs(Config(tmp_path))
    line = command_line(Config(tmp_path), day)
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "nothing is watched yet" in done.stderr


def test_one_daemon_serves_a_home_and_sigterm_ends_it_with_0(tmp_path):
    (tmp_path / "brassplate.toml").write_text('[schedule]\ntime = "23:59"\n')
    begin(tmp_path)
    line = (sys.executable, "-m", "monitor.cli", "--home", str(tmp_path), "daemon")
    first = subprocess.Popen(line, stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    assert first.stderr.readline().startswith("day: next ")
    second = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert f"another daemon (process {first.pid}) serves {tmp_path} already; one is enough" in second.stderr
    first.send_signal(signal.SIGTERM)
    assert first.communicate(timeout=20)[1].endswith("stopped\n")
    assert first.returncode == 0
