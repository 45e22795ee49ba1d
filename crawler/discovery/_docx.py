"""What is the text of a DOCX document: its paragraphs, its headings and the rows of its tables?

It is a zip with XML inside. Nothing is unpacked to a disk, so that names such as ``../../x`` mean nothing;
the XML is read in pieces up to a bound, and a declaration of entities ends the reading.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from crawler.discovery._passages import Line

_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
MOST_ENTRIES = 10_000
MOST_XML = 64 << 20
_PIECE = 1 << 16
_HEADING = re.compile(r"(?:heading|berschrift|titre|title|заголовок|标题)\s{0,3}([1-9])?", re.IGNORECASE)


class _Refused(Exception):
    """The document holds what no honest one does."""


def is_docx(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04" and b"word/document.xml" in data


def docx_lines(data: bytes, place: str = "") -> Iterator[Line | str]:
    """Its lines, and a sentence for each part that cannot be read whole."""
    try:
        folder = zipfile.ZipFile(BytesIO(data))
        names = folder.namelist()
    except Exception as error:  # zipfile raises many kinds of errors on made-up input
        yield f"{place}the DOCX file cannot be opened: {type(error).__name__}; save it again"
        return
    if len(names) > MOST_ENTRIES:
        yield f"{place}the DOCX file holds {len(names)} parts and was not read; save it as a PDF"
        return
    for part in _PARTS:
        if part in names:
            yield from _part(folder, part, place)


def _part(folder: zipfile.ZipFile, part: str, place: str) -> Iterator[Line | str]:
    body = _Body(place if part == _PARTS[0] else f"{place}{part[5:-5]}, ")
    read = 0
    try:
        with folder.open(part) as file:
            while piece := file.read(_PIECE):
                read += len(piece)
                if read > MOST_XML:
                    raise _Refused(f"it is longer than {MOST_XML} bytes")
                body.feed(piece)
                yield from body.taken()
            body.feed(b"", last=True)
    except Exception as error:  # zipfile and zlib raise many kinds of errors on made-up input
        yield from body.taken()
        yield f"{place}{part} is not read behind paragraph {body.paragraph}: {str(error)[:120]}"
    yield from body.taken()


class _Body:
    """Takes XML and gives lines; a table in a cell is text of that cell."""

    def __init__(self, place: str) -> None:
        self.paragraph = self.table = self.row = 0
        self._place = place
        self._lines: list[Line] = []
        self._text: list[str] = []
        self._cells: list[str] = []
        self._depth = self._level = 0
        self._in_text = False
        self._parser = expat.ParserCreate()
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, piece: bytes, last: bool = False) -> None:
        self._parser.Parse(piece, last)

    def taken(self) -> list[Line]:
        lines, self._lines = self._lines, []
        return lines

    def _refuse(self, *_: object) -> None:
        raise _Refused("it declares entities, which no word processor does")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "w:t":
            self._in_text = True
        elif name == "w:tbl":
            self._depth += 1
            if self._depth == 1:
                self.table, self.row = self.table + 1, 0
        elif name == "w:tr" and self._depth == 1:
            self._cells, self._text = [], []
            self.row += 1
        elif name == "w:pStyle" and (found := _HEADING.search(attributes.get("w:val", "")[:60])):
            self._level = int(found[1] or 1)
        elif mark := {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}.get(name):
            self._text.append(mark)

    def _end(self, name: str) -> None:
        if name == "w:t":
            self._in_text = False
        elif name == "w:p":
            self._end_of_paragraph()
        elif name == "w:tc" and self._depth == 1:
            self._cells.append(" ".join("".join(self._text).split()))
            self._text = []
        elif name == "w:tr" and self._depth == 1:
            place = f"{self._place}table {self.table}, row {self.row}"
            self._lines.append(Line(" | ".join(self._cells), place, cells=tuple(self._cells)))
        elif name == "w:tbl":
            self._depth -= 1

    def _end_of_paragraph(self) -> None:
        if self._depth:
            self._text.append(" ")
            return
        self.paragraph += 1
        for line in "".join(self._text).split("\n"):
            self._lines.append(Line(line, f"{self._place}paragraph {self.paragraph}", self._level))
        self._text, self._level = [], 0

    def _characters(self, text: str) -> None:
        if self._in_text:
            self._text.append(text)
