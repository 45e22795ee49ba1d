"""How do frequencies become bits, and bits a probability?

Fellegi and Sunter 1969, doi 10.1080/01621459.1969.10501049: m is how often two sites of one operator agree,
u how often two unrelated ones do. Nothing is rounded here.
"""

from collections.abc import Iterable
from math import log2


def agreement(m: float, u: float) -> float:
    """The bits of an agreement."""
    return log2(m / u)


def disagreement(m: float, u: float) -> float:
    """The bits of a disagreement, where both sides speak."""
    return log2((1.0 - m) / (1.0 - u)) if m < 1.0 else float("-inf")


def commonness(others: int, sites: int, background: float, weight: float, crowd: float) -> float:
    """How common what ``others`` of ``sites`` have is, where ``background`` is worth ``weight`` sites.

    What k others have is at least as common as k / (k + crowd), however many sites were looked at.
    """
    looked = sites + weight
    blended = (others + weight * background) / looked if looked else background
    return min(1.0, max(blended, others / (others + crowd)))


def decayed(bits: Iterable[float], decay: float) -> float:
    """The sum of correlated bits, the strongest first: each next one counts ``decay`` of the one before."""
    return sum(each * decay**place for place, each in enumerate(bits))


def posterior(prior: float, bits: Iterable[float]) -> float:
    """The bits of the odds after all the evidence."""
    return prior + sum(bits)


def prior_bits(probability: float) -> float:
    """The bits of the odds of ``probability``."""
    return log2(probability / (1.0 - probability))


def probability(bits: float) -> float:
    """The probability whose odds have these bits."""
    return 1.0 / (1.0 + 2.0**-bits) if bits > -1000.0 else 0.0
