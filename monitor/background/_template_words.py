"""Which values does a public template's demo page show: its file names, its sample texts, its people?"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from monitor.background._counts import hashed


def template(signal: str, value: str) -> str:
    """The template whose demo page shows ``value``, as a report names it; ``""`` where none does."""
    names, places = table()
    place = places.get(signal, {}).get(hashed(signal, value))
    return names[place] if place is not None else ""


@lru_cache(maxsize=1)
def table() -> tuple[tuple[str, ...], Mapping[str, Mapping[str, int]]]:
    """The templates' names; signal -> hash -> place of the template among them."""
    read = json.loads(files(__package__).joinpath("template_words.json").read_text("utf-8"))
    places = {
        signal: {each: int(place) for place, hashes in rows.items() for each in hashes.split()}
        for signal, rows in read["signals"].items()
    }
    return tuple(read["templates"]), places
