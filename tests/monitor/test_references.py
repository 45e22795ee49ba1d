"""Do archives become baselines of references only when they may?"""

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import subjects
from crawler.archive import Archive
from crawler.errors import ConfigError
from crawler.records import Outcome
from crawler.store import ObservationStore, open_database
from monitor.references import all_references, documented
from monitor.references.archives import Keeping, import_files
from monitor.store import MonitorStore, Reference

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
FOX = "cloudbluefox.com"

# Invented: nothing but the name of this domain is public.
HOME = """<!doctype html><html><head><title>Invented Fox Works</title>
<link rel="stylesheet" href="/fox.css"><script src="/fox.js"></script></head><body>
<nav><a href="/about">About</a><a href="/contact">Contact</a></nav>
<h1>Software for harbours and mills</h1>
<p>Our eleven engineers write control software for harbour cranes, and have kept the paper mill of
an invented town running since the spring of its opening. We answer the telephone ourselves.</p>
<p>Ask for the plan of your own crane: it is drawn by hand, checked twice and sent in nine days.</p>
</body></html>"""
SEIZED = """<html><head><title>This website has been seized</title></head><body>
<h1>THIS WEBSITE HAS BEEN SEIZED</h1>
<p>This domain has been seized by the Federal Bureau of Investigation in accordance with a seizure
warrant issued by the United States District Court for the Eastern District of Missouri.</p></body></html>"""


