"""Which moment does an export mean, whichever way it writes its dates?"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_EPOCH_OF_MILLISECONDS = 100_000_000_000
_YEARS = range(1985, 2101)
_FORMATS = (
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y-%b-%d",
    "%Y-%B-%d",
    "%d-%b-%Y",
    "%d-%B-%Y",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
_IN_A_NAME = re.compile(r"(?<!\d)(19[89]\d|20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


def moment(value: Any) -> datetime | None:
    """The time that ``value`` names, in whole seconds of UTC; None for what is no time of the web."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_number(value)
    if not isinstance(value, str):
        return None
    text = " ".join(value[:60].split())
    if re.fullmatch(r"\d{9,13}(?:\.\d+)?", text):
        return _of_number(float(text))
    return next((found for read in (_iso, _mail, _plain) if (found := _checked(read(text)))), None)


def in_a_name(text: str) -> datetime | None:
    """The day that a file's name tells, as ``some.example-2016-05-01.txt`` does."""
    found = _IN_A_NAME.search(text)
    return moment("-".join(found.groups())) if found else None


def _of_number(value: float) -> datetime | None:
    seconds = value / 1000 if value >= _EPOCH_OF_MILLISECONDS else value
    try:
        return _checked(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(re.sub(r" ?(?:UTC|GMT)$", "+00:00", text))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _plain(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _checked(found: datetime | None) -> datetime | None:
    if found is None:
        return None
    try:
        aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware.replace(microsecond=0) if aware.year in _YEARS else None
