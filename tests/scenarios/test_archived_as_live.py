"""Is a site known by its archive as it is known live, but for what an archive of pages does not hold?"""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import fingerprint, subjects
from crawler.archive import Archive
from crawler.crawl import CrawlJob, crawl
from crawler.discovery import Web
from crawler.lab import Lab, pages
from crawler.net import Network
from crawler.store import ObservationStore, open_database
from monitor.references.archives import Keeping, import_files
from monitor.store import MonitorStore, Reference

pytestmark = pytest.mark.slow
SITES = ("quaysidecompute.example", "pebblestack.example", "mossandmeter.example", "cloudfox.example")
NOT_IN_PAGES = {"certificate", "dns_records", "registration"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def live(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The values of the sites as a crawl of today sees them."""
    folder = tmp_path_factory.mktemp("live")
    kept, log = folder / "archive", folder / "log"
    job = CrawlJob(SITES, lab.now(1), kept, lab.net, delay=0, address_delay=0, log=log)
    store = ObservationStore(open_database(folder / "brassplate.db"))
    store.add(crawl(job))
    return {each: lines(store, Archive(kept), each) for each in SITES}


def lines(store: ObservationStore, archive: Archive, domain: str) -> set[str]:
    taken = fingerprint.take(subjects.load(store, archive, domain))
    return {f"{name}: {value}" for name, values in taken.values.items() for value in values}


def archived(lab: Lab, domain: str, file: Path) -> Path:
    """What any archiver would write down of the site: each file with its headers as they were sent."""
    with file.open("wb") as stream, Web(Network(lab.net)) as web:
        writer = WARCWriter(stream, gzip=True)
        for path in pages.files(lab.world.firms(1)[domain]):
            answer = web.get(f"https://{domain}{path}")
            headers = [*answer.headers.items()]
            record = writer.create_warc_record(
                answer.url,
                "response",
                io.BytesIO(answer.body),
                http_headers=StatusAndHeaders(f"{answer.status} OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": "2026-01-02T03:04:05Z"},
            )
            writer.write_record(record)
    return file


@pytest.mark.parametrize("domain", SITES)
def test_the_archive_of_a_site_shows_what_the_site_itself_shows(
    domain: str, lab: Lab, live: dict[str, set[str]], tmp_path: Path
) -> None:
    db = open_database(tmp_path / "brassplate.db")
    keeping = Keeping(MonitorStore(db), ObservationStore(db), Archive(tmp_path / "archive"), lab.now(1))
    keeping.store.add_reference(Reference(domain, "analyst", "An invented notice"), lab.now(1))
    done = import_files([archived(lab, domain, tmp_path / "site.warc.gz")], domain, keeping)
    assert done.refused == ()
    kept = lines(keeping.observations, keeping.archive, domain)
    assert len(kept) > 100
    assert kept - live[domain] == set()
    missing = live[domain] - kept
    assert {each for each in missing if each.partition(":")[0] not in NOT_IN_PAGES} == {
        each for each in missing if each.startswith("server: error_page:")
    }
