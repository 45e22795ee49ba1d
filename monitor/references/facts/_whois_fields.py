"""Under which of their many names do the fields of a WHOIS record in JSON lie?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_FIELDS, MOST_DEPTH, MOST_LIST = 400, 4, 60
_INNER = frozenset({"whois", "whoisrecord", "parsed", "attributes"})
"""Objects that only wrap a record: their fields are the record's own."""
_ODD = re.compile(r"[^a-z0-9]")
_CONTACT = {
    "name": "name fullname registrantname",
    "organisation": "organization organisation org company companyname",
    "street": "street street1 mailingaddress address address1 streetaddress",
    "city": "city cityname",
    "country": "country countryname countrycode countryorregion",
    "email": "email emailaddress",
    "phone": "telephone phone phonenumber",
}
_REGISTRANT = ("registrantcontact", "registrant", "contacts.registrant", "contact.registrant", "owner")
_SERVERS = ("nameservers", "nameserver", "nameservers.hostnames", "ns", "nserver")


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of a record by the path of their names, in lower case and without punctuation."""

    values: Mapping[str, Any]

    def get(self, path: str) -> Any:
        return self.values.get(path)

    def first(self, paths: Iterable[str]) -> Any:
        """The first value that says something; an object says nothing by itself."""
        found = (self.values.get(each) for each in paths)
        return next((each for each in found if each and not isinstance(each, dict)), None)


def fields_of(record: Mapping[str, Any]) -> Fields:
    found: dict[str, Any] = {}
    for path, value in _walk(record, "", 0):
        if len(found) >= MOST_FIELDS:
            break
        found.setdefault(path, value)
    return Fields(found)


def _walk(record: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    named = [
        (_ODD.sub("", str(name)[:60].lower()), value) for name, value in list(record.items())[:MOST_FIELDS]
    ]
    for name, value in named:
        yield prefix + name, value
    for name, value in named:
        if isinstance(value, dict) and depth < MOST_DEPTH:
            yield from _walk(value, prefix if name in _INNER else f"{prefix}{name}.", depth + 1)


def contact_of(fields: Fields) -> dict[str, str]:
    """What the record says of the registrant."""
    for each in (*_registrants(fields), _flat(fields)):
        if each:
            return each
    return {}


def _registrants(fields: Fields) -> Iterator[dict[str, str]]:
    for path in _REGISTRANT:
        value = fields.get(path)
        if isinstance(value, dict):
            yield _contact(value)
    for path in ("contact", "contacts"):
        for each in _listed(fields.get(path)):
            if isinstance(each, dict) and "registrant" in str(each.get("type") or each.get("role")).lower():
                yield _contact(each)


def _contact(value: Mapping[str, Any]) -> dict[str, str]:
    fields = fields_of(value)
    return dict(_told(fields, "") | {k: v for k, v in _told(fields, "address.").items() if k != "name"})


def _flat(fields: Fields) -> dict[str, str]:
    whole = fields.get("registrant")
    return ({"name": whole[:300]} if isinstance(whole, str) and whole.strip() else {}) | _told(
        fields, "registrant"
    )


def _told(fields: Fields, prefix: str) -> dict[str, str]:
    found = {}
    for name, aliases in _CONTACT.items():
        value = fields.first(prefix + each for each in aliases.split())
        if isinstance(value, list):
            value = ", ".join(each for each in value[:8] if isinstance(each, str))
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value)[:400].strip():
            found[name] = str(value)[:400]
    return found


def servers_of(fields: Fields) -> list[str]:
    """The name servers, written as a list, as objects or as one string."""
    for path in _SERVERS:
        value = fields.get(path)
        if isinstance(value, str) and value.strip():
            return re.split(r"[\s|,;]+", value[:4_000].strip())[:MOST_LIST]
        if found := words_of(value):
            return found
    return []


def words_of(value: Any) -> list[str]:
    """The texts of a list, or the names of its objects."""
    found = []
    for each in _listed(value):
        if isinstance(each, dict):
            inner = fields_of(each)
            each = inner.first(("name", "hostname", "host", "host.id", "ldhname"))
        if isinstance(each, str) and each.strip():
            found.append(each[:300])
    return found


def _listed(value: Any) -> list[Any]:
    return value[:MOST_LIST] if isinstance(value, list) else []
