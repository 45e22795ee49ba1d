"""What does a threat-intelligence platform import, with who says so, who may read it, and why?

A STIX 2.1 bundle: names as domain-name objects, their resemblance as relationships, the evidence as notes,
the clusters as groupings, all in a report of the day, marked by TLP 2.0. A resemblance is no indicator: there
is one only for what an analyst confirmed with an outside source. Equal reports give equal ids and bytes.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

from reports import defang
from reports.digest import AlertLine, ClusterLine, DailyReport
from reports.formats import _ids, _plain, _wording
from reports.formats._format import Format

Object = dict[str, Any]

_OBSERVABLES = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # the namespace of STIX 2.1, section 2.9
_TLP = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"  # OASIS, TLP 2.0
_MARKINGS = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
_ALWAYS = "2026-01-01T00:00:00.000Z"
"""When a thing was made that outlives its day: its first version must not depend on who exports it first."""


def render(report: DailyReport) -> str:
    objects = {each["id"]: each for each in _Bundle(report).objects()}
    name = f"bundle--{_ids.made(report.author, 'bundle', report.day)}"
    return json.dumps({"type": "bundle", "id": name, "objects": list(objects.values())}, indent=1) + "\n"


class _Bundle:
    """The objects of one report: whatever one refers to is among them."""

    def __init__(self, report: DailyReport) -> None:
        self.report = report
        self.begun, self.told = _stamp(_ids.begun(report)), _stamp(_ids.told(report))
        self.level = _ids.level(report)
        self.marking = {"object_marking_refs": [_MARKINGS[self.level]]}
        self.author = f"identity--{_ids.made(report.author, 'identity')}"

    def objects(self) -> Iterator[Object]:
        yield self._marking()
        yield self._identity()
        told = [*self._alerts(), *self._clusters()]
        yield from told
        yield self._report([each["id"] for each in told])

    def _marking(self) -> Object:
        extension = {"extension_type": "property-extension", "tlp_2_0": self.level.lower()}
        return {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": _MARKINGS[self.level],
            "created": "2022-10-01T00:00:00.000Z",
            "name": f"TLP:{self.level}",
            "extensions": {_TLP: extension},
        }

    def _identity(self) -> Object:
        made = self._made("identity", self.author, _ALWAYS, name=_said(self.report.author) or "brassplate")
        del made["created_by_ref"], made["object_marking_refs"]
        return made | {"modified": _ALWAYS, "identity_class": "organization"}

    def _alerts(self) -> Iterator[Object]:
        for alert in _plain.exported(self.report):
            found = list(self._alert(alert))
            yield from found
            yield self._note(alert, [each["id"] for each in found])

    def _alert(self, alert: AlertLine) -> Iterator[Object]:
        yield self._domain(alert.domain)
        if _plain.is_confirmed(alert):
            yield self._indicator(alert)
        if _ids.is_name(alert.counterpart) and alert.counterpart != alert.domain:
            yield self._domain(alert.counterpart)
            sure = max(0, min(100, round(alert.probability * 100)))
            yield self._related(alert.domain, alert.counterpart, _wording.why(alert)) | {"confidence": sure}
        for each in alert.siblings:
            if _ids.is_name(each.domain) and each.domain != alert.domain:
                yield self._domain(each.domain)
                one, other = sorted((alert.domain, each.domain))
                yield self._related(one, other, "; ".join(each.sentences))

    def _domain(self, domain: str) -> Object:
        made = {"type": "domain-name", "spec_version": "2.1", "id": _observable(domain), "value": domain}
        return made | self.marking

    def _related(self, ours: str, theirs: str, why: str) -> Object:
        source, target = _observable(ours), _observable(theirs)
        name = f"relationship--{_ids.made(self.report.author, 'related-to', source, target)}"
        refs = {"source_ref": source, "target_ref": target}
        return self._made("relationship", name, _ALWAYS, relationship_type="related-to", **refs) | _about(why)

    def _indicator(self, alert: AlertLine) -> Object:
        judged = alert.judgement
        assert judged is not None
        since = _stamp(_ids.moment(judged.day)) or self.begun
        until = _stamp(_ids.moment(judged.until))
        made = self._made(
            "indicator",
            f"indicator--{_ids.made(self.report.author, 'indicator', alert.domain, judged.day)}",
            since,
            name=defang.tell(alert.domain),
            description=_plain.heading(alert),
            indicator_types=["unknown"],
            pattern=f"[domain-name:value = '{alert.domain}']",
            pattern_type="stix",
            pattern_version="2.1",
            valid_from=since,
            external_references=[
                {"source_name": _said(judged.source), **_about(judged.reason or "confirmed")}
            ],
        )
        return made | ({"valid_until": until} if until > since else {})

    def _note(self, alert: AlertLine, refs: list[str]) -> Object:
        key = (self.report.author, "note", self.report.day, alert.domain, alert.counterpart)
        return self._made(
            "note",
            f"note--{_ids.made(*key)}",
            self.begun,
            abstract=_plain.heading(alert),
            content=_plain.evidence(alert),
            labels=[each for each in (alert.status, _wording.band(alert)) if each] or ["known"],
            object_refs=list(dict.fromkeys(refs)),
        )

    def _clusters(self) -> Iterator[Object]:
        for cluster in self.report.clusters:
            members = [each for each in cluster.members if _ids.is_name(each)]
            if members:
                yield from map(self._domain, members)
                yield self._grouping(cluster, members)

    def _grouping(self, cluster: ClusterLine, members: Iterable[str]) -> Object:
        return self._made(
            "grouping",
            f"grouping--{_ids.made(self.report.author, 'cluster', cluster.name)}",
            _ALWAYS,
            name=_said(cluster.name) or "cluster",
            context="suspicious-activity",
            object_refs=list(dict.fromkeys(map(_observable, members))),
        ) | _about("; ".join(cluster.facts))

    def _report(self, refs: list[str]) -> Object:
        return self._made(
            "report",
            f"report--{_ids.made(self.report.author, 'report', self.report.day)}",
            self.begun,
            name=f"Sites that resemble documented fronts, {self.report.day}",
            description=_plain.the_day(self.report),
            report_types=["observed-data"],
            published=self.told,
            object_refs=list(dict.fromkeys(refs)) or [self.author],
        )

    def _made(self, kind: str, key: str, created: str, **said: Any) -> Object:
        head = {"type": kind, "spec_version": "2.1", "id": key, "created_by_ref": self.author}
        return head | {"created": created, "modified": max(created, self.told)} | said | self.marking


def _observable(domain: str) -> str:
    """The id that everybody gives this name: of its canonical JSON, as the specification says."""
    return f"domain-name--{uuid5(_OBSERVABLES, json.dumps({'value': domain}, separators=(',', ':')))}"


def _stamp(moment: str) -> str:
    return moment.replace("Z", ".000Z")


def _said(text: str) -> str:
    return defang.tell(text, defang.TITLE)


def _about(text: str) -> Object:
    return {"description": defang.tell(text)} if text else {}


FORMAT = Format(
    name="stix",
    question="What does a threat-intelligence platform import?",
    suffix=".stix.json",
    render=render,
)
