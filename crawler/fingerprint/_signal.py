"""What is a signal, and what does it say of two sites?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from crawler.fingerprint._subject import Subject

Values = tuple[str, ...]
"""Sorted, distinct ``prefix:rest`` strings (``phone:+12125550100``); the prefix names the kind of fact."""


def of_equal_values(values: Values) -> Values:
    """Two sites that have no value in common have nothing in common."""
    return values


class Family(StrEnum):
    """Signals of one family are correlated: together they can give no more than the family's cap."""

    NAME = "name"
    REGISTRATION = "registration"
    INFRASTRUCTURE = "infrastructure"
    TEMPLATE = "template"
    CONTENT = "content"
    IDENTITY = "identity"
    CLAIMS = "claims"


class Weighing(StrEnum):
    """How the monitor turns a comparison into bits."""

    RARITY = "rarity"  # each shared value by how many other sites have it
    SIMILARITY = "similarity"  # the similarity by how common it is among unrelated sites


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two fingerprints have in common under one signal.

    ``similarity`` is 0..1; ``shared`` holds the common values; ``sentence`` tells a person, without
    judging ("both name the phone …"), without a capital and a full stop: who shows it begins and ends it.
    For Weighing.RARITY the similarity is informative only.
    """

    signal: str
    similarity: float
    shared: Values
    sentence: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing to look at. ``extract`` and ``compare`` are pure: no store, no net, no clock.

    ``extract`` gives ``()`` when the subject has nothing to say. ``compare`` gives None when either
    side is empty (no value, no evidence), and a Comparison with similarity 0 when both speak and disagree.
    ``keys`` picks the values under which a site is found again (posting lists, rarity); at most 64 a site.
    ``quote`` gives the readable form of shared values from a subject (passages, sentences), at most 10.
    ``meets`` gives the terms of which two sites have one in common when ``compare`` finds anything alike or
    shared: the values themselves, unless it compares more than equal ones. It saves comparing all with all.
    ``tell`` words one shared value as the end of a sentence that begins with "both": "list the phone …".
    """

    name: str
    family: Family
    question: str
    weighing: Weighing
    extract: Callable[[Subject], Values]
    compare: Callable[[Values, Values], Comparison | None]
    keys: Callable[[Values], Values]
    meets: Callable[[Values], Iterable[str]] = of_equal_values
    quote: Callable[[Subject, Values], tuple[str, ...]] = lambda subject, shared: shared[:10]
    tell: Callable[[str], str] = lambda value: f"have {value.partition(':')[2]}"
