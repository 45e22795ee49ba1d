"""Are the names of a log's certificates read alike from tiles, pages, streams and files?"""

import gzip
import json
from pathlib import Path

import pytest
from cryptography import x509

from crawler.discovery._ct_der import certificate_names, plain, request_names
from crawler.discovery._ct_pages import Page, data_tile, entries_page, names_tile
from crawler.discovery._ct_stream import message
from crawler.discovery.certificates_saved import SOURCE as SAVED
from tests.crawler import _ct_logs as ct

ALL = [ct.expected(each) for each in ct.entries()]


def test_the_same_256_certificates_give_the_same_names_in_every_format() -> None:
    found = ct.entries()
    lines = [message(ct.stream_line(each, at)) for at, each in enumerate(found)]
    streamed = [each.names for each in lines if each]
    assert data_tile(ct.data_tile(found)).names == ALL
    assert names_tile(ct.names_tile(found)).names == ALL
    assert entries_page(ct.entries_page(found)).names == ALL
    assert [sorted(each) for each in streamed] == [sorted(each) for each in ALL]
    assert names_tile(gzip.compress(ct.names_tile(found))).names == ALL
    assert sum(map(len, ALL)) > 2_000


def test_what_is_expected_has_every_kind_of_name() -> None:
    assert ALL[1] == ["site1.example", "wild1.example"]
    assert ALL[3] == ["xn--bcher-kva3.example", "shop.upper3.example"]
    assert (len(ALL[5]), ALL[7], ALL[9]) == (121, [], ["old9.example"])
    assert sum(each.is_precertificate for each in ct.entries()) == 64


def test_names_are_those_that_a_whole_parser_finds() -> None:
    for each in ct.entries():
        try:
            whole = each.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            names = whole.get_values_for_type(x509.DNSName)
        except x509.ExtensionNotFound:
            names = []
        common = [str(found.value) for found in each.certificate.subject.get_attributes_for_oid(ct._CN)]
        assert certificate_names(each.der, 0, len(each.der)) == [*common, *names]
        request = each.certificate.tbs_certificate_bytes
        assert request_names(request, 0, len(request)) == [*common, *names]


def test_a_name_is_lower_case_and_told_once_and_no_address() -> None:
    given = [
        "*.Plate.example",
        "plate.example",
        "192.0.2.1",
        "localhost",
        "Plate Ltd. signing",
        "a\u202eb.example",
    ]
    assert plain([*given, "x" * 254 + ".example", "2.plate.example"]) == ["plate.example", "2.plate.example"]


def test_a_tile_that_is_cut_keeps_its_good_entries_and_says_where_it_ends() -> None:
    whole = ct.data_tile(ct.entries()[:4])
    page = data_tile(whole[:-70])
    assert (page.names, page.cut, page.faults) == (ALL[:3], "it ends in the middle", {})
    assert data_tile(gzip.compress(whole)[:-9]).cut == "its gzip is cut"
    lines = ct.names_tile(ct.entries()[:4])
    assert names_tile(lines[:-20]) == Page(ALL[:3], newest=ct.FIRST_STAMP + 2, cut="it ends in the middle")


def test_a_bad_entry_is_named_and_the_others_are_read() -> None:
    found = list(ct.entries()[:4])
    broken = bytearray(ct.data_tile(found))
    at = len(ct.tile_leaf(found[0], 0)) + 13  # the first tag of the second certificate
    assert broken[at] == 0x30
    broken[at] = 0x04
    page = data_tile(bytes(broken))
    assert page.names == [ALL[0], [], *ALL[2:4]]
    assert page.faults == {1: "its certificate cannot be read: a tag 0x04 stands where 0x30 belongs"}
    rows = ct.names_tile(found).splitlines()
    assert names_tile(b"\n".join([rows[0], b'{"DNS": [7]}', rows[2]])).faults == {
        1: "its line is no entry of a names tile"
    }
    row = json.loads(ct.entries_page(found))
    row["entries"][2]["leaf_input"] = "AQAA"
    page = entries_page(json.dumps(row).encode())
    assert (page.names, page.faults) == (
        [*ALL[:2], [], ALL[3]],
        {2: "it is no timestamped entry of version 1"},
    )


