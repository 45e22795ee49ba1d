"""What are pairs weighed against: the same for all pairs of a day?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial

from crawler.fingerprint import Fingerprint
from crawler.records import Observation, iso, parse_time
from crawler.store import ObservationStore
from crawler.subjects import believed
from monitor.blocking import Blocks
from monitor.contradictions import contradictions, evidence_of
from monitor.corpus import Aside, Corpus
from monitor.direction import Original, Past, direction, time_of
from monitor.evidence import Evidence, Weights
from monitor.references import entry_of, seized_on
from monitor.score import Band, Score, score, with_more
from monitor.store import MonitorStore, Reference, Role
from monitor.themes import themes, weigh_themes, words_of

RESEMBLES, COPIES, COPIED, TWINS = "resembles", "copies", "was copied by", "is alike"
"""What a site does to a reference or an older site; the last two are findings and never alerts."""

NAME_ALONE = "name"
"""The slice under which the fingerprint of a reference without a baseline is kept."""

BEFORE_ANY_LOOK = datetime(1970, 1, 1, tzinfo=UTC)
"""At this time a reference without a baseline has nothing but its name."""

MOST_HOLDERS = 20
"""Sites with the same words, of which the originals are looked for."""

_OF_SUSPECTS = (Band.STRONG, Band.LIKELY)
"""A weak or mistaken finding must not take an honest site out of the count: its template would look rare."""
_BARE = frozenset({"unregistered", "dormant", "parked"})


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the pairs of a day are weighed against."""

    observations: ObservationStore
    store: MonitorStore
    corpus: Corpus
    weights: Weights
    references: Mapping[str, Reference]
    slices: Mapping[str, str]  # reference -> the slice of its fingerprint
    known_good: frozenset[str]
    suspects: frozenset[str]
    prior: float
    pasts: dict[str, Past] = field(default_factory=dict)  # filled as they are asked for
    doubts: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)  # likewise
    words: dict[str, Mapping[str, int]] = field(default_factory=dict)  # of the packs' names, likewise
    # One, likewise; it holds weights and fingerprints, so a scene with others has its own.
    blocks: dict[frozenset[str], Blocks] = field(default_factory=dict, init=False)

    @property
    def aside(self) -> frozenset[str]:
        """The sites that never count when a value's rarity is asked for."""
        return _together(self.suspects, frozenset(self.references))

    @property
    def without_baseline(self) -> frozenset[str]:
        return _bare(tuple(self.slices.items()))

    def get(self, domain: str) -> Fingerprint | None:
        """The fingerprint with which ``domain`` is compared: a reference's is that of its baseline."""
        return self.corpus.get(domain, self.slices.get(domain, ""))

    def past(self, domain: str) -> Past:
        """What tells the age of ``domain``, and whose its pages are."""
        if domain not in self.pasts:
            self.pasts[domain] = self._past(domain)
        return self.pasts[domain]

    def forget(self, domain: str) -> None:
        """Asks anew what ``domain`` says of its age and of itself: it is shown at another time."""
        self.pasts.pop(domain, None)
        self.doubts.pop(domain, None)

    def resembled(self, domain: str, at_least: float) -> Iterator[str]:
        """The references with which ``domain`` may score ``at_least``: the others need not be weighed."""
        ours = self.corpus.get(domain)
        if ours is None:
            return iter(())
        if self.aside not in self.blocks:
            known = {each: found for each in self.references if (found := self.get(each)) is not None}
            self.blocks[self.aside] = Blocks(known, self.corpus, self.weights, self.aside)
        beside = partial(self.contradicted, domain), partial(self.named, ours)
        return self.blocks[self.aside].resembled(ours, *beside, self.prior, at_least)

    def named(self, ours: Fingerprint, theirs: Fingerprint) -> Evidence | None:
        """What the words say that both names have with other references of a pack; None where none is one."""
        reference = self.references.get(theirs.domain)
        if reference is None:
            return None
        if not self.words:
            self.words.update(words_of((each, self.get(name)) for name, each in self.references.items()))
        found = themes(self.words, reference.pack, ours, theirs)
        if not found:
            return None
        aside = Aside(self.aside, (ours.domain, theirs.domain))
        return weigh_themes(found, self.corpus, self.weights, aside)

    def contradicted(self, domain: str) -> tuple[Evidence, ...]:
        """What contradicts that which ``domain`` says of itself: the same whatever it is compared with."""
        if domain not in self.doubts:
            found = self.corpus.get(domain)
            on = self.observations.last_seen(domain)
            told = (
                contradictions(
                    found.values, on.date(), self.store.ledger.changes(domain), self._originals(domain)
                )
                if found and on
                else ()
            )
            self.doubts[domain] = evidence_of(told, self.weights)
        return self.doubts[domain]

    def _originals(self, domain: str) -> Callable[[str, str], list[str]]:
        """Who shows a value, of those that were there before ``domain``."""

        def find(signal: str, value: str) -> list[str]:
            found = self.corpus.holders(signal, value, Aside(self.aside, (domain,)))
            return [each for each in sorted(found)[:MOST_HOLDERS] if self._is_original(each, domain)]

        return find

    def _is_original(self, domain: str, other: str) -> bool:
        return direction(self.past(other), self.past(domain)).original is Original.THEIRS

    def _past(self, domain: str) -> Past:
        slice = self.slices.get(domain, "")
        dated = slice not in ("", NAME_ALONE)
        # A reference's looks of today are of its seizure, or of whoever registered it again.
        at = parse_time(slice) if dated else BEFORE_ANY_LOOK if slice else None
        seen = believed(self.observations, domain, at=at)
        found = self.get(domain)
        shown = [seen["site"].observed_at] if dated and "site" in seen else []
        bare_until = None
        if domain not in self.references:
            live, bare_until = self._first_live(domain)
            shown += [live] if live else []
        certified = _certified(seen.get("tls"))
        return Past(
            domain=domain,
            created=time_of(seen.get("registration"), "created") or self._created(domain),
            seen_since=min([*shown, *([certified] if certified else [])], default=None),
            bare_until=bare_until,
            said=f"{domain} is known here as an honest firm" if domain in self.known_good else "",
            values=found.values if found else {},
        )

    def _created(self, domain: str) -> datetime | None:
        """Since when a reference without a baseline is registered, unless another has registered it since."""
        reference = self.references.get(domain)
        if reference is None:
            return None
        found = time_of(believed(self.observations, domain).get("registration"), "created")
        seized = seized_on(entry_of(reference))
        return None if found and seized and found > seized else found

    def _first_live(self, domain: str) -> tuple[datetime | None, datetime | None]:
        """Since when it has been seen live, and until when it was seen without pages."""
        bare = False
        for since, state in self.store.ledger.history(domain):
            if state == "live":
                return since, since if bare else None
            bare = bare or state in _BARE
        return None, None


