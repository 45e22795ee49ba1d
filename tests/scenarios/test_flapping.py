"""Does a month of answers that come and go stay silent, while what really went is told?"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from crawler.lab import Lab
from crawler.lab.trouble import flapping
from monitor import cycle
from monitor.commands.demo import furnish
from monitor.store import WatchItem
from reports.digest import DailyReport

pytestmark = pytest.mark.slow

DAYS = 30
STEADY = ("verdantacore.example", "quaysidecompute.example", "nordbridgesystems.test", "cloudfox.example")
BY_TYPE = "ferrowick.example"  # each record type flaps by itself
RESTARTS = "harrowgatedigital.example"  # refuses connections on two days that are not next to each other
GOES = "tallowmere.example"  # is taken away on day 20


@dataclass(frozen=True)
class Month:
    home: cycle.Home
    reports: list[DailyReport]
    answers: list[dict[str, str]]


def trouble(day: int, dice: random.Random) -> dict[str, str]:
    """What goes wrong on a day: each name's servers answer, fail or are silent, whatever they did before."""
    if day == 0:
        return {}
    return {name: each for name in STEADY if (each := dice.choice(["", "servfail", "drop"]))}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    root, dice = tmp_path_factory.mktemp("month"), random.Random(20260301)
    with Lab(root / "lab", day=2) as lab:
        home = furnish(root / "home", lab)
        net = replace(home.config.net, timeout=0.6)
        home = replace(home, config=replace(home.config, net=net))
        first = lab.now(2)
        home.store.watchlist.add([WatchItem(name, first) for name in (*STEADY, BY_TYPE, RESTARTS, GOES)])
        reports, answers = [], []
        for day in range(DAYS):
            lab.dns_trouble.clear()
            lab.dns_trouble.update(trouble(day, dice))
            if day in (7, 12):
                lab.dns_trouble[RESTARTS] = "nxdomain"
            if day == 20:
                lab.remove(GOES)
            answers.append({name: str(each) for name, each in lab.dns_trouble.items()})
            if day:
                lab.dns_trouble[BY_TYPE] = flapping(f"{BY_TYPE} {day}")
            reports.append(cycle.run_day(home, first + timedelta(days=day)))
        yield Month(home, reports, answers)


def test_the_month_really_flapped(month: Month) -> None:
    for name in STEADY:
        seen = {answers.get(name, "") for answers in month.answers}
        assert seen == {"", "servfail", "drop"}, name


def test_answers_that_come_and_go_give_no_alert(month: Month) -> None:
    told = {(alert.domain, alert.status) for report in month.reports for alert in report.alerts}
    assert {each for each in told if each[0] != GOES} == set()


def test_answers_that_come_and_go_change_no_state(month: Month) -> None:
    changed = {line.domain for report in month.reports[1:] for line in report.states}
    assert changed <= {GOES}
    states = month.home.store.ledger.states(month.home.store.watchlist.domains())
    assert {states[name] for name in (*STEADY, BY_TYPE, RESTARTS)} == {"live"}


def test_a_site_that_really_went_is_told_after_the_second_look_and_once(month: Month) -> None:
    assert month.home.store.ledger.states(month.home.store.watchlist.domains())[GOES] == "dark"
    days = [
        number
        for number, report in enumerate(month.reports)
        if any(each.domain == GOES for each in (*report.alerts, *report.states)) and number > 0
    ]
    assert days == [21]


def test_what_could_not_be_seen_is_said_every_day(month: Month) -> None:
    for report, answers in zip(month.reports, month.answers, strict=True):
        blind = {domain for domain, _ in report.unreachable}
        hidden = {name for name, each in answers.items() if each in ("servfail", "drop")}
        assert hidden <= blind, report.day


def test_what_is_missing_on_one_day_is_named_and_not_called_gone(month: Month) -> None:
    for day in (7, 12):
        reasons = dict(month.reports[day].unreachable)
        assert (
            reasons[RESTARTS] == "missing today (the name does not exist), which a second look has to confirm"
        )
