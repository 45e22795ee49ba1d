"""Does a state change only by what was seen or authoritatively absent?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.fingerprint import HIDING
from crawler.records import Observation, Outcome, Reason
from monitor.alerts import State, _states, state_of

FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)


def look(
    kind: str, outcome: Outcome = Outcome.OBSERVED, reason: Reason = Reason.NONE, **payload: Any
) -> Observation:
    return Observation("copy.example", kind, FIRST, outcome, reason, payload)


DNS = look("dns", A=["192.0.2.7"], NS=["ns1.host.example"])
NO_ADDRESS = look("dns", A=[], AAAA=[], NS=["ns1.host.example"])
NXDOMAIN = look("dns", Outcome.ABSENT, Reason.NXDOMAIN)
SERVFAIL = look("dns", Outcome.FAILED, Reason.SERVFAIL)
REGISTERED = look("registration", created="2023-10-14T00:00:00Z")
NOT_REGISTERED = look("registration", Outcome.ABSENT, Reason.NOT_REGISTERED)
SITE = look("site", status=200)
ELSEWHERE = look("site", status=200, url="https://other.example/")
WWW = look("site", status=200, url="https://www.copy.example/")
REFUSED = look("site", Outcome.ABSENT, Reason.REFUSED_CONNECTION)
TIMEOUT = look("site", Outcome.FAILED, Reason.TIMEOUT)
ROBOTS = look("site", Outcome.FAILED, Reason.ROBOTS)


@pytest.mark.parametrize(
    ("looks", "page", "before", "state"),
    [
        ([DNS, SITE], "content", None, "live"),
        ([DNS, SITE], "content", "dark", "live"),
        ([DNS, SITE], "parked", "live", "parked"),
        ([DNS, ELSEWHERE], "content", None, "dormant"),
        ([DNS, ELSEWHERE], "content", "live", "dormant"),
        ([DNS, WWW], "content", None, "live"),
        ([DNS, SITE], "seized", "live", "seized"),
        ([DNS, SITE], "under construction", None, "dormant"),
        ([DNS, SITE], "empty", None, "dormant"),
        ([DNS, SITE], "server default", None, "dormant"),
        ([DNS, SITE], "registrar default", None, "dormant"),
        ([DNS, SITE], "suspended", None, "dormant"),
        ([DNS, SITE], "suspended", "live", "dark"),
        ([DNS, SITE], "hostile", "live", "live"),
        ([DNS, SITE], "bot wall", "live", "live"),
        ([DNS, SITE], "bot wall", None, "unknown"),
        ([DNS, SITE], "error", "parked", "parked"),
        ([DNS, NOT_REGISTERED, SITE], "content", None, "live"),
        ([DNS, NOT_REGISTERED, TIMEOUT], None, "live", "live"),
        ([DNS, NOT_REGISTERED, REFUSED], None, None, "dormant"),
        ([DNS, REFUSED], None, None, "dormant"),
        ([DNS, REFUSED], None, "live", "dark"),
        ([DNS, REFUSED], None, "dark", "dark"),
        ([DNS, REFUSED], None, "parked", "dormant"),
        ([NO_ADDRESS], None, None, "dormant"),
        ([NO_ADDRESS], None, "live", "dark"),
        ([NXDOMAIN], None, None, "unregistered"),
        ([NXDOMAIN], None, "live", "dark"),
        ([NXDOMAIN], None, "dark", "dark"),
        ([NXDOMAIN], None, "seized", "unregistered"),
        ([NXDOMAIN, REGISTERED], None, None, "dormant"),
        ([NOT_REGISTERED, SERVFAIL], None, None, "unregistered"),
        ([SERVFAIL, TIMEOUT], None, None, "unknown"),
        ([SERVFAIL, TIMEOUT], None, "live", "live"),
        ([DNS, TIMEOUT], None, "parked", "parked"),
        ([DNS, ROBOTS], None, "live", "live"),
        ([SERVFAIL], None, "unregistered", "unregistered"),
        ([], None, "live", "live"),
        ([], None, None, "unknown"),
    ],
)
def test_a_state_follows_what_was_seen_and_a_failed_look_keeps_it(
    looks: list[Observation], page: str | None, before: str | None, state: str
) -> None:
    found, note = state_of({each.kind: each for each in looks}, page, before)
    assert found == state
    assert note


@pytest.mark.parametrize(
    "server", ["ns1.fbi.seized.gov", "NS2.usssdomainseizure.com.", "ns1.seizedservers.com"]
)
def test_seizure_name_servers_are_a_state_even_when_the_site_is_down(server: str) -> None:
    seen = {"dns": look("dns", NS=[server], A=["192.0.2.9"]), "site": TIMEOUT}
    assert state_of(seen, None, "live")[0] is State.SEIZED
    registry = {"dns": SERVFAIL, "registration": look("registration", nameservers=[server])}
    assert state_of(registry, None, None)[0] is State.SEIZED


@pytest.mark.parametrize(
    "server", ["ns1.notseized.gov", "fbi.seized.gov.example", "ns1.seizedservers.com.example"]
)
def test_a_name_that_only_looks_like_a_seizure_server_is_none(server: str) -> None:
    assert (
        state_of({"dns": look("dns", NS=[server], A=["192.0.2.9"]), "site": SITE}, "content", None)[0]
        == "live"
    )


def test_an_address_that_could_not_be_asked_is_not_missing() -> None:
    partial = look("dns", A=[], AAAA=[], NS=["ns1.host.example"], errors={"A": "no answer in time"})
    assert state_of({"dns": partial}, None, "live")[0] is State.LIVE


@pytest.mark.parametrize("absence", [NXDOMAIN, REFUSED, NOT_REGISTERED])
def test_yesterdays_page_does_not_outlive_todays_absence(absence: Observation) -> None:
    later = replace(absence, observed_at=SECOND, kind="dns" if absence is REFUSED else absence.kind)
    assert state_of({"site": SITE, later.kind: later}, "content", "live")[0] is State.DARK


def test_yesterdays_page_outlives_a_look_that_failed_today() -> None:
    seen = {"dns": replace(SERVFAIL, observed_at=SECOND), "site": SITE}
    assert state_of(seen, "content", "live")[0] is State.LIVE


def test_the_note_says_why() -> None:
    assert state_of({"dns": NXDOMAIN}, None, None)[1] == "the name does not exist"
    assert state_of({"dns": DNS, "site": TIMEOUT}, None, "live")[1] == "could not look: no answer in time"


@pytest.mark.parametrize(
    ("absence", "before"),
    [
        (NXDOMAIN, "live"),
        (REFUSED, "live"),
        (NOT_REGISTERED, "live"),
        (NXDOMAIN, "parked"),
        (NXDOMAIN, "seized"),
    ],
)
def test_what_was_there_is_not_gone_before_a_second_look_has_confirmed_it(
    absence: Observation, before: str
) -> None:
    seen = {absence.kind: absence}
    state, note = state_of(seen, None, before, unconfirmed={absence.kind})
    assert state == before
    assert note == f"missing ({absence.reason}), which a second look has to confirm"
    assert state_of(seen, None, before)[0] != before


@pytest.mark.parametrize("before", [None, "unregistered", "dark"])
def test_what_was_never_there_needs_no_second_look(before: str | None) -> None:
    state, note = state_of({"dns": NXDOMAIN}, None, before, unconfirmed={"dns"})
    assert state == ("dark" if before == "dark" else "unregistered")
    assert note == "the name does not exist"


def test_an_absence_confirmed_by_one_kind_of_look_is_not_held_up_by_another() -> None:
    seen = {"registration": NOT_REGISTERED, "site": REFUSED}
    assert state_of(seen, None, "live", unconfirmed={"site"})[0] is State.DARK


def test_a_name_that_its_zone_answers_for_like_any_other_is_nobodys() -> None:
    wildcard = look("dns", Outcome.ABSENT, Reason.WILDCARD)
    assert state_of({"dns": wildcard}, None, None) == (
        State.UNREGISTERED,
        "the zone above answers every name alike",
    )


def test_whatever_hides_the_pages_keeps_the_state_and_says_why() -> None:
    assert set(_states._HIDDEN) == HIDING


def test_a_delegation_of_an_earlier_day_does_not_keep_a_name_registered() -> None:
    today = replace(NOT_REGISTERED, observed_at=SECOND)
    assert state_of({"dns": DNS, "registration": today}, None, None)[0] is State.UNREGISTERED
