"""What does one row of the monitor's memory mean?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """Why a domain is watched: to be judged, or because it is known to be an honest firm."""

    CANDIDATE = "candidate"
    KNOWN_GOOD = "known-good"


class Priority(StrEnum):
    """Who is looked at first, and how long one that never changes may wait for its turn."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class WatchItem:
    """One domain that an analyst or a source wants looked at until a day, that included (None: for good)."""

    domain: str
    added_at: datetime
    role: Role = Role.CANDIDATE
    why: str = ""
    source: str = "analyst"
    priority: Priority = Priority.NORMAL
    tags: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """One documented front: ``source`` says who published it, ``copied_from`` whose site it copied.

    ``printed`` is what a shared pack says beside that, by the names of its fields.
    """

    domain: str
    pack: str
    source: str
    note: str = ""
    copied_from: str = ""
    printed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """One archived state of a reference, kept as observations of that time.

    ``source`` is the file or address that it was read from, ``tool`` what wrote that down, as far as it says,
    and ``hash`` that of the home page as it lay there.
    """

    domain: str
    observed_at: datetime
    source: str
    pages: int
    tool: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One day's run; ``reported`` once its report is kept, which ``MonitorStore.report`` reads."""

    id: str
    day: str
    started_at: datetime
    baseline: bool
    finished_at: datetime | None = None
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is believed of one pair since ``since``; ``detail`` is JSON-able and holds the evidence."""

    domain: str
    counterpart: str
    band: str
    score: float
    since: datetime
    run: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One alert as it was told; ``detail`` is the snapshot of its evidence."""

    id: str
    run: str
    day: str
    domain: str
    counterpart: str
    status: str
    band: str
    score: float
    detail: Mapping[str, Any] = field(default_factory=dict)
    hidden_by: str = ""  # the judgement that keeps it out of the report


@dataclass(frozen=True, slots=True)
class FactChange:
    """Values of one signal of a domain that gave way to others of their kind between two visits."""

    domain: str
    seen_at: datetime
    signal: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    run: str


@dataclass(frozen=True, slots=True)
class Fallen:
    """A pair that stood in a band and does not any more: ``looks`` at the site have said so, on ``day`` last.

    ``resolved`` once so many did that it was told.
    """

    stood: Standing
    looks: int
    day: str
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One site of a cluster: the day it joined, and the facts ("contacts phone:+1…") that tie it there."""

    joined: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Sites that rare facts tie together; its number never changes."""

    number: int
    since: str
    members: Mapping[str, Member]

    @property
    def name(self) -> str:
        return f"C{self.number}"


class Stage(StrEnum):
    """How far a candidate has come."""

    WAITING = "waiting"  # its name resembles a reference's, or a trusted source wrote it down
    WATCHED = "watched"  # it answered, so it is on the watchlist
    DROPPED = "dropped"  # it stayed dead; the note says since when


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name that a source told and that is worth a look: ``bits`` are those of its name alone."""

    domain: str
    source: str
    reason: str
    found_at: datetime
    counterpart: str = ""  # the reference that it resembles, if any
    kinds: tuple[str, ...] = ()
    bits: float = 0.0
    stage: Stage = Stage.WAITING
    next_at: datetime | None = None  # when it is looked at next; None: as soon as there is room
    looked_at: datetime | None = None
    misses: int = 0  # looks in a row that found nothing
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """How far a source was read: ``newest`` is the time of the newest thing in it, as it says itself."""

    name: str
    kind: str
    cursor: str = ""
    read_at: datetime | None = None
    newest: datetime | None = None
    names: int = 0  # read the last time
    digest: str = ""  # of the names read the last time: a feed that repeats itself has the same
    fault: str = ""
    good_at: datetime | None = None  # when it could be read the last time


class Verdict(StrEnum):
    """What an analyst decided of a domain."""

    BENIGN = "benign"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of an analyst, which holds until a day (that included), a newer one or its withdrawal.

    ``facts`` are the material facts that were seen when it was made, ``pairs`` what stood then: counterpart
    and bits. A confirmed one names its outside ``source``.
    """

    id: str
    domain: str
    verdict: Verdict
    author: str
    reason: str
    judged_at: datetime
    source: str = ""
    until: date | None = None
    withdrawn_at: datetime | None = None
    facts: tuple[str, ...] = ()
    pairs: tuple[tuple[str, float], ...] = ()
