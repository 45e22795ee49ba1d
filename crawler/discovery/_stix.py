"""Which domains do STIX 2.1 objects name, with whose word and under which marking?

Read are ``domain-name``, ``url`` and ``email-addr`` objects and the patterns of ``indicator`` objects. The
names of the reports and notes that refer to them are reasons, and so are confidence and TLP. What is revoked,
past its ``valid_until`` or called benign by its author tells nothing; "anomalous-activity" is kept: somebody
found it odd, and we only look.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crawler.discovery._documents import Entry
from crawler.discovery._indicators import domain_of, is_harmless, quote, reason
from crawler.names import InvalidName

MOST_REFERRED = 300_000
"""Objects of which it is remembered which report refers to them."""
MOST_REFERENCES = 20_000
"""Of one report."""
MOST_OF_ONE = 2_000
"""Domains of one pattern."""
LONGEST_PATTERN = 400_000

_VALUE = r"'(?:[^'\\]|\\.){0,2000}+'"
_COMPARED = re.compile(
    rf"(?<![\w-])(?:domain-name|url|email-addr):(?:value|'value')\s{{0,9}}(NOT\s{{1,9}})?"
    rf"(?:=\s{{0,9}}({_VALUE})|IN\s{{0,9}}\(([^()]{{0,200000}}+)\))"
)
_EACH_VALUE = re.compile(_VALUE)
_OBSERVED = {"domain-name": "value", "url": "value", "email-addr": "value"}
_TLP = {
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": "TLP:WHITE",
    "34098fce-860f-48ae-8e50-ebd3cc5e41da": "TLP:GREEN",
    "f88d31f6-486f-44da-b317-01333bde0b82": "TLP:AMBER",
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "TLP:RED",
    "94868c89-83c2-464b-929b-a1a8aa3c8487": "TLP:CLEAR",
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "TLP:GREEN",
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421": "TLP:AMBER",
    "939a9414-2ddd-4d32-a0cd-375ea402b003": "TLP:AMBER+STRICT",
    "e828b379-4e03-4974-9ac4-e53a884c97c1": "TLP:RED",
}


@dataclass(slots=True)
class Told:
    """What other objects say of an object: the report that refers to it, and what a marking means."""

    reports: dict[str, str] = field(default_factory=dict)
    markings: dict[str, str] = field(default_factory=dict)

    def learn(self, found: object) -> None:
        """Remembers what a report, a note or a marking says."""
        if not isinstance(found, dict) or found.get("revoked") is True:
            return
        kind = found.get("type")
        if kind == "marking-definition":
            self._learn_marking(found)
        elif kind in ("report", "note"):
            name = quote(found.get("name") or found.get("abstract") or found.get("content"))
            referred = found.get("object_refs")
            if name and isinstance(referred, list):
                self._learn_report(f'{kind} "{name}"', referred)

    def _learn_report(self, name: str, referred: list[object]) -> None:
        for each in referred[:MOST_REFERENCES]:
            if isinstance(each, str) and len(each) <= 120 and len(self.reports) < MOST_REFERRED:
                self.reports.setdefault(each, name)

    def _learn_marking(self, found: Mapping[str, Any]) -> None:
        definition = found.get("definition")
        told = definition.get("tlp") if isinstance(definition, dict) else None
        name = f"TLP:{told}" if isinstance(told, str) else found.get("name")
        identity = found.get("id")
        if not isinstance(identity, str) or not isinstance(name, str) or len(self.markings) >= 1_000:
            return
        if name.upper().startswith("TLP:"):
            self.markings[identity[:120]] = name.upper()[:20]

    def of(self, found: Mapping[str, Any]) -> str:
        """The report and the marking of an object, as parts of a reason."""
        return reason(self.reports.get(_text(found, "id"), ""), self._marking(found))

    def _marking(self, found: Mapping[str, Any]) -> str:
        refs = found.get("object_marking_refs")
        for each in refs[:20] if isinstance(refs, list) else ():
            known = _TLP.get(str(each).removeprefix("marking-definition--")) or self.markings.get(str(each))
            if known:
                return known
        return ""


def entry(number: int, found: object, told: Told, now: datetime) -> Entry:
    """What one object tells."""
    if not isinstance(found, dict):
        return Entry(number, fault=f"object {number} is none")
    kind = _text(found, "type")
    if kind not in _OBSERVED and kind != "indicator":
        return Entry(number)
    newest = moment(found.get("modified"), now)
    if found.get("revoked") is True or _is_past(found, now) or _is_benign(found):
        return Entry(number, newest=newest)
    values = patterns(found) if kind == "indicator" else [str(found.get("value", ""))]
    names, fault = dict[str, str](), ""
    why = reason(_said(found), told.of(found), _confidence(found))
    for value in values:
        try:
            names.setdefault(domain_of(value), why)
        except InvalidName as error:
            fault = fault or (f"object {number}: {error}" if kind == "domain-name" else "")
    return Entry(number, tuple(names.items()), fault, newest)


def patterns(found: Mapping[str, Any]) -> list[str]:
    """The values that a STIX pattern looks for in domains, URLs and mail addresses."""
    pattern = found.get("pattern")
    if not isinstance(pattern, str) or found.get("pattern_type", "stix") != "stix":
        return []
    values: list[str] = []
    for match in _COMPARED.finditer(pattern[:LONGEST_PATTERN]):
        if not match[1]:
            values += _EACH_VALUE.findall(match[2] or match[3])
        if len(values) > MOST_OF_ONE:
            break
    return [re.sub(r"\\(.)", r"\1", each[1:-1]) for each in values[:MOST_OF_ONE]]


def moment(text: object, now: datetime) -> datetime | None:
    """A time of the document that is no later than ``now``."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        found = datetime.fromisoformat(text)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1 in Tokyo is none in UTC
        return None
    return found.replace(microsecond=0) if found <= now else None


def _is_past(found: Mapping[str, Any], now: datetime) -> bool:
    until = moment(found.get("valid_until"), now)
    return until is not None


def _is_benign(found: Mapping[str, Any]) -> bool:
    return is_harmless(found.get("labels")) or is_harmless(found.get("indicator_types"))


def _said(found: Mapping[str, Any]) -> str:
    """What the object calls itself, and what its author takes it for."""
    name = quote(found.get("name")) or quote(found.get("description"))
    if found.get("type") == "indicator":
        kinds = found.get("indicator_types")
        listed = ", ".join(quote(each, 40) for each in kinds[:3]) if isinstance(kinds, list) else ""
        return reason(f'indicator "{name}"' if name else "indicator", listed)
    return f"{found.get('type')} object"


def _confidence(found: Mapping[str, Any]) -> str:
    number = found.get("confidence")
    sure = isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 100
    return f"confidence {number}" if sure else ""


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def entries(objects: Iterator[tuple[int, object, str]], told: Told, now: datetime) -> Iterator[Entry]:
    """What numbered objects tell; those that could not be read come with their fault."""
    for number, found, fault in objects:
        yield Entry(number, fault=fault) if fault else entry(number, found, told, now)
