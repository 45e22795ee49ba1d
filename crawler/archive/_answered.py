"""What is one answer of the past, in whatever kind of file it was kept?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.records import body_hash

MOST_BODY = 2_000_000
"""Bytes; a crawl takes no longer pages either."""
MOST_HEADERS = 100
MOST_NAME, MOST_VALUE, MOST_TOOL = 100, 1_000, 100

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ArchivedAnswer:
    """One response or saved file; ``status`` is 0 where HTTP was not spoken.

    ``tool`` is who wrote it down, as far as the file says; ``found`` the hash of the body as it lay in the
    file, where a tool's marks were taken out of it since; ``source`` the file or address it was read from.
    """

    url: str
    date: datetime | None
    status: int
    media_type: str
    body: bytes
    headers: Headers = ()
    tool: str = ""
    found: str = ""
    source: str = ""

    @property
    def hash(self) -> str:
        """The hash of the body as it was found."""
        return self.found or body_hash(self.body)


def bounded(headers: Iterable[tuple[object, object]]) -> Headers:
    """The first headers in their order, each of bounded length; what is no text is left out."""
    kept: list[tuple[str, str]] = []
    for name, value in headers:
        if isinstance(name, str) and isinstance(value, str) and name and len(kept) < MOST_HEADERS:
            kept.append((_line(name, MOST_NAME), _line(value, MOST_VALUE)))
    return tuple(kept)


def _line(text: str, most: int) -> str:
    return " ".join(text[:most].encode("utf-8", "replace").decode().split())


def named(*parts: str) -> str:
    """The name of a tool in one short line of letters that can be shown."""
    told = " ".join(" ".join(parts)[: 4 * MOST_TOOL].split())
    return "".join(each for each in told if each.isprintable())[:MOST_TOOL]


def moment(text: str) -> datetime | None:
    """A date as ISO 8601 writes it, in UTC; without a zone it is taken for UTC."""
    try:
        return _in_utc(datetime.fromisoformat(text.strip()[:60]))
    except (ValueError, OverflowError):
        return None


def mailed(text: str) -> datetime | None:
    """A date as e-mails and HTTP write it, in UTC."""
    from email.utils import parsedate_to_datetime

    try:
        return _in_utc(parsedate_to_datetime(text.strip()[:60]))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def stamped(digits: str) -> datetime | None:
    """A date as the Wayback Machine writes it: 20230615090000, its end left out or not."""
    text = digits + "00000101000000"[len(digits) :]
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _in_utc(moment: datetime) -> datetime:
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.replace(microsecond=0)
