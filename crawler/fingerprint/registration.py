"""Who registered the domain, through whom, and when?

Looks at the registration data (RDAP or WHOIS): the registrant's mailbox, phone, company, name and street,
the registrar, the day of creation. It matters because one set of contact data is often used for many
domains, and fronts made together are registered within days of each other at one registrar.

Days of creation agree when they lie at most three days apart: the comparison then shares
``created_near:<n>d`` (0, 1, 2 or 3) in place of the dates themselves.

**What fools it**: privacy services and redaction (recognised and dropped, as far as listed); an agency or a
reseller that registers in its own name for many customers; invented data; a popular registrar, which has
recall and no precision; batch registrations of strangers on the same day. A domain bought second-hand keeps
its old day of creation.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from crawler.fingerprint import _normal
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

NEAR_DAYS = 3

_KINDS = (
    "registrant_email",
    "registrant_phone",
    "registrant_org",
    "registrant_name",
    "registrant_street",
    "registrar",
    "created",
)
_TOLD = {
    "registrant_email": "are registered with the mailbox {}",
    "registrant_phone": "are registered with the phone {}",
    "registrant_org": "are registered by the company '{}'",
    "registrant_name": "are registered by '{}'",
    "registrant_street": "are registered at '{}'",
    "registrar": "use the registrar {}",
}
_SERVICE = re.compile(
    r"privacy (?:service|inc|llc|ltd|ehf|hero|guard)|withheld ?for ?privacy|domains ?by ?proxy|proxy"
    r"|whois ?(?:guard|agent|privacy|protect|secure)|private ?whois|(?:contact|perfect|super|see) ?privacy"
    r"|privacy ?(?:protect|guardian)|domain ?protect|identity ?protect|id ?shield|anonymi[sz]e|njalla"
)
_REDACTED = re.compile(
    r"redacted|privacy|private (?:person|registr)|privately|withheld|(?:data|is) protected|^protected|masked"
    r"|not (?:disclosed|shown|applicable)|non ?public|statutory masking|gdpr|unavailable|registr\w+ private"
    r"|please (?:query|contact|visit)|select (?:contact|request)|registration policy|^https?\b"
    r"|^(?:n ?a|none|null|unknown|domain admin(?:istrator)?|dns admin(?:istrat(?:or|ion))?|hostmaster)$"
)


def extract(subject: Subject) -> Values:
    """One value for each fact of the registration that is neither missing nor hidden."""
    seen = subject.observations.get("registration")
    if seen is None:
        return ()
    payload = seen.payload
    values = []
    registrant = payload.get("registrant")
    if isinstance(registrant, Mapping):
        values += _of_registrant(registrant)
    registrar = payload.get("registrar")
    if isinstance(registrar, Mapping):
        values.append(f"registrar:{_registrar(registrar)}")
    created = _day(_text(payload, "created")[:10])
    if created is not None:
        values.append(f"created:{created.isoformat()}")
    return tidy(values)


def _of_registrant(registrant: Mapping[str, Any]) -> list[str]:
    if any(_SERVICE.search(_plain(registrant.get(field))) for field in ("name", "organisation", "email")):
        return []  # the phone and the street are the service's too
    return [
        f"registrant_email:{_normal.email(_text(registrant, 'email'))}",
        f"registrant_phone:{_normal.phone(_text(registrant, 'phone'))}",
        f"registrant_org:{_normal.company(_text(registrant, 'organisation'))}",
        f"registrant_name:{_normal.words(_text(registrant, 'name'))}",
        f"registrant_street:{_street(registrant)}",
    ]


def _street(registrant: Mapping[str, Any]) -> str:
    text = _text(registrant, "street")
    if not any(mark.isdigit() for mark in text):
        return ""
    building, unit = _normal.street(text)
    place = ", ".join(part for part in (building, _normal.words(_text(registrant, "city"))) if part)
    return f"{place} / {unit}" if unit else place


def _registrar(registrar: Mapping[str, Any]) -> str:
    number = str(registrar.get("iana_id") or "").strip()[:20]
    return number if number.isdigit() else _normal.company(_text(registrar, "name"))


def _text(holder: Mapping[str, Any], field: str) -> str:
    """The field as text; ``""`` when missing or when it only says that it is hidden."""
    value = holder.get(field)
    return "" if _REDACTED.search(_plain(value)) else _joined(value)


def _plain(value: object) -> str:
    return re.sub(r"[^\w]+|_", " ", _joined(value).casefold()).strip()


def _joined(value: object) -> str:
    parts = value[:10] if isinstance(value, list | tuple) else [value or ""]
    return " ".join(str(part)[: _normal.MOST_CHARACTERS] for part in parts)[: _normal.MOST_CHARACTERS]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """What both registrations say, the days of creation by their distance."""
    shared = [value for value in set(ours) & set(theirs) if not value.startswith("created:")]
    left, right = _created(ours), _created(theirs)
    if left is not None and right is not None and abs((left - right).days) <= NEAR_DAYS:
        shared.append(f"created_near:{abs((left - right).days)}d")
    return agree(SIGNAL.name, ours, theirs, shared, _tell, "their registration data have nothing in common")


def _created(values: Values) -> date | None:
    return next((_day(value[8:]) for value in values if value.startswith("created:")), None)


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    if kind == "created_near":
        return "were created on the same day" if rest == "0d" else f"were created {_days(rest)} apart"
    return _TOLD[kind].format(f"with IANA id {rest}" if kind == "registrar" and rest.isdigit() else rest)


def _days(rest: str) -> str:
    number = rest.removesuffix("d")
    return "one day" if number == "1" else f"{number} days"


def keys(values: Values) -> Values:
    """All values, the registrant's first."""
    return of_kinds(values, _KINDS)


SIGNAL = Signal(
    name="registration",
    family=Family.REGISTRATION,
    question="Do the registrations name the same people, registrar or days?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
