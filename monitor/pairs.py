"""Which pairs are compared, and what stands between them today?

Every candidate is compared with every reference, and with the observed sites that share its rarest values:
of two twins one may be the original, and only the other can be said to copy.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from monitor.copying import ON_THE_PAGE, Found, copiers, twins
from monitor.direction import AGED, Direction, Original, direction, label_of
from monitor.dossier import beside, dossier, of_site
from monitor.reading import Reader
from monitor.scene import COPIED, COPIES, RESEMBLES, Scene, weigh_pair
from monitor.score import Band, Score, without
from monitor.siblings import siblings
from monitor.store import Standing

__all__ = ["copiers", "counterparts", "direction_of", "standings"]

JUST_BELOW = -6.0
"""Bits: what scores lower is not worth a line even as 'just below'."""


def direction_of(scene: Scene, domain: str, counterpart: str) -> Direction:
    """Which of the two was there first."""
    ours, theirs = scene.past(domain), scene.past(counterpart)
    reference = scene.references.get(counterpart)
    # Who takes a copied firm's name after the copy was made is another copy of it.
    later = ours.created and theirs.created and ours.created > theirs.created
    if reference and not (ours.said or later) and is_named(domain, reference.copied_from):
        said = f"the source of {counterpart} names '{reference.copied_from}' as the firm that was copied"
        ours = replace(ours, said=said)
    return direction(ours, theirs, AGED if reference else timedelta(0))


def is_named(domain: str, text: str) -> bool:
    """True when a text names the firm of that domain: its label as a word, or as several written together."""
    label = label_of(domain)
    words = re.findall(r"\w+", text.casefold())[:40]
    runs = (
        "".join(words[start:end]) for end in range(len(words) + 1) for start in range(max(0, end - 5), end)
    )
    return len(label) >= 5 and label in runs


def counterparts(scene: Scene, domain: str) -> Iterator[Found]:
    """(score, relation, direction) for each counterpart of ``domain`` near an alert, in no order."""
    if domain in scene.known_good:
        return
    for reference in scene.resembled(domain, JUST_BELOW):
        found = weigh_pair(scene, domain, reference)
        if found is not None and found.bits >= JUST_BELOW:
            yield _against_reference(scene, found)
    yield from twins(scene, domain)


def _against_reference(scene: Scene, found: Score) -> Found:
    """Where the reference copied from us, only what a copy cannot take along counts."""
    which = direction_of(scene, found.domain, found.counterpart)
    # Too weak to be a resemblance is too weak to say who copied.
    if found.band is Band.NONE or which.original is not Original.OURS or not _on_the_page(found):
        return found, RESEMBLES, which
    rest = without(found, ON_THE_PAGE, scene.weights)
    if rest.band is not Band.NONE:
        return rest, RESEMBLES, which
    return replace(found, band=Band.NONE), COPIED, which


def _on_the_page(found: Score) -> bool:
    return any(each.counted > 0 for each in found.families if each.family in ON_THE_PAGE)


def standings(
    scene: Scene, reader: Reader, found: Iterable[tuple[str, list[Found]]], run: str, now: datetime
) -> Iterator[list[Standing]]:
    """What stands today for each domain that has ``counterparts``, strongest first.

    ``since`` is kept for a pair that stood before.
    """
    stood = [(domain, sorted(pairs, key=_strongest_first)) for domain, pairs in found if pairs]
    asked = [(domain, tuple(beside(scene, pair) for pair, _, _ in pairs)) for domain, pairs in stood]
    for (domain, pairs), shown in zip(stood, reader.shown(asked), strict=True):
        about = _about(scene, domain, pairs)
        before = scene.store.ledger.standings(domain)
        since = {(each.domain, each.counterpart): each.since for each in before}
        yield [
            Standing(
                domain=domain,
                counterpart=pair.counterpart,
                band=pair.band,
                score=pair.bits,
                since=since.get((domain, pair.counterpart), now),
                run=run,
                detail={**dossier(pair, relation, which, seen), **about},
            )
            for (pair, relation, which), seen in zip(pairs, shown, strict=True)
        ]


def _strongest_first(found: Found) -> tuple[float, str]:
    return -found[0].bits, found[0].counterpart


def _about(scene: Scene, domain: str, found: list[Found]) -> dict[str, Any]:
    """What is kept of the site itself, and who may belong to it."""
    about: dict[str, Any] = {**of_site(scene, domain), "siblings": []}
    if any(pair.band is not Band.NONE for pair, _, _ in found):
        copied = [pair.counterpart for pair, relation, _ in found if relation == COPIES]
        about["siblings"] = [asdict(each) for each in siblings(scene, domain, copied)]
    return about
