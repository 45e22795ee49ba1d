"""How far was each zone read, which of its days are set against each other, and what is kept of them?"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.discovery._lines import digest
from crawler.discovery._name_lists import differing, names_of, sort_to, summed, write
from crawler.discovery._source import MOST_NAMES, Batch, Given, whole_cursor
from crawler.discovery._unpacked import Damaged, unpacked
from crawler.discovery._zone_text import NoZone, ZoneText, written
from crawler.errors import ConfigError, SourceUnavailable

LEAST_LEFT = 0.9  # of yesterday's names, in a zone that says nothing of its end
_LIST = re.compile(r"[a-z0-9_.-]{1,200}\.(names|hosts)\.zst")


@dataclass(frozen=True, slots=True)
class Day:
    """The names of a zone on one day: the list's file name, the day, its serial and how many names."""

    list: str
    day: str
    serial: int
    count: int


@dataclass(slots=True)
class ZoneState:
    """``last`` is what was told; ``next`` is being told, as far as the name ``after``."""

    last: Day | None = None
    next: Day | None = None
    after: str = ""


@dataclass(slots=True)
class Zones:
    """What the cursor holds: each zone's state, the files that were read, and when each was asked for."""

    keep: Path
    states: dict[str, ZoneState] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Given, keep: Path) -> "Zones":
        kept = whole_cursor(given.cursor)
        try:
            keep.mkdir(mode=0o700, parents=True, exist_ok=True)
            states = {
                str(zone): ZoneState(_day(each["last"]), _day(each["next"]), str(each["after"]))
                for zone, each in kept.get("zones", {}).items()
            }
            files, asked = dict(kept.get("files", {})), dict(kept.get("asked", {}))
        except OSError as error:
            raise ConfigError(
                f"the folder {keep} cannot be made: {error.strerror}; 'keep' names another"
            ) from None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ConfigError("the cursor is none of zone files; 'discover --again' forgets it") from None
        return cls(keep, states, files, asked)

    def cursor(self) -> str:
        zones = {zone: asdict(state) for zone, state in self.states.items()}
        return json.dumps({"zones": zones, "files": self.files, "asked": self.asked})


def stamp(path: Path) -> str:
    """What tells a file from what it was: looked at, not read."""
    found = path.stat()
    return f"{found.st_size}-{found.st_mtime_ns}"


def took(given: Given, zones: Zones, path: Path, title: str) -> Iterator[Batch]:
    """What one zone file tells against the day before."""
    looked = stamp(path)
    if zones.files.get(title, "").startswith(looked + " "):
        return
    with path.open("rb") as file:
        content = digest(file)
    if zones.files.get(title, "").endswith(" " + content):
        zones.files[title] = f"{looked} {content}"
        yield Batch((), zones.cursor(), (f"{title} is the very same as when it was read before",))
        return
    zone, day, fault = _judged(given, zones, path, title, content)
    if day is None:
        yield Batch((), zones.cursor(), (f"{title}: {fault}; the list of the day before stays",))
        return
    zones.files[title] = f"{looked} {content}"
    state = zones.states.setdefault(zone, ZoneState())
    state.next, state.after = day, ""
    yield Batch((), zones.cursor(), newest=_time(day))
    yield from tell(given, zones, zone)


def _judged(given: Given, zones: Zones, path: Path, title: str, content: str) -> tuple[str, Day | None, str]:
    """The zone and its day, whose list is kept then; or why the file is not taken for one."""
    fresh = zones.keep / "sorting"
    try:
        text, day = _sorted(given, path, fresh, content)
        if not text.whole and not _open_ended(given):
            return "", None, "it is cut: no SOA record ends it (for zones without one: soa = once)"
        if fault := _refused(zones.states.get(text.zone), day, given):
            return "", None, fault
        fresh.replace(zones.keep / day.list)
        return text.zone, day, ""
    except (NoZone, Damaged) as error:
        return "", None, str(error)
    except OSError as error:
        raise SourceUnavailable(f"sorting {title} failed: {error}; make room in {zones.keep}") from None
    finally:
        for each in zones.keep.glob("sorting*"):
            each.unlink()


