"""Are raw bytes read back as they were kept, and a damaged file for what is good in it?"""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, body_hash, records, text_of
from crawler.errors import CollectionError, ConfigError
from crawler.records import Capture, Raw

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
GIVEN = Path(__file__).parents[3] / "shared" / "corpus" / "warc"
PAGE = Raw(
    "https://a.example/",
    "text/html",
    b"<p>a page</p>",
    200,
    (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Odd", "one\r\nInjected: yes")),
    "192.0.2.1",
)
ANSWER = Raw("whois://whois.example/a.example", "text/plain", "naïve\n".encode("latin-1"))


def kept(folder: Path, *raws: Raw, run: str = "crawl") -> list[Capture]:
    with Archive(folder).writer(run, NOW) as writer:
        return [capture for raw in raws if (capture := writer.keep(raw))]


def test_a_page_and_an_answer_of_a_registry_are_read_back_as_they_were(tmp_path: Path) -> None:
    page, answer = kept(tmp_path, PAGE, ANSWER)
    assert (page.hash, page.url, page.media_type, page.length) == (
        body_hash(b"<p>a page</p>"), "https://a.example/", "text/html", 13
    )  # fmt: skip
    assert page.file == "2026-11-22-crawl.warc.gz"
    assert Archive(tmp_path).read(page) == b"<p>a page</p>"
    assert Archive(tmp_path).read(answer) == b"na\xefve\n"


def test_other_programs_can_read_the_file(tmp_path: Path) -> None:
    kept(tmp_path, PAGE, ANSWER)
    with (tmp_path / "2026-11-22-crawl.warc.gz").open("rb") as file:
        found = [
            (
                each.rec_type,
                each.rec_headers.protocol,
                each.rec_headers.get_header("WARC-Date"),
                each.http_headers,
            )
            for each in ArchiveIterator(file, check_digests="raise")
        ]
    assert [each[:3] for each in found] == [
        ("warcinfo", "WARC/1.1", "2026-11-22T06:00:00Z"),
        ("response", "WARC/1.1", "2026-11-22T06:00:00Z"),
        ("resource", "WARC/1.1", "2026-11-22T06:00:00Z"),
    ]
    assert found[1][3].headers == [
        ("Content-Type", "text/html"), ("X-Odd", "one Injected: yes"), ("Content-Length", "13")
    ]  # fmt: skip


def test_equal_bytes_are_written_once_and_known_bytes_not_at_all(tmp_path: Path) -> None:
    with Archive(tmp_path).writer("crawl", NOW, known=lambda name: name == ANSWER.hash) as writer:
        first, again, known = writer.keep(PAGE), writer.keep(PAGE), writer.keep(ANSWER)
    assert first is not None and first == again
    assert known is None
    assert [each.url for each in records(tmp_path / first.file)] == ["https://a.example/"]


def test_a_later_crawl_takes_a_new_file_and_an_empty_one_takes_none(tmp_path: Path) -> None:
    assert [kept(tmp_path, PAGE)[0].file, kept(tmp_path, PAGE)[0].file, kept(tmp_path, run="none")] == [
        "2026-11-22-crawl.warc.gz", "2026-11-22-crawl-2.warc.gz", []
    ]  # fmt: skip
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "2026-11-22-crawl-2.warc.gz", "2026-11-22-crawl.warc.gz"
    ]  # fmt: skip


def test_a_run_that_is_named_by_its_day_gives_the_file_that_name(tmp_path: Path) -> None:
    assert kept(tmp_path, PAGE, run="2026-11-22.2")[0].file == "2026-11-22.2.warc.gz"


def test_a_record_cut_short_by_a_crash_harms_no_earlier_one(tmp_path: Path) -> None:
    page, answer = kept(tmp_path, PAGE, ANSWER)
    file = tmp_path / page.file
    file.write_bytes(file.read_bytes()[: answer.offset + 40])
    assert Archive(tmp_path).read(page) == PAGE.body
    with pytest.raises(CollectionError, match=r"restore .* from a backup"):
        Archive(tmp_path).read(answer)


def test_bytes_that_are_not_those_that_were_named_are_refused(tmp_path: Path) -> None:
    page, answer = kept(tmp_path, PAGE, ANSWER)
    swapped = Capture(page.hash, page.url, page.media_type, page.file, answer.offset, page.length)
    with pytest.raises(CollectionError, match="gave other bytes than were kept"):
        Archive(tmp_path).read(swapped)


@pytest.mark.parametrize("name", ["../secret.warc.gz", "/etc/passwd", "gone.warc.gz"])
def test_a_file_outside_the_archive_or_gone_is_an_error_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(CollectionError, match=r"reading the capture of https://a\.example/ from .* failed"):
        Archive(tmp_path).read(Capture("sha256:00", "https://a.example/", "", name, 0, 5))


