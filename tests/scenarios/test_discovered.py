"""Is a front that only a list of names knows about found, looked at and told on the day it is listed?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from crawler.lab import Lab
from monitor import cycle
from monitor.commands.demo import furnish
from monitor.config import SourceConfig
from monitor.store import Stage, WatchItem
from reports.digest import DailyReport

pytestmark = pytest.mark.slow

FRONT = "silverstarchlna.example"  # of the lab's second day: one letter from a reference
NOBODYS = "thefoxcloud.example"  # resembles a reference, and no server knows it
LISTED = [FRONT, NOBODYS, "quaysidecompute.example", "weather.example", "bad name", "10.0.0.1"]


@dataclass(frozen=True)
class Days:
    home: cycle.Home
    reports: dict[int, DailyReport]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    root = tmp_path_factory.mktemp("discovered")
    listed = root / "newly.txt"
    listed.write_text("weather.example\n")
    with Lab(root / "lab") as lab:
        home = furnish(root / "home", lab)
        sources = {"newly": SourceConfig(kind="newly_registered", where=str(listed))}
        home = replace(home, config=replace(home.config, source=sources))
        home.store.watchlist.add([WatchItem("nordbridgesystems.test", lab.now(1))])
        reports = {1: cycle.run_day(home, lab.now(1))}
        lab.day = 2
        listed.write_text("weather.example\n" + "\n".join(LISTED) + "\n")
        reports[2] = cycle.run_day(home, lab.now(2))
        yield Days(home, reports)


def funnel(report: DailyReport) -> dict[str, int]:
    return {
        stage: number for line in report.funnel for stage, number in line.stages if line.source == "newly"
    }


def test_a_day_without_names_of_interest_watches_nobody_new(days: Days) -> None:
    assert funnel(days.reports[1])["seen"] == 1
    assert days.reports[1].watched == 1


def test_a_listed_front_is_watched_looked_at_and_told_the_same_day(days: Days) -> None:
    assert [(each.domain, each.status) for each in days.reports[2].alerts if each.domain == FRONT] == [
        (FRONT, "new")
    ]
    [item] = [each for each in days.home.store.watchlist.items() if each.domain == FRONT]
    assert item.source == "newly"
    assert item.why == "newly.txt, line 2: its name resembles silverstarchina.com"


def test_a_listed_name_that_nobody_answers_for_waits_and_is_not_watched(days: Days) -> None:
    waiting = days.home.store.candidates.get(NOBODYS)
    assert waiting is not None
    assert (waiting.stage, waiting.misses) == (Stage.WAITING, 1)
    assert NOBODYS not in {each.domain for each in days.home.store.watchlist.items()}


def test_the_reports_funnel_counts_how_far_the_names_came(days: Days) -> None:
    assert funnel(days.reports[2]) == {
        "seen": 4,
        "sifted": 2,
        "new": 2,
        "asked": 2,
        "answered": 1,
        "watched": 1,
        "fetched": 1,
        "scored": 1,
        "alerted": 1,
    }


def test_the_report_shows_the_funnel_in_its_files(days: Days) -> None:
    folder: Path = days.home.config.home / "reports" / days.reports[2].day
    assert "| `newly` | 4 | 2 | 2 | 2 | 1 | 1 | 1 | 1 | 1 |" in (folder / "report.md").read_text()
    assert json.loads((folder / "report.json").read_text())["funnel"][0]["source"] == "newly"