def test_what_has_more_entries_than_a_tile_is_none() -> None:
    assert names_tile(b"\n" * 300_000).cut == "it has more than 256 entries, which no tile has"
    page = data_tile(ct.data_tile([*ct.entries(), ct.entries()[0]]))
    assert (page.names, page.cut) == (ALL, "it has more than 256 entries, which no tile has")


def test_a_certificate_of_20000_names_gives_as_many_as_a_batch_holds() -> None:
    row = {"Timestamp": 1, "DNS": [f"host{each}.example" for each in range(20_000)]}
    page = names_tile(json.dumps(row).encode())
    assert len(page.names[0]) == 10_000
    assert page.faults == {0: "it has 20000 names; those after 10000 are left out"}


def _folder(tmp_path: Path) -> Path:
    found = ct.entries()
    files = {
        "tile/names/000": gzip.compress(ct.names_tile(found[:64])),
        "tile/data/000": ct.data_tile(found[:64]),
        "tile/data/x001/234.p/64": ct.data_tile(found[64:128], (1_234 * 256)),
        "tile/0/000": b"\0" * 64,
        "checkpoint": ct.checkpoint(64),
        "upage.json": json.dumps(json.loads(ct.entries_page(found[128:192])), indent=1).encode(),
        "vstream.jsonl": "\n".join(
            json.dumps(ct.stream_line(each, at)) for at, each in enumerate(found[192:], 192)
        ).encode(),
        "word.txt": b"nothing of the kind",
    }
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    return tmp_path


def test_a_folder_of_saved_files_is_read_by_what_they_hold(tmp_path: Path) -> None:
    (batch,) = ct.read_all(SAVED, _folder(tmp_path))
    assert sorted(ct.names_in([batch])) == sorted(name for names in ALL for name in names)
    assert batch.faults == ("word.txt is no tile, page of entries or stream of messages",)
    places = {place for _, place in batch.names}
    assert "entry 315904 of tile/data/x001/234.p/64" in places
    assert {"entry 1 of tile/names/000", "entry 1 of upage.json", "entry 192 of Plate 2026h2"} <= places
    assert (batch.newest or ct.NOW).timestamp() * 1000 == pytest.approx(ct.FIRST_STAMP + 1_234 * 256 + 63)


def test_a_file_that_grew_is_read_on_and_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    lines = [json.dumps(ct.stream_line(each, at)) + "\n" for at, each in enumerate(ct.entries()[:9])]
    file = tmp_path / "a.jsonl"
    file.write_text("".join(lines[:4]) + lines[4][:30])
    (first,) = ct.read_all(SAVED, tmp_path)
    assert first.faults == ("line 5 of a.jsonl ends in the middle; it is read when it is whole",)
    file.write_text("".join(lines[:6]))
    (tmp_path / "b.jsonl").write_text("".join(lines[6:]))
    (second,) = ct.read_all(SAVED, tmp_path, cursor=first.cursor)
    assert (second.faults, ct.names_in(ct.read_all(SAVED, tmp_path, cursor=second.cursor))) == ((), [])
    heard = [message(json.loads(each)) for each in lines]
    assert ct.names_in([first, second]) == [name for each in heard if each for name in each.names]


def test_a_file_that_comes_to_stand_before_what_was_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(ct.names_tile(ct.entries()[:2]))
    (first,) = ct.read_all(SAVED, tmp_path)
    (tmp_path / "a").write_bytes(ct.names_tile(ct.entries()[2:4]))
    (second,) = ct.read_all(SAVED, tmp_path, cursor=first.cursor)
    assert ct.names_in([second]) == []
    assert "stand before b, read already" in second.faults[0]


def test_a_saved_stream_tells_what_it_did_not_hear(tmp_path: Path) -> None:
    file = tmp_path / "stream.jsonl"
    indexes = [10, 11, 15, 13, 16]
    file.write_text("".join(json.dumps(ct.stream_line(ct.entries()[0], at)) + "\n" for at in indexes))
    (batch,) = ct.read_all(SAVED, file)
    assert batch.faults == (
        "gap of 1 entries in Plate 2026h2 between 11 and 13",
        "gap of 1 entries in Plate 2026h2 between 13 and 15",
    )
