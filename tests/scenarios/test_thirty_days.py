"""Do thirty days tell exactly what was planted, each on its day, whatever cuts a run off or skips one?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from crawler.errors import ConfigError
from crawler.lab import Lab
from monitor import cycle
from monitor.commands._laboratory import furnish, seed
from monitor.store import WatchItem
from reports.digest import AlertLine, DailyReport
from tests.scenarios._thirty_days import (
    DORMANT,
    HELD,
    HONEST,
    KNOWN,
    NEWCOMER,
    OLD,
    PARTNER,
    SEED,
    ThirtyDays,
)

pytestmark = pytest.mark.slow

PLANTED = {
    3: (DORMANT, "went live"),
    5: (NEWCOMER, "new"),
    7: (KNOWN, "changed"),
    10: (PARTNER, "new"),  # the run of day 9 was cut off for good, so the next one tells it
    11: (HELD, "activated"),
    13: (DORMANT, "changed"),
    15: (NEWCOMER, "seized"),
    19: (KNOWN, "resolved"),  # harmless from day 17 on, as three looks say
    21: (DORMANT, "dark"),  # gone on day 20, which a second look has to confirm
    24: (DORMANT, "returned"),
    28: (SEED, "re-registered"),
}
SKIPPED = 23
CUT_BEFORE_TELLING, CUT_BEFORE_REPORTING, CUT_FOR_GOOD = 5, 7, 9
CLOCK_BACK = 18


class Killed(Exception):
    """Stands for the end of the process: what was not committed is lost."""


@dataclass(frozen=True)
class Month:
    home: cycle.Home
    reports: dict[int, DailyReport]
    refused: str

    def alert(self, domain: str, status: str) -> AlertLine:
        (found,) = (
            each
            for report in self.reports.values()
            for each in report.alerts
            if (each.domain, each.status) == (domain, status)
        )
        return found


def cut_off(patch: pytest.MonkeyPatch, step: str, run: Callable[[], DailyReport]) -> None:
    """Runs a day until it comes to ``step``."""

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with patch.context() as patched, pytest.raises(Killed):
        patched.setattr(cycle, step, killed)
        run()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    root, world, refused = tmp_path_factory.mktemp("thirty"), ThirtyDays(), ""
    patch, reports = pytest.MonkeyPatch(), dict[int, DailyReport]()
    with Lab(root / "lab", world=world) as lab:
        home = furnish(root / "home", lab)
        # Every page is asked for each day, and a busy machine is waited for.
        run = replace(home.config.run, full_look_days=1, site_seconds=60.0)
        home = replace(home, config=replace(home.config, run=run))
        for day in world.days:
            lab.day = day
            seed(home, lab, day)
            if day == 26:
                home.store.watchlist.add([WatchItem(OLD, lab.now(day), why="wrote to us")])

            def today(on: int = day) -> DailyReport:
                return cycle.run_day(home, lab.now(on))

            if day == SKIPPED:
                continue
            if day in (CUT_BEFORE_TELLING, CUT_FOR_GOOD):
                cut_off(patch, "tell", today)
            if day == CUT_BEFORE_REPORTING:
                cut_off(patch, "count_outcomes", today)
            if day == CUT_FOR_GOOD:
                continue
            reports[day] = today()
            if day == CLOCK_BACK:
                with pytest.raises(ConfigError) as error:
                    cycle.run_day(home, lab.now(day) - timedelta(hours=1))
                refused = str(error.value)
        yield Month(home, reports, refused)


def test_the_alerts_of_each_day_are_exactly_the_planted_events(month: Month) -> None:
    told = {
        day: [(each.domain, each.status) for each in report.alerts]
        for day, report in month.reports.items()
        if report.alerts
    }
    assert told == {day: [event] for day, event in PLANTED.items()}


def test_the_first_day_is_silent_and_says_what_it_found(month: Month) -> None:
    assert month.reports[1].baseline
    assert {each.domain for each in month.reports[1].known} == {KNOWN, HELD}


def test_nothing_is_kept_twice_or_left_untold(month: Month) -> None:
    kept = [(each.domain, each.status) for each in month.home.store.ledger.events()]
    assert sorted(kept) == sorted(PLANTED.values())
    assert month.home.store.ledger.untold() == []


def test_no_honest_firm_is_ever_named(month: Month) -> None:
    named = {each.domain for report in month.reports.values() for each in (*report.alerts, *report.known)}
    assert not named & set(HONEST)


def test_a_clock_that_was_set_back_is_refused_in_words_and_changes_nothing(month: Month) -> None:
    assert "none can be dated before it" in month.refused
    assert month.reports[CLOCK_BACK + 1].day == "2026-03-20"


def test_every_alert_says_what_was_before_and_what_is_after(month: Month) -> None:
    said = {
        (line.domain, line.status): {(each.what, each.before, each.after) for each in line.changes}
        for report in month.reports.values()
        for line in report.alerts
    }
    assert ("state", "dormant", "live") in said[DORMANT, "went live"]
    assert ("band", "none", "strong") in said[NEWCOMER, "new"]
    assert said[KNOWN, "changed"] == {
        ("email", "enquiries@nordbridgesystems.test", "desk@nordbridgesystems.test")
    }
    assert said[HELD, "activated"] == {("mail host", "", "mail.silverstarchlna.example")}
    assert said[DORMANT, "changed"] == {("phone", "+17205550182", "+13035550158")}
    assert said[NEWCOMER, "seized"] == {("state", "live", "seized")}
    assert {("band", "strong", "none"), ("phone", "+13125550164", "+16025550142")} <= said[KNOWN, "resolved"]
    assert said[DORMANT, "dark"] == {("state", "live", "dark")}
    assert ("state", "dark", "live") in said[DORMANT, "returned"]
    assert ("registrar", "Registrar not known to the lab", "Tidewater Names LLC") in said[
        SEED, "re-registered"
    ]


def test_an_old_site_that_an_analyst_adds_is_known_and_no_news(month: Month) -> None:
    assert OLD in {each.domain for each in month.reports[26].known}


def test_a_site_that_shares_rare_contacts_joins_the_cluster_of_those_that_have_them(month: Month) -> None:
    line = month.alert(PARTNER, "new")
    (joined,) = (each for each in line.changed if each.startswith("joined cluster"))
    assert f"joined cluster {line.cluster} of" in joined and "through these 2 facts" in joined
    (cluster,) = (each for each in month.reports[10].clusters if each.name == line.cluster)
    assert cluster.joined == (PARTNER,)
    assert {KNOWN, PARTNER, "ktsolution.tech"} <= set(cluster.members)
    assert "3 of them list the phone +1 312-555-0164; none of 5 other sites does" in cluster.facts


def test_a_cluster_keeps_its_name_for_all_thirty_days(month: Month) -> None:
    names = {
        each.name for report in month.reports.values() for each in report.clusters if KNOWN in each.members
    }
    assert len(names) == 1
    assert month.reports[1].clusters[0].joined == ()


def test_the_timeline_shows_the_score_of_each_day_and_the_days_in_the_dark(month: Month) -> None:
    days = {each.day: each for each in month.alert(DORMANT, "returned").timeline}
    assert min(days) == "2026-03-04"
    assert (days["2026-03-20"].state, days["2026-03-22"].state) == ("live", "dark")
    assert days["2026-03-20"].score is not None and days["2026-03-22"].score is None
    assert "2026-03-24" not in days  # the skipped day


def test_who_was_never_judged_is_called_to_mind_once_a_week(month: Month) -> None:
    days = [
        day for day, report in month.reports.items() if HELD in {each.domain for each in report.reminders}
    ]
    assert days == [8, 15, 22, 29]
    assert [each.days for each in month.reports[8].reminders] == [7, 7]
