"""Does the source of advisories tell each suspect once, with its reason, and pass over nothing unread?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.discovery import Batch, Given, Web, named
from crawler.errors import ConfigError, SourceUnavailable
from crawler.net import NetConfig, Network
from tests.crawler._feeds import served
from tests.crawler._papers import docx, paragraph, pdf

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LAB = NetConfig(allow=("127.0.0.0/8",), timeout=2.0)


def read(where: Path | str, cursor: str = "") -> list[Batch]:
    with Web(Network(LAB)) as web:
        return list(named("iocs").read(Given(str(where), NOW, web, cursor)))


def names(batches: list[Batch]) -> list[str]:
    return [name for batch in batches for name, _ in batch.names]


def faults(batches: list[Batch]) -> list[str]:
    return [fault for batch in batches for fault in batch.faults]


def test_a_folder_of_advisories_is_told_once_and_then_only_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The site one[.]example was seized.\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.bin").write_bytes(pdf([["two[.]example and one[.]example"]]))
    first = read(tmp_path)
    assert [pair for batch in first for pair in batch.names] == [
        ("one.example", "a.md, line 1 (defanged): The site one[.]example was seized."),
        ("two.example", "sub/b.bin, page 1, line 1 (defanged): two[.]example and one[.]example"),
        ("one.example", "sub/b.bin, page 1, line 1 (defanged): two[.]example and one[.]example"),
    ]
    assert faults(first) == []
    again = read(tmp_path, first[-1].cursor)
    assert names(again) == []
    (tmp_path / "a.md").write_text("one[.]example\nthree[.]example\n")
    third = read(tmp_path, again[-1].cursor)
    assert names(third) == ["three.example"]
    assert names(read(tmp_path, third[-1].cursor)) == []


def test_a_list_longer_than_a_batch_goes_on_after_the_batch_that_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.discovery.iocs.MOST_NAMES", 100)
    told = [f"front{number}.example" for number in range(250)]
    (tmp_path / "list.txt").write_text("\n".join(told))
    batches = read(tmp_path)
    assert [len(batch.names) for batch in batches] == [100, 100, 50, 0, 0]
    assert names(batches) == told
    assert names(batches[:2]) + names(read(tmp_path, batches[1].cursor)) == told


def test_a_faulty_document_gives_its_good_part_and_is_told_of_until_it_is_mended(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([["one[.]example"], ["two[.]example"]], broken=1))
    (tmp_path / "b.docx").write_bytes(docx(paragraph("&x;"), head='<!DOCTYPE x [<!ENTITY x "y">]>'))
    (tmp_path / "c.txt").write_text("three[.]example")
    first = read(tmp_path)
    assert names(first) == ["one.example", "three.example"]
    said = [
        "a.pdf: page 2 cannot be read: NotImplementedError Unsupported filter /NoSuchPacking",
        "b.docx: word/document.xml is not read behind paragraph 0: "
        "it declares entities, which no word processor does",
    ]
    assert faults(first) == said
    again = read(tmp_path, first[-1].cursor)
    assert names(again) == []
    assert faults(again) == said
    (tmp_path / "a.pdf").write_bytes(pdf([["one[.]example"], ["two[.]example"]]))
    (tmp_path / "b.docx").unlink()
    mended = read(tmp_path, again[-1].cursor)
    assert names(mended) == ["two.example"]
    assert faults(mended) == []


def test_a_document_of_any_length_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.discovery.iocs.LARGEST", 1_000)
    (tmp_path / "a.txt").write_text("one[.]example\n" * 100)
    batches = read(tmp_path / "a.txt")
    assert names(batches) == []
    assert faults(batches) == ["a.txt: it has more than 1000 bytes"]


def test_a_reason_fits_and_shows_the_name(tmp_path: Path) -> None:
    path = tmp_path / ("long-name-" * 20 + ".txt")
    path.write_text("word " * 200 + "evil-front[.]example " + "word " * 200)
    [(name, reason)] = [pair for batch in read(path) for pair in batch.names]
    assert name == "evil-front.example"
    assert len(reason) <= 500
    assert "evil-front[.]example" in reason


def test_a_missing_file_and_a_strange_cursor_are_the_operators_to_mend(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no file"):
        read(tmp_path / "none.txt")
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(ConfigError, match="the cursor 'x' is none of this source"):
        read(tmp_path, "x")


@pytest.fixture
def site() -> Iterator[str]:
    page = b"<html><body><p>See two.example/x and <b>one[.]example</b></p></body></html>"
    with served(lambda path, *_: (200 if path == "/advisory" else 404, {}, page)) as address:
        yield address


def test_an_advisory_of_the_web_is_read_and_told_once(site: str) -> None:
    first = read(f"{site}/advisory")
    assert names(first) == ["one.example"]
    assert names(read(f"{site}/advisory", first[-1].cursor)) == []
    with pytest.raises(SourceUnavailable, match="answered with status 404; check the address"):
        read(f"{site}/gone")
