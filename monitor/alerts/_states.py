"""In which state is a domain, after today's looks?

Only an observation or an authoritative absence changes a state; a look that failed keeps the one before, and
so does an absence that no second look has confirmed.
"""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum

from crawler.fingerprint import OWNERS, PageClass, is_of_seizure
from crawler.records import Observation, Outcome, Reason
from crawler.subjects import leads_elsewhere


class State(StrEnum):
    """What a domain is today, whoever owns it."""

    UNREGISTERED = "unregistered"
    DORMANT = "dormant"  # registered, with nothing to see
    PARKED = "parked"
    SEIZED = "seized"
    LIVE = "live"
    DARK = "dark"  # was live, now absent
    UNKNOWN = "unknown"  # could not look, and nothing known


_NOTHING_TO_SEE = {
    PageClass.REGISTRAR_DEFAULT: "the registrar shows its page for new names",
    PageClass.SERVER_DEFAULT: "the server shows its default page",
    PageClass.CATCH_ALL: "the host answers for a name that it has no site for",
    PageClass.DIRECTORY_LISTING: "the server lists a folder",
    PageClass.UNDER_CONSTRUCTION: "the site is under construction",
    PageClass.EMPTY: "the home page is empty",
}
_HIDDEN = {
    PageClass.BOT_WALL: "a bot wall stands before the site",
    PageClass.ERROR: "the server answers with an error page",
    PageClass.SOFT_404: "the home page says that it was not found",
    PageClass.HOSTILE: "the page is built to exhaust its reader",
}
"""Like a failed look these tell nothing of the owner's pages."""
_NO_SUCH_NAME = {Reason.NXDOMAIN, Reason.WILDCARD}
_ONCE_LIVE = {State.LIVE, State.DARK}
_PRESENT = {State.LIVE, State.PARKED, State.SEIZED, State.DORMANT}
_Absence = tuple[str, str]  # the kind of look that says so, and what it says


def state_of(
    observations: Mapping[str, Observation],
    page_class: str | None,
    previous: str | None,
    unconfirmed: Set[str] = frozenset(),
) -> tuple[State, str]:
    """The state and a note that says why; ``page_class`` is the home page's class, None without a page.

    ``unconfirmed`` are the kinds of look whose absence was not yet seen often enough to be believed.
    """
    before = State(previous) if previous else State.UNKNOWN
    servers = _seizure_servers(observations)
    if servers:
        return State.SEIZED, f"the name server is {servers[0]}"
    if page_class and not _older_than_an_absence(observations):
        site = observations.get("site")
        if page_class in OWNERS and site is not None and leads_elsewhere(site):
            return State.DORMANT, f"it leads to {site.payload['url']}"
        return _by_page(PageClass(page_class), before)
    for absence, otherwise in (
        (_not_registered(observations), State.UNREGISTERED),
        (_without_site(observations), State.DORMANT),
    ):
        if absence is not None:
            kind, why = absence
            if kind in unconfirmed and before in _PRESENT:
                return before, f"missing ({why}), which a second look has to confirm"
            return _gone(before, otherwise), why
    return before, _why_not(observations)


def _by_page(page_class: PageClass, before: State) -> tuple[State, str]:
    if page_class is PageClass.SEIZED:
        return State.SEIZED, "the home page is a seizure notice"
    if page_class is PageClass.PARKED:
        return State.PARKED, "the home page is a parking page"
    if page_class is PageClass.SUSPENDED:
        return _gone(before, State.DORMANT), "the host has suspended the site"
    if page_class in _NOTHING_TO_SEE:
        return State.DORMANT, _NOTHING_TO_SEE[page_class]
    if page_class in _HIDDEN:
        return before, f"could not look: {_HIDDEN[page_class]}"
    if page_class is PageClass.SCRIPT_SHELL:
        return State.LIVE, "the home page is a script shell: what it shows was not seen"
    return State.LIVE, "the site shows pages of its own"


def _older_than_an_absence(observations: Mapping[str, Observation]) -> bool:
    """True when the page is of an earlier day: since then an authority said that there is none."""
    site = observations.get("site")
    others = [
        each for each in (observations.get("dns"), observations.get("registration")) if each is not None
    ]
    absences = [each.observed_at for each in others if each.outcome is Outcome.ABSENT]
    return site is not None and any(site.observed_at < moment for moment in absences)


def _gone(before: State, otherwise: State) -> State:
    return State.DARK if before in _ONCE_LIVE else otherwise


def _seizure_servers(observations: Mapping[str, Observation]) -> list[str]:
    named: list[str] = []
    for kind, field in (("dns", "NS"), ("registration", "nameservers")):
        seen = observations.get(kind)
        if seen is not None and seen.outcome is Outcome.OBSERVED:
            named += [str(name).lower().rstrip(".") for name in seen.payload.get(field) or ()]
    return list(filter(is_of_seizure, named))


def _not_registered(observations: Mapping[str, Observation]) -> _Absence | None:
    registration, dns = observations.get("registration"), observations.get("dns")
    registered = registration is not None and bool(registration.payload)  # half an answer is one too
    unknown = registration is not None and registration.outcome is Outcome.ABSENT
    if registration is not None and unknown and not _is_delegated(dns, registration.observed_at):
        return "registration", str(Reason.NOT_REGISTERED)
    nobodys = dns is not None and dns.outcome is Outcome.ABSENT and dns.reason in _NO_SUCH_NAME
    return ("dns", str(dns.reason)) if dns is not None and nobodys and not registered else None


def _is_delegated(dns: Observation | None, since: datetime) -> bool:
    """True when the zone above has named servers since: then a registry that knows no such domain errs."""
    seen = dns is not None and dns.outcome is Outcome.OBSERVED and dns.observed_at >= since
    return dns is not None and seen and bool(dns.payload.get("NS"))


def _without_site(observations: Mapping[str, Observation]) -> _Absence | None:
    site, dns = observations.get("site"), observations.get("dns")
    for seen in (dns, site):
        if seen is not None and seen.outcome is Outcome.ABSENT:
            return seen.kind, str(seen.reason)
    if site is None and dns is not None and dns.outcome is Outcome.OBSERVED:
        errors = dns.payload.get("errors") or {}
        asked = not any(kind in errors for kind in ("A", "AAAA"))
        if asked and not any(dns.payload.get(kind) for kind in ("A", "AAAA", "CNAME")):
            return "dns", str(Reason.NO_ADDRESS)
    return None


def _why_not(observations: Mapping[str, Observation]) -> str:
    for kind in ("site", "dns", "registration"):
        seen = observations.get(kind)
        if seen is not None and seen.outcome is Outcome.FAILED:
            return f"could not look: {seen.reason}"
    return "no look at the site"
