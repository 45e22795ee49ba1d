"""What does one day's report say, before any format says it?

Frozen, plain data with a version; ``to_json`` and ``from_json`` are inverse, so a saved report renders
again without a database. All names and values are raw here: every format defangs and escapes them itself.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Self, get_args, get_origin, get_type_hints

VERSION = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that both sites have. ``others`` of ``sites`` observed sites have it too.

    ``bits`` is what it weighs alone, ``counted`` what it adds to its signal: values of one signal say much
    the same, so the strongest counts whole and each next one a smaller part. The counted ones add up to the
    signal's ``bits``.
    """

    value: str  # "phone:+12125550100"
    shown: str  # as a person reads it after "both": "list the phone +1 212-555-0100"
    others: int
    sites: int  # 0 when the value is not counted among the observed sites
    bits: float
    counted: float


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One signal's evidence. ``bits`` before, ``counted`` after the family's cap; negative weighs against."""

    signal: str
    family: str
    sentence: str
    similarity: float
    bits: float
    counted: float
    facts: tuple[Fact, ...] = ()
    quotes: tuple[str, ...] = ()  # readable passages or lines of the candidate that both share


@dataclass(frozen=True, slots=True)
class FamilyBar:
    """One step of the waterfall: a family's bits, its cap, and what counted."""

    family: str
    raw: float
    cap: float
    counted: float


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """Where the raw evidence lies: content hash, the URL it came from, WARC file and offset in bytes."""

    hash: str
    url: str
    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class PictureLine:
    """The first screen of a site as a browser drew it; ``jpeg`` is a small one in base64."""

    domain: str
    url: str
    drawn: str  # ISO 8601 UTC
    jpeg: str
    png: str  # content hash


@dataclass(frozen=True, slots=True)
class PassageLine:
    """One passage as the candidate and as its counterpart write it.

    ``same`` says where both have the same words: (start, end) in ours, then in theirs.
    """

    ours: str
    theirs: str
    same: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SiblingLine:
    """A site that shares rare facts of ownership with the candidate; ``bits`` are of those facts alone."""

    domain: str
    bits: float
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Something worth knowing that is no alert: an original, a twin without a date, a public template."""

    domain: str
    kind: str  # "was copied by", "is alike", "public template"
    counterpart: str  # the other site; "" for a template
    score: float  # bits of the pair, 0 where there is none
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One candidate against one counterpart (a reference, or an older site that it resembles)."""

    domain: str
    counterpart: str
    relation: str  # "resembles" (a reference) or "copies" (an older observed site)
    reference_note: str  # short: what was documented, and by whom; in full among the references
    status: str  # new, escalated, went live, changed, dark, seized, returned
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


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """How the looks of one kind went. ``reasons`` counts the failed and absent ones by reason."""

    kind: str
    asked: int
    observed: int
    absent: int
    failed: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """How far the names of one source came today: (stage, how many), in the order of the stages."""

    source: str
    stages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class StateLine:
    """A watched domain whose state changed without an alert of its own."""

    domain: str
    before: str
    after: str
    note: str


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """One reference: what it is, who said so, and whether it has a baseline to compare pages with."""

    domain: str
    pack: str
    source: str
    baseline: str  # "2 pages of 2023-09-14" or "no baseline"
    note: str = ""  # what the source says of it


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

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def dumps(self) -> str:
        """The report as JSON text: two equal reports give equal bytes."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """The inverse of to_json; ValueError when the report is of a version this program does not know.

        Raise VERSION with every change of a field.
        """
        if row.get("version") != VERSION:
            raise ValueError(
                f"the report is of version {row.get('version')}; this brassplate reads {VERSION}"
            )
        try:
            report: Self = _build(cls, row)
        except (KeyError, TypeError) as error:
            raise ValueError(f"the report has no {error}, or something else in its place") from error
        return report


def _build(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{each.name: _build(hints[each.name], value[each.name]) for each in fields(kind)})
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_build(inner[0], each) for each in value)
        return tuple(_build(each, part) for each, part in zip(inner, value, strict=True))
    return value