def warc(
    path: Path, *pages: tuple[str, str, str | bytes], status: str = "200 OK", kind: str = "text/html"
) -> Path:
    """A WARC file with (URL, date, HTML) records."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        for url, date, html in pages:
            http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url,
                "response",
                io.BytesIO(html.encode() if isinstance(html, str) else html),
                http_headers=http,
                warc_headers_dict={"WARC-Date": date},
            )
            writer.write_record(record)
    return path


@pytest.fixture
def home(tmp_path):
    """The stores of an empty home."""
    db = open_database(tmp_path / "brassplate.db")
    return MonitorStore(db), ObservationStore(db), Archive(tmp_path / "archive")


def test_an_analysts_reference_stands_beside_the_packs(home):
    store = home[0]
    store.add_reference(Reference("added.example", "analyst", "Some Report, 2026-01-02"), NOW)
    known = all_references(store)
    assert len(known) == 23
    assert [each.source for each in known if each.domain == "added.example"] == ["Some Report, 2026-01-02"]
    assert documented("added.example") is None


def test_archived_pages_become_a_baseline_at_their_own_date(home, tmp_path):
    store, observations, archive = home
    about = HOME.replace("Software for harbours", "About us and our harbours")
    path = warc(
        tmp_path / "fox.warc.gz",
        (f"https://{FOX}/", "2022-05-01T09:00:00Z", HOME),
        (f"https://www.{FOX}/about.html", "2022-05-01T09:00:05Z", about),
        ("https://elsewhere.example/", "2022-05-01T09:00:06Z", "<p>not this site</p>"),
    )
    done = import_files([path], FOX, Keeping(store, observations, archive, NOW))
    assert [(each.observed_at, each.pages) for each in done.baselines] == [
        (datetime(2022, 5, 1, 9, tzinfo=UTC), 2)
    ]
    site = observations.latest(FOX)["site"]
    assert site.outcome is Outcome.OBSERVED
    assert site.observed_at == datetime(2022, 5, 1, 9, tzinfo=UTC)
    assert site.payload["title"] == "Invented Fox Works"
    assert site.payload["assets"] == ["/fox.css", "/fox.js"]
    assert [page["role"] for page in site.payload["pages"]] == ["home", "about"]
    subject = subjects.load(observations, archive, FOX)
    assert [page.html for page in subject.pages] == [HOME, about]


def test_importing_the_same_file_again_changes_nothing(home, tmp_path):
    store, observations, archive = home
    path = warc(tmp_path / "fox.warc.gz", (f"https://{FOX}/", "2022-05-01T09:00:00Z", HOME))
    import_files([path], FOX, Keeping(store, observations, archive, NOW))
    files = sorted(archive.folder.iterdir())
    import_files([path], FOX, Keeping(store, observations, archive, NOW))
    assert len(store.baselines()) == 1
    (looks,) = store.db.conn.execute("SELECT count(*) FROM observation").fetchone()
    assert looks == 1
    assert sorted(archive.folder.iterdir()) == files


def test_two_captures_of_a_home_page_are_two_baselines(home, tmp_path):
    later = HOME.replace("eleven", "fourteen")
    path = warc(
        tmp_path / "fox.warc",
        (f"http://{FOX}/", "2021-02-03T04:05:06Z", HOME),
        (f"http://{FOX}/", "2022-05-01T09:00:00Z", later),
    )
    done = import_files([path], FOX, Keeping(*home, NOW))
    assert [each.observed_at.year for each in done.baselines] == [2021, 2022]


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        (
            [(f"https://{FOX}/", "2023-09-01T00:00:00Z", SEIZED)],
            "of the kind 'seized', not the front's own content",
        ),
        ([(f"https://{FOX}/", "2024-09-01T00:00:00Z", HOME)], "was taken after the seizure of 2023-10-17"),
        ([("https://elsewhere.example/", "2022-05-01T09:00:00Z", HOME)], f"it holds no whole page of {FOX}"),
        ([(f"https://{FOX}/", "2022-05-01T09:00:00Z", "")], f"it holds no whole page of {FOX}"),
    ],
)
def test_what_is_not_the_fronts_own_is_no_baseline(pages, sentence, home, tmp_path):
    path = warc(tmp_path / "fox.warc.gz", *pages)
    with pytest.raises(ConfigError) as caught:
        import_files([path], FOX, Keeping(*home, NOW))
    assert sentence in str(caught.value)
    assert home[0].baselines() == []
    assert observed(home) == []


def test_an_error_page_is_no_baseline(home, tmp_path):
    path = warc(
        tmp_path / "fox.warc.gz", (f"https://{FOX}/", "2022-05-01T09:00:00Z", HOME), status="404 Not Found"
    )
    with pytest.raises(ConfigError, match="it holds no whole page"):
        import_files([path], FOX, Keeping(*home, NOW))


def test_a_page_from_the_future_is_no_baseline(home, tmp_path):
    home[0].add_reference(Reference("added.example", "analyst", "Some Report"), NOW)
    path = warc(tmp_path / "fox.warc.gz", ("https://added.example/", "2026-03-03T09:00:00Z", HOME))
    with pytest.raises(ConfigError, match="bears a date in the future"):
        import_files([path], "added.example", Keeping(*home, NOW))


def test_a_domain_that_is_no_reference_gets_no_baseline(home, tmp_path):
    path = warc(tmp_path / "x.warc.gz", ("https://some.example/", "2022-05-01T09:00:00Z", HOME))
    with pytest.raises(ConfigError, match=r"some\.example is no reference; add it first"):
        import_files([path], "some.example", Keeping(*home, NOW))


@pytest.mark.parametrize("content", [b"", b"not a web archive", gzip.compress(b""), b"\x1f\x8b\x08 broken"])
def test_a_file_that_is_no_archive_is_one_clear_sentence(content, home, tmp_path):
    path = tmp_path / "fox.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"nothing in .*fox\.warc\.gz .* is no export of facts"):
        import_files([path], FOX, Keeping(*home, NOW))
    assert home[0].baselines() == []


def test_of_a_truncated_archive_the_whole_pages_are_used_and_the_rest_is_told(home, tmp_path):
    path = warc(
        tmp_path / "fox.warc.gz",
        (f"https://{FOX}/", "2022-05-01T09:00:00Z", HOME),
        (f"https://{FOX}/about", "2022-05-01T09:00:05Z", HOME * 50),
    )
    path.write_bytes(path.read_bytes()[:-40])
    done = import_files([path], FOX, Keeping(*home, NOW))
    assert [each.pages for each in done.baselines] == [1]
    assert len(done.refused) == 1
    assert "damaged or cut short" in done.refused[0]


def test_of_an_archive_cut_within_its_only_page_nothing_is_kept(home, tmp_path):
    path = warc(tmp_path / "fox.warc.gz", (f"https://{FOX}/", "2022-05-01T09:00:00Z", HOME))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ConfigError):
        import_files([path], FOX, Keeping(*home, NOW))
    assert home[0].baselines() == []
    assert observed(home) == []


def observed(home: tuple[MonitorStore, ObservationStore, Archive]) -> list[object]:
    return list(home[1].latest(FOX).values())
