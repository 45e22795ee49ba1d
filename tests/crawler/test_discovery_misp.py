"""Which domains come out of MISP events, feeds and searches, and is what was taken back left out?"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.misp import SOURCE
from crawler.errors import ConfigError, SourceUnavailable
from tests.crawler._feeds import Served, batches, given, served, told

ONE, TWO, THREE = (f"5f5f5f5f-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))


def attribute(value: str, kind: str = "domain", **more: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "to_ids": True, "timestamp": "1763000000"} | more


def event(*attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    kept = {"info": "Front companies", "date": "2026-11-20", "Attribute": list(attributes)}
    return {"Event": kept | more}


def read(tmp_path: Path, *attributes: dict[str, Any], **more: Any) -> dict[str, str]:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event(*attributes, **more)))
    return told(SOURCE, given(file))[0]


def test_an_events_domains_are_named_with_its_title_and_marking(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        attribute("one.example"),
        attribute("www.two.example", "hostname", comment="mail server\nof the front"),
        attribute("three.example|192.0.2.7", "domain|ip"),
        attribute("hxxps://four[.]example/login", "url"),
        attribute("192.0.2.7", "ip-dst"),
        attribute("somebody@five.example", "email-src"),
        attribute("report.example", "link"),
        Tag=[{"name": "tlp:amber"}, {"name": "type:OSINT"}],
    )
    title = 'MISP event "Front companies" of 2026-11-20; TLP:AMBER'
    assert found == {
        "one.example": title,
        "www.two.example": f"{title}; mail server of the front",
        "three.example": title,
        "four.example": title,
    }


@pytest.mark.parametrize(
    "more",
    [
        {"to_ids": False},
        {"to_ids": "0"},
        {"deleted": True},
        {"deleted": "1"},
        {"warnings": [{"warninglist_id": 1, "warninglist_name": "Top 1000"}]},
        {"Tag": [{"name": 'false-positive:risk="high"'}]},
        {"Tag": [{"name": 'false-positive:confirmed="true"'}]},
        {"Tag": [{"name": "false-positive"}]},
        {"Sighting": [{"type": "0"}, {"type": "1"}]},
    ],
)
def test_what_was_taken_back_is_left_out(tmp_path: Path, more: dict[str, Any]) -> None:
    assert list(read(tmp_path, attribute("one.example", **more), attribute("two.example"))) == ["two.example"]


@pytest.mark.parametrize(
    "more",
    [
        {"Tag": [{"name": 'false-positive:risk="low"'}]},
        {"Tag": [{"name": 'false-positive:confirmed="false"'}]},
        {"Sighting": [{"type": "0"}, {"type": "0"}, {"type": "1"}]},
        {"Tag": "x", "Sighting": {"type": "1"}, "comment": ["x"], "timestamp": "soon", "warnings": []},
        {"to_ids": "1"},
    ],
)
def test_what_still_stands_is_kept(tmp_path: Path, more: dict[str, Any]) -> None:
    assert list(read(tmp_path, attribute("one.example", **more))) == ["one.example"]


def test_attributes_without_the_mark_of_detection_are_read_when_all_are_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(
        json.dumps(event(attribute("one.example", to_ids=False), attribute("two.example", deleted=True)))
    )
    assert list(told(SOURCE, given(file, to_ids="all"))[0]) == ["one.example"]


def test_an_objects_attributes_are_read_with_its_registrant(tmp_path: Path) -> None:
    whois = [attribute("front.example"), attribute("owner@mail.example", "whois-registrant-email")]
    gone = {"name": "whois", "deleted": True, "Attribute": [attribute("gone.example")]}
    found = read(tmp_path, attribute("other.example"), Object=[{"name": "whois", "Attribute": whois}, gone])
    title = 'MISP event "Front companies" of 2026-11-20'
    assert found == {"other.example": title, "front.example": f"{title}; registrant owner@mail.example"}


def test_an_export_of_several_events_is_read_and_broken_attributes_are_named(tmp_path: Path) -> None:
    rows = [event(attribute("one.example"), attribute("no name")), event("x", attribute("two.example"))]  # type: ignore[arg-type]
    (tmp_path / "export.json").write_text(json.dumps({"response": rows}))
    (tmp_path / "other.json").write_text("{}")
    found, faults, _ = told(SOURCE, given(tmp_path))
    assert list(found) == ["one.example", "two.example"]
    assert faults == [
        "export.json: attribute 2: 'no name' is not a bare domain; give it without scheme, path or brackets",
        "export.json: attribute 1 is none",
        "other.json: it holds no MISP event",
    ]


def feed(folder: Path, **events: tuple[int, dict[str, Any] | None]) -> Path:
    uuids = {"one": ONE, "two": TWO, "three": THREE}
    manifest: dict[str, Any] = {"../../etc/passwd": {"timestamp": "1"}}
    for name, (time, content) in events.items():
        manifest[uuids[name]] = {"info": name, "timestamp": str(time)}
        if content is not None:
            (folder / f"{uuids[name]}.json").write_text(json.dumps(content))
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


STRANGE = "1 of the entries of manifest.json name no event that is read"


def test_of_a_feed_only_new_and_changed_events_are_read(tmp_path: Path) -> None:
    one, two = event(attribute("one.example")), event(attribute("two.example"))
    where = feed(tmp_path, one=(1_763_000_100, one), two=(1_763_000_000, two))
    found, faults, cursor = told(SOURCE, given(where))
    assert (list(found), faults) == (["two.example", "one.example"], [STRANGE])
    assert told(SOURCE, given(where, cursor))[0] == {}
    feed(tmp_path, one=(1_763_000_100, one), two=(1_763_009_000, event(attribute("more.example"))))
    assert list(told(SOURCE, given(where, cursor))[0]) == ["more.example"]


def test_a_pipe_in_an_events_place_is_not_waited_for(tmp_path: Path) -> None:
    where = feed(tmp_path, one=(1, event(attribute("one.example"))), two=(2, None))
    os.mkfifo(Path(where, f"{TWO}.json"))
    found, faults, _ = told(SOURCE, given(where))
    assert list(found) == ["one.example"]
    assert f"event {TWO}: {TWO}.json is a pipe or a device" in faults


def test_an_event_that_cannot_be_read_is_asked_for_again(tmp_path: Path) -> None:
    where = feed(tmp_path, one=(1, event(attribute("one.example"))), two=(2, None), three=(3, {"Event": 7}))
    found, faults, cursor = told(SOURCE, given(where))
    assert list(found) == ["one.example"]
    assert faults[1:] == [
        f"event {TWO}: {TWO}.json cannot be read: No such file or directory",
        f"event {THREE}: it holds no MISP event",
    ]
    feed(tmp_path, one=(1, None), two=(2, event(attribute("two.example"))), three=(3, None))
    assert list(told(SOURCE, given(where, cursor))[0]) == ["two.example"]


def test_a_feed_on_the_web_keeps_what_came_before_it_failed(tmp_path: Path) -> None:
    feed(tmp_path, one=(1, event(attribute("one.example"))), two=(2, event(attribute("two.example"))))
    broken = True

    def answer(path: str, headers: Mapping[str, str], body: bytes) -> Served:
        assert headers["authorization"] == "Basic YW5hbHlzdDp3b3Jk"
        if broken and TWO in path:
            return 503, {}, b""
        return 200, {}, (tmp_path / path.rpartition("/")[2]).read_bytes()

    with served(answer) as url:
        asked = given(f"{url}/feed/manifest.json", "", "analyst:word")
        got = []
        with asked.web, pytest.raises(SourceUnavailable, match="status 503; it asks for patience"):
            for batch in SOURCE.read(asked):
                got.append(batch)
        assert [name for batch in got for name, _ in batch.names] == ["one.example"]
        broken = False
        found, _, _ = told(SOURCE, given(f"{url}/feed/", got[-1].cursor, "analyst:word"))
        assert list(found) == ["two.example"]


def test_a_large_event_comes_in_batches(tmp_path: Path) -> None:
    rows = [attribute(f"front-{number}.example") for number in range(12_000)]
    where = feed(tmp_path, one=(1, event(*rows)))
    assert [len(batch.names) for batch in batches(SOURCE, given(where))] == [10_000, 2_000]


class Server:
    """A MISP server that answers ``attributes/restSearch`` from its rows, by time."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []

    def add(self, name: str, time: int) -> None:
        said = {"uuid": f"uuid-{name}", "timestamp": str(time), "Event": {"info": "Front companies"}}
        self.rows.append(attribute(name, **said))

    def __call__(self, path: str, headers: Mapping[str, str], body: bytes) -> Served:
        assert (path, headers["authorization"]) == ("/attributes/restSearch", "k3y")
        wanted = json.loads(body)
        self.asked.append(wanted)
        rows = sorted(
            (each for each in self.rows if int(each["timestamp"]) >= int(wanted["timestamp"])),
            key=lambda each: int(each["timestamp"]),
        )
        start = wanted["limit"] * (wanted["page"] - 1)
        page = rows[start : start + wanted["limit"]]
        return 200, {}, json.dumps({"response": {"Attribute": page}}).encode()


