"""What can be swept?

Each file of this folder reads one kind of input: how it is cut into items, and what an item holds.
"""

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from crawler import plugins
from crawler.errors import ConfigError
from crawler.sweep.inputs._input import Document, Input, Options
from crawler.sweep.inputs._opened import is_folder, path_of
from crawler.sweep.parts import JOB
from crawler.sweep.work import Item

__all__ = ["Document", "Input", "Options", "cut", "cut_all", "inputs", "named"]

AT_ONCE = 16
"""Inputs that are asked for their size at one time."""


@lru_cache(maxsize=1)
def inputs() -> tuple[Input, ...]:
    """Every input of this folder, by name."""
    return tuple(plugins.find(sys.modules[__name__], "INPUT"))


def named(name: str) -> Input:
    """The input of that name; ConfigError when there is none."""
    found = next((each for each in inputs() if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in inputs())
        raise ConfigError(f"there is no input '{name[:60]}'; there are {known}")
    return found


def cut(where: str, kind: str | None, options: Options, gives: str) -> Iterator[Item]:
    """The items of a file, of every such file of a folder, or of an address.

    ConfigError where there is nothing of the kind, or where the ending of a name does not say of which it is.
    """
    if is_folder(where):
        every = (each for each in path_of(where).rglob("*") if each.is_file())
        found = sorted(str(each) for each in every if not (each.parent / JOB).exists())  # no sweep's parts
        found = [each for each in found if kind or _by_ending(each, gives)]
        if not found:
            raise ConfigError(f"the folder {where} holds nothing that can be swept; name files, with --kind")
        for each in found:
            yield from cut(each, kind, options, gives)
        return
    read = named(kind) if kind else _by_ending(where, gives)
    if read is None or read.gives != gives:
        known = ", ".join(each.name for each in inputs() if each.gives == gives)
        raise ConfigError(f"{where} does not tell by its ending what it holds; give --kind: {known}")
    yield from read.cut(where, options)


def cut_all(wheres: Iterable[str], kind: str | None, options: Options, gives: str) -> list[Item]:
    """The items of all inputs, in their order; several are asked at once, since a server takes its time."""
    with ThreadPoolExecutor(AT_ONCE) as asking:
        found = asking.map(lambda where: list(cut(where, kind, options, gives)), wheres)
        return [item for items in found for item in items]


def _by_ending(where: str, gives: str) -> Input | None:
    name = where.partition("?")[0].lower()
    return next((each for each in inputs() if each.gives == gives and name.endswith(each.endings)), None)
