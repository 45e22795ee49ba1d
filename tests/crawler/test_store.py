"""Do equal looks become one interval, and does nothing get lost or doubled?"""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from crawler.records import Capture, Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database, transaction

DAY = [datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(days=number) for number in range(6)]


def look(day: int, address: str | None, outcome: Outcome = Outcome.OBSERVED) -> Visit:
    payload = {"A": [address]} if address else {}
    reason = Reason.TIMEOUT if outcome is Outcome.FAILED else Reason.NONE
    return Visit("a.example", (Observation("a.example", "dns", DAY[day], outcome, reason, payload),))


@pytest.fixture
def store(tmp_path: Path) -> ObservationStore:
    return ObservationStore(open_database(tmp_path / "brassplate.db"))


def intervals(store: ObservationStore) -> list[tuple[str, str, int, str]]:
    rows = store.db.conn.execute(
        "SELECT first_seen, last_seen, looks, outcome FROM observation ORDER BY 1, 4"
    )
    return [(first[8:10], last[8:10], looks, outcome) for first, last, looks, outcome in rows]


def test_equal_looks_on_following_days_are_one_interval(store: ObservationStore) -> None:
    store.add([look(0, "192.0.2.1"), look(1, "192.0.2.1"), look(2, "192.0.2.9"), look(3, "192.0.2.1")])
    assert intervals(store) == [
        ("02", "03", 2, "observed"),
        ("04", "04", 1, "observed"),
        ("05", "05", 1, "observed"),
    ]


def test_the_same_look_stored_twice_is_one(store: ObservationStore) -> None:
    store.add([look(0, "192.0.2.1"), look(1, "192.0.2.1")])
    before = intervals(store)
    store.add([look(0, "192.0.2.1"), look(1, "192.0.2.1")])
    assert intervals(store) == before


def test_a_failed_look_does_not_cut_what_is_believed(store: ObservationStore) -> None:
    store.add([look(0, "192.0.2.1"), look(1, None, Outcome.FAILED), look(2, "192.0.2.1")])
    assert intervals(store) == [("02", "04", 2, "observed"), ("03", "03", 1, "could not look")]
    assert store.latest("a.example")["dns"].payload == {"A": ["192.0.2.1"]}
    assert store.latest("a.example", at=DAY[1], failed=True)["dns"].outcome is Outcome.FAILED


def test_an_older_look_that_arrives_late_lengthens_the_interval_backwards(store: ObservationStore) -> None:
    store.add([look(2, "192.0.2.1")])
    store.add([look(0, "192.0.2.1")])
    assert intervals(store) == [("02", "04", 2, "observed")]


def test_the_past_can_be_asked_for(store: ObservationStore) -> None:
    store.add([look(0, "192.0.2.1"), look(2, "192.0.2.9")])
    assert store.latest("a.example", at=DAY[1])["dns"].payload == {"A": ["192.0.2.1"]}
    assert store.latest("a.example")["dns"].payload == {"A": ["192.0.2.9"]}
    assert store.first_seen("a.example") == DAY[0]


def test_a_batch_is_kept_whole_or_not_at_all(store: ObservationStore) -> None:
    def broken() -> object:
        yield look(0, "192.0.2.1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(broken())  # type: ignore[arg-type]
    assert intervals(store) == []


def test_a_capture_is_found_by_its_content(store: ObservationStore) -> None:
    capture = Capture("sha256:aa", "https://a.example/", "text/html", "x.warc.gz", 77, 1234)
    store.add([Visit("a.example", (), (capture,))])
    assert store.capture("sha256:aa") == capture
    assert store.capture("sha256:bb") is None


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "brassplate.db"
    db = open_database(path)
    ObservationStore(db)
    with transaction(db) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('crawler', 'from_the_future', '')"
        )
    with pytest.raises(ConfigError, match=r"newer brassplate .*from_the_future.*upgrade"):
        ObservationStore(open_database(path))


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "brassplate.db"
    path.write_bytes(b"this is not SQLite, whatever its name says" * 100)
    with pytest.raises(ConfigError, match="restore it from a backup"):
        open_database(path)


def test_the_file_passes_its_own_integrity_check(store: ObservationStore) -> None:
    store.add([look(0, "192.0.2.1")])
    assert store.db.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert isinstance(store.db.conn, sqlite3.Connection)
