"""What does one HTTP answer say of itself, and what of it is kept?"""

from itertools import islice
from typing import Any

from scrapy.http import Response

from crawler.archive import text_of
from crawler.records import Raw

MOST_HEADERS = 200
_HTML = {"text/html", "application/xhtml+xml"}
_UNTOLD = {"", "text/plain", "application/octet-stream"}
_UNSTEADY = {"age"}  # comes and goes with a cache


def raw(response: Response) -> Raw:
    """The answer as the archive keeps it."""
    headers = (
        (name[:200].decode("latin-1"), value[:8_000].decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Raw(
        url=response.url,
        media_type=header(response, "Content-Type"),
        body=response.body,
        status=response.status,
        headers=tuple(islice(headers, MOST_HEADERS)),
        address=str(response.ip_address or ""),
    )


def header(response: Response, name: str) -> str:
    """One header in one line, at most 300 characters."""
    value: bytes = response.headers.get(name) or b""
    return " ".join(value.decode("latin-1").split())[:300]


def server(response: Response) -> dict[str, Any]:
    """What the server says of itself, and the names of its headers in their order."""
    told = (name.decode("latin-1").lower() for name in response.headers)
    return {
        "server": header(response, "Server"),
        "x-powered-by": header(response, "X-Powered-By"),
        "headers": [name[:100] for name in told if name not in _UNSTEADY][:60],
    }


def text(response: Response) -> str:
    """The answer's HTML; nothing when it is something else."""
    return text_of(response.body, header(response, "Content-Type")) if is_html(response) else ""


def is_html(response: Response) -> bool:
    """True when the header says so, or says nothing and the body begins like a page."""
    media_type = header(response, "Content-Type").partition(";")[0].strip().lower()
    start: bytes = response.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return media_type in _HTML or (media_type in _UNTOLD and start.startswith((b"<!", b"<h", b"<H")))
