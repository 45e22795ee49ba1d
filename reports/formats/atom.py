"""Which alerts does a feed reader, or a bot that reads feeds, show?

An Atom feed (RFC 4287) with an entry for the day and one an alert. The ids are made of what happened, so a
reader shows each once, however often it is given the file; no entry has a link to a candidate.
"""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from reports import defang
from reports.digest import AlertLine, DailyReport
from reports.formats import _ids, _plain, _wording
from reports.formats._format import Format

ATOM = "http://www.w3.org/2005/Atom"
_TAG = "tag:brassplate.invalid,2026:"
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: DailyReport) -> str:
    author = defang.tell(report.author, defang.TITLE) or "brassplate"
    feed = Element("feed", xmlns=ATOM)
    _put(feed, "id", f"{_TAG}feed/{_ids.made(report.author)}")
    _put(feed, "title", f"{author}: sites that resemble documented fronts")
    _put(feed, "updated", _ids.told(report))
    _put(SubElement(feed, "author"), "name", author)
    _put(feed, "rights", f"TLP:{report.tlp}")
    _put(feed, "generator", report.program)
    _day(feed, report)
    for name, alert in {_name(report, alert): alert for alert in report.alerts}.items():
        _alert(feed, report, name, alert)
    indent(feed, space=" ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode") + "\n"


def _day(feed: Element, report: DailyReport) -> None:
    entry = _entry(feed, report, _ids.made(report.author, "day", report.day), f"The day {report.day}")
    _put(entry, "content", _plain.the_day(report), type="text")


def _name(report: DailyReport, alert: AlertLine) -> str:
    return _ids.made(report.author, "alert", report.day, alert.domain, alert.counterpart, alert.status)


def _alert(feed: Element, report: DailyReport, name: str, alert: AlertLine) -> None:
    entry = _entry(feed, report, name, _plain.heading(alert))
    for term in filter(None, (alert.status, _wording.band(alert))):
        SubElement(entry, "category", term=_clean(term))
    _put(entry, "content", _plain.evidence(alert), type="text")


def _entry(feed: Element, report: DailyReport, name: str, title: str) -> Element:
    entry = SubElement(feed, "entry")
    _put(entry, "id", f"{_TAG}entry/{name}")
    _put(entry, "title", title)
    _put(entry, "published", _ids.begun(report))
    _put(entry, "updated", _ids.told(report))
    _put(entry, "rights", f"TLP:{report.tlp}")
    return entry


def _put(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    """``text`` without what no XML document can hold; of our own words nothing is lost."""
    return _NO_XML.sub("�", text)


FORMAT = Format(
    name="atom",
    question="What does a feed reader show?",
    suffix=".atom",
    render=render,
)
