"""Which counterparts has each of a day's sites, asked on every core?

Each process opens the home for itself and weighs against the same scene; what is found comes back in the
order of the sites, as if one had asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crawler.errors import CollectionError
from crawler.isolate import Pool, cores
from crawler.store import ObservationStore, open_database
from monitor import pairs
from monitor.copying import Found
from monitor.evidence import Weights
from monitor.home import Home
from monitor.references import all_references
from monitor.scene import Scene
from monitor.scene import scene as as_stored
from monitor.store import MonitorStore

FEWEST = 400
"""Sites; fewer are weighed before other processes have begun."""
AT_ONCE = 25
MOST_PROCESSES = 4
SECONDS = 600.0
"""For so many sites: a hundred times what they take."""


@dataclass(frozen=True, slots=True)
class _Question:
    database: str
    confirm: tuple[int, int]
    prior: float
    domains: tuple[str, ...]


def counterparts(home: Home, scene: Scene, domains: Sequence[str]) -> Iterator[tuple[str, list[Found]]]:
    """Each of ``domains`` with its counterparts near an alert; ``scene`` is that of the home as it is now."""
    if len(domains) < FEWEST or cores() == 1:
        yield from ((domain, _found(scene, domain)) for domain in domains)
        return
    where = str(home.config.database), home.observations.confirm, scene.prior
    starts = range(0, len(domains), AT_ONCE)
    questions = [_Question(*where, tuple(domains[start : start + AT_ONCE])) for start in starts]
    processes = min(MOST_PROCESSES, cores())
    with Pool(_answer, processes=processes, seconds=SECONDS, megabytes=2048) as pool:
        for question, answer in zip(questions, pool.map(questions), strict=True):
            # Who killed a process, or took its memory, costs time and no site.
            if isinstance(answer, CollectionError):
                found = [_found(scene, domain) for domain in question.domains]
            else:
                found = answer
            yield from zip(question.domains, found, strict=True)


def _answer(question: _Question) -> list[list[Found]]:
    scene = _scene(question.database, question.confirm, question.prior)
    return [_found(scene, domain) for domain in question.domains]


@lru_cache(maxsize=1)
def _scene(database: str, confirm: tuple[int, int], prior: float) -> Scene:
    db = open_database(Path(database))
    observations, store = ObservationStore(db, confirm), MonitorStore(db)
    db.execute("PRAGMA query_only=1")
    return as_stored(observations, store, Weights.load(), all_references(store), prior)


def _found(scene: Scene, domain: str) -> list[Found]:
    return list(pairs.counterparts(scene, domain))
