"""Which moment does a registry mean, whichever way it writes its dates?"""

import re
from datetime import UTC, datetime, timedelta, timezone

from crawler.collect._registration import moment

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene",
            "feb fev",
            "mar mrz",
            "apr abr avr",
            "may mai maj",
            "jun",
            "jul",
            "aug ago",
            "sep set",
            "oct okt out",
            "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)",
        r"(?P<y>\d{4})[-./ ]{1,2}(?P<m>\d{1,2}|[a-z]{3,10})[-./ ]{1,2}(?P<d>\d{1,2})(?!\d)",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-./, ]{1,2}(?P<m>\d{1,2}|[a-z]{3,10})[-./, ]{1,2}(?P<y>\d{4})(?!\d)",
        r"(?:[a-z]{3,9},? +)?(?P<m>[a-z]{3,10}) +(?P<d>\d{1,2}),? +(?P<y>\d{4})(?!\d)",
        r"[a-z]{3,9},? +(?P<d>\d{1,2})[- ](?P<m>[a-z]{3,10})[- ](?P<y>\d{4})(?!\d)",
        r"(?:[a-z]{3,9},? +)?(?P<m>[a-z]{3,10}) +(?P<d>\d{1,2}) "
        r"(?=[\d:]{5,8} (?:[a-z]{2,4} )?(?P<y>\d{4})(?!\d))",
        r"(?P<d>\d{1,2})-(?P<m>[a-z]{3})-(?P<y>\d{2})(?!\d)",
        r"(?:before +)?(?P<m>[a-z]{3,10})[- ](?P<y>\d{4})(?!\d)",
    )
)
_LEAD = re.compile(r"^(?:on|at|since) +", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?")
_HASHED = re.compile(r"#(\d{2})(\d{2})(\d{2})\b")
_OFFSET = re.compile(r" *\(?(?:UTC|GMT)? *([+-])(\d{1,2}):?(\d{2})?\b")
_ZONE = re.compile(r" *\(?\b(WET|CET|CEST|EET|EEST|MSK|HKT|SGT|KST|JST)\b")
_HOURS = {
    "WET": 0,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "HKT": 8,
    "SGT": 8,
    "KST": 9,
    "JST": 9,
}
_AMERICAN = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/\d{4}(?!\d)")


def month_first(answer: str) -> bool:
    """Whether 12/11/2021 is a day of December here: another date of the answer can only be read so."""
    return bool(_AMERICAN.search(answer))


def when(value: str, american: bool = False) -> str | None:
    """The moment at the beginning of ``value``, as the store writes it; UTC where no zone is given."""
    value = _LEAD.sub("", value.strip()[:80].strip(" '\""))
    if found := moment(value.rstrip(". ")):
        return found
    for pattern in _DATES:
        if (match := pattern.match(value)) and (day := _day(match, american)):
            return moment(_at(day, value[match.end("m" if pattern is _DATES[5] else 0) :]))
    return None


def _day(match: re.Match[str], american: bool) -> datetime | None:
    parts = match.groupdict(default="1")
    month, day = parts["m"], parts.get("d", "1")
    if american and month.isdigit() and "/" in match.group() and match.start("m") > match.start("d"):
        month, day = day, month
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 1900 if year > 79 else 2000
    number = int(month) if month.isdecimal() else _MONTHS.get(month[:3].lower(), 0)
    try:
        return datetime(year, number, int(day), tzinfo=UTC)
    except ValueError:
        return None


def _at(day: datetime, rest: str) -> datetime:
    clock = _CLOCK.search(rest[:40]) or _HASHED.search(rest[:20])
    if clock is None:
        return day
    hours, minutes, seconds = (int(each or 0) for each in clock.groups())
    try:
        return (day + timedelta(hours=hours, minutes=minutes, seconds=seconds)).replace(
            tzinfo=_zone(rest[clock.end() : clock.end() + 20])
        )
    except (ValueError, OverflowError):
        return day


def _zone(rest: str) -> timezone:
    if offset := _OFFSET.match(rest):
        sign, hours, minutes = offset.groups()
        span = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if span <= timedelta(hours=14):
            return timezone(span if sign == "+" else -span)
    named = _ZONE.match(rest)
    return timezone(timedelta(hours=_HOURS[named.group(1)])) if named else UTC
