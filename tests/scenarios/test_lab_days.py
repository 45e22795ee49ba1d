"""Do three days over the lab tell exactly what was planted, on the right day, and nothing else?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.lab import Lab
from monitor import config, cycle
from monitor.commands.demo import furnish, seed
from monitor.store import WatchItem
from reports.digest import AlertLine, DailyReport

pytestmark = pytest.mark.slow
DAYS = (1, 2, 3)


@dataclass(frozen=True)
class Days:
    lab: Lab
    home: cycle.Home
    reports: dict[int, DailyReport]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    root = tmp_path_factory.mktemp("days")
    with Lab(root / "lab") as lab:
        home = furnish(root / "home", lab)
        reports = {}
        for day in DAYS:
            lab.day = day
            seed(home, lab, day)
            reports[day] = cycle.run_day(home, lab.now(day))
        yield Days(lab, home, reports)


def told(report: DailyReport) -> set[tuple[str, str, str]]:
    return {(alert.domain, alert.counterpart, alert.status) for alert in report.alerts}


@pytest.mark.parametrize("day", DAYS)
def test_the_alerts_of_a_day_are_exactly_what_was_planted_that_day(days: Days, day: int) -> None:
    planted = {(e.domain, e.counterpart, e.status) for e in days.lab.expected(day)}
    assert told(days.reports[day]) == planted


def test_the_first_day_is_a_silent_baseline(days: Days) -> None:
    assert days.reports[1].baseline
    assert days.reports[1].alerts == ()


def test_no_decoy_is_ever_told_or_kept_as_known(days: Days) -> None:
    planted = {e.domain for day in DAYS for e in days.lab.expected(day)}
    named = {alert.domain for report in days.reports.values() for alert in (*report.alerts, *report.known)}
    assert named <= planted


def test_every_alert_shows_its_reasons_and_they_add_up(days: Days) -> None:
    alerts: list[AlertLine] = [alert for report in days.reports.values() for alert in report.alerts]
    assert alerts
    for alert in alerts:
        counted = sum(family.counted for family in alert.families)
        against = sum(line.counted for line in alert.against)
        assert alert.score == pytest.approx(alert.prior + counted + against, abs=0.02), alert.domain
        if alert.status not in {"dark", "seized"}:
            assert alert.evidence and all(line.sentence for line in alert.evidence), alert.domain
            told = [line for line in alert.evidence if line.facts or line.quotes or line.family == "name"]
            assert told, alert.domain
            assert alert.captures or alert.state == "parked", alert.domain


def test_every_watched_domain_was_looked_at_or_is_named_with_its_reason(days: Days) -> None:
    for report in days.reports.values():
        site = next(line for line in report.coverage if line.kind == "site")
        assert site.asked == report.watched
        assert site.observed + site.absent + site.failed == site.asked
        assert len(report.unreachable) >= site.failed
        assert all(reason for _, reason in report.unreachable)


def test_a_saved_report_is_the_report(days: Days) -> None:
    for report in days.reports.values():
        assert DailyReport.from_json(json.loads(report.dumps())) == report


def test_a_clone_taken_from_the_lab_is_not_alerted(tmp_path: Path, days: Days) -> None:
    planted = next(e for e in days.lab.expected(2) if e.status == "new")
    with Lab(tmp_path / "lab") as lab:
        lab.remove(planted.domain)
        home = furnish(tmp_path / "home", lab)
        for day in (1, 2):
            lab.day = day
            seed(home, lab, day)
            report = cycle.run_day(home, lab.now(day))
        others = {(e.domain, e.counterpart, e.status) for e in lab.expected(2)} - {
            (planted.domain, planted.counterpart, planted.status)
        }
        assert told(report) == others


def test_the_same_day_again_tells_nothing_twice(days: Days) -> None:
    before = len(days.home.store.ledger.events())
    again = cycle.run_day(days.home, days.lab.now(3))
    assert told(again) == told(days.reports[3])
    assert len(days.home.store.ledger.events()) == before


def test_the_configuration_of_the_demo_is_an_ordinary_one(days: Days) -> None:
    assert config.load(days.home.config.home) == days.home.config


def test_a_day_on_which_nothing_answers_changes_no_state_and_is_told_as_such(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        home = furnish(tmp_path / "home", lab)
        lab.day = 2
        home.store.watchlist.add(
            [WatchItem(name, lab.now(1)) for name in ("verdantacore.example", "cloudfox.example")]
        )
        cycle.run_day(home, lab.now(2))
        states, standing = (
            home.store.ledger.states(home.store.watchlist.domains()),
            home.store.ledger.standings(),
        )
        assert states["verdantacore.example"] == "live" and standing
        lab.dns_trouble["example"] = "servfail"
        blind = cycle.run_day(home, lab.now(3).replace(microsecond=345_678))
        assert blind.alerts == () and blind.states == ()
        assert home.store.ledger.states(home.store.watchlist.domains()) == states
        assert [alert.domain for alert in blind.known] == ["verdantacore.example"]
        reason = "the name servers failed"
        assert blind.unreachable == (("cloudfox.example", reason), ("verdantacore.example", reason))
        assert any("The site of 2 of 2 domains" in sentence for sentence in blind.health)
