"""Would the program still notice what it must notice?

A canary is a site that has to be found every day: one that is not says that the program has gone blind, which
a report without alerts never could. The operator names watched domains, and one canary is shipped: an
invented pair of sites that is compared in this process every day, away from the network and the store.
"""

from collections.abc import Collection, Iterator, Mapping

from crawler import names
from monitor.canaries._selftest import SELF_TEST, self_test
from monitor.config import ALERT, CanaryConfig
from monitor.score import Band
from monitor.store import Standing
from reports.lines import CanaryLine

__all__ = ["SELF_TEST", "domains", "operators", "self_test"]


def domains(canaries: Mapping[str, CanaryConfig]) -> frozenset[str]:
    """The operator's canaries, as the store names them; they are never told as alerts."""
    return frozenset(_parsed(each.domain) for each in canaries.values())


def operators(
    canaries: Mapping[str, CanaryConfig],
    watched: Collection[str],
    seen: Collection[str],
    standings: Collection[Standing],
) -> Iterator[CanaryLine]:
    """What came of each canary: watched, ``seen`` today, and standing in a band against what is expected."""
    for name, canary in sorted(canaries.items()):
        domain = _parsed(canary.domain)
        stood = [each for each in standings if each.domain == domain and each.band != Band.NONE]
        fault = _fault(domain, _parsed(canary.expect), watched, seen, stood)
        yield CanaryLine(domain, not fault, f"{name}: {fault or _fine(stood, canary)}.")


def _fault(
    domain: str, expected: str, watched: Collection[str], seen: Collection[str], stood: list[Standing]
) -> str:
    if domain not in watched:
        return f"it is not watched; 'brassplate watch add {domain} --priority high' first"
    if domain not in seen:
        return "its site was not seen today"
    if not stood:
        return "it was seen and resembles nothing any more"
    if expected != ALERT and expected not in {each.counterpart for each in stood}:
        others = ", ".join(sorted({each.counterpart for each in stood})[:3])
        return f"it does not resemble {expected} any more, only {others}"
    return ""


def _fine(stood: list[Standing], canary: CanaryConfig) -> str:
    expected = _parsed(canary.expect)
    found = [each for each in stood if expected in (ALERT, each.counterpart)]
    best = max(found, key=lambda each: each.score)
    return f"resembles {best.counterpart} ({best.band}, {best.score:+.1f} bits)"


def _parsed(text: str) -> str:
    """A domain as the store names it; what is none is told as it was written."""
    try:
        return names.parse(text) if text != ALERT else text
    except names.InvalidName:
        return text
