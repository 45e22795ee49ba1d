"""Which domains, with which words, come out of STIX bundles, whole and broken ones?"""

import gzip
import json
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery._json_items import items
from crawler.discovery._unpacked import Damaged
from crawler.discovery.stix import SOURCE
from tests.crawler._feeds import batches, given, served, told

AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"


def bundle(*objects: Any) -> bytes:
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()


def name(domain: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "domain-name", "id": f"domain-name--{number}", "value": domain, **more}


def indicator(pattern: str, /, **more: Any) -> dict[str, Any]:
    kept = {"type": "indicator", "id": "indicator--1", "pattern": pattern, "pattern_type": "stix"}
    return kept | {"name": "Front of a company", "indicator_types": ["malicious-activity"]} | more


def read(tmp_path: Path, *objects: Any) -> tuple[dict[str, str], list[str]]:
    file = tmp_path / "bundle.json"
    file.write_bytes(bundle(*objects))
    return told(SOURCE, given(file))[:2]


def test_domains_urls_and_mail_addresses_are_named(tmp_path: Path) -> None:
    found, faults = read(
        tmp_path,
        name("Front-One.example."),
        {"type": "url", "id": "url--1", "value": "https://front-two.example/jobs?id=1"},
        {"type": "email-addr", "id": "email-addr--1", "value": "hr@front-three.example"},
        {"type": "email-addr", "id": "email-addr--2", "value": "somebody@gmail.com"},
        {"type": "ipv4-addr", "id": "ipv4-addr--1", "value": "192.0.2.1"},
        {"type": "identity", "id": "identity--1", "name": "publisher.example"},
        {"type": "malware-analysis", "id": "malware-analysis--1", "product": "vendor.example"},
        {"type": "url", "id": "url--2", "value": "https://github.com/somebody/tool"},
    )
    assert found == {
        "front-one.example": "domain-name object",
        "front-two.example": "url object",
        "front-three.example": "email-addr object",
    }
    assert faults == []


def test_the_reason_is_what_others_say_of_it_with_its_marking(tmp_path: Path) -> None:
    report = {
        "type": "report",
        "id": "report--1",
        "name": "Fronts\nof autumn",
        "object_refs": ["domain-name--7"],
    }
    found, _ = read(
        tmp_path,
        name("front.example", 7, object_marking_refs=[AMBER], confidence=80),
        indicator("[domain-name:value = 'other.example']"),
        report,
    )
    assert found == {
        "front.example": 'domain-name object; report "Fronts of autumn"; TLP:AMBER; confidence 80',
        "other.example": 'indicator "Front of a company"; malicious-activity',
    }


@pytest.mark.parametrize(
    ("pattern", "domains"),
    [
        ("[domain-name:value = 'a.example']", ["a.example"]),
        ("[domain-name:value='a.example' OR domain-name:value = 'b.example']", ["a.example", "b.example"]),
        ("[domain-name:value IN ('a.example', 'b.example')]", ["a.example", "b.example"]),
        ("[url:value = 'http://a.example/it\\\\'s'] AND [file:name = 'b.example']", ["a.example"]),
        (
            "[email-addr:value = 'x@a.example'] FOLLOWEDBY [url:value = 'https://b.example']",
            ["a.example", "b.example"],
        ),
        ("[domain-name:value NOT = 'a.example']", []),
        ("[domain-name:value != 'a.example']", []),
        ("[domain-name:value LIKE '%.example']", []),
        ("[x509-certificate:subject = 'a.example']", []),
        ("[x-domain-name:value = 'a.example']", []),
        ("[domain-name:value = 'a.example", []),
    ],
)
def test_a_pattern_names_what_it_looks_for(tmp_path: Path, pattern: str, domains: list[str]) -> None:
    found, _ = read(tmp_path, indicator(pattern))
    assert list(found) == domains


@pytest.mark.parametrize(
    "more",
    [
        {"revoked": True},
        {"valid_until": "2026-11-21T00:00:00Z"},
        {"labels": ["benign"]},
        {"indicator_types": ["benign"]},
        {"labels": ["False Positive"]},
        {"labels": ["allow-list"]},
        {"pattern_type": "snort"},
        {"pattern": 7},
    ],
)
def test_what_was_taken_back_or_is_no_pattern_names_nobody(tmp_path: Path, more: dict[str, Any]) -> None:
    found, _ = read(tmp_path, indicator("[domain-name:value = 'a.example']", **more), name("b.example"))
    assert list(found) == ["b.example"]


@pytest.mark.parametrize(
    "more",
    [
        {"valid_until": "2027-01-01T00:00:00Z"},
        {"valid_until": "soon"},
        {"modified": "0001-01-01T00:00:00+09:00"},
        {"indicator_types": ["anomalous-activity"]},
        {"labels": [None, {"benign": 1}]},
        {"object_marking_refs": "x", "confidence": True, "name": ["x"], "modified": 3},
    ],
)
def test_what_is_still_somebodys_word_is_kept(tmp_path: Path, more: dict[str, Any]) -> None:
    found, _ = read(tmp_path, indicator("[domain-name:value = 'a.example']", **more))
    assert list(found) == ["a.example"]


