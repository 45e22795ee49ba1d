"""What does one HTTP answer say of itself, and what of it is kept?"""

from itertools import islice

from scrapy.http import Response

from crawler.archive import html_of
from crawler.records import Raw

MOST_HEADERS = 200
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"\x00\x00\x01\x00")


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


def server(response: Response) -> dict[str, str]:
    """What the server says of itself; its other headers come and go with caches and machines."""
    return {name: header(response, name) for name in ("server", "x-powered-by")}


def html(response: Response) -> str:
    """The answer's HTML; nothing when it is something else."""
    return html_of(response.body, header(response, "Content-Type"))


def is_picture(response: Response) -> bool:
    """True when the body begins as pictures do, whatever the server calls it."""
    start: bytes = response.body[:1_000]
    webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    return start.startswith(_PICTURES) or webp or (b"<svg" in start and b"<html" not in start.lower())
