"""Which other observed sites share rare facts of ownership with a suspect?

A shared template or text says who was copied; a shared street, mailbox, registrant or server says who may
belong together. What is linked so is named beside the alert, and is no alert by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.fingerprint import Family, Fingerprint
from monitor.comparing import compared, weighed
from monitor.corpus import Aside
from monitor.evidence import ceiling
from monitor.scene import Scene
from monitor.score import Score, total

LINKING = frozenset({Family.IDENTITY, Family.REGISTRATION, Family.INFRASTRUCTURE})
"""What a copied page does not bring along by itself, or only with its owner's contact data."""
OFF_THE_PAGE = LINKING - {Family.IDENTITY}
FEWEST_BITS = 4.0
"""Bits of such facts: a host and a registrar in common are less."""
TELLING = 1.0
"""Bits from which a shared fact is worth a word."""
_OF_PROVIDERS = """net24 ns nsset mx spf soa cname error_page header cookie headers powered server issuer
structure subject authority registrar registrar_day created_near"""
OF_PROVIDERS = frozenset(_OF_PROVIDERS.split())
"""Kinds of values that many customers of one registrar or host have, however few of them are observed."""
MOST = 10
MOST_WEIGHED = 30
MOST_FACTS = 5


@dataclass(frozen=True, slots=True)
class Sibling:
    """One linked site: the bits of what links it, a sentence for each shared kind, and the rarest facts.

    A fact names its signal first: "contacts phone:+1…".
    """

    domain: str
    bits: float
    sentences: tuple[str, ...]
    facts: tuple[str, ...] = ()


def siblings(scene: Scene, domain: str, without: Iterable[str] = ()) -> list[Sibling]:
    """The sites linked to ``domain``, the strongest link first; those it copies are named in ``without``."""
    ours = scene.corpus.get(domain)
    aside = {*without, *scene.known_good}
    near = scene.corpus.neighbours(ours, MOST_WEIGHED, LINKING) if ours else ()
    # A reference's facts are of its baseline: it is no site of today's index.
    every = dict.fromkeys((*near, *scene.references))
    others = [each for each in every if each not in aside and each != domain]
    scores = [found for each in others if ours and (found := _linked(scene, ours, each)) is not None]
    linked = [each for each in map(_sibling, filter(_shares_its_own, scores)) if each.bits >= FEWEST_BITS]
    return sorted(linked, key=lambda each: (-each.bits, each.domain))[:MOST]


def of_one_owner(found: Score, phones: Iterable[str]) -> bool:
    """Whether two sites go by one name, are reached in one way and share what no copied page brings along.

    A front takes a firm's pages and puts its own name on them; a firm's second domain keeps the name. Where
    only a provider is shared beside the pages, all ``phones`` of the younger site have to be the other's too.
    """
    shared = {fact.value for each in found.evidence for fact in each.facts if fact.bits > 0}
    kinds = {each.partition(":")[0] for each in shared}
    if not (kinds & {"brand", "company"} and kinds & {"email", "phone", "street"}):
        return False
    bits = sum(each.counted for each in found.families if each.family in OFF_THE_PAGE)
    if bits >= FEWEST_BITS and _shares_its_own(found, OFF_THE_PAGE):
        return True
    reached = set(phones)
    return bits > 0 and bool(reached) and reached <= shared


def _linked(scene: Scene, ours: Fingerprint, other: str) -> Score | None:
    """What links the two, without a look at their pages: who else has such pages is the dearest question.

    None where it cannot come to FEWEST_BITS.
    """
    theirs = scene.get(other)
    if theirs is None:
        return None
    pair = compared(ours, theirs, scene.corpus, LINKING)
    most = (ceiling(each, scene.corpus, scene.weights, scene.aside) for each, _, _ in pair)
    if sum(most) < FEWEST_BITS:
        return None
    aside = Aside(scene.aside, (ours.domain, other))
    found = weighed(pair, scene.corpus, scene.weights, aside)
    return total(ours.domain, other, found, scene.weights, prior=scene.prior)


def _shares_its_own(found: Score, families: frozenset[Family] = LINKING) -> bool:
    """Whether something is shared that more than a provider's customers have in common."""
    facts = (fact for each in found.evidence if each.family in families for fact in each.facts)
    return any(fact.bits >= TELLING and fact.value.partition(":")[0] not in OF_PROVIDERS for fact in facts)


def _sibling(found: Score) -> Sibling:
    bits = sum(each.counted for each in found.families if each.family in LINKING)
    told = [each.sentence for each in found.evidence if each.family in LINKING and each.bits >= TELLING]
    return Sibling(found.counterpart, round(bits, 2), tuple(told), _rarest(found))


def _rarest(found: Score) -> tuple[str, ...]:
    facts = [
        (-fact.bits, f"{each.signal} {fact.value}")
        for each in found.evidence
        if each.family in LINKING
        for fact in each.facts
        if fact.bits >= TELLING and fact.value.partition(":")[0] not in OF_PROVIDERS
    ]
    return tuple(fact for _, fact in sorted(facts)[:MOST_FACTS])
