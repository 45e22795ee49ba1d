"""Which registrations does a WHOIS history in JSON tell, whoever sells it?

A record is an object with a raw answer, or with fields of a registration, at any place of the document; keys
are compared without case and punctuation, so that ``createdDate`` and ``created_date`` are one. The raw
answer is read where it tells more; fields go through the reader of RDAP objects.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler import names
from crawler.collect import read_rdap
from crawler.errors import CollectionError
from crawler.records import Raw, canonical, iso
from monitor.references.facts._days import moment
from monitor.references.facts._export import Export, Fact, LeftOut, Row, Sample, rows_of
from monitor.references.facts._whois import others_name, registration_of
from monitor.references.facts._whois_fields import Fields, contact_of, fields_of, servers_of, words_of

MOST_RECORDS, MOST_NODES, MOST_DEPTH = 2_000, 200_000, 12
_NAMED = {
    "seen": """date querytime querydate checkdate audit.createddate audit.updateddate started
        firstseendatetime lastseendatetime recorddate whoisdate observedat retrievedat capturedat
        collecteddate lookupdate timestamp seen firstseen lastseen ended""",
    "raw": "rawtext rawwhois rawwhoistext whoisrawdata whoisraw rawrecord rawdata raw record text",
    "domain": "domainname fulldomain domain ldhname",
    "created": """createddateiso8601 createdate createddate creationdate created registration.created
        registrationdatetime createddateraw registereddate registrationdate""",
    "updated": """updateddateiso8601 updatedate updateddate lastupdatedate updated registration.updated
        lastupdatedatetime updateddateraw""",
    "expires": """expiresdateiso8601 expirydate expiresdate expirationdate expires registration.expires
        expirationdatetime expiresdateraw""",
    "registrar": """registrarname domainregistrar.registrarname registrar.name registrar.registrarname
        registration.registrar registrar""",
    "iana_id": "registrarianaid domainregistrar.ianaid registrar.ianaid ianaid",
    "status": "status statuses domainstatus registration.statuses",
}
"""Under which names the sellers of histories keep each thing, the most telling first."""
_PATHS = {name: tuple(words.split()) for name, words in _NAMED.items()}
_LISTS = re.compile(r"[\n|,;]")


def takes(sample: Sample) -> bool:
    return sample.row is not None


def read(path: Path, domain: str) -> Iterator[Fact | LeftOut]:
    """A look for each record of ``domain``."""
    found = 0
    for row in rows_of(path):
        if not isinstance(row, Row):
            yield row
            continue
        for number, record in enumerate(_records(row.value), 1):
            found += 1
            if found > MOST_RECORDS:
                yield f"what follows {MOST_RECORDS:,} records was not read"
                return
            place = row.place if row.place != "the document" else f"record {number}"
            yield _fact(record, domain, place)


def _records(found: Any) -> Iterator[dict[str, Any]]:
    """The objects that look like a record, in the order of the document, wherever they lie."""
    waiting = [(found, 0)]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value, depth = waiting.pop()
        if isinstance(value, dict) and len(value) > 1 and _is_record(value):
            yield value
        elif depth < MOST_DEPTH and isinstance(value, dict | list):
            inner = list(value.values()) if isinstance(value, dict) else value
            waiting += [(each, depth + 1) for each in reversed(inner) if isinstance(each, dict | list)]


def _is_record(value: dict[str, Any]) -> bool:
    fields = fields_of(value)
    if _raw(fields):
        return True
    told = [fields.first(_PATHS[each]) for each in ("created", "expires", "registrar")]
    return len([each for each in (*told, servers_of(fields), contact_of(fields)) if each]) >= 2


def _raw(fields: Fields) -> str:
    found = fields.first(_PATHS["raw"])
    return found if isinstance(found, str) and ":" in found and "\n" in found.strip() else ""


def _fact(record: dict[str, Any], domain: str, place: str) -> Fact | LeftOut:
    fields = fields_of(record)
    other = _other(fields, domain) or others_name(domain, _raw(fields).encode("utf-8", "replace"))
    if other:
        return f"{place} is of {other}"
    at = _dated(fields)
    if at is None:
        return f"{place} has no date"
    payload = _payload(fields, domain)
    if payload is None:
        return f"{place} holds no registration that can be read"
    raw = Raw(f"urn:whois:{domain}", "application/json", canonical(record).encode("utf-8", "replace"))
    return Fact("registration", at, payload, raw, place)


def _other(fields: Fields, domain: str) -> str:
    told = fields.first(_PATHS["domain"])
    try:
        name = names.registrable(names.parse(told)) if isinstance(told, str) else ""
    except names.InvalidName:
        return ""
    return "" if name in ("", names.registrable(domain)) else name


def _dated(fields: Fields) -> datetime | None:
    return _when(fields, "seen") or _when(fields, "updated") or _when(fields, "created")


def _when(fields: Fields, name: str) -> datetime | None:
    return next((at for each in _PATHS[name] if (at := moment(fields.get(each)))), None)


def _payload(fields: Fields, domain: str) -> Mapping[str, Any] | None:
    raw = _raw(fields)
    try:
        read = registration_of(domain, raw.encode("utf-8", "replace")[:1_000_000]) if raw else None
    except CollectionError:
        read = None
    if read is not None and any(read["registrant"].values()):
        return read
    told = read_rdap(_as_rdap(fields, domain))
    if told.empty:
        return read
    return told.payload("whois", "archive") if read is None or any(told.registrant.values()) else read


def _as_rdap(fields: Fields, domain: str) -> dict[str, Any]:
    """The fields as the RDAP object that would say the same."""
    days = {"registration": "created", "last changed": "updated", "expiration": "expires"}
    times = {event: _when(fields, name) for event, name in days.items()}
    registrar, number = fields.first(_PATHS["registrar"]), fields.first(_PATHS["iana_id"])
    statuses = fields.first(_PATHS["status"])
    return {
        "objectClassName": "domain",
        "ldhName": domain,
        "events": [{"eventAction": event, "eventDate": iso(at)} for event, at in times.items() if at],
        "status": _LISTS.split(statuses) if isinstance(statuses, str) else words_of(statuses),
        "nameservers": [{"ldhName": each} for each in servers_of(fields)],
        "entities": [
            {
                "roles": ["registrar"],
                "publicIds": [{"type": "IANA Registrar ID", "identifier": str(number or "")}],
                "vcardArray": [
                    "vcard",
                    [["fn", {}, "text", registrar if isinstance(registrar, str) else ""]],
                ],
            },
            {"roles": ["registrant"], "vcardArray": ["vcard", _card(contact_of(fields))]},
        ],
    }


def _card(contact: Mapping[str, str]) -> list[list[Any]]:
    told = {"fn": "name", "org": "organisation", "email": "email", "tel": "phone"}
    lines: list[list[Any]] = [
        [name, {}, "text", contact[key]] for name, key in told.items() if key in contact
    ]
    place = ["", "", contact.get("street", ""), contact.get("city", ""), "", "", contact.get("country", "")]
    return [*lines, ["adr", {}, "text", place]]


EXPORT = Export("whois_history", "Who registered the domain, as a history in JSON tells?", takes, read)
