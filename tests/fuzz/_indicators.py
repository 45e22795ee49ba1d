"""Which readers take what somebody calls a suspect, and what do they ask of an input?"""

import io
import json
from collections.abc import Iterator, Sequence

from crawler.discovery import _cof, _documents, _misp, _stix
from crawler.discovery._anchors import anchors
from crawler.discovery._json_items import items
from crawler.discovery._lines import lines
from crawler.discovery._lists import Junk
from crawler.discovery._unpacked import Damaged, unpacked
from crawler.discovery.csv import _Rows
from tests.fuzz._seeds import NOW
from tests.fuzz._trial import Target

TOKENS = (
    b'{ } [ ] , : "" null true NaN -0 1e999 "\\ud800" "\\u0000" \xff\xfe "type": "value": "pattern": '
    b'"domain-name" "indicator" IN~( [url:value~=~\'http://[\' \\\' hxxp:// [.] xn-- "Tag": "Attribute": '
    b'"rdata": "time_last": "obj": \x1f\x8b \n ; \t'
).split(b" ")
WORDS = [each.replace(b"~", b" ") for each in TOKENS]


def _entries(found: Iterator[_documents.Entry]) -> object:
    """The names are A-labels, and nothing that is said of them is half a character."""
    pile = _documents.Pile()
    try:
        for entry in found:
            pile.put(entry, "feed")
    except Damaged as error:
        pile.fault(str(error))
    for name, said in pile.names:
        assert name.isascii() and said.isprintable(), (name, said)
    batch = pile.batch("")
    return [list(batch.names)[:1_000], list(batch.faults)]


def _bundle(data: bytes) -> object:
    told = _stix.Told()
    try:
        for item in items(unpacked(io.BytesIO(data)), "objects"):
            told.learn(item.value)
    except Damaged:
        pass
    return _entries(_stix.entries(items(unpacked(io.BytesIO(data)), "objects"), told, NOW))


def _event(data: bytes) -> object:
    try:
        found = list(_misp.events(json.loads(data)))
    except (ValueError, RecursionError):
        return None
    return _entries(entry for event in found for entry in _misp.of_event(event, True, NOW))


def _table(data: bytes) -> object:
    rows, told = _Rows("", "list.csv", None), []
    for line in lines([data], 100_000):
        try:
            found = rows(line)
        except Junk:
            continue
        if found:
            assert found[0].isascii() and found[1].isprintable(), found
            told.append(found)
    return told[:1_000]


def _passive(data: bytes) -> object:
    told: list[list[object]] = []
    try:
        for row in _cof.rows(io.BytesIO(data), NOW):
            told.append(list(row[:3]))
    except Damaged as error:
        told.append([str(error)])
    return told[:1_000]


def _stix_seeds() -> Sequence[bytes]:
    name = {
        "type": "domain-name",
        "id": "domain-name--1",
        "value": "front.test",
        "confidence": 5,
        "labels": ["x"],
    }
    pattern = "[domain-name:value IN ('one.test', 'two.test') OR url:value = 'http://x.test/it\\'s']"
    indicator = {"type": "indicator", "pattern": pattern, "valid_until": "2027-01-01T00:00:00Z", "name": "x"}
    report = {"type": "report", "name": "Fronts", "object_refs": ["domain-name--1"]}
    return [json.dumps({"type": "bundle", "objects": [name, indicator, report]}).encode()]


def _misp_seeds() -> Sequence[bytes]:
    row = {"type": "domain|ip", "value": "front.test|192.0.2.1", "to_ids": True, "timestamp": "1763000000"}
    more = row | {"Tag": [{"name": "tlp:red"}], "Sighting": [{"type": "0"}], "comment": "x"}
    event = {"info": "Fronts", "date": "2026-11-20", "Attribute": [row], "Object": [{"Attribute": [more]}]}
    return [json.dumps({"response": [{"Event": event}]}).encode()]


def _table_seeds() -> Sequence[bytes]:
    return [
        b'type,domain,comment\nurl,hxxp://front[.]test/x,"a, b"\n',
        b"front.test;why\n1|two.test|because\n",
    ]


def _passive_seeds() -> Sequence[bytes]:
    rows = [("A", ["8.8.8.8"]), ("MX", "10 mail.front.test."), ("NS", "ns1.few.test")]
    told = [
        {"rrname": "front.test.", "rrtype": kind, "rdata": value, "time_first": 1, "time_last": 9}
        for kind, value in rows
    ]
    return [b"".join(json.dumps(each).encode() + b"\n" for each in (*told, {"obj": told[0]}))]


def _link_seeds() -> Sequence[bytes]:
    return [
        b'<a href="https://u@front.test:8/x?y">x</a><A HREF=//web.archive.org/web/2023id_/http://two.test/>'
    ]


TARGETS = (
    Target("stix", _bundle, _stix_seeds, list, WORDS, tries=600),
    Target("misp", _event, _misp_seeds, list, WORDS, tries=600),
    Target("table", _table, _table_seeds, list, WORDS, tries=400),
    Target("passive_dns_rows", _passive, _passive_seeds, list, WORDS, tries=400),
    Target("links", anchors, _link_seeds, list, WORDS, tries=300),
)
