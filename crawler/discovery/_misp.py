"""Which domains do a MISP event's attributes name, and what of it is taken back?

Read are the types ``domain``, ``hostname``, ``domain|ip`` and ``url``, of the event and of its objects. Those
without the mark ``to_ids`` are left out unless all are asked for, and so is what is deleted, on a warning
list, tagged as a false positive, or sighted as one at least as often as in earnest. A registrant's mailbox
beside a domain is told in the reason.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from crawler.discovery._documents import Entry
from crawler.discovery._indicators import domain_of, is_harmless, quote, reason
from crawler.names import InvalidName

TYPES = ("domain", "hostname", "domain|ip", "url")
REGISTRANT = "whois-registrant-email"
MOST_ATTRIBUTES = 500_000
MOST_OBJECTS = 100_000
_FALSE = re.compile(r'false-positive:(?:risk="?high|confirmed="?true)', re.IGNORECASE)
_SET_ASIDE = re.compile(r"false-positive:", re.IGNORECASE)
_TLP = re.compile(r"tlp:(?:white|clear|green|amber(?:\+strict)?|red)", re.IGNORECASE)


def events(found: object) -> Iterator[Mapping[str, Any]]:
    """The events of an event file, or of an export of several."""
    if isinstance(found, dict) and isinstance(found.get("Event"), dict):
        yield found["Event"]
    elif isinstance(found, dict) and "response" in found:
        yield from events(found["response"])
    elif isinstance(found, list):
        for each in found:
            if isinstance(each, dict):
                yield from events(each)


def of_event(event: Mapping[str, Any], every: bool, now: datetime) -> Iterator[Entry]:
    """What each attribute of the event tells; their numbers count from 1."""
    said = reason(_title(event), tlp(event.get("Tag")))
    taken_back = is_false(event.get("Tag"))
    number = 0
    for attributes, beside in _groups(event):
        for each in attributes:
            number += 1
            if number > MOST_ATTRIBUTES:
                yield Entry(number, fault=f"it has more than {MOST_ATTRIBUTES:,} attributes")
                return
            yield (
                Entry(number) if taken_back else of_attribute(number, each, reason(said, beside), every, now)
            )


def of_attribute(number: int, found: object, said: str, every: bool, now: datetime) -> Entry:
    """What one attribute tells, under an event of which ``said`` is known."""
    if not isinstance(found, dict):
        return Entry(number, fault=f"attribute {number} is none")
    if found.get("type") not in TYPES or not (every or _is_set(found.get("to_ids"))) or is_out(found):
        return Entry(number)
    newest = moment(found.get("timestamp"), now)
    value = str(found.get("value", "")).partition("|")[0]
    try:
        name = domain_of(value)
    except InvalidName as error:
        return Entry(number, fault=f"attribute {number}: {error}", newest=newest)
    why = reason(said, quote(found.get("comment")), "" if "TLP:" in said else tlp(found.get("Tag")))
    return Entry(number, ((name, why),), newest=newest)


def is_out(found: Mapping[str, Any]) -> bool:
    """True for what is deleted, or taken back by a warning list, a tag or its sightings."""
    return (
        _is_set(found.get("deleted"))
        or bool(found.get("warnings"))
        or is_false(found.get("Tag"))
        or _denied(found)
    )


def is_false(tags: object) -> bool:
    names = _tags(tags)
    own = [each for each in names if _SET_ASIDE.match(each)]
    return any(map(_FALSE.match, own)) or is_harmless([each for each in names if each not in own])


def tlp(tags: object) -> str:
    return next((each.upper() for each in _tags(tags) if _TLP.fullmatch(each)), "")


def moment(seconds: object, now: datetime) -> datetime | None:
    """A time in seconds of the epoch, no later than ``now``."""
    try:
        found = datetime.fromtimestamp(int(str(seconds)[:12]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found <= now else None


def _groups(event: Mapping[str, Any]) -> Iterator[tuple[list[object], str]]:
    """The attributes that stand together, with what the others among them say of the domain."""
    own = _list(event.get("Attribute"))
    yield own, _registrant(own)
    for each in _list(event.get("Object"))[:MOST_OBJECTS]:
        if isinstance(each, dict) and not _is_set(each.get("deleted")):
            inside = _list(each.get("Attribute"))
            yield inside, _registrant(inside)


def _registrant(attributes: list[object]) -> str:
    """The registrant's mailbox, where there is one and not the whole event's many."""
    found = {
        quote(each.get("value"), 80)
        for each in attributes[:1_000]
        if isinstance(each, dict) and each.get("type") == REGISTRANT and not is_out(each)
    }
    return f"registrant {found.pop()}" if len(found) == 1 else ""


def _title(event: Mapping[str, Any]) -> str:
    info, day = quote(event.get("info")), quote(event.get("date"), 10)
    return f'MISP event "{info}"' + (f" of {day}" if day else "")


def _denied(found: Mapping[str, Any]) -> bool:
    kinds = [str(each.get("type")) for each in _list(found.get("Sighting"))[:1_000] if isinstance(each, dict)]
    return 0 < kinds.count("1") >= kinds.count("0")


def _tags(tags: object) -> list[str]:
    names = (each.get("name") for each in _list(tags)[:500] if isinstance(each, dict))
    return [each.strip() for each in names if isinstance(each, str)]


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _is_set(flag: object) -> bool:
    return flag is True or flag == 1 or flag == "1"
