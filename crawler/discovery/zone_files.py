"""Which domains were added to a top-level domain since its zone file was read before?

Reads zone files from disk, or from ICANN's service with the operator's own account. Two days are set against
each other in sorted order. Nothing of a zone is kept but the packed list of its names, in a folder of this
source alone; ICANN's terms forbid to hand it on.

What fools it: a name is in a zone only once it is delegated, and many countries' zones are nobody's to read.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from crawler.discovery._czds import LOGIN, Czds
from crawler.discovery._source import Batch, Given, Source
from crawler.discovery._zone_days import Zones, tell, took
from crawler.errors import ConfigError, SourceUnavailable

BESIDE = ".zone-lists"
PAUSE = timedelta(hours=24)
MOST_FILES = 2_000
OPTIONS = {
    "keep": "the folder in which the lists of names are kept (feeds/ of the home)",
    "zones": "which zones of the service are read, with commas (all that the account may have)",
    "login": f"where the service's token is asked for ({LOGIN})",
    "first": "'all' tells every name of a zone's first day ('none' of them)",
    "changed": "'yes' also tells names whose name servers changed (no)",
    "soa": "'once' for zones that no SOA record ends; whether one is cut is then a guess (twice)",
}
_KNOWN = {"first": ("none", "all"), "changed": ("no", "yes"), "soa": ("twice", "once")}


def read(given: Given) -> Iterator[Batch]:
    for option, words in _KNOWN.items():
        if given.options.get(option, words[0]) not in words:
            raise ConfigError(f"the option '{option}' is {' or '.join(words)}; not {given.options[option]!r}")
    zones = Zones.of(given, _keep(given))
    for zone in sorted(zones.states):
        yield from tell(given, zones, zone)
    yield from _from_service(given, zones) if given.is_web else _from_disk(given, zones)


def _from_disk(given: Given, zones: Zones) -> Iterator[Batch]:
    files = {str(path): path for path in given.files() if zones.keep.resolve() not in path.resolve().parents}
    if len(files) > MOST_FILES:
        raise ConfigError(
            f"{given.where} holds more than {MOST_FILES} files; keep the zones' files alone in it"
        )
    zones.files = {title: known for title, known in zones.files.items() if title in files}
    for title, path in files.items():
        try:
            yield from took(given, zones, path, title)
        except FileNotFoundError:
            yield Batch((), zones.cursor(), (f"{title} was taken away while it was read",))


def _from_service(given: Given, zones: Zones) -> Iterator[Batch]:
    """A file is asked for once in 24 hours, also when it could not be used: so its terms say."""
    failed = list[str]()
    wanted = {each.strip().lower().strip(".") for each in given.options.get("zones", "").split(",")} - {""}
    if wanted and all(_rests(zones, zone, given.now) for zone in wanted):
        return
    czds = Czds(given)
    links = czds.links()
    for zone in sorted(wanted - set(links)):
        failed.append(f"the account may not read the zone {zone}")
    for zone, link in links.items():
        if wanted and zone not in wanted:
            continue
        path = _download(zones, zone)
        if not path.exists() and not _rests(zones, zone, given.now):
            try:
                czds.fetch(link, path)
            except SourceUnavailable as error:
                failed.append(str(error))
                if len(failed) > 3:
                    break
                continue
            zones.asked[zone] = given.now.isoformat()
            yield Batch((), zones.cursor())
        if path.exists():
            yield from took(given, zones, path, zone)
            path.unlink()
    if failed:
        raise SourceUnavailable("; ".join(failed[:3]))


def _rests(zones: Zones, zone: str, now: datetime) -> bool:
    """Whether there is nothing to do for the zone yet."""
    try:
        asked_lately = now - datetime.fromisoformat(zones.asked.get(zone, "")) < PAUSE
    except (ValueError, TypeError):
        return False
    return asked_lately and not _download(zones, zone).exists()


def _download(zones: Zones, zone: str) -> Path:
    return zones.keep / f"{zone}.zone.download"


def _keep(given: Given) -> Path:
    if "keep" in given.options:
        return Path(given.options["keep"]).expanduser()
    if given.work is not None:
        return given.work
    if given.is_web:
        raise ConfigError("zone files from a URL need the option 'keep': a folder for the lists of names")
    where = Path(given.where)
    return (where if where.is_dir() else where.parent) / BESIDE


SOURCE = Source(
    "zone_files",
    "Which domains were added to a zone since its last file?",
    read,
    options=MappingProxyType(OPTIONS),
)
