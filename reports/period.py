"""What does one week, or one month, say that no single day says?

Made of the daily reports alone, so that it can be told again from what is stored. Every list is in the order
in which things happened; names and values are raw here, as in the reports.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from reports.digest import AlertLine, CanaryLine, ClusterLine, DailyReport, JudgementLine
from reports.lines import is_alone

VERSION = 1
LEVELS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
RESOLVED = ("dark", "seized", "resolved", "unregistered")
"""States and events after which a site acts no more."""


@dataclass(frozen=True, slots=True)
class Span:
    """A week (Monday to Sunday) or a calendar month."""

    kind: str  # "week", "month"
    first: date
    last: date

    @property
    def due(self) -> date:
        """The day after it, on which it is told whole."""
        return self.last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One alert of the span, on the day on which it was told."""

    day: str
    domain: str
    counterpart: str
    relation: str
    status: str
    band: str
    score: float


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision that was made in the span."""

    domain: str
    judgement: JudgementLine


@dataclass(frozen=True, slots=True)
class Resolved:
    """A site that went dark, was seized, or is no more."""

    day: str
    domain: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Looks:
    """How the looks of one kind went, over all days."""

    kind: str
    asked: int
    observed: int
    absent: int
    failed: int

    @property
    def reached(self) -> float:
        """The share of looks that gave an answer, 0..1; 1 where nothing was asked."""
        return (self.observed + self.absent) / self.asked if self.asked else 1.0


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the summary of a span says."""

    version: int
    kind: str
    first: str
    last: str
    days: tuple[str, ...]  # those with a report
    missing: tuple[str, ...]  # those without one
    program: str
    author: str
    tlp: str  # the strictest of its days
    note: str
    watched: int  # on the last day
    counts: tuple[tuple[str, str, int], ...]  # (status, band, how many), the most first
    alerts: tuple[Told, ...]
    clusters: tuple[ClusterLine, ...]  # those that are new
    judged: tuple[Judged, ...]
    waiting: int  # alerts that nobody had judged on the last day
    resolved: tuple[Resolved, ...]
    funnel: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]  # source → (stage, how many)
    coverage: tuple[Looks, ...]
    canaries: tuple[tuple[str, CanaryLine], ...]  # (day, canary) of those that were missed
    health: tuple[tuple[str, int], ...]  # (sentence, on how many days)

    def dumps(self) -> str:
        """The summary as JSON text: two equal ones give equal bytes."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def week_of(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return Span("week", monday, monday + timedelta(days=6))


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    return Span("month", first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def overdue(day: date, told: Collection[str]) -> list[Span]:
    """The week and the month that ended and were not told since; ``told`` are the days with a report."""
    ended = (week_of(day - timedelta(days=7)), month_of(day.replace(day=1) - timedelta(days=1)))
    return [
        span
        for span in ended
        if not any(span.due.isoformat() <= each < day.isoformat() for each in told)
        and any(span.first.isoformat() <= each <= span.last.isoformat() for each in told)
    ]


def summarise(span: Span, reports: Sequence[DailyReport], until: str) -> Summary:
    """The summary of ``span`` from ``reports``, one a day and at least one; other days are left out.

    ``until`` is the last day of which there could be a report: later ones are not missing.
    """
    within = [each for each in reports if span.first.isoformat() <= each.day <= span.last.isoformat()]
    within.sort(key=lambda each: each.day)
    newest, days = within[-1], [each.day for each in within]
    alerts = [_told(report, alert) for report in within for alert in report.alerts]
    return Summary(
        version=VERSION,
        kind=span.kind,
        first=span.first.isoformat(),
        last=span.last.isoformat(),
        days=tuple(days),
        missing=tuple(each for each in _all_days(span) if each not in days and each <= until),
        program=newest.program,
        author=newest.author,
        tlp=max((each.tlp for each in within), key=_strictness),
        note=newest.note,
        watched=newest.watched,
        counts=_counts(alerts),
        alerts=tuple(alerts),
        clusters=tuple(_new_clusters(span, within)),
        judged=tuple(_judged(span, within)),
        waiting=len(newest.reminders),
        resolved=tuple(_resolved(within)),
        funnel=_funnel(within),
        coverage=tuple(_coverage(within)),
        canaries=tuple((each.day, one) for each in within for one in each.canaries if not one.told),
        health=tuple(Counter(told for each in within for told in dict.fromkeys(each.health)).most_common()),
    )


def _told(report: DailyReport, alert: AlertLine) -> Told:
    pair = (alert.domain, alert.counterpart, alert.relation)
    band = "" if is_alone(alert) else alert.band
    return Told(report.day, *pair, alert.status, band, alert.score)


def _all_days(span: Span) -> list[str]:
    return [(span.first + timedelta(days=each)).isoformat() for each in range((span.due - span.first).days)]


def _strictness(tlp: str) -> int:
    return LEVELS.index(tlp) if tlp in LEVELS else len(LEVELS)


def _counts(alerts: Iterable[Told]) -> tuple[tuple[str, str, int], ...]:
    counted = Counter((each.status, each.band) for each in alerts)
    return tuple((*kind, count) for kind, count in counted.most_common())


def _new_clusters(span: Span, reports: Iterable[DailyReport]) -> Iterable[ClusterLine]:
    """The clusters first told in the span, as they stood at its end."""
    newest = {line.name: line for report in reports for line in report.clusters}
    return (each for each in newest.values() if span.first.isoformat() <= each.since <= span.last.isoformat())


def _judged(span: Span, reports: Iterable[DailyReport]) -> Iterable[Judged]:
    found: dict[tuple[str, str, str, str], Judged] = {}
    for report in reports:
        lines = [*report.alerts, *report.known, *report.below]
        made = [(each.domain, each.judgement) for each in lines if each.judgement]
        made += [(each.domain, each.judgement) for each in report.muted]
        for domain, one in made:
            if span.first.isoformat() <= one.day[:10] <= span.last.isoformat():
                found.setdefault((one.day, domain, one.verdict, one.reason), Judged(domain, one))
    return (each for _, each in sorted(found.items()))


def _resolved(reports: Iterable[DailyReport]) -> Iterable[Resolved]:
    for report in reports:
        moved = [(each.domain, each.before, each.after) for each in report.states]
        moved += [
            (each.domain, each.state_before, each.state if each.state in RESOLVED else each.status)
            for each in report.alerts
        ]
        ended = (each for each in dict.fromkeys(moved) if each[2] in RESOLVED and each[1] != each[2])
        yield from (Resolved(report.day, *each) for each in ended)


def _funnel(reports: Iterable[DailyReport]) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    totals: dict[str, Counter[str]] = {}
    for report in reports:
        for line in report.funnel:
            totals.setdefault(line.source, Counter()).update(dict(line.stages))
    return tuple((source, tuple(counts.items())) for source, counts in totals.items())


def _coverage(reports: Iterable[DailyReport]) -> Iterable[Looks]:
    totals: dict[str, Counter[str]] = {}
    names = ("asked", "observed", "absent", "failed")
    for report in reports:
        for line in report.coverage:
            totals.setdefault(line.kind, Counter()).update({name: getattr(line, name) for name in names})
    return (Looks(kind, **{name: counts[name] for name in names}) for kind, counts in totals.items())
