"""What does a MISP instance import, without a rule that blocks anybody?

One event a day: each name a ``domain-ip`` object, what is known of its registration a ``whois`` object, both
with why in their comments and with a reference to what they resemble. ``to_ids`` is false until an analyst
confirmed a name with an outside source. Distribution is "your organisation only": who imports it decides.
"""

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from reports import defang
from reports.digest import AlertLine, DailyReport
from reports.formats import _ids, _plain, _wording
from reports.formats._format import Format

Part = dict[str, Any]

_TEMPLATES = {
    "domain-ip": ("43b3b146-77eb-4931-b4cc-b66c60f28734", "11"),
    "whois": ("429faea1-34ff-47af-8a00-7c62d3be5a6a", "10"),
}
_TYPES = {
    "domain": "domain",
    "ip": "ip-dst",
    "first-seen": "datetime",
    "last-seen": "datetime",
    "registration-date": "datetime",
    "creation-date": "datetime",
    "registrar": "whois-registrar",
    "registrant-email": "whois-registrant-email",
    "registrant-phone": "whois-registrant-phone",
    "registrant-org": "whois-registrant-org",
    "registrant-name": "whois-registrant-name",
    "text": "text",
}
_WHOIS = {
    "registrar": "registrar",
    "registrant_email": "registrant-email",
    "registrant_phone": "registrant-phone",
    "registrant_org": "registrant-org",
    "registrant_name": "registrant-name",
    "registrant_street": "text",
}
"""Which kind of shared fact of a registration is which attribute of the object."""
_SHAPES = {
    "registrant-email": re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII),
    "registrant-phone": re.compile(r"\+?[\d .()-]{5,30}", re.ASCII),
}
_MOST_ADDRESSES = 10


def render(report: DailyReport) -> str:
    told = _stamp(report)
    event = {
        "uuid": _ids.made(report.author, "event", report.day),
        "info": f"Sites that resemble documented fronts, {report.day}",
        "date": report.day,
        "timestamp": told,
        "published": False,
        "threat_level_id": "4",  # undefined
        "analysis": "0",  # initial
        "distribution": "0",
        "Orgc": {"name": _said(report.author) or "brassplate", "uuid": _ids.made(report.author, "identity")},
        "Tag": [{"name": f"tlp:{_ids.level(report).lower()}"}],
        "Attribute": [_day(report)],
        "Object": list(_Objects(report).parts()),
    }
    return json.dumps({"Event": event}, indent=1) + "\n"


class _Objects:
    """The objects of one event, each name once."""

    def __init__(self, report: DailyReport) -> None:
        self.report, self.told = report, _stamp(report)
        self.alerts: dict[str, list[AlertLine]] = {}
        for alert in _plain.exported(report):
            self.alerts.setdefault(alert.domain, []).append(alert)

    def parts(self) -> Iterator[Part]:
        related: dict[str, None] = {}
        for domain, alerts in self.alerts.items():
            links = dict(_linked(alerts))
            related.update(dict.fromkeys(links))
            yield self._site(domain, alerts, links)
            if facts := dict(_registration(alerts)):
                yield self._part("whois", domain, [("domain", domain), *facts.items()], "")
        for domain in (each for each in related if each not in self.alerts):
            yield self._part("domain-ip", domain, [("domain", domain)], "what another name here refers to")

    def _site(self, domain: str, alerts: list[AlertLine], links: dict[str, str]) -> Part:
        first = alerts[0]
        times = [("first-seen", first.first_seen), ("last-seen", first.last_seen)]
        times.append(("registration-date", first.registered))
        said = [("domain", domain), *(("ip", each) for each in _addresses(alerts))]
        said += [(name, at) for name, time in times if (at := _ids.moment(time))]
        why = "\n\n".join(f"{_plain.heading(each)}\n{_plain.evidence(each)}" for each in alerts[:3])
        part = self._part("domain-ip", domain, said, why)
        judged = any(map(_plain.is_confirmed, alerts))
        part["Attribute"][0] |= {"to_ids": judged, "comment": defang.tell(_wording.why(first))}
        refs = (self._reference(part["uuid"], other, relation) for other, relation in links.items())
        return part | {"ObjectReference": list(refs)}

    def _part(self, name: str, domain: str, said: Iterable[tuple[str, str]], why: str) -> Part:
        template, version = _TEMPLATES[name]
        made = self._id(name, domain)
        return {
            "name": name,
            "meta-category": "network",
            "template_uuid": template,
            "template_version": version,
            "uuid": made,
            "timestamp": self.told,
            "distribution": "5",  # as the event
            "comment": why,
            "Attribute": [_attribute(made, self.told, relation, value) for relation, value in said],
        }

    def _reference(self, ours: str, domain: str, relation: str) -> Part:
        theirs = self._id("domain-ip", domain)
        return {
            "uuid": _ids.made(ours, theirs, relation),
            "object_uuid": ours,
            "referenced_uuid": theirs,
            "relationship_type": relation,
            "timestamp": self.told,
        }

    def _id(self, name: str, domain: str) -> str:
        return _ids.made(self.report.author, name, self.report.day, domain)