@lru_cache(maxsize=4)
def _together(suspects: frozenset[str], references: frozenset[str]) -> frozenset[str]:
    return suspects | references


@lru_cache(maxsize=4)
def _bare(slices: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(domain for domain, slice in slices if slice == NAME_ALONE)


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
        known_good=frozenset(store.watchlist.domains(Role.KNOWN_GOOD)),
        suspects=frozenset(store.ledger.in_bands(_OF_SUSPECTS, RESEMBLES)),
        prior=prior,
    )


def _certified(look: Observation | None) -> datetime | None:
    """Since when a public authority vouches for the name; who signs for himself may write any date."""
    faults = look.payload.get("faults") if look is not None else None
    vouched = isinstance(faults, list | tuple) and set(map(str, faults)) <= {"expired"}
    return time_of(look, "not_before") if vouched else None


def weigh_pair(scene: Scene, domain: str, counterpart: str) -> Score | None:
    """How strongly ``domain`` resembles ``counterpart``; None when one of them has no fingerprint."""
    ours, theirs = scene.corpus.get(domain), scene.get(counterpart)
    if ours is None or theirs is None:
        return None
    found = score(
        ours,
        theirs,
        scene.corpus,
        scene.weights,
        scene.aside,
        prior=scene.prior,
        without_baseline=scene.without_baseline,
    )
    if found.bits <= scene.prior:
        return found  # where nothing resembles, what a site says of itself is its own affair
    named = scene.named(ours, theirs)
    more = [*scene.contradicted(domain), *([named] if named else [])]
    return with_more(found, more, scene.weights) if more else found
