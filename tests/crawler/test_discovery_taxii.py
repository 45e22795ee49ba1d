"""Is a TAXII server read page by page, and from where it was left?"""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.discovery.taxii import MEDIA_TYPE, SOURCE
from crawler.errors import ConfigError, SourceUnavailable
from tests.crawler._feeds import Served, batches, given, served, told

FRONTS, NEWS, SHUT = "91a7b528-80eb-42ed-a74d-c6fbd5a26116", "472c94ae-3113-4e3e-a4dd-a9f4ac7471d4", "0"


class Taxii:
    """Objects by the second at which they were added; three to a page, of which a token forgets nothing."""

    def __init__(self) -> None:
        self.objects: dict[str, list[str]] = {FRONTS: [], NEWS: []}
        self.asked: list[str] = []
        self.fails: dict[str, Served] = {}
        self.tokens = True
        self.dated = True

    def __call__(self, path: str, headers: Mapping[str, str], body: bytes) -> Served:
        assert headers["accept"] == MEDIA_TYPE
        assert headers.get("authorization") == "Basic YW5hbHlzdDp3b3Jk"
        self.asked.append(path)
        if failed := self.fails.get(path):
            return failed
        parts = urlsplit(path)
        if parts.path == "/taxii2/":
            return self._json({"title": "lab", "api_roots": ["/api1/"]})
        if parts.path == "/api1/collections/":
            kinds = {FRONTS: ("fronts", True), NEWS: ("news", True), SHUT: ("shut", False)}
            rows = [{"id": id, "title": told, "can_read": may} for id, (told, may) in kinds.items()]
            return self._json({"collections": rows})
        return self._page(parts.path.split("/")[3], parse_qs(parts.query))

    def _page(self, collection: str, query: Mapping[str, list[str]]) -> Served:
        start = int(query.get("added_after", ["2026-11-20T00:00:00Z"])[0][17:19])
        begin = start + int(query.get("next", ["0"])[0])
        rows = list(enumerate(self.objects[collection], 1))[begin : begin + 3]
        more = begin + 3 < len(self.objects[collection])
        told = {"objects": [{"type": "domain-name", "id": f"d--{n}", "value": each} for n, each in rows]}
        told |= {"more": True, "next": str(begin + 3 - start)} if more and self.tokens else {"more": more}
        header = (
            {"X-TAXII-Date-Added-Last": f"2026-11-20T00:00:{rows[-1][0]:02}Z"} if rows and self.dated else {}
        )
        return self._json(told, header)

    def _json(self, value: object, headers: Mapping[str, str] | None = None) -> Served:
        return 200, {"Content-Type": MEDIA_TYPE, **(headers or {})}, json.dumps(value).encode()


@pytest.fixture
def server() -> Iterator[tuple[Taxii, str]]:
    taxii = Taxii()
    with served(taxii) as url:
        yield taxii, url


def fronts(*numbers: int) -> list[str]:
    return [f"front-{number}.example" for number in numbers]


def read(url: str, cursor: str = "", **options: str) -> tuple[list[str], list[str], str]:
    found, faults, cursor = told(SOURCE, given(url, cursor, "analyst:word", **options))
    return list(found), faults, cursor


def test_all_collections_that_may_be_read_are_read_to_their_end(server: tuple[Taxii, str]) -> None:
    taxii, url = server
    taxii.objects = {FRONTS: fronts(*range(1, 8)), NEWS: ["news.example"]}
    found, faults, _ = read(f"{url}/taxii2/")
    assert (found, faults) == ([*fronts(*range(1, 8)), "news.example"], [])
    assert not any(path.split("/")[3] == SHUT for path in taxii.asked[2:])


def test_the_next_reading_asks_for_what_was_added_since(server: tuple[Taxii, str]) -> None:
    taxii, url = server
    taxii.objects[FRONTS] = fronts(1, 2, 3, 4)
    found, _, cursor = read(f"{url}/taxii2/", collection="fronts")
    assert found == fronts(1, 2, 3, 4)
    assert read(f"{url}/taxii2/", cursor, collection="fronts")[0] == []
    taxii.objects[FRONTS] += fronts(5)
    found, _, _ = read(f"{url}/taxii2/", cursor, collection="fronts")
    assert found == fronts(5)
    assert "added_after=2026-11-20T00:00:04Z" in taxii.asked[-1]


def test_a_reading_that_was_cut_off_goes_on_at_its_page(server: tuple[Taxii, str]) -> None:
    taxii, url = server
    taxii.objects[FRONTS] = fronts(*range(1, 8))
    where = f"{url}/api1/collections/{FRONTS}/"
    pages = batches(SOURCE, given(where, "", "analyst:word"))
    assert [len(page.names) for page in pages] == [3, 3, 1]
    for at, page in enumerate(pages[:-1], 1):
        assert read(where, page.cursor)[0] == fronts(*range(1 + 3 * at, 8))


