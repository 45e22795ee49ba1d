"""Which new names do the operator's sources tell, and which of them are worth a look?"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from crawler.discovery import Batch, Given, Source, Web, named
from crawler.errors import ConfigError, SourceUnavailable
from crawler.net import Network
from crawler.records import content_hash
from monitor.config import SourceConfig
from monitor.discovery._chosen import Chooser
from monitor.discovery._quiet import LONGEST, quiet
from monitor.home import Home
from monitor.store import Feed

MOST_FAULTS = 20
MOST_WAITING = 200_000
"""Names of one source that nobody asked for yet; with so many, it is not read on."""
SLACK = timedelta(hours=1)
"""So much too early is in time: no two runs start at the same second."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a source gave: how many names, how many of interest, and the new candidates."""

    source: str
    seen: int = 0
    chosen: int = 0
    new: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def due(home: Home, now: datetime) -> list[str]:
    """The configured sources whose time has come, by name; a wrong clock read what is read later than now."""
    read_at = {each.name: each.read_at for each in home.store.candidates.feeds()}
    return [
        name
        for name, each in sorted(home.config.source.items())
        if (last := read_at.get(name)) is None
        or last > now
        or last + timedelta(hours=each.hours) - min(SLACK, timedelta(hours=each.hours / 10)) <= now
    ]


def discover(
    home: Home, chosen: Iterable[str], now: datetime, secrets: Mapping[str, str], progress: Progress
) -> Iterator[Reading]:
    """Reads these configured sources one after another; what one breaks does not keep the next from its turn.

    ``secrets`` is the environment. ConfigError when a name is no configured source.
    """
    for name in chosen:
        config = home.config.source.get(name)
        if config is None:
            known = ", ".join(sorted(home.config.source)) or "none yet"
            raise ConfigError(f"brassplate.toml has no [source.{name}]; there are: {known}")
        try:
            yield read_source(home, name, config, now, secrets, progress)
        except ConfigError as error:
            yield Reading(name, faults=(_quiet_fault(config, secrets)(str(error)),))
        except sqlite3.Error:  # our own disk, not the feed
            raise
        except Exception as error:  # whatever a stranger's feed breaks, the day goes on
            what = _quiet_fault(config, secrets)(f"{type(error).__name__}: {error}")
            yield Reading(name, faults=(f"its reading broke off ({what}); the next run goes on from there",))


def read_source(
    home: Home, name: str, config: SourceConfig, now: datetime, secrets: Mapping[str, str], progress: Progress
) -> Reading:
    """Reads one source from where it was left, and keeps batch by batch what it tells and its cursor."""
    source = named(config.kind)
    _check(name, source, config, secrets)
    feed = home.store.candidates.feed(name, config.kind)
    scene = home.scene()
    known = {domain: scene.get(domain) for domain in sorted(scene.aside)}
    network = Network(replace(home.config.net, allow=(*home.config.net.allow, *config.allow)))
    with Web(network) as web:
        given = Given(
            where=_place(config.where),
            now=now,
            web=web,
            cursor=feed.cursor,
            options=config.options,
            secret=secrets.get(config.secret, ""),
            work=home.config.home / "feeds" / content_hash(name).removeprefix("sha256:")[:16],
            references=tuple(scene.references),
            observed=home.observations,
            archive=home.archive.folder,
            fingerprints={domain: each for domain, each in known.items() if each is not None},
        )
        hush = quiet(config, given.secret)
        batches = (_hushed(batch, hush) for batch in source.read(given))
        return _keep(home, Chooser(home, scene, source, name, now), feed, batches, now, progress, hush)


def _place(where: str) -> str:
    """The path with its ``~`` resolved; a URL, and nothing at all, as it is."""
    return where if "://" in where or not where else str(Path(where).expanduser())


def _hushed(batch: Batch, hush: Callable[[str], str]) -> Batch:
    return replace(
        batch,
        names=[(name, hush(reason)) for name, reason in batch.names],
        faults=tuple(hush(fault)[:LONGEST] for fault in batch.faults),
    )


def _quiet_fault(config: SourceConfig, secrets: Mapping[str, str]) -> Callable[[str], str]:
    hush = quiet(config, secrets.get(config.secret, ""))
    return lambda text: hush(text)[:LONGEST]


def _keep(
    home: Home,
    chooser: Chooser,
    feed: Feed,
    batches: Iterator[Batch],
    now: datetime,
    progress: Progress,
    hush: Callable[[str], str],
) -> Reading:
    reading, digest, faults = Reading(feed.name), hashlib.blake2b(digest_size=16), list[str]()
    kept = replace(feed, names=0, fault="")
    room = MOST_WAITING - home.store.candidates.unasked(feed.name)
    try:
        for batch in batches if room > 0 else ():
            _digest(digest, batch.names)
            faults += batch.faults
            kept = replace(
                kept,
                cursor=batch.cursor,
                names=kept.names + len(batch.names),
                newest=max(filter(None, (kept.newest, batch.newest)), default=None),
                fault=faults[-1] if faults else "",
            )
            # One step: a name is counted when, and only when, the cursor has passed it.
            with home.store.transaction():
                chosen, new = chooser.take(batch.names)
                home.store.candidates.put_feed(kept, now)
            reading = replace(
                reading, seen=kept.names, chosen=reading.chosen + chosen, new=(*reading.new, *new)
            )
            progress(feed.name, reading.seen, reading.seen)
            room -= len(new)
            if room <= 0:
                break
    except SourceUnavailable as error:
        faults.append(hush(str(error))[:LONGEST])
    if room <= 0:
        faults.append(
            f"{MOST_WAITING:,} of its names wait for their turn; "
            "it is read on when names_per_day let some pass"
        )
    told = digest.hexdigest() if kept.names else ""
    if told and told == feed.digest:
        faults.append(f"{feed.name} told the very same names as the last time")
    home.store.candidates.put_feed(
        replace(kept, digest=told or feed.digest, fault=faults[-1] if faults else ""), now
    )
    return replace(reading, faults=tuple(faults[:MOST_FAULTS]))


def _digest(digest: "hashlib.blake2b", names: Sequence[tuple[str, str]]) -> None:
    digest.update("\n".join(name for name, _ in names).encode("utf-8", "surrogatepass"))


def _check(name: str, source: Source, config: SourceConfig, secrets: Mapping[str, str]) -> None:
    if source.needs_where and not config.where:
        raise ConfigError(f"[source.{name}] names no 'where': a URL, a file or a folder")
    if config.secret and not secrets.get(config.secret):
        raise ConfigError(f"[source.{name}] needs the environment variable {config.secret}, which is not set")
    if strange := sorted(set(config.options) - set(source.options)):
        known = ", ".join(sorted(source.options)) or "none"
        raise ConfigError(f"[source.{name}] has no option '{strange[0]}'; {source.name} knows {known}")
