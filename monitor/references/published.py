"""What can be compared of a front of which no page is kept, because its source printed it?

Its name, street, address on the network and registrar, read through the same signals as any other site's.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from types import MappingProxyType
from typing import Any

from crawler import fingerprint
from crawler.fingerprint import Fingerprint, Page, Subject, Weighing
from crawler.records import Observation, Outcome
from monitor.references import Entry, documented

_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_REGISTRARS = {"NameCheap": "1068"}
"""Their numbers at IANA (registry "Registrar IDs"), under which registries name them."""


def with_published(found: Fingerprint, entry: Entry | None = None) -> Fingerprint:
    """The fingerprint with what the source of that reference printed; as it is where it printed nothing."""
    told = published(found.domain, entry)
    values = dict(found.values)
    for name, each in told.items():
        values[name] = tuple(sorted({*values.get(name, ()), *each}))
    return Fingerprint(found.domain, MappingProxyType(values))


@lru_cache(maxsize=256)
def published(domain: str, entry: Entry | None = None) -> Mapping[str, tuple[str, ...]]:
    """The values of each signal that the published facts of ``domain`` give; none without an entry.

    ``entry`` is that of a shared pack; the shipped packs are looked up.
    """
    entry = entry or documented(domain)
    if entry is None or not (entry.entity or entry.address or entry.host or entry.registrar):
        return {}
    looks: dict[str, dict[str, Any]] = {}
    if addresses := _ADDRESS.findall(entry.host):
        looks["dns"] = {"A": addresses}
    if entry.registrar:
        number = _REGISTRARS.get(entry.registrar, "")
        looks["registration"] = {"registrar": {"name": entry.registrar, "iana_id": number}}
    said = [each for each in (entry.entity, entry.address) if each]
    page = Page(f"https://{domain}/", "".join(f"<p>{escape(each)}</p>" for each in said), "contact")
    subject = Subject(
        domain,
        MappingProxyType({kind: _look(domain, kind, payload) for kind, payload in looks.items()}),
        (page,) if said else (),
    )
    taken = fingerprint.take(subject)
    facts = {each.name for each in fingerprint.signals() if each.weighing is Weighing.RARITY}
    return {name: values for name, values in taken.values.items() if name in facts}


def _look(domain: str, kind: str, payload: dict[str, Any]) -> Observation:
    never = datetime(1970, 1, 1, tzinfo=UTC)
    return Observation(domain, kind, never, Outcome.OBSERVED, payload=MappingProxyType(payload))
