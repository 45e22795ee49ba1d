"""What does one RDAP domain object say (RFC 9083), however badly it is made?"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from crawler import names
from crawler.collect._registration import MAX_LIST, Registration, clean, hosts, moment, statuses, text

_EVENTS = {"registration": "created", "last changed": "updated", "expiration": "expires"}


def read(found: Mapping[str, Any]) -> Registration:
    """The registration in ``found``; parts that are not as they should be are left out, nothing raises."""
    times = {name: moment(event.get("eventDate")) for event, name in _events(found)}
    registrar = _entity(found, "registrar")
    registrant = _entity(found, "registrant")
    servers = [each.get("ldhName") or each.get("unicodeName") for each in _dicts(found.get("nameservers"))]
    contact = _contact(registrar)
    return Registration(
        **times,
        registrar=contact.get("organisation") or contact.get("name"),
        iana_id=_iana_id(registrar),
        statuses=statuses(_list(found.get("status"))),
        nameservers=hosts(servers),
        registrant=MappingProxyType(_contact(registrant)),
        redacted=tuple(sorted(set(_redacted(found)))),
    )


def related(found: Mapping[str, Any], domain: str) -> str | None:
    """The link to the registrar's view of ``domain``, if there is one that looks like it."""
    for link in _dicts(found.get("links")):
        href, kind = link.get("href"), link.get("type")
        if link.get("rel") != "related" or "rdap+json" not in _word(kind):
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
    return value[:MAX_LIST] if isinstance(value, list) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _word(value: Any) -> str:
    return value[:100].lower() if isinstance(value, str) else ""


def _events(found: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for event in _dicts(found.get("events")):
        if name := _EVENTS.get(_word(event.get("eventAction"))):
            yield event, name


def _entity(found: Mapping[str, Any], role: str) -> dict[str, Any]:
    for entity in _dicts(found.get("entities")):
        roles = entity.get("roles")
        if role in (roles if isinstance(roles, list) else [roles]):
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
        if plain := clean(name):
            yield plain[:80]


def _contact(entity: dict[str, Any]) -> dict[str, str | None]:
    card = entity.get("jscard") or entity.get("jscard_0")
    found = _jscontact(card) if isinstance(card, dict) else {}
    properties = _list(entity.get("vcardArray"))[1:2]
    for each in _list(properties[0] if properties else None):
        if isinstance(each, list) and len(each) >= 4 and isinstance(each[0], str):
            for name, value in _vcard(each[0].lower(), each[1], each[3]):
                if value and not found.get(name):
                    found[name] = value
    return found


def _vcard(name: str, parameters: Any, value: Any) -> Iterator[tuple[str, str | None]]:
    match name:
        case "fn":
            yield "name", text(value)
        case "org":
            yield "organisation", text(_joined(value))
        case "email":
            yield "email", text(value)
        case "tel":
            yield "phone", text(_phone(value))
        case "adr":
            parts = value if isinstance(value, list) and len(value) >= 7 else [None] * 7
            known = parameters if isinstance(parameters, dict) else {}
            yield "street", text(_joined(parts[2])) or text(known.get("label"))
            yield "city", text(_joined(parts[3]))
            yield "country", text(known.get("cc")) or text(_joined(parts[6]))


def _phone(value: Any) -> str | None:
    return value.removeprefix("tel:") if isinstance(value, str) else None


def _joined(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return ", ".join(each for each in _list(value) if isinstance(each, str))


def _jscontact(card: dict[str, Any]) -> dict[str, str | None]:
    """RFC 9553, which registries may send in place of a vCard."""
    address = _first(card.get("addresses"))
    parts = {_word(each.get("kind")): each.get("value") for each in _dicts(address.get("components"))}
    full = card.get("name")
    return {
        "name": text(full.get("full") if isinstance(full, dict) else full),
        "organisation": text(_first(card.get("organizations")).get("name")),
        "street": text(parts.get("name")) or text(address.get("full")),
        "city": text(parts.get("locality")),
        "country": text(address.get("countryCode")) or text(parts.get("country")),
        "email": text(_first(card.get("emails")).get("address")),
        "phone": text(_phone(_first(card.get("phones")).get("number"))),
    }


def _first(value: Any) -> dict[str, Any]:
    """JSContact keeps its parts in a map under keys that say nothing."""
    found = next(iter(value.values()), None) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
