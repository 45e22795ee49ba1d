"""Is a PDF printed from the report alone, and is one that cannot be printed no failure?"""

import io
from dataclasses import replace

import pypdf
import pytest

from crawler.browser import find
from crawler.errors import SourceUnavailable
from monitor.config import parse
from monitor.printing import printed
from monitor.publishing import publish_day
from reports.digest import DailyReport
from reports.formats import named
from tests.reports._example import RICH

ODD = "<p><img src=http://127.0.0.1:9/x.png><script>document.write('it ran')</script></p></body>"


def drawn():
    try:
        return bool(find())
    except SourceUnavailable:
        return False


def test_without_chromium_the_other_files_are_written_and_the_report_says_so_once(tmp_path):
    config = parse(tmp_path, "[report]\npdf = true\n[browser]\nexecutable = '/nowhere/chromium'")
    told, paths = publish_day(config, RICH)
    assert "report.html" in {path.name for path in paths}
    assert not any(path.suffix == ".pdf" for path in paths)
    assert told.health[-1].startswith("The report was not printed: /nowhere/chromium is no program; install")
    assert "/nowhere/chromium is no program" in (tmp_path / "reports/2026-11-22/report.html").read_text()
    again, _ = publish_day(config, told)
    assert again.health == told.health


def test_nothing_is_printed_unless_it_is_asked_for(tmp_path):
    config = parse(tmp_path, "[report]\nformats = ['markdown']\n[browser]\nexecutable = '/nowhere/chromium'")
    told, paths = publish_day(config, RICH)
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
def test_the_pdf_lies_beside_the_page_for_its_owner_alone(tmp_path):
    config = parse(tmp_path, "[report]\nformats = ['json']\npdf = true")
    told, paths = publish_day(config, replace(RICH, alerts=()))
    assert [path.name for path in paths] == ["report.json", "report.pdf"]
    assert told.health == RICH.health and isinstance(told, DailyReport)
    assert paths[1].read_bytes().startswith(b"%PDF") and paths[1].stat().st_mode & 0o777 == 0o600
