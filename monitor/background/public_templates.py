"""Is this page made from a template that anybody can have?

``public_templates.json`` holds the sketches of public templates: hashes under the signals that look at
templates, with name, vendor, licence and source. A template that two sites both resemble explains what they
have in common, so far as it goes.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Self

from crawler.fingerprint import Fingerprint, Signal, Values, signals

MOST_COMPARED = 6
"""Templates compared with a page under one signal: those that share most keys with it."""
MOST_REMEMBERED = 300


@dataclass(frozen=True, slots=True)
class PublicTemplate:
    """A template that is given away or sold: ``url`` says where, ``licence`` on what terms."""

    name: str
    vendor: str
    licence: str
    url: str

    def __str__(self) -> str:
        return f"'{self.name}' ({self.vendor}, {self.licence})"


class PublicTemplates:
    """The sketches, found by their signals' keys; ``at_least`` says from which similarity a page has one."""

    def __init__(
        self,
        rows: Iterable[tuple[PublicTemplate, Mapping[str, Values]]],
        at_least: Mapping[str, float],
        known: Iterable[Signal],
    ) -> None:
        self.rows = tuple(rows)
        self.at_least = at_least
        self._signals = {each.name: each for each in known if each.name in at_least}
        self._places: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in self._signals}
        for place, (_, values) in enumerate(self.rows):
            for name, signal in self._signals.items():
                for key in signal.keys(values.get(name, ())):
                    self._places[name][key].append(place)
        self._near: dict[tuple[str, Values], dict[int, float]] = {}

    @classmethod
    def read(cls, table: Mapping[str, Any], known: Iterable[Signal]) -> Self:
        """From the JSON that the build script writes."""
        rows = [
            (
                PublicTemplate(row["name"], row["vendor"], row["licence"], row["url"]),
                {name: tuple(text.split(" ")) for name, text in row["values"].items()},
            )
            for row in table["templates"]
        ]
        return cls(rows, table["at_least"], known)

    def near(self, signal: str, values: Values) -> Mapping[int, float]:
        """place -> similarity of the templates that a page with ``values`` resembles strongly enough."""
        key = (signal, values)
        if key not in self._near:
            if len(self._near) >= MOST_REMEMBERED:
                self._near.clear()
            self._near[key] = self._find(signal, values) if signal in self._signals and values else {}
        return self._near[key]

    def _find(self, signal: str, values: Values) -> dict[int, float]:
        looking = self._signals[signal]
        shared = Counter(place for key in looking.keys(values) for place in self._places[signal].get(key, ()))
        found = {}
        for place, _ in shared.most_common(MOST_COMPARED):
            comparison = looking.compare(values, self.rows[place][1].get(signal, ()))
            if comparison is not None and comparison.similarity >= self.at_least[signal]:
                found[place] = comparison.similarity
        return found

    def both(self, signal: str, ours: Values, theirs: Values) -> tuple[PublicTemplate, float] | None:
        """The template that both resemble, and how strongly the one that resembles it less does."""
        left = self.near(signal, ours)
        right = self.near(signal, theirs) if left else {}
        common = {place: min(left[place], right[place]) for place in left.keys() & right.keys()}
        if not common:
            return None
        place = max(common, key=lambda each: (common[each], -each))
        return self.rows[place][0], common[place]

    def match(self, fingerprint: Fingerprint) -> PublicTemplate | None:
        """The template that the page resembles most under any signal."""
        near = [
            (similarity, -place)
            for signal in self._signals
            for place, similarity in self.near(signal, fingerprint.values.get(signal, ())).items()
        ]
        return self.rows[-max(near)[1]][0] if near else None


@lru_cache(maxsize=1)
def shipped() -> PublicTemplates:
    """The templates of ``public_templates.json`` under the signals of this version."""
    table = json.loads(files(__package__).joinpath("public_templates.json").read_text("utf-8"))
    return PublicTemplates.read(table, signals())


def match(fingerprint: Fingerprint) -> PublicTemplate | None:
    """The shipped template that a site's home page was made from, by its markup; None when there is none."""
    return shipped().match(fingerprint)
