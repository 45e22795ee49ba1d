"""Which domains does a table name, with which reason, and is every line that names none told?"""

import gzip
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.csv import SOURCE
from crawler.errors import ConfigError
from tests.crawler._feeds import batches, given, served, told


def read(tmp_path: Path, text: str, **options: str) -> tuple[dict[str, str], list[str]]:
    file = tmp_path / "list.csv"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return told(SOURCE, given(file, **options))[:2]


@pytest.mark.parametrize(
    "text",
    [
        "domain,reason\nfront.example,shares a phone\n",
        "\ufeffDomain;First seen;Comment\r\nfront.example;2026-11-01;shares a phone\r\n",
        "# made by hand\nindicator_type\tIndicator\tDescription\ndomain\tfront[.]example\tshares a phone\n",
        'id,"Domain Name","Notes"\n7,"hxxps://front(dot)example/jobs","shares a phone"\n',
        "FRONT.example|shares a phone",
        "1,2026-11-01,info@front[.]example,shares a phone\n",
        "Seen,What\n2026-11-01,front.example,shares a phone\n",
    ],
)
def test_the_column_of_domains_and_that_of_reasons_are_found(tmp_path: Path, text: str) -> None:
    found, faults = read(tmp_path, text)
    number = 1 + text.rstrip().count("\n")
    assert (found, faults) == ({"front.example": f"shares a phone; list.csv, line {number}"}, [])


def test_a_list_of_one_column_needs_no_reason(tmp_path: Path) -> None:
    assert read(tmp_path, "domain\none.example\ntwo.example")[0] == {
        "one.example": "list.csv, line 2",
        "two.example": "list.csv, line 3",
    }
    assert list(read(tmp_path, "one.example\ntwo.example\n")[0]) == ["one.example", "two.example"]


def test_the_operator_names_the_column(tmp_path: Path) -> None:
    text = "domain,Found On,why\nvictim.example,front.example,copied\n"
    assert list(read(tmp_path, text, column="found on")[0]) == ["front.example"]
    with pytest.raises(ConfigError, match="has no column 'suspect'; it begins with 'domain,Found On,why'"):
        read(tmp_path, text, column="suspect")


def test_a_line_that_names_nothing_is_told_with_its_number_and_the_others_are_taken(tmp_path: Path) -> None:
    rows = [
        "domain,reason",
        "one.example,a",
        "no name,b",
        "192.0.2.1,c",
        "two.example,\0",
        "\udcff.example,d",
    ]
    found, faults = read(
        tmp_path, "\n".join([*rows, "x" * 200_000, "somebody@gmail.com,e", "three.example,f"])
    )
    assert list(found) == ["one.example", "three.example"]
    assert len(faults) == 1
    assert faults[0].startswith("list.csv: 6 of its lines name nothing, first line 3 'no name,b', line 4 ")


def test_a_row_of_another_type_is_passed_over(tmp_path: Path) -> None:
    text = "type,value,comment\nip-dst,192.0.2.1,a\nsha256,00ff,b\nhostname,front.example,c\nurl,http://two.example/x,d"
    assert read(tmp_path, text) == (
        {"front.example": "c; list.csv, line 4", "two.example": "d; list.csv, line 5"},
        [],
    )


def test_a_quoted_reason_keeps_its_commas_and_an_open_quote_takes_no_other_line(tmp_path: Path) -> None:
    text = 'domain,reason\none.example,"a phone, a room"\ntwo.example,"never closed\nthree.example,b\n'
    assert read(tmp_path, text)[0] == {
        "one.example": "a phone, a room; list.csv, line 2",
        "two.example": "never closed; list.csv, line 3",
        "three.example": "b; list.csv, line 4",
    }


def test_a_table_goes_on_where_it_was_left_and_grows(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,domain\n" + "".join(f"{number},front-{number}.example\n" for number in range(12_000)))
    first, second = batches(SOURCE, given(file))
    assert (len(first.names), len(second.names)) == (10_000, 2_000)
    assert batches(SOURCE, given(file, first.cursor))[0].names == second.names
    with file.open("a") as more:
        more.write("12000,later.example\n")
    assert told(SOURCE, given(file, second.cursor))[0] == {"later.example": "list.csv, line 12002"}


def test_a_packed_table_that_breaks_off_is_used_so_far(tmp_path: Path) -> None:
    rows = "".join(f"front-{number * 7919 % 100_003}.example,{number}\n" for number in range(5_000))
    file = tmp_path / "list.csv.gz"
    file.write_bytes(gzip.compress(rows.encode())[:-9_000])
    found, faults, _ = told(SOURCE, given(file))
    assert len(found) > 1_000
    assert len(faults) == 1
    assert "it ends in the middle" in faults[0]


def test_a_table_is_fetched_with_the_secret() -> None:
    def answer(path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        assert headers["authorization"] == "Bearer s3cret"
        return 200, {}, b"domain\nfront.example\n"

    with served(answer) as url:
        found, _, cursor = told(SOURCE, given(f"{url}/list", secret="s3cret"))
        assert list(found) == ["front.example"]
        assert told(SOURCE, given(f"{url}/list", cursor, "s3cret"))[0] == {}
