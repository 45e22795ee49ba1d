"""Does a WARC file made to harm its reader cost little, and keep what is good in it? All are invented."""

import gzip
import os
import resource
import time
from pathlib import Path

import pytest

from crawler.archive import records
from crawler.errors import CollectionError, ConfigError
from tests.fuzz import _seeds

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
GOOD = _seeds.warc(("response", "http://front.test/", HEAD + b"\r\n<p>good"))


def good_of(folder: Path, content: bytes) -> tuple[list[bytes], str]:
    """The bodies that were read, and what was said at the end."""
    path = folder / "given.warc"
    path.write_bytes(content)
    found: list[bytes] = []
    try:
        for each in records(path):
            found.append(each.body)
    except CollectionError as error:
        return found, str(error)
    return found, ""


NAMELESS = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 20\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>\r\n\r\n"
LONG = GOOD.replace(b"Content-Length: ", b"Content-Length: 9223372036854775808")


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(NAMELESS, id="an answer from nowhere"),
        pytest.param(LONG, id="an answer without end"),
    ],
)
def test_a_record_that_the_library_chokes_on_is_damage(tmp_path: Path, bad: bytes) -> None:
    found, said = good_of(tmp_path, GOOD + bad)
    assert found == [b"<p>good"]
    assert "stopped after 1 answers: the file is damaged or cut short behind record" in said


def test_a_date_before_all_dates_is_none(tmp_path: Path) -> None:
    path = tmp_path / "given.warc"
    path.write_bytes(_seeds.warc(("response", "http://a.test/", HEAD), date="0001-01-01T00:00:00+14:00"))
    assert [each.date for each in records(path)] == [None]


@pytest.mark.parametrize(
    "filler",
    [b"WARC/1.0\r\nx: " + b"x" * 20_000_000, b"WARC/1.0\r\n" + b"a: b\r\n" * 3_000_000, b"\r\n" * 9_000_000],
    ids=["a line", "lines", "a gap"],
)
def test_heads_without_end_are_not_read_to_their_end(tmp_path: Path, filler: bytes) -> None:
    bomb = gzip.compress(GOOD + filler, 1)
    begun = time.process_time()
    found, said = good_of(tmp_path, bomb)
    assert (found, "stopped after 1 answers" in said) == ([b"<p>good"], True)
    assert time.process_time() - begun < 1


def test_a_small_body_that_unpacks_to_a_huge_one_is_left_out(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli")
    packer = brotli.Compressor(quality=5)
    packed = b"".join(packer.process(bytes(1_000_000)) for _ in range(400)) + packer.finish()
    bomb = _seeds.warc(("response", "http://front.test/x", HEAD + b"Content-Encoding: br\r\n\r\n" + packed))
    small = HEAD + b"Content-Encoding: br\r\n\r\n" + brotli.compress(b"<p>small")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found, said = good_of(tmp_path, bomb + _seeds.warc(("response", "http://front.test/y", small)))
    assert (found, said) == ([b"<p>small"], "")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most < 100_000  # kilobytes


def test_a_pipe_among_the_files_of_a_mirror_is_passed_and_one_that_is_named_is_refused(
    tmp_path: Path,
) -> None:
    site = tmp_path / "front.test"
    site.mkdir()
    (site / "index.html").write_bytes(b"<html><title>Front</title>good</html>")
    (site / "secret.html").symlink_to("/etc/passwd")
    for name in ("about.html", "logo.png", "all.cdx"):
        os.mkfifo(site / name)
    assert [each.url for each in records(tmp_path)] == ["https://front.test/"]
    with pytest.raises(ConfigError, match=r"about\.html is a pipe or a device; save what it gives to a file"):
        next(records(site / "about.html"))
