"""What was told of a pair before, so that it is told once?"""

from collections.abc import Mapping
from typing import Any

from monitor.score import Band
from monitor.store import Standing

MATERIAL = 3.0
"""A fact of at least this many bits is news when it appears."""
NEARLY = 2.0
"""A fact that weighed so much already is no news when other sites come or go and it weighs a little more."""
Pair = tuple[str, str]


def facts_of(detail: Mapping[str, Any], least: float = MATERIAL) -> frozenset[str]:
    """The material facts of a score's JSON: rare shared values, and signals that resemble strongly."""
    found = set()
    for evidence in detail.get("evidence", ()):
        strong = [fact["value"] for fact in evidence["facts"] if fact["bits"] >= least]
        if not evidence["facts"] and evidence["bits"] >= least:
            strong = [""]
        found |= {f"{evidence['signal']} {value}".strip() for value in strong}
    return frozenset(found)


def peak_of(standing: Standing | None) -> Band:
    """The highest band in which the pair was told."""
    return Band(standing.detail.get("peak", standing.band)) if standing else Band.NONE


def told_of(standing: Standing | None) -> frozenset[str]:
    """The facts of the pair that were told; of one that waits for room, those of earlier days."""
    if standing is None:
        return frozenset()
    told = frozenset(standing.detail.get("told", ()))
    return told if standing.detail.get("waits") else told | facts_of(standing.detail, NEARLY)