def test_text_is_decoded_by_header_then_page_then_guess() -> None:
    assert text_of("компания".encode("cp1251"), "text/html; charset=windows-1251") == "компания"
    declared = '<meta charset="gb2312">公司'.encode("gb2312")
    assert text_of(declared, "text/html") == '<meta charset="gb2312">公司'
    assert text_of("회사".encode(), "") == "회사"
    assert text_of(b"caf\xe9", "text/html") == "café"
    assert text_of("\ufeff문의".encode("utf-16-le"), "text/html") == "문의"


@pytest.mark.parametrize(
    "charset", ["no-such-thing", "hex", "zlib", "punycode", "idna", "unicode_escape", "utf-7"]
)
def test_a_charset_that_is_none_is_not_believed(charset: str) -> None:
    assert text_of(b"a\xff-", f"text/html; charset={charset}") == "aÿ-"
    assert text_of(f"<meta charset={charset}>é".encode(), "text/html") == f"<meta charset={charset}>é"
    assert len(text_of(b"a-" * 1_000_000, f"text/html; charset={charset}")) == 2_000_000


def test_a_given_file_is_read_whole_whether_its_members_are_records_or_not(tmp_path: Path) -> None:
    file = tmp_path / kept(tmp_path, PAGE, ANSWER)[0].file
    one_member = tmp_path / "one.warc.gz"
    one_member.write_bytes(gzip.compress(gzip.decompress(file.read_bytes())))
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(file.read_bytes()))
    told = [("https://a.example/", NOW, 200, "text/html", PAGE.body)]
    told.append(("whois://whois.example/a.example", NOW, 0, "text/plain", ANSWER.body))
    for path in (file, one_member, plain):
        assert [(e.url, e.date, e.status, e.media_type, e.body) for e in records(path)] == told


def test_a_cut_file_gives_what_is_good_and_then_says_where_it_ended(tmp_path: Path) -> None:
    long = Raw("https://a.example/long", "text/html", b"x" * 50_000, 200)
    page, _ = kept(tmp_path, PAGE, long)
    plain = gzip.decompress((tmp_path / page.file).read_bytes())
    for name, content in (("cut.warc", plain[:-9_000]), ("cut.warc.gz", gzip.compress(plain)[:-40])):
        (tmp_path / name).write_bytes(content)
        good = []
        with pytest.raises(
            CollectionError, match="stopped after 1 answers: the file is damaged or cut short"
        ):
            for each in records(tmp_path / name):
                good.append(each.url)
        assert good == ["https://a.example/"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is no WARC, WACZ, HAR or MHTML file and no saved page"),
        (b"<html>not an archive</html>\n", "the page does not say which address it had"),
        (b"\x1f\x8bnot gzip", "it is no WARC, WACZ, HAR or MHTML file and no saved page"),
        (None, "No such file"),
    ],
)
def test_what_is_no_archive_is_the_operators_mistake(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / "given.warc").write_bytes(content)
    with pytest.raises(ConfigError, match=told):
        list(records(tmp_path / "given.warc"))


def test_a_body_longer_than_a_crawl_takes_is_left_out(tmp_path: Path) -> None:
    long = Raw("https://a.example/long", "text/html", b"x" * 2_000_001, 200)
    page, _, _ = kept(tmp_path, PAGE, long, ANSWER)
    assert [each.body for each in records(tmp_path / page.file)] == [PAGE.body, ANSWER.body]


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the corpus of real WARC files is not on this machine")
@pytest.mark.parametrize(
    ("name", "lengths", "damaged"),
    [
        ("example.warc", [1270], False),
        ("example.warc.gz", [1270], False),
        ("example.arc", [1270], False),
        ("example.arc.gz", [1270], False),
        ("example-bad-non-chunked.warc.gz", [1270], False),
        ("example-bad.warc.gz.bad", [1270, 201], False),
        ("example-iana.org-chunked.warc", [7223], False),
        ("example-resource.warc.gz", [1303], False),
        ("example-wrong-chunks.warc.gz", [1270], False),
        ("post-test.warc.gz", [545, 552, 551], False),
        ("example-digest.warc", [], False),
        ("example-trunc.warc", [1270], True),
        ("example-space-in-url.arc", [], True),
    ],
)
def test_files_of_strangers_give_what_is_good_in_them(name: str, lengths: list[int], damaged: bool) -> None:
    good: list[int] = []
    try:
        for each in records(GIVEN / f"warcio__{name}"):
            good.append(len(each.body))
        ended_well = True
    except CollectionError:
        ended_well = False
    assert (good, ended_well) == (lengths, not damaged)
