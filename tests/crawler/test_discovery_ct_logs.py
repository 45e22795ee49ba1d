"""Is a log read on from where it was left, whole, once, and never past what was not read?"""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crawler.discovery import Batch
from crawler.discovery._ct_heads import Key, checkpoint
from crawler.discovery._ct_logs import tile_path
from crawler.discovery.certificates_rfc6962 import SOURCE as PAGED
from crawler.discovery.certificates_static import SOURCE as TILED
from crawler.errors import ConfigError, SourceUnavailable
from tests.crawler import _ct_logs as ct

ALL = [ct.expected(each) for each in ct.entries()]


def names(first: int, end: int) -> list[str]:
    return [name for index in range(first, end) for name in ALL[index % 256]]


@pytest.fixture
def log() -> Iterator[ct.Served]:
    with ct.serving(ct.Served(size=700)) as served:
        yield served


def cursor_of(batches: list[Batch]) -> Any:
    return json.loads(batches[-1].cursor)


def refused(source: Any, where: object, **options: str) -> tuple[str, list[Batch]]:
    with pytest.raises(SourceUnavailable) as told:
        ct.read_all(source, str(where), **options)
    return str(told.value.args[0]), told.value.args[1]


def test_a_tile_has_its_number_in_threes() -> None:
    assert [tile_path(each) for each in (0, 999, 1_000, 1_234_067)] == [
        "000",
        "999",
        "x001/000",
        "x001/x234/067",
    ]


def test_the_first_reading_begins_at_the_end_and_the_next_reads_what_is_new(log: ct.Served) -> None:
    first = ct.read_all(TILED, log.url)
    assert (ct.names_in(first), cursor_of(first)["index"], log.asked) == ([], 700, ["/checkpoint"])
    log.size = 1_024
    second = ct.read_all(TILED, log.url, cursor=first[-1].cursor)
    assert ct.names_in(second) == names(700, 1_024)
    assert second[0].names[0] == (ALL[700 % 256][0], "entry 700 of log.example/2026h2")
    assert cursor_of(second) == json.loads(ct_cursor(1_024, 1_024))
    assert second[-1].newest is not None and second[-1].newest.timestamp() * 1000 == ct.FIRST_STAMP + 1_023
    assert [each for each in log.asked if "data" in each] == []


def ct_cursor(size: int, index: int) -> str:
    root = base64.b64encode(ct.root_of(size)).decode()
    return json.dumps({"origin": ct.ORIGIN, "size": size, "root": root, "index": index})


def test_a_tile_that_is_not_full_waits_until_the_log_stands_still(log: ct.Served) -> None:
    first = ct.read_all(TILED, log.url, start="beginning")
    assert ct.names_in(first) == names(0, 512)
    assert not [each for each in log.asked if ".p/" in each]
    second = ct.read_all(TILED, log.url, cursor=first[-1].cursor)
    assert ct.names_in(second) == names(512, 700)
    assert "/tile/names/002.p/188" in log.asked
    at_once = ct.read_all(TILED, log.url, start="650", partial="yes")
    assert ct.names_in(at_once) == names(650, 700)


def test_a_last_tile_that_became_full_meanwhile_is_read_as_far_as_the_head_reaches(log: ct.Served) -> None:
    log.answers["/checkpoint"] = 200, ct.checkpoint(600)
    log.size = 768
    got = ct.read_all(TILED, log.url, start="590", partial="yes")
    assert (ct.names_in(got), cursor_of(got)["index"]) == (names(590, 600), 600)
    assert [each for each in log.asked if "tile" in each] == [
        "/tile/names/002.p/88",
        "/tile/data/002.p/88",
        "/tile/data/002",
    ]


def test_where_there_are_no_names_tiles_data_tiles_are_read(log: ct.Served) -> None:
    log.names, log.size = False, 3_000
    assert ct.names_in(ct.read_all(TILED, log.url, start="0")) == names(0, 2_816)
    assert len([each for each in log.asked if "/names/" in each]) == 8
    log.asked.clear()
    assert ct.names_in(ct.read_all(TILED, log.url, start="2500", tiles="data")) == names(2_500, 2_816)
    assert not [each for each in log.asked if "/names/" in each]


