"""What was looked at, what could not be seen, and from when is that alarming?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from crawler.records import Outcome, Reason
from crawler.store import ObservationStore
from monitor.alerts import State
from reports.digest import CoverageLine

ALARMING = 0.1
"""The part of all sites that could not be looked at from which the report raises its voice."""

Looks = dict[str, dict[str, tuple[Outcome, Reason]]]
"""By domain and kind, how today's look ended: what it saw would fill the memory."""


def looks_since(observations: ObservationStore, domains: Iterable[str], moment: datetime) -> Looks:
    """How the looks at ``domains`` ended that were made since ``moment``."""
    found: Looks = {domain: {} for domain in domains}
    for domain, kind, outcome, reason in observations.outcomes_since(moment):
        if domain in found:
            found[domain][kind] = outcome, reason
    return found


def coverage_of(looks: Looks) -> tuple[CoverageLine, ...]:
    kinds: dict[str, Counter[Outcome]] = {}
    reasons: dict[str, Counter[str]] = {}
    for seen in looks.values():
        for kind, (outcome, reason) in seen.items():
            kinds.setdefault(kind, Counter())[outcome] += 1
            if outcome is not Outcome.OBSERVED:
                reasons.setdefault(kind, Counter())[reason.value] += 1
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


def unreachable(looks: Looks, states: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for domain, seen in sorted(looks.items()):
        if "site" not in seen:
            yield domain, "not looked at today"
            continue
        outcome, reason = seen["site"]
        if outcome is Outcome.FAILED:
            yield domain, reason.value
        elif outcome is Outcome.ABSENT and states.get(domain) == State.LIVE:
            yield domain, f"missing today ({reason.value}), which a second look has to confirm"
