"""What does one row of the monitor's memory mean?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """Why a domain is watched: to be judged, or because it is known to be an honest firm."""

    CANDIDATE = "candidate"
    KNOWN_GOOD = "known-good"


@dataclass(frozen=True, slots=True)
class WatchItem:
    """One domain that an analyst or a source wants looked at every day."""

    domain: str
    added_at: datetime
    role: Role = Role.CANDIDATE
    why: str = ""
    source: str = "analyst"


@dataclass(frozen=True, slots=True)
class Reference:
    """One documented front: ``source`` says who published it, ``copied_from`` whose site it copied."""

    domain: str
    pack: str
    source: str
    note: str = ""
    copied_from: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """One archived state of a reference, kept as observations of that time."""

    domain: str
    observed_at: datetime
    source: str
    pages: int


@dataclass(frozen=True, slots=True)
class Run:
    """One day's run; ``report`` is the DailyReport's JSON text once there is one."""

    id: str
    day: str
    started_at: datetime
    baseline: bool
    finished_at: datetime | None = None
    report: str | None = None


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


@dataclass(frozen=True, slots=True)
class FactChange:
    """Values of one signal of a domain that gave way to others of their kind between two visits."""

    domain: str
    seen_at: datetime
    signal: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    run: str
