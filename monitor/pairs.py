"""Which pairs are compared, and what stands between them today?

Every candidate is compared with every reference, and with the observed sites that share its rarest values:
of two twins the older or known-good one is the original, and only the other can be said to copy.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.errors import CollectionError
from crawler.fingerprint import Family, Weighing, compare
from crawler.records import iso
from crawler.store import ObservationStore
from crawler.subjects import believed
from monitor.corpus import Corpus
from monitor.evidence import Weights, weigh
from monitor.reading import Reader
from monitor.score import Band, Origin, Original, Score, original, score
from monitor.store import MonitorStore, Reference, Role, Standing

JUST_BELOW = -6.0
"""Bits: what scores lower is not worth a line even as 'just below'."""

COPIED_BITS = 4.0
"""Bits of content that a twin must share before it can be said to copy: a template alone may be anybody's."""

QUOTED = frozenset({Family.TEMPLATE, Family.CONTENT})
"""Families whose values are hashes: only the page itself says what they stand for."""

RESEMBLES, COPIES = "resembles", "copies"
"""What a site does to a reference, and to an older site that is watched."""

NAME_ALONE = "name"
"""The slice under which the fingerprint of a reference without a baseline is kept."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What pairs are weighed against: the same for all pairs of a day."""

    observations: ObservationStore
    store: MonitorStore
    corpus: Corpus
    weights: Weights
    references: Mapping[str, Reference]
    slices: Mapping[str, str]  # reference -> the slice of its fingerprint
    known_good: frozenset[str]
    suspects: frozenset[str]
    prior: float
    ages: dict[str, Origin] = field(default_factory=dict)  # filled as they are asked for

    @property
    def aside(self) -> frozenset[str]:
        """The sites that never count when a value's rarity is asked for."""
        return self.suspects | frozenset(self.references)

    @property
    def without_baseline(self) -> frozenset[str]:
        return frozenset(domain for domain, slice in self.slices.items() if slice == NAME_ALONE)


def scene(
    observations: ObservationStore,
    store: MonitorStore,
    weights: Weights,
    references: Iterable[Reference],
    prior: float,
) -> Scene:
    """The scene as the store has it now."""
    known = {each.domain: each for each in references}
    newest = {each.domain: iso(each.observed_at) for each in store.baselines()}
    return Scene(
        observations=observations,
        store=store,
        corpus=Corpus(store),
        weights=weights,
        references=known,
        slices={domain: newest.get(domain, NAME_ALONE) for domain in known},
        known_good=frozenset(each.domain for each in store.watched() if each.role is Role.KNOWN_GOOD),
        suspects=frozenset(each.domain for each in store.ledger.standings() if _is_suspect(each)),
        prior=prior,
    )


def _is_suspect(standing: Standing) -> bool:
    # A weak or mistaken finding must not take an honest site out of the count: its template would look rare.
    return Band(standing.band).rank >= Band.LIKELY.rank and standing.detail["relation"] == RESEMBLES


def weigh_pair(scene: Scene, domain: str, counterpart: str) -> Score | None:
    """How strongly ``domain`` resembles ``counterpart``; None when one of them has no fingerprint."""
    ours = scene.corpus.get(domain)
    theirs = scene.corpus.get(counterpart, scene.slices.get(counterpart, ""))
    if ours is None or theirs is None:
        return None
    return score(
        ours,
        theirs,
        scene.corpus,
        scene.weights,
        scene.aside,
        prior=scene.prior,
        without_baseline=scene.without_baseline,
    )


def counterparts(scene: Scene, domain: str) -> Iterator[tuple[Score, str]]:
    """(score, relation) for each counterpart of ``domain`` that comes near an alert, in no order."""
    if domain in scene.known_good:
        return
    for reference in scene.references:
        found = weigh_pair(scene, domain, reference) if reference != domain else None
        if found is not None and found.bits >= JUST_BELOW:
            yield found, RESEMBLES
    ours, age, aside = scene.corpus.get(domain), _origin(scene, domain), scene.aside
    for twin in scene.corpus.neighbours(ours) if ours else ():
        if twin in aside or original(age, _origin(scene, twin)) is not Original.THEIRS:
            continue
        if _may_copy(scene, domain, twin, aside):
            found = weigh_pair(scene, domain, twin)
            if found is not None and found.band is not Band.NONE and _copied(found) >= COPIED_BITS:
                yield found, COPIES


