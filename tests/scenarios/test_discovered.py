"""Is a front that only a list of names, or a link of another front, knows about found and looked at?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from crawler.lab import Lab
from crawler.lab.world import DAYS, SITES, THREE_DAYS, Firm, Written
from monitor import cycle
from monitor.commands.demo import furnish
from monitor.config import SourceConfig
from monitor.store import Priority, Stage, WatchItem
from reports.digest import DailyReport

pytestmark = pytest.mark.slow

FRONT = "silverstarchlna.example"  # of the lab's second day: one letter from a reference
NOBODYS = "thefoxcloud.example"  # resembles a reference, and no server knows it
KNOWN = "nordbridgesystems.test"  # a front, here from the first day on, which links to its sister
SISTER = "tallowmere.example"
PARTNER = "ferrowick.example"  # an honest firm that links to a reference
LISTED = [FRONT, NOBODYS, "quaysidecompute.example", "weather.example", "bad name", "10.0.0.1"]


class Linking(Written):
    """The lab's days, and two of its firms link elsewhere."""

    def firms(self, day: int) -> Mapping[str, Firm]:
        made = dict(super().firms(day))
        shown = ((f"https://www.{SISTER}/", "Our sister firm"), ("https://www.facebook.com/nordbridge", "Us"))
        made[KNOWN] = replace(super().firms(2)[KNOWN], links=shown)
        made[PARTNER] = replace(made[PARTNER], links=(("https://cloudbluefox.com/", "They host us"),))
        return made


@dataclass(frozen=True)
class Days:
    home: cycle.Home
    reports: dict[int, DailyReport]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    root = tmp_path_factory.mktemp("discovered")
    listed = root / "newly.txt"
    listed.write_text("weather.example\n")
    world = Linking(SITES, DAYS, THREE_DAYS.now(1))
    with Lab(root / "lab", world=world) as lab:
        home = furnish(root / "home", lab)
        sources = {
            "newly": SourceConfig(kind="newly_registered", where=str(listed)),
            "known ones": SourceConfig(kind="links"),
        }
        home = replace(home, config=replace(home.config, source=sources))
        home.store.watchlist.add([WatchItem(KNOWN, lab.now(1)), WatchItem(PARTNER, lab.now(1), source="lab")])
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
    assert days.reports[1].watched == 2


def test_what_a_front_links_to_is_watched_with_the_link_as_the_reason_and_its_profile_is_not(
    days: Days,
) -> None:
    found = {each.domain: each for each in days.home.store.watchlist.items()}
    assert found.keys() == {KNOWN, PARTNER, FRONT, SISTER}
    assert found[SISTER].source == "known ones"
    assert found[SISTER].why == f'is linked from {KNOWN} (/: "Our sister firm")'
    assert {each.domain for each in days.reports[2].alerts} == {FRONT}


def test_a_watched_site_that_links_to_a_reference_is_looked_at_every_day_and_says_why(days: Days) -> None:
    [partner] = [each for each in days.home.store.watchlist.items() if each.domain == PARTNER]
    assert partner.why == 'known ones: links to cloudbluefox.com (/: "They host us")'
    assert partner.priority is Priority.HIGH


def test_a_listed_front_is_watched_looked_at_and_told_the_same_day(days: Days) -> None:
    assert [(each.domain, each.status) for each in days.reports[2].alerts if each.domain == FRONT] == [
        (FRONT, "new")
    ]
    [alert] = days.reports[2].alerts
    why = "newly.txt, line 2: its name resembles silverstarchina.com"
    assert alert.watched == f"watched since 2026-03-03 (newly): {why}"
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
    lines = json.loads((folder / "report.json").read_text())["funnel"]
    assert [each["source"] for each in lines] == ["known ones", "newly"]
