"""Which registrations do saved RDAP objects tell: one, a list, or one a line?

An object is dated by when its registry last updated its data, as its own events say; where they do not, by
its file's name or its last change, since when the registration has been as it is told.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.collect import read_saved
from crawler.errors import CollectionError
from crawler.records import Raw, canonical
from monitor.references.facts._days import in_a_name, moment
from monitor.references.facts._export import Export, Fact, LeftOut, Row, Sample, rows_of

_MARKS = frozenset({"objectClassName", "ldhName", "rdapConformance", "unicodeName"})
_DATED_BY = ("last update of rdap database", "last changed", "registration")
MOST_EVENTS = 60


def takes(sample: Sample) -> bool:
    return sample.row is not None and bool(_MARKS & sample.row.keys())


def read(path: Path, domain: str) -> Iterator[Fact | LeftOut]:
    """A look for each RDAP object of ``domain``."""
    for row in rows_of(path):
        yield _fact(row, domain, path.name) if isinstance(row, Row) else row


def _fact(row: Row, domain: str, name: str) -> Fact | LeftOut:
    if not isinstance(row.value, dict):
        return f"{row.place} is no RDAP object"
    body = json.dumps(row.value).encode()
    try:
        found = read_saved("rdap", domain, body)
    except CollectionError as error:
        return f"{row.place}: {error}"
    except RecursionError:
        return f"{row.place} is nested too deep"
    at = _dated(row.value, name)
    if at is None:
        return f"{row.place} has no date: none of its events says when it was so"
    payload = {key: value for key, value in found.items() if key != "domain"} | {"server": "archive"}
    whole = canonical(row.value).encode("utf-8", "replace")
    return Fact(
        "registration", at, payload, Raw(f"urn:rdap:{domain}", "application/rdap+json", whole), row.place
    )


def _dated(found: Mapping[str, Any], name: str) -> Any:
    events = found.get("events")
    rows = (
        [each for each in events[:MOST_EVENTS] if isinstance(each, dict)] if isinstance(events, list) else []
    )
    told = {str(each.get("eventAction"))[:60].lower().strip(): each.get("eventDate") for each in rows}
    first, *others = (moment(told.get(action)) for action in _DATED_BY)
    return first or in_a_name(name) or next(filter(None, others), None)


EXPORT = Export("rdap", "Who registered the domain, as saved RDAP objects tell?", takes, read)
