"""Is the text of a document read with its places, whatever kind it is, and is what cannot be read named?"""

import base64
import json
import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from crawler.discovery import _paper
from crawler.discovery._docx import docx_lines
from crawler.discovery._marked import marked
from crawler.discovery._paper import Request, contents, paper, write_down
from crawler.discovery._passages import Line
from crawler.discovery._pdf import pdf_lines
from crawler.isolate import Isolated
from tests.crawler._papers import docx, paragraph, pdf, table


def found(data: bytes) -> list[tuple[str, str, str]]:
    lines = [each for each in contents(data) if isinstance(each, Line)]
    return [(each.domain, each.place, each.sentence) for each in marked(lines)]


def faults(data: bytes) -> list[str]:
    return [each for each in contents(data) if isinstance(each, str)]


def test_a_pdf_is_read_by_page_and_line_and_a_name_may_be_wrapped_at_its_hyphen() -> None:
    pages = [
        ["ADVISORY", "", "The firm ran grey-", "heron[.]com until May."],
        [
            "Domains:",
            "heron-soft[.]dev",
            "report.docx",
            "References",
            "https://www.vendor-of-nothing.com/heron",
        ],
    ]
    assert found(pdf(pages)) == [
        ("grey-heron.com", "page 1, line 2", "The firm ran grey-heron[.]com until May."),
        ("heron-soft.dev", "page 2, line 2", "heron-soft[.]dev"),
    ]


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_used() -> None:
    made = pdf([["one[.]example"], ["two[.]example"], ["three[.]example"]], broken=1)
    assert [domain for domain, _, _ in found(made)] == ["one.example", "three.example"]
    assert faults(made) == ["page 2 cannot be read: NotImplementedError Unsupported filter /NoSuchPacking"]


def test_pages_beyond_the_bound_and_beyond_the_time_are_told() -> None:
    made = pdf([[f"page{number}[.]example"] for number in range(12)])
    told = list(pdf_lines(made, pages=10))
    assert told[-1] == "pages 11 to 12 were not read: only the first 10 are"
    assert [each for each in told if isinstance(each, int)] == list(range(1, 11))
    assert list(pdf_lines(made, seconds=-1)) == ["pages 1 to 12 were not read: -1 s were up"]
    assert list(pdf_lines(made, first=11, pages=12))[-1] == 12


def test_a_cut_pdf_is_refused_in_one_sentence() -> None:
    told = faults(pdf([["one[.]example"]])[:60])
    assert len(told) == 1
    assert told[0].startswith("the PDF cannot be read: ")


def test_a_docx_is_read_with_its_headings_tables_and_split_runs() -> None:
    body = (
        paragraph("Grey Heron, invented", "Title")
        + paragraph("Its site is grey-heron[.]com, made with setup.py.")
        + paragraph("Indicators of compromise", "Heading2")
        + table(
            ["Domain", "Seen by"], ["heron-soft.dev", "vendor-of-nothing.com"], ["heronsoft.io", "crt.sh"]
        )
        + paragraph("References", "Heading2")
        + paragraph("hxxps://www.vendor-of-nothing[.]com/heron")
    )
    assert found(docx(body)) == [
        ("grey-heron.com", "paragraph 2", "Its site is grey-heron[.]com, made with setup.py."),
        ("heron-soft.dev", "table 1, row 2", "heron-soft.dev | vendor-of-nothing.com"),
        ("heronsoft.io", "table 1, row 3", "heronsoft.io | crt.sh"),
    ]


def test_entities_in_a_docx_end_its_reading() -> None:
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    made = docx(paragraph("&a9;"), head=f'<!DOCTYPE x [<!ENTITY a0 "ha">{bomb}]>')
    assert faults(made) == [
        "word/document.xml is not read behind paragraph 0: it declares entities, which no word processor does"
    ]


def test_a_docx_that_goes_on_for_ever_or_breaks_off_gives_what_came_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crawler.discovery._docx.MOST_XML", 400_000)
    long = docx(paragraph("one[.]example") + paragraph(" " * 3_000_000) + paragraph("two[.]example"))
    assert len(long) < 10_000
    assert [domain for domain, _, _ in found(long)] == ["one.example"]
    assert faults(long) == [
        "word/document.xml is not read behind paragraph 1: it is longer than 400000 bytes"
    ]
    broken = docx(paragraph("one[.]example") + "<w:p>")
    assert [domain for domain, _, _ in found(broken)] == ["one.example"]
    assert faults(broken)[0].startswith("word/document.xml is not read behind paragraph 1: mismatched tag")


def test_entries_that_point_out_of_a_docx_are_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = docx(paragraph("one[.]example"), others=[("../../evil.txt", b"x"), ("/tmp/evil2.txt", b"x")])
    assert [domain for domain, _, _ in found(made)] == ["one.example"]
    assert list(tmp_path.iterdir()) == []
    assert list(docx_lines(b"PK\x03\x04word/document.xml")) == [
        "the DOCX file cannot be opened: BadZipFile; save it again"
    ]


PAGE = """<!doctype html><html><head><title>nav.example[.]com</title></head><body>
<nav><a href="https://vendor-of-nothing.com/">vendor-of-nothing.com</a></nav>
<h1>Grey Heron</h1><p>The site gr<b>ey</b>-heron[.]<wbr>com is <a href="https://hidden.example">here</a>; its
second is <a href="https://heron-soft.dev">heron-soft[&#46;]dev</a>.</p>
<p>See <a href="https://vendor-of-nothing.com/1">vendor-of-nothing.com</a> and <code>os.path</code>.</p>
<h2>IOCs</h2><table><tr><th>Host<th>Link</tr><tr><td>heronsoft.io<td>crtlist.org</tr></table>
<pre>heron.pre-text[.]org
update.sh</pre><script>var x = "script[.]com"</script><footer>footer[.]com</footer></body></html>"""


