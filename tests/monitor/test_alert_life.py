"""Is what happens to a suspect itself told once, and its end only when enough looks agree?"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from crawler.fingerprint import Comparison, Family, Fingerprint, Signal, Values, Weighing
from crawler.records import Observation, Outcome, Reason
from monitor.alerts import (
    Lately,
    activations,
    change_rows,
    fall,
    judge,
    leading,
    news,
    remembered,
    template_change,
    unresolved,
)
from monitor.store import Event, FactChange, Fallen, Standing
from tests.monitor.test_alerts import FIRST, LIVE, stands, yesterday

DOMAIN = "copy.example"


def changed(*come: str, gone: tuple[str, ...] = (), signal: str = "contacts", on: int = 1) -> FactChange:
    return FactChange(DOMAIN, FIRST + timedelta(days=on), signal, gone, come, f"run-{on}")


def told(
    previous: Mapping[tuple[str, str], Standing],
    *current: Standing,
    before: Mapping[str, str] = LIVE,
    now: Mapping[str, str] = LIVE,
    **lately: Any,
) -> list[Event]:
    return judge(previous, list(current), before, now, False, "run-2", "2026-03-02", Lately(**lately))


def test_a_front_that_changes_its_phone_is_told_with_both_numbers() -> None:
    own = {DOMAIN: (changed("phone:+12", gone=("phone:+11",)),)}
    (event,) = told(yesterday(stands(5.0)), stands(5.0), own=own)
    assert (event.status, event.detail["changed"]) == ("changed", ["phone: +11, now +12"])
    assert event.detail["changes"] == [{"what": "phone", "before": "+11", "after": "+12"}]


def test_a_site_that_resembles_nobody_may_change_its_phone() -> None:
    own = {DOMAIN: (changed("phone:+12", gone=("phone:+11",)),)}
    assert told({}, stands(-9.0), own=own) == []


@pytest.mark.parametrize("signal", ["mx", "certificate"])
def test_a_first_mail_host_or_certificate_activates_a_name(signal: str) -> None:
    own = {DOMAIN: (changed(f"{signal}:there", signal=signal),)}
    held = {DOMAIN: "dormant"}
    (event,) = told(yesterday(stands(-2.0)), stands(-2.0), own=own, before=held, now=held)
    assert (event.status, event.detail["changed"]) == ("activated", [f"{signal}: none, now there"])


def test_a_name_that_goes_live_with_its_first_certificate_went_live() -> None:
    own = {DOMAIN: (changed("certificate:there", signal="certificate"),)}
    (event,) = told(yesterday(stands(-2.0)), stands(5.0), own=own, before={DOMAIN: "dormant"})
    assert event.status == "went live"
    assert [each["what"] for each in event.detail["changes"]] == ["state", "band", "certificate"]


def test_every_event_says_what_was_before_and_after() -> None:
    (new,) = told({}, stands(5.0), before={})
    assert new.detail["changes"] == [{"what": "band", "before": "none", "after": "strong"}]
    (gone,) = told(yesterday(stands(5.0)), now={DOMAIN: "dark"})
    assert gone.detail["changes"] == [{"what": "state", "before": "live", "after": "dark"}]
    (more,) = told(yesterday(stands(5.0)), stands(5.5, "email:a@b.example"))
    assert more.detail["changes"] == [{"what": "email", "before": "", "after": "a@b.example"}]


def test_what_was_there_before_is_no_news() -> None:
    there, back = changed("phone:+2", gone=("phone:+1",)), changed("phone:+1", gone=("phone:+2",), on=2)
    again, other = (
        changed("phone:+2", gone=("phone:+1",), on=3),
        changed("phone:+3", gone=("phone:+2",), on=4),
    )
    every = [there, back, again, other]
    assert news(every, every) == (there, other)


def test_a_second_mail_host_ever_is_no_news() -> None:
    first, later = changed("mail host:a", signal="mx"), changed("mail host:b", signal="mx", on=5)
    assert news([first, later], [first, later]) == (first,)


def test_changes_are_grouped_by_kind() -> None:
    one = changed("email:c@d.example", "phone:+2", gone=("email:a@b.example", "phone:+1"))
    assert list(change_rows([one])) == [
        {"what": "email", "before": "a@b.example", "after": "c@d.example"},
        {"what": "phone", "before": "+1", "after": "+2"},
    ]


def dns(*hosts: str, errors: tuple[str, ...] = (), outcome: Outcome = Outcome.OBSERVED) -> Observation:
    payload = {"MX": [f"10 {each}" for each in hosts], "errors": dict.fromkeys(errors, "no answer in time")}
    reason = Reason.NXDOMAIN if outcome is Outcome.ABSENT else Reason.NONE
    return Observation(DOMAIN, "dns", FIRST, outcome, reason, MappingProxyType(payload))


def tls(*faults: str) -> Observation:
    payload = {"faults": list(faults), "issuer": "CN=Lab Root"}
    return Observation(DOMAIN, "tls", FIRST, Outcome.OBSERVED, payload=MappingProxyType(payload))


def first_times(looks: list[Observation], seen: list[Observation]) -> list[Values]:
    return [each.come for each in activations(DOMAIN, iter(looks), iter(seen), FIRST, "run-1")]


def test_only_a_name_that_was_seen_without_mail_gets_its_first_mail_host() -> None:
    assert first_times([dns("mx.a.example."), dns()], []) == [("mail host:mx.a.example",)]
    assert first_times([dns("mx.a.example."), dns(outcome=Outcome.ABSENT)], []) == [
        ("mail host:mx.a.example",)
    ]
    assert first_times([dns("mx.a.example.")], []) == []
    assert first_times([dns("mx.a.example."), dns(errors=("MX",))], []) == []
    assert first_times([dns("mx.a.example."), dns(), dns("mx.b.example.")], []) == []
    assert first_times([dns("."), dns()], []) == []


def test_only_a_certificate_that_an_authority_gave_for_the_name_is_one() -> None:
    refused = Observation(DOMAIN, "tls", FIRST, Outcome.ABSENT, Reason.REFUSED_CONNECTION)
    assert first_times([], [tls(), refused]) == [("certificate:issued by CN=Lab Root",)]
    assert first_times([], [tls(), tls("wrong name")]) == [("certificate:issued by CN=Lab Root",)]
    assert first_times([], [tls("self-signed"), refused]) == []
    assert first_times([], [tls(), refused, tls("expired")]) == []
    odd = Observation(DOMAIN, "tls", FIRST, Outcome.OBSERVED, payload=MappingProxyType({"faults": 7}))
    assert first_times([], [odd, refused]) == []


def alike(ours: Values, theirs: Values) -> Comparison | None:
    part = len(set(ours) & set(theirs)) / len(set(ours) | set(theirs))
    return Comparison("dom_template", part, (), "alike")


TEMPLATE = Signal(
    "dom_template", Family.TEMPLATE, "?", Weighing.SIMILARITY, lambda _: (), alike, lambda values: values
)


def page(*values: str) -> Fingerprint:
    return Fingerprint(DOMAIN, {"dom_template": values} if values else {})


def test_another_template_is_a_change_and_a_new_box_on_the_page_is_none() -> None:
    whole = tuple("abcdefgh")
    (found,) = template_change(page(*whole), page(*"stuvwxyz"), TEMPLATE, FIRST, "run-1")
    assert (len(found.gone), found.gone != found.come) == (1, True)
    assert list(template_change(page(*whole), page(*whole, "new"), TEMPLATE, FIRST, "run-1")) == []
    assert list(template_change(page(*whole), page(), TEMPLATE, FIRST, "run-1")) == []
    assert list(template_change(None, page(*whole), TEMPLATE, FIRST, "run-1")) == []


def day(number: int) -> str:
    return f"2026-03-{number:02}"


def through(*looks: tuple[bool, bool], needed: int = 3) -> list[tuple[bool, bool]]:
    """(resolved, back) of each day; each look says whether it was answered and whether it stands."""
    lead, stood, fallen, found = stands(5.0), leading([stands(5.0)]), dict[str, list[Fallen]](), []
    for number, (seen, in_a_band) in enumerate(looks, 1):
        now = leading([lead]) if in_a_band else {}
        fell = fall(fallen, stood, now, {DOMAIN} if seen else set(), day(number), needed)
        found.append((DOMAIN in fell.resolved, DOMAIN in fell.back))
        fallen = {DOMAIN: list(fell.kept)} if fell.kept else {}
        stood = now
    return found


GONE, HERE, BLIND = (True, False), (True, True), (False, False)
NOTHING, RESOLVED, BACK = (False, False), (True, False), (False, True)


def test_a_site_is_resolved_by_the_third_look_that_finds_no_resemblance_and_once() -> None:
    assert through(GONE, GONE, GONE, GONE, GONE) == [NOTHING, NOTHING, RESOLVED, NOTHING, NOTHING]


def test_a_look_that_failed_resolves_nothing() -> None:
    assert through(GONE, BLIND, BLIND, GONE, GONE) == [NOTHING, NOTHING, NOTHING, NOTHING, RESOLVED]


def test_a_page_that_comes_and_goes_is_never_resolved() -> None:
    assert through(*[GONE, GONE, HERE] * 5) == [NOTHING] * 15


def test_what_was_resolved_and_resembles_again_is_back() -> None:
    assert through(GONE, GONE, GONE, GONE, HERE, HERE)[4:] == [BACK, NOTHING]


def test_two_runs_of_one_day_are_one_look() -> None:
    first = fall({}, leading([stands(5.0)]), {}, {DOMAIN}, day(1), 3)
    again = fall({DOMAIN: list(first.kept)}, {}, {}, {DOMAIN}, day(1), 3)
    assert [each.looks for each in again.kept] == [1]


def test_a_resolution_that_found_no_room_is_told_on_the_next_day() -> None:
    fallen = {DOMAIN: [Fallen(stands(5.0), 2, day(2))]}
    today = fall(fallen, {}, {}, {DOMAIN}, day(3), 3)
    held = {DOMAIN: unresolved(today.kept, {DOMAIN})}
    assert today.resolved == fall(held, {}, {}, {DOMAIN}, day(4), 3).resolved == {DOMAIN}


def test_what_fell_and_stands_again_was_told_before() -> None:
    before = yesterday(stands(5.0, "phone:+1"))
    (stood,) = before.values()
    memory = remembered({}, {DOMAIN: [Fallen(stood, 1, day(1))]})
    assert told(memory, stands(5.0, "phone:+1")) == []


def test_a_site_that_fell_and_then_goes_dark_is_told_as_dark_and_a_resolved_one_is_not() -> None:
    memory = remembered({}, {DOMAIN: [Fallen(stands(5.0), 1, day(1))]})
    dark = {DOMAIN: "dark"}
    assert [each.status for each in told(memory, now=dark)] == ["dark"]
    assert told(memory, now=dark, settled=frozenset({DOMAIN})) == []


def test_the_end_is_told_with_what_stood_and_what_changed() -> None:
    memory = remembered({}, {DOMAIN: [Fallen(stands(5.0), 3, day(3), resolved=True)]})
    own = {DOMAIN: (changed("phone:+2", gone=("phone:+1",)),)}
    (event,) = told(memory, resolved=frozenset({DOMAIN}), own=own)
    assert (event.status, event.band) == ("resolved", "strong")
    assert event.detail["changed"] == [
        "resembles front.example no longer: band strong, now none",
        "phone: +1, now +2",
    ]


def test_what_is_back_after_it_was_resolved_returned() -> None:
    memory = remembered({}, {DOMAIN: [Fallen(stands(5.0), 3, day(3), resolved=True)]})
    (event,) = told(memory, stands(5.0), back=frozenset({DOMAIN}))
    assert event.status == "returned"


def test_what_had_long_been_there_when_it_was_added_is_known_and_what_it_does_later_is_told() -> None:
    known = frozenset({DOMAIN})
    assert told({}, stands(5.0), before={}, known=known) == []
    (gone,) = told(yesterday(stands(5.0)), now={DOMAIN: "dark"}, known=known)
    assert gone.status == "dark"
