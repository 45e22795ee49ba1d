"""Does a crawl keep to what registries asked of the crawls before it, through store and processes?"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.crawl import CrawlJob, crawl
from crawler.records import Observation, Outcome, Reason
from crawler.store import ObservationStore, open_database
from tests.crawler._servers import NOW
from tests.crawler._web import Web, answer, running_web

REGISTRY = "somebody-else.example"  # the name that the certificate of the web's TLS side shows
ASKED = f"https://{REGISTRY}/domain/front.example"
FOUND = json.dumps({"objectClassName": "domain", "ldhName": "front.example", "status": ["active"]})


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with running_web(tmp_path) as running:
        running.site("front.example", home=answer("<title>Front</title>"))
        running.site(REGISTRY)
        certificate = next(tmp_path.glob(f"{REGISTRY}*.pem"))
        running.net = replace(running.net, authorities=(str(certificate),))
        yield running


def run(web: Web, folder: Path, hours: float) -> Observation | None:
    """The look at the registration that a crawl makes and stores at that hour; None when it makes none."""
    listed = folder / "servers.json"
    listed.write_text(json.dumps({"services": [[["example"], [f"https://{REGISTRY}/"]]]}))
    database = open_database(folder / "facts.db")
    store = ObservationStore(database)
    job = CrawlJob(
        ["front.example"],
        NOW + timedelta(hours=hours),
        folder / "archive",
        web.net,
        delay=0,
        address_delay=0,
        database=folder / "facts.db",
        log=folder / "log",
        rdap_bootstrap=str(listed),
        registration_days=365,
    )
    (visit,) = crawl(job, lambda told: pytest.fail(told))
    store.add([visit])
    database.conn.close()
    return next((each for each in visit.observations if each.kind == "registration"), None)


def test_a_registry_that_asked_for_an_hour_is_left_alone_for_an_hour_of_later_runs(
    web: Web, tmp_path: Path
) -> None:
    web.answers[REGISTRY, "/domain/front.example"] = answer("", status=429, more="Retry-After: 3600\r\n")
    first, early = run(web, tmp_path, 0), run(web, tmp_path, 0.5)
    for look in (first, early):
        assert look is not None
        assert (look.outcome, look.reason) == (Outcome.FAILED, Reason.RATE_LIMITED)
    assert web.asked[ASKED] == 1
    web.answers[REGISTRY, "/domain/front.example"] = answer(FOUND, kind="application/rdap+json")
    late = run(web, tmp_path, 1.5)
    assert late is not None and late.outcome is Outcome.OBSERVED
    assert web.asked[ASKED] == 2


def test_a_registration_that_is_known_is_no_part_of_the_next_days_visit(web: Web, tmp_path: Path) -> None:
    web.answers[REGISTRY, "/domain/front.example"] = answer(FOUND, kind="application/rdap+json")
    first, second = run(web, tmp_path, 0), run(web, tmp_path, 24)
    assert first is not None and first.payload["statuses"] == ["active"]
    assert second is None
    assert web.asked[ASKED] == 1
