"""Where can a sweep's tasks run, and which one does the operator mean?"""

import sys
from typing import cast

from crawler.errors import ConfigError
from crawler.plugins import find
from crawler.sweep.engines._engine import Engine, Settings

__all__ = ["Engine", "Settings", "engine", "engines"]


def engines() -> tuple[Engine, ...]:
    """Every engine, by name; the libraries of one are loaded when it runs."""
    return tuple(cast(list[Engine], find(sys.modules[__name__], "ENGINE")))


def engine(name: str) -> Engine:
    """The engine of that name; ConfigError for a name that is none."""
    found = {each.name: each for each in engines()}
    if name not in found:
        raise ConfigError(f"there is no engine {name!r}; name one of {', '.join(found)}")
    return found[name]
