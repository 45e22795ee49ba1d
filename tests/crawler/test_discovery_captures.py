"""Which hosts do saved captures of Common Crawl name, and when were they fetched?"""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.discovery.common_crawl import SOURCE
from tests.crawler._feed_server import hear

INDEX = [
    {
        "urlkey": "example,fox)/",
        "timestamp": "20260301120000",
        "url": "https://Fox.example:443/",
        "status": "200",
    },
    {
        "urlkey": "example,fox)/a",
        "timestamp": "20260302120000",
        "url": "https://fox.example/a",
        "status": "404",
    },
    {
        "urlkey": "example,fox,www)/",
        "timestamp": "20260303120000",
        "url": "http://www.fox.example/?u=decoy.example",
    },
    {"urlkey": "jp,xn--r8jz45g)/", "timestamp": "20260304120000"},
]


def test_the_lines_of_the_index_name_each_host_once(tmp_path: Path) -> None:
    path = tmp_path / "index.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in INDEX))
    heard = hear(SOURCE, path)
    assert heard.said == {
        "fox.example": "fetched by Common Crawl on 2026-03-01 (index.jsonl, line 1)",
        "www.fox.example": "fetched by Common Crawl on 2026-03-03 (index.jsonl, line 3)",
        "xn--r8jz45g.jp": "fetched by Common Crawl on 2026-03-04 (index.jsonl, line 4)",
    }
    assert heard.names == list(heard.said)
    assert heard.newest == datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert heard.faults == []


@pytest.mark.parametrize(
    "text",
    [
        " CDX N b a m s k S V g\nexample,fox)/ 20260301120000 https://fox.example/ text/html 200 X 1 2 f\n",
        'example,fox)/ 20260301120000 {"url": "https://fox.example/", "status": "200"}\n',
        "url_surtkey,url_host_name,fetch_time\nx,fox.example,2026-03-01 12:00:00.000\n",
        '"url","fetch_time"\n"https://fox.example/a,b","2026-03-01 12:00:00 UTC"\n'.replace(" UTC", "+00:00"),
        '{"url_host_registered_domain": "fox.example", "fetch_time": "2026-03-01T12:00:00Z"}\n',
        'surt_host_name,fetch_time\n"example,fox",2026-03-01\n',
    ],
)
def test_every_saved_form_is_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "saved").write_text(text)
    heard = hear(SOURCE, tmp_path / "saved")
    assert (heard.names, heard.faults) == (["fox.example"], [])
    assert "on 2026-03-01" in heard.said["fox.example"]


def test_parquet_of_the_columnar_index_is_read(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    when = datetime(2026, 3, 1, 12, tzinfo=UTC)
    table = arrow.table(
        {
            "url_host_name": ["fox.example", "fox.example", "owl.example", None],
            "fetch_time": arrow.array([when] * 4, arrow.timestamp("ms", "UTC")),
            "content_digest": ["decoy.example"] * 4,
        }
    )
    parquet.write_table(table, tmp_path / "part.parquet")
    heard = hear(SOURCE, tmp_path)
    assert heard.said == {
        "fox.example": "fetched by Common Crawl on 2026-03-01 (part.parquet, line 2)",
        "owl.example": "fetched by Common Crawl on 2026-03-01 (part.parquet, line 4)",
    }
    assert hear(SOURCE, tmp_path, cursor=heard.cursor).names == []
    content = (tmp_path / "part.parquet").read_bytes()
    (tmp_path / "part.parquet").write_bytes(content[:-30])
    assert "it cannot be read as Parquet" in hear(SOURCE, tmp_path).faults[0]


def test_what_is_no_capture_is_counted_and_shown(tmp_path: Path) -> None:
    odd = [
        "[1]",
        '{"url": 7}',
        "{" * 3_000,
        '{"timestamp": "20260301120000"}',
        '{"url": "mailto:a@fox.example"}',
    ]
    (tmp_path / "index").write_text("\n".join([*odd, json.dumps(INDEX[0])]))
    heard = hear(SOURCE, tmp_path / "index")
    assert heard.names == ["fox.example"]
    assert "index: 5 of its lines name nothing, first line 1 '[1]'" in heard.faults[0]


def test_it_goes_on_within_the_captures_of_one_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.discovery._lists.MOST_NAMES", 1)
    captures = [dict(INDEX[0], url=f"https://{host}.example/{page}") for host in "abc" for page in range(3)]
    (tmp_path / "i.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, captures)).encode()))
    told, cursor = list[str](), ""
    for _ in range(6):
        heard = hear(SOURCE, tmp_path, cursor=cursor, stop_after=1)
        told, cursor = told + heard.names, heard.cursor
    assert told == ["a.example", "b.example", "c.example"]
