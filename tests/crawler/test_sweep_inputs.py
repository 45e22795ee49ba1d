"""Is every whole page of an input read, and is what is damaged named with its place?"""

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from crawler.archive import MOST_BODY
from crawler.errors import ConfigError
from crawler.sweep import Item, Tally
from crawler.sweep.inputs import Document, Options, cut, named
from tests.crawler._warcs import DATE, packed, record

NONE = Options()
ONE, TWO, THREE = (f"<p>page {number}</p>".encode() for number in (1, 2, 3))


def read(where: Path | str, kind: str, options: Options = NONE) -> tuple[list[Document], Tally]:
    tally, found = Tally(), []
    for item in cut(str(where), kind, options, "pages"):
        found += list(named(kind).read(item, options, tally))
    return found, tally


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


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
    found, tally = read(path, "warc")
    assert found[0].body == ONE
    assert len(found) == 1
    assert "cut.warc.gz: damaged behind byte" in tally.notes[0]


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


def table(path: Path, **columns: object) -> Path:
    parquet.write_table(pyarrow.table(columns), path, row_group_size=2)
    return path


def test_pages_of_a_parquet_file_are_read_group_by_group(tmp_path: Path) -> None:
    path = table(
        tmp_path / "p.parquet",
        url=["https://a.example/", "https://b.example/", None],
        html=["<p>ä</p>", None, "x" * (MOST_BODY + 1)],
        captured_at=[DATE, "no date", None],
    )
    found, _ = read(path, "pages")
    assert [(each.url, each.body.decode(), each.captured_at) for each in found] == [
        ("https://a.example/", "<p>ä</p>", DATE),
        ("https://b.example/", "", ""),
        ("", "", ""),
    ]
    assert found[2].fault
    assert [each.offset for each in found] == [0, 1, 0]
    assert found[2].source == f"{path}#1"


def test_a_parquet_file_with_other_columns_says_which_it_lacks(tmp_path: Path) -> None:
    path = table(tmp_path / "p.parquet", address=["https://a.example/"], text=["x"])
    with pytest.raises(ConfigError, match="has no column url and no html; it has address, text"):
        read(path, "pages")


