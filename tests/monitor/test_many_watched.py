"""Is what a day asks of a long watchlist asked of the few that it concerns?"""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.records import Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database
from monitor.briefing._coverage import coverage_of, unreachable
from monitor.store import MonitorStore, Role, Run, Standing, WatchItem
from reports.digest import CoverageLine

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
EARLIER = DAY - timedelta(days=1)


@pytest.fixture
def db(tmp_path):
    return open_database(tmp_path / "brassplate.db")


@pytest.fixture
def observations(db):
    return ObservationStore(db)


@pytest.fixture
def store(db, observations):
    made = MonitorStore(db)
    made.watchlist.add(WatchItem(f"{name}.example", DAY) for name in "abcd")
    made.watchlist.add([WatchItem("firm.example", DAY, Role.KNOWN_GOOD), WatchItem("gone.example", DAY)])
    made.watchlist.remove(["gone.example"], DAY)
    return made


def look(name, outcome, reason=Reason.NONE, at=DAY, kind="site"):
    return Visit(f"{name}.example", (Observation(f"{name}.example", kind, at, outcome, reason, {}),))


def test_who_is_watched_is_found_among_a_few(store):
    asked = ["a.example", "firm.example", "gone.example", "never.example"]
    assert store.watchlist.among(asked) == {"a.example", "firm.example"}
    assert store.watchlist.among(asked, Role.CANDIDATE) == {"a.example"}
    assert store.watchlist.domains(Role.KNOWN_GOOD) == {"firm.example"}
    assert store.watchlist.domains() == {*(f"{name}.example" for name in "abcd"), "firm.example"}


def test_states_are_the_last_ones_of_those_asked_for(store):
    store.ledger.add_states({"a.example": ("live", ""), "b.example": ("dark", "")}, EARLIER, "1")
    store.ledger.add_states({"a.example": ("parked", "")}, DAY, "2")
    assert store.ledger.states(["a.example", "c.example"]) == {"a.example": "parked"}


def test_looks_are_counted_of_the_watched_alone_and_of_each_kind_the_newest(store, observations):
    observations.add(
        [
            look("a", Outcome.OBSERVED),
            look("b", Outcome.OBSERVED),
            look("b", Outcome.FAILED, Reason.TIMEOUT, DAY + timedelta(hours=1)),
            look("c", Outcome.FAILED, Reason.TIMEOUT, EARLIER),
            look("gone", Outcome.OBSERVED),
            look("never", Outcome.OBSERVED),
            look("a", Outcome.ABSENT, Reason.NXDOMAIN, kind="dns"),
        ]
    )
    assert coverage_of(store.watchlist.looks(DAY)) == (
        CoverageLine("site", asked=2, observed=1, absent=0, failed=1, reasons=((Reason.TIMEOUT.value, 1),)),
        CoverageLine("dns", asked=1, observed=0, absent=1, failed=0, reasons=((Reason.NXDOMAIN.value, 1),)),
    )


def test_who_was_due_and_could_not_be_seen_is_told_with_the_reason(store, observations):
    store.ledger.add_states({f"{name}.example": ("live", "") for name in "abc"}, EARLIER, "1")
    observations.add(
        [
            look("a", Outcome.OBSERVED),
            look("b", Outcome.FAILED, Reason.TIMEOUT),
            look("c", Outcome.ABSENT, Reason.NXDOMAIN),
            look("d", Outcome.ABSENT, Reason.NXDOMAIN),
        ]
    )
    due = ["a.example", "b.example", "c.example", "d.example", "firm.example"]
    assert list(unreachable(store, due, DAY)) == [
        ("b.example", Reason.TIMEOUT.value),
        ("c.example", f"missing today ({Reason.NXDOMAIN.value}), which a second look has to confirm"),
        ("firm.example", "not looked at today"),
    ]
    assert list(unreachable(store, ["a.example"], DAY)) == []


def test_only_what_stands_in_a_band_is_read_where_no_more_is_asked_for(store):
    pairs = [
        Standing(f"{name}.example", "x.example", band, bits, DAY, "1")
        for name, band, bits in (("a", "strong", 4.0), ("b", "none", -5.0))
    ]
    store.ledger.replace_standings([], pairs)
    assert [each.domain for each in store.ledger.standings(banded=True)] == ["a.example"]
    assert store.ledger.standing() == {"a.example", "b.example"}


def test_no_question_about_a_few_reads_the_whole_list(store, observations):
    asked = []
    store.db.conn.set_trace_callback(asked.append)
    store.watchlist.among(["a.example"], Role.CANDIDATE)
    store.watchlist.domains(Role.KNOWN_GOOD)
    store.ledger.states(["a.example"])
    store.ledger.history("a.example")
    list(observations.outcomes_since(DAY, ["a.example"]))
    store.put_run(Run("1", "2026-03-02", DAY, True))
    store.db.conn.set_trace_callback(None)
    plans = {
        each: [row[3] for row in store.db.conn.execute(f"EXPLAIN QUERY PLAN {each}")]
        for each in asked
        if each.startswith("SELECT")
    }
    assert len(plans) == 5
    for each, plan in plans.items():
        whole = [
            step
            for step in plan
            if step.split()[:2] in (["SCAN", "watch"], ["SCAN", "w"], ["SCAN", "state"], ["SCAN", "n"])
            and "INDEX watch_known_good" not in step
        ]
        assert not whole, (each, plan)
