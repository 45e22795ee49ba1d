"""What was looked at, what could not be seen, and from when is that alarming?"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from crawler.records import Outcome, Reason
from monitor.alerts import State
from monitor.store import MonitorStore
from reports.digest import CoverageLine

ALARMING = 0.1
"""The part of all sites that could not be looked at from which the report raises its voice."""


def coverage_of(looks: Mapping[tuple[str, str, str], int]) -> tuple[CoverageLine, ...]:
    """The lines of how many looks ended so: (kind, outcome, reason)."""
    kinds: dict[str, Counter[str]] = {}
    reasons: dict[str, Counter[str]] = {}
    for (kind, outcome, reason), count in looks.items():
        kinds.setdefault(kind, Counter())[outcome] += count
        if outcome != Outcome.OBSERVED:
            reasons.setdefault(kind, Counter())[reason] += count
    return tuple(
        CoverageLine(
            kind=kind,
            asked=counts.total(),
            observed=counts[Outcome.OBSERVED],
            absent=counts[Outcome.ABSENT],
            failed=counts[Outcome.FAILED],
            reasons=tuple(reasons.get(kind, Counter()).most_common()),
        )
        for kind, counts in sorted(kinds.items(), key=lambda each: (each[0] != "site", each[0]))
    )


_ASKED_FOR = {
    "site": "The site",
    "dns": "The DNS records",
    "tls": "The certificate",
    "registration": "The registration",
    "screenshot": "The picture",
}


def alarms(coverage: Iterable[CoverageLine]) -> Iterable[str]:
    for line in coverage:
        later = dict(line.reasons).get(Reason.BUDGET.value, 0) if line.kind == "registration" else 0
        if later:
            yield f"{later} registrations wait for their registries and are asked for after this report."
        failed = line.failed - later
        if failed > ALARMING * line.asked and (line.asked >= 10 or failed == line.asked):
            yield (
                f"{_ASKED_FOR.get(line.kind, line.kind)} of {failed} of {line.asked} domains could not be "
                "looked at: what they show today is not in this report."
            )


def unreachable(store: MonitorStore, due: Collection[str], since: datetime) -> Iterable[tuple[str, str]]:
    """Who of ``due`` could not be seen since then, and why, by domain."""
    wanted = frozenset(due)
    unseen = [each for each in store.watchlist.unseen(since) if each[0] in wanted]
    absent = [domain for domain, outcome, _ in unseen if outcome == Outcome.ABSENT]
    states = store.ledger.states(absent)
    for domain, outcome, reason in unseen:
        if outcome is None:
            yield domain, "not looked at today"
        elif outcome == Outcome.FAILED:
            yield domain, reason
        elif states.get(domain) == State.LIVE:
            yield domain, f"missing today ({reason}), which a second look has to confirm"
