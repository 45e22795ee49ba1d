"""Does the day read the newest looks alone, and are they always those that the intervals say?"""

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils

from crawler.records import Observation, Outcome, Reason, Visit, iso
from crawler.store import ObservationStore, migrate, open_database
from crawler.store._tables import migrations

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
LANES = "domain, kind, outcome = 'could not look'"
NEWEST = f"""SELECT {LANES}, first_seen, last_seen, looks, outcome, reason FROM (SELECT *, row_number() OVER
    (PARTITION BY {LANES} ORDER BY last_seen DESC, first_seen DESC) AS place FROM observation) WHERE place = 1
    ORDER BY 1, 2, 3"""


@pytest.fixture
def store(tmp_path: Path) -> ObservationStore:
    return ObservationStore(open_database(tmp_path / "brassplate.db"))


def looks(seed: int) -> Iterator[Visit]:
    """Three domains over forty days: values that come back, failures, and looks that arrive late."""
    chance = random.Random(seed)
    for number in range(200):
        domain, kind = chance.choice(("a.example", "b.example", "c.example")), chance.choice(("dns", "site"))
        outcome = chance.choice((Outcome.OBSERVED, Outcome.OBSERVED, Outcome.ABSENT, Outcome.FAILED))
        reason = Reason.TIMEOUT if outcome is Outcome.FAILED else Reason.NONE
        payload = {"A": chance.choice("xyz")} if outcome is Outcome.OBSERVED else {}
        at = DAY + timedelta(days=number // 5 - chance.choice((0, 0, 0, 9)), seconds=number)
        yield Visit(domain, (Observation(domain, kind, at, outcome, reason, payload),))


def test_the_newest_looks_are_those_of_the_intervals_whatever_is_kept_and_taken_away(
    store: ObservationStore,
) -> None:
    store.add(looks(1))
    connection = store.db.conn
    found = connection.execute(NEWEST).fetchall()
    assert len(found) == 12
    assert sorted(connection.execute("SELECT * FROM newest")) == found
    for _ in range(3):
        connection.execute(
            "DELETE FROM interval WHERE (domain, kind, first) IN "
            "(SELECT domain, kind, first FROM newest_interval)"
        )
        assert sorted(connection.execute("SELECT * FROM newest")) == connection.execute(NEWEST).fetchall()


def test_the_newest_interval_that_grows_backwards_is_still_the_newest(store: ObservationStore) -> None:
    for day in (3, 1):
        seen = Observation(
            "a.example", "dns", DAY + timedelta(days=day), Outcome.OBSERVED, payload={"A": "x"}
        )
        store.add([Visit("a.example", (seen,))])
    assert store.db.conn.execute("SELECT * FROM newest").fetchall() == [
        ("a.example", "dns", 0, "2026-03-03T06:00:00Z", "2026-03-05T06:00:00Z", 2, "observed", "")
    ]
    assert store.changed_since(DAY + timedelta(days=2)) == set()


def test_who_was_seen_otherwise_is_the_same_as_by_reading_every_interval(store: ObservationStore) -> None:
    store.add(looks(2))
    ask = store.db.conn.execute
    for days in range(0, 42, 5):
        since = DAY + timedelta(days=days)
        looked = ask("SELECT DISTINCT domain FROM observation WHERE last_seen >= ?", (iso(since),))
        assert store.looked_at_since(since) == {domain for (domain,) in looked}
        changed = ask(
            "SELECT DISTINCT domain FROM observation WHERE first_seen >= ? AND outcome <> 'could not look'",
            (iso(since),),
        )
        assert store.changed_since(since) == {domain for (domain,) in changed}


def test_no_question_of_a_day_reads_every_interval(store: ObservationStore) -> None:
    asked: list[str] = []
    store.db.conn.set_trace_callback(asked.append)
    store.looked_at_since(DAY)
    store.changed_since(DAY)
    store.absent_since(DAY)
    store.postponed(DAY)
    list(store.outcomes_since(DAY, ["a.example"]))
    store.latest("a.example")
    list(store.before("a.example", "dns"))
    store.first_seen("a.example")
    store.changes("a.example")
    store.unconfirmed("a.example")
    store.db.conn.set_trace_callback(None)
    assert len(asked) == 10
    for each in asked:
        plan = [row[3] for row in store.db.conn.execute(f"EXPLAIN QUERY PLAN {each}")]
        assert not [step for step in plan if step.split()[:2] in (["SCAN", "interval"], ["SCAN", "i"])], each


def test_a_look_is_kept_without_sorting_or_reading_what_lies_beside_it(store: ObservationStore) -> None:
    asked: list[str] = []
    store.add(looks(3))
    store.db.conn.set_trace_callback(asked.append)
    store.add(looks(4))
    store.db.conn.set_trace_callback(None)
    plans = {
        (each.split("'")[0], step[3])
        for each in asked
        if "interval" in each and each.startswith(("SELECT", "UPDATE"))
        for step in store.db.conn.execute(f"EXPLAIN QUERY PLAN {each}")
    }
    key = "domain=? AND kind=? AND failed=? AND first"
    assert {step.partition("(")[2].removesuffix(")") for _, step in plans} == {
        f"{key}<?",
        f"{key}>?",
        f"{key}=? AND payload=?",
    }


def test_a_store_of_an_earlier_version_has_its_newest_looks_too(tmp_path: Path) -> None:
    old = open_database(tmp_path / "old.db")
    names = [each.name for each in migrations._migrations]
    earlier = type(migrations)("crawler")
    earlier._migrations = migrations._migrations[: names.index("payloads_beside_their_hashes")]
    migrate(old, earlier)
    with old.conn:
        old.execute("INSERT INTO payload VALUES ('h0', '{}')")
        for first, last, outcome in (
            ("1", "2", "observed"),
            ("3", "5", "absent"),
            ("4", "4", "could not look"),
        ):
            row = (
                "a.example",
                "dns",
                f"2026-03-0{first}T06:00:00Z",
                f"2026-03-0{last}T06:00:00Z",
                2,
                outcome,
                "",
                "h0",
                "[]",
            )
            old.execute("INSERT INTO observation VALUES (?,?,?,?,?,?,?,?,?)", row)
    store = ObservationStore(old)
    assert sorted(old.execute("SELECT * FROM newest")) == [
        ("a.example", "dns", 0, "2026-03-03T06:00:00Z", "2026-03-05T06:00:00Z", 2, "absent", ""),
        ("a.example", "dns", 1, "2026-03-04T06:00:00Z", "2026-03-04T06:00:00Z", 2, "could not look", ""),
    ]
    assert store.latest("a.example")["dns"].outcome is Outcome.ABSENT
    assert one_body_a_hash(old) == [("h0", "{}")]


def one_body_a_hash(db: sqlite_utils.Database) -> list[tuple[str, str]]:
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO payload (hash, body) VALUES ('h0', '{}')")
    return list(db.execute("SELECT hash, body FROM payload"))
