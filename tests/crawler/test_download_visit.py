"""Does one connection show page and certificate, and is the certificate seen where no page is fetched?"""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from crawler.crawl import CrawlJob, crawl
from crawler.records import Outcome, Reason, Visit
from tests.crawler._web import BOTH, CLOSED, HTTP_ONLY, NO_TLS, Web, answer, running_web
from tests.crawler.test_hostile_servers import nothing

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def build(web: Web) -> None:
    page = answer("<title>a page</title>")
    web.site("page.example", home=page)
    web.site("odd.example", home=answer("<title>odd</title>", more="no colon here\r\n"))
    web.site(
        "stay-away.example", home=page, robots_txt=answer("User-agent: *\nDisallow: /", kind="text/plain")
    )
    web.site("fails.example", home=page, robots_txt=answer("", status=503))
    web.site("silent.example", home=nothing, robots_txt=nothing)
    web.site("http-only.example", HTTP_ONLY, home=page)
    web.site("no-tls.example", NO_TLS, home=page)
    web.site("closed.example", CLOSED)


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Visit]]:
    folder = tmp_path_factory.mktemp("web")
    with running_web(folder) as web:
        build(web)
        job = CrawlJob(
            list(web.names), NOW, folder / "archive", web.net, delay=0, address_delay=0, request_seconds=2,
            site_seconds=8, log=folder / "log", at_once=16, processes=1,
        )  # fmt: skip
        yield {each.domain: each for each in islice(crawl(job), len(web.names))}


def look(visit: Visit, kind: str) -> tuple[Outcome, Reason]:
    return next((each.outcome, each.reason) for each in visit.observations if each.kind == kind)


def dialled_for_tls_alone(visit: Visit) -> list[str]:
    return [touch.address for touch in visit.touches if touch.what == f"TLS {visit.domain}:443"]


@pytest.mark.parametrize("domain", ["page.example", "odd.example", "stay-away.example", "fails.example"])
def test_the_connection_of_the_page_or_of_robots_txt_shows_the_certificate(visits, domain) -> None:
    visit = visits[domain]
    assert look(visit, "tls") == (Outcome.OBSERVED, Reason.NONE)
    assert dialled_for_tls_alone(visit) == []
    payload = next(each.payload for each in visit.observations if each.kind == "tls")
    assert payload["faults"] == ["self-signed", "wrong name"]
    assert payload["version"] == "TLSv1.3"


def test_every_request_to_the_site_is_noted_with_both_addresses(visits) -> None:
    asked = [
        each for each in visits["page.example"].touches if each.what.startswith("GET https://page.example/")
    ]
    assert {(each.address, each.source) for each in asked} == {(BOTH, "127.0.0.1")}
    assert [each.what for each in asked][:2] == [
        "GET https://page.example/robots.txt",
        "GET https://page.example/",
    ]


def test_a_site_that_refuses_or_has_no_tls_says_so(visits) -> None:
    assert look(visits["http-only.example"], "site") == (Outcome.OBSERVED, Reason.NONE)
    assert look(visits["http-only.example"], "tls") == (Outcome.ABSENT, Reason.REFUSED_CONNECTION)
    assert look(visits["no-tls.example"], "tls") == (Outcome.FAILED, Reason.TLS_FAILED)
    assert look(visits["closed.example"], "tls") == (Outcome.ABSENT, Reason.REFUSED_CONNECTION)
    assert dialled_for_tls_alone(visits["closed.example"]) == [], "the site look has just been refused there"


def test_a_site_that_never_answers_does_not_keep_its_certificate_from_being_seen(visits) -> None:
    assert look(visits["silent.example"], "site") == (Outcome.FAILED, Reason.TIMEOUT)
    assert look(visits["silent.example"], "tls") == (Outcome.OBSERVED, Reason.NONE)


def job_for(domain: str, web: Web, folder: Path, **given: float) -> CrawlJob:
    return CrawlJob(
        [domain], NOW, folder / "archive", replace(web.net, timeout=30.0), delay=0, address_delay=0,
        request_seconds=2, site_seconds=4, log=folder / "log", processes=1, **given,
    )  # fmt: skip


def test_a_handshake_that_never_ends_costs_the_certificate_and_no_other_look(tmp_path: Path) -> None:
    with running_web(tmp_path) as web, socket.create_server(("127.0.0.5", web.net.ports[443])):
        web.site("hangs.example", "127.0.0.5")
        (visit,) = crawl(job_for("hangs.example", web, tmp_path))
    assert look(visit, "tls") == (Outcome.FAILED, Reason.TIMEOUT)
    assert look(visit, "dns") == (Outcome.OBSERVED, Reason.NONE)


def test_requests_are_dated_by_the_run_also_when_their_process_began_late(tmp_path: Path) -> None:
    with running_web(tmp_path) as web:
        web.site("page.example", home=answer("<title>a page</title>"))
        (visit,) = crawl(job_for("page.example", web, tmp_path, begun=time.monotonic() - 3_600))
    assert visit.touches
    assert all(
        timedelta(0) <= each.at - NOW - timedelta(hours=1) < timedelta(minutes=1) for each in visit.touches
    )
