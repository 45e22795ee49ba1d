"""How many lines may an answer have before its body?

Twisted takes them for ever, and so would we from a server that goes on talking.
"""

from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.web._newclient import ParseError

MOST_LINES = 1_000
"""Before the body of one answer, of at most 16 KB each."""

_Parser: Any = http11._LenientHTTPClientParser  # it has no public name; pyproject.toml pins Scrapy
_take_line = _Parser.lineReceived


def bound() -> None:
    """From now on every answer in this process is bounded."""
    _Parser.lineReceived = _line_received
    _Parser.lineLengthExceeded = _line_too_long


def _line_received(parser: Any, line: bytes) -> None:
    parser.lines_taken = getattr(parser, "lines_taken", 0) + 1
    if parser.lines_taken > MOST_LINES:
        _hang_up(parser)
        raise ParseError("more header lines than we take", line[:100])  # type: ignore[no-untyped-call]  # Twisted's
    _take_line(parser, line)


def _line_too_long(parser: Any, line: bytes) -> None:
    _hang_up(parser)
    raise ParseError("a longer header line than we take", line[:100])  # type: ignore[no-untyped-call]  # Twisted's


def _hang_up(parser: Any) -> None:
    """At once: a polite end waits for a peer that goes on talking."""
    connection = getattr(parser.transport, "_producer", None)
    if connection is not None:
        connection.abortConnection()
