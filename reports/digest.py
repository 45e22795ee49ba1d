"""What does one day's report say, before any format says it?

Frozen, plain data with a version; ``to_json`` and ``from_json`` are inverse, so a saved report renders
again without a database. All names and values are raw here: every format defangs and escapes them itself.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from reports.lines import (
    CanaryLine,
    CaptureLine,
    ChangeLine,
    ClusterLine,
    CoverageLine,
    EvidenceLine,
    Fact,
    FamilyBar,
    FeedLine,
    FindingLine,
    FunnelLine,
    JudgementLine,
    MomentLine,
    MutedLine,
    PassageLine,
    PictureLine,
    PivotLine,
    QueryLine,
    ReferenceLine,
    ReminderLine,
    SiblingLine,
    StateLine,
)

__all__ = [
    "VERSION",
    "AlertLine",
    "CanaryLine",
    "CaptureLine",
    "ChangeLine",
    "ClusterLine",
    "CoverageLine",
    "DailyReport",
    "EvidenceLine",
    "Fact",
    "FamilyBar",
    "FeedLine",
    "FindingLine",
    "FunnelLine",
    "JudgementLine",
    "MomentLine",
    "MutedLine",
    "PassageLine",
    "PictureLine",
    "PivotLine",
    "QueryLine",
    "ReferenceLine",
    "ReminderLine",
    "SiblingLine",
    "StateLine",
]

VERSION = 4


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One candidate against one counterpart (a reference, or an older site that it resembles)."""

    domain: str
    counterpart: str  # the domain itself for news of a reference: nothing was compared, and no number counts
    relation: str  # "resembles" (a reference) or "copies" (an older observed site)
    reference_note: str  # short: what was documented, and by whom; in full among the references
    # "" where it is not news; seized, dark, returned, went live, new, escalated, re-registered, activated,
    # changed, resolved
    status: str
    band: str  # "strong", "likely", "worth a look"
    score: float  # bits: prior + counted evidence
    probability: float  # 0..1, of score
    prior: float  # bits
    families: tuple[FamilyBar, ...]
    evidence: tuple[EvidenceLine, ...]  # strongest first
    against: tuple[EvidenceLine, ...]  # counter-evidence, negative bits
    state: str  # live, parked, seized, dormant, dark, unregistered, unknown …
    state_before: str  # "" when this is the first look
    changed: tuple[str, ...]  # sentences: what changed since the last report
    unseen: tuple[str, ...]  # what could not be compared, and why ("foxvsun.com has no baseline")
    first_seen: str  # ISO 8601 UTC
    last_seen: str
    title: str  # of the candidate's home page, "" if none
    captures: tuple[CaptureLine, ...] = ()
    also: tuple[str, ...] = ()  # further counterparts in a band
    compared: str = ""  # when the compared evidence was seen: earlier than last_seen once a site is gone
    registered: str = ""  # ISO 8601 UTC, as the registry says; "" where it does not
    counterpart_registered: str = ""
    pictures: tuple[PictureLine, ...] = ()  # of the candidate, then of the counterpart, where drawn
    original: str = ""  # the domain that was there first; "" where that cannot be told
    direction: tuple[str, ...] = ()  # sentences: what tells which was there first, the weightiest first
    passages: tuple[PassageLine, ...] = ()  # side by side, the longest first
    siblings: tuple[SiblingLine, ...] = ()  # strongest first
    template: str = ""  # the public template that the candidate's page resembles
    changes: tuple[ChangeLine, ...] = ()  # what is another than at the last report, before and after
    timeline: tuple[MomentLine, ...] = ()  # oldest day first
    pivots: tuple[PivotLine, ...] = ()  # rarest first
    judgement: JudgementLine | None = None  # the newest one that holds
    cluster: str = ""  # the name of its cluster
    watched: str = ""  # one sentence: since when it is watched, who brought it, and why


@dataclass(frozen=True, slots=True)
class DailyReport:
    """Everything one day's report says."""

    version: int
    run: str  # run id
    day: str  # YYYY-MM-DD, UTC
    started: str
    finished: str
    program: str  # "brassplate 0.1.0"
    rules: str  # fingerprint version and weights hash
    tlp: str  # "AMBER" …
    watched: int
    baseline: bool  # the first run: what was already so is listed under ``known``, nothing is new
    coverage: tuple[CoverageLine, ...]
    alerts: tuple[AlertLine, ...]  # strongest first
    known: tuple[AlertLine, ...]  # still so, or already so at the first look: not news
    below: tuple[AlertLine, ...]  # just below the lowest band, at most 5
    states: tuple[StateLine, ...]
    unreachable: tuple[tuple[str, str], ...]  # domain, reason: could not be looked at today
    findings: tuple[FindingLine, ...]  # strongest first
    references: tuple[ReferenceLine, ...]
    health: tuple[str, ...]  # sentences: what the program could not do
    note: str = ""  # e.g. that the data is invented
    budget: str = ""  # how the day's alerts were cut to what can be read; "" where nothing was cut
    bands: tuple[tuple[str, float], ...] = ()  # (name, lowest score in bits), strongest first
    due: int = 0  # of the watched domains, those that were to be looked at today
    funnel: tuple[FunnelLine, ...] = ()  # by source
    clusters: tuple[ClusterLine, ...] = ()  # those with news first
    reminders: tuple[ReminderLine, ...] = ()  # who waits longest first
    muted: tuple[MutedLine, ...] = ()
    feeds: tuple[FeedLine, ...] = ()
    canaries: tuple[CanaryLine, ...] = ()
    author: str = "brassplate"  # who tells it: the name under which other platforms keep it

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def dumps(self) -> str:
        """The report as JSON text: two equal reports give equal bytes."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """The inverse of to_json; an older report is read as one of this version: what it lacks is empty.

        ValueError when it is newer, or lacks what has no default. Raise VERSION with every change of a field,
        and give each new field a default: else the weeks before it cannot be told any more.
        """
        version = row.get("version")
        if type(version) is not int or not 1 <= version <= VERSION:
            raise ValueError(f"the report is of version {version}; this brassplate reads 1 to {VERSION}")
        try:
            report: Self = _build(cls, {**row, "version": VERSION})
        except (KeyError, TypeError) as error:
            raise ValueError(f"the report has no {error}, or something else in its place") from error
        return report


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    """Kept, because a report holds thousands of parts of few kinds."""
    return get_type_hints(kind)


def _build(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        lacking = {each.name for each in fields(kind) if each.default is not MISSING} - value.keys()
        known = [each.name for each in fields(kind) if each.name not in lacking]
        return kind(**{name: _build(hints[name], value[name]) for name in known})
    if get_origin(kind) is UnionType:
        return (
            None
            if value is None
            else _build(next(each for each in get_args(kind) if each is not NoneType), value)
        )
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_build(inner[0], each) for each in value)
        return tuple(_build(each, part) for each, part in zip(inner, value, strict=True))
    return value
