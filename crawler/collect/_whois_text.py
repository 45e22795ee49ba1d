"""What does a WHOIS answer say, of which no two registries' look alike?

First whether it is an answer about the domain at all; then its fields, by a plain reading of ``key: value``
lines and by python-whois, which knows the odd ones.
"""

import re
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from crawler.collect._registration import CONTACT, Registration, hosts, moment, statuses, text
from crawler.records import Reason

MAX_LINE, MAX_LINES, MAX_READ = 400, 800, 65_536

_NONE_SUCH = re.compile(
    r"^[ \t%#>*-]*+(?:error:?[ \t]*(?:101:?[ \t]*)?)?(?:the )?(?:queried )?(?:"
    r"no match\b|not found\b|no entries found|no data found|no found\b|nothing found|no object found"
    r"|no such domain|no information (?:available|was found)|domain (?:name )?not found"
    r"|(?:domain )?(?:object|domain) (?:does not|doesn't) exist"
    r"|(?:domain )?status:[ \t]*(?:free|available|not registered|no object found)[ \t]*$"
    r"|(?:domain )?\S{1,80} (?:is (?:available|free|not registered)|(?:was )?not found)\b"
    r"|(?:domain )?\S{1,80} has not been registered\b"
    r"|this domain (?:name )?(?:is available|has not been registered|is not registered|cannot be found)"
    r"|requested domain was not found|domain unknown|not registered\b)",
    re.IGNORECASE | re.MULTILINE,
)
_SLOW_DOWN = re.compile(
    r"limit exceeded|exceeded (?:the |your )?(?:maximum|query|quota|limit|number|allowed)"
    r"|quota (?:has been )?exceeded|too many (?:requests|queries|connections)|slow down|rate.?limit"
    r"|try again later|access denied|blacklisted|excessive querying"
    r"|temporarily (?:blocked|denied|unavailable)|query rate",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"discontinued|retired|sunset|no longer (?:available|provided|supported)|use rdap", re.IGNORECASE
)

_KEYS = {
    "created": "creation date|created|created on|created date|registered|registered on|registered date"
    "|registration date|registration time|domain registration date|domain created|record created"
    "|domain record activated|activated|domain registered",
    "updated": "updated date|updated|last updated|last update|last modified|modified|changed|last-update"
    "|last updated on|modification date|domain last updated date|last updated date",
    "expires": "registry expiry date|registrar registration expiration date|expiry date|expiration date"
    "|expires|expires on|expire|expire date|paid-till|renewal date|expiration time|domain expires"
    "|record expires on|record will expire on|expire-date|expired",
    "registrar": "registrar|registrar name|sponsoring registrar|registered by|registrar organization",
    "iana_id": "registrar iana id|sponsoring registrar iana id",
    "status": "domain status|status|state|eppstatus",
    "nameserver": "name server|name servers|nameserver|nameservers|nserver|domain nameservers|host name|dns"
    "|domain servers",
    "name": "registrant name|registrant contact name|registrant",
    "organisation": "registrant organization|registrant organisation|registrant company",
    "street": "registrant street|registrant address",
    "city": "registrant city",
    "country": "registrant country|registrant country/economy|registrant country code",
    "email": "registrant email|registrant contact email",
    "phone": "registrant phone|registrant phone number",
}
_FIELD = {key: name for name, keys in _KEYS.items() for key in keys.split("|")}


def decode(body: bytes) -> str:
    """The first part of an answer as text, in lines no reader can choke on."""
    try:
        plain = body[:MAX_READ].decode("utf-8")
    except UnicodeDecodeError:
        plain = body[:MAX_READ].decode("latin-1")
    return "\n".join(line[:MAX_LINE].rstrip() for line in plain.splitlines()[:MAX_LINES])


def classify(answer: str, registration: Registration) -> Reason:
    """Why this answer tells of no registration; NONE when it does."""
    if not answer.strip():
        return Reason.BAD_ANSWER
    dated = registration.created or registration.expires
    if dated or (registration.registrar and registration.nameservers):
        return Reason.NONE
    if _NONE_SUCH.search(answer):
        return Reason.NOT_REGISTERED
    if _SLOW_DOWN.search(answer):
        return Reason.RATE_LIMITED
    if _GONE.search(answer):
        return Reason.NO_SERVER
    return Reason.BAD_ANSWER if registration.empty else Reason.NONE


