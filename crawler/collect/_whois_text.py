"""What does a WHOIS answer say, of which no two registries' look alike?

First whether it is an answer about the domain at all; then its fields, by our own reading of its parts. Only
an answer of which nothing was understood goes to python-whois, which knows odd ones.
"""

import codecs
import re
from types import MappingProxyType
from typing import Any

from crawler import names
from crawler.collect._registration import Registration, hosts, merge, moment, statuses, text
from crawler.collect._whois_record import referral, registration
from crawler.collect._whois_refusals import refusal
from crawler.collect._whois_sections import records, sections
from crawler.collect._whois_time import month_first
from crawler.records import Reason

MAX_LINE, MAX_LINES, MAX_READ = 400, 800, 32_768
ODD_READ, ODD_LINES = 8_192, 200  # for python-whois
_SHORT = re.compile(r"(?<!\S)\S{1,80}(?!\S)|\s+")
_ODD = {
    "name": "registrant_name",
    "organisation": "org",
    "street": "address",
    "city": "city",
    "country": "country",
}


def decode(body: bytes) -> str:
    """The first part of an answer as text, in lines no reader can choke on."""
    first = body[:MAX_READ]
    try:
        plain = codecs.getincrementaldecoder("utf-8")().decode(first, final=len(body) <= MAX_READ)
    except UnicodeDecodeError:
        plain = first.decode("latin-1")
    return "\n".join(line[:MAX_LINE].rstrip() for line in plain.splitlines()[:MAX_LINES])


def classify(answer: str, registration: Registration) -> Reason:
    """Why this answer tells of no registration; NONE when it does."""
    if not answer.strip():
        return Reason.EMPTY
    who = registration.registrant  # whose own words may be those of a refusal
    dated = registration.created or registration.expires
    if dated or registration.nameservers or who.get("name") or who.get("organisation"):
        return Reason.NONE
    if reason := refusal(answer):
        return reason
    return Reason.BAD_ANSWER if registration.empty else Reason.NONE


def read(domain: str, answer: str) -> Registration:
    """The registration in ``answer``; what cannot be read is left out, nothing raises."""
    registry, registrar = read_views(domain, answer)
    return merge(registry, registrar) if registrar else registry


def read_views(domain: str, answer: str) -> tuple[Registration, Registration | None]:
    """The registry's word and, where its answer has one below, the registrar's."""
    first, *more = (_plain(each) for each in records(answer, domain))
    if first.empty and not more and not refusal(answer):
        first = _odd(domain, answer)
    return first, more[0] if more and not more[0].empty else None


def registrar_server(answer: str) -> str:
    """The public host that the registry names as the registrar's own server; empty if there is none."""
    try:
        return names.parse(referral(sections(answer)))
    except names.InvalidName:
        return ""


def _plain(answer: str) -> Registration:
    return registration(sections(answer), month_first(answer))


def _odd(domain: str, answer: str) -> Registration:
    """What python-whois makes of an answer that we can make nothing of.

    Its patterns are quadratic in the length of a word, so it gets little and no long words.
    """
    from whois.parser import WhoisEntry

    lines = ["".join(_SHORT.findall(line)) for line in answer[:ODD_READ].splitlines()[:ODD_LINES]]
    try:
        found = dict(WhoisEntry.load(domain, "\n".join(lines)))
    except Exception:  # its readers raise whatever their registry's last change of format makes them raise
        return Registration()
    return Registration(
        created=_time(found.get("creation_date")),
        updated=_time(found.get("updated_date")),
        expires=_time(found.get("expiration_date")),
        registrar=_one(found.get("registrar")),
        statuses=statuses(_many(found.get("status"))),
        nameservers=hosts(_many(found.get("name_servers"))),
        registrant=MappingProxyType({name: _one(found.get(key)) for name, key in _ODD.items()}),
    )


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _one(value: Any) -> str | None:
    return next((found for each in _many(value) if (found := text(each))), None)


def _time(value: Any) -> str | None:
    return next((found for each in _many(value) if (found := moment(each))), None)
