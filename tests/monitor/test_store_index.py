"""Is a fingerprint read as it was kept, and do its posting lists follow it?"""

import json
import sqlite3

import pytest

from crawler.fingerprint import Fingerprint
from crawler.store import migrate, open_database
from monitor.store import MonitorStore, index, posting_key, settling
from monitor.store.index import row_of
from monitor.store.schema import migrations

VALUES = {
    "contacts": ("phone:+12125550100",),
    "dom_template": ("s:0087d85b78c9fa96", "s:0180c32d506ffab8"),
    "page_text": ("c:0000001f",),
}
PAGE = Fingerprint("a.example", VALUES)
PHONE, OTHER = posting_key("contacts", "phone:+12125550100"), posting_key("contacts", "phone:+12125550199")


@pytest.fixture
def store(tmp_path):
    return MonitorStore(open_database(tmp_path / "brassplate.db"))


def posted(store):
    store.index.settle()
    return lists(store)


def lists(store):
    return store.db.execute("SELECT p.value, s.domain FROM posting p JOIN site s ON s.id = p.site").fetchall()


def test_a_fingerprint_is_read_as_it_was_kept(store):
    for slice in ("", "2023-06-15T00:00:00Z"):
        store.index.put(PAGE, slice=slice, version=4, inputs="i", keys={PHONE})
        found, version, inputs = store.index.get("a.example", slice)
        assert (found, version, inputs) == (PAGE, 4, "i")


def test_only_what_is_searched_stands_in_the_text_of_todays_and_all_of_it_in_that_of_the_past(store):
    today, past = (json.loads(row_of(PAGE, slice, 4, "i")[4])["values"] for slice in ("", "2023-06-15"))
    assert today == {"contacts": ["phone:+12125550100"]}
    assert past == {name: list(each) for name, each in VALUES.items()}


def test_a_list_loses_and_gains_the_site_alone_whose_values_are_others(store):
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={PHONE, 7})
    store.index.put(Fingerprint("b.example", VALUES), slice="", version=4, inputs="i", keys={PHONE})
    store.index.settle()
    written = []
    store.db.conn.set_trace_callback(written.append)
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={OTHER, 7}, before={PHONE, 7})
    store.index.settle()
    store.db.conn.set_trace_callback(None)
    assert sorted(posted(store)) == sorted([(PHONE, "b.example"), (OTHER, "a.example"), (7, "a.example")])
    touched = [each for each in written if " posting " in each]
    assert touched == [
        f"DELETE FROM posting WHERE value={PHONE} AND site=1",
        f"INSERT INTO posting VALUES ({OTHER},1) ON CONFLICT DO NOTHING",
    ]


def test_the_length_of_a_long_list_is_kept_and_follows_it(store, monkeypatch):
    monkeypatch.setattr(settling, "LONG", 3)
    for number in range(6):
        site = Fingerprint(f"site{number}.example", VALUES)
        keys = {PHONE, OTHER, 7} if number < 3 else {PHONE, 100 + number}
        store.index.put(site, slice="", version=4, inputs="i", keys=keys, before=())
    assert [store.index.count(each) for each in (PHONE, OTHER, 103)] == [6, 3, 1]
    assert store.db.execute("SELECT * FROM common").fetchall() == [(PHONE, 6)]
    assert store.index.count(PHONE, 4) == 4
    site = Fingerprint("site5.example", VALUES)
    store.index.put(site, slice="", version=4, inputs="i", keys={7}, before={PHONE, 105})
    assert store.index.count(PHONE) == 5
    assert store.db.execute("SELECT * FROM common").fetchall() == [(PHONE, 5)], "7 came but once"
    for number in range(3):
        site = Fingerprint(f"site{number}.example", VALUES)
        store.index.put(site, slice="", version=4, inputs="i", keys=(), before={PHONE, OTHER, 7})
    assert [store.index.count(each) for each in (PHONE, OTHER, 7)] == [2, 0, 1]
    assert store.db.execute("SELECT * FROM common").fetchall() == []


def test_where_it_is_not_known_what_a_site_was_posted_under_all_lists_are_searched(store):
    for site in ("a.example", "b.example"):
        store.index.put(
            Fingerprint(site, VALUES), slice="", version=3, inputs="i", keys={PHONE, 7}, before=()
        )
    store.index.settle()
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={OTHER}, before=None)
    assert sorted(posted(store)) == sorted([(OTHER, "a.example"), (PHONE, "b.example"), (7, "b.example")])


@pytest.mark.parametrize(
    "asked",
    [
        lambda index: list(index.holders(PHONE, 9)),
        lambda index: list(index.postings([PHONE], 9)[PHONE]),
        lambda index: [1] * index.count(PHONE),
    ],
    ids=["holders", "postings", "count"],
)
def test_whoever_asks_for_a_list_finds_what_was_put(store, asked):
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={PHONE, 7})
    assert asked(store.index) == [1]
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={7})
    assert asked(store.index) == []


