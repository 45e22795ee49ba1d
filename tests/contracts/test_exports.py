"""Does every writer of the history keep a stranger's text text, on one row, and whole where it says so?"""

import csv
import importlib
import io
import json
import re

import pytest

from monitor.exports import Column, Table, Type, writers
from tests.contracts._hostile import HOSTILE, LONG

TEXTS = pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
EVERY = pytest.mark.parametrize("writer", writers().values(), ids=lambda each: each.name)
AT = "2026-11-22T06:00:00Z"
ANY = Table(
    "any",
    "What does a stranger say?",
    (Column("before", Type.NUMBER), Column("said"), Column("told", Type.JSON), Column("after", Type.BITS)),
    lambda store, asked: iter(()),
)
HIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028]"


def rows_of(writer, text):
    if writer.only == "dns":
        return [(text, "TXT", text, AT, AT, 1, text), ("calm.example", "A", "192.0.2.1", AT, AT, 2, "")]
    return [(1, text, json.dumps([text, {text: text}]), 0.5), (2, "calm", "[]", None)]


def written(writer, text, path):
    if writer.name == "parquet":
        pytest.importorskip("pyarrow")
    with path.open("wb") as file:
        writer.write(ANY, rows_of(writer, text), file)
    return path.read_bytes()


def shown(text):
    return text.encode("utf-8", "backslashreplace").decode()


@EVERY
def test_a_writer_says_what_it_is(writer):
    module = importlib.import_module(f"monitor.exports.{writer.name}")
    assert module.WRITER is writer
    assert module.__doc__.splitlines()[0].endswith("?") and writer.question.endswith("?")
    assert all(each.startswith(".") for each in writer.suffixes)


@EVERY
@TEXTS
def test_the_same_rows_give_the_same_bytes(writer, text, tmp_path):
    assert written(writer, text, tmp_path / "one") == written(writer, text, tmp_path / "two") != b""


@EVERY
@TEXTS
def test_hostile_text_is_one_row_and_hides_nothing(writer, text, tmp_path):
    found = written(writer, text, tmp_path / "x")
    if writer.name != "parquet":
        lines = found.decode().splitlines()
        assert len(lines) == (3 if writer.name == "csv" else 2)
        assert not re.search(HIDDEN, found.decode())


@TEXTS
def test_no_cell_of_a_spreadsheet_is_a_formula(text, tmp_path):
    found = written(writers()["csv"], text, tmp_path / "x").decode()
    head, hostile, calm = csv.reader(io.StringIO(found, newline=""), strict=True)
    assert len(head) == len(hostile) == len(calm) == 4
    assert not hostile[1].lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert (hostile[0], hostile[3], calm) == ("1", "0.5", ["2", "calm", "[]", ""])


@TEXTS
def test_json_lines_and_parquet_give_the_text_back(text, tmp_path):
    first, _ = written(writers()["jsonl"], text, tmp_path / "x").splitlines()
    assert json.loads(first) == {"before": 1, "said": text, "told": [text, {text: text}], "after": 0.5}
    written(writers()["parquet"], text, tmp_path / "y")
    table = importlib.import_module("pyarrow.parquet").read_table(tmp_path / "y")
    assert table.column("said").to_pylist() == [shown(text), "calm"]
    assert json.loads(table.column("told").to_pylist()[0]) == [text, {text: text}]


@TEXTS
def test_a_record_that_a_stranger_wrote_is_its_data_and_nothing_else(text, tmp_path):
    first, calm = map(json.loads, written(writers()["cof"], text, tmp_path / "x").splitlines())
    assert first.keys() == calm.keys() == {"rrname", "rrtype", "rdata", "time_first", "time_last", "count"}
    assert first["rrname"] == text
    assert re.sub(r"\\(.)", r"\1", first["rdata"][1:-1], flags=re.DOTALL) == text


@EVERY
def test_a_text_of_a_million_letters_is_whole_but_in_a_spreadsheet(writer, tmp_path):
    found = written(writer, LONG, tmp_path / "x")
    if writer.name == "csv":
        csv.field_size_limit(2_000_000)
        _, hostile, _ = csv.reader(io.StringIO(found.decode(), newline=""), strict=True)
        assert max(map(len, hostile)) == 32_766 and hostile[1].endswith("A…")
    elif writer.name != "parquet":
        assert LONG.encode() in found
