"""Do lists of names give the names that they list, wherever they are left and however they are broken?"""

import gzip
import io
import json
import os
import random
import zipfile
import zlib
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as some

from crawler.discovery import _source
from crawler.discovery._lines import Reading, lines
from crawler.discovery.newly_registered import SOURCE
from crawler.errors import ConfigError
from tests.crawler._feed_server import hear


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(content)
    return path


def test_one_name_a_line_however_it_is_written(tmp_path: Path) -> None:
    content = (
        b"\xef\xbb\xbfPlain.Example\r\n"
        b"\r\n"
        b"# registered on Sunday\r\n"
        b"b\xc3\xbccher.example\r\n"
        b"xn--bcher-kva.example.\r\n"
        b"*.wild.example\r\n"
        b"||advert.example^$third-party\n"
        b"@@||allowed.example^\n"
        b"0.0.0.0 hosts.example # noted\n"
        b"127.0.0.1 localhost\n"
        b"::1 ip6-localhost\n"
        b"address=/dnsmasq.example/0.0.0.0\n"
        b"7,ranked.example\n"
        b"https://user@address.example:8443/path?q=other.example\n"
        b"\xe4\xbe\x8b\xe3\x81\x88\xe3\x80\x82\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88\n"
        b"last.example"
    )
    heard = hear(SOURCE, written(tmp_path, "new.txt", content))
    assert heard.names == [
        "plain.example",
        "bücher.example",
        "xn--bcher-kva.example",
        "wild.example",
        "advert.example",
        "hosts.example",
        "dnsmasq.example",
        "ranked.example",
        "address.example",
        "例え.テスト",
        "last.example",
    ]
    assert heard.faults == []
    assert heard.said["hosts.example"] == "new.txt, line 9"


def test_the_column_of_names_is_found_by_its_header(tmp_path: Path) -> None:
    written(
        tmp_path,
        "a.csv",
        b'num,"Domain Name",registrar\n1,a.example,"Names, Inc."\n2,"b.example",c.example\n',
    )
    written(tmp_path, "b.tsv", b"registrar\tdomain\nnames.example\td.example\n")
    written(tmp_path, "c.txt", b"domain\ne.example\n")
    written(tmp_path, "d.csv", b"1,f.example,name\nname,domain\n2,g.example,name\n")
    heard = hear(SOURCE, tmp_path)
    assert heard.names == ["a.example", "b.example", "d.example", "e.example", "f.example", "g.example"]
    assert heard.faults == ["d.csv: 1 of its lines name nothing, first line 2 'name,domain'"], (
        "a header stands before the first name or nowhere"
    )


def test_lines_that_name_nothing_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    junk = [
        b"no name here",
        b"198.51.100.7",
        b"one",
        b"a..example",
        b"\xff\xfe.example",
        b"x" * 70 + b".example",
    ]
    heard = hear(
        SOURCE, written(tmp_path, "new.txt", b"good.example\n" + b"\n".join(junk) + b"\nfine.example\n")
    )
    assert heard.names == ["good.example", "fine.example"]
    assert heard.faults == [
        "new.txt: 6 of its lines name nothing, "
        "first line 2 'no name here', line 3 '198.51.100.7', line 4 'one'"
    ]


def test_long_lines_and_nul_bytes_are_passed_over(tmp_path: Path) -> None:
    content = (
        b"a.example\n" + b"x" * 1_000_000 + b".example\nb.\0example\n" + b"\0" * 3_000_000 + b"\nc.example\n"
    )
    heard = hear(SOURCE, written(tmp_path, "new.txt", content))
    assert heard.names == ["a.example", "c.example"]
    assert "3 of its lines name nothing" in heard.faults[0]


