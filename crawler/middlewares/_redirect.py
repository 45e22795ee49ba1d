"""How are redirects followed?"""

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.middlewares._refusal import Refused
from crawler.records import Reason


class QuietRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects without a Referer, and with a reason when they never end."""

    def handle_referer(self, request: Request, response: Response) -> None:
        request.headers.pop("Referer", None)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            tried = len(request.meta.get("redirect_urls", ()))
            raise Refused(
                Reason.REDIRECT_LOOP,
                f"{request.url[:200]} is redirect number {tried + 1} in a row: not followed",
            ) from None