def tell(given: Given, zones: Zones, zone: str) -> Iterator[Batch]:
    """The names that the zone's next day has and its last had not, from where that was left."""
    state = zones.states[zone]
    if state.next is None:
        return
    now, faults = state.next, tuple[str, ...]()
    try:
        for names in _batches(given, zones.keep, zone, state):
            state.after = names[-1][0].removesuffix(f".{zone}")
            yield Batch(names, zones.cursor(), newest=_time(now))
    except (Damaged, OSError):
        between = f"between {state.last.day} and {now.day}" if state.last else f"on {now.day}"
        faults = (
            f"a list of .{zone} in {zones.keep} is gone or damaged; what was added {between} is not told",
        )
    state.last, state.next, state.after = now, None, ""
    yield Batch((), zones.cursor(), faults, _time(now))
    older = re.compile(re.escape(zone) + r"\.[0-9a-f]{24}\.(names|hosts)\.zst")
    for each in zones.keep.iterdir():  # no cursor that is kept names them any more
        if each.name != now.list and older.fullmatch(each.name):
            each.unlink(missing_ok=True)


def _batches(given: Given, keep: Path, zone: str, state: ZoneState) -> Iterator[tuple[tuple[str, str], ...]]:
    held: list[tuple[str, str]] = []
    for name, said in _told(given, keep, zone, state):
        if name <= state.after:
            continue
        held.append((f"{name}.{zone}", said))
        if len(held) == MOST_NAMES:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)


def _told(given: Given, keep: Path, zone: str, state: ZoneState) -> Iterator[tuple[str, str]]:
    now, last = state.next, state.last
    assert now is not None
    if last is None:
        if given.options.get("first") == "all":
            for block in names_of(keep / now.list):
                yield from ((_text(line), f"in .{zone} on {now.day}") for line in block)
        return
    between = f".{zone} between {last.day} and {now.day}"
    changes = given.options.get("changed") == "yes"
    for added, changed in differing(keep / last.list, keep / now.list):
        said = [(_text(line), f"added to {between}") for line in added]
        if changes and last.list.endswith(".hosts.zst"):
            said += [(_text(line), f"name servers changed in {between}") for line in changed]
            said.sort()
        yield from said


def _sorted(given: Given, path: Path, target: Path, content: str) -> tuple[ZoneText, Day]:
    hosts = given.options.get("changed") == "yes"
    text = ZoneText(hosts=hosts)
    with path.open("rb") as file:
        count = sort_to(text.blocks(unpacked(file)), target)
    if hosts:
        whole = target.with_name("sorting.summed")
        count = write(whole, summed(names_of(target)))
        whole.replace(target)
    when = written(text.serial, given.now) or min(
        datetime.fromtimestamp(path.stat().st_mtime, given.now.tzinfo), given.now
    )
    kind = "hosts" if hosts else "names"
    return text, Day(f"{text.zone}.{content}.{kind}.zst", when.date().isoformat(), text.serial, count)


def _refused(state: ZoneState | None, day: Day, given: Given) -> str:
    before = (state.next or state.last) if state else None
    if before is None:
        return ""
    behind = (before.serial - day.serial) % (1 << 32)  # RFC 1982: half of all serials are older
    if min(day.serial, before.serial) >= 0 and 0 < behind < 1 << 31:
        return (
            f"it is older (serial {day.serial}) than what was read (serial {before.serial}); "
            "if the registry counts anew, 'discover --again' begins anew"
        )
    if _open_ended(given) and day.count < LEAST_LEFT * before.count:
        return f"it has {day.count} names where there were {before.count}: it may be cut"
    return ""


def _open_ended(given: Given) -> bool:
    return given.options.get("soa") == "once"


def _text(line: bytes) -> str:
    return line.partition(b" ")[0].decode("utf-8", "replace")


def _time(day: Day) -> datetime:
    return datetime.fromisoformat(f"{day.day}T00:00:00+00:00")


def _day(kept: Any) -> Day | None:
    if kept is None:
        return None
    found = Day(str(kept["list"]), str(kept["day"]), int(kept["serial"]), int(kept["count"]))
    _time(found)
    if not _LIST.fullmatch(found.list):
        raise ValueError(found.list)
    return found
