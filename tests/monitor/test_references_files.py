"""Are the files and folders of one import read together, and captures of others' pages refused?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import subjects
from crawler.archive import Archive
from crawler.errors import ConfigError
from crawler.store import ObservationStore
from monitor.cli import run
from monitor.references.archives import MOST_SLICES, Keeping, import_files
from monitor.store import MonitorStore, Reference
from tests.crawler import _archived
from tests.monitor.test_references import FOX, HOME, NOW, SEIZED, home, warc

__all__ = ["home"]  # the fixture
PARKED = """<html><head><title>cloudbluefox.com</title></head><body><h1>This domain is for sale</h1>
<p>Buy this domain. Parked free.</p></body></html>"""
WALL = """<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing
cloudbluefox.com</h1><p>DDoS protection by Cloudflare. Enable JavaScript and cookies to continue</p></body>
</html>"""
WHOIS = """Domain Name: CLOUDBLUEFOX.COM
Registrar: Invented Names Ltd
Creation Date: 2019-03-01T00:00:00Z
Updated Date: 2022-03-02T00:00:00Z
Registry Expiry Date: 2023-03-01T00:00:00Z
Name Server: NS1.HOST.TEST
>>> Last update of WHOIS database: 2022-04-01T05:00:00Z <<<
"""


def kept(home: tuple[MonitorStore, ObservationStore, Archive]) -> Keeping:
    return Keeping(*home, NOW)


def test_pages_in_several_files_are_one_site(home, tmp_path):
    for name, body, path in (("Home", HOME, ""), ("About", HOME.replace("harbours", "us"), "about")):
        mark = f"<!-- saved from url=(0025)https://{FOX}/{path} -->\n"
        (tmp_path / f"{name}.html").write_text(body.replace("<!doctype html>", f"<!DOCTYPE html>\n{mark}"))
    taken = datetime(2022, 5, 1, tzinfo=UTC)
    done = import_files([tmp_path / "About.html", tmp_path / "Home.html"], FOX, kept(home), taken=taken)
    assert [(each.source, each.pages, each.tool) for each in done.baselines] == [
        ("Home.html", 2, "saved by a browser")
    ]
    subject = subjects.load(home[1], home[2], FOX)
    assert [(page.role, page.url) for page in subject.pages] == [
        ("home", f"https://{FOX}/"), ("about", f"https://{FOX}/about")
    ]  # fmt: skip
    assert "saved from" not in subject.pages[0].html


def test_a_folder_gives_the_archives_mirrors_and_exports_in_it(home, tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    _archived.warc(folder / "2021.warc.gz", at="2021-01-01T00:00:00Z")
    later = _archived.httrack(folder) / FOX / "index.html"
    later.write_text(later.read_text().replace("eleven", "twelve"))
    (folder / "whois.txt").write_text(WHOIS)
    (folder / "notes.txt").write_text("what somebody wrote down beside it")
    done = import_files([folder], FOX, kept(home))
    assert [(each.observed_at.year, each.source, each.pages) for each in done.baselines if each.pages] == [
        (2021, "2021.warc.gz", 2), (2022, f"given/mirror/{FOX}/index.html", 2)
    ]  # fmt: skip
    assert [each.source for each in done.baselines if not each.pages] == ["whois.txt"]
    assert done.refused == ()
    assert home[1].latest(FOX)["registration"].payload["created"].startswith("2019-03-01")


@pytest.mark.parametrize(
    ("page", "kind"),
    [(SEIZED, "seized"), (PARKED, "parked"), (WALL, "bot wall")],
    ids=["seized", "parked", "wall"],
)
@pytest.mark.parametrize("tool", ["wacz", "har", "single_file", "httrack", "mhtml"])
def test_what_is_not_the_fronts_own_is_refused_from_any_file(page, kind, tool, home, tmp_path, monkeypatch):
    """``classify`` is asked in this process: it is the same for all."""
    monkeypatch.setattr("monitor.references.archives.Isolated", _Here)
    shown = page.replace("<html>", '<html lang="en">').replace("</body>", "</body>\n")
    files = {"/": ("text/html; charset=utf-8", shown.encode())}
    monkeypatch.setattr(
        _archived, "FILES", files | {p: f for p, f in _archived.FILES.items() if "image" in f[0]}
    )
    monkeypatch.setattr(_archived, "HOME", shown)
    write: Callable[[Path], Path] = getattr(_archived, tool)
    with pytest.raises(ConfigError, match=f"the page of 2022-05-01 is a page of the kind '{kind}'"):
        import_files([write(tmp_path)], FOX, kept(home))
    assert home[0].baselines() == []


class _Here:
    """The function without a process of its own."""

    def __init__(self, function, **_):
        self.function = function

    def __enter__(self):
        return self.function

    def __exit__(self, *_):
        return None


def test_equal_home_pages_are_one_slice_and_many_are_spread_over_their_time(home, tmp_path, monkeypatch):
    monkeypatch.setattr("monitor.references.archives.Isolated", _Here)
    days = [f"20{year}-{month:02}-01T00:00:00Z" for year in (19, 20, 21, 22) for month in range(1, 13)]
    pages = [
        (f"https://{FOX}/", day, HOME.replace("eleven", f"{n // 2} and more")) for n, day in enumerate(days)
    ]
    done = import_files([warc(tmp_path / "equal.warc", *pages[:8])], FOX, kept(home))
    assert [f"{each.observed_at:%Y-%m}" for each in done.baselines] == [
        "2019-01",
        "2019-03",
        "2019-05",
        "2019-07",
    ]
    pages = [(url, day, page + str(n)) for n, (url, day, page) in enumerate(pages)]
    done = import_files([warc(tmp_path / "many.warc", *pages)], FOX, kept(home))
    assert len(done.baselines) == MOST_SLICES
    ends = [f"{done.baselines[place].observed_at:%Y-%m}" for place in (0, -1)]
    assert ends == ["2019-01", "2022-12"]
    assert done.refused == ("24 of 48 states: 24 are spread over their time",)


def test_what_was_taken_after_the_seizure_stays_out_of_a_slice_from_before(home, tmp_path, monkeypatch):
    monkeypatch.setattr("monitor.references.archives.Isolated", _Here)
    path = warc(
        tmp_path / "fox.warc",
        (f"https://{FOX}/", "2023-10-01T00:00:00Z", HOME),
        (f"https://{FOX}/contact", "2023-11-01T00:00:00Z", SEIZED),
    )
    assert [each.pages for each in import_files([path], FOX, kept(home)).baselines] == [1]


def test_the_seizure_that_a_shared_pack_tells_of_bounds_an_archive_too(home, tmp_path, monkeypatch):
    monkeypatch.setattr("monitor.references.archives.Isolated", _Here)
    shared = Reference("shared.example", "colleagues", "Some Report", printed=(("seized", "2023-10-17"),))
    home[0].add_reference(shared, NOW)
    days = ("2023-10-17T23:59:59Z", "2023-10-18T00:00:00Z")
    path = warc(tmp_path / "shared.warc", *(("https://shared.example/", day, f"{HOME}{day}") for day in days))
    done = import_files([path], "shared.example", kept(home))
    assert [each.observed_at.isoformat() for each in done.baselines] == ["2023-10-17T23:59:59+00:00"]
    assert done.refused == (
        "the page of 2023-10-18 was taken after the seizure of 2023-10-17, so it is not the front's own",
    )


def test_the_command_says_what_was_kept_and_which_tool_wrote_it(tmp_path, capsys):
    home = ["--home", str(tmp_path / "home")]
    assert run([*home, "init"]) == 0
    capsys.readouterr()
    page = _archived.single_file(tmp_path)
    assert run([*home, "reference", "import", str(page), "--domain", FOX]) == 0
    assert capsys.readouterr().out == f"{FOX}: baseline of 2022-05-01, 1 page (SingleFile)\n"
    assert run([*home, "reference", "list", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    ((baseline,),) = (row["baselines"] for row in rows if row["domain"] == FOX)
    assert (baseline["source"], baseline["tool"], baseline["hash"][:7]) == (
        "fox.html",
        "SingleFile",
        "sha256:",
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [([], "nothing was given to import"), (["--wayback", "gopher://x"], "is no address of a web archive")],
)
def test_an_import_of_nothing_is_a_mistake_in_one_sentence(arguments, sentence, tmp_path, capsys):
    home = ["--home", str(tmp_path)]
    assert run([*home, "init"]) == 0
    assert run([*home, "reference", "import", "--domain", FOX, *arguments]) == 2
    assert sentence in capsys.readouterr().err
