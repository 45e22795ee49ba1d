"""Does every day get one run, and every source its readings, whatever becomes of machine and clock?"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pytest

from monitor.config import Config, RunConfig, ScheduleConfig, SourceConfig
from monitor.home import open_home
from monitor.looking import job_of
from monitor.schedule import DAY, End, Journal, Known, broken, jobs, moment, outcome, plan, read
from monitor.schedule._jobs import dealt_with
from monitor.schedule._journal import FILE, begun, write
from monitor.store import Run

HOME = Path("/srv/plates")
SIX = Config(HOME, schedule=ScheduleConfig("06:00"))
LATE = Config(HOME, schedule=ScheduleConfig("22:00"))
FEEDS = replace(
    SIX,
    source=MappingProxyType(
        {
            "log": SourceConfig("certificates_static", "https://log.example/", hours=1),
            "tips": SourceConfig("iocs", "tips.txt", hours=24),
            "-x": SourceConfig("iocs", "tips.txt", hours=6),
        }
    ),
)
MINUTE, HOUR, ALL_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ended(text: str) -> Run:
    return Run(text, text[:10], at(text), False, at(text) + 20 * MINUTE, reported=True)


def cut_off(text: str) -> Run:
    return Run(text, text[:10], at(text), False)


def next_run(config: Config, known: Known, now: str) -> datetime:
    (found,) = [each.at for each in plan(config, known, at(now)) if each.job.name == DAY]
    return found


def test_the_first_run_of_a_home_is_today_before_the_time_and_at_once_after_it():
    assert next_run(SIX, Known(), "2026-03-02 05:59") == at("2026-03-02 06:00")
    assert next_run(SIX, Known(), "2026-03-02 09:00") == at("2026-03-02 06:00")
    assert next_run(SIX, Known(), "2026-12-31 23:00") == at("2026-12-31 06:00")


def test_the_next_run_is_counted_in_utc_wherever_the_clock_is():
    now = datetime.fromisoformat("2026-10-25T01:30:00+02:00").astimezone(UTC)
    done = Known((ended("2026-10-24 06:00"),))
    assert plan(SIX, done, now)[0].at == at("2026-10-25 06:00")


def test_a_day_that_has_its_run_made_by_whomever_needs_no_other():
    by_hand = Known((ended("2026-03-01 06:00"), ended("2026-03-02 05:10")))
    assert next_run(SIX, by_hand, "2026-03-02 05:40") == at("2026-03-03 06:00")
    assert next_run(SIX, by_hand, "2026-03-02 06:10") == at("2026-03-03 06:00")


def test_a_run_that_was_cut_off_is_gone_on_with_at_once():
    begun_ = Known((ended("2026-03-01 06:00"), cut_off("2026-03-02 06:00")))
    assert next_run(SIX, begun_, "2026-03-02 09:00") == at("2026-03-02 06:00")


def test_a_moment_that_was_slept_through_is_made_up_for_once_and_is_that_days_run():
    known = Known((ended("2026-03-01 06:00"),))
    assert next_run(SIX, known, "2026-03-05 03:00") == at("2026-03-04 06:00"), "due, not waiting for six"
    made_up = Known((*known.runs, ended("2026-03-05 03:00")))
    assert next_run(SIX, made_up, "2026-03-05 06:00") == at("2026-03-06 06:00")


def test_a_run_made_by_hand_shortly_before_its_moment_is_no_reason_for_another_at_midnight():
    known = Known((ended("2026-03-02 05:10"),), journal=Journal("s", dealt="2026-03-02"))
    assert next_run(SIX, known, "2026-03-03 00:30") == at("2026-03-03 06:00")


def awake(
    config: Config, days: int, on: Callable[[datetime], bool], clock: timedelta = timedelta()
) -> list[Run]:
    """The runs of so many days of a machine that is ``on`` at times; half through, its clock is set."""
    first, runs, journal = at("2026-03-01 00:00"), [ended("2026-02-28 22:00")], Journal("salt")
    for step in range(days * 144):
        now = first + step * 10 * MINUTE
        now += clock if step > days * 72 else timedelta()
        if not on(now):
            continue
        known = Known(tuple(runs), journal=journal)
        journal = replace(journal, dealt=dealt_with(config.schedule, known, now))
        if plan(config, known, now)[0].at <= now:
            runs.append(ended(f"{now:%Y-%m-%d %H:%M}"))
    return runs[1:]


def test_a_machine_that_is_always_on_runs_at_its_moment_every_day():
    assert [f"{run.started_at:%d %H:%M}" for run in awake(SIX, 9, lambda now: True)] == [
        f"{day:02} 06:00" for day in range(1, 10)
    ]


def test_a_laptop_that_is_shut_at_the_moment_runs_every_day_when_it_is_opened():
    runs = awake(LATE, 9, lambda now: 8 <= now.hour < 21)
    assert [f"{run.started_at:%d %H:%M}" for run in runs] == [f"{day:02} 08:00" for day in range(2, 10)]


def test_a_machine_that_comes_back_for_good_finds_its_own_moment_again():
    runs = awake(LATE, 6, lambda now: now.day >= 4 or 8 <= now.hour < 21)
    times = [f"{run.started_at:%d %H:%M}" for run in runs]
    assert times == ["02 08:00", "03 08:00", "04 00:00", "05 22:00", "06 22:00"]


@pytest.mark.parametrize("clock", [-HOUR, HOUR, -3 * HOUR, ALL_DAY, -ALL_DAY, 3 * ALL_DAY])
def test_a_clock_that_is_set_runs_no_day_twice_and_never_before_the_newest_run(clock):
    config = replace(SIX, schedule=ScheduleConfig("11:50", 20))
    runs = awake(config, 9, lambda now: True, clock)
    assert max(Counter(run.day for run in runs).values()) == 1
    assert all(earlier.started_at < later.started_at for earlier, later in pairwise(runs))
    assert len(runs) >= 7


def test_each_day_has_another_moment_within_the_jitter_and_everybody_is_told_the_same():
    schedule, days = ScheduleConfig("06:00", 90), [date(2026, 3, 1) + n * ALL_DAY for n in range(60)]
    late = [
        moment(schedule, "salt", day) - datetime(day.year, day.month, day.day, 6, tzinfo=UTC) for day in days
    ]
    assert all(timedelta() <= each <= timedelta(minutes=90) for each in late)
    assert len(set(late)) > 50
    assert min(late) < timedelta(minutes=10) < timedelta(minutes=80) < max(late)
    assert [moment(schedule, "salt", day) for day in days] == [moment(schedule, "salt", day) for day in days]
    assert moment(schedule, "salt", days[0]) != moment(schedule, "another home's", days[0])


def test_jitter_never_makes_a_day_of_the_next_one():
    for number in range(100):
        day = date(2026, 3, 1) + number * ALL_DAY
        assert moment(ScheduleConfig("23:30", 600), "salt", day).date() == day
    assert moment(ScheduleConfig("23:59", 600), "salt", day) == datetime(2026, 6, 8, 23, 59, tzinfo=UTC)


def test_a_source_that_is_read_more_often_than_daily_has_a_job_of_its_own():
    assert [(job.name, job.arguments) for job in jobs(FEEDS)] == [
        ("day", ("run",)),
        ("feed -x", ("discover", "--", "-x")),
        ("feed log", ("discover", "--", "log")),
        ("maintenance", ("maintain",)),
    ]


def feed(known: Known, now: str) -> datetime:
    (found,) = [each.at for each in plan(FEEDS, known, at(now)) if each.job.name == "feed log"]
    return found


def test_a_source_is_read_its_hours_after_the_last_reading_whoever_made_that():
    assert feed(Known(), "2026-03-02 09:00") < at("2026-03-02 09:00"), "never read: now"
    known = Known(read={"log": at("2026-03-02 08:30")})
    assert feed(known, "2026-03-02 09:00") == at("2026-03-02 09:30")
    assert feed(known, "2026-03-05 09:00") == at("2026-03-02 09:30"), "slept through: once, at once"
    assert feed(known, "2026-03-02 08:00") < at("2026-03-02 08:00"), "read in the future: the clock was wrong"


def failed(due: str, text: str, failures: int, code: int = 1) -> Journal:
    name = DAY if due.endswith("06:00") else "feed log"
    return Journal("s", "", {name: End(at(due), at(text) - MINUTE, at(text), code, 50, failures)})


@pytest.mark.parametrize(
    ("failures", "again"),
    [(0, "06:00"), (1, "07:30"), (2, "08:00"), (3, "09:00"), (4, "11:00"), (5, "15:00"), (99, "15:00")],
)
def test_a_run_that_came_to_nothing_is_tried_again_after_ever_longer_waits(failures, again):
    known = Known(
        (cut_off("2026-03-02 06:00"),), journal=failed("2026-03-02 06:00", "2026-03-02 07:00", failures)
    )
    assert next_run(SIX, known, "2026-03-02 07:01") == at(f"2026-03-02 {again}")


def test_the_next_days_moment_does_not_wait_for_the_failures_of_the_day_before():
    known = Known((cut_off("2026-03-02 06:00"),), journal=failed("2026-03-02 06:00", "2026-03-03 05:50", 5))
    assert next_run(SIX, known, "2026-03-03 05:55") == at("2026-03-03 13:50")
    assert next_run(SIX, known, "2026-03-03 06:00") == at("2026-03-03 06:00")


def test_a_reading_that_died_is_not_begun_again_at_once_and_one_that_gave_something_has_its_hours():
    journal = failed("2026-03-02 09:30", "2026-03-02 09:31", 1, code=-9)
    read_before, read_since = {"log": at("2026-03-02 08:30")}, {"log": at("2026-03-02 09:30")}
    assert feed(Known(read=read_before, journal=journal), "2026-03-02 09:32") == at("2026-03-02 10:01")
    assert feed(Known(read=read_since, journal=journal), "2026-03-02 09:32") == at("2026-03-02 10:30")


def test_a_job_that_died_or_left_its_work_undone_is_wrong_and_its_end_is_told_in_words():
    end = End(at("2026-03-02 09:30"), at("2026-03-02 09:30"), at("2026-03-02 09:31"), -9, 50, 1)
    told = {"a": end, "b": replace(end, code=1, failures=0), "c": replace(end, code=1), "gone": end}
    assert list(broken(Journal(ends=told | {"d": replace(end, stopped=True)}), "abcde")) == [
        "The job 'a' of 2026-03-02 09:30 UTC was killed by SIGKILL, its work undone; "
        "the daemon's log says more.",
        "The job 'c' of 2026-03-02 09:30 UTC ended with exit code 1, its work undone; "
        "the daemon's log says more.",
    ]
    told = [outcome(replace(end, code=code)) for code in (0, 1, -15, -99, 127)]
    assert told == [
        *("ended well", "ended with exit code 1", "was killed by SIGTERM", "was killed by signal 99"),
        "could not be started",
    ]
    assert outcome(replace(end, stopped=True)) == "was stopped with the daemon"


ENDLESS = {
    **dict.fromkeys(("due", "began", "ended"), "2026-03-02T06:00:00Z"),
    **{"code": 0, "megabytes": float("inf"), "failures": 0, "stopped": False, "done": None},
}


def test_a_journal_reads_back_and_one_that_cannot_be_read_is_empty(tmp_path):
    end = End(at("2026-03-02 06:00"), at("2026-03-02 06:01"), at("2026-03-02 06:40"), -9, 900, 2)
    journal = begun(Journal(dealt="2026-03-01", ends={"feed ü\x1b": end}))
    assert len(journal.salt) == 16
    write(tmp_path, journal)
    assert read(tmp_path) == begun(read(tmp_path)) == journal
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    for text in (
        "",
        "[]",
        "{}",
        '{"salt": 1, "dealt": 2, "ends": 3}',
        '{"salt":"","dealt":"","ends":{"a":{}}}',
        json.dumps({"salt": "", "dealt": "", "ends": {"a": ENDLESS}}),
        "[" * 100_000,
    ):
        (tmp_path / FILE).write_text(text)
        assert read(tmp_path) == Journal()


def test_the_weekly_refresh_of_registrations_is_a_part_of_the_days_run(tmp_path):
    # Each domain has its own day of the week, as tests/crawler/test_collect_due.py shows.
    home = open_home(replace(SIX, home=tmp_path, run=RunConfig(registration_days=7)))
    assert job_of(home, ended("2026-03-02 06:00"), at("2026-03-02 06:00"), ()).registration_days == 7
    assert [job.arguments for job in jobs(SIX)] == [("run",), ("maintain",)]


def test_a_home_is_cared_for_a_week_after_its_first_run_and_a_week_after_it_was():
    def care(known: Known, now: str) -> datetime:
        return plan(SIX, known, at(now))[-1].at

    runs = tuple(ended(f"2026-03-{day:02} 06:00") for day in range(1, 10))
    assert care(Known(), "2026-03-01 05:00") == at("2026-03-08 05:00")
    assert care(Known(runs), "2026-03-09 06:30") == at("2026-03-08 06:00"), "due"
    begun_, due = at("2026-03-09 06:30"), at("2026-03-08 06:00")
    good = End(due, begun_, begun_ + MINUTE, 0, done=begun_)
    assert care(Known(runs, journal=Journal(ends={"maintenance": good})), "2026-03-09 07:00") == at(
        "2026-03-16 06:30"
    )
    bad = End(
        at("2026-03-16 06:30"), at("2026-03-16 06:30"), at("2026-03-16 06:40"), 1, failures=1, done=begun_
    )
    assert care(Known(runs, journal=Journal(ends={"maintenance": bad})), "2026-03-16 07:00") == at(
        "2026-03-16 07:10"
    )