@pytest.mark.parametrize("kind", ["gz", "zst", "zip", "zip of gz", "two gz"])
def test_packed_lists_are_known_by_their_content(tmp_path: Path, kind: str) -> None:
    content = b"a.example\r\nb.example\r\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../etc/names.txt", gzip.compress(content) if kind == "zip of gz" else content)
        packed.writestr("__MACOSX/._names.txt", b"decoy.example\n")
    by_kind = {
        "gz": gzip.compress(content),
        "zst": zstd.compress(content),
        "two gz": gzip.compress(content[:11]) + gzip.compress(content[11:]) + b"\0" * 512,
    }
    heard = hear(SOURCE, written(tmp_path, "in/list", by_kind.get(kind, out.getvalue())))
    assert (heard.names, heard.faults) == (["a.example", "b.example"], [])
    assert [each.name for each in tmp_path.rglob("*.txt")] == [], "nothing is ever unpacked to disk"


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gz", "zst"])
def test_of_a_cut_list_the_good_part_is_used_and_the_place_named(tmp_path: Path, pack) -> None:  # type: ignore[no-untyped-def]
    chance = random.Random(1)
    names = [f"{chance.randbytes(8).hex()}.example" for _ in range(20_000)]
    packed = pack("".join(f"{each}\n" for each in names).encode())
    path = written(tmp_path, "new.packed", packed[: len(packed) * 2 // 3])
    heard = hear(SOURCE, path)
    count = len(heard.names)
    assert 5_000 < count < 20_000
    assert heard.names == names[:count]
    assert heard.faults == [f"new.packed: after line {count} it ends in the middle; fetch it again"]

    again = hear(SOURCE, path, cursor=heard.cursor)
    assert (again.names, again.faults) == ([], heard.faults), "still cut, and still said so"
    path.write_bytes(packed)
    assert hear(SOURCE, path, cursor=again.cursor).names == names[count:], "the rest, once it is there"


def test_ten_gigabytes_of_zeros_are_refused_early(tmp_path: Path) -> None:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    sixteen_mebibytes = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    header = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    heard = hear(SOURCE, written(tmp_path, "bomb.gz", header + sixteen_mebibytes * 640))
    assert heard.faults == [
        "bomb.gz: after line 0 it unpacks to more than 200 times its size, which no list does"
    ]


def test_a_zip_of_zeros_is_refused_early_after_its_good_part(tmp_path: Path) -> None:
    zeros, out = b"\0" * (1 << 24), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("a.txt", b"good.example\n")
        with packed.open("b.txt", "w", force_zip64=True) as member:
            for _ in range(12):
                member.write(zeros)
    heard = hear(SOURCE, written(tmp_path, "bomb.zip", out.getvalue()))
    assert heard.names == ["good.example"]
    assert heard.faults == [
        "bomb.zip: after line 2 it unpacks to more than 200 times its size, which no list does"
    ]


def test_a_zip_with_an_endless_directory_and_one_within_one_are_refused(tmp_path: Path) -> None:
    many, inner, outer = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(many, "w") as packed:
        for number in range(16_000):
            packed.writestr(f"{number:040d}.txt", b"")
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("a.txt", b"hidden.example\n")
    with zipfile.ZipFile(outer, "w") as packed:
        packed.writestr("inner.zip", inner.getvalue())
    written(tmp_path, "1.zip", many.getvalue())
    written(tmp_path, "2.zip", outer.getvalue())
    written(tmp_path, "3.zip", outer.getvalue()[:60])
    heard = hear(SOURCE, tmp_path)
    assert heard.names == []
    assert [each.partition(" it ")[2] for each in heard.faults] == [
        "is no whole zip (its directory is too long); fetch it again",
        "holds another zip; unpack it yourself",
        "is no whole zip (File is not a zip file); fetch it again",
    ]


def test_a_list_that_has_grown_goes_on_where_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, "new.txt", b"a.example\nb.example")
    first = hear(SOURCE, path)
    assert hear(SOURCE, path, cursor=first.cursor).batches == 0
    path.write_bytes(b"a.example\nb.example\nc.example\n")
    second = hear(SOURCE, path, cursor=first.cursor)
    assert second.names == ["c.example"]
    assert second.said["c.example"] == "new.txt, line 3"
    path.write_bytes(b"z.example\nb.example\nc.example\nd.example\n")
    assert hear(SOURCE, path, cursor=second.cursor).names == [
        "z.example",
        "b.example",
        "c.example",
        "d.example",
    ], "another list in its place is read from its beginning"


def test_a_packed_list_that_has_grown_goes_on_after_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "new.gz", gzip.compress(b"num,domain\n1,a.example\n"))
    first = hear(SOURCE, path)
    os.utime(path, (1, 1))
    assert hear(SOURCE, path, cursor=first.cursor).batches == 0
    path.write_bytes(gzip.compress(b"num,domain\n1,a.example\n2,b.example\n"))
    assert hear(SOURCE, path, cursor=first.cursor).names == ["b.example"], "and its header is still known"


