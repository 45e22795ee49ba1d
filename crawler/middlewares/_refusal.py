"""Why was a request not sent, or what does its failure mean, in the words of the closed list?"""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)

from crawler.net import LookupFailed
from crawler.records import Reason


class Refused(IgnoreRequest):
    """The request was not sent, or its answer not taken; ``reason`` is one of the closed list."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def reason_of(error: BaseException) -> Reason:
    """What a failed download means, in the words of the closed list."""
    match error:
        case Refused() | LookupFailed():
            return error.reason
        case DownloadTimeoutError() | TimeoutError():
            return Reason.TIMEOUT
        case DownloadConnectionRefusedError():
            return Reason.REFUSED_CONNECTION
        case DownloadCancelledError() | IgnoreRequest():
            return Reason.TOO_BIG  # the two ways in which Scrapy enforces DOWNLOAD_MAXSIZE
        case CannotResolveHostError():
            return Reason.NO_ADDRESS
        case UnsupportedURLSchemeError():
            return Reason.BAD_ANSWER
    if "SSL" in f"{error!r}{error.__cause__!r}":
        return Reason.TLS_FAILED
    return Reason.BAD_ANSWER if _unreadable(error) else Reason.UNREACHABLE


def _unreadable(error: BaseException) -> bool:
    if isinstance(error, EOFError | ValueError) or type(error).__module__ in ("gzip", "zlib", "brotli"):
        return True
    return "ParseError" in repr(error.__cause__) or "ParseError" in str(error)
