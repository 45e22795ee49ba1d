"""What would a look have noted of a server whose answer somebody else kept?"""

from collections.abc import Iterable
from typing import Any


def told(url: str, status: int, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """``server`` and ``headers`` of a look's payload; the latter only where they are in the order sent.

    Some browsers write headers down by their names, and such an order says nothing of the server.
    """
    from scrapy.http import Response  # slow, and few commands read archives

    from crawler.spiders import _answer, _banner

    sent: dict[bytes, list[bytes]] = {}
    sorted_by_name = True
    before = ""
    for name, value in headers:
        sorted_by_name, before = sorted_by_name and name.lower() >= before, name.lower()
        sent.setdefault(name.title().encode("latin-1", "replace"), []).append(
            value.encode("latin-1", "replace")
        )
    response = Response(url, status=status or 200, headers=sent)
    lasting = [] if sorted_by_name else _banner.headers(response)
    return {"server": _answer.server(response), "headers": lasting}
