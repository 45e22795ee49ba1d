"""Does a sweep that is stopped anywhere end as if it had never been stopped?"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from crawler.errors import ConfigError
from crawler.sweep import Ended, EngineLost, Item, Part, Tally, digest, job_of, make_part, rows_of, sweep
from crawler.sweep.driver import QUARANTINED
from crawler.sweep.parts import parts_in


@dataclass(frozen=True)
class Letters:
    """Two rows an item; raises for an item named poison."""

    cut: float = 0.0
    name: str = "letters"

    def identity(self) -> Mapping[str, Any]:
        return {"cut": self.cut}

    def columns(self) -> Any:
        return pyarrow.schema([("where", pyarrow.string()), ("number", pyarrow.int64())])

    def rows(self, item: Item, tally: Tally) -> Iterator[Mapping[str, Any]]:
        if item.where == "poison":
            raise ValueError("it is poison")
        tally.seen += 2
        tally.read += 10
        yield {"where": item.where, "number": 2}
        yield {"where": item.where, "number": 1}


def here(task: Callable[[Item], Part], items: Iterable[Item]) -> Iterator[Ended]:
    """The least that is an engine."""
    for item in items:
        try:
            yield Ended(item, task(item))
        except ValueError as error:
            yield Ended(item, None, str(error))


ITEMS = [Item("warc", each) for each in ("b", "a", "c")]


def test_every_item_becomes_one_part_with_its_rows_in_order(tmp_path: Path) -> None:
    done = sweep(Letters(), ITEMS, tmp_path, here)
    assert (done.parts, done.kept, done.rows, done.seen, done.bytes_read) == (3, 0, 6, 6, 30)
    assert [path.stem for path in parts_in(done.folder)] == sorted(each.name for each in ITEMS)
    rows = [(row["where"], row["number"]) for row in rows_of(done.folder)]
    assert rows == [
        (item.where, number) for item in sorted(ITEMS, key=lambda each: each.name) for number in (1, 2)
    ]


def test_an_item_has_the_same_name_everywhere() -> None:
    assert Item("warc", "a.warc.gz").name == "part-dbb299ab0b6d6be6a13e565f3b68c74b"
    assert Item("warc", "a.warc.gz", 0, 10).name != Item("warc", "a.warc.gz").name


def test_other_rules_have_another_folder_and_the_same_ones_the_same(tmp_path: Path) -> None:
    one, again, other = (job_of(Letters(cut), tmp_path) for cut in (1.0, 1.0, 2.0))
    assert one == again != other
    assert json.loads((one / "job.json").read_text()) == {"work": "letters", "cut": 1.0}


def test_what_was_stopped_goes_on_and_ends_with_the_same_digest(tmp_path: Path) -> None:
    whole = sweep(Letters(), ITEMS, tmp_path / "whole", here)

    def dies(task: Callable[[Item], Part], items: Iterable[Item]) -> Iterator[Ended]:
        for number, ended in enumerate(here(task, items)):
            if number == 2:
                raise EngineLost("the scheduler is gone")
            yield ended

    with pytest.raises(EngineLost):
        sweep(Letters(), ITEMS, tmp_path / "cut", dies)
    done = sweep(Letters(), ITEMS, tmp_path / "cut", here)
    assert done.kept >= 2
    assert digest(done.folder) == digest(whole.folder)


def test_a_part_that_is_there_is_never_made_again(tmp_path: Path) -> None:
    made = make_part(Letters(), ITEMS[0], tmp_path)
    (path,) = parts_in(tmp_path)
    before = path.stat().st_mtime_ns
    assert make_part(Letters(), ITEMS[0], tmp_path) == made
    assert path.stat().st_mtime_ns == before


def test_a_torn_part_and_what_a_dead_writer_left_are_made_again(tmp_path: Path) -> None:
    whole = sweep(Letters(), ITEMS, tmp_path, here)
    good = digest(whole.folder)
    torn = parts_in(whole.folder)[1]
    torn.write_bytes(torn.read_bytes()[:20])
    left = whole.folder / f".{torn.stem}.4711.0badcafe.tmp"
    left.write_bytes(b"half")
    done = sweep(Letters(), ITEMS, tmp_path, here)
    assert (done.kept, done.parts) == (2, 3)
    assert digest(done.folder) == good
    assert not left.exists()


def test_poison_is_quarantined_by_name_and_everything_else_is_done(tmp_path: Path) -> None:
    done = sweep(Letters(), [*ITEMS, Item("warc", "poison")], tmp_path, here)
    assert done.parts == 3
    (line,) = (done.folder / QUARANTINED).read_text("utf-8").splitlines()
    poison = {"kind": "warc", "where": "poison", "begin": 0, "end": -1}
    assert json.loads(line) == {"item": poison, "fault": "it is poison"}
    assert digest(done.folder) == digest(sweep(Letters(), ITEMS, tmp_path / "without", here).folder)
    mended = sweep(Letters(), ITEMS, tmp_path, here)
    assert mended.quarantined == ()
    assert not (mended.folder / QUARANTINED).exists()


@pytest.mark.parametrize("left", [0, 20, -30])
def test_rows_of_a_torn_part_are_a_mistake_that_says_what_to_do(tmp_path: Path, left: int) -> None:
    done = sweep(Letters(), ITEMS, tmp_path, here)
    torn = parts_in(done.folder)[1]
    torn.write_bytes(torn.read_bytes()[:left])
    expected = f"{torn} is damaged .*; remove it and give the sweep's command again, which makes it anew"
    with pytest.raises(ConfigError, match=expected):
        list(rows_of(done.folder))
    with pytest.raises(ConfigError, match=expected):
        digest(done.folder)


def test_an_item_is_told_as_a_person_finds_it_again() -> None:
    told = [Item("warc", "a.warc"), Item("names", "zone.txt", 0, 64), Item("crawl", "names.txt", 2, 8)]
    assert [each.words for each in told] == ["a.warc", "zone.txt from 0 to 64", "shard 3 of 8 of names.txt"]


def test_the_longest_items_are_given_out_first(tmp_path: Path) -> None:
    given = [
        Item("warc", each, 0, size)
        for each, size in (("small", 9), ("huge", 999), ("unknown", -1), ("big", 99))
    ]
    order: list[str] = []

    def noting(task: Callable[[Item], Part], items: Iterable[Item]) -> Iterator[Ended]:
        for item in items:
            order.append(item.where)
            yield Ended(item, task(item))

    assert sweep(Letters(), given, tmp_path, noting).parts == 4
    assert order == ["huge", "big", "small", "unknown"]


def test_the_same_input_twice_is_read_once(tmp_path: Path) -> None:
    assert sweep(Letters(), ITEMS * 2, tmp_path, here).items == 3


def test_a_row_without_a_place_in_utf_8_is_kept_as_its_escape(tmp_path: Path) -> None:
    sweep(Letters(), [Item("warc", "half \ud800")], tmp_path, here)
    (folder,) = tmp_path.iterdir()
    assert {row["where"] for row in rows_of(folder)} == {"half \\ud800"}


def test_nothing_to_sweep_and_a_folder_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing to sweep"):
        sweep(Letters(), [], tmp_path, here)
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written into"):
        sweep(Letters(), ITEMS, tmp_path / "file", here)


def test_progress_is_told_after_every_item(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    sweep(Letters(), ITEMS, tmp_path, here, lambda done: told.append((done.ended, done.items)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_part_that_tells_nonsense_of_itself_is_made_again(tmp_path: Path) -> None:
    whole = sweep(Letters(), ITEMS, tmp_path, here)
    good, part = digest(whole.folder), parts_in(whole.folder)[0]
    table = parquet.read_table(part)
    about = json.loads(table.schema.metadata[b"brassplate"])
    for told in (
        '{"part": []}',
        "[" * 100_000,
        json.dumps({**about, "part": {**about["part"], "rows": "x"}}),
    ):
        parquet.write_table(table.replace_schema_metadata({b"brassplate": told.encode()}), part)
        done = sweep(Letters(), ITEMS, tmp_path, here)
        assert (done.kept, done.parts) == (2, 3)
        assert digest(done.folder) == good
