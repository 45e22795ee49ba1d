"""What does one WHOIS record of an export say of a domain, as text?"""

import re
from typing import Any

from crawler import names
from crawler.collect import read_saved

_NAMED = re.compile(
    r"^[ \t]*domain(?: ?name)?[ \t.]{0,40}:[ \t]*([^\s]{4,253})", re.IGNORECASE | re.MULTILINE
)
MOST_READ = 32_768
MOST_NAMES = 20


def registration_of(domain: str, body: bytes) -> dict[str, Any]:
    """The payload of a registration look; CollectionError when the record holds none of ``domain``."""
    found = read_saved("whois", domain, body)
    return {key: value for key, value in found.items() if key != "domain"} | {"server": "archive"}


def others_name(domain: str, body: bytes) -> str:
    """The domain that the record is about, where that is another one; ``""`` where it does not say so."""
    text = body[:MOST_READ].decode("utf-8", "replace")
    told = [_name(found[1]) for found in list(_NAMED.finditer(text))[:MOST_NAMES]]
    known = [each for each in told if each]
    return known[0] if known and names.registrable(domain) not in known else ""


def _name(text: str) -> str:
    try:
        return names.registrable(names.parse(text.strip("[]<>\"'")))
    except names.InvalidName:
        return ""