def test_lists_follow_by_themselves_after_many_keys(store, monkeypatch):
    monkeypatch.setattr(index, "MOST_WAITING", 10)
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={1, 2, 3})
    assert lists(store) == []
    store.index.put(Fingerprint("b.example", VALUES), slice="", version=4, inputs="i", keys=set(range(3, 12)))
    assert len(lists(store)) == 12


def test_what_was_put_before_a_run_was_cut_off_is_followed_by_the_next(tmp_path):
    first = MonitorStore(open_database(tmp_path / "brassplate.db"))
    first.index.put(PAGE, slice="", version=4, inputs="i", keys={PHONE, 7})
    first.index.settle()
    for keys in ({OTHER, 7}, {PHONE, 8}, {OTHER, 9}):
        first.index.put(PAGE, slice="", version=4, inputs="i", keys=keys)
    first.db.close()
    second = MonitorStore(open_database(tmp_path / "brassplate.db"))
    assert sorted(lists(second)) == sorted([(PHONE, "a.example"), (7, "a.example")])
    assert sorted(posted(second)) == sorted([(OTHER, "a.example"), (9, "a.example")])
    assert second.db.execute("SELECT count(*) FROM unposted").fetchone() == (0,)


@pytest.mark.parametrize("keys", [{1, 2, 3, 4}, {PHONE, 3, 8}], ids=["the same", "others"])
def test_lists_that_were_half_written_are_whole_after_the_next_run(store, monkeypatch, keys):
    store.index.put(Fingerprint("b.example", VALUES), slice="", version=4, inputs="i", keys={7, 2}, before=())
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={PHONE, 7}, before=())
    store.index.settle()
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    monkeypatch.setattr(settling, "LONG", 1)
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={1, 2, 3, 4}, before={PHONE, 7})
    left = iter(range(3))

    def interrupted(statement):
        if " posting " in statement and next(left, None) is None:
            store.db.conn.interrupt()

    store.db.conn.set_trace_callback(interrupted)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        store.index.settle()
    store.db.conn.set_trace_callback(None)
    mine = {value for value, domain in lists(store) if domain == "a.example"}
    assert mine not in ({PHONE, 7}, {1, 2, 3, 4}), "it is to be cut off between two steps"
    if keys != {1, 2, 3, 4}:
        store.index.put(PAGE, slice="", version=4, inputs="i", keys=keys, before={1, 2, 3, 4})
    assert sorted(posted(store)) == sorted(
        [*((each, "a.example") for each in keys), (2, "b.example"), (7, "b.example")]
    )
    for value, sites in store.db.execute("SELECT value, sites FROM common").fetchall():
        assert sites == sum(each == value for each, _ in lists(store))


def test_who_else_writes_meanwhile_is_not_refused(tmp_path, monkeypatch):
    store = MonitorStore(open_database(tmp_path / "brassplate.db"))
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={1, 2, 3, 4}, before=())
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    other, written = open_database(tmp_path / "brassplate.db"), []
    steps = settling._Changes.steps

    def beside(changes):
        for each in steps(changes):
            with other.conn:
                written.append(
                    other.execute("INSERT INTO site (domain) VALUES (?)", (f"{len(written)}.example",))
                )
            yield each

    monkeypatch.setattr(settling._Changes, "steps", beside)
    store.index.settle()
    assert len(written) == 4
    assert sorted(value for value, _ in lists(store)) == [1, 2, 3, 4]


def test_fingerprints_of_an_earlier_version_are_packed_and_their_lists_still_follow(tmp_path):
    old = open_database(tmp_path / "old.db")
    names = [each.name for each in migrations._migrations]
    earlier = type(migrations)("monitor")
    earlier._migrations = migrations._migrations[: names.index("fingerprints_in_half_the_room")]
    migrate(old, earlier)
    body = json.dumps({**PAGE.to_json(), "keys": [PHONE]})
    with old.conn:
        old.execute("INSERT INTO site (domain) VALUES ('a.example')")
        old.execute("INSERT INTO posting VALUES (?,1)", ((PHONE << 16) + 7,))
        for slice in ("", "2023-06-15"):
            old.execute("INSERT INTO fingerprint VALUES ('a.example',?,4,'i',?)", (slice, body))
    store = MonitorStore(old)
    assert store.index.get("a.example") == (PAGE, 4, "i") == store.index.get("a.example", "2023-06-15")
    ((text,),) = old.execute("SELECT body FROM fingerprint WHERE slice=''")
    assert len(text) < len(body) / 2 and "keys" not in text
    store.index.put(PAGE, slice="", version=4, inputs="i", keys={OTHER})
    assert posted(store) == [(OTHER, "a.example")]
