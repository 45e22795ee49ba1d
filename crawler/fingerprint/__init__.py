"""What does a site look like under every signal?

Pure: observations in, values out. A signal is a file of this folder; see ``_signal`` for its shape.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Self

from crawler import plugins
from crawler.fingerprint._classes import HIDING, OWNERS, PageClass, classify
from crawler.fingerprint._name_words import bits as name_bits
from crawler.fingerprint._page import Page, Shown
from crawler.fingerprint._seizure import is_of_seizure
from crawler.fingerprint._side_by_side import Passage, side_by_side
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing, of_equal_values
from crawler.fingerprint._subject import Image, Subject

__all__ = [
    "HIDING",
    "OWNERS",
    "Comparison",
    "Family",
    "Fingerprint",
    "Image",
    "Page",
    "PageClass",
    "Passage",
    "Shown",
    "Signal",
    "Subject",
    "Values",
    "Weighing",
    "classify",
    "compare",
    "is_of_seizure",
    "name_bits",
    "of_equal_values",
    "side_by_side",
    "signals",
    "take",
]

VERSION = 6
"""Raised when any signal's values change meaning: older stored fingerprints are then taken anew."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The values of one domain under every signal; signals with nothing to say are left out."""

    domain: str
    values: Mapping[str, Values]

    def to_json(self) -> dict[str, Any]:
        return {"domain": self.domain, "values": {name: list(each) for name, each in self.values.items()}}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        values = {name: tuple(each) for name, each in row["values"].items()}
        return cls(row["domain"], MappingProxyType(values))


@lru_cache(maxsize=1)
def signals() -> tuple[Signal, ...]:
    """Every signal in this folder, by name."""
    return tuple(plugins.find(sys.modules[__name__], "SIGNAL"))


def take(subject: Subject) -> Fingerprint:
    """The fingerprint of ``subject``: the same subject always gives the same values."""
    values = {signal.name: signal.extract(subject) for signal in signals()}
    return Fingerprint(
        subject.domain, MappingProxyType({name: each for name, each in values.items() if each})
    )


def compare(ours: Fingerprint, theirs: Fingerprint) -> tuple[Comparison, ...]:
    """One Comparison for each signal in which both have values, by signal name."""
    found = []
    for signal in signals():
        left, right = ours.values.get(signal.name, ()), theirs.values.get(signal.name, ())
        comparison = signal.compare(left, right) if left and right else None
        if comparison is not None:
            found.append(comparison)
    return tuple(found)
