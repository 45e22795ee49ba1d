"""What would have been told, and when, by today's references, signals and weights?

A dry run over the stored past, without a network: each domain is read as it was whenever something about it
changed, and weighed as on any other day. Nothing is written: the next run weighs anew by itself what stands,
as its rules are then others. Rarity is today's, and each reference is as in its newest baseline.

What fools it: an absence counts from its first look, where the day itself waits for a second one; of two
watched sites the other one is as it is today; and who shares a value is known as the newest run indexed it:
after a new signal one run has to come first.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.errors import CollectionError
from crawler.fingerprint import Fingerprint
from crawler.records import parse_time
from crawler.store import ObservationStore
from monitor import pairs
from monitor.alerts import State, state_of
from monitor.corpus import Corpus
from monitor.home import Home
from monitor.reading import Reader, Reading
from monitor.references import entry_of
from monitor.references.earlier import earlier, with_earlier
from monitor.references.published import with_published
from monitor.scene import BEFORE_ANY_LOOK, Scene
from monitor.score import Band, Score
from monitor.store import MonitorStore, Role

NEVER = ""
AT_ONCE = 64
"""Domains whose pasts are read side by side."""


@dataclass(frozen=True, slots=True)
class Retold:
    """What a pair would have been told as, and when it really was; a day is one such as "2026-11-22"."""

    domain: str
    counterpart: str
    relation: str
    reached: tuple[tuple[str, str], ...]  # the first day in each band or a higher one, the weakest band first
    bits: float  # of the strongest
    band: Band
    day: str
    why: str
    alerted: str  # NEVER, or the first day

    @property
    def first(self) -> str:
        """The day on which it would have been told."""
        return self.reached[0][1]


@dataclass(frozen=True, slots=True)
class Unread:
    """A past that could not be read, and why."""

    domain: str
    day: str
    why: str


@dataclass(slots=True)
class _Past:
    """What is known so far of one domain, as time goes on."""

    domain: str
    moments: list[datetime]
    state: str | None = None
    inputs: str = ""
    first: dict[tuple[str, str], dict[Band, str]] = field(default_factory=dict)
    strongest: dict[tuple[str, str], tuple[Score, str]] = field(default_factory=dict)


class _AsItWas(Corpus):
    """The corpus of today, in which single sites look as they did at another time."""

    def __init__(self, store: MonitorStore) -> None:
        super().__init__(store)
        self.shown: dict[tuple[str, str], Fingerprint] = {}

    def get(self, domain: str, slice: str = "") -> Fingerprint | None:
        """The fingerprint that is shown in the place of the stored one, else that."""
        return self.shown.get((domain, slice)) or super().get(domain, slice)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the past is played again."""

    home: Home
    reader: Reader
    corpus: _AsItWas
    scene: Scene


def rescore(
    home: Home,
    reader: Reader,
    since: datetime | None = None,
    progress: Callable[[str, int, int], None] = lambda step, done, of: None,
) -> Iterator[Retold | Unread]:
    """What every watched domain would have been told as since a day, domain by domain.

    What was so already when ``since`` began counts as of that day.
    """
    corpus = _AsItWas(home.store)
    stage = _Stage(home, reader, corpus, replace(home.scene(), corpus=corpus))
    yield from _show_references(stage)
    watched = sorted(home.store.watchlist.domains() - home.store.watchlist.domains(Role.KNOWN_GOOD))
    for start in range(0, len(watched), AT_ONCE):
        some = watched[start : start + AT_ONCE]
        pasts = [_Past(domain, moments(home.observations, domain, since)) for domain in some]
        yield from _play(stage, pasts)
        for past in pasts:
            yield from _told(home, past)
        progress("re-scoring", start + len(some), len(watched))


