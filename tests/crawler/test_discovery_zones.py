"""Does a zone file tell exactly what was added since the last one, and nothing when it is cut?"""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.zone_files import SOURCE
from crawler.errors import ConfigError
from tests.crawler._feed_server import Heard, hear
from tests.crawler._zones import zone_text

BETWEEN = "added to .example between 2026-11-20 and 2026-11-21"


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    (tmp_path / "zones").mkdir()
    return tmp_path / "zones" / "example.zone.gz"


def put(zone: Path, names: list[str], day: int = 20, **how: Any) -> None:
    zone.write_bytes(gzip.compress(zone_text(names, serial=2026110000 + day * 100, **how)))


def on(day: int, zone: Path, before: Heard | None = None, **options: Any) -> Heard:
    now = datetime(2026, 11, day, 23, tzinfo=UTC)
    return hear(SOURCE, zone, cursor=before.cursor if before else "", now=now, **options)


def test_the_first_day_is_silent_and_the_next_tells_what_was_added(zone: Path) -> None:
    put(zone, ["a", "b", "gone", "z"])
    first = on(20, zone)
    assert (first.names, first.faults) == ([], [])
    put(zone, ["z", "new-1", "b", "a", "new-0"], 21)
    second = on(21, zone, first)
    assert second.said == {"new-0.example": BETWEEN, "new-1.example": BETWEEN}
    assert second.names == ["new-0.example", "new-1.example"]
    assert second.newest == datetime(2026, 11, 21, tzinfo=UTC)
    assert second.faults == [], "that a name is gone is no fault"
    assert on(21, zone, second).batches == 0


def test_only_one_days_list_is_kept_and_never_the_zone(zone: Path) -> None:
    put(zone, ["a"])
    first = on(20, zone)
    killed = zone.parent / ".zone-lists" / f"example.{'0' * 24}.names.zst"
    others = killed.with_name(f"second.example.{'0' * 24}.names.zst")
    killed.touch()
    others.touch()
    put(zone, ["a", "b"], 21)
    on(21, zone, first)
    assert others.exists()
    others.unlink()
    kept = list((zone.parent / ".zone-lists").iterdir())
    assert [each.name.split(".")[0] for each in kept] == ["example"]
    assert kept[0].name.endswith(".names.zst")
    assert kept[0].parent.stat().st_mode & 0o777 == 0o700


def test_the_first_day_is_told_when_the_operator_wants_it(zone: Path) -> None:
    put(zone, ["b", "a"])
    heard = on(20, zone, first="all")
    assert heard.said == {"a.example": "in .example on 2026-11-20", "b.example": "in .example on 2026-11-20"}


def test_a_change_of_name_servers_is_told_when_the_operator_wants_it(zone: Path) -> None:
    put(zone, ["a", "b"])
    first = on(20, zone, changed="yes")
    put(zone, ["a", "b", "c"], 21, host="ns9.other.test.")
    heard = on(21, zone, first, changed="yes")
    assert heard.said == {
        "a.example": "name servers changed in .example between 2026-11-20 and 2026-11-21",
        "b.example": "name servers changed in .example between 2026-11-20 and 2026-11-21",
        "c.example": BETWEEN,
    }
    put(zone, ["a", "b", "c", "d"], 22)
    assert on(22, zone, heard).names == ["d.example"], "without the option they are passed over"


@pytest.mark.parametrize("packed", [True, False])
def test_a_zone_cut_in_the_middle_is_no_day(zone: Path, packed: bool) -> None:
    names = [f"n{each}" for each in range(3_000)]
    put(zone, names)
    first = on(20, zone)
    text = zone_text([*names, "new"], serial=2026112100)
    zone.write_bytes(gzip.compress(text)[:-4_000] if packed else text[: len(text) // 2])
    cut = on(21, zone, first)
    assert cut.names == []
    assert len(cut.faults) == 1
    assert ("it ends in the middle" if packed else "it is cut: no SOA record ends it") in cut.faults[0]
    assert "example.zone.gz" in cut.faults[0]
    assert cut.faults[0].endswith("the list of the day before stays")
    zone.write_bytes(text)
    assert on(21, zone, cut).names == ["new.example"], "neither the cut names again nor none at all"


def test_an_older_zone_is_no_new_day(zone: Path) -> None:
    put(zone, ["a"], 20)
    first = on(20, zone)
    put(zone, ["a", "since-removed"], 18)
    heard = on(21, zone, first)
    assert heard.names == []
    assert "it is older (serial 2026111800) than what was read (serial 2026112000)" in heard.faults[0]


def test_a_zone_that_no_record_ends_is_taken_when_that_is_usual_there(zone: Path) -> None:
    def open_ended(names: list[str], day: int) -> None:
        zone.write_bytes(b"".join(zone_text(names, serial=2026110000 + day * 100).splitlines(True)[:-1]))

    names = [f"n{each}" for each in range(20)]
    open_ended(names, 20)
    assert "soa = once" in on(20, zone).faults[0]
    first = on(20, zone, soa="once")
    open_ended([*names, "new"], 21)
    second = on(21, zone, first, soa="once")
    assert second.names == ["new.example"]
    open_ended(names[:10], 22)
    assert "it has 10 names where there were 21: it may be cut" in on(22, zone, second, soa="once").faults[0]


def test_a_zone_that_came_twice_is_said_to_be_the_same(zone: Path) -> None:
    put(zone, ["a"])
    first = on(20, zone)
    zone.write_bytes(zone.read_bytes())
    heard = on(21, zone, first)
    assert (heard.names, len(heard.faults)) == ([], 1)
    assert heard.faults[0].endswith("example.zone.gz is the very same as when it was read before")


def test_a_lost_list_is_said_and_todays_takes_its_place(zone: Path) -> None:
    put(zone, ["a"])
    first = on(20, zone)
    next((zone.parent / ".zone-lists").iterdir()).unlink()
    put(zone, ["a", "b"], 21)
    second = on(21, zone, first)
    assert second.names == []
    assert (
        "is gone or damaged; what was added between 2026-11-20 and 2026-11-21 is not told" in second.faults[0]
    )
    put(zone, ["a", "b", "c"], 22)
    assert on(22, zone, second).names == ["c.example"]


def test_killed_anywhere_every_added_name_is_told_once(zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.discovery._zone_days.MOST_NAMES", 3)
    put(zone, ["a"])
    (zone.parent / "second.zone").write_bytes(zone_text(["x"], zone="second"))
    heard = on(20, zone.parent)
    names = [f"n{each:02}" for each in range(20)]
    put(zone, ["a", *names], 21)
    (zone.parent / "second.zone").write_bytes(zone_text(["x", "y"], zone="second", serial=2026112100))
    told = list[str]()
    for _ in range(30):
        heard = on(21, zone.parent, heard, stop_after=1)
        told += heard.names
    assert told == [*(f"{each}.example" for each in names), "y.second"]


def test_what_is_no_zone_lies_in_the_folder_unread(zone: Path) -> None:
    put(zone, ["a"])
    (zone.parent / "README.txt").write_text("zones of the service\n")
    heard = on(20, zone.parent)
    assert heard.faults[0].endswith("README.txt: it has no SOA record; the list of the day before stays")
    assert list(json.loads(heard.cursor)["zones"]) == ["example"]


@pytest.mark.parametrize("options", [{"first": "some"}, {"changed": "1"}, {"soa": "never"}])
def test_an_option_that_makes_no_sense_stops_the_reading(zone: Path, options: dict[str, str]) -> None:
    put(zone, ["a"])
    with pytest.raises(ConfigError, match=f"'{next(iter(options))}'"):
        on(20, zone, **options)
