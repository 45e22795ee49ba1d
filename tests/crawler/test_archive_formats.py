"""Is of a WACZ, a HAR or a saved page the good part read and the bad part named? All files are invented."""

import json
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import ArchivedAnswer, Kind, _warc, kind_of, records
from crawler.errors import CollectionError, ConfigError
from tests.crawler import _archived
from tests.crawler._archived import HOME, SITE

AT = datetime(2022, 5, 1, 9, tzinfo=UTC)
ALL = [f"https://{SITE}{place}" for place in _archived.FILES]


def read(path: Path, **said: object) -> tuple[list[ArchivedAnswer], str]:
    """What was read, and what was said at the end."""
    found: list[ArchivedAnswer] = []
    try:
        for each in records(path, **said):  # type: ignore[arg-type] # address and taken
            found.append(each)
    except (CollectionError, ConfigError) as error:
        return found, str(error)
    return found, ""


@pytest.mark.parametrize(
    ("tool", "kind"),
    [
        ("wacz", Kind.WACZ),
        ("har", Kind.HAR),
        ("mhtml", Kind.MHTML),
        ("browser", Kind.PAGE),
        ("single_file", Kind.PAGE),
        ("httrack", Kind.FOLDER),
    ],
)
def test_what_a_file_is_is_told_by_its_content(tmp_path: Path, tool: str, kind: Kind) -> None:
    path: Path = getattr(_archived, tool)(tmp_path)
    assert kind_of(path) is kind
    if path.is_file():
        assert kind_of(path.rename(tmp_path / "no.ending")) is kind


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 100, b'{"objectClassName": "domain"}', b"Domain Name: FOX.EXAMPLE\n", b"PK\3\4 a document"],
)
def test_what_holds_no_pages_is_told_apart(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "given").write_bytes(content)
    assert kind_of(tmp_path / "given") is Kind.NONE


def test_headers_of_an_archived_answer_are_kept_in_the_order_sent_and_bounded(tmp_path: Path) -> None:
    found, _ = read(_archived.warc(tmp_path / "a.warc"))
    assert [name for name, _ in found[0].headers] == [
        "Server", "Content-Type", "X-Fox-Mill", "X-Frame-Options", "Content-Length"
    ]  # fmt: skip
    many = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 2_000) for n in range(140))
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.test/\r\nContent-Length: %d\r\n\r\n"
    )
    (tmp_path / "many.warc").write_bytes(head % (len(many) + 5) + many + b"\r\n<p>\r\n\r\n")
    (answer,), _ = read(tmp_path / "many.warc")
    assert (len(answer.headers), max(len(value) for _, value in answer.headers)) == (100, 1_000)


# WACZ


def test_of_a_zip_that_is_cut_short_what_lies_before_the_cut_is_read(tmp_path: Path) -> None:
    path = _archived.wacz(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"pages/pages.jsonl")])
    found, said = read(path)
    assert [each.url for each in found] == ALL
    assert f"at byte {path.stat().st_size}: the zip is cut short" in said
    path.write_bytes(whole[: whole.index(b"archive/fox.warc.gz") + 2_600])
    found, said = read(path)
    assert [each.url for each in found] == ALL[:2]
    assert "archive/fox.warc.gz stopped after 2 answers" in said


def test_of_several_archives_in_a_zip_a_damaged_one_is_named_with_its_place(tmp_path: Path) -> None:
    good = _archived.warc(tmp_path / "good.warc.gz").read_bytes()
    with zipfile.ZipFile(tmp_path / "two.wacz", "w") as made:
        made.writestr("archive/a.warc.gz", good[:-300])
        made.writestr("archive/b.warc.gz", b"no WARC at all")
        made.writestr("archive/c.warc.gz", good)
    found, said = read(tmp_path / "two.wacz")
    assert [each.url for each in found] == ALL[:-1] + ALL
    assert "at byte 0: reading archive/a.warc.gz stopped after 4 answers" in said
    assert "reading archive/b.warc.gz failed: it holds no WARC record" in said


@pytest.mark.parametrize("name", ["../archive/x.warc", "/archive/x.warc", "archive/../../x.warc", "C:x.warc"])
def test_a_name_that_leads_out_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    good = _archived.warc(tmp_path / "good.warc").read_bytes()
    with zipfile.ZipFile(tmp_path / "odd.wacz", "w") as made:
        made.writestr(name, good)
        made.writestr("archive/good.warc", good)
    before = sorted(tmp_path.rglob("*"))
    found, said = read(tmp_path / "odd.wacz")
    assert [each.url for each in found] == ALL
    assert f"at byte 0: '{name}' is no name of a file in it" in said
    assert sorted(tmp_path.rglob("*")) == before


