"""Which requests were really sent, and how did each end?"""

from collections.abc import Callable
from typing import Any, Self

from scrapy import Request, signals
from scrapy.http import Response

from crawler import touched


class LedgerMiddleware:
    """Notes each request when it leaves, the innermost of all; a visit that is cut off has it in its notes.

    Redirects, retries and robots.txt are requests of their own. The size is that of the body as it came.
    """

    def __init__(self) -> None:
        self._sent: dict[Request, Callable[..., None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        ledger = cls()
        crawler.signals.connect(ledger.answered, signals.response_downloaded)
        crawler.signals.connect(ledger.left, signals.request_left_downloader)
        return ledger

    def process_request(self, request: Request) -> None:
        for of_the_redirect_before in ("dialled", "from"):
            request.meta.pop(of_the_redirect_before, None)
        address = request.meta.get("vetted", "")
        self._sent[request] = touched.sent(f"{request.method} {request.url}", address)

    def answered(self, request: Request, response: Response) -> None:
        if ended := self._sent.pop(request, None):
            dialled = request.meta.get("dialled") or str(response.ip_address or "")
            ended(dialled, request.meta.get("from", ""), response.status, len(response.body))

    def left(self, request: Request) -> None:
        if ended := self._sent.pop(request, None):  # without an answer
            ended(request.meta.get("dialled", ""), request.meta.get("from", ""))
