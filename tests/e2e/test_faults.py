"""What does the report say of each broken or hostile host, and is the rest of the day untouched by it?"""

from typing import Any

import pytest

from crawler.records import Reason
from tests.e2e._faults import FAULTS, Fault
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.slow, pytest.mark.e2e]


@pytest.fixture(scope="module")
def report(running: Running) -> dict[str, Any]:
    return running.broken_report.result()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_broken_host_costs_its_own_look_and_the_report_says_why(
    running: Running, report: dict[str, Any], fault: Fault
) -> None:
    [(outcome, reason)] = running.broken.rows(
        "SELECT outcome, reason FROM observation WHERE domain=? AND kind=? ORDER BY last_seen DESC LIMIT 1",
        fault.domain,
        fault.kind,
    )
    assert reason in fault.said
    if reason == Reason.NONE:
        assert outcome == "observed"
        return
    assert outcome == "could not look"
    [line] = [line for line in report["coverage"] if line["kind"] == fault.kind]
    assert reason in {said for said, _ in line["reasons"]}
    if fault.kind == "site":
        assert [fault.domain, reason] in report["unreachable"]


def test_the_honest_sites_beside_them_were_all_seen(running: Running, report: dict[str, Any]) -> None:
    broken = {fault.domain for fault in FAULTS}
    unseen = {domain for domain, _ in report["unreachable"]}
    assert set(running.broken.domains) - broken != set()
    assert unseen <= broken


def test_the_report_raises_its_voice_when_so_much_could_not_be_seen(report: dict[str, Any]) -> None:
    assert any("could not be looked at" in sentence for sentence in report["health"])
