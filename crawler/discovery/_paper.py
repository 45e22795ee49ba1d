"""What is the text of a document, whatever kind of file it is, and what of it could not be read?

The kind is told by the content. A stranger's bytes are read in a process that can be killed; it writes down
each line as it goes, so that what was read before its end is kept.
"""

import json
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from crawler.archive import text_of
from crawler.discovery._docx import docx_lines, is_docx
from crawler.discovery._html import html_lines
from crawler.discovery._mail import is_mail, mail_lines
from crawler.discovery._marked import LONGEST_TEXT, lines_of
from crawler.discovery._passages import Line
from crawler.discovery._pdf import pdf_lines
from crawler.errors import CollectionError
from crawler.isolate import Isolated

SECONDS = 60.0
"""Of one reading; a PDF is read on behind a page that ended one."""
_MOST_READINGS = 5
_IN_ALL = 150.0
_PDF_WITHIN = 1_024
_MARKUP = re.compile(
    rb"\s*(?:<!--.{0,999}?-->\s*)?<(?:head|body|meta|table|div|p|ul|ol|h[1-6]|article|section|span|main)\b"
    rb"|.{0,4000}?<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHERS = {
    b"PK\x03\x04": "a zip archive or an Office file that is no DOCX; unpack it, or save it as DOCX or PDF",
    b"\xd0\xcf\x11\xe0": "an old Office file; save it as DOCX or PDF",
    b"{\\rtf": "an RTF file; save it as DOCX, PDF or text",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"\x89PNG": "a picture; its text is not read",
    b"\xff\xd8\xff": "a picture; its text is not read",
    b"GIF8": "a picture; its text is not read",
    b"Rar!": "a RAR archive; unpack it first",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What the process is given: the document, where to write its lines, and how many pages are behind it."""

    data: bytes
    scratch: str
    first: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """The lines of a document, and a sentence for each part that could not be read."""

    lines: tuple[Line, ...]
    faults: tuple[str, ...] = ()


def contents(
    data: bytes, place: str = "", depth: int = 0, media_type: str = "", first: int = 0
) -> Iterator[Line | str | int]:
    """The lines of a document of any kind that is known; see :func:`pdf_lines` for what else is told."""
    begin = data[:_PDF_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    other = next((what for mark, what in _OTHERS.items() if begin.startswith(mark)), "")
    if b"%PDF-" in data[:_PDF_WITHIN]:
        yield from pdf_lines(data, place, first)
    elif is_docx(data):
        yield from docx_lines(data, place)
    elif other:
        yield f"{place}this is {other}"
    elif is_mail(data):
        yield from mail_lines(data, place, depth, contents)
    elif _is_page(data, media_type):
        yield from html_lines(text_of(data, media_type or "text/html"), place)
    elif _is_binary(data):
        yield f"{place}this is no text, and no PDF, DOCX, HTML page or letter; save it as one of them"
    else:
        yield from lines_of(text_of(data, media_type or "text/plain"), place)


def write_down(request: Request) -> None:
    """Writes what is read into the scratch file, line by line: what was read outlives the reader."""
    with open(request.scratch, "a", buffering=1, encoding="utf-8") as file:
        room = LONGEST_TEXT
        for piece in contents(request.data, first=request.first):
            if isinstance(piece, Line):
                room -= len(piece.text) + 1
                if room < 0:
                    rest = f"what follows {piece.place} was not read:"
                    file.write(json.dumps(f"{rest} it is longer than {LONGEST_TEXT} characters") + "\n")
                    return
            file.write(json.dumps(asdict(piece) if isinstance(piece, Line) else piece) + "\n")


def paper(data: bytes, isolated: Isolated[Request, None]) -> Paper:
    """The document's text; a reader that is killed costs the page that it was at, and nothing before it."""
    lines: list[Line] = []
    faults: list[str] = []
    first, until = 0, time.monotonic() + _IN_ALL
    for _ in range(_MOST_READINGS):
        died = ""
        with tempfile.NamedTemporaryFile(prefix="brassplate-", suffix=".lines") as scratch:
            try:
                isolated(Request(data, scratch.name, first))
            except CollectionError as error:
                died = str(error)
            pages = _read_back(scratch.name, lines, faults)
        if not died:
            break
        if pages is None or time.monotonic() > until:
            place = lines[-1].place if lines else "its beginning"
            faults.append(f"what follows {place} was not read: {died}")
            break
        first = pages + 1
        faults.append(f"page {first} cannot be read: {died}")
    return Paper(tuple(lines), tuple(faults))


def _read_back(path: str, lines: list[Line], faults: list[str]) -> int | None:
    """Takes what was written; how many pages are behind the reader, None for what has no pages."""
    pages = None
    with open(path, encoding="utf-8") as file:
        for row in file:
            try:
                told: Any = json.loads(row)
            except ValueError:
                break  # the last row of a reader that was killed
            if isinstance(told, dict):
                lines.append(Line(**told | {"cells": tuple(told["cells"])}))
            elif isinstance(told, str):
                faults.append(told)
            else:
                pages = int(told)
    return pages


def _is_page(data: bytes, media_type: str) -> bool:
    kind = media_type.partition(";")[0]
    begin = data[:5_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 begins like a page too
    return kind == "text/html" or (kind != "text/plain" and _MARKUP.match(begin) is not None)


def _is_binary(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    begin = data[:65_536]
    odd = sum(begin.count(bytes((each,))) for each in (*range(9), 14, 15, 16, 17, 18, 19, 20, 21, 22, 23))
    return odd > len(begin) // 20