def read(domain: str, answer: str) -> Registration:
    """The registration in ``answer``; what cannot be read is left out, nothing raises."""
    plain = _plain(answer)
    odd = _python_whois(domain, answer)
    return Registration(
        created=_time(plain.get("created")) or _time(odd.get("creation_date")),
        updated=_time(plain.get("updated")) or _time(odd.get("updated_date")),
        expires=_time(plain.get("expires")) or _time(odd.get("expiration_date")),
        registrar=_one(plain.get("registrar", [])[::-1]) or _one(odd.get("registrar")),
        iana_id=_one(plain.get("iana_id")),
        statuses=statuses(plain.get("status") or _many(odd.get("status"))),
        nameservers=hosts(plain.get("nameserver", [])) or hosts(_many(odd.get("name_servers"))),
        registrant=MappingProxyType(_registrant(plain, odd)),
        redacted=tuple(sorted(_taken_out(plain))),
    )


def _plain(answer: str) -> dict[str, list[str]]:
    """The fields of ``key: value``, ``key...: value`` and ``[key] value`` lines, and of blocks."""
    found: dict[str, list[str]] = {}
    block = ""
    for line in answer.splitlines():
        key, value = _halves(line)
        name = _FIELD.get(key, "")
        inner = line[:1].isspace()
        if block == "registrar" and inner and key == "name":
            name = "registrar"
        if name and value:
            found.setdefault(name, []).append(value)
        elif block and not key and inner:
            found.setdefault(block, []).append(line.strip())
        block = name or (block if inner else "")
    return found


def _halves(line: str) -> tuple[str, str]:
    line = line.strip()
    if line.startswith("["):
        key, _, value = line[1:].partition("]")
    else:
        key, colon, value = line.partition(":")
        key = key if colon else ""
    return " ".join(key.rstrip(". ").lower().split()), value.strip(": \t")


def _python_whois(domain: str, answer: str) -> dict[str, Any]:
    from whois.parser import WhoisEntry

    try:
        return dict(WhoisEntry.load(domain, answer))
    except Exception:  # its readers raise whatever their registry's last change of format makes them raise
        return {}


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _one(value: Any) -> str | None:
    return next((found for each in _many(value) if (found := text(each))), None)


def _time(value: Any) -> str | None:
    for each in _many(value):
        if found := moment(each) or moment(_odd_time(each)):
            return found
    return None


def _odd_time(value: Any) -> datetime | None:
    """``18.7.2012 04:04:23`` and the like: the day comes first unless the year does."""
    if not isinstance(value, str) or not re.search(r"\b\d{4}|\d{4}\b", value):
        return None
    from dateutil import parser

    plain = re.sub(r"\(.*?\)|\b[A-Z]{3,5}$", "", value[:60].strip().rstrip("."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first = not re.match(r"\d{4}", plain)
            return parser.parse(plain, dayfirst=first, default=datetime(2000, 1, 1, tzinfo=UTC))
    except (ValueError, OverflowError, TypeError, ArithmeticError):
        return None


def _registrant(plain: dict[str, list[str]], odd: dict[str, Any]) -> dict[str, str | None]:
    elsewhere = {
        "name": ("name", "registrant_name", "registrant"),
        "organisation": ("org", "registrant_organization", "registrant_organisation"),
        "street": ("address", "registrant_address", "registrant_street"),
        "city": ("city", "registrant_city"),
        "country": ("country", "registrant_country"),
    }
    found = {name: _one(plain.get(name)) for name in CONTACT}
    for name, keys in elsewhere.items():
        if name not in plain:
            found[name] = next((value for key in keys if (value := _one(odd.get(key)))), None)
    return found


def _taken_out(plain: dict[str, list[str]]) -> Iterable[str]:
    """The registrant's fields in which words stand that say the value was taken out."""
    return (f"registrant {name}" for name in CONTACT if name in plain and not _one(plain[name]))
