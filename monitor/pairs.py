"""Which pairs are compared, and what stands between them today?

Every candidate is compared with every reference, and with the observed sites that share its rarest values:
of two twins one may be the original, and only the other can be said to copy.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from crawler import names
from crawler.fingerprint import Family
from monitor.direction import Direction, Original, Reason, direction
from monitor.dossier import dossier
from monitor.evidence import weigh
from monitor.reading import Reader
from monitor.scene import COPIED, COPIES, RESEMBLES, TWINS, Scene, scene, weigh_pair
from monitor.score import Band, Score, without
from monitor.siblings import of_one_owner, siblings
from monitor.store import Standing

__all__ = ["Scene", "copiers", "counterparts", "direction_of", "scene", "standings", "weigh_pair"]

JUST_BELOW = -6.0
"""Bits: what scores lower is not worth a line even as 'just below'."""

COPIED_BITS = 4.0
"""Bits of content that a twin must share before it can be said to copy: a template alone may be anybody's."""

NO_COPY = frozenset({"title"})
"""Content that two strangers may well have in common, a line of it at a time."""

ON_THE_PAGE = frozenset({Family.TEMPLATE, Family.CONTENT, Family.IDENTITY, Family.CLAIMS})
"""What a copy takes along: where ours is the original, it says nothing of us."""

_FOUND = tuple[Score, str, Direction]


def direction_of(scene: Scene, domain: str, counterpart: str) -> Direction:
    """Which of the two was there first."""
    ours, theirs = scene.past(domain), scene.past(counterpart)
    reference = scene.references.get(counterpart)
    # Who takes a copied firm's name after the copy was made is another copy of it.
    later = ours.created and theirs.created and ours.created > theirs.created
    if reference and not (ours.said or later) and is_named(domain, reference.copied_from):
        said = f"the source of {counterpart} names '{reference.copied_from}' as the firm that was copied"
        ours = replace(ours, said=said)
    return direction(ours, theirs)


def is_named(domain: str, text: str) -> bool:
    """True when a text names the firm of that domain: its label as a word, or as several written together."""
    label = names.split(names.registrable(domain))[0].replace("-", "")
    words = re.findall(r"\w+", text.casefold())[:40]
    runs = (
        "".join(words[start:end]) for end in range(len(words) + 1) for start in range(max(0, end - 5), end)
    )
    return len(label) >= 5 and label in runs


def counterparts(scene: Scene, domain: str) -> Iterator[_FOUND]:
    """(score, relation, direction) for each counterpart of ``domain`` near an alert, in no order."""
    if domain in scene.known_good:
        return
    for reference in scene.references:
        found = weigh_pair(scene, domain, reference) if reference != domain else None
        if found is not None and found.bits >= JUST_BELOW:
            yield _against_reference(scene, found)
    yield from _twins(scene, domain)


def _against_reference(scene: Scene, found: Score) -> _FOUND:
    """Where the reference copied from us, only what a copy cannot take along counts."""
    which = direction_of(scene, found.domain, found.counterpart)
    # Too weak to be a resemblance is too weak to say who copied.
    if found.band is Band.NONE or which.original is not Original.OURS or not _on_the_page(found):
        return found, RESEMBLES, which
    rest = without(found, ON_THE_PAGE, scene.weights)
    if rest.band is not Band.NONE:
        return rest, RESEMBLES, which
    return replace(found, band=Band.NONE), COPIED, which


def _twins(scene: Scene, domain: str) -> Iterator[_FOUND]:
    """The observed sites whose content ``domain`` has too, unless it is the original itself."""
    ours, aside = scene.corpus.get(domain), scene.aside
    for twin in scene.corpus.neighbours(ours) if ours else ():
        if twin in aside:
            continue
        which = direction_of(scene, domain, twin)
        if which.original is Original.OURS or not _may_copy(scene, domain, twin, aside):
            continue
        found = weigh_pair(scene, domain, twin)
        if found is None or found.band is Band.NONE or _copied(found) < COPIED_BITS:
            continue
        own = of_one_owner(found)
        if which.original is Original.THEIRS and not own:
            yield found, COPIES, which
        elif which.original is Original.THEIRS or domain < twin:  # nobody's copy: told once
            yield replace(found, band=Band.NONE), TWINS, _with_owner(found, which) if own else which


def _with_owner(found: Score, which: Direction) -> Direction:
    both = f"{found.domain} and {found.counterpart}"
    why = f"{both} go by one name, list one contact and share more than a host: they may be of one owner"
    return replace(which, reasons=(Reason(0.0, why), *which.reasons))


def copiers(scene: Scene, originals: Iterable[str], among: set[str]) -> set[str]:
    """Those of ``among`` that may copy one of ``originals``, by their rarest values and their age."""
    near: set[str] = set()
    for domain in originals if among else ():
        ours = scene.corpus.get(domain)
        twins = among.intersection(scene.corpus.neighbours(ours)) if ours else ()
        near |= {twin for twin in twins if direction_of(scene, domain, twin).original is Original.OURS}
    return near


def _may_copy(scene: Scene, domain: str, twin: str, aside: frozenset[str]) -> bool:
    """Whether the content alone, before others like it are counted, is enough to weigh the pair."""
    ours, theirs = scene.corpus.get(domain), scene.corpus.get(twin)
    if ours is None or theirs is None:
        return False
    aside, most = aside | {domain, twin}, 0.0
    for signal in scene.corpus.signals.values():
        left, right = ours.values.get(signal.name, ()), theirs.values.get(signal.name, ())
        if _tells_a_copy(signal.name, signal.family) and left and right:
            comparison = signal.compare(left, right)
            if comparison is not None:
                most += max(0.0, weigh(comparison, scene.corpus, scene.weights, aside).bits)
    return most >= COPIED_BITS


def _copied(found: Score) -> float:
    return sum(each.bits for each in found.evidence if _tells_a_copy(each.signal, each.family))


def _tells_a_copy(signal: str, family: Family) -> bool:
    return family is Family.CONTENT and signal not in NO_COPY


def _on_the_page(found: Score) -> bool:
    return any(each.counted > 0 for each in found.families if each.family in ON_THE_PAGE)


def standings(scene: Scene, reader: Reader, domain: str, run: str, now: datetime) -> list[Standing]:
    """What stands for ``domain`` today, strongest first; ``since`` is kept for a pair that stood before."""
    before = scene.store.ledger.standings(domain)
    since = {(each.domain, each.counterpart): each.since for each in before}
    found = sorted(counterparts(scene, domain), key=lambda each: (-each[0].bits, each[0].counterpart))
    linked: list[dict[str, Any]] = []
    if any(pair.band is not Band.NONE for pair, _, _ in found):
        copied = [pair.counterpart for pair, relation, _ in found if relation == COPIES]
        linked = [asdict(each) for each in siblings(scene, domain, copied)]
    return [
        Standing(
            domain=domain,
            counterpart=pair.counterpart,
            band=pair.band,
            score=pair.bits,
            since=since.get((domain, pair.counterpart), now),
            run=run,
            detail={**dossier(scene, reader, pair, relation, which), "siblings": linked},
        )
        for pair, relation, which in found
    ]
