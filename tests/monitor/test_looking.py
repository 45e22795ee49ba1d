"""Are registrations that a day had no time for asked afterwards, and told of by the next day?"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.lab import Lab
from crawler.records import Observation, Outcome, Reason, Visit
from monitor import cycle
from monitor.commands.demo import furnish
from monitor.store import WatchItem

pytestmark = pytest.mark.slow
SEEN, LATE = "quaysidecompute.example", "cloudfox.example"


def test_what_our_own_limit_left_is_asked_after_the_report_and_told_by_the_next(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        home = furnish(tmp_path / "home", lab)
        home.store.watchlist.add([WatchItem(SEEN, lab.now(1))])
        report = cycle.run_day(home, lab.now(1))
        assert home.observations.postponed(lab.now(1)) == []
        home.store.watchlist.add([WatchItem(LATE, lab.now(1))])
        refused = Observation(LATE, "registration", lab.now(1), Outcome.FAILED, Reason.BUDGET)
        home.observations.add([Visit(LATE, (refused,))])
        assert home.observations.postponed(lab.now(1)) == [LATE]
        assert cycle.catch_up(home, report) == 0
        latest = home.observations.latest(LATE)
        assert latest["registration"].outcome is Outcome.OBSERVED
        assert set(latest) == {"registration"}, "nothing but the registries is asked"
        asked = [each.what.split(" ")[0] for each in home.observations.touches(LATE)]
        assert set(asked) == {"RDAP"}
        cycle.run_day(home, lab.now(1) + timedelta(days=1))
    values = home.store.index.get(LATE, "")
    assert values is not None
    assert any(value.startswith("registrar:") for value in values[0].values["registration"])


def test_no_minutes_ask_nobody(tmp_path: Path) -> None:
    with Lab(tmp_path / "lab") as lab:
        home = furnish(tmp_path / "home", lab)
        home.store.watchlist.add([WatchItem(SEEN, lab.now(1))])
        report = cycle.run_day(home, lab.now(1))
        refused = Observation(LATE, "registration", lab.now(1), Outcome.FAILED, Reason.BUDGET)
        home.observations.add([Visit(LATE, (refused,))])
        run = replace(home.config.run, registry_minutes=0)
        patient = replace(home, config=replace(home.config, run=run))
        assert cycle.catch_up(patient, report) == 1
        assert "registration" not in home.observations.latest(LATE)
