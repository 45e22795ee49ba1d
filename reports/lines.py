"""Of which parts is a report made?

Frozen, plain data; names and values are raw here. A field of one sentence says it without markup.
"""

from dataclasses import dataclass
from typing import Protocol


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
class ChangeLine:
    """One thing that is another than at the last report."""

    what: str  # "band", "state", "phone" …
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MomentLine:
    """How a pair stood on one day; ``score`` is None where nothing was compared."""

    day: str
    score: float | None
    state: str


@dataclass(frozen=True, slots=True)
class QueryLine:
    """A search to be pasted into a platform; text, never a link."""

    platform: str
    query: str


@dataclass(frozen=True, slots=True)
class PivotLine:
    """A value worth searching for elsewhere; ``sites`` of those observed here show it."""

    value: str  # "phone:+12125550100"
    shown: str
    sites: int
    queries: tuple[QueryLine, ...]


@dataclass(frozen=True, slots=True)
class JudgementLine:
    """What an analyst decided, for which reason, and until when."""

    verdict: str  # benign, suspected, confirmed, muted
    author: str
    reason: str
    day: str
    until: str = ""
    source: str = ""  # who confirmed it elsewhere


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """Sites that rare facts tie together; ``facts`` are those facts as sentences, the rarest first."""

    name: str
    members: tuple[str, ...]
    joined: tuple[str, ...]  # those of today
    facts: tuple[str, ...]
    references: tuple[str, ...] = ()  # documented fronts among the members
    since: str = ""  # the day on which it was first told


class Beside(Protocol):
    """A site, and what it was compared with."""

    @property
    def domain(self) -> str: ...

    @property
    def counterpart(self) -> str: ...


def is_alone(alert: Beside) -> bool:
    """True for news of a reference itself: nothing was compared, so that it has no score."""
    return alert.counterpart == alert.domain


def through(facts: int) -> str:
    """through these 2 facts: by what a site joined its cluster."""
    return "through this fact" if facts == 1 else f"through these {facts} facts"


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """An alert that nobody has judged for ``days`` days."""

    domain: str
    counterpart: str
    band: str
    score: float
    since: str
    days: int


@dataclass(frozen=True, slots=True)
class MutedLine:
    """What a judgement kept out of the report: how many events of the last seven days."""

    domain: str
    hidden: int
    judgement: JudgementLine


@dataclass(frozen=True, slots=True)
class FeedLine:
    """How old a source of names is; ``fault`` says what was wrong the last time."""

    name: str
    kind: str
    read: str  # ISO 8601 UTC, "" when it was never read
    newest: str  # the time of the newest thing in it, "" when it does not say
    names: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CanaryLine:
    """A site that must be alerted every day, and whether it was."""

    domain: str
    told: bool
    sentence: str