def zeros(count: int) -> bytes:
    """A deflated stream of that many megabytes of zeros, made in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (count - 1) + packer.flush(zlib.Z_FINISH)


def zipped(name: bytes, plain: bytes, megabytes: int) -> bytes:
    """A zip with one file, that begins with ``plain`` and goes on with zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH) + zeros(megabytes)
    size = min(len(plain) + (megabytes << 20), 0xFFFFFFFE)
    fields = struct.pack("<HHHHHIIIH", 20, 0, 8, 0, 0, 0, len(packed), size, len(name))
    central = b"PK\1\2" + b"\x14\0" + fields + bytes(16) + name
    local = b"PK\3\4" + fields + b"\0\0" + name + packed
    return local + central + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)


def test_ten_gigabytes_of_zeros_are_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "bomb.wacz").write_bytes(zipped(b"archive/x.warc", b"", 10_240))
    assert (tmp_path / "bomb.wacz").stat().st_size < 12_000_000
    found, said = read(tmp_path / "bomb.wacz")
    assert found == []
    assert "archive/x.warc failed: it holds no WARC record" in said


def test_a_record_that_is_larger_than_any_honest_one_ends_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_warc, "MOST_UNPACKED", 20_000_000)
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.test/\r\n"
        b"Content-Length: 10737418240\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
    )
    good = _archived.warc(tmp_path / "good.warc").read_bytes()
    (tmp_path / "bomb.wacz").write_bytes(zipped(b"archive/x.warc", good + head, 10_240 // 64))
    found, said = read(tmp_path / "bomb.wacz")
    assert [each.url for each in found] == ALL
    assert "archive/x.warc stopped after 5 answers" in said


def test_a_list_of_a_zip_that_is_endless_is_not_read(tmp_path: Path) -> None:
    path = _archived.wacz(tmp_path)
    whole = bytearray(path.read_bytes())
    struct.pack_into("<HH", whole, len(whole) - 14, 60_000, 60_000)
    path.write_bytes(whole)
    found, said = read(path)
    assert [each.url for each in found] == ALL
    assert "the list of the zip is longer than any honest one" in said


# HAR


def test_of_a_har_file_that_is_cut_short_the_whole_entries_are_read(tmp_path: Path) -> None:
    path = _archived.har(tmp_path)
    whole = path.read_text()
    path.write_text(
        whole[: whole.index("/img/office.jpg", whole.index('"url": "https://cloudbluefox.com/img'))]
    )
    found, said = read(path)
    assert [each.url for each in found] == ALL[:3]
    assert (
        f"3 answers were used and others left out: at byte {path.stat().st_size} the file is cut short"
        in said
    )


def test_a_body_that_the_browser_cut_is_left_out_and_named(tmp_path: Path) -> None:
    path = _archived.har(tmp_path)
    har = json.loads(path.read_text())
    entries = har["log"]["entries"]
    entries[0]["response"]["content"]["size"] = 90_000
    entries[1]["response"]["content"].pop("text")
    entries[2]["response"]["content"]["text"] = "A"
    path.write_text(json.dumps(har))
    found, said = read(path)
    assert [each.url for each in found] == ALL[3:]
    assert f"the body of 'https://{SITE}/' is cut short: {len(HOME)} of 90000 bytes" in said
    assert "/img/logo.png' is no base64" in said


@pytest.mark.parametrize(
    "entry",
    [
        "{}", "[]", '"text"', '{"response": 5}', '{"request": 5, "response": {"content": {"text": "x"}}}',
        "[" * 100_000 + "]" * 100_000, '{"a": "\\ud800 { [ \\" "}', '{"startedDateTime": {}}',
    ],
)  # fmt: skip
def test_an_odd_entry_of_a_har_file_harms_no_other(tmp_path: Path, entry: str) -> None:
    path = _archived.har(tmp_path)
    path.write_text(path.read_text().replace('"entries": [', f'"entries": [{entry}, ', 1))
    found, said = read(path)
    assert [each.url for each in found] == ALL
    assert said == "" if entry == '"text"' else "is no entry that can be read" in said


def test_a_har_file_of_one_endless_string_costs_one_pass(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_bytes(b'{"log": {"entries": [{"a": "' + b'\\"' * 5_000_000)
    found, said = read(tmp_path / "a.har")
    assert (found, "the file is cut short" in said) == ([], True)