def moments(observations: ObservationStore, domain: str, since: datetime | None) -> list[datetime]:
    """When something else was seen of ``domain``, oldest first; ``since`` stands for all that came before."""
    times = observations.changes(domain)
    if since is None or not times or times[0] >= since:
        return times
    return [since, *(each for each in times if each > since)]


def _show_references(stage: _Stage) -> Iterator[Unread]:
    """References are read here, the newly added too: no run has to have read them before."""
    slices, bare = stage.scene.slices, stage.scene.without_baseline
    times = {each: BEFORE_ANY_LOOK if each in bare else parse_time(slice) for each, slice in slices.items()}
    for domain, reading in stage.reader.read_many(times, times):
        if isinstance(reading, CollectionError):
            yield Unread(domain, f"{times[domain]:%Y-%m-%d}", str(reading))
        else:
            was = earlier(stage.home.observations, domain, times[domain])
            entry = entry_of(stage.scene.references[domain])
            known = with_published(with_earlier(reading.fingerprint, was), entry)
            stage.corpus.shown[domain, slices[domain]] = known


def _play(stage: _Stage, pasts: list[_Past]) -> Iterator[Unread]:
    """One step in time for every domain that has one more, until none has."""
    known = {past.domain: past for past in pasts}
    for step in range(max((len(past.moments) for past in pasts), default=0)):
        at = {past.domain: past.moments[step] for past in pasts if step < len(past.moments)}
        for domain, reading in stage.reader.read_many(at, at):
            if isinstance(reading, CollectionError):
                yield Unread(domain, f"{at[domain]:%Y-%m-%d}", str(reading))
            else:
                _weigh(stage, known[domain], reading, at[domain])


def _weigh(stage: _Stage, past: _Past, reading: Reading, at: datetime) -> None:
    observations = stage.home.observations
    looks = {
        **observations.latest(past.domain, at=at, failed=True),
        **observations.latest(past.domain, at=at),
    }
    state, _ = state_of(looks, reading.page_class or None, past.state)
    same = (past.state, past.inputs) == (state, reading.inputs)
    past.state, past.inputs = state, reading.inputs
    if same or state is State.UNREGISTERED:  # a name that nobody has is on a list, and no site yet
        return
    stage.corpus.shown[past.domain, ""] = reading.fingerprint
    stage.scene.forget(past.domain)  # what it says of itself, it may have said otherwise
    for found, relation, *_ in pairs.counterparts(stage.scene, past.domain):
        _note(past, found, relation, f"{at:%Y-%m-%d}")
    stage.scene.forget(past.domain)
    del stage.corpus.shown[past.domain, ""]


def _note(past: _Past, found: Score, relation: str, day: str) -> None:
    if found.band is Band.NONE:
        return
    pair = found.counterpart, relation
    days = past.first.setdefault(pair, {})
    for band in Band:
        if 0 < band.rank <= found.band.rank:
            days.setdefault(band, day)
    if pair not in past.strongest or found.bits > past.strongest[pair][0].bits:
        past.strongest[pair] = found, day


def _told(home: Home, past: _Past) -> Iterator[Retold]:
    alerted: dict[str, str] = {}
    for event in home.store.ledger.events(domain=past.domain) if past.first else ():
        for counterpart in (event.counterpart, *event.detail.get("also", ())):
            alerted.setdefault(counterpart, event.day)
    for (counterpart, relation), days in past.first.items():
        found, day = past.strongest[counterpart, relation]
        yield Retold(
            domain=past.domain,
            counterpart=counterpart,
            relation=relation,
            reached=tuple((band.value, days[band]) for band in reversed(Band) if band in days),
            bits=found.bits,
            band=found.band,
            day=day,
            why=next((each.sentence for each in found.evidence if each.bits > 0), ""),
            alerted=alerted.get(counterpart, NEVER),
        )


def ranked(told: Iterable[Retold]) -> list[Retold]:
    """The strongest first."""
    return sorted(told, key=lambda each: (-each.bits, each.domain, each.counterpart, each.relation))