def test_a_names_tile_that_is_cut_is_read_as_a_data_tile(log: ct.Served) -> None:
    whole = gzip.compress(ct.names_tile(ct.entries(), 256))
    log.answers["/tile/names/001"] = 200, whole[: len(whole) // 2]
    assert ct.names_in(ct.read_all(TILED, log.url, start="0")) == names(0, 512)
    assert [each for each in log.asked if "/data/" in each] == ["/tile/data/001"]


def test_a_data_tile_that_is_cut_gives_its_good_entries_and_is_asked_for_again(log: ct.Served) -> None:
    log.names, whole = False, ct.data_tile(ct.entries(), 256)
    kept = len(ct.data_tile(ct.entries()[:100], 256))
    log.answers["/tile/data/001"] = 200, whole[: kept + 20]
    why, got = refused(TILED, log.url, start="0")
    assert why == (
        "entry 356 of log.example/2026h2: it ends in the middle; the next run asks for it again; to pass it, "
        "'discover --again' with 'start' = 357"
    )
    assert ct.names_in(got) == names(0, 356)
    log.answers.clear()
    after = ct.read_all(TILED, log.url, cursor=got[-1].cursor)
    assert ct.names_in(after) == names(356, 700)  # it stood still meanwhile: the last tile is read too


def test_a_bad_entry_is_told_with_its_index_and_passed(log: ct.Served) -> None:
    rows = ct.names_tile(ct.entries()).splitlines()
    rows[7] = b'{"DNS": "broken'
    log.answers["/tile/names/000"] = 200, b"\n".join(rows) + b"\n"
    got = ct.read_all(TILED, log.url, start="0")
    assert got[-1].faults == ("entry 7 of log.example/2026h2: its line is no entry of a names tile",)
    assert ct.names_in(got) == names(0, 7) + names(8, 512)


def test_a_tile_that_is_shorter_than_it_says_or_missing_ends_the_reading_before_it(log: ct.Served) -> None:
    log.names = False
    log.answers["/tile/data/001"] = 404, b""
    why, got = refused(TILED, log.url, start="0")
    assert "/tile/data/001 answered with status 404" in why
    assert (ct.names_in(got), cursor_of(got)["index"]) == (names(0, 256), 256)
    log.answers["/tile/data/001"] = 200, ct.data_tile(ct.entries(), 0)
    why, got = refused(TILED, log.url, start="0")
    assert "holds the entries from 0 on, not from 256" in why
    assert cursor_of(got)["index"] == 256


def test_an_answer_of_a_wrong_length_is_not_read_and_those_before_it_are(log: ct.Served) -> None:
    log.names = False
    log.headers["/tile/data/001"] = {"Content-Length": "999999"}
    why, got = refused(TILED, log.url, start="0")
    assert why.startswith(f"fetching {log.url}/tile/data/001 failed")
    assert (ct.names_in(got), cursor_of(got)["index"]) == (names(0, 256), 256)
    kept = len(ct.data_tile(ct.entries()[:50], 256))
    log.headers["/tile/data/001"] = {"Content-Length": str(kept + 5)}
    _, got = refused(TILED, log.url, cursor=got[-1].cursor)
    index = cursor_of(got)["index"]
    assert index in (256, 306)  # the client may find out that there is more than was promised
    assert ct.names_in(got) == names(256, index)


def test_a_busy_log_is_asked_once_more_after_the_pause_it_wants(log: ct.Served) -> None:
    path, answer = "/tile/names/001", log.answer

    def busy(asked: str) -> tuple[int, bytes]:
        if asked == path and not log.asked.count(path):
            log.asked.append(asked)
            return 503, b""
        return answer(asked)

    log.answer, log.headers[path] = busy, {"Retry-After": "1"}  # type: ignore[method-assign]
    assert ct.names_in(ct.read_all(TILED, log.url, start="0")) == names(0, 512)
    assert [each for each in log.asked if "tile" in each] == ["/tile/names/000", path, path]


def test_a_batch_holds_10000_names_and_a_killed_reading_goes_on_without_gap_or_repeat(log: ct.Served) -> None:
    log.size = 256 * 12
    whole = ct.read_all(TILED, log.url, start="0")
    assert ct.names_in(whole) == names(0, log.size)
    assert max(len(each.names) for each in whole) <= 10_000 and len(whole) > 2
    rest = ct.read_all(TILED, log.url, cursor=whole[1].cursor)
    assert ct.names_in([*whole[:2], *rest]) == names(0, log.size)


def test_a_run_reads_so_many_entries_and_tells_how_many_wait(log: ct.Served) -> None:
    got = ct.read_all(TILED, log.url, start="100", most="300")
    assert ct.names_in(got) == names(100, 400)
    assert got[-1].faults == ("112 entries of log.example/2026h2 wait for the next run",)
    assert ct.names_in(ct.read_all(TILED, log.url, cursor=got[-1].cursor, most="50")) == names(400, 450)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (ct.checkpoint(600), "went back from 700 to 600 entries; nothing was read"),
        (ct.checkpoint(700, what="other"), "shows two different trees of 700 entries"),
        (ct.checkpoint(900, origin="other.example/x"), "calls itself other.example/x now"),
        (b"<html>moved</html>", "is no checkpoint"),
        (ct.checkpoint(10**15), "is no checkpoint"),
    ],
)
def test_a_head_that_cannot_be_is_told_and_nothing_is_read(log: ct.Served, body: bytes, says: str) -> None:
    log.answers["/checkpoint"] = 200, body
    why, got = refused(TILED, log.url, cursor=ct_cursor(700, 300))
    assert says in why
    assert (got, log.asked) == ([], ["/checkpoint"])


