"""Does a whole day over two thousand domains see all of them, and tell the clones alone?"""

from typing import Any

import pytest

from crawler.records import Reason
from tests.e2e.conftest import Running
from tests.e2e.internet import Internet

pytestmark = [pytest.mark.slow, pytest.mark.e2e]


@pytest.fixture(scope="module")
def report(running: Running) -> dict[str, Any]:
    return running.day_report.result()


def told(report: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Domain -> (what it resembles or copies, band) of everything that the report tells."""
    return {
        each["domain"]: (each["counterpart"], each["band"]) for each in report["alerts"] + report["known"]
    }


def test_every_domain_was_looked_at_and_the_report_says_so(
    running: Running, report: dict[str, Any], net: Internet
) -> None:
    coverage = {line["kind"]: line for line in report["coverage"]}
    for kind in ("site", "dns", "tls"):
        line = coverage[kind]
        assert (line["asked"], line["observed"]) == (len(net.watched), len(net.watched)), line
    asked = coverage["registration"]
    later = dict(map(tuple, asked["reasons"])).get(Reason.BUDGET.value, 0)
    assert asked["observed"] + later >= 0.99 * len(net.watched), asked
    known = "SELECT count(DISTINCT domain) FROM observation WHERE kind='registration' AND outcome='observed'"
    assert running.day.rows(known)[0][0] >= 0.99 * len(net.watched), "what the report left is asked after it"
    assert report["unreachable"] == []
    running.day.assert_sound()


def test_sites_that_only_have_an_ipv6_address_are_seen_too(running: Running, net: Internet) -> None:
    running.day_report.result()
    six = [each.domain for each in net.ordinary if ":" in each.addresses[0]]
    assert len(six) >= 30
    rows = dict(running.day.rows("SELECT domain, outcome FROM observation WHERE kind='site'"))
    assert [domain for domain in six if rows[domain] != "observed"] == []


def test_a_clone_of_the_reference_and_a_copy_of_a_watched_firm_are_told(
    report: dict[str, Any], net: Internet
) -> None:
    assert {domain: counterpart for domain, (counterpart, _) in told(report).items()} == net.planted.found
    assert {band for _, band in told(report).values()} == {"strong"}


def test_neighbours_that_share_a_name_a_server_or_a_mention_are_not_told(
    report: dict[str, Any], net: Internet
) -> None:
    assert told(report).keys() & set(net.planted.decoys) == set()
