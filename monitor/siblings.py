"""Which other observed sites share rare facts of ownership with a suspect?

A shared template or text says who was copied; a shared street, mailbox, registrant or server says who may
belong together. What is linked so is named beside the alert, and is no alert by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.fingerprint import Family
from monitor.scene import Scene, weigh_pair
from monitor.score import Score

LINKING = frozenset({Family.IDENTITY, Family.REGISTRATION, Family.INFRASTRUCTURE})
"""What a copied page does not bring along by itself, or only with its owner's contact data."""
FEWEST_BITS = 4.0
"""Bits of such facts: a host and a registrar in common are less."""
MOST = 10
MOST_WEIGHED = 30


@dataclass(frozen=True, slots=True)
class Sibling:
    """One linked site: the bits of what links it, and a sentence for each shared kind of fact."""

    domain: str
    bits: float
    sentences: tuple[str, ...]


def siblings(scene: Scene, domain: str, without: Iterable[str] = ()) -> list[Sibling]:
    """The sites linked to ``domain``, the strongest link first; those it copies are named in ``without``."""
    ours = scene.corpus.get(domain)
    aside = {*without, *scene.known_good}
    near = scene.corpus.neighbours(ours, MOST_WEIGHED, LINKING) if ours else ()
    # A reference's facts are of its baseline: it is no site of today's index.
    others = [each for each in (*near, *scene.references) if each not in aside and each != domain]
    found = [_sibling(score) for each in others if (score := weigh_pair(scene, domain, each)) is not None]
    linked = [each for each in found if each.bits >= FEWEST_BITS]
    return sorted(linked, key=lambda each: (-each.bits, each.domain))[:MOST]


def _sibling(found: Score) -> Sibling:
    bits = sum(each.counted for each in found.families if each.family in LINKING)
    told = [each.sentence for each in found.evidence if each.family in LINKING and each.bits >= 1.0]
    return Sibling(found.counterpart, round(bits, 2), tuple(told))
