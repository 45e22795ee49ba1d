"""In which state is a domain, after today's looks?

Only an observation or an authoritative absence changes a state; a look that failed keeps the one before.
"""

from collections.abc import Mapping
from enum import StrEnum

from crawler.records import Observation, Outcome, Reason


class State(StrEnum):
    """What a domain is today, whoever owns it."""

    UNREGISTERED = "unregistered"
    DORMANT = "dormant"  # registered, with nothing to see
    PARKED = "parked"
    SEIZED = "seized"
    LIVE = "live"
    DARK = "dark"  # was live, now absent
    UNKNOWN = "unknown"  # could not look, and nothing known


NO_CONTENT = {
    "default server page": "the server shows its default page",
    "under construction": "the site is under construction",
    "empty": "the home page is empty",
}
"""Page classes that show a registered domain without a site of its owner."""
CATCH_ALL = "catch-all"
NOT_THE_PAGE = {
    "bot wall": "a bot wall stood before the site",
    "error": "the server answered with an error page",
}
"""Page classes that hide the site: like a failed look they tell nothing."""
_SEIZURE_ZONES = ("seized.gov", "usssdomainseizure.com", "seizedservers.com")
_ONCE_LIVE = {State.LIVE, State.DARK}


def state_of(
    observations: Mapping[str, Observation], page_class: str | None, previous: str | None
) -> tuple[State, str]:
    """The state and a note that says why; ``page_class`` is the home page's class, None without a page."""
    before = State(previous) if previous else State.UNKNOWN
    servers = _seizure_servers(observations)
    if servers:
        return State.SEIZED, f"the name server is {servers[0]}"
    missing = _not_registered(observations)
    if missing and page_class is None:
        return _gone(before, State.UNREGISTERED), missing
    if page_class is not None:
        return _by_page(page_class, before)
    absent = _without_site(observations)
    if absent:
        return _gone(before, State.DORMANT), absent
    return before, _why_not(observations)


def _by_page(page_class: str, before: State) -> tuple[State, str]:
    if page_class == "seized":
        return State.SEIZED, "the home page is a seizure notice"
    if page_class == "parked":
        return State.PARKED, "the home page is a parking page"
    if page_class in NO_CONTENT:
        return State.DORMANT, NO_CONTENT[page_class]
    if page_class == CATCH_ALL:
        return _gone(before, State.UNREGISTERED), "the TLD answers for every name"
    if page_class in NOT_THE_PAGE:
        return before, f"could not look: {NOT_THE_PAGE[page_class]}"
    return State.LIVE, "the site shows pages of its own"


def _gone(before: State, otherwise: State) -> State:
    return State.DARK if before in _ONCE_LIVE else otherwise


def _seizure_servers(observations: Mapping[str, Observation]) -> list[str]:
    named: list[str] = []
    for kind, field in (("dns", "NS"), ("registration", "nameservers")):
        seen = observations.get(kind)
        if seen is not None and seen.outcome is Outcome.OBSERVED:
            named += [str(name).lower().rstrip(".") for name in seen.payload.get(field) or ()]
    return [name for name in named if any(f".{name}".endswith(f".{zone}") for zone in _SEIZURE_ZONES)]


def _not_registered(observations: Mapping[str, Observation]) -> str:
    registration, dns = observations.get("registration"), observations.get("dns")
    registered = registration is not None and registration.outcome is Outcome.OBSERVED
    if registration is not None and registration.outcome is Outcome.ABSENT:
        return str(Reason.NOT_REGISTERED)
    if dns is not None and dns.outcome is Outcome.ABSENT and dns.reason is Reason.NXDOMAIN and not registered:
        return str(Reason.NXDOMAIN)
    return ""


def _without_site(observations: Mapping[str, Observation]) -> str:
    site, dns = observations.get("site"), observations.get("dns")
    for seen in (dns, site):
        if seen is not None and seen.outcome is Outcome.ABSENT:
            return str(seen.reason)
    if site is None and dns is not None and dns.outcome is Outcome.OBSERVED:
        errors = dns.payload.get("errors") or {}
        asked = not any(kind in errors for kind in ("A", "AAAA"))
        if asked and not any(dns.payload.get(kind) for kind in ("A", "AAAA", "CNAME")):
            return str(Reason.NO_ADDRESS)
    return ""


def _why_not(observations: Mapping[str, Observation]) -> str:
    for kind in ("site", "dns", "registration"):
        seen = observations.get(kind)
        if seen is not None and seen.outcome is Outcome.FAILED:
            return f"could not look: {seen.reason}"
    return "no look at the site"
