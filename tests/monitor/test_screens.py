"""Are changed pages drawn once, shown beside their alert, and missed in one sentence without a browser?"""

import base64
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.lab import Lab
from crawler.records import Outcome
from monitor import cycle
from monitor.commands.demo import furnish
from monitor.config import BrowserConfig
from monitor.store import WatchItem

pytestmark = pytest.mark.slow
CHROMIUM = pytest.mark.skipif(
    not shutil.which("chromium"), reason="Chromium is not installed (Debian's chromium)"
)
OLD, FRONT = "quaysidecompute.example", "harrowgatedigital.example"


def home_with(place: Path, lab: Lab, browser: BrowserConfig) -> cycle.Home:
    home = furnish(place, lab)
    return replace(home, config=replace(home.config, browser=browser))


@CHROMIUM
def test_a_changed_page_is_drawn_once_and_shown_beside_its_alert(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        home = home_with(tmp_path / "home", lab, BrowserConfig(enabled=True))
        home.store.watchlist.add([WatchItem(OLD, lab.now(1))])
        cycle.run_day(home, lab.now(1))
        first = home.observations.latest(OLD)["screenshot"]
        assert first.outcome is Outcome.OBSERVED
        lab.day = 2
        home.store.watchlist.add([WatchItem(FRONT, lab.now(2))])
        report = cycle.run_day(home, lab.now(2))
    (alert,) = report.alerts
    assert [each.domain for each in alert.pictures] == [FRONT]
    assert base64.b64decode(alert.pictures[0].jpeg).startswith(b"\xff\xd8\xff")
    assert home.observations.latest(OLD)["screenshot"] == first, "an unchanged page is not drawn again"
    page = (home.config.home / "reports" / report.day / "report.html").read_text()
    assert page.count("<img ") == 1
    assert any(each.what.startswith("BROWSER ") for each in home.observations.touches(FRONT))


def test_without_a_browser_the_day_goes_on_and_says_so(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        home = home_with(tmp_path / "home", lab, BrowserConfig(enabled=True, executable="/nowhere/chromium"))
        home.store.watchlist.add([WatchItem(OLD, lab.now(1))])
        report = cycle.run_day(home, lab.now(1))
    told = [sentence for sentence in report.health if "not drawn" in sentence]
    assert told == [
        "Pages were not drawn: /nowhere/chromium is no program; install Debian's package chromium, or set "
        "browser.executable."
    ]
    assert {line.kind for line in report.coverage} >= {"site", "dns"}


@CHROMIUM
def test_a_days_limit_of_pictures_is_kept_and_told(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        home = home_with(tmp_path / "home", lab, BrowserConfig(enabled=True, pages_per_day=1))
        home.store.watchlist.add([WatchItem(OLD, lab.now(1)), WatchItem("cloudfox.example", lab.now(1))])
        report = cycle.run_day(home, lab.now(1))
    assert "1 changed pages were not drawn: a day's limit is 1." in report.health
