"""Does a record survive JSON, and does its hash depend on content alone?"""

import json
from datetime import UTC, datetime

import pytest

from crawler.records import Capture, Observation, Outcome, Reason, Visit, iso, parse_time

SEEN = Observation(
    domain="a.example",
    kind="dns",
    observed_at=datetime(2026, 3, 2, 6, 0, tzinfo=UTC),
    outcome=Outcome.OBSERVED,
    payload={"A": ["192.0.2.1"], "TXT": ["naïve \ud800 text"]},
    captures=("sha256:00",),
)


def test_a_visit_survives_json() -> None:
    visit = Visit(
        "a.example", (SEEN,), (Capture("sha256:00", "https://a.example/", "text/html", "a.warc.gz", 0, 5),)
    )
    again = Visit.from_json(json.loads(json.dumps(visit.to_json())))
    assert again.to_json() == visit.to_json()
    assert again.observations[0].value_hash == SEEN.value_hash


def test_the_order_of_keys_does_not_change_a_hash() -> None:
    turned = Observation(
        "a.example",
        "dns",
        SEEN.observed_at,
        Outcome.OBSERVED,
        payload={"TXT": SEEN.payload["TXT"], "A": ["192.0.2.1"]},
    )
    assert turned.value_hash == SEEN.value_hash


def test_a_failed_look_has_another_value_than_an_absent_one() -> None:
    failed = Observation("a.example", "dns", SEEN.observed_at, Outcome.FAILED, Reason.TIMEOUT)
    absent = Observation("a.example", "dns", SEEN.observed_at, Outcome.ABSENT, Reason.NXDOMAIN)
    assert failed.value_hash != absent.value_hash


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Observation("a.example", "dns", datetime(2026, 3, 2), Outcome.OBSERVED)


def test_times_are_written_as_utc_and_read_back() -> None:
    assert iso(SEEN.observed_at) == "2026-03-02T06:00:00Z"
    assert parse_time("2026-03-02T06:00:00Z") == SEEN.observed_at
