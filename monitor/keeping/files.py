"""Which files of a home are old, and how do they go?"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from crawler.store.citing import Count
from reports.publish import settle

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PUT_ASIDE = re.compile(r"\.\d{4}-\d{2}-\d{2}\.gone")


def old_archives(folder: Path, before: str) -> dict[str, int]:
    """The WARC files that were begun before a day, by their names, which begin with it; and their sizes."""
    found = (each for each in sorted(folder.glob("*.warc.gz")) if _DAY.match(each.name))
    return {each.name: each.stat().st_size for each in found if each.name[:10] < before and each.is_file()}


def remove_archives(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)
    if folder.is_dir():
        settle(folder)


def remove_reports(folder: Path, before: str, dry: bool) -> Count:
    """The folders of days before a day: how many, and the bytes in them."""
    days = [each for each in sorted(folder.glob("*-*-*")) if _DAY.fullmatch(each.name) and each.name < before]
    days = [each for each in days if each.is_dir() and not each.is_symlink()]
    size = sum(file.lstat().st_size for day in days for file in day.rglob("*") if file.is_file())
    if not dry:
        _remove(folder, days)
    return Count(len(days), size)


def _remove(folder: Path, days: Iterable[Path]) -> None:
    """A folder goes at once or not at all; first goes what an earlier one that was stopped had put aside."""
    for left in folder.glob(".*.gone"):
        if _PUT_ASIDE.fullmatch(left.name):
            shutil.rmtree(left)
    for day in days:
        shutil.rmtree(day.rename(day.with_name(f".{day.name}.gone")))
