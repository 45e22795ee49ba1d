"""Is every name of a source seen once, whatever happens, and do only those of interest become candidates?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawler.discovery import Batch, Given, Source
from crawler.errors import ConfigError, SourceUnavailable
from monitor import cli, config
from monitor.config import SourceConfig
from monitor.discovery import _reading, discover, due, read_source, stale
from monitor.discovery._day import drop_dead
from monitor.home import Home, open_home
from monitor.store import Priority, Role, Stage, WatchItem

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
QUIET: dict[str, str] = {}


@pytest.fixture
def home(tmp_path):
    cli.run(["--home", str(tmp_path), "init"])
    return open_home(config.load(tmp_path))


@pytest.fixture
def tell(monkeypatch):
    """Makes the one source of these tests tell ``pages`` of names from its cursor on."""

    def made(*pages: list[str], trusted=False, of_ours=False, ends: Exception | None = None) -> None:
        def read(given: Given) -> Iterator[Batch]:
            for number in range(int(given.cursor or 0), len(pages)):
                names = [(name, f"line {place}") for place, name in enumerate(pages[number], 1)]
                yield Batch(names, str(number + 1), newest=NOW - timedelta(days=5))
            if ends is not None:
                raise ends

        source = Source(
            "made", "What does a test tell?", read, trusted=trusted, made=of_ours, needs_where=False
        )
        monkeypatch.setattr(_reading, "named", lambda name: source)

    return made


def read(home: Home, now: datetime = NOW, **said: str):
    return read_source(home, "tips", SourceConfig(kind="made", **said), now, QUIET, lambda *_: None)


def test_of_an_untrusted_source_only_names_that_resemble_a_reference_become_candidates(home, tell):
    tell(["weather.example", "cloudbluefox.example", "www.bakery.example", "clouclbluefox.com", "not a name"])
    found = read(home)
    assert (found.seen, found.chosen) == (5, 2)
    assert found.new == ("cloudbluefox.example", "clouclbluefox.com")
    kept = home.store.candidates.get("cloudbluefox.example")
    assert kept is not None
    assert (kept.counterpart, kept.reason) == (
        "cloudbluefox.com",
        "line 2: its name resembles cloudbluefox.com",
    )
    assert kept.kinds == ("tld-swap",)
    assert 3 < kept.bits < 9
    assert home.store.candidates.funnel("2026-03-02") == {"tips": {"seen": 5, "sifted": 2, "new": 2}}


def test_of_a_trusted_source_every_name_is_a_candidate_for_the_reason_it_gives(home, tell):
    tell(["Weather.example", "www.bakery.example", "10.0.0.1", "cloudbluefox.com"], trusted=True)
    assert read(home).new == ("weather.example", "bakery.example")
    kept = home.store.candidates.get("weather.example")
    assert kept is not None
    assert (kept.reason, kept.counterpart) == ("line 1", "")


def test_what_a_trusted_source_says_of_a_watched_domain_is_added_to_its_reason_once(home, tell):
    watched = [
        WatchItem(
            "fed.example", NOW, why="its name resembles a.example", source="names", priority=Priority.LOW
        ),
        WatchItem("ours.example", NOW, priority=Priority.LOW),
        WatchItem("honest.example", NOW, Role.KNOWN_GOOD, "audited", "import of good.txt"),
        WatchItem("untold.example", NOW, why="wrote to us"),
        WatchItem("its-own.example", NOW, why="line 7", source="tips"),
    ]
    home.store.watchlist.add(watched)
    names = ["fed.example", "ours.example", "honest.example", "its-own.example"]
    tell(names, trusted=False)
    read(home)
    assert home.store.watchlist.items() == sorted(watched, key=lambda each: each.domain)
    home.store.candidates.forget_feed("tips")
    tell(names, ["other.example", *names], trusted=True)
    assert read(home).new == ("other.example",)
    kept = {each.domain: (each.why, each.priority) for each in home.store.watchlist.items()}
    assert kept == {
        "fed.example": ("its name resembles a.example; tips: line 1", Priority.HIGH),
        "ours.example": ("tips: line 2", Priority.LOW),
        "honest.example": ("audited; tips: line 3", Priority.NORMAL),
        "untold.example": ("wrote to us", Priority.NORMAL),
        "its-own.example": ("line 7", Priority.NORMAL),
    }


def test_every_variant_that_was_made_of_a_reference_is_a_candidate_and_the_like_ones_come_first(home, tell):
    tell(["foxgloves.tech", "clouclbluefox.com", "cloudbluefox.com"], of_ours=True)
    assert set(read(home).new) == {"foxgloves.tech", "clouclbluefox.com"}
    assert [each.domain for each in home.store.candidates.turn(NOW, 9)] == [
        "clouclbluefox.com",
        "foxgloves.tech",
    ]


def test_a_reading_that_is_cut_off_goes_on_where_it_was(home, tell):
    tell(["cloudbluefox.example"], ["cloudbluefox.test"], ends=SourceUnavailable("the feed went away"))
    first = read(home)
    assert first.new == ("cloudbluefox.example", "cloudbluefox.test")
    assert first.faults == ("the feed went away",)
    tell(["cloudbluefox.example"], ["cloudbluefox.test"], ["thefoxcloud.example"])
    second = read(home)
    assert (second.seen, second.new, second.faults) == (1, ("thefoxcloud.example",), ())
    assert home.store.candidates.funnel("2026-03-02")["tips"]["seen"] == 3


def test_a_power_cut_between_two_batches_loses_and_repeats_nothing(home, tell):
    tell(["cloudbluefox.example"], ["a.example"], ends=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        read(home)
    tell(["cloudbluefox.example"], ["a.example"], ["b.example"])
    assert read(home).seen == 1
    assert home.store.candidates.funnel("2026-03-02")["tips"]["seen"] == 3


def test_a_feed_that_repeats_itself_or_stands_still_is_told(home, tell, monkeypatch):
    tell(["cloudbluefox.example"])
    read(home)
    home.store.candidates.forget_feed("tips")
    assert read(home).faults == ()
    tell(["cloudbluefox.example"], ["cloudbluefox.example"])
    assert read(home, NOW + timedelta(days=1)).faults == ("tips told the very same names as the last time",)
    monkeypatch.setattr(_reading, "named", lambda name: pytest.fail("health asks no source"))
    object.__setattr__(home.config, "source", {"tips": SourceConfig(kind="made")})
    assert list(stale(home, NOW)) == ["tips stands still: the newest thing in it is of 2026-02-25 06:00 UTC."]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"secret": "TIPS_TOKEN"},
            "[source.tips] needs the environment variable TIPS_TOKEN, which is not set",
        ),
        ({"options": {"colour": "red"}}, "[source.tips] has no option 'colour'; made knows none"),
    ],
)
def test_what_the_operator_says_of_a_source_is_checked(home, tell, said, sentence):
    tell(["cloudbluefox.example"])
    with pytest.raises(ConfigError) as told:
        read(home, **said)
    assert str(told.value) == sentence


def test_what_is_watched_already_is_no_candidate_and_who_was_dropped_is_woken(home, tell):
    home.store.watchlist.add([WatchItem("cloudbluefox.example", NOW)])
    tell(["cloudbluefox.example", "cloudbluefox.test"])
    assert read(home).new == ("cloudbluefox.test",)
    kept = home.store.candidates.get("cloudbluefox.test")
    home.store.candidates.put([type(kept)(**{**_row(kept), "stage": Stage.DROPPED, "misses": 6})])
    tell([], ["cloudbluefox.test"])
    assert read(home).new == ("cloudbluefox.test",)
    woken = home.store.candidates.get("cloudbluefox.test")
    assert (woken.stage, woken.misses, woken.note) == (Stage.WAITING, 0, "told again after it was dropped")


def _row(record):
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def test_a_watched_candidate_that_stays_dead_is_dropped_with_a_record_and_an_analysts_own_is_not(home, tell):
    tell(["cloudbluefox.example", "cloudbluefox.test"])
    read(home)
    for domain, source in (("cloudbluefox.example", "tips"), ("cloudbluefox.test", "analyst")):
        kept = home.store.candidates.get(domain)
        home.store.candidates.put([type(kept)(**{**_row(kept), "stage": Stage.WATCHED})])
        home.store.watchlist.add([WatchItem(domain, NOW, source=source)])
    dead = dict.fromkeys(("cloudbluefox.example", "cloudbluefox.test"), ("dark", "gone"))
    home.store.ledger.add_states(dead, NOW, "2026-03-02")
    assert drop_dead(home, NOW + timedelta(days=59)) == 0
    assert drop_dead(home, NOW + timedelta(days=60)) == 1
    assert [each.domain for each in home.store.watchlist.items()] == ["cloudbluefox.test"]
    kept = home.store.candidates.get("cloudbluefox.example")
    assert (kept.stage, kept.note) == (Stage.DROPPED, "dark since 2026-03-02, dropped 2026-05-01")


def test_the_names_with_most_expected_bits_are_asked_for_first(home, tell):
    candidates = home.store.candidates
    tell(["cloudbluefox.example"])
    read(home)
    kept = candidates.get("cloudbluefox.example")
    rows = [("dull.example", "tips", 2.0), ("likely.example", "good", 5.0), ("loud.example", "bad", 6.0)]
    candidates.add(
        type(kept)(**{**_row(kept), "domain": name, "source": source, "bits": bits})
        for name, source, bits in rows
    )
    candidates.count("2026-03-01", "good", {"asked": 98, "answered": 89})
    candidates.count("2026-03-01", "bad", {"asked": 98, "answered": 9})
    order = [each.domain for each in candidates.turn(NOW, 10)]
    assert order.index("likely.example") < order.index("loud.example"), "few names of that source answer"
    assert candidates.turn(NOW - timedelta(days=1), 10) == []
    assert len(candidates.turn(NOW, 2)) == 2


def test_a_source_that_is_configured_wrongly_or_breaks_does_not_keep_the_next_from_its_turn(home, tell):
    sources = {
        "a": SourceConfig(kind="made", secret="TIPS_TOKEN"),
        "b": SourceConfig(kind="made"),
    }
    object.__setattr__(home.config, "source", sources)
    tell(["cloudbluefox.example"])
    first, second = discover(home, ["a", "b"], NOW, QUIET, lambda *_: None)
    assert first.faults == ("[source.a] needs the environment variable TIPS_TOKEN, which is not set",)
    assert second.new == ("cloudbluefox.example",)
    tell(["cloudbluefox.example"], ["thefoxcloud.example"], ends=RecursionError("too deep"))
    (broken,) = discover(home, ["b"], NOW, QUIET, lambda *_: None)
    assert broken.faults == (
        "its reading broke off (RecursionError: too deep); the next run goes on from there",
    )
    assert home.store.candidates.get("thefoxcloud.example") is not None, "what came before it is kept"


def test_a_source_is_due_a_little_before_its_hours_are_over(home, tell):
    object.__setattr__(home.config, "source", {"tips": SourceConfig(kind="made")})
    tell(["cloudbluefox.example"])
    read(home)
    assert due(home, NOW + timedelta(hours=22)) == []
    assert due(home, NOW + timedelta(hours=23, minutes=59)) == ["tips"]
    assert due(home, NOW - timedelta(days=3)) == ["tips"]  # it was read by a clock that was wrong


def test_credentials_of_a_source_stand_in_no_reason_and_no_fault(home, tell):
    where = "https://me:hush-hush@feeds.example/new?list=all&api_key=s3cr3t-value"
    tell(["cloudbluefox.example"], ends=SourceUnavailable(f"{where} sent me:t0ken-of-mine back"))
    config = SourceConfig(kind="made", where=where, secret="TIPS")
    found = read_source(home, "tips", config, NOW, {"TIPS": "me:t0ken-of-mine"}, lambda *_: None)
    assert found.faults == ("https://me:…@feeds.example/new?list=all&api_key=… sent … back",)


def test_a_source_with_very_many_names_that_wait_is_not_read_on_until_some_were_asked_for(
    home, tell, monkeypatch
):
    monkeypatch.setattr(_reading, "MOST_WAITING", 3)
    tell(["a.example", "b.example"], ["c.example", "d.example"], ["e.example"], trusted=True)
    first = read(home)
    sentence = "3 of its names wait for their turn; it is read on when names_per_day let some pass"
    assert (len(first.new), first.faults) == (4, (sentence,))
    assert (read(home).seen, read(home).faults) == (0, (sentence,))
    for each in home.store.candidates.turn(NOW, 2):
        home.store.candidates.put([type(each)(**{**_row(each), "looked_at": NOW})])
    assert read(home).new == ("e.example",), "nothing was passed over"


def test_a_name_that_the_source_writes_in_its_own_way_keeps_its_place(home, tell):
    tell(["CLOUDBLUEFOX.Example", "b\u00fccher-cloudbluefox.de"])
    read(home)
    reasons = [each.reason for each in home.store.candidates.turn(NOW, 9)]
    assert sorted(reasons) == [
        "line 1: its name resembles cloudbluefox.com",
        "line 2: its name resembles cloudbluefox.com",
    ]


def test_www_before_an_ending_is_a_name_of_its_own(home, tell):
    tell(["www.com", "www.co.uk", "www.bakery.example"], trusted=True)
    assert read(home).new == ("www.com", "www.co.uk", "bakery.example")
