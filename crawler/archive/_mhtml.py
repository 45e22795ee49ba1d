"""Which page and pictures lie in an MHTML file, as Chrome and its kin save a page in one piece?"""

import binascii
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from crawler.archive._answered import MOST_BODY, ArchivedAnswer, mailed, named
from crawler.errors import CollectionError, ConfigError

MOST_PARTS = 2_000
MOST_HEAD = 20_000

_BOUNDARY = re.compile(rb'boundary="?([^"\r\n;]{1,200})"?', re.IGNORECASE)
_FIELD = re.compile(
    rb"^([A-Za-z-]{1,60}):[ \t]{0,9}([^\r\n]{0,2000}(?:\r?\n[ \t][^\r\n]{0,2000}){0,9})", re.MULTILINE
)
_BLANK = re.compile(rb"\r?\n\r?\n")


def read(path: Path) -> Iterator[ArchivedAnswer]:
    """The parts in their order; CollectionError behind the last good one when the file is cut short."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        head = _fields(text[:MOST_HEAD])
        boundary = _BOUNDARY.search(text[:MOST_HEAD])
        if boundary is None:
            raise ConfigError(f"reading {path} failed: the MHTML file names no boundary; save the page again")
        line = b"--" + boundary[1]
        date = mailed(head.get("date", ""))
        tool = named("MHTML,", head.get("from", "saved by a browser").strip("<>"))
        at, parts = text.find(line), 0
        while at >= 0 and parts < MOST_PARTS:
            end = text.find(line, at + len(line))
            if text[at + len(line) : at + len(line) + 2] == b"--":
                return
            if end < 0:
                break
            parts += 1
            content = text[at + len(line) : end] if end - at < 4 * MOST_BODY else b""
            answer = _answer(content)
            if answer is not None:
                url, kind, body = answer
                yield ArchivedAnswer(url, date, 200, kind, body, tool=tool)
            at = end
        size = len(text)
    raise CollectionError(f"reading {path} stopped after {parts} parts: the file is cut short at byte {size}")


def _answer(part: bytes) -> tuple[str, str, bytes] | None:
    """URL, media type and body of one part; None when it has no address of the web or is too long."""
    blank = _BLANK.search(part[:MOST_HEAD])
    if blank is None:
        return None
    fields = _fields(part[: blank.start()])
    url = fields.get("content-location", "")
    if not url.startswith(("http://", "https://")):
        return None
    body = _decoded(part[blank.end() :], fields.get("content-transfer-encoding", "").strip().lower())
    return (url[:2_000], fields.get("content-type", "")[:300], body) if len(body) <= MOST_BODY else None


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            return b""
    return body.removesuffix(b"\r\n")


def _fields(head: bytes) -> dict[str, str]:
    found = _FIELD.findall(head)
    return {
        name.decode().lower(): " ".join(value.decode("utf-8", "replace").split())
        for name, value in found[:50]
    }
