"""Which two looks does the review page set beside each other?"""

from datetime import UTC, datetime

import pytest

pytest.importorskip("datasette", reason="Datasette is not installed: pip install 'brassplate[review]'")

from crawler.records import Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore, open_database
from monitor.review._looks import intervals
from tests.monitor._history import dns

DOMAIN = "elm.example"


def at(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


def test_what_changed_is_asked_of_two_looks_that_saw_something(tmp_path):
    db = open_database(tmp_path / "brassplate.db")
    failed = Observation(DOMAIN, "dns", at(2), Outcome.FAILED, Reason.TIMEOUT)
    ObservationStore(db).add(
        Visit(DOMAIN, (seen,))
        for seen in (dns(DOMAIN, at(1), "192.0.2.1"), failed, dns(DOMAIN, at(3), "192.0.2.3"))
    )
    newest, unseen, first = intervals(db, DOMAIN, "", 1)[0]
    assert [each.outcome for each in (newest, unseen, first)] == ["observed", "could not look", "observed"]
    assert (newest.before, unseen.before, first.before) == (first.key, "", "")
