"""Has the home page changed since it was last kept (RFC 9110, 13.1)?"""

import re

from scrapy import Request
from scrapy.http import Response

from crawler.middlewares._refusal import Refused
from crawler.records import Reason

_CONDITIONS = ("If-None-Match", "If-Modified-Since")
_FIELD = re.compile(rb"[\x20-\x7e]{1,200}")


def validator_of(response: Response) -> tuple[str, str]:
    """The ETag and Last-Modified of an answer as they came; ``""`` for none, or for one not to be sent back.

    What is kept is at most 200 printable ASCII characters, so that no server puts a header of its own
    making into our next request.
    """
    return _field(response, "ETag"), _field(response, "Last-Modified")


def _field(response: Response, name: str) -> str:
    value: bytes = (response.headers.get(name) or b"").strip()
    return value.decode("ascii") if _FIELD.fullmatch(value) else ""


class ConditionalMiddleware:
    """Asks for a page only if it changed, when ``meta`` has the ``conditional`` KnownSite of that very URL.

    The headers go to no other URL of the redirects on the way, and a 304 counts only where they went.
    """

    def process_request(self, request: Request) -> None:
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        known = request.meta.get("conditional")
        if known is None or known.validator.url != request.url:
            return
        if known.validator.etag:
            request.headers["If-None-Match"] = known.validator.etag
        if known.validator.modified:
            request.headers["If-Modified-Since"] = known.validator.modified

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status == 304:
            if not any(name in request.headers for name in _CONDITIONS):
                raise Refused(Reason.BAD_ANSWER, f"{request.url[:200]} answered 304 to a first question")
            response.headers.pop("Content-Encoding", None)  # of the body that did not come
        return response
