"""What would a look have noted of a server whose answer somebody else kept?"""

from collections.abc import Iterable
from typing import Any


def told(url: str, status: int, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """``server`` and ``headers`` of a look's payload, from the headers in the order sent."""
    from scrapy.http import Response  # slow, and few commands read archives

    from crawler.spiders import _answer, _banner

    sent: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        sent.setdefault(name.title().encode("latin-1", "replace"), []).append(
            value.encode("latin-1", "replace")
        )
    response = Response(url, status=status or 200, headers=sent)
    return {"server": _answer.server(response), "headers": _banner.headers(response)}
