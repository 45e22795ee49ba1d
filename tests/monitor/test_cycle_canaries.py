"""Does a day weigh its canaries, keep them out of the alerts, and begin with the silent one?"""

from dataclasses import replace

from monitor import cycle
from monitor.commands.run import _code
from monitor.config import CanaryConfig
from tests.monitor.test_cycle import FRONT, SHELF, day, home, world

__all__ = ["home", "world"]
OWN = {"own": CanaryConfig(FRONT), "two": CanaryConfig(SHELF)}


def test_canaries_are_never_alerts_and_a_silent_one_is_the_first_sentence(home, world):
    world[FRONT] = "2026-02-01T00:00:00Z"
    home = replace(home, config=replace(home.config, canary=OWN))
    report = cycle.run_day(home, day(2))
    assert {*report.alerts, *report.known, *report.below, *report.reminders} == set()
    front, shelf, shipped = report.canaries
    assert (shipped.domain, shipped.told) == ("self-test", True)
    assert (front.told, shelf.told) == (False, False)
    assert report.health[0].startswith(f"The canary {FRONT} is silent, and this report may be too: own: its")
    assert [_code(report, [], asked) for asked in (False, True)] == [1, 4]


def test_without_its_canary_table_the_same_site_is_an_alert(home, world):
    world[FRONT] = "2026-02-01T00:00:00Z"
    report = cycle.run_day(home, day(2))
    assert [each.domain for each in report.alerts] == [FRONT]
    assert [each.domain for each in report.canaries] == ["self-test"]
    assert [_code(report, [], asked) for asked in (False, True)] == [0, 3]
    assert [_code(report, ["mail could not be told"], asked) for asked in (False, True)] == [1, 4]
