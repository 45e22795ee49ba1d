"""What is the text of a PDF, page by page, as far as time and pages go?"""

import logging
import time
from collections.abc import Iterator
from io import BytesIO

from crawler.discovery._passages import Line

MOST_PAGES = 2_000
SECONDS = 40.0


def pdf_lines(
    data: bytes, place: str = "", first: int = 0, *, pages: int = MOST_PAGES, seconds: float = SECONDS
) -> Iterator[Line | str | int]:
    """Lines, a sentence for each page that cannot be read, and after each page how many are behind us.

    ``first`` is the number of pages to leave out. What a page may do to its reader is bounded by the
    process that this runs in.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every oddity; we tell what was lost
    until = time.monotonic() + seconds
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield f"{place}the PDF is locked; save it without its password"
            return
        count = len(reader.pages)
    except Exception as error:
        yield f"{place}the PDF cannot be read: {_why(error)}"
        return
    for number in range(first, min(count, pages)):
        if time.monotonic() > until:
            yield f"{place}pages {number + 1} to {count} were not read: {seconds:g} s were up"
            return
        try:
            text = reader.pages[number].extract_text()
        except Exception as error:
            yield f"{place}page {number + 1} cannot be read: {_why(error)}"
        else:
            for row, line in enumerate(text.split("\n"), 1):
                yield Line(line, f"{place}page {number + 1}, line {row}", flows=True)
        yield number + 1
    if count > max(pages, first):
        yield f"{place}pages {pages + 1} to {count} were not read: only the first {pages} are"


def _why(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:120]
