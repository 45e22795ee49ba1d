"""Do equal looks become one interval, and does nothing get lost or doubled?"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from crawler.memory import Memory
from crawler.records import Capture, Observation, Outcome, Reason, Rest, Touch, Validator, Visit
from crawler.store import ObservationStore, open_database, open_to_read, transaction

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


def test_a_raw_answer_that_a_look_names_is_placed_once_by_the_first_who_knows_where_it_lies(
    store: ObservationStore,
) -> None:
    names = (f"sha256:{'ab' * 32}", "a name of another kind", f"sha256:{'AB' * 32}", f"sha256:{'ab' * 32}")
    seen = Observation("a.example", "smell", DAY[0], Outcome.OBSERVED, captures=names)
    store.add([Visit("a.example", (seen,))])
    assert store.latest("a.example")["smell"].captures == names
    assert store.capture(names[0]) is None
    first, second = (
        Capture(names[0], "https://a.example/", "text/html", f"{n}.warc.gz", n, 9) for n in (1, 2)
    )
    store.add([Visit("a.example", (), (first,)), Visit("a.example", (), (second,))])
    assert store.capture(names[0]) == first
    told = store.db.conn.execute(
        "SELECT c.hash, c.id FROM observation o, json_each(o.raw) k JOIN capture c ON c.id = k.value"
    )
    assert [name for name, _ in told] == [names[0], names[0]]


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


@pytest.mark.parametrize(
    ("days", "pending"),
    [
        ("o", False),
        ("oa", True),
        ("oaa", False),
        ("oaf", True),  # a failed look confirms nothing
        ("oafa", False),
        ("oaoa", False),  # two of the last three
        ("oaooa", True),
        ("ooa", True),
        ("a", True),
        ("oaao", False),
    ],
)
def test_an_absence_is_confirmed_by_two_of_the_last_three_looks_that_had_an_answer(
    store: ObservationStore, days: str, pending: bool
) -> None:
    outcomes = {"o": Outcome.OBSERVED, "a": Outcome.ABSENT, "f": Outcome.FAILED}
    for day, letter in enumerate(days):
        store.add([look(day, "192.0.2.1" if letter == "o" else None, outcomes[letter])])
    assert store.unconfirmed("a.example") == ({"dns"} if pending else set())


def test_what_has_just_gone_missing_is_found_and_what_is_long_gone_is_not(store: ObservationStore) -> None:
    for day in range(5):
        store.add([look(day, None, Outcome.ABSENT)])
        recent = store.absent_since(DAY[day])
        assert recent == ({"a.example"} if day < 3 else set()), f"after {day + 1} looks"


def asked(day: int, address: str = "192.0.2.1") -> Visit:
    site = Observation(
        "a.example", "site", DAY[day], Outcome.OBSERVED, Reason.NONE, {"url": "https://a.example/"}
    )
    return Visit(
        "a.example",
        (site,),
        touches=(
            Touch(DAY[day], "GET https://a.example/robots.txt", address, "198.51.100.7", 404, 10),
            Touch(
                DAY[day] + timedelta(seconds=2), "GET https://a.example/", address, "198.51.100.7", 200, 9_000
            ),
        ),
        rests=(Rest("rdap.example", DAY[day] + timedelta(hours=1)),),
        validator=Validator("https://a.example/", '"1"', "", DAY[day]),
    )


def test_every_request_is_remembered_once_until_it_is_old(store: ObservationStore) -> None:
    store.add([asked(0), asked(1), asked(1)])
    found = [(each.at, each.what, each.status) for each in store.touches("a.example")]
    assert found[:2] == [
        (DAY[0], "GET https://a.example/robots.txt", 404),
        (DAY[0] + timedelta(seconds=2), "GET https://a.example/", 200),
    ]
    assert len(found) == 4
    store.forget_touches(DAY[1])
    assert [each.at.day for each in store.touches("a.example")] == [3, 3]
    assert store.touches("b.example") == []


def test_two_visits_that_began_in_the_same_second_are_both_remembered(store: ObservationStore) -> None:
    drawn = Touch(DAY[0], "BROWSER CONNECT a.example:443", "192.0.2.1")
    store.add([asked(0), Visit("a.example", (), touches=(drawn,)), asked(0)])
    assert sorted(each.what for each in store.touches("a.example")) == [
        "BROWSER CONNECT a.example:443",
        "GET https://a.example/",
        "GET https://a.example/robots.txt",
    ]


def test_a_crawl_reads_what_earlier_days_left_for_it(store: ObservationStore, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "brassplate.db")
    assert memory.known_site("a.example") is None and memory.rests(DAY[0]) == {}
    store.add([asked(0)])
    assert memory.rests(DAY[0]) == {"rdap.example": DAY[0] + timedelta(hours=1)}
    assert memory.rests(DAY[1]) == {}
    assert memory.touched_since("a.example", DAY[0]) == 2
    assert memory.touched_since("a.example", DAY[1]) == 0
    known = memory.known_site("a.example")
    assert known is not None
    assert known.validator == Validator("https://a.example/", '"1"', "", DAY[0])
    assert known.look.payload == {"url": "https://a.example/"}
    memory.close()


def test_a_validator_of_another_look_is_not_used(store: ObservationStore, tmp_path: Path) -> None:
    store.add([asked(0)])
    changed = Observation(
        "a.example", "site", DAY[1], Outcome.OBSERVED, Reason.NONE, {"url": "https://b.example/"}
    )
    store.add([Visit("a.example", (changed,))])
    memory = Memory(tmp_path / "brassplate.db")
    assert memory.known_site("a.example") is None
    memory.close()


def test_a_crawl_cannot_write_what_it_may_read(store: ObservationStore, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "brassplate.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        memory._rows("DELETE FROM interval")
    memory.close()


def test_who_only_reads_sees_what_was_kept_and_cannot_write(store: ObservationStore, tmp_path: Path) -> None:
    store.add([look(1, "192.0.2.1")])
    (file,) = tmp_path.glob("*.db")
    with closing(open_to_read(file)) as connection:
        assert connection.execute("SELECT domain FROM observation").fetchall() == [("a.example",)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM interval")
        connection.execute("ATTACH ? AS other", (str(file),))
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM other.interval")


def test_nobody_makes_a_store_by_reading(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        open_to_read(tmp_path / "none.db")
    assert not list(tmp_path.iterdir())


def test_a_crawl_without_a_store_knows_nothing() -> None:
    memory = Memory(None)
    assert not memory.captured("sha256:00") and memory.known_site("a.example") is None
    assert memory.touched_since("a.example", DAY[0]) == 0 and memory.rests(DAY[0]) == {}


def test_who_reads_before_it_writes_is_not_refused_by_who_wrote_meanwhile(tmp_path: Path) -> None:
    one, other = (ObservationStore(open_database(tmp_path / "brassplate.db")) for _ in range(2))
    with ThreadPoolExecutor(1) as beside:
        with transaction(one.db) as connection:
            assert connection.execute("SELECT count(*) FROM domain").fetchone() == (0,)
            waiting = beside.submit(other.add, [look(1, "192.0.2.9")])
            assert wait([waiting], 0.2).not_done, "the other one has to wait"
            one.add([look(0, "192.0.2.1")])
        waiting.result(20)
    assert [first for first, *_ in intervals(one)] == ["02", "03"]
