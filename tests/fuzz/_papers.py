"""Which readers take the advisories that strangers wrote, and what do they ask of an input?"""

from dataclasses import asdict

from crawler.discovery import domains_in
from crawler.discovery._marked import marked
from crawler.discovery._paper import contents
from crawler.discovery._passages import Line
from tests.crawler._papers import docx, paragraph, pdf, table
from tests.fuzz._trial import Target

ADVISORY = """# Grey Heron, invented
The firm ran hxxps[:]//grey-heron[.]com/a, grey-heron (dot) io and heron。tech from hr[at]heron[.]org. See
https://vendor-of-nothing.com/x, setup.py, com.example.app and 192[.]0[.]2[.]1; i.e. nothing, U.S. Inc.
heron dot dev
## Indicators of compromise
| Domain | Source |
|---|---|
| heron-soft.dev | vendor.example |
Domains:
- heron-one.net
2. 红杉[.]中国 소나무[.]한국 берёза[.]рф
domain,heron-two.net
References
[1] hxxps://vendor[.]example
Best,
Sam"""
PAGE = """<!doctype html><h1>Heron</h1><p>gr<b>ey</b>[.]<wbr>com
<table><tr><th>Host<tr><td>a.dev<td>b</table><pre>c[.]io
"""
LETTER = """From: Sam <sam@bank.example>
Subject: =?utf-8?b?aGVyb25bLl1jb20=?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

grey=2Dheron[.]=
com
--x
Content-Type: message/rfc822

Subject: inner

inner[.]example
--x
Content-Disposition: attachment; filename*=utf-8''a.html
Content-Type: text/html
Content-Transfer-Encoding: base64

PHA+aHVuZ1suXWV4YW1wbGU=
--x--
"""
WORDS = """[.] [dot] (dot) {.} \\. 。 ． hxxp:// [:]// [://] [at] @ .com .zip .py [.]com dot a.b
\u200b \u00ad 例 ё ... --
Domains: References Contact: | - 1. # IOCs domain, From: http:// www. https://x.example/ legitimate fake"""
TOKENS = [
    *(each.encode() for each in WORDS.split()),
    b"\n",
    b"\n\n",
    b" ",
    b"\t",
    b"\xff\xfe",
    b"\xed\xa0\x80",
]
XML = b"<w:p> </w:p> <w:tbl> </w:tbl> <w:tc> <w:tr> <w:t> </w:t> <!DOCTYPE <!ENTITY &x; PK\x03\x04 PK\x01\x02"
OBJECTS = (
    b"obj endobj stream endstream /Kids /Parent /Contents /Filter /FlateDecode /Count << >> [ ] R xref %PDF-"
)
MIME = b"--x --x-- Content-Type: multipart/mixed;boundary= message/rfc822 base64 charset= filename*0*="


def _advisory(data: bytes) -> object:
    found = domains_in(data.decode("utf-8", "replace"))
    assert all(0 < len(each.sentence) <= 500 and each.domain.isascii() for each in found)
    return [asdict(each) for each in found[:200]]


def _paper(data: bytes) -> object:
    pieces = list(contents(data))
    lines = [each for each in pieces if isinstance(each, Line)]
    faults = [each for each in pieces if isinstance(each, str)]
    assert all(len(each) < 500 for each in faults)
    return [[asdict(each) for each in marked(lines)[:200]], faults[:50]]


def _documents() -> list[bytes]:
    body = paragraph("IOCs", "Heading1") + table(["Host", "x"], ["heron.dev", "y"]) + paragraph("grey[.]com")
    return [docx(body), PAGE.encode(), LETTER.encode(), LETTER.replace("\n", "\r\n").encode()]


def _pdfs() -> list[bytes]:
    return [pdf([["The firm ran grey-", "heron[.]com"], ["Domains:", "a.dev"]]), pdf([["a[.]com"]], broken=0)]


TARGETS = (
    Target("advisory", _advisory, lambda: [ADVISORY.encode()], list, TOKENS, seconds=2, tries=250),
    Target(
        "paper",
        _paper,
        _documents,
        list,
        [*XML.split(b" "), *MIME.split(b" "), *TOKENS],
        seconds=3,
        tries=250,
    ),
    Target("pdf", _paper, _pdfs, list, OBJECTS.split(b" "), seconds=3, tries=150, longest=60_000),
)
