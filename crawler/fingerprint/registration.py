"""Who registered the domain, through whom, and when?

Looks at the registration data (RDAP or WHOIS): the registrant's mailbox, phone, company, name, street and
the handle that a registry gave it, the registrar, and when the domain was created. It matters because one
set of contact data is often used for many domains, and fronts made together are registered within minutes or
days of each other at one registrar.

Times of creation agree when they lie at most three days apart: the comparison then shares
``created_near:<n>d`` (0, 1, 2 or 3) in place of the dates themselves, and where both registries tell the
time, ``created_within:10m`` or ``60m`` instead. ``registrar_day:`` is one registrar on one day. The last
change and the day of expiry are not compared.

**What fools it**: privacy services and redaction (recognised and dropped, as far as listed), and a registrant
who takes such a service's words for a name; an agency or a reseller that registers in its own name for many
customers (a registrar's own mailbox is dropped); invented data; a popular registrar, which has recall and no
precision; batch registrations of strangers on the same day. A domain bought second-hand keeps its old day of
creation.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crawler import names
from crawler.fingerprint import _hidden, _normal
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

NEAR_DAYS = 3
BATCHES = (10, 60)
"""Minutes between registrations that were made in one go."""

_KINDS = (
    "registrant_email",
    "registrant_phone",
    "registrant_org",
    "registrant_name",
    "registrant_street",
    "registrant_handle",
    "registrar_day",
    "registrar",
    "created",
)
_TOLD = {
    "registrant_email": "are registered with the mailbox {}",
    "registrant_phone": "are registered with the phone {}",
    "registrant_org": "are registered by the company '{}'",
    "registrant_name": "are registered by '{}'",
    "registrant_street": "are registered at '{}'",
    "registrant_handle": "are registered by the contact {}",
    "registrar": "use the registrar {}",
}
_HANDLE = re.compile(r"[a-z]{0,5}\d{4,12}(?:-[a-z]{2,8})?", re.IGNORECASE)
_REGISTRY_HANDLE = re.compile(r"(?=[\w.-]*\d)[a-z0-9][\w.-]{4,40}", re.IGNORECASE)
_AGENT = re.compile(r"domains?-?(?:services|names|admin|registration)|registrar")


def extract(subject: Subject) -> Values:
    """One value for each fact of the registration that is neither missing nor hidden."""
    seen = subject.observations.get("registration")
    if seen is None:
        return ()
    payload = seen.payload
    values = []
    registrant = payload.get("registrant")
    if isinstance(registrant, Mapping):
        values += _of_registrant(registrant, payload)
    registrar = payload.get("registrar")
    through = _registrar(registrar) if isinstance(registrar, Mapping) else ""
    created = _hidden.text(payload, "created")
    day = _day(created[:10])
    values.append(f"registrar:{through}")
    if day is not None:
        values += [f"created:{day.isoformat()}", f"created_at:{_minute(created)}"]
        values.append(f"registrar_day:{through} {day.isoformat()}" if through else "")
    return tidy(values)


def _of_registrant(registrant: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    if _hidden.is_service(registrant):
        return []  # the phone and the street are the service's too
    name = _normal.words(_hidden.text(registrant, "name"))
    named = _normal.company(name)
    handle = _hidden.text(registrant, "handle").strip().lower()
    values = [
        f"registrant_email:{_email(registrant, payload)}",
        f"registrant_phone:{_normal.phone(_hidden.text(registrant, 'phone'))}",
        f"registrant_org:{_normal.company(_hidden.text(registrant, 'organisation'))}",
        f"registrant_street:{_street(registrant)}",
        f"registrant_handle:{handle if _REGISTRY_HANDLE.fullmatch(handle) else ''}",
    ]
    if _HANDLE.fullmatch(name):
        return [*values, f"registrant_handle:{name}"]
    # Registries that keep one field for people and firms write the firm into the name.
    return [*values, f"registrant_name:{name}" if named == name else f"registrant_org:{named}"]


def _email(registrant: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
    """The registrant's mailbox, unless it is the registrar's, who often stands there for its customers."""
    mailbox = _normal.email(_hidden.text(registrant, "email"))
    label = names.registrable(mailbox.partition("@")[2]).partition(".")[0] if mailbox else ""
    registrar = payload.get("registrar")
    through = _hidden.plain(registrar.get("name")) if isinstance(registrar, Mapping) else ""
    theirs = len(label) > 3 and label.replace("-", "") in through.replace(" ", "")
    return "" if theirs or _AGENT.match(label) else mailbox


def _street(registrant: Mapping[str, Any]) -> str:
    text = _hidden.text(registrant, "street")
    if not any(mark.isdigit() for mark in text):
        return ""
    building, unit = _normal.street(text)
    place = ", ".join(part for part in (building, _normal.words(_hidden.text(registrant, "city"))) if part)
    return f"{place} / {unit}" if unit else place


def _registrar(registrar: Mapping[str, Any]) -> str:
    number = str(registrar.get("iana_id") or "").strip()[:20]
    return number if number.isdigit() else _normal.company(_hidden.text(registrar, "name"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _minute(text: str) -> str:
    """The time to the second; ``""`` for a full hour, which is how registries write a day alone."""
    found = _moment(text[:40].replace("Z", "+00:00"))
    if found is None or (found.minute, found.second) == (0, 0):
        return ""
    return found.isoformat(timespec="seconds")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """What both registrations say, the times of creation by their distance."""
    shared = {value for value in set(ours) & set(theirs) if not value.startswith(("created:", "created_at:"))}
    if near := _near(ours, theirs):
        shared.add(near)
    if near.startswith("created_within:"):
        shared = {value for value in shared if not value.startswith("registrar_day:")}
    if any(value.startswith("registrar_day:") for value in shared):
        shared = {value for value in shared if not value.startswith(("registrar:", "created_near:"))}
    return agree(SIGNAL.name, ours, theirs, shared, _tell, "their registration data have nothing in common")


def _near(ours: Values, theirs: Values) -> str:
    """The narrowest distance of creation that both registrations let one tell, as a value."""
    at = [
        _moment(value[11:])
        for values in (ours, theirs)
        for value in values
        if value.startswith("created_at:")
    ]
    if len(at) == 2 and at[0] and at[1]:
        apart = abs(at[0] - at[1])
        for minutes in BATCHES:
            if apart <= timedelta(minutes=minutes):
                return f"created_within:{minutes}m"
    left, right = _created(ours), _created(theirs)
    days = abs((left - right).days) if left and right else NEAR_DAYS + 1
    return f"created_near:{days}d" if days <= NEAR_DAYS else ""


def _created(values: Values) -> date | None:
    return next((_day(value[8:]) for value in values if value.startswith("created:")), None)


def meets(values: Values) -> list[str]:
    """The values, and two spans of days of which those share one that were created a few days apart."""
    day = _created(values)
    span = day.toordinal() // (NEAR_DAYS + 1) if day else 0
    return [*values, *(f"span:{each}" for each in (span, span + 1) if day)]


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    if kind == "created_at":
        return f"were created at {rest}"
    if kind == "created_within":
        return f"were created within {rest.removesuffix('m')} minutes of each other"
    if kind == "registrar_day":
        through, _, day = rest.rpartition(" ")
        return f"were registered through {'IANA id ' if through.isdigit() else ''}{through} on {day}"
    if kind == "created_near":
        return "were created on the same day" if rest == "0d" else f"were created {_days(rest)} apart"
    return _TOLD[kind].format(f"with IANA id {rest}" if kind == "registrar" and rest.isdigit() else rest)


def _days(rest: str) -> str:
    number = rest.removesuffix("d")
    return "one day" if number == "1" else f"{number} days"


def keys(values: Values) -> Values:
    """All values but the second of creation, the registrant's first."""
    return of_kinds(values, _KINDS)


SIGNAL = Signal(
    name="registration",
    family=Family.REGISTRATION,
    question="Do the registrations name the same people, registrar or days?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    meets=meets,
    tell=_tell,
)
