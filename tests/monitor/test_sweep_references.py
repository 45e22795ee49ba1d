"""Are a home's references what a sweep compares with, as their newest baselines show them?"""

from pathlib import Path

import pytest

from crawler.lab.pages import page_html
from crawler.lab.world import THREE_DAYS
from monitor import cli, config
from monitor.home import open_home
from monitor.sweeping.pages import PageWork
from monitor.sweeping.references import Gathered, of_home, read, write
from tests.crawler._warcs import packed, put, record
from tests.monitor._swept import CUT, PRIOR, pages_of, swept

FRONT, OWN = "cloudbluefox.com", "quartzheronix.example"
SEEN = "2022-05-01T09:00:00Z"


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    """The references of a home with an archive of one front, and one of its own without any."""
    home = tmp_path_factory.mktemp("home") / "home"
    pages = pages_of(THREE_DAYS.archived()[FRONT])
    file = put(
        home.parent / "a.warc.gz", packed(*(record(url, html.encode(), date=SEEN) for url, html in pages))
    )
    for command in (
        ["init"],
        ["reference", "add", OWN, "--source", "A report, 2026-01-02"],
        ["reference", "import", str(file), "--domain", FRONT],
    ):
        assert cli.run(["--home", str(home), *command]) == 0
    return of_home(open_home(config.load(home)))


def test_every_reference_is_there_with_what_is_known_of_it(gathered: Gathered) -> None:
    known = {each.fingerprint.domain: each for each in gathered.known}
    assert len(known) == 23
    assert gathered.left_out == ()
    assert {"domain_name"} == set(known[OWN].fingerprint.values)
    assert {"dom_template", "page_text", "contacts"} <= set(known[FRONT].fingerprint.values)
    assert len(known[FRONT].sketch.text) > 100
    assert len(known[OWN].sketch.text) == 0


def test_a_copy_of_an_archived_page_and_a_name_like_a_reference_are_told(
    gathered: Gathered, tmp_path: Path
) -> None:
    path, digest = write(gathered.known, tmp_path)
    assert len(read(path)) == 23
    copy = page_html(THREE_DAYS.archived()[FRONT], "home").encode()
    other = b"<title>Harbours</title><p>Nothing about harbours is said on this page of a few words."
    data = packed(
        record("https://copy.example/", copy),
        record("https://quartzheronix.test/", other),
        record("https://else.example/", other),
    )
    for screened in (True, False):
        rows, _ = swept(tmp_path, PageWork(str(path), digest, PRIOR, CUT, screened=screened), data)
        assert [(row["domain"], row["reference"]) for row in rows] == [
            ("copy.example", FRONT),
            ("quartzheronix.test", OWN),
        ]