def test_what_is_no_parquet_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read as Parquet"):
        read(put(tmp_path / "p.parquet", b"PAR1 and then nothing"), "pages")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """A server on the loopback network that knows ranges, its folder, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            span = self.headers.get("Range", "")
            asked.append(f"{self.path} {span}")
            if self.path.startswith("/away"):
                self.send_response(302)
                self.send_header("Location", "/warcs/a.warc.gz")
                self.end_headers()
                return
            data = (tmp_path / self.path.lstrip("/")).read_bytes()
            begin, _, end = span.removeprefix("bytes=").partition("-")
            part = data[int(begin or 0) : int(end or len(data)) + 1]
            self.send_response(206 if span else 200)
            if span:
                self.send_header("Content-Range", f"bytes {begin}-{int(begin) + len(part) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(part)))
            self.end_headers()
            self.wfile.write(part)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(tmp_path))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", tmp_path, asked
    server.shutdown()
    server.server_close()


def index(folder: Path, names: list[str]) -> Path:
    """Two pages of a wanted host, one of another, in one WARC; an index whose rows name ``names``."""
    records = [
        record(f"https://{host}/", body)
        for host, body in (("www.want.example", ONE), ("other.example", TWO), ("sub.want.example", THREE))
    ]
    members = [packed(each) for each in records]
    (folder / "warcs").mkdir(exist_ok=True)
    put(folder / "warcs" / "a.warc.gz", b"".join(members))
    begins = [0, len(members[0]), len(members[0]) + len(members[1])]
    return table(
        folder / "index.parquet",
        url_host_name=["www.want.example", "other.example", "sub.want.example"],
        url_host_registered_domain=["want.example", "other.example", "want.example"],
        fetch_status=[200, 200, 200],
        warc_filename=names,
        warc_record_offset=begins,
        warc_record_length=[len(each) for each in members],
    )


def hosts(folder: Path) -> str:
    return str(put(folder / "hosts.txt", b"# wanted\nWant.example\n"))


def test_only_records_of_wanted_hosts_are_asked_for_by_their_range(
    served: tuple[str, Path, list[str]],
) -> None:
    base, folder, asked = served
    path = index(folder, ["a.warc.gz"] * 3)
    found, tally = read(path, "common-crawl", Options(hosts(folder), f"{base}/warcs"))
    assert [each.body for each in found] == [ONE, THREE]
    assert found[1].source == f"{base}/warcs/a.warc.gz"
    assert len(asked) == 2
    assert all("bytes=" in each for each in asked)
    assert not tally.notes


def test_the_same_from_a_folder(tmp_path: Path) -> None:
    path = index(tmp_path, ["a.warc.gz"] * 3)
    for base in (str(tmp_path / "warcs"), f"file://{tmp_path / 'warcs'}"):
        found, _ = read(path, "common-crawl", Options(hosts(tmp_path), base))
        assert [each.body for each in found] == [ONE, THREE]


def test_an_index_that_names_files_elsewhere_and_a_server_that_leads_elsewhere_are_not_followed(
    served: tuple[str, Path, list[str]],
) -> None:
    base, folder, asked = served
    path = index(folder, ["http://127.0.0.2/a.warc.gz", "x", "../a.warc.gz"])
    found, tally = read(path, "common-crawl", Options(hosts(folder), f"{base}/warcs"))
    assert (found, asked) == ([], [])
    assert len(tally.notes) == 2
    assert "lies outside of --warcs" in tally.notes[0]
    path = index(folder, ["a.warc.gz"] * 3)
    found, tally = read(path, "common-crawl", Options(hosts(folder), f"{base}/away"))
    assert found == []
    assert "could not be read" in tally.notes[0]
    assert not any("/warcs/" in each for each in asked)


def test_a_warc_is_read_over_http(served: tuple[str, Path, list[str]]) -> None:
    base, folder, _ = served
    index(folder, ["a.warc.gz"] * 3)
    item = Item("warc", f"{base}/warcs/a.warc.gz")
    assert len(list(named("warc").read(item, NONE, Tally()))) == 3


def test_an_index_needs_hosts_and_a_place(tmp_path: Path) -> None:
    path = index(tmp_path, ["a.warc.gz"] * 3)
    with pytest.raises(ConfigError, match="needs --hosts"):
        read(path, "common-crawl")
    with pytest.raises(ConfigError, match="names no host"):
        read(path, "common-crawl", Options(str(put(tmp_path / "empty", b"#\n")), "x"))


def test_a_list_of_names_is_cut_where_lines_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.sweep.inputs import names

    lines = [f"name{number}.example" for number in range(100)]
    path = put(tmp_path / "names.txt", "\n".join(lines).encode())
    for size in (7, 100, 10_000):
        monkeypatch.setattr(names, "BYTES", size)
        tally, found = Tally(), []
        for item in cut(str(path), "names", NONE, "names"):
            found += [
                line for data in named("names").read(item, NONE, tally) for line in data.split(b"\n") if line
            ]
        assert [each.decode() for each in found] == lines
        assert tally.seen == 100


def test_a_packed_list_is_one_item_and_its_damage_is_named(tmp_path: Path) -> None:
    data = gzip.compress(b"a.example\nb.example\n" * 50_000)
    whole = list(cut(str(put(tmp_path / "n.gz", data)), "names", NONE, "names"))
    assert len(whole) == 1
    put(tmp_path / "n.gz", data[: len(data) // 2])
    tally = Tally()
    assert sum(map(len, named("names").read(whole[0], NONE, tally))) > 0
    assert "the list is damaged" in tally.notes[0]


def test_a_folder_is_swept_file_by_file_and_an_unknown_ending_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a.warc.gz", packed(record("https://a.example/", ONE)))
    put(tmp_path / "b.wet.gz", packed(record("https://a.example/", ONE, kind="conversion")))
    put(tmp_path / "notes.txt", b"")
    assert [each.kind for each in cut(str(tmp_path), None, NONE, "pages")] == ["warc", "wet"]
    with pytest.raises(ConfigError, match="give --kind: common-crawl, pages, warc, wet"):
        list(cut(str(tmp_path / "notes.txt"), None, NONE, "pages"))
