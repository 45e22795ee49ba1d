"""Which references is a corpus compared with, and how does every worker get them?

The driver gathers them once, from a home or from the shipped packs, into one file beside the parts; a worker
reads that file and needs neither the home nor its store.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler import fingerprint, subjects
from crawler.archive import Archive
from crawler.errors import CollectionError, ConfigError
from crawler.fingerprint import Fingerprint, Subject
from crawler.isolate import Pool, cores
from crawler.records import canonical, content_hash, parse_time
from crawler.store import ObservationStore, open_database
from crawler.sweep.parts import put
from monitor.home import Home
from monitor.references import entries, entry_of
from monitor.references.earlier import earlier, with_earlier
from monitor.references.published import with_published
from monitor.scene import BEFORE_ANY_LOOK
from monitor.sweeping._screen import Sketch

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Known:
    """One reference as pages are compared with it."""

    fingerprint: Fingerprint
    sketch: Sketch
    pack: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**self.fingerprint.to_json(), "sketch": self.sketch.to_json(), "pack": self.pack}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The references, and a sentence for each that could not be read."""

    known: tuple[Known, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Question:
    database: str
    archive: str
    domain: str
    at: datetime


def shipped() -> Gathered:
    """Those of the shipped packs: their names, and what their sources printed."""
    named = {each.domain: each for each in entries()}
    bare = (fingerprint.take(Subject(domain, MappingProxyType({}))) for domain in sorted(named))
    return Gathered(
        tuple(Known(with_published(each), Sketch.of(()), named[each.domain].pack) for each in bare)
    )


def of_home(home: Home) -> Gathered:
    """Those of a home, each as its newest baseline shows it; no run has to have read them before."""
    scene = home.scene()
    bare = scene.without_baseline
    times = {each: BEFORE_ANY_LOOK if each in bare else parse_time(at) for each, at in scene.slices.items()}
    places = str(home.config.database), str(home.config.home / "archive")
    questions = [_Question(*places, domain, times[domain]) for domain in sorted(times)]
    known, left_out = [], []
    with (
        home.reader() as reader,
        Pool(_sketched, processes=min(2, cores()), seconds=SECONDS, megabytes=2048) as sketch,
    ):
        domains = [each.domain for each in questions]
        for (domain, read), drawn in zip(
            reader.read_many(domains, times), sketch.map(questions), strict=True
        ):
            if isinstance(read, CollectionError):
                left_out.append(f"{domain}: {read}")
                continue
            was = earlier(home.observations, domain, times[domain])
            reference = scene.references[domain]
            whole = with_published(with_earlier(read.fingerprint, was), entry_of(reference))
            shown = Sketch.of(()) if isinstance(drawn, CollectionError) else Sketch.from_json(drawn)
            known.append(Known(whole, shown, reference.pack))
    return Gathered(tuple(known), tuple(left_out))


def _sketched(question: _Question) -> dict[str, str]:
    """Runs where a page that is built to exhaust its reader harms nobody."""
    store = ObservationStore(open_database(Path(question.database)))
    archive = Archive(Path(question.archive))
    found = subjects.load(store, archive, question.domain, at=question.at)
    return Sketch.of([page.html for page in found.pages]).to_json()


def write(known: Iterable[Known], out: Path) -> tuple[Path, str]:
    """The file that workers read, and the hash of what it holds; ConfigError when there is no reference."""
    rows = [each.to_json() for each in known]
    if not rows:
        raise ConfigError("there is no reference to compare with; add one: brassplate reference add DOMAIN")
    digest = content_hash(rows)
    path = out / f"references-{digest[:16]}.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        put(path, canonical(rows).encode())
    except OSError as error:
        raise ConfigError(f"{out} cannot be written into ({error.strerror}); name another --out") from None
    return path.absolute(), digest


def read(path: Path) -> list[Known]:
    """What :func:`write` wrote; ConfigError where a worker does not see the file."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read here ({error.strerror}); --out has to be a folder that all workers share"
        ) from None
    return [Known(Fingerprint.from_json(row), Sketch.from_json(row["sketch"]), row["pack"]) for row in rows]