def test_a_page_is_read_as_it_is_seen() -> None:
    assert found(PAGE.encode()) == [
        (
            "grey-heron.com",
            "paragraph 2",
            "The site grey-heron[.]com is here; its second is heron-soft[.]dev.",
        ),
        (
            "heron-soft.dev",
            "paragraph 2",
            "The site grey-heron[.]com is here; its second is heron-soft[.]dev.",
        ),
        ("heronsoft.io", "table 1, row 2", "heronsoft.io | crtlist.org"),
        ("heron.pre-text.org", "paragraph 5", "heron.pre-text[.]org"),
    ]


def test_a_page_built_to_exhaust_its_reader_is_named() -> None:
    assert faults(b"<html><body>" + b"<div>" * 30_000 + b"one[.]example") == [
        "the page is built to exhaust its reader and was not read; save it as text"
    ]


LETTER = b"""\
From: Sam Sample <sam@bank-of-nothing.com>\r
To: list@sharing-of-nothing.org\r
Date: Fri, 20 Nov 2026 10:00:00 +0000\r
Subject: =?utf-8?q?look_at_grey-heron=5B=2E=5Dcom?=\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=x\r
\r
--x\r
Content-Type: multipart/alternative; boundary=y\r
\r
--y\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
Its second is heron-soft[.]=\r
dev. Regards from bank-of-nothing.com.\r
--y\r
Content-Type: text/html; charset=utf-8\r
\r
Its second is <b>heron-soft[.]dev</b>, and <i>heronsoft[.]io</i>.\r
--y--\r
--x\r
Content-Type: application/octet-stream; name=list.bin\r
Content-Disposition: attachment; filename=list.bin\r
Content-Transfer-Encoding: base64\r
\r
"""


def test_a_letter_is_read_with_what_hangs_on_it_by_content() -> None:
    hung = pdf([["heron-papers[.]net"]])
    letter = LETTER + base64.encodebytes(hung) + b"--x--\r\n"
    assert found(letter) == [
        ("grey-heron.com", "Subject", "Subject: look at grey-heron[.]com"),
        ("heron-soft.dev", "line 1", "Its second is heron-soft[.]dev."),
        ("heronsoft.io", "paragraph 1", "Its second is heron-soft[.]dev, and heronsoft[.]io."),
        ("heron-papers.net", "attachment 'list.bin', page 1, line 1", "heron-papers[.]net"),
    ]


def test_letters_on_letters_are_read_three_deep() -> None:
    letter = b"MIME-Version: 1.0\nContent-Type: text/plain\n\nlevel4[.]example\n"
    for level in (3, 2, 1, 0):
        letter = (
            b"MIME-Version: 1.0\nSubject: level%d[.]example\nContent-Type: message/rfc822\n\n" % level
        ) + letter
    assert [domain for domain, _, _ in found(letter)] == [f"level{level}.example" for level in range(4)]
    assert faults(letter) == [
        "attachment 1, attachment 1, attachment 1, attachment 1, it was not read: it hangs on letters 3 deep"
    ]


def test_what_is_no_document_is_named() -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as folder:
        folder.writestr("list.txt", "one[.]example")
    assert faults(held.getvalue())[0].startswith("this is a zip archive")
    assert faults(b"\x7fELF" + bytes(range(16)) * 100)[0].startswith("this is no text")
    assert faults(b"\x89PNG\r\n\x1a\n")[0] == "this is a picture; its text is not read"


def test_a_text_in_another_character_set_is_read() -> None:
    told = "近日发现有人冒充软件公司，攻击者使用 grey-heron[.]com 网站，注册于去年，并向应聘者发送压缩包。"
    for charset in ("gb18030", "utf-16", "utf-8-sig"):
        assert found(told.encode(charset)) == [("grey-heron.com", "line 1", told)]


def test_what_follows_the_longest_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.discovery._paper.LONGEST_TEXT", 40)
    scratch = tmp_path / "lines"
    write_down(Request(b"one[.]example\n" + b"x" * 20 + b"\n\ntwo[.]example\n", str(scratch)))
    told = [json.loads(row) for row in scratch.read_text().splitlines()]
    assert [each["text"] for each in told[:-1]] == ["one[.]example", "x" * 20, ""]
    assert told[-1] == "what follows line 4 was not read: it is longer than 40 characters"


def test_a_reader_that_hangs_is_killed_and_costs_only_the_page_it_was_at() -> None:
    with Isolated(_hangs_at_page_two, seconds=8.0, megabytes=1024) as isolated:
        told = paper(pdf([["one[.]example"], ["two[.]example"], ["three[.]example"]]), isolated)
    assert [each.domain for each in marked(told.lines)] == ["one.example", "three.example"]
    assert told.faults == ("page 2 cannot be read: _hangs_at_page_two died while reading what it was given",)


def _hangs_at_page_two(request: Request) -> None:
    def deadly(data: bytes, place: str = "", first: int = 0):  # type: ignore[no-untyped-def]
        for each in pdf_lines(data, place, first):
            if isinstance(each, Line) and each.place.startswith("page 2"):
                os.kill(os.getpid(), 9)
            yield each

    _paper.pdf_lines = deadly  # type: ignore[assignment]
    write_down(request)
