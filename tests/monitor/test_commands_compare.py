"""Does a comparison become a page that is safe to open, complete and written over nothing?"""

import re
from datetime import UTC, datetime

import pytest

from crawler.records import Observation, Outcome, Raw, Visit
from monitor import cli, config
from monitor.home import open_home
from monitor.store import WatchItem
from tests.monitor._asked import asking
from tests.monitor.test_commands_pages import MILL, page, written

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOSTILE = page("<script>alert(1)</script>Quill\u202esoft", "+1 212 555 0143")


@pytest.fixture
def files(tmp_path):
    front, clone = page("Fennmark", "+1 212 555 0143"), page("Quillsoft", "+1 212 555 0143")
    return written(tmp_path, front=front, clone=clone, mill=MILL, hostile=HOSTILE)


@pytest.fixture
def ask(tmp_path, capsys):
    return asking(tmp_path / "home", capsys, "compare")


def test_the_page_has_the_waterfall_the_facts_and_the_passages(ask, files):
    code, out, err = ask(files / "front.html", files / "clone.html", "--html", "-")
    assert (code, err) == (0, "")
    assert out.startswith("<!DOCTYPE html>") and out.endswith("</html>\n")
    assert '<th scope="row">prior<small>about 1 in 1,000</small></th>' in out
    assert re.search(r'<th scope="row">identity\b', out)
    assert "+1 212-555-0143" in out
    assert "The same passages" in out and "leave no stone on your path" in out
    assert "strong from +3.3 bits, likely from 0.0 bits, worth a look from −3.0 bits." in out


def test_the_page_runs_nothing_whatever_a_site_wrote(ask, files):
    out = ask(files / "front.html", files / "hostile.html", "--html", "-")[1]
    assert "<script" not in out and "\u202e" not in out
    assert "default-src &#39;none&#39;" in out or "default-src 'none'" in out
    assert not re.search(r'(?:href|src)="(?!#|data:,)', out)


def test_strangers_share_nothing_and_the_page_says_so(ask, files):
    out = ask(files / "front.html", files / "mill.html", "--html", "-")[1]
    assert "The same passages" not in out
    assert "Nothing that counts." in out
    assert "What could not be compared" in out


def test_the_page_is_written_once_and_for_its_owner_alone(ask, files):
    there = files / "pair.html"
    asked = (files / "front.html", files / "clone.html", "--html", there)
    assert ask(*asked) == (0, f"{there}\n", "")
    assert there.stat().st_mode & 0o777 == 0o600
    there.write_text("notes of mine")
    code, out, err = ask(*asked)
    assert (code, out) == (2, "")
    assert "is already there; name another file, or give --force" in err
    assert there.read_text() == "notes of mine"
    assert ask(*asked, "--force")[0] == 0
    assert there.read_text().startswith("<!DOCTYPE html>")
    assert sorted(each.name for each in files.iterdir() if "pair" in each.name) == ["pair.html"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--html", "-", "--json"], "--html and --json are two forms of one answer"),
        (["--force"], "--force goes with --html"),
        (["--html", "/no-such-place/pair.html"], "there is no directory '/no-such-place'"),
        (["--html", "/"], "is a directory"),
    ],
)
def test_a_misuse_is_one_sentence(words, sentence, ask, files):
    code, out, err = ask(files / "front.html", files / "clone.html", *words)
    assert (code, out) == (2, "")
    assert sentence in err


def test_the_text_says_what_was_not_compared(ask, files):
    out = ask(files / "front.html", files / "mill.html")[1]
    said = re.search(r"front\.html shows nothing to compare for ([\w, ]+)", out)
    assert said is not None
    assert {"dns records", "registration", "certificate"} <= set(said[1].split(", "))


def test_a_domain_of_the_home_is_quoted_from_what_was_kept_of_it(ask, files):
    home = files / "home"
    cli.run(["--home", str(home), "init"])
    made = open_home(config.load(home))
    made.store.watchlist.add([WatchItem("quillsoft.example", NOW)])
    body = Raw("https://quillsoft.example/", "text/html", page("Quillsoft", "+1 212 555 0143").encode(), 200)
    row = {"url": body.url, "role": "home", "status": 200, "body": body.hash, "media_type": "text/html"}
    seen = Observation(
        "quillsoft.example", "site", NOW, Outcome.OBSERVED, payload={"url": body.url, "pages": [row]}
    )
    with made.archive.writer("crawl", NOW) as writer:
        capture = writer.keep(body)
    made.observations.add([Visit("quillsoft.example", (seen,), (capture,) if capture else ())])
    with made.reader() as reader:
        ((_, reading),) = reader.read_many(["quillsoft.example"])
    made.scene().corpus.put(reading.fingerprint, reading.inputs)
    out = ask("quillsoft.example", files / "front.html", "--html", "-")[1]
    assert "<h3>quillsoft[.]example</h3>" in out
    assert "The same passages" in out and "leave no stone on your path" in out
