"""Where do new names come from? A source is a file of this folder; see ``_source`` for its shape."""

import sys
from collections.abc import Iterator
from functools import lru_cache

from crawler import plugins
from crawler.discovery._decoys import is_everybodys
from crawler.discovery._marked import Marked, domains_in
from crawler.discovery._refang import written
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.discovery._web import Answer, Web
from crawler.errors import ConfigError

__all__ = [
    "MOST_NAMES",
    "Answer",
    "Batch",
    "Given",
    "Marked",
    "Source",
    "Web",
    "domains_in",
    "is_everybodys",
    "named",
    "names_in",
    "sources",
    "whole_cursor",
]


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Every kind of source in this folder, by name."""
    return tuple(plugins.find(sys.modules[__name__], "SOURCE"))


def named(name: str) -> Source:
    """The source of this kind; ConfigError lists what there is."""
    for each in sources():
        if each.name == name:
            return each
    raise ConfigError(f"there is no source '{name}'; there are {', '.join(each.name for each in sources())}")


def names_in(text: str) -> Iterator[str]:
    """Every host name under a public suffix that ``text`` writes, plainly or made harmless, in its order."""
    return (each.host for each in written(text))