def test_a_new_file_of_a_folder_is_read_and_the_old_are_not(tmp_path: Path) -> None:
    written(tmp_path, "day/1.txt", b"a.example\n")
    first = hear(SOURCE, tmp_path)
    written(tmp_path, "day/2.txt", b"b.example\n")
    written(tmp_path, ".hidden/3.txt", b"decoy.example\n")
    second = hear(SOURCE, tmp_path, cursor=first.cursor)
    assert second.names == ["b.example"]
    (tmp_path / "day/1.txt").unlink()
    third = hear(SOURCE, tmp_path, cursor=second.cursor)
    written(tmp_path, "day/3.txt", b"c.example\n")
    assert list(json.loads(hear(SOURCE, tmp_path, cursor=third.cursor).cursor)["lists"]) == [
        "day/2.txt",
        "day/3.txt",
    ]


def test_a_cursor_of_another_source_stops_the_reading(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is none of this source"):
        hear(SOURCE, written(tmp_path, "a.txt", b"a.example\n"), cursor="[17]")
    with pytest.raises(ConfigError, match="there is no file"):
        hear(SOURCE, tmp_path / "nowhere.txt")


@settings(max_examples=40, deadline=None)
@given(
    counts=some.lists(some.integers(0, 12), min_size=1, max_size=4),
    packed=some.lists(some.booleans(), min_size=4, max_size=4),
    kills=some.lists(some.integers(1, 4), max_size=6),
)
def test_killed_anywhere_every_name_is_told_once(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int], packed: list[bool], kills: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    wanted = []
    for number, (count, pack) in enumerate(zip(counts, packed, strict=False)):
        names = [f"n{number}-{each}.example" for each in range(count)]
        wanted += names
        content = "\n".join(["# list", *names]).encode()
        (folder / f"{number}.txt").write_bytes(gzip.compress(content) if pack else content)
    told, cursor = list[str](), ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.discovery._lists.MOST_NAMES", 3)
        for stop in [*kills, 1_000]:
            heard = hear(SOURCE, folder, cursor=cursor, stop_after=stop)
            told, cursor = told + heard.names, heard.cursor
    assert told == wanted


@settings(deadline=None)
@given(some.lists(some.binary(max_size=30)), some.integers(1, 20), some.integers(1, 9))
def test_lines_are_those_of_the_text_however_it_comes_in_pieces(
    texts: list[bytes], longest: int, size: int
) -> None:
    whole = b"\n".join(each.replace(b"\n", b"") for each in texts)
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    found = list(lines(pieces, longest))
    expected = whole.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    assert [each.text for each in found] == [each[:longest].rstrip(b"\r") for each in expected]
    assert [each.whole for each in found] == [len(each) <= longest for each in expected]
    assert all(whole[: each.end].count(b"\n") == each.number for each in found if each.closed)
    assert not found or found[-1].end == len(whole.removesuffix(b"\n")) + whole.endswith(b"\n")


@settings(deadline=None)
@given(
    some.binary(max_size=200),
    some.dictionaries(some.sampled_from(["line", "at", "mark", "whole"]), some.integers()),
)
def test_no_content_and_no_kept_state_breaks_a_reading(content: bytes, kept: dict[str, int]) -> None:
    for begin in (b"", b"\x1f\x8b\x08\0", b"PK\x03\x04", b"PK\x05\x06", b"\x28\xb5\x2f\xfd", b"PAR1"):
        reading = Reading(io.BytesIO(begin + content), kept)
        assert all(line.number > 0 for line in reading)
        assert json.loads(json.dumps(reading.state)) == reading.state


def test_no_batch_is_larger_than_a_batch_may_be(tmp_path: Path) -> None:
    path = written(tmp_path, "new.txt", b"".join(b"n%d.example\n" % each for each in range(25_000)))
    heard = hear(SOURCE, path)
    assert (len(heard.names), heard.batches) == (25_000, 3)
    assert _source.MOST_NAMES == 10_000
