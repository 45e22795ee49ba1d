"""Is every whole page of a WARC or WET file read, and is what is damaged named with its place?"""

import gzip
from pathlib import Path

import pytest

from crawler.archive import MOST_BODY
from crawler.errors import ConfigError
from tests.crawler._warcs import DATE, ONE, THREE, TWO, packed, put, read, record


def test_a_warc_gives_its_html_responses_with_place_and_time(tmp_path: Path) -> None:
    first = record("https://a.example/", ONE)
    data = packed(
        first,
        record("https://a.example/logo.png", b"\x89PNG", media_type="image/png"),
        record("https://a.example/", b"GET /", kind="request"),
        record("https://b.example/x", TWO, media_type="text/html; charset=windows-1251"),
    )
    found, tally = read(put(tmp_path / "a.warc.gz", data), "warc")
    assert [(each.url, each.body, each.captured_at) for each in found] == [
        ("https://a.example/", ONE, DATE),
        ("https://b.example/x", TWO, DATE),
    ]
    assert found[1].media_type == "text/html; charset=windows-1251"
    begin, end = found[0].offset, found[0].offset + found[0].length
    assert gzip.decompress((tmp_path / "a.warc.gz").read_bytes()[begin:end]) == first
    assert not tally.notes


def test_the_offset_of_a_page_is_where_its_record_can_be_read_again(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.warc.gz", packed(record("https://a.example/", ONE), record("https://b.example/", TWO))
    )
    found, _ = read(path, "warc")
    rest = gzip.decompress(path.read_bytes()[found[1].offset :])
    assert b"WARC-Target-URI: https://b.example/" in rest
    assert b"a.example" not in rest


def test_a_warc_that_is_not_packed_is_read_too(tmp_path: Path) -> None:
    data = record("https://a.example/", ONE) + record("https://b.example/", TWO)
    found, _ = read(put(tmp_path / "a.warc", data), "warc")
    assert [each.body for each in found] == [ONE, TWO]


def test_a_wet_file_gives_texts(tmp_path: Path) -> None:
    data = packed(record("https://a.example/", "Grüße\nzwei".encode(), kind="conversion"))
    found, _ = read(put(tmp_path / "a.warc.wet.gz", data), "wet")
    assert [(each.body.decode(), each.is_text) for each in found] == [("Grüße\nzwei", True)]


def test_of_a_truncated_warc_the_good_part_is_used_and_the_damage_named(tmp_path: Path) -> None:
    whole = packed(record("https://a.example/", ONE), record("https://b.example/", TWO * 5_000))
    path = put(tmp_path / "cut.warc.gz", whole[:-40])
    found, _ = read(path, "warc")
    assert [(each.body, each.fault) for each in found] == [
        (ONE, ""),
        (b"", "its record is damaged (it is cut short)"),
    ]
    assert found[1].offset == len(packed(record("https://a.example/", ONE)))


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Encoding: gzip", b"no gzip at all"),
        ("Content-Encoding: br", b"\x0b\x02\x80"),
        ("Transfer-Encoding: chunked", b"zz\r\nno chunk"),
        (f"X: {'a' * 100_000}", b""),
    ],
)
def test_one_response_that_cannot_be_unpacked_costs_no_other(tmp_path: Path, head: str, body: bytes) -> None:
    odd = record("https://odd.example/", body, media_type=f"text/html\r\n{head}")
    data = packed(record("https://a.example/", ONE), odd, record("https://c.example/", THREE))
    found, tally = read(put(tmp_path / "odd.warc.gz", data), "warc")
    assert [each.body for each in found] == [ONE, b"", THREE]
    assert found[1].fault.startswith("its record is damaged (")
    assert not tally.notes


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(ONE)),
        ("Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(ONE), ONE)),
        ("Content-Encoding: gzip", ONE),
    ],
)
def test_a_response_is_unpacked_where_it_was_packed(tmp_path: Path, head: str, body: bytes) -> None:
    data = packed(record("https://a.example/", body, media_type=f"text/html\r\n{head}"))
    (found,), _ = read(put(tmp_path / "a.warc.gz", data), "warc")
    assert found.body == ONE


def test_a_page_that_unpacks_to_gigabytes_is_passed_over(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    data = packed(record("https://a.example/", bomb, media_type="text/html\r\nContent-Encoding: gzip"))
    (found,), _ = read(put(tmp_path / "a.warc.gz", data), "warc")
    assert found.fault == f"it is larger than {MOST_BODY:,} bytes"


@pytest.mark.parametrize("length", [3, 10**6])
def test_a_record_that_lies_about_its_length_costs_only_what_follows(tmp_path: Path, length: int) -> None:
    data = record("https://a.example/", ONE) + record("https://b.example/", TWO, length=length)
    data += record("https://c.example/", THREE)
    found, tally = read(put(tmp_path / "odd.warc", data), "warc")
    assert found[0].body == ONE
    assert all(each.body != TWO + THREE for each in found)
    assert tally.notes or len(found) >= 2


def test_a_record_of_gigabytes_is_passed_over_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "huge.warc"
    head = record("https://big.example/", b"", length=1_100_000_000)[:-4]
    with path.open("wb") as file:
        file.write(head + b"<p>")
        file.truncate(len(head) + 1_100_000_000 - 44)
    (found,), _ = read(path, "warc")
    assert found.body == b""
    assert found.fault == f"it is larger than {MOST_BODY:,} bytes"


def test_a_gzip_bomb_ends_the_reading_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.sweep.inputs import _records

    monkeypatch.setattr(_records, "MOST_UNPACKED", 10_000_000)
    bomb = packed(*(record(f"https://z{number}.example/", bytes(5_000_000)) for number in range(9)))
    found, tally = read(put(tmp_path / "bomb.warc.gz", bomb), "warc")
    assert len(found) < 9
    assert "unpacks to more than such a file can honestly hold" in tally.notes[0]


def test_what_is_no_warc_at_all_is_named(tmp_path: Path) -> None:
    found, tally = read(put(tmp_path / "no.warc.gz", b"\0\1\2 no warc"), "warc")
    assert found == []
    assert "no.warc.gz" in tally.notes[0]


def test_a_missing_file_is_a_mistake_of_the_operator(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="name a file that exists"):
        read(tmp_path / "gone.warc.gz", "warc")
