"""How does a table of the file become a dataclass, and what is said where it does not fit?"""

import difflib
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from crawler.errors import ConfigError


class Builder:
    """Builds dataclasses from TOML tables, strictly."""

    def __init__(self, file: Path, root: type) -> None:
        self.file = file
        self._root = root

    def build(self, kind: Any, table: Mapping[str, Any], at: str, given: Mapping[str, Any]) -> Any:
        known = [each.name for each in fields(kind) if each.name not in given]
        hints = get_type_hints(kind)
        values = dict(given)
        for name, value in table.items():
            if name not in known:
                raise ConfigError(self._unknown(f"{at}{name}", at, known))
            values[name] = self._read(hints[name], value, f"{at}{name}")
        return kind(**values)

    def _unknown(self, key: str, at: str, known: list[str]) -> str:
        name = key.removeprefix(at)
        near = [f"{at}{each}" for each in difflib.get_close_matches(name, known, n=1, cutoff=0.5)]
        found = near or [each for each in _all_keys(self._root) if each.rpartition(".")[2] == name]
        hint = f"did you mean '{found[0]}'?" if found else f"known here: {', '.join(known)}"
        return f"{self.file}: there is no key '{key}'; {hint}"

    def _read(self, kind: Any, value: Any, key: str) -> Any:
        if is_dataclass(kind) and isinstance(value, dict):
            return self.build(kind, value, f"{key}.", given={})
        if get_origin(kind) is tuple and isinstance(value, list):
            return tuple(self._read(str, each, key) for each in value)
        if get_origin(kind) is Mapping and isinstance(value, dict):
            left, right = get_args(kind)
            pairs = {
                self._key(left, name, key): self._read(right, each, f"{key}.{name}")
                for name, each in value.items()
            }
            return types.MappingProxyType(pairs)
        if kind is float and type(value) in (int, float):
            return float(value)
        if type(value) is kind:
            return value
        raise ConfigError(f"{self.file}: '{key}' takes {_WORDS.get(kind, 'a table')}, not {shown(value)}")

    def _key(self, kind: Any, name: str, key: str) -> Any:
        if kind is not int:
            return name
        if name.isdecimal():
            return int(name)
        raise ConfigError(f"{self.file}: '{key}' takes numbers as keys, not '{name}'")


_WORDS = {
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    tuple[str, ...]: "a list of texts",
    Mapping[str, str]: "a table of texts",
    Mapping[int, int]: "a table of numbers",
}


def _all_keys(root: type) -> list[str]:
    tables = {name: kind for name, kind in get_type_hints(root).items() if is_dataclass(kind)}
    nested = [f"{name}.{each.name}" for name, kind in tables.items() for each in fields(kind)]
    return [*(each.name for each in fields(root) if each.name != "home"), *nested]


def shown(value: Any) -> str:
    """A value as the file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {shown(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(shown, value))}]"
    return repr(value) if isinstance(value, str | int | float) else str(value)
