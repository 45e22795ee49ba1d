"""Does a reference look the same whichever tool wrote its pages down? Site and pages are invented."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import fingerprint, subjects
from crawler.archive import Archive
from crawler.store import ObservationStore, open_database
from monitor.references.archives import Imported, Keeping, import_files
from monitor.store import MonitorStore
from tests.crawler import _archived
from tests.monitor.test_references import FOX, NOW

AT = datetime(2022, 5, 1, 9, tzinfo=UTC)
Values = dict[str, set[str]]

ICON = {
    "favicon: mmh3:-1106379947",
    "favicon: sha256:0d0607c26f12a1fbe204a74f99c476645b463e6f8d14469484aa9c555a3f463d",
}
SERVER = {"server: server:nginx/1.18.0"}
UNUSUAL = {"server: header:x-fox-mill", "server: headers:server,content-type,x-fox-mill,x-frame-options"}
SCRIPT, STYLE = {"assets: path:/js/fox-crane.js"}, {"assets: path:/css/fox-harbour.css"}
PHOTO_PATH = {"assets: path:/img/office.jpg"}
# What each tool takes away, and what it makes up, beside the pages that it did not save at all.
GONE: dict[str, set[str]] = {
    "wacz": set(),
    "har": UNUSUAL,  # the headers stand in the order of their names
    "mhtml": UNUSUAL | SERVER | ICON | SCRIPT,
    "browser": UNUSUAL | SERVER | ICON | SCRIPT | STYLE | PHOTO_PATH,
    "single_file": UNUSUAL | SERVER | SCRIPT | STYLE | PHOTO_PATH,
    "httrack": UNUSUAL | SERVER,
    "wget": UNUSUAL | SERVER,
}
COME: dict[str, set[str]] = {
    "browser": {
        "assets: path:/files/fox-crane.js",
        "assets: path:/files/fox-harbour.css",
        "assets: path:/files/office.jpg",
    }
}
ONE_PAGE = ("mhtml", "browser", "single_file")
TOOLS = {
    "wacz": "WACZ: py-wacz 0.6.0",
    "har": "HAR of Playwright 1.65.1",
    "mhtml": "MHTML, Saved by Blink",
    "browser": "saved by a browser, dated by its file",
    "single_file": "SingleFile",
    "httrack": "HTTrack Website Copier/3.x [XR&CO'2014]",
    "wget": "a mirror, as by wget, dated by its file",
}


def imported(folder: Path, path: Path) -> tuple[Imported, Values]:
    """What an import said, and the values under which the site is compared afterwards."""
    db = open_database(folder / "brassplate.db")
    keeping = Keeping(MonitorStore(db), ObservationStore(db), Archive(folder / "archive"), NOW)
    done = import_files([path], FOX, keeping)
    subject = subjects.load(keeping.observations, keeping.archive, FOX)
    return done, {name: set(each) for name, each in fingerprint.take(subject).values.items()}


def lines(values: Values) -> set[str]:
    return {f"{name}: {value}" for name, each in values.items() for value in each}


@pytest.fixture(scope="module")
def by_warc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, Values]]:
    """The values of the site in a WARC file, and of its home page alone."""
    folder = tmp_path_factory.mktemp("warc")
    about = _archived.FILES.pop("/about")
    try:
        _, home = imported(folder / "home", _archived.warc(made(folder / "home") / "fox.warc"))
    finally:
        _archived.FILES["/about"] = about
    _, whole = imported(folder / "whole", _archived.warc(made(folder / "whole") / "fox.warc.gz"))
    yield {True: home, False: whole}


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("tool", TOOLS)
def test_a_page_is_compared_alike_whichever_tool_saved_it_but_for_what_the_tool_changes(
    tool: str, by_warc: dict[bool, Values], tmp_path: Path
) -> None:
    write: Callable[[Path], Path] = getattr(_archived, tool)
    done, values = imported(tmp_path, write(tmp_path))
    expected, found = lines(by_warc[tool in ONE_PAGE]), lines(values)
    assert expected - found == GONE[tool]
    assert found - expected == COME.get(tool, set())
    (baseline,) = done.baselines
    assert (baseline.observed_at, baseline.tool) == (AT, TOOLS[tool])
    assert baseline.pages == (1 if tool in ONE_PAGE else 2)
    assert baseline.hash.startswith("sha256:")
    assert done.refused == ()


def test_the_values_that_are_compared_are_many(by_warc: dict[bool, Values]) -> None:
    told = {"assets", "contacts", "dom_template", "favicon", "images", "page_text", "server", "title"}
    assert told <= by_warc[False].keys()
    assert len(lines(by_warc[False])) > 60
