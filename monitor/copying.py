"""Whose pages does a site seem to have taken, and how strongly?

Of two sites alike one may be the original, and only the other can be said to copy. What they share beyond
their pages (a registrant, a server, a word of the name) says that one hand made both, and not that one took
from the other: it does not count here.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from crawler.fingerprint import Comparison, Family, Fingerprint
from monitor.comparing import compared, weighed
from monitor.corpus import Aside
from monitor.direction import Direction, Original, Reason, direction
from monitor.evidence import Evidence
from monitor.scene import COPIES, TWINS, Scene, weigh_pair
from monitor.score import Band, Score, without
from monitor.siblings import of_one_owner

TEXT, IMAGES = "page_text", "images"
LEAST_PART = 0.2
"""Of the shorter text: of 20,503 pairs of unrelated real home pages none has so much in common."""
FEWEST_PHOTOS = 2
"""Of one hand or of one stock library, where no text is shared: a single one is chance."""
COPIED_BITS = 4.0
"""Bits of such content, after those that have it too are counted."""
ON_THE_PAGE = frozenset({Family.TEMPLATE, Family.CONTENT, Family.IDENTITY, Family.CLAIMS})
"""What a copy takes along."""
BESIDE_THE_PAGE = frozenset(Family) - ON_THE_PAGE
"""What makes of two sites one maker's or one owner's, and of neither a copy."""

Found = tuple[Score, str, Direction]


def twins(scene: Scene, domain: str) -> Iterator[Found]:
    """(score, relation, direction) for each observed site of which ``domain`` shows the pages."""
    ours = scene.corpus.get(domain)
    for twin in scene.corpus.neighbours(ours) if ours else ():
        theirs = scene.corpus.get(twin)
        if twin in scene.aside or ours is None or theirs is None or not _shows_pages(scene, ours, theirs):
            continue
        which = direction(scene.past(domain), scene.past(twin))
        found = weigh_pair(scene, domain, twin) if which.original is not Original.OURS else None
        if found is not None:
            yield from _judged(scene, found, which)


def _judged(scene: Scene, found: Score, which: Direction) -> Iterator[Found]:
    copied = without(found, BESIDE_THE_PAGE, scene.weights)
    if _content(found.evidence) < COPIED_BITS or copied.band is Band.NONE:
        return
    if of_one_owner(found, _phones(scene, found.domain)):
        yield replace(copied, band=Band.NONE), TWINS, _with_owner(found, which)
    elif which.original is Original.THEIRS:
        yield copied, COPIES, which
    elif found.domain < found.counterpart:  # nobody's copy: told once
        yield replace(copied, band=Band.NONE), TWINS, which


def _phones(scene: Scene, domain: str) -> list[str]:
    found = scene.corpus.get(domain)
    contacts = found.values.get("contacts", ()) if found else ()
    return [each for each in contacts if each.startswith("phone:")]


def _with_owner(found: Score, which: Direction) -> Direction:
    both = f"{found.domain} and {found.counterpart}"
    why = f"{both} go by one name and are reached in one way: they may be of one owner"
    return replace(which, reasons=(Reason(0.0, why), *which.reasons))


def _shows_pages(scene: Scene, ours: Fingerprint, theirs: Fingerprint) -> bool:
    """Whether both show so much of one text, or so many of the same photos, as few others do.

    Weighing all that they share costs ten times as much.
    """
    content = compared(ours, theirs, scene.corpus, frozenset({Family.CONTENT}))
    if not any(_is_copied(found) for found, *_ in content):
        return False
    pages = [each for each in content if each[0].signal in (TEXT, IMAGES)]
    aside = Aside(scene.aside, (ours.domain, theirs.domain))
    return _content(weighed(pages, scene.corpus, scene.weights, aside)) >= COPIED_BITS


def _is_copied(found: Comparison) -> bool:
    if found.signal == TEXT:
        return found.similarity >= LEAST_PART
    return found.signal == IMAGES and len(_photos(found.shared)) >= FEWEST_PHOTOS


def _photos(values: Iterable[str]) -> list[str]:
    return [each for each in values if each.startswith("photo:")]


def _content(found: Iterable[Evidence]) -> float:
    """The bits of the text, where it is enough of it, and of the photos: the title or a logo is no copy."""
    bits = 0.0
    for each in found:
        if each.signal == TEXT and each.similarity >= LEAST_PART:
            bits += each.bits
        if each.signal == IMAGES and len(_photos(fact.value for fact in each.facts)) >= FEWEST_PHOTOS:
            bits += sum(fact.bits for fact in each.facts if fact.value.startswith("photo:"))
    return bits


def copiers(scene: Scene, originals: Iterable[str], among: Set[str]) -> set[str]:
    """Those of ``among`` that may copy one of ``originals``, by their rarest values and their age."""
    near: set[str] = set()
    for domain in originals if among else ():
        ours = scene.corpus.get(domain)
        found = set(scene.corpus.neighbours(ours)) & among if ours else set()
        near |= {
            twin
            for twin in found
            if direction(scene.past(domain), scene.past(twin)).original is Original.OURS
        }
    return near
