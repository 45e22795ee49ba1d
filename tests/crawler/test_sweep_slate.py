"""Is a page that ends its reader passed over, and nobody else?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
import pytest

from crawler.sweep import Item, Tally, make_part, rows_of

PAGES = ("first", "poison", "last")
ITEM = Item("warc", "a.warc")


class Killed(BaseException):
    """Stands for the end of the process, which no code sees."""


@dataclass(frozen=True)
class Reading:
    """Ends its process at ``dies_at``; passes over what the tally says."""

    dies_at: str = "poison"
    name: str = "reading"

    def identity(self) -> Mapping[str, Any]:
        return {}

    def columns(self) -> Any:
        return pyarrow.schema([("page", pyarrow.string()), ("fault", pyarrow.string())])

    def rows(self, item: Item, tally: Tally) -> Iterator[Mapping[str, Any]]:
        for page in PAGES:
            if tally.is_stuck(page):
                yield {"page": page, "fault": "unread"}
                continue
            tally.at(page)
            if page == self.dies_at:
                raise Killed
            tally.at("")
            yield {"page": page, "fault": None}


def attempt(folder: Path, work: Reading) -> list[tuple[str, str | None]]:
    try:
        make_part(work, ITEM, folder)
    except Killed:
        return []
    return [(row["page"], row["fault"]) for row in rows_of(folder)]


def test_who_ended_two_readers_is_passed_over_by_the_third(tmp_path: Path) -> None:
    assert attempt(tmp_path, Reading()) == []
    assert attempt(tmp_path, Reading()) == []
    assert attempt(tmp_path, Reading()) == [("poison", "unread"), ("first", None), ("last", None)]
    assert [path.suffix for path in tmp_path.iterdir()] == [".parquet"]


def test_readers_that_are_killed_at_different_pages_pass_over_none(tmp_path: Path) -> None:
    for page in ("first", "last"):
        assert attempt(tmp_path, Reading(page)) == []
    assert attempt(tmp_path, Reading("")) == [("first", None), ("last", None), ("poison", None)]


def test_an_ordinary_failure_names_nobody(tmp_path: Path) -> None:
    class Broken(Reading):
        def rows(self, item: Item, tally: Tally) -> Iterator[Mapping[str, Any]]:
            tally.at("first")
            tally.at("")
            raise ValueError("it is no such file")
            yield {}

    for _ in range(3):
        with pytest.raises(ValueError, match="no such file"):
            make_part(Broken(), ITEM, tmp_path)
    assert attempt(tmp_path, Reading("")) == [("first", None), ("last", None), ("poison", None)]
