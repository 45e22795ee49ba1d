"""Which attributes does a MISP server find that were added or changed since the last time?"""

import json
from collections.abc import Iterator
from typing import Any

from crawler.discovery import _documents, _misp
from crawler.discovery._indicators import quote, reason
from crawler.discovery._source import Batch, Given, whole_cursor
from crawler.errors import ConfigError, SourceUnavailable

PAGE = 2_000
MOST_ANSWER = 128 << 20
MOST_PAGES = 10_000
MOST_AT_ONCE = 2_000
"""Attributes of one second of which it is remembered that they were told."""


def searched(given: Given, every: bool) -> Iterator[Batch]:
    """The answers page by page; a search that was cut off goes on at its page."""
    if not given.is_web or not given.secret:
        raise ConfigError("searching a MISP server takes its address as 'where' and a key: name its 'secret'")
    state = whole_cursor(given.cursor)
    since, page, newest = (_number(state.get(each)) for each in ("since", "page", "newest"))
    told, ending = _texts(state.get("told")), _texts(state.get("ending"))
    if newest <= since:
        newest, ending = since, told
    for number in range(page + 1, MOST_PAGES):
        rows = _page(given, since, number, every)
        pile = _documents.Pile()
        for at, row in enumerate(rows, 1):
            time, uuid = _number(row.get("timestamp")), str(row.get("uuid"))[:40]
            if time == since and uuid in told:
                continue
            pile.put(_misp.of_attribute(at, row, _said(row), every, given.now), f"page {number}")
            ending = [*(ending if time == newest else []), uuid] if time >= newest else ending
            newest = max(newest, time)
        if len(rows) < PAGE:
            yield pile.batch(json.dumps({"since": newest, "told": ending[-MOST_AT_ONCE:]}))
            return
        ending = ending[-MOST_AT_ONCE:]
        state = {"since": since, "page": number, "newest": newest, "told": told, "ending": ending}
        yield pile.batch(json.dumps(state))


def _page(given: Given, since: int, number: int, every: bool) -> list[dict[str, Any]]:
    wanted: dict[str, Any] = {
        "returnFormat": "json",
        "type": list(_misp.TYPES),
        "timestamp": str(since),
        "limit": PAGE,
        "page": number,
        "deleted": 0,
        "enforceWarninglist": 1,
        "includeEventTags": 1,
        "includeSightings": 1,
    }
    if not every:
        wanted["to_ids"] = 1
    headers = {
        "Authorization": given.secret,
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    url = f"{given.where.rstrip('/')}/attributes/restSearch"
    answer = given.web.post(url, json.dumps(wanted).encode(), cap=MOST_ANSWER, headers=headers)
    if answer.status != 200:
        what = "check the address"
        if answer.status in (401, 403):
            what = "check the key that the source's 'secret' names"
        elif answer.status in (429, 503):
            what = "it asks for patience; the next run goes on from here"
        raise SourceUnavailable(f"{url} answered with status {answer.status}; {what}")
    return _attributes(url, answer.body)


def _attributes(url: str, body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    inside = found.get("response") if isinstance(found, dict) else None
    rows = inside.get("Attribute") if isinstance(inside, dict) else inside
    if not isinstance(rows, list):
        raise SourceUnavailable(f"{url} answered with something else than attributes; check the address")
    return [each for each in rows if isinstance(each, dict)]


def _said(row: dict[str, Any]) -> str:
    event = row.get("Event")
    info = quote(event.get("info")) if isinstance(event, dict) else ""
    return reason(f'MISP event "{info}"' if info else "MISP attribute", _misp.tlp(row.get("Tag")))


def _texts(value: object) -> list[str]:
    return [str(each) for each in value][:MOST_AT_ONCE] if isinstance(value, list) else []


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else 0
