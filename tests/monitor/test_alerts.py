"""Is each thing that happens told once, and nothing that did not happen?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts import Status, carry, facts_of, fit, hold, is_waiting, judge, leading
from monitor.score import Band
from monitor.store import Event, Standing

FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)
LIVE = {"copy.example": "live"}


def stands(
    bits: float,
    *facts: str,
    domain: str = "copy.example",
    counterpart: str = "front.example",
    on: datetime = FIRST,
) -> Standing:
    """A standing of so many bits that rests on these rare facts."""
    shown = [{"value": fact, "others": 0, "sites": 40, "bits": 9.0} for fact in facts]
    evidence = [{"signal": "contacts", "family": "identity", "bits": 9.0, "facts": shown}]
    return Standing(domain, counterpart, Band.of(bits).value, bits, on, "run", {"evidence": evidence})


def yesterday(*standings: Standing) -> dict[tuple[str, str], Standing]:
    return {(each.domain, each.counterpart): each for each in carry({}, standings)}


def told(
    previous: Mapping[tuple[str, str], Standing],
    *current: Standing,
    before: Mapping[str, str] = LIVE,
    now: Mapping[str, str] = LIVE,
    baseline: bool = False,
) -> list[Event]:
    return judge(previous, list(current), before, now, baseline, "run-2", "2026-03-02")


def statuses(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.domain, event.status) for event in events]


def test_the_first_run_of_all_tells_nothing() -> None:
    assert told({}, stands(5.0), before={}, baseline=True) == []


def test_a_first_standing_is_new() -> None:
    (event,) = told({}, stands(5.0, "phone:+1"), before={})
    assert (event.status, event.band, event.score) == ("new", "strong", 5.0)
    assert (event.run, event.day, event.counterpart) == ("run-2", "2026-03-02", "front.example")
    assert event.detail["evidence"][0]["facts"][0]["value"] == "phone:+1"
    assert (event.detail["state"], event.detail["state_before"]) == ("live", "unknown")


def test_what_still_stands_is_not_told_again() -> None:
    assert told(yesterday(stands(5.0, "phone:+1")), stands(5.0, "phone:+1")) == []


def test_a_score_that_drifts_inside_its_band_is_not_told() -> None:
    assert told(yesterday(stands(5.0, "phone:+1")), stands(4.1, "phone:+1")) == []


def test_below_the_lowest_band_nothing_is_told() -> None:
    assert told({}, stands(-3.5), before={}) == []


def test_a_higher_band_is_an_escalation() -> None:
    (event,) = told(yesterday(stands(-1.0)), stands(1.0))
    assert event.status == "escalated"
    assert event.detail["changed"] == ["band: worth a look, now likely"]


def test_a_band_that_falls_and_rises_again_was_told_already() -> None:
    strong = yesterday(stands(5.0))
    fallen = {(s.domain, s.counterpart): s for s in carry(strong, [stands(1.0)])}
    assert told(strong, stands(1.0)) == []
    assert told(fallen, stands(5.0)) == []


def test_out_of_the_bands_and_back_is_no_news_when_it_was_kept() -> None:
    gone = {(s.domain, s.counterpart): s for s in carry(yesterday(stands(-2.0)), [stands(-4.0)])}
    assert told(gone, stands(-2.0)) == []
    assert statuses(told(gone, stands(1.0))) == [("copy.example", "escalated")]


@pytest.mark.parametrize("before", ["dormant", "parked", "unregistered"])
def test_a_site_that_appears_with_a_standing_went_live(before: str) -> None:
    (event,) = told(yesterday(stands(-2.0)), stands(5.0), before={"copy.example": before})
    assert event.status == "went live"
    assert event.detail["changed"][0] == f"state: {before}, now live"


def test_a_name_that_nobody_registered_is_no_alert_until_somebody_does() -> None:
    nobody, parked = {"copy.example": "unregistered"}, {"copy.example": "parked"}
    assert told({}, stands(-2.0), before={}, now=nobody) == []
    assert told(yesterday(stands(-2.0)), stands(-2.0), before=nobody, now=nobody) == []
    (event,) = told(yesterday(stands(-2.0)), stands(-2.0), before=nobody, now=parked)
    assert (event.status, event.detail["changed"]) == ("new", ["state: unregistered, now parked"])
    assert told(yesterday(stands(-2.0)), stands(-2.0), before=parked, now=parked) == []


def test_a_site_that_appears_without_a_standing_is_no_alert() -> None:
    assert told({}, before={"copy.example": "dormant"}) == []


@pytest.mark.parametrize("before", ["dark", "seized"])
def test_a_site_that_was_gone_and_stands_again_returned(before: str) -> None:
    events = told(yesterday(stands(5.0)), stands(5.0), before={"copy.example": before})
    assert statuses(events) == [("copy.example", "returned")]


@pytest.mark.parametrize("after", ["dark", "seized"])
def test_a_site_that_is_gone_is_told_with_what_stood(after: str) -> None:
    (event,) = told(yesterday(stands(5.0, "phone:+1")), now={"copy.example": after})
    assert (event.status, event.band, event.score) == (after, "strong", 5.0)
    assert facts_of(event.detail) == {"contacts phone:+1"}


def test_a_site_that_stays_gone_is_told_once() -> None:
    gone = {"copy.example": "dark"}
    assert told(yesterday(stands(5.0)), before=gone, now=gone) == []


def test_a_rare_fact_not_seen_before_is_a_change() -> None:
    (event,) = told(yesterday(stands(5.0, "phone:+1")), stands(5.5, "email:a@b.example", "phone:+1"))
    assert (event.status, event.detail["changed"]) == ("changed", ["new: contacts email:a@b.example"])


def test_a_fact_that_comes_and_goes_is_news_once() -> None:
    both = yesterday(stands(5.0, "email:a@b.example", "phone:+1"))
    assert told(both, stands(5.0, "phone:+1")) == []
    without = {(s.domain, s.counterpart): s for s in carry(both, [stands(5.0, "phone:+1")])}
    assert told(without, stands(5.0, "email:a@b.example", "phone:+1")) == []


def test_a_weak_fact_is_no_change() -> None:
    weak = stands(5.0, "phone:+1")
    weak.detail["evidence"][0]["facts"].append({"value": "ns:x", "others": 9, "sites": 40, "bits": 2.0})
    assert told(yesterday(stands(5.0, "phone:+1")), weak) == []


def test_only_the_strongest_counterpart_leads() -> None:
    events = told({}, stands(1.0), stands(6.0, counterpart="other-front.example"), before={})
    assert [(event.counterpart, event.detail["also"]) for event in events] == [
        ("other-front.example", ["front.example"])
    ]


def test_two_counterparts_that_change_places_are_no_news() -> None:
    near, far = stands(6.0), stands(5.9, counterpart="other-front.example")
    assert told(yesterday(near, far), replace(near, score=5.9), replace(far, score=6.0)) == []


def test_a_stronger_counterpart_not_seen_before_is_a_change() -> None:
    now = [stands(5.0), stands(8.0, "phone:+1", counterpart="other-front.example")]
    (event,) = told(yesterday(stands(5.0)), *now)
    assert (event.status, event.counterpart) == ("changed", "other-front.example")
    assert event.detail["changed"] == ["resembles other-front.example, not seen so before"]


def test_a_domain_that_could_not_be_looked_at_keeps_its_standing_in_silence() -> None:
    assert told(yesterday(stands(5.0, "phone:+1"))) == []


def test_the_same_day_judged_twice_gives_the_same_ids() -> None:
    first, second = told({}, stands(5.0), before={}), told({}, stands(5.0), before={})
    assert [event.id for event in first] == [event.id for event in second]
    kept = yesterday(stands(5.0))
    assert told(kept, stands(5.0)) == []


def test_strongest_events_come_first() -> None:
    events = told({}, stands(1.0, domain="a.example"), stands(6.0, domain="b.example"), before={}, now={})
    assert statuses(events) == [("b.example", "new"), ("a.example", "new")]


def test_since_is_kept_while_the_band_holds() -> None:
    (same,) = carry(yesterday(stands(5.0)), [stands(4.0, on=SECOND)])
    (other,) = carry(yesterday(stands(5.0)), [stands(1.0, on=SECOND)])
    assert (same.since, other.since) == (FIRST, SECOND)
    assert other.detail["peak"] == "strong"


def test_a_standing_outside_the_bands_never_leads() -> None:
    assert leading([stands(-9.0)]) == {}


def test_the_most_telling_status_stands_first() -> None:
    assert [status.value for status in Status][:4] == ["seized", "dark", "returned", "went live"]


def three() -> list[Standing]:
    return [stands(bits, domain=f"site{bits}.example") for bits in (-2.5, -1.0, 1.0)]


def test_what_finds_no_room_waits_and_is_new_on_the_day_with_room() -> None:
    today = three()
    fitted = fit(told({}, *today, before={}), [], [], alerts_a_day=2)
    assert statuses(list(fitted.told)) == [("site1.0.example", "new"), ("site-1.0.example", "new")]
    assert statuses(list(fitted.waiting)) == [("site-2.5.example", "new")]
    assert fitted.cut.sentence() == (
        "2 alerts a day fit; 3 were found; the cut was -1.0 bits; 1 fell just below"
    )
    kept = hold(carry({}, today), fitted.waiting, {})
    assert [each.domain for each in kept if is_waiting(each)] == ["site-2.5.example"]
    tomorrow = told({(each.domain, each.counterpart): each for each in kept}, *kept)
    assert statuses(tomorrow) == [("site-2.5.example", "new")]


def test_a_strong_one_is_told_when_there_is_no_room_at_all() -> None:
    already = told({}, *three(), before={})
    late = told({}, stands(6.0), stands(0.5, domain="weaker.example"), before={})
    fitted = fit(late, already, [9, 9, 9], alerts_a_day=2)
    assert statuses(list(fitted.told)) == [("copy.example", "new")]
    assert statuses(list(fitted.waiting)) == [("weaker.example", "new")]


def test_an_escalation_that_waits_keeps_what_was_told_before() -> None:
    before = yesterday(stands(-1.0, "phone:+1"))
    risen = stands(1.0, "phone:+1", "email:a@b.example")
    fitted = fit(told(before, risen), told({}, *three(), before={}), [], alerts_a_day=3)
    (kept,) = hold(carry(before, [risen]), fitted.waiting, before)
    assert (kept.detail["peak"], kept.detail["told"]) == ("worth a look", ["contacts phone:+1"])
    assert not is_waiting(kept), "it was told once, in a lower band"
    assert statuses(told({("copy.example", "front.example"): kept}, kept)) == [("copy.example", "escalated")]


def test_a_site_that_is_gone_is_told_on_its_day_whatever_the_room() -> None:
    gone = told(yesterday(stands(-1.0)), stands(-1.0), now={"copy.example": "seized"})
    fitted = fit([*gone, *told({}, *three(), before={})], [], [], alerts_a_day=1)
    assert ("copy.example", "seized") in statuses(list(fitted.told))
