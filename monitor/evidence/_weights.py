"""How much does each kind of agreement weigh before any local count?"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from importlib import resources
from itertools import pairwise
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from crawler.errors import ConfigError
from crawler.fingerprint import Family
from crawler.records import content_hash
from monitor import background

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class ValueWeight:
    """One kind of value under Weighing.RARITY, known by its prefix or its signal."""

    m: float  # how often two sites of one operator share it, where both show one
    u: float  # how often two unrelated sites share it, before any local count
    weight: float  # how many observed sites that background is worth
    most: float  # bits that one such value can give
    against: bool = False  # whether it weighs against when both sides show some and none in common


@dataclass(frozen=True, slots=True)
class Curve:
    """One signal under Weighing.SIMILARITY: ``points`` are (similarity, bits), rising."""

    m: float
    points: tuple[tuple[float, float], ...]
    weight: float  # how many observed sites the curve is worth
    local: bool  # whether other observed sites that are as similar make the similarity common

    def bits(self, similarity: float) -> float:
        """The bits at ``similarity``, on straight lines between the points."""
        place = bisect_right([x for x, _ in self.points], similarity)
        if place in (0, len(self.points)):
            return self.points[max(0, place - 1)][1]
        (x0, y0), (x1, y1) = self.points[place - 1], self.points[place]
        return y0 + (y1 - y0) * (similarity - x0) / (x1 - x0)

    def similarity(self, bits: float) -> float:
        """The lowest similarity that gives ``bits``; the first point's where every one does."""
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if y0 >= bits:
                return x0
            if y1 >= bits:
                return x0 + (x1 - x0) * (bits - y0) / (y1 - y0)
        return self.points[-1][0]


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that turns agreements into bits; ``hash`` names it, with the background, in a report."""

    caps: Mapping[Family, float]
    decay: float  # each next value of one signal counts this part of the one before
    crowd: float  # k other sites with a value make it at least as common as k / (k + crowd)
    public: float  # bits that a value can give which only names a public service
    against: float  # bits that one signal's disagreement can weigh against, below zero
    crowd_alike: float  # the same as crowd for sites that are as similar
    public_alike: float  # bits that a likeness can give which a public template explains
    values: Mapping[str, ValueWeight]
    curves: Mapping[str, Curve]
    hash: str

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The weights of ``path``, or those that are shipped; ConfigError names what is wrong in the file."""
        file = path or resources.files("monitor").joinpath("weights.toml")
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            return cls.of(table)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
            raise ConfigError(f"reading the weights of {file} failed: {error}; mend the file") from error

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """The weights that a table of the file's shape says; ValueError or TypeError where it says none."""
        _expect(table, ("caps", "rarity", "similarity", "value", "curve"), "the file")
        _expect(table["caps"], [str(family) for family in Family], "[caps]")
        _expect(table["rarity"], ("decay", "crowd", "public", "against"), "[rarity]")
        _expect(table["similarity"], ("crowd", "public"), "[similarity]")
        for section in ("value", "curve"):
            if DEFAULT not in table[section]:
                raise ValueError(f"[{section}.{DEFAULT}] is missing")
        values = {name: _value(name, row) for name, row in table["value"].items()}
        curves = {name: _curve(name, row) for name, row in table["curve"].items()}
        return cls(
            caps=MappingProxyType({f: _number(table["caps"][f], f"caps.{f}", 0, 100) for f in Family}),
            decay=_number(table["rarity"]["decay"], "rarity.decay", 0, 1),
            crowd=_number(table["rarity"]["crowd"], "rarity.crowd", 1, 1e9),
            public=_number(table["rarity"]["public"], "rarity.public", 0, 40),
            against=_number(table["rarity"]["against"], "rarity.against", -40, 0),
            public_alike=_number(table["similarity"]["public"], "similarity.public", 0, 40),
            crowd_alike=_number(table["similarity"]["crowd"], "similarity.crowd", 1, 1e9),
            values=MappingProxyType(values),
            curves=MappingProxyType(curves),
            hash=content_hash([table, background.digest()]),
        )

    def value(self, prefix: str, signal: str) -> ValueWeight:
        """The weight of values with this prefix, else that of the signal's values, else the default."""
        found = self.values.get(prefix) or self.values.get(signal)
        return found or self.values[DEFAULT]

    def curve(self, signal: str) -> Curve:
        return self.curves.get(signal, self.curves[DEFAULT])


def _value(name: str, row: Mapping[str, Any]) -> ValueWeight:
    at = f"value.{name}"
    _expect(row, [each.name for each in fields(ValueWeight)], f"[{at}]", optional=("against",))
    against = row.get("against", False)
    if not isinstance(against, bool):
        raise ValueError(f"{at}.against takes true or false")
    return ValueWeight(
        against=against,
        m=_number(row["m"], f"{at}.m", 1e-6, 1),
        u=_number(row["u"], f"{at}.u", 1e-12, 1),
        weight=_number(row["weight"], f"{at}.weight", 1e-6, 1e9),
        most=_number(row["most"], f"{at}.most", 0, 40),
    )


def _curve(name: str, row: Mapping[str, Any]) -> Curve:
    at = f"curve.{name}"
    _expect(row, [each.name for each in fields(Curve)], f"[{at}]")
    points = tuple(
        (_number(x, f"{at}.points", 0, 1), _number(y, f"{at}.points", -10, 40)) for x, y in row["points"]
    )
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(points))
    if not points or not rising:
        raise ValueError(f"{at}.points must rise from left to right")
    if not isinstance(row["local"], bool):
        raise ValueError(f"{at}.local takes true or false")
    weight = _number(row["weight"], f"{at}.weight", 1e-6, 1e9)
    return Curve(_number(row["m"], f"{at}.m", 1e-6, 1), points, weight, row["local"])


def _expect(table: Any, names: Iterable[str], at: str, optional: Iterable[str] = ()) -> None:
    if not isinstance(table, Mapping):
        raise ValueError(f"{at} is not a table")
    wanted = set(names)
    missing = wanted - set(table) - set(optional)
    for problem, keys in (("unknown", set(table) - wanted), ("missing", missing)):
        if keys:
            raise ValueError(f"{at} has the {problem} key '{min(keys)}'")


def _number(value: Any, at: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{at} takes a number, not {value!r}")
    if not low <= value <= high:
        raise ValueError(f"{at} is {value}; it takes {low:g} to {high:g}")
    return float(value)