def _linked(alerts: list[AlertLine]) -> Iterator[tuple[str, str]]:
    """The names that a candidate is to be referred to, and as what."""
    for alert in alerts:
        for each in alert.siblings:
            if _ids.is_name(each.domain) and each.domain != alert.domain:
                yield each.domain, "related-to"
    for alert in alerts:
        if _ids.is_name(alert.counterpart) and alert.counterpart != alert.domain:
            yield alert.counterpart, "similar"


def _values(alerts: list[AlertLine]) -> Iterator[tuple[str, str]]:
    for alert in alerts:
        for line in alert.evidence:
            for fact in line.facts:
                kind, _, rest = fact.value.partition(":")
                yield kind, rest[: defang.TEXT]


def _addresses(alerts: list[AlertLine]) -> list[str]:
    found: dict[str, None] = {}
    for kind, value in _values(alerts):
        if kind in ("a", "aaaa"):
            try:
                found[str(ipaddress.ip_address(value))] = None
            except ValueError:
                continue
    return list(found)[:_MOST_ADDRESSES]


def _registration(alerts: list[AlertLine]) -> Iterator[tuple[str, str]]:
    """What both registrations say, and when this one was made; the last of a kind stands."""
    for kind, value in _values(alerts):
        name = _WHOIS.get(kind, "")
        shape = _SHAPES.get(name)
        if name and value.strip() and (shape is None or shape.fullmatch(value)):
            yield name, value if shape else defang.tell(value)
    if made := _ids.moment(alerts[0].registered):
        yield "creation-date", made


def _attribute(part: str, told: str, relation: str, value: str) -> Part:
    return {
        "uuid": _ids.made(part, relation, value),
        "object_relation": relation,
        "type": (kind := _TYPES[relation]),
        "category": _category(kind),
        "value": value,
        "to_ids": False,
        "disable_correlation": relation.endswith(("-seen", "-date")),
        "timestamp": told,
        "distribution": "5",
    }


def _category(kind: str) -> str:
    if kind in ("domain", "ip-dst"):
        return "Network activity"
    return "Attribution" if kind.startswith("whois-") else "Other"  # MISP's own word for registrations


def _day(report: DailyReport) -> Part:
    return {
        "uuid": _ids.made(report.author, "day", report.day),
        "type": "comment",
        "category": "Other",
        "value": _plain.the_day(report),
        "to_ids": False,
        "disable_correlation": True,
        "timestamp": _stamp(report),
        "distribution": "5",
    }


def _stamp(report: DailyReport) -> str:
    return str(int(datetime.fromisoformat(_ids.told(report)).timestamp()))


def _said(text: str) -> str:
    return defang.tell(text, defang.TITLE)


FORMAT = Format(
    name="misp",
    question="What does a MISP instance import?",
    suffix=".misp.json",
    render=render,
)
