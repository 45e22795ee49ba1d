"""The lab's firms as a corpus, and the archived fronts as references."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from crawler import fingerprint
from crawler.fingerprint import Page, Subject
from crawler.lab.pages import page_html, page_paths
from crawler.lab.world import THREE_DAYS, Firm
from crawler.sweep import Item, Row, Tally
from crawler.sweep.inputs import Options, cut
from monitor.sweeping._screen import Sketch
from monitor.sweeping.pages import PageWork
from monitor.sweeping.references import Known, write
from tests.crawler._warcs import packed, put, record

PRIOR, CUT = -10.0, -3.0


def pages_of(firm: Firm) -> Iterator[tuple[str, str]]:
    """(URL, HTML) of each page, home first."""
    for page, path in page_paths(firm).items():
        yield f"https://{firm.domain}{path}", page_html(firm, page)


@lru_cache(maxsize=1)
def known() -> tuple[Known, ...]:
    """The archived fronts, each as its archived pages show it."""
    found = []
    for domain, firm in sorted(THREE_DAYS.archived().items()):
        pages = tuple(Page(url, html, "home") for url, html in pages_of(firm))
        taken = fingerprint.take(Subject(domain, {}, pages))
        found.append(Known(taken, Sketch.of([page.html for page in pages]), "lab"))
    return tuple(found)


@lru_cache(maxsize=1)
def corpus() -> bytes:
    """A WARC of every page of every firm that is live on the last day."""
    live = (firm for firm in THREE_DAYS.firms(3).values() if firm.state == "live")
    return packed(*(record(url, html.encode()) for firm in live for url, html in pages_of(firm)))


def work(folder: Path, cut: float = CUT, *, every: bool = False, screened: bool = True) -> PageWork:
    path, digest = write(known(), folder)
    return PageWork(str(path), digest, PRIOR, cut, every, screened=screened)


def swept(folder: Path, given: PageWork, data: bytes | None = None) -> tuple[list[Row], Tally]:
    """The rows of the corpus, and what was counted beside."""
    path, tally = put(folder / "corpus.warc.gz", corpus() if data is None else data), Tally()
    (item,) = cut(str(path), "warc", Options(), "pages")
    assert isinstance(item, Item)
    return list(given.rows(item, tally)), tally
