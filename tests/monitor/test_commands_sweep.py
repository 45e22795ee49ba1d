"""Does one command sweep what it is given, go on where it was, and say what it could not do?"""

import json
from pathlib import Path

import pyarrow
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from monitor import cli
from monitor.commands.sweep import sweep
from tests.crawler._warcs import packed, put, record
from tests.monitor._swept import corpus

PAGE = b"<title>Cloud Blue Fox</title><h1>Cloud Blue Fox</h1><p>A page of words about nothing at all.</p>"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a home that is not there."""
    monkeypatch.setenv("BRASSPLATE_HOME", str(tmp_path / "none"))
    return tmp_path


def swept(*arguments: object) -> tuple[int, dict[str, int], str]:
    """Exit code, the line of figures and what was said."""
    done = CliRunner().invoke(sweep, [str(each) for each in arguments])
    line = done.stdout.strip().splitlines()[-1:] or ["{}"]
    return done.exit_code, json.loads(line[0]), done.stderr


@pytest.mark.slow
def test_pages_are_swept_once_and_the_same_command_goes_on(told: Path) -> None:
    put(told / "a.warc.gz", packed(record("https://cloudbluefox.example/", PAGE)))
    put(told / "b.warc.gz", corpus())
    arguments = ("pages", told, "--out", told / "out", "--workers", "1", "--metrics", told / "m.prom")
    code, first, said = swept(*arguments)
    assert (code, first["of"], first["parts"], first["kept"], first["quarantined"]) == (0, 2, 2, 0, 0)
    assert first["rows"] >= 1
    code, again, _ = swept(*arguments)
    assert (code, again["kept"], again["rows"]) == (0, 2, first["rows"])
    metrics = (told / "m.prom").read_text()
    assert "brassplate_sweep_parts{" in metrics
    assert "brassplate_sweep_kept{" in metrics
    folder = next(path for path in (told / "out").iterdir() if path.is_dir())
    rows = CliRunner().invoke(sweep, ["rows", str(folder)]).stdout.splitlines()
    names = {(json.loads(row)["domain"], json.loads(row)["reference"]) for row in rows}
    assert ("cloudbluefox.example", "cloudbluefox.com") in names
    assert f"{first['rows']} rows in {folder}" in said


@pytest.mark.slow
def test_names_are_swept_as_the_sift_tells_them(told: Path) -> None:
    put(told / "names.txt", b"cloudbluefox.net\nexample.org\nxn--80ak6aa92e.com\n\xff\xfe\0\n")
    _, figures, _ = swept("names", told / "names.txt", "--out", told / "out", "--workers", "1")
    folder = next(path for path in (told / "out").iterdir() if path.is_dir())
    (row,) = CliRunner().invoke(sweep, ["rows", str(folder)]).stdout.splitlines()
    sifted = CliRunner().invoke(cli.brassplate, ["sift", str(told / "names.txt"), "--processes", "1"])
    expected = json.loads(sifted.stdout)
    found = json.loads(row)
    assert {name: found[name] for name in ("name", "reference", "distance", "bits")} == {
        name: expected[name] for name in ("name", "reference", "distance", "bits")
    }
    assert json.loads(found["kinds"]) == expected["kinds"]
    assert figures["seen"] == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "name what to sweep"),
        (("gone.warc.gz",), "cannot be read"),
        (("https://127.0.0.1:1/a.bin",), "does not tell by its ending"),
        (("x.warc.gz", "--kind", "zip"), "there is no input 'zip'"),
        (("index.parquet", "--kind", "common-crawl"), "needs --hosts"),
        (("--list", "gone.txt"), "the list of inputs cannot be read"),
    ],
)
def test_a_mistake_ends_with_one_sentence_and_2(
    told: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert cli.run(["sweep", "pages", *arguments, "--out", str(told / "out")]) == 2
    assert sentence in capsys.readouterr().err


def test_metrics_into_a_folder_that_is_not_there_are_told(
    told: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(told / "a.warc.gz", packed(record("https://a.example/", PAGE)))
    given = [
        "sweep",
        "pages",
        str(told),
        "--out",
        str(told / "out"),
        "--metrics",
        str(told / "no" / "m.prom"),
    ]
    assert cli.run(given) == 2
    assert "there is no directory" in capsys.readouterr().err


def test_rows_of_a_folder_without_parts_are_a_mistake(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["sweep", "rows", str(told)]) == 2
    assert "holds no part" in capsys.readouterr().err


@pytest.mark.parametrize("bits", ["nan", "inf"])
def test_bits_that_are_no_number_are_a_mistake(
    told: Path, capsys: pytest.CaptureFixture[str], bits: str
) -> None:
    given = ["sweep", "names", "x", "--out", str(told / "out"), "--least-bits", bits]
    assert cli.run(given) == 2
    assert "is no number of bits" in capsys.readouterr().err


@pytest.mark.slow
def test_what_a_stranger_wrote_does_nothing_to_a_terminal(told: Path) -> None:
    put(told / "hosts.txt", b"a.example\n")
    row = {"url_host_name": "a.example", "warc_filename": "../\x1b[2J\x9b2J"}
    row |= {"warc_record_offset": 0, "warc_record_length": 9}
    parquet.write_table(pyarrow.Table.from_pylist([row]), told / "index.parquet")
    code, _, said = swept(
        *("pages", told / "index.parquet", "--kind", "common-crawl", "--hosts", told / "hosts.txt"),
        *("--warcs", told, "--out", told / "out", "--workers", "1"),
    )
    assert code == 0
    assert "which lies outside of --warcs" in said
    assert not {"\x1b", "\x9b"} & set(said)
