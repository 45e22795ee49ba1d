"""Is a PDF printed from the report alone, and is one that cannot be printed no failure?"""

import errno
import io
import os
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from crawler.browser import find
from crawler.errors import SourceUnavailable
from crawler.store import open_database
from monitor.config import parse
from monitor.printing import printed
from monitor.publishing import publish_day
from monitor.store import MonitorStore, Run
from reports.digest import DailyReport
from reports.formats import named
from reports.publish import PublishError
from tests.reports._example import RICH

WEEK = ("week.html", "week.md", "week.json")
ODD = "<p><img src=http://127.0.0.1:9/x.png><script>document.write('it ran')</script></p></body>"


@pytest.fixture
def store(tmp_path):
    return MonitorStore(open_database(tmp_path / "brassplate.db"))


def drawn():
    try:
        return bool(find())
    except SourceUnavailable:
        return False


def test_without_chromium_the_other_files_are_written_and_the_report_says_so_once(tmp_path, store):
    config = parse(tmp_path, "[report]\npdf = true\n[browser]\nexecutable = '/nowhere/chromium'")
    told, paths = publish_day(config, store, RICH)
    assert "report.html" in {path.name for path in paths}
    assert not any(path.suffix == ".pdf" for path in paths)
    assert told.health[-1].startswith("The report was not printed: /nowhere/chromium is no program; install")
    assert "/nowhere/chromium is no program" in (tmp_path / "reports/2026-11-22/report.html").read_text()
    again, _ = publish_day(config, store, told)
    assert again.health == told.health


def test_nothing_is_printed_unless_it_is_asked_for(tmp_path, store):
    config = parse(tmp_path, "[report]\nformats = ['markdown']\n[browser]\nexecutable = '/nowhere/chromium'")
    told, paths = publish_day(config, store, RICH)
    assert told == RICH and [path.name for path in paths] == ["report.md"]


def test_a_browser_that_does_nothing_is_told_with_what_to_do(tmp_path):
    config = parse(tmp_path, "[browser]\nexecutable = '/bin/false'").browser
    with pytest.raises(SourceUnavailable, match=r"^the report was not printed: /bin/false did not do it"):
        printed(config, "<p>x")


@pytest.mark.skipif(not drawn(), reason="no Chromium on this machine")
def test_the_pdf_says_what_the_page_says_and_links_to_nobody(tmp_path):
    page = named("html").render(RICH).replace("</body>", ODD)
    pdf = pypdf.PdfReader(io.BytesIO(printed(parse(tmp_path, "").browser, page)))
    text = "".join(each.extract_text() for each in pdf.pages)
    assert "foxlantern-studio[.]example" in text and "TLP:AMBER" in text
    assert "it ran" not in text
    links = [each.get_object() for page in pdf.pages for each in page.get("/Annots", ())]
    assert links and all("/URI" not in (each.get("/A") or {}) for each in links)


@pytest.mark.skipif(not drawn(), reason="no Chromium on this machine")
def test_the_pdf_lies_beside_the_page_for_its_owner_alone(tmp_path, store):
    config = parse(tmp_path, "[report]\nformats = ['json']\npdf = true")
    told, paths = publish_day(config, store, replace(RICH, alerts=()))
    assert [path.name for path in paths] == ["report.json", "report.pdf"]
    assert told.health == RICH.health and isinstance(told, DailyReport)
    assert paths[1].read_bytes().startswith(b"%PDF") and paths[1].stat().st_mode & 0o777 == 0o600


def test_the_first_report_after_a_week_comes_with_its_summary_and_the_next_one_does_not(tmp_path, store):
    config = parse(tmp_path, "[report]\nformats = ['markdown']")
    for day, names in (
        ("2026-11-20", ["report.md"]),
        ("2026-11-24", ["report.md", *WEEK]),
        ("2026-11-25", ["report.md"]),
        ("2026-12-01", ["report.md", *WEEK, "month.html", "month.md", "month.json"]),
    ):
        report = replace(RICH, day=day, run=day)
        told, paths = publish_day(config, store, report)
        assert [path.name for path in paths] == names
        assert {path.parent.name for path in paths} == {day}
        store.put_run(Run(day, day, datetime(2026, 11, 20, tzinfo=UTC), False, None), told.dumps())
    assert "reports of 3 of 30 days" in (tmp_path / "reports/2026-12-01/month.md").read_text()


def test_a_week_is_written_whole_or_not_at_all(tmp_path, store, monkeypatch):
    config = parse(tmp_path, "[report]\nformats = ['markdown']")
    store.put_run(Run("r", "2026-11-20", datetime(2026, 11, 20, tzinfo=UTC), False, None), RICH.dumps())
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 6:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublishError, match="the disk is full"):
        publish_day(config, store, replace(RICH, day="2026-11-24"))
    assert sorted(each.name for each in (tmp_path / "reports/2026-11-24").iterdir()) == [
        "report.md",
        "runs.txt",
    ]
