"""Are tables of pages, an index's ranges of bytes and lists of names read whole, and nothing else?"""

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
from crawler.sweep.inputs import Options, cut, named
from tests.crawler._warcs import DATE, NONE, ONE, THREE, TWO, packed, put, read, record


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


def test_times_of_any_unit_are_read_and_one_that_no_calendar_has_costs_no_page(tmp_path: Path) -> None:
    urls, pages = ["https://a.example/", "https://b.example/"], [ONE.decode(), TWO.decode()]
    for unit, second in (("ms", 10**3), ("us", 10**6), ("ns", 10**9)):
        moments = pyarrow.array([1_767_323_045 * second + (unit == "ns"), 2**62], pyarrow.timestamp(unit))
        path = table(tmp_path / "p.parquet", url=urls, html=pages, captured_at=moments)
        found, _ = read(path, "pages")
        assert [each.body for each in found] == [ONE, TWO]
        assert found[0].captured_at == DATE
        assert found[1].captured_at in ("", "2116-02-20T23:53:38Z")


@pytest.mark.parametrize("html", [[3_000_000_000], [[1, 2, 3]], [{"a": 1}], [True]])
def test_a_column_of_pages_that_holds_no_text_is_a_mistake(tmp_path: Path, html: list[object]) -> None:
    path = table(tmp_path / "p.parquet", url=["https://a.example/"], html=html)
    with pytest.raises(ConfigError, match="in its column html; name a file with text there"):
        read(path, "pages")


def test_a_page_that_stands_in_a_table_many_times_is_held_once(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    page = "x" * 8_000_000
    parquet.write_table(
        pyarrow.table({"url": ["https://a.example/"] * 64, "html": [page] * 64}), path, compression="zstd"
    )
    before = pyarrow.total_allocated_bytes()
    (item,) = cut(str(path), "pages", NONE, "pages")
    for document in named("pages").read(item, NONE, Tally()):
        assert document.fault
        assert pyarrow.total_allocated_bytes() - before < 100_000_000


@pytest.mark.parametrize("name", ["n.txt", "n.gz"])
def test_a_list_of_names_is_read_over_http_plain_and_packed(
    served: tuple[str, Path, list[str]], name: str
) -> None:
    base, folder, _ = served
    data = b"a.example\nb.example\n"
    put(folder / name, gzip.compress(data) if name == "n.gz" else data)
    (item,) = cut(f"{base}/{name}", "names", NONE, "names")
    assert b"".join(named("names").read(item, NONE, Tally())) == data


def test_a_line_without_an_end_is_looked_through_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler.sweep.inputs import names

    monkeypatch.setattr(names, "BYTES", 300_000)
    path = put(tmp_path / "n.txt", b"a.example\n" + b"x" * 12_000_000 + b"\nb.example\n")
    read_in_all, found = [], list[bytes]()

    class Counted(names._Part):
        def __init__(self, stream: object, begin: int, end: int) -> None:
            read_in_all.append(end - begin)
            super().__init__(stream, begin, end)

    monkeypatch.setattr(names, "_Part", Counted)
    for item in cut(str(path), "names", NONE, "names"):
        found += named("names").read(item, NONE, Tally())
    assert b"".join(found) == b"a.example\nb.example\n"
    assert sum(read_in_all) < 4_000_000


@pytest.mark.parametrize("where", ["a\0b.warc", "a" * 300 + ".warc", "nowhere://a.warc", "http://[a/b.warc"])
def test_what_can_be_no_place_is_told_in_one_sentence(where: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        list(cut(where, "warc", NONE, "pages"))


def test_an_index_of_nothing_but_nonsense_does_not_fill_the_memory_with_notes(tmp_path: Path) -> None:
    rows = 500
    path = tmp_path / "index.parquet"
    parquet.write_table(
        pyarrow.table(
            {
                "url_host_name": ["want.example"] * rows,
                "warc_filename": ["../../etc/passwd"] * rows,
                "warc_record_offset": [0] * rows,
                "warc_record_length": [9] * rows,
            }
        ),
        path,
    )
    found, tally = read(path, "common-crawl", Options(hosts(tmp_path), str(tmp_path)))
    assert not found
    assert len(tally.notes) == 50


def test_hosts_that_were_written_anew_are_read_anew(tmp_path: Path) -> None:
    from crawler.sweep.inputs.common_crawl import wanted

    path = put(tmp_path / "hosts", b"a.example\n")
    assert wanted(str(path)) == {"a.example"}
    put(path, b"a.example\nb.example\n")
    assert wanted(str(path)) == {"a.example", "b.example"}
