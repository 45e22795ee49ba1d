"""What can be swept?

Each file of this folder reads one kind of input: how it is cut into items, and what an item holds.
"""

import sys
from functools import lru_cache

from crawler import plugins
from crawler.errors import ConfigError
from crawler.sweep.inputs._input import Document, Input, Options

__all__ = ["Document", "Input", "Options", "inputs", "named"]


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
