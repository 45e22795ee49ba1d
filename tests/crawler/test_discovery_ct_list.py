"""Are all the logs of a log list followed, as long as the list has them?"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.discovery import Batch
from crawler.discovery.certificates_list import SOURCE as LIST
from crawler.errors import SourceUnavailable
from tests.crawler import _ct_logs as ct

ALL = [ct.expected(each) for each in ct.entries()]


def names(first: int, end: int) -> list[str]:
    return [name for index in range(first, end) for name in ALL[index % 256]]


@pytest.fixture
def log() -> Iterator[ct.Served]:
    with ct.serving(ct.Served(size=700)) as served:
        yield served


def indexes(batches: list[Batch]) -> dict[str, int]:
    return {name: each["index"] for name, each in json.loads(batches[-1].cursor)["logs"].items()}


def listed(log: ct.Served) -> bytes:
    def one(name: str, state: str, **told: object) -> dict[str, object]:
        return {
            "log_id": name,
            "description": name,
            "state": {state: {"timestamp": "2026-01-01T00:00:00Z"}},
        } | told

    tiled = [one("tiled", "usable", monitoring_url=log.url, submission_url="x", key=ct.public_key())]
    logs = [
        one("paged", "readonly", url=f"{log.url}/", key=ct.public_key()),
        one(
            "old",
            "usable",
            url="http://127.0.0.1:1/",
            temporal_interval={"end_exclusive": "2026-07-01T00:00:00Z"},
        ),
        one("retired", "retired", url="http://127.0.0.1:1/"),
        {"description": "odd", "url": 7},
    ]
    operators = [{"name": "A", "logs": logs, "tiled_logs": []}, {"name": "B", "tiled_logs": tiled}, 5]
    return json.dumps({"version": "3", "operators": operators}).encode()


def test_every_log_of_a_list_is_followed_each_with_its_own_cursor(log: ct.Served, tmp_path: Path) -> None:
    file = tmp_path / "log_list.json"
    file.write_bytes(listed(log))
    first = ct.read_all(LIST, file, start="690")
    assert ct.names_in(first) == names(690, 700)  # the other one waits for its tile
    assert indexes(first) == {"paged": 700, "tiled": 690}
    log.size = 768
    second = ct.read_all(LIST, file, cursor=first[-1].cursor)
    assert ct.names_in(second) == names(700, 768) + names(690, 768)
    assert not any(each.faults for each in (*first, *second))


def test_a_log_that_left_the_list_is_told_once_and_a_dead_one_hinders_nobody(log: ct.Served) -> None:
    log.answers["/list"] = 200, listed(log)
    first = ct.read_all(LIST, f"{log.url}/list", start="0")
    log.answers["/list"] = 200, listed(log).replace(b'"readonly"', b'"retired"')
    second = ct.read_all(LIST, f"{log.url}/list", cursor=first[-1].cursor)
    host = log.url.removeprefix("http://")
    assert second[0].faults == (f"{host} is retired now; it is followed no more",)
    third = ct.read_all(LIST, f"{log.url}/list", cursor=second[-1].cursor)
    assert [each.faults for each in third] == [()]
    log.answers["/list"] = 200, listed(log)
    log.answers["/ct/v1/get-sth"] = 500, b""
    log.size = 1_024
    fourth = ct.read_all(LIST, f"{log.url}/list", cursor=second[-1].cursor)
    assert ct.names_in(fourth) == names(700, 1_024)
    assert "get-sth answered with status 500" in fourth[-1].faults[0]


def test_only_the_logs_that_were_asked_for_are_read(log: ct.Served) -> None:
    log.answers["/list"] = 200, listed(log)
    got = ct.read_all(LIST, f"{log.url}/list", start="0", only="Sycamore, page")
    assert (ct.names_in(got), indexes(got)) == (names(0, 700), {"paged": 700})


def test_when_no_log_can_be_read_the_list_is_told_as_out_of_use(log: ct.Served) -> None:
    log.answers |= {"/list": (200, listed(log)), "/checkpoint": (500, b""), "/ct/v1/get-sth": (500, b"")}
    with pytest.raises(SourceUnavailable, match="none of the 2 logs"):
        ct.read_all(LIST, f"{log.url}/list")


@pytest.mark.parametrize("body", [b"[]", b'{"operators": []}', b'{"operators": [{"logs": [{}]}]}', b"\xff"])
def test_what_is_no_log_list_is_told(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "list").write_bytes(body)
    with pytest.raises(SourceUnavailable, match=r"no log list|lists no logs"):
        ct.read_all(LIST, tmp_path / "list")
