"""Is a file of the history whole, typed, its owner's alone, and of one moment beside a run?"""

import stat
import sys
from dataclasses import replace
from datetime import date

import pytest

from crawler.errors import CollectionError, ConfigError
from crawler.store import open_database
from monitor.commands.export import FORMATS, KINDS
from monitor.exports import TABLES, Asked, chosen, export, parquet, reading, writers
from tests.monitor._history import exporting, furnished

EVERY = [(kind, name) for kind in KINDS for name in FORMATS if name != "cof" or kind == "dns"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return furnished(tmp_path_factory.mktemp("history"))


@pytest.fixture
def out(home, capsysbinary):
    return exporting(home, capsysbinary)


def test_parquet_has_the_columns_and_types_that_are_promised_even_of_nothing(out, tmp_path):
    arrow = pytest.importorskip("pyarrow")
    read = pytest.importorskip("pyarrow.parquet").read_table
    out("alerts", tmp_path / "alerts.parquet")
    table = read(tmp_path / "alerts.parquet")
    assert table.column("day").to_pylist() == [date(2026, 2, 20), date(2026, 3, 9), date(2026, 3, 9)]
    assert table.column("score").to_pylist() == [-2.5, -2.0, 0.5]
    out("observations", tmp_path / "none.pq", "--since", "2030-01-01")
    nothing = read(tmp_path / "none.pq")
    assert nothing.num_rows == 0
    assert nothing.schema.equals(parquet.schema_of(arrow, TABLES["observations"]))
    assert [str(each.type) for each in nothing.schema] == [
        *("string", "string", "timestamp[ms, tz=UTC]", "timestamp[ms, tz=UTC]", "int64"),
        *("string", "string", "string", "string", "string"),
    ]


def test_parquet_writes_group_by_group(home, tmp_path, monkeypatch):
    files = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(parquet, "ROWS_A_GROUP", 3)
    written = tmp_path / "looks.parquet"
    table = TABLES["observations"]
    assert export(home.config.database, table, Asked(), chosen(table, written), written) == 8
    found = files.ParquetFile(written)
    assert [found.metadata.row_group(each).num_rows for each in range(found.num_row_groups)] == [3, 3, 2]


def test_parquet_without_its_library_says_what_to_install(out, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = out("alerts", tmp_path / "alerts.parquet", expected=2).err
    assert b"pip install 'brassplate[parquet]' (in a checkout '.[parquet]')" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_the_same_history_gives_the_same_bytes_for_its_owner_alone(out, tmp_path, kind, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    one, two = (tmp_path / f"{each}.{name}" for each in ("one", "two"))
    for file in (one, two):
        out(kind, file)
    assert one.read_bytes() == two.read_bytes() != b""
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted((one.name, two.name))


def test_an_export_that_fails_leaves_the_file_that_was_there(home, tmp_path):
    before = tmp_path / "alerts.parquet"
    before.write_text("yesterday's")
    pytest.importorskip("pyarrow")
    bad = furnished(tmp_path / "bad")
    bad.store.db.execute("UPDATE alert SET day='2026-13-40' WHERE id='e1'")
    bad.store.db.conn.commit()
    table = TABLES["alerts"]
    with pytest.raises(CollectionError, match="row 3 of 'alerts' cannot be written"):
        export(bad.config.database, table, Asked(), chosen(table, before), before)
    assert before.read_text() == "yesterday's"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["alerts.parquet", "bad"]


def test_an_export_that_is_interrupted_leaves_nothing_and_closes_what_it_read(home, tmp_path):
    left = []

    def interrupted(table, rows, file):
        left.append(rows)
        file.write(str(next(rows)).encode())
        raise KeyboardInterrupt

    table, file = TABLES["observations"], tmp_path / "looks.csv"
    with pytest.raises(KeyboardInterrupt):
        export(home.config.database, table, Asked(), replace(writers()["csv"], write=interrupted), file)
    assert list(tmp_path.iterdir()) == []
    assert list(left[0]) == []


def test_an_export_reads_one_moment_while_a_run_writes(home, tmp_path):
    live = furnished(tmp_path)
    with reading(live.config.database) as store:
        rows = TABLES["judgements"].rows(store, Asked())
        first = next(rows)
        writer = open_database(live.config.database)
        with writer.atomic():
            writer.execute("DELETE FROM judgement")
        assert [first[0], *(row[0] for row in rows)] == ["j1", "j2"]
        with pytest.raises(Exception, match="readonly"):
            store.execute("DELETE FROM alert")
    with reading(live.config.database) as store:
        assert list(TABLES["judgements"].rows(store, Asked())) == []


@pytest.mark.parametrize(
    ("kind", "file", "sentence"),
    [
        ("alerts", "x.docx", "the suffix '.docx' names no format; say it with --format (cof, csv"),
        ("alerts", "x.cof", "'cof' holds no alerts; 'brassplate export dns' gives it"),
        ("alerts", "none/x.csv", "there is no folder"),
    ],
)
def test_what_cannot_be_written_is_answered_with_what_can(out, tmp_path, kind, file, sentence):
    assert sentence in out(kind, tmp_path / file, expected=2).err.decode()


def test_parquet_is_not_written_to_a_terminal(out):
    told = out("alerts", "--format", "parquet", expected=2).err
    assert told == b"brassplate: 'parquet' cannot be written to stdout; name a file\n"


def test_a_device_is_no_file_to_replace(home):
    from pathlib import Path

    table, null = TABLES["alerts"], Path("/dev/null")
    with pytest.raises(ConfigError, match="is no file that could be replaced"):
        export(home.config.database, table, Asked(), writers()["csv"], null)
    assert null.is_char_device()


def test_a_history_of_another_release_is_answered_with_what_to_do(tmp_path):
    home = furnished(tmp_path)
    name = "DELETE FROM _sqlite_migrations WHERE name='judgements' AND migration_set='monitor'"
    home.store.db.execute(name)
    home.store.db.conn.commit()
    with pytest.raises(ConfigError, match="an older brassplate"), reading(home.config.database):
        pass
    with pytest.raises(ConfigError, match="there is no history"), reading(tmp_path / "none.db"):
        pass