def test_a_head_is_verified_with_the_key_of_the_log(log: ct.Served) -> None:
    key = ct.public_key()
    assert ct.names_in(ct.read_all(TILED, log.url, start="0", key=key)) == names(0, 512)
    assert ct.names_in(ct.read_all(PAGED, log.url, start="690", key=key)) == names(690, 700)
    true, false = ct.checkpoint(700).decode(), ct.checkpoint(701).decode()
    mixed = true.split("\n\n")[0] + "\n\n" + false.split("\n\n")[1]
    for body in (mixed, true.rpartition("— ")[0]):
        log.answers["/checkpoint"] = 200, body.encode()
        assert "is not signed by the given key" in refused(TILED, log.url, key=key)[0]
    row = json.loads(ct.tree_head(700)) | {"tree_size": 701}
    log.answers["/ct/v1/get-sth"] = 200, json.dumps(row).encode()
    assert "is not signed by the given key" in refused(PAGED, log.url, key=key)[0]


def test_a_note_signed_with_ed25519_is_verified() -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    text = f"log.example\n5\n{base64.b64encode(bytes(32)).decode()}\nan extension\n"
    name = hashlib.sha256(b"log.example\n\x01" + public).digest()[:4]
    note = base64.b64encode(name + private.sign(text.encode())).decode()
    body = f"{text}\n— log.example {note}\n".encode()
    encoded = base64.b64encode(b"\x01" + public).decode()
    for shown in (base64.b64encode(public).decode(), encoded, f"log.example+{name.hex()}+{encoded}"):
        assert checkpoint(body, Key.read(shown), "x").size == 5
    with pytest.raises(SourceUnavailable):
        checkpoint(body.replace(b"\n5\n", b"\n6\n"), Key.read(base64.b64encode(public).decode()), "x")


def test_a_note_signed_with_ecdsa_is_verified() -> None:
    text = f"log.example\n5\n{base64.b64encode(bytes(32)).decode()}\n"
    name = hashlib.sha256(base64.b64decode(ct.public_key())).digest()[:4]
    note = base64.b64encode(name + ct._KEY.sign(text.encode(), ec.ECDSA(hashes.SHA256()))).decode()
    body = f"{text}\n— log.example {note}\n".encode()
    assert checkpoint(body, Key.read(ct.public_key()), "x").size == 5
    with pytest.raises(SourceUnavailable):
        checkpoint(body.replace(b"\n5\n", b"\n6\n"), Key.read(ct.public_key()), "x")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"key": "bm9uZQ=="}, "'key' is none of a log"),
        ({"start": "-3"}, "'start' is '-3'"),
        ({"most": "0"}, "'most' is '0'"),
        ({"partial": "1"}, "'partial' is '1'"),
        ({"tiles": "hash"}, "'tiles' is 'hash'"),
    ],
)
def test_a_wrong_option_is_one_sentence(log: ct.Served, options: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        ct.read_all(TILED, log.url, **options)
    assert log.asked == []


def test_pages_are_asked_for_in_the_measure_of_the_log(log: ct.Served) -> None:
    got = ct.read_all(PAGED, log.url, start="beginning")
    assert ct.names_in(got) == names(0, 700)
    host = log.url.removeprefix("http://")
    assert got[0].names[0] == ("site0.example", f"entry 0 of {host}")
    assert len(log.asked) == 1 + 700 // 32 + 1
    log.most, log.size = 7, 800
    assert ct.names_in(ct.read_all(PAGED, log.url, cursor=got[-1].cursor)) == names(700, 800)


def test_a_page_without_entries_ends_the_reading(log: ct.Served) -> None:
    log.answers["/ct/v1/get-entries?start=32&end=543"] = 200, b'{"entries": []}'
    why, got = refused(PAGED, log.url, start="0")
    assert why.endswith(
        "it is missing; the next run asks for it again; to pass it, 'discover --again' with 'start' = 33"
    )
    assert cursor_of(got)["index"] == 32
