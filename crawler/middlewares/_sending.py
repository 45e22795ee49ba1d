"""How does a request go through the middlewares to its handler and back?

As by Scrapy's ``engine.download_async``, without the queues, tasks and signals that Scrapy makes of each
request beside: TurnsMiddleware says when a request goes, and whoever gives up ends its transfer at once.
"""

from functools import partial
from typing import Any

from scrapy import Request, signals
from scrapy.http import Response


async def download(crawler: Any, request: Request) -> Response:
    """The answer after all redirects and retries; what the middlewares raise otherwise."""
    send = partial(_sent, crawler)
    while True:
        answer = await crawler.engine.downloader.middleware.download_async(send, request)
        if isinstance(answer, Response):
            answer.request = answer.request or request
            return answer
        request = answer


async def _sent(crawler: Any, request: Request) -> Response:
    """One request by its handler; the middlewares that listen hear of its answer and of its end."""
    try:
        response: Response = await crawler.engine.downloader.handlers.download_request_async(request)
        crawler.signals.send_catch_log(
            signal=signals.response_downloaded, response=response, request=request, spider=crawler.spider
        )
        return response
    finally:
        crawler.signals.send_catch_log(
            signal=signals.request_left_downloader, request=request, spider=crawler.spider
        )
