"""What would a pair score if a weight were another?

Pure. A setting is named as the file of weights has it: ``value.phone.m``, ``caps.identity``; ``prior`` is the
one of the configuration.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from math import isfinite
from typing import Any

from crawler.errors import ConfigError
from monitor.evidence import Weights
from monitor.score import Score

PRIOR = "prior"
SHOWN = 0.05
"""Bits: a smaller difference would not show."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the waterfall, before and after."""

    line: str
    before: float
    after: float


def changes(before: Score, after: Score) -> tuple[Change, ...]:
    """The lines that differ: the prior, each family, each signal, and the score itself."""
    then, now = _lines(before), _lines(after)
    return tuple(
        Change(name, then.get(name, 0.0), now.get(name, 0.0))
        for name in dict.fromkeys((*then, *now))
        if abs(then.get(name, 0.0) - now.get(name, 0.0)) >= SHOWN
    )


def _lines(found: Score) -> dict[str, float]:
    lines = {PRIOR: found.prior}
    lines |= {f"{each.family} (family)": each.counted for each in found.families}
    return lines | {each.signal: each.bits for each in (*found.evidence, *found.against)}


def at_other_weights(settings: Iterable[str], prior: float) -> tuple[Weights, float]:
    """The shipped weights and ``prior``, but for ``settings`` such as "value.phone.m=0.5".

    ConfigError names the setting that cannot be, and what was probably meant.
    """
    table = tomllib.loads(resources.files("monitor").joinpath("weights.toml").read_text(encoding="utf-8"))
    known = [PRIOR, *_keys(table)]
    for setting in settings:
        name, equals, text = setting.partition("=")
        name = name.strip()
        if not equals:
            raise ConfigError(f"'{setting[:80]}' sets nothing; write it as value.phone.m=0.5")
        if name not in known:
            raise ConfigError(_unknown(name, known))
        value = _value(name, text.strip())
        if name == PRIOR:
            prior = value
        else:
            _put(table, name.split("."), value)
    try:
        return Weights.of(table), prior
    except (TypeError, ValueError) as error:
        raise ConfigError(f"these weights cannot be: {error}") from None


def _keys(table: Mapping[str, Any], under: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _keys(value, f"{under}{name}.")
        elif isinstance(value, int | float):
            yield f"{under}{name}"


def _unknown(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    near = near or [each for each in known if name.split(".")[0] in each][:3]
    meant = f"; did you mean {' or '.join(near)}?" if near else "; prior, caps.identity and value.phone.m are"
    return f"'{name[:80]}' is no weight{meant}"


def _value(name: str, text: str) -> Any:
    if text in ("true", "false") and name != PRIOR:
        return text == "true"
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or (name == PRIOR and not -60 <= value <= 0):
        takes = "a number from -60 to 0" if name == PRIOR else "a number"
        raise ConfigError(f"{name} takes {takes}, not '{text[:40]}'")
    return value


def _put(table: dict[str, Any], path: list[str], value: Any) -> None:
    for name in path[:-1]:
        table = table[name]
    table[path[-1]] = value
