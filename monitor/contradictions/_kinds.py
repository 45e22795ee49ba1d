"""What is one contradiction, and how are the values read that it is made of?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.fingerprint import Values


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two facts of one site that do not go together; ``kind`` names its weight, ``facts`` are the values.

    ``sentence`` quotes both without judging, without a capital and a full stop.
    """

    kind: str
    sentence: str
    facts: tuple[str, ...]


def rests(values: Iterable[str], kind: str) -> tuple[str, ...]:
    """What follows the prefix ``kind`` in the values that have it."""
    return tuple(each[len(kind) + 1 :] for each in values if each.startswith(kind + ":"))


def claims(values: Mapping[str, Values]) -> Values:
    """What the site says of itself."""
    return values.get("claims", ())


def listed(words: Iterable[str]) -> str:
    """``CN, HK and RU``, in sorted order."""
    *most, last = sorted(words)
    return f"{', '.join(most)} and {last}" if most else last
