"""How do the facts of an export become baselines of a reference?

Each fact is kept as a look of its own day, with the bytes it was read from; each day is a baseline. What was
read from pages stays as it is: a day may have both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.archive import Archive
from crawler.records import Capture, Observation, Raw, Visit
from crawler.store import ObservationStore
from monitor.references import entry_of, reference_named
from monitor.references.facts._gathered import gather, observation_of
from monitor.store import Baseline, MonitorStore


@dataclass(frozen=True, slots=True)
class Kept:
    """What an export gave: the baselines kept, and a sentence for each thing that was not."""

    domain: str
    baselines: tuple[Baseline, ...]
    refused: tuple[str, ...]


def keep(
    path: Path,
    domain: str,
    store: MonitorStore,
    observations: ObservationStore,
    archive: Archive,
    now: datetime,
) -> Kept:
    """Keeps the facts of ``domain`` in the file as its baselines; importing it again changes nothing.

    ConfigError when ``domain`` is no reference or the file holds no fact of it that can be used.
    """
    reference = reference_named(domain, store)
    found = gather(path, domain, now, entry_of(reference))
    looks = [observation_of(each, domain) for each in found.facts]
    days = {
        each.at: Baseline(domain, each.at, path.name, 0, found.export, each.raw.hash) for each in found.facts
    }
    raws = [each.raw for each in found.facts]
    kept = keep_looks(looks, raws, list(days.values()), store, observations, archive, now)
    return Kept(domain, kept, found.refused)


def keep_looks(
    looks: Sequence[Observation],
    raws: Iterable[Raw],
    baselines: Sequence[Baseline],
    store: MonitorStore,
    observations: ObservationStore,
    archive: Archive,
    now: datetime,
) -> tuple[Baseline, ...]:
    """Keeps the looks at one domain with their bytes, all or nothing, and its baselines of new moments."""
    domain = baselines[0].domain
    captures: dict[str, Capture] = {}
    with archive.writer(
        f"import-{domain}", now, lambda name: observations.capture(name) is not None
    ) as writer:
        for raw in raws:
            if capture := writer.keep(raw):
                captures[capture.hash] = capture
        writer.sync()
    have = {each.observed_at: each for each in store.baselines() if each.domain == domain}
    with store.transaction():
        observations.add([Visit(domain, tuple(looks), tuple(captures.values()))])
        for each in baselines:
            if each.observed_at not in have or each.pages > have[each.observed_at].pages:
                have[each.observed_at] = each
                store.add_baseline(each)
    return tuple(have[each.observed_at] for each in baselines)