def copiers(scene: Scene, originals: Iterable[str], among: set[str]) -> set[str]:
    """Those of ``among`` that may copy one of ``originals``, by their rarest values and their age."""
    near: set[str] = set()
    for domain in originals if among else ():
        ours, age = scene.corpus.get(domain), _origin(scene, domain)
        twins = among.intersection(scene.corpus.neighbours(ours)) if ours else ()
        near |= {twin for twin in twins if original(age, _origin(scene, twin)) is Original.OURS}
    return near


def _origin(scene: Scene, domain: str) -> Origin:
    if domain not in scene.ages:
        scene.ages[domain] = origin(scene.observations, domain, domain in scene.known_good)
    return scene.ages[domain]


def origin(observations: ObservationStore, domain: str, known_good: bool = False) -> Origin:
    """What tells the age of ``domain``, from the last look at its registration."""
    return Origin.of(believed(observations, domain).get("registration"), known_good)


def _may_copy(scene: Scene, domain: str, twin: str, aside: frozenset[str]) -> bool:
    """Whether the content alone, before others like it are counted, is enough to weigh the pair."""
    ours, theirs = scene.corpus.get(domain), scene.corpus.get(twin)
    if ours is None or theirs is None:
        return False
    aside, most = aside | {domain, twin}, 0.0
    for signal in scene.corpus.signals.values():
        left, right = ours.values.get(signal.name, ()), theirs.values.get(signal.name, ())
        if signal.family is Family.CONTENT and left and right:
            comparison = signal.compare(left, right)
            if comparison is not None:
                most += max(0.0, weigh(comparison, scene.corpus, scene.weights, aside).bits)
    return most >= COPIED_BITS


def _copied(found: Score) -> float:
    return sum(each.counted for each in found.families if each.family is Family.CONTENT)


def standings(scene: Scene, reader: Reader, domain: str, run: str, now: datetime) -> list[Standing]:
    """What stands for ``domain`` today, strongest first; ``since`` is kept for a pair that stood before."""
    before = scene.store.ledger.standings(domain)
    since = {(each.domain, each.counterpart): each.since for each in before}
    return [
        Standing(
            domain=domain,
            counterpart=found.counterpart,
            band=found.band,
            score=found.bits,
            since=since.get((domain, found.counterpart), now),
            run=run,
            detail=_detail(scene, reader, found, relation),
        )
        for found, relation in sorted(
            counterparts(scene, domain), key=lambda each: (-each[0].bits, each[0].counterpart)
        )
    ]


def _detail(scene: Scene, reader: Reader, found: Score, relation: str) -> dict[str, Any]:
    detail = {
        **found.to_json(),
        "relation": relation,
        "quotes": {},
        "captures": _captures(scene, found.domain),
        "compared": _seen(scene, found.domain),
    }
    if found.band is not Band.NONE:
        detail["quotes"] = _quotes(scene, reader, found)
    return detail


def _quotes(scene: Scene, reader: Reader, found: Score) -> dict[str, tuple[str, ...]]:
    ours = scene.corpus.get(found.domain)
    theirs = scene.corpus.get(found.counterpart, scene.slices.get(found.counterpart, ""))
    if ours is None or theirs is None:
        return {}
    readable = {
        name
        for name, each in scene.corpus.signals.items()
        if each.family in QUOTED and each.weighing is Weighing.SIMILARITY
    }
    shared = {c.signal: c.shared for c in compare(ours, theirs) if c.shared and c.signal in readable}
    try:
        return reader.quotes(found.domain, shared)
    except CollectionError:
        return {}  # the page exhausts its reader: the values stand without their wording


def _seen(scene: Scene, domain: str) -> str:
    """When what is compared was last seen: a later look may find the site gone."""
    return max((iso(each.observed_at) for each in scene.observations.latest(domain).values()), default="")


def _captures(scene: Scene, domain: str) -> list[dict[str, Any]]:
    site = believed(scene.observations, domain).get("site")
    if site is None:
        return []
    found = [
        scene.observations.capture(each["body"]) for each in site.payload.get("pages", ()) if each.get("body")
    ]
    return [
        {"hash": each.hash, "url": each.url, "file": each.file, "offset": each.offset}
        for each in found
        if each
    ]