@pytest.mark.parametrize("strange", [None, [], {}, ["indicator"], {"type": "report"}, 7, "\ud800"])
def test_members_of_strange_types_break_nothing(tmp_path: Path, strange: Any) -> None:
    members = (
        "id",
        "name",
        "pattern",
        "pattern_type",
        "labels",
        "object_refs",
        "object_marking_refs",
        "definition",
    )
    rows = [
        dict.fromkeys(members, strange) | {"type": kind}
        for kind in ("indicator", "report", "marking-definition")
    ]
    found, _ = read(tmp_path, *rows, {"type": strange, "value": strange}, name("front.example"))
    assert list(found) == ["front.example"]


def test_a_broken_object_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_bytes(
        b'{"objects": [' + json.dumps(name("a.example")).encode() + b', {"type": bad}, 7, '
        b'{"type": "domain-name", "value": "two words"}, ' + json.dumps(name("b.example")).encode() + b"]}"
    )
    found, faults, _ = told(SOURCE, given(file))
    assert list(found) == ["a.example", "b.example"]
    assert faults == [
        "feed.json: item 2 is no JSON (character 84)",
        "feed.json: object 3 is none",
        "feed.json: object 4: 'two words' is not a bare domain; give it without scheme, path or brackets",
    ]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_bundle_that_breaks_off_is_used_so_far_and_gone_on_with_when_it_is_whole(
    tmp_path: Path, packed: bool
) -> None:
    rows = [
        name(f"front-{number}.example", number, pad=random.Random(number).random()) for number in range(2_000)
    ]
    whole = gzip.compress(bundle(*rows)) if packed else bundle(*rows)
    file = tmp_path / "bundle.json"
    file.write_bytes(whole[: len(whole) // 2])
    found, faults, cursor = told(SOURCE, given(file))
    assert 500 < len(found) < 1_500
    assert len(faults) == 1
    assert faults[0].startswith("bundle.json: ")
    assert told(SOURCE, given(file, cursor))[0] == {}
    file.write_bytes(whole)
    assert len(told(SOURCE, given(file, cursor))[0]) == 2_000


def test_the_same_bundle_is_told_once_and_a_cut_reading_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(bundle(*(name(f"front-{number}.example", number) for number in range(25_000))))
    read_whole = batches(SOURCE, given(file))
    assert [len(batch.names) for batch in read_whole] == [10_000, 10_000, 5_000]
    rest = batches(SOURCE, given(file, read_whole[0].cursor))
    assert [*read_whole[0].names, *(pair for batch in rest for pair in batch.names)] == [
        pair for batch in read_whole for pair in batch.names
    ]
    assert batches(SOURCE, given(file, read_whole[-1].cursor)) == []


def test_a_folder_is_read_file_by_file_and_only_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(bundle(name("one.example")))
    (tmp_path / "notes.txt").write_text("no bundle")
    found, faults, cursor = told(SOURCE, given(tmp_path))
    assert (found, faults) == ({"one.example": "domain-name object"}, [])
    (tmp_path / "two.json").write_bytes(bundle(name("two.example")))
    (tmp_path / "three.json").write_bytes(b"<html>")
    found, faults, _ = told(SOURCE, given(tmp_path, cursor))
    assert list(found) == ["two.example"]
    assert faults == ["three.json: it is no JSON array, nor an object with the array 'objects'"]


def test_a_bundle_is_fetched_with_the_secret() -> None:
    asked = []

    def answer(path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append((path, headers.get("authorization")))
        return 200, {}, bundle(name("front.example"))

    with served(answer) as url:
        found, _, cursor = told(SOURCE, given(f"{url}/feed", secret="s3cret"))
        assert list(found) == ["front.example"]
        assert told(SOURCE, given(f"{url}/feed", cursor, "user:word"))[0] == {}
    assert asked == [("/feed", "Bearer s3cret"), ("/feed", "Basic dXNlcjp3b3Jk")]


def test_memory_does_not_grow_with_the_bundle() -> None:
    def peak(number: int) -> int:
        one = json.dumps(name("front.example")).encode()
        pieces = (b'{"objects":[' if not at else one + b"," for at in range(number))
        tracemalloc.start()
        with pytest.raises(Damaged, match="after item"):
            for _ in items(pieces, "objects"):
                pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(40_000) < 1.3 * peak(4_000) < 4_000_000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"[" * 200_000, "nested too deeply"),
        (b'[{"a":"' + b"x" * 5_000_000, "too long or no JSON"),
        (b"", "no JSON array"),
        (b'{"objects": 7}', "no array 'objects'"),
        (b"\x00\xff\xfe", "no JSON array"),
        (b"[1 2]", "after item 1 it is no JSON"),
    ],
    ids=["deep", "long", "empty", "no list", "binary", "no comma"],
)
def test_what_is_no_list_of_objects_is_said(text: bytes, says: str) -> None:
    with pytest.raises(Damaged, match=says):
        list(items([text], "objects"))


def test_an_item_nested_or_long_beyond_measure_is_passed_over() -> None:
    deep, long = b"[" * 100_000 + b"]" * 100_000, b'"' + b"x\\\\" * 1_500_000 + b'"'
    text = b'[{"a": 1}, ' + deep + b", " + long + b', "],\\"", 5]'
    pieces = [text[at : at + 65_536] for at in range(0, len(text), 65_536)]
    found = list(items(pieces, "objects"))
    assert [each.value for each in found] == [{"a": 1}, None, None, '],"', 5]
    assert [each.fault.split(" (")[0] for each in found[1:3]] == [
        "item 2 is nested too deeply",
        "item 3 is too long or no JSON",
    ]
