"""Can somebody's WARC file end the import of a reference with an error? All records are invented."""

from datetime import UTC, datetime

from crawler.archive import ArchivedAnswer
from monitor.references.gathered import of_domain, states

AT = datetime(2024, 11, 1, tzinfo=UTC)
HOME = ArchivedAnswer("http://front.test/", AT, 200, "text/html", b"<p>x")


def test_an_address_that_is_none_is_no_page_and_no_icon_but_may_be_a_registration() -> None:
    kinds = ("application/rdap+json", "text/html; rdap+json", "image/png; rdap+json")
    body = b'{"objectClassName": "domain", "status": ["active"]}'
    odd = [ArchivedAnswer("http://[/domain/front.test", AT, 200, kind, body) for kind in kinds]
    (state,) = states(list(of_domain([HOME, *odd], "front.test")))
    assert [role for role, _ in state.pages] == ["home"]
    assert state.home == HOME
    assert (state.icon, (state.registration or {}).get("statuses")) == (None, ["active"])


def test_half_a_character_in_a_dns_record_is_written_out() -> None:
    dns = ArchivedAnswer("urn:dns:front.test", AT, 0, "application/json", b'{"TXT": ["a\\ud800"]}')
    (state,) = states(list(of_domain([HOME, dns], "front.test")))
    assert (state.dns or {})["TXT"] == ["a\\ud800"]