def test_a_place_that_the_server_forgot_is_read_from_the_last_time_it_told(server: tuple[Taxii, str]) -> None:
    taxii, url = server
    taxii.objects[FRONTS] = fronts(*range(1, 6))
    where = f"{url}/api1/collections/{FRONTS}/"
    first = batches(SOURCE, given(where, "", "analyst:word"))[0]
    taxii.fails = {f"/api1/collections/{FRONTS}/objects/?limit=1000&next=3": (404, {}, b"")}
    assert read(where, first.cursor)[0][:3] == fronts(1, 2, 3)


def test_a_server_may_page_by_time_alone(server: tuple[Taxii, str]) -> None:
    taxii, url = server
    taxii.objects[FRONTS], taxii.tokens = fronts(*range(1, 8)), False
    assert read(f"{url}/api1/collections/{FRONTS}/")[:2] == (fronts(*range(1, 8)), [])


def test_a_server_that_leads_in_a_circle_is_left(server: tuple[Taxii, str]) -> None:
    taxii, url = server
    where = f"{url}/api1/collections/{FRONTS}/"
    turning = (200, {}, json.dumps({"more": True, "next": "same", "objects": []}).encode())
    path = f"/api1/collections/{FRONTS}/objects/?limit=1000"
    taxii.fails = {path: turning, f"{path}&next=same": turning}
    assert read(where)[1] == [f"{where} has more objects and does not say where"]
    assert len(taxii.asked) == 2


def test_objects_without_a_time_are_read_again_and_that_is_said(server: tuple[Taxii, str]) -> None:
    taxii, url = server
    taxii.objects[FRONTS], taxii.dated = fronts(1), False
    where = f"{url}/api1/collections/{FRONTS}/"
    found, faults, cursor = read(where)
    assert found == fronts(1)
    assert faults == [f"{where} does not say when its objects were added; the next run reads it whole"]
    assert read(where, cursor)[0] == fronts(1)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((401, {}, b""), "status 401; check the credentials"),
        ((429, {"Retry-After": "90"}, b""), "status 429; it asks for a pause of 90 s; the next run goes on"),
        ((500, {}, b""), "status 500; check the address"),
        ((200, {}, b"<html>"), "something else than TAXII's JSON"),
        ((200, {}, b"[" * 100_000), "something else than TAXII's JSON"),
    ],
)
def test_what_cannot_be_had_is_one_sentence_and_the_page_before_it_is_kept(
    server: tuple[Taxii, str], answer: Served, says: str
) -> None:
    taxii, url = server
    taxii.objects[FRONTS] = fronts(1, 2, 3, 4)
    taxii.fails = {f"/api1/collections/{FRONTS}/objects/?limit=1000&next=3": answer}
    asked = given(f"{url}/api1/collections/{FRONTS}/", "", "analyst:word")
    got = []
    with asked.web, pytest.raises(SourceUnavailable, match=says):
        for batch in SOURCE.read(asked):
            got.append([name for name, _ in batch.names])
    assert got == [fronts(1, 2, 3)]


def test_a_root_at_another_server_is_not_shown_the_credentials(server: tuple[Taxii, str]) -> None:
    shown = []

    def elsewhere(path: str, headers: Mapping[str, str], body: bytes) -> Served:
        shown.append(headers.get("authorization"))
        return 200, {}, b'{"collections": []}'

    taxii, url = server
    with served(elsewhere) as other:
        taxii.fails = {"/taxii2/": (200, {}, json.dumps({"api_roots": [f"{other}/api1/"]}).encode())}
        with pytest.raises(ConfigError, match="no collection"):
            read(f"{url}/taxii2/")
    assert shown == [None]


@pytest.mark.parametrize("token", ["\ud800", "a b\n", 7, None, "x" * 9_000])
def test_a_place_that_is_none_is_not_asked_for(server: tuple[Taxii, str], token: object) -> None:
    taxii, url = server
    where = f"{url}/api1/collections/{FRONTS}/"
    envelope = {"more": True, "next": token, "objects": [{"type": "domain-name", "value": "front.example"}]}
    taxii.fails = {
        f"/api1/collections/{FRONTS}/objects/?limit=1000": (200, {}, json.dumps(envelope).encode())
    }
    assert read(where)[:2] == (["front.example"], [f"{where} has more objects and does not say where"])


def test_a_collection_that_is_not_there_is_said(server: tuple[Taxii, str]) -> None:
    with pytest.raises(ConfigError, match="no collection 'shut' that may be read"):
        read(f"{server[1]}/taxii2/", collection="shut")
    with pytest.raises(ConfigError, match="is no address"):
        read("/tmp/bundle.json")