def test_a_search_goes_on_after_the_last_time_without_gap_or_repeat() -> None:
    server = Server()
    for number in range(4_500):
        server.add(f"front-{number}.example", 1_763_000_000 + number // 2)
    with served(server) as url:
        pages = batches(SOURCE, given(url, "", "k3y", search="attributes"))
        assert [len(page.names) for page in pages] == [2_000, 2_000, 500]
        assert pages[0].names[0] == ("front-0.example", 'MISP event "Front companies"')
        found, _, cursor = told(SOURCE, given(url, pages[0].cursor, "k3y", search="attributes"))
        assert len(found) == 2_500
        assert told(SOURCE, given(url, cursor, "k3y", search="attributes"))[0] == {}
        server.add("same-second.example", 1_763_002_249)
        server.add("later.example", 1_763_009_999)
        found, _, _ = told(SOURCE, given(url, cursor, "k3y", search="attributes"))
        assert list(found) == ["same-second.example", "later.example"]
    assert server.asked[0]["to_ids"] == 1
    assert server.asked[-1]["timestamp"] == "1763002249"


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (403, b"", "status 403; check the key"),
        (200, b"<html>", "something else than attributes"),
        (200, b'{"response": 7}', "something else than attributes"),
    ],
)
def test_a_search_that_fails_is_one_sentence(status: int, body: bytes, says: str) -> None:
    with served(lambda *_: (status, {}, body)) as url, pytest.raises(SourceUnavailable, match=says):
        batches(SOURCE, given(url, "", "k3y", search="attributes"))


def test_a_search_needs_a_server_and_a_key(tmp_path: Path) -> None:
    for asked in (
        given(tmp_path, search="attributes"),
        given(tmp_path, search="all"),
        given(tmp_path, to_ids="no"),
    ):
        with pytest.raises(ConfigError):
            batches(SOURCE, asked)
