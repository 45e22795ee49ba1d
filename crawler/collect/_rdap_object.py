"""What does one RDAP domain object say (RFC 9083), however badly it is made?"""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from crawler import names
from crawler.collect._registration import MAX_LIST, Registration, clean, hosts, moment, statuses, text

_CONTACT_NAMES = {
    "name": "Registrant Name",
    "organisation": "Registrant Organization",
    "street": "Registrant Street",
    "city": "Registrant City",
    "country": "Registrant Country",
    "email": "Registrant Email",
    "phone": "Registrant Phone",
}
_EVENTS = {"registration": "created", "last changed": "updated", "expiration": "expires"}


def domain_object(body: bytes, domain: str) -> dict[str, Any] | None:
    """The RDAP object of ``domain`` in ``body``, whatever else is missing; None for anything else."""
    try:
        found = json.loads(body.decode(json.detect_encoding(body), "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or "errorCode" in found:
        return None
    said = _name(found.get("ldhName")) or _name(found.get("unicodeName"))
    kind = _word(found.get("objectClassName"))
    if said:
        return found if said == domain and kind in ("domain", "") else None
    return found if kind == "domain" else None


def read(found: Any) -> Registration:
    """The registration in ``found``; parts that are not as they should be are left out, nothing raises."""
    found = found if isinstance(found, dict) else {}
    times: dict[str, str | None] = {}
    for event, name in _events(found):
        times[name] = times.get(name) or moment(event.get("eventDate"))
    registrar = _entity(found, "registrar")
    contact = _contact(registrar)
    owner = _entity(found, "registrant")
    registrant, hidden = _told(_contact(owner))
    if handle := text(clean(owner.get("handle"))):
        registrant["handle"] = handle
    redacted = sorted({*_redacted(found), *hidden})[:MAX_LIST]
    return Registration(
        **times,
        registrar=text(contact.get("organisation")) or text(contact.get("name")),
        iana_id=_iana_id(registrar),
        statuses=statuses(_list(found.get("status"))),
        nameservers=hosts(_servers(found)),
        registrant=MappingProxyType(registrant),
        redacted=tuple(redacted),
    )


def related(found: Mapping[str, Any], domain: str) -> str | None:
    """The link to the registrar's view of ``domain``, if there is one that looks like it."""
    for link in _dicts(found.get("links")):
        href, kind = link.get("href"), link.get("type")
        if _word(link.get("rel")) != "related" or "rdap+json" not in _word(kind):
            continue
        if isinstance(href, str) and len(href) < 500 and href.lower().endswith(f"/domain/{domain}"):
            return href if _can_be_asked(href) else None
    return None


def _can_be_asked(href: str) -> bool:
    try:
        parts = urlsplit(href)
        names.parse(parts.hostname or "")
        return href.isprintable() and parts.scheme == "https" and parts.port in (None, 443)
    except ValueError:
        return False


def _list(value: Any) -> list[Any]:
    """``value`` bounded; one thing where a list should be is a list of it."""
    if isinstance(value, list):
        return value[:MAX_LIST]
    return [] if value is None else [value]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _word(value: Any) -> str:
    return value[:100].strip().lower().replace("_", " ") if isinstance(value, str) else ""


def _name(value: Any) -> str:
    """A domain as A-labels, however it is written; empty for none."""
    plain = clean(value).rstrip(".").lower()
    try:
        return names.parse(plain) if plain and not plain.isascii() else plain
    except names.InvalidName:
        return plain


def _servers(found: Mapping[str, Any]) -> Iterator[Any]:
    for each in _list(found.get("nameservers")):
        if isinstance(each, dict):
            yield _name(each.get("ldhName")) or _name(each.get("unicodeName"))
        else:
            yield each


def _events(found: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for event in _dicts(found.get("events")):
        if name := _EVENTS.get(_word(event.get("eventAction"))):
            yield event, name


def _entity(found: Mapping[str, Any], role: str) -> dict[str, Any]:
    for entity in _dicts(found.get("entities")):
        roles = entity.get("roles") or entity.get("role")
        if role in map(_word, _list(roles)):
            return entity
    return {}


def _iana_id(registrar: dict[str, Any]) -> str | None:
    for each in _dicts(registrar.get("publicIds")):
        if "iana" in _word(each.get("type")):
            number = each.get("identifier")
            return text(str(number)) if isinstance(number, str | int) else None
    return None


def _redacted(found: Mapping[str, Any]) -> Iterator[str]:
    """RFC 9537: the fields somebody took out, by name."""
    for each in _dicts(found.get("redacted")):
        name = each.get("name")
        if isinstance(name, dict):
            name = name.get("type") or name.get("description")
        path = each.get("prePath") or each.get("postPath") or each.get("replacementPath")
        if plain := clean(name) or clean(path):
            yield plain[:80]


def _told(contact: Mapping[str, str]) -> tuple[dict[str, str | None], list[str]]:
    """What the contact says, and the fields in which words stand in place of what was taken out."""
    told = {name: text(value) for name, value in contact.items()}
    return told, [
        _CONTACT_NAMES[name] for name, value in contact.items() if len(value) > 5 and not told[name]
    ]


def _contact(entity: dict[str, Any]) -> dict[str, str]:
    """The fields of the contact as they were written, cleaned; what is empty is left out."""
    card = next((value for name, value in entity.items() if name.startswith(("jscard", "jscontact"))), None)
    parts = list(_jscontact(card)) if isinstance(card, dict) else []
    properties = _list(entity.get("vcardArray"))[1:2]
    for each in _list(properties[0] if properties else None):
        if isinstance(each, list) and len(each) >= 4 and isinstance(each[0], str):
            parts += _vcard(each[0].lower(), each[1], each[3])
    found: dict[str, str] = {}
    for name, value in parts:
        if plain := clean(value):
            found.setdefault(name, plain)
    return found


def _vcard(name: str, parameters: Any, value: Any) -> Iterator[tuple[str, Any]]:
    match name:
        case "fn":
            yield "name", value
        case "org":
            yield "organisation", _joined(value)
        case "email":
            yield "email", value
        case "tel":
            yield "phone", _phone(value)
        case "adr":
            parts = value if isinstance(value, list) and len(value) >= 7 else [None] * 7
            known = parameters if isinstance(parameters, dict) else {}
            yield "street", _joined(parts[2]) or known.get("label")
            yield "city", _joined(parts[3])
            yield "country", known.get("cc") or _joined(parts[6])


def _phone(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.removeprefix("tel:") if isinstance(value, str) else None


def _joined(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return ", ".join(each for each in _list(value) if isinstance(each, str))


def _jscontact(card: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """RFC 9553, which registries may send in place of a vCard."""
    address = _first(card.get("addresses"))
    parts = {_word(each.get("kind")): each.get("value") for each in _dicts(address.get("components"))}
    full = card.get("name")
    yield "name", full.get("full") if isinstance(full, dict) else full
    yield "organisation", _first(card.get("organizations")).get("name")
    yield "street", parts.get("name") or address.get("full")
    yield "city", parts.get("locality")
    yield "country", address.get("countryCode") or parts.get("country")
    yield "email", _first(card.get("emails")).get("address")
    yield "phone", _phone(_first(card.get("phones")).get("number"))


def _first(value: Any) -> dict[str, Any]:
    """JSContact keeps its parts in a map under keys that say nothing."""
    found = next(iter(value.values()), None) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
