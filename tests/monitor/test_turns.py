"""Is everybody looked at in their turn, and who matters most first?"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import sqlite_utils

from crawler.store import ObservationStore
from monitor.config import RunConfig
from monitor.store import MonitorStore, Priority, Role, WatchItem
from monitor.turns import turns

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.fixture
def store():
    db = sqlite_utils.Database(memory=True)
    ObservationStore(db)
    return MonitorStore(db)


def watch(store, **priorities):
    store.watchlist.add(
        WatchItem(f"{name}.example", MONDAY, priority=Priority(each)) for name, each in priorities.items()
    )


def day(number):
    return date(2026, 3, 1) + timedelta(days=number)


def looked(store, domains, number, changed=()):
    store.watchlist.looked(
        [f"{each}.example" for each in domains], [f"{each}.example" for each in changed], day(number)
    )


def due(store, number, **run):
    return [each.removesuffix(".example") for each in turns(store, day(number), RunConfig(**run)).due]


def test_everybody_is_due_every_day_unless_the_operator_says_otherwise(store):
    watch(store, alpha="normal", beta="low")
    for number in range(1, 40):
        assert due(store, number) == ["alpha", "beta"]
        looked(store, ["alpha", "beta"], number)


def test_a_site_that_never_changes_waits_longer_and_one_that_changes_is_due_every_day(store):
    watch(store, urgent="high", usual="normal", quiet="low", restless="low")
    days: dict[str, list[int]] = {"urgent": [], "usual": [], "quiet": [], "restless": []}
    for number in range(1, 61):
        todays = due(store, number, slowest_days=6)
        for each in todays:
            days[each].append(number)
        looked(store, todays, number, changed=["restless"] if "restless" in todays else [])
    gaps = {name: [later - first for first, later in pairwise(each)] for name, each in days.items()}
    assert set(gaps["urgent"]) == {1}
    assert set(gaps["restless"]) == {1}
    assert gaps["usual"][:6] == [1] * 6
    assert gaps["usual"][-1] == 3, "normal priority waits at most half of slowest_days"
    assert gaps["quiet"][-1] > 3
    assert max(gaps["quiet"]) <= 6


def test_with_room_for_few_high_priority_comes_first_and_then_who_waited_longest(store):
    watch(store, alpha="normal", beta="normal", gamma="low", zeta="high")
    looked(store, ["alpha", "gamma", "zeta"], 1)
    looked(store, ["beta"], 2)
    found = turns(store, day(3), RunConfig(sites_per_day=2))
    assert found.due == ("zeta.example", "alpha.example")
    assert (found.later, found.resting) == (2, 0)
    assert found.sentence(RunConfig(sites_per_day=2)) == (
        "2 more domains were due today than sites_per_day (2) has room for; tomorrow they are the first of "
        "their priority."
    )


def test_in_a_second_run_of_the_day_the_same_are_due(store):
    watch(store, alpha="low")
    for number in range(1, 30):
        looked(store, ["alpha"], number)
    assert due(store, 30, slowest_days=9) == []
    assert due(store, 29, slowest_days=9) == ["alpha"]
    looked(store, ["alpha"], 29)
    [turn] = store.watchlist.turns()
    assert turn.quiet == 29, "two looks on one day are one"


def test_who_was_to_be_watched_until_a_day_is_watched_on_it_and_not_after_it(store):
    store.watchlist.add(
        [WatchItem("short.example", MONDAY, until=date(2026, 3, 3)), WatchItem("long.example", MONDAY)]
    )
    assert store.watchlist.expire(MONDAY + timedelta(days=1)) == []
    assert store.watchlist.expire(MONDAY + timedelta(days=2)) == ["short.example"]
    assert [each.domain for each in store.watchlist.items()] == ["long.example"]


def test_one_of_the_list_is_what_the_list_says_of_it_and_who_was_removed_is_none(store):
    whole = WatchItem(
        "alpha.example", MONDAY, Role.CANDIDATE, "wrote", "an import", Priority.HIGH, ("case 7",), day(30)
    )
    store.watchlist.add([whole, WatchItem("beta.example", MONDAY)])
    assert store.watchlist.get("alpha.example") == whole == store.watchlist.items()[0]
    assert store.watchlist.get("gamma.example") is None
    store.watchlist.remove(["alpha.example"], MONDAY)
    assert store.watchlist.get("alpha.example") is None
    assert [each.domain for each in store.watchlist.items()] == ["beta.example"]
