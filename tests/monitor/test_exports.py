"""Does the history leave the house whole, in an order of its own, and beside a run?"""

import csv
import io
import json
import stat
import sys
from datetime import UTC, date, datetime

import pytest

from crawler.discovery.pivots import SOURCE
from crawler.errors import CollectionError, ConfigError
from crawler.records import Outcome
from crawler.store import open_database
from monitor import cli
from monitor.commands.export import FORMATS, KINDS
from monitor.exports import TABLES, Asked, chosen, export, parquet, reading, writers
from monitor.references import facts
from tests.crawler._feeds import given, told
from tests.monitor._history import ELM, FIRST, FOX, FRONT, OWL, SECOND, THIRD, dns, furnished

EVERY = [(kind, name) for kind in KINDS for name in FORMATS if name != "cof" or kind == "dns"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return furnished(tmp_path_factory.mktemp("history"))


@pytest.fixture
def out(home, tmp_path, capsysbinary):
    def run(*words, expected=0):
        assert cli.run(["--home", str(home.config.home), "export", *map(str, words)]) == expected
        return capsysbinary.readouterr()

    return run


@pytest.fixture
def rows(out):
    return lambda *words: [json.loads(line) for line in out(*words).out.splitlines()]


def test_the_command_names_every_kind_and_every_format():
    assert list(TABLES) == list(KINDS)
    assert sorted(writers()) == sorted(FORMATS)


def test_observations_are_intervals_with_what_was_seen(rows):
    [first, _, last] = rows("observations", "--domain", FOX, "--since", "2026-03-01")[:3]
    assert first["payload"]["A"] == ["192.0.2.1"] and first["captures"] == []
    assert [(each["first_seen"], each["looks"]) for each in (first, last)] == [
        ("2026-03-02T06:00:00Z", 1),
        ("2026-03-10T06:00:00Z", 1),
    ]
    [failed] = [each for each in rows("observations") if each["outcome"] == "could not look"]
    assert (failed["domain"], failed["kind"]) == (OWL, "registration")
    assert (failed["reason"], failed["payload"]) == ("the server asked us to slow down", {})


def test_evidence_has_a_row_a_signal_with_what_of_it_counts(rows):
    supports, against = rows("evidence")
    assert supports == {
        "day": "2026-03-09",
        "domain": FOX,
        "counterpart": FRONT,
        "signal": "contacts",
        "family": "identity",
        "similarity": 1.0,
        "bits": 14.0,
        "counted": 12.0,
        "sentence": "both list the phone +1 212-555-0100",
        "facts": [{"value": "phone:+12125550100", "others": 0, "sites": 40, "bits": 9.0, "service": ""}],
        "alert": "e1",
        "run": "2026-03-09",
        "hidden_by": "",
    }
    assert (against["signal"], against["counted"]) == ("claims", -1.5)


def test_alerts_that_were_hidden_come_with_the_judgement_that_hid_them(rows):
    old, hidden, told = rows("alerts")
    assert (old["day"], old["probability"]) == ("2026-02-20", None)
    assert (hidden["domain"], hidden["hidden_by"], hidden["hidden_verdict"]) == (ELM, "j1", "muted")
    assert (hidden["hidden_author"], hidden["hidden_reason"]) == ("ana", "an agency's demo")
    assert (told["domain"], told["hidden_by"], told["hidden_verdict"]) == (FOX, "", None)
    assert (told["state_before"], told["state"], told["changed"]) == ("dormant", "live", ["went live"])


def test_only_what_held_since_a_day_and_of_one_domain_is_written(rows):
    assert [each["id"] for each in rows("alerts", "--since", "2026-03-01", "--domain", FOX)] == ["e1"]
    assert [each["id"] for each in rows("judgements", "--since", "2026-03-03")] == ["j2"]
    assert [each["domain"] for each in rows("candidates", "--domain", OWL)] == [OWL]
    assert {each["day"] for each in rows("funnel", "--since", "2026-03-03")} == {"2026-03-09"}
    assert {each["last_seen"][:10] for each in rows("observations", "--since", "2026-03-10")} == {
        "2026-03-10"
    }


def test_a_domain_of_the_funnel_is_answered_with_a_sentence(out):
    told = out("funnel", "--domain", FOX, expected=2).err
    assert told == b"brassplate: 'funnel' counts names and knows no domain; leave out --domain\n"


def test_a_record_has_a_row_from_its_first_look_to_its_last(rows):
    found = {(each["rrtype"], each["rdata"]): each for each in rows("dns", "--domain", FOX)}
    spans = {
        key: (each["time_first"][:10], each["time_last"][:10], each["count"]) for key, each in found.items()
    }
    assert spans == {
        ("A", "192.0.2.1"): ("2026-03-02", "2026-03-02", 1),
        ("A", "192.0.2.7"): ("2026-03-09", "2026-03-10", 2),
        ("MX", "10 mail.lamp.example"): ("2026-03-09", "2026-03-09", 1),
        ("NS", "ns1.lamp.example"): ("2026-03-02", "2026-03-10", 3),
        ("TXT", "v=spf1 -all"): ("2026-03-09", "2026-03-10", 2),
    }
    assert len(rows("dns", "--domain", FOX, "--since", "2026-03-10")) == 3
    assert rows("dns", "--domain", FOX, "--since", "2026-03-10")[0]["time_first"] == "2026-03-09T06:00:00Z"


def test_a_record_that_comes_back_has_a_second_row_and_an_unanswered_type_ends_none(tmp_path):
    from crawler.records import Observation, Reason, Visit

    home, days = furnished(tmp_path), [datetime(2026, 4, day, tzinfo=UTC) for day in range(1, 6)]
    looks = [
        dns("back.example", days[0], "192.0.2.1", MX=["10 mx.back.example"]),
        dns("back.example", days[1], "192.0.2.1", errors={"MX": "no answer in time"}),
        Observation("back.example", "dns", days[2], Outcome.FAILED, Reason.SERVFAIL),
        Observation("back.example", "dns", days[3], Outcome.ABSENT, Reason.NXDOMAIN),
        dns("back.example", days[4], "192.0.2.1", MX=["10 mx.back.example"]),
    ]
    home.observations.add([Visit("back.example", (each,)) for each in looks])
    with reading(home.config.database) as store:
        found = [
            (kind, first[8:10], last[8:10], count)
            for _, kind, _, first, last, count, _ in TABLES["dns"].rows(store, Asked(domain="back.example"))
        ]
    assert found == [
        ("A", "01", "02", 2),
        ("MX", "01", "01", 1),
        ("NS", "01", "02", 2),
        ("A", "05", "05", 1),
        ("MX", "05", "05", 1),
        ("NS", "05", "05", 1),
    ]


def test_cof_is_read_back_as_the_looks_it_was_made_of(out, tmp_path):
    file = tmp_path / "history.cof"
    assert out("dns", file, "--domain", FOX).err == f"5 rows of dns in {file}\n".encode()
    assert json.loads(file.read_text().splitlines()[0]) == {
        "rrname": FOX,
        "rrtype": "A",
        "rdata": "192.0.2.1",
        "time_first": 1772431200,
        "time_last": 1772431200,
        "count": 1,
    }
    seen = {each.observed_at: each.payload for each in facts.read(file, FOX)}
    records = {
        at: {kind: payload[kind] for kind in ("A", "MX", "NS", "TXT") if payload[kind]}
        for at, payload in seen.items()
    }
    name_servers = {"NS": ["ns1.lamp.example"]}
    assert records[FIRST] == {"A": ["192.0.2.1"], **name_servers}
    now = {"A": ["192.0.2.7"], "TXT": ["v=spf1 -all"], **name_servers}
    assert records[SECOND] == {**now, "MX": ["10 mail.lamp.example"]}
    assert max(records) == THIRD


def test_cof_is_a_source_of_names_that_share_a_rare_server(out, tmp_path):
    out("dns", tmp_path / "history.cof")
    found, faults, _ = told(SOURCE, given(tmp_path / "history.cof", references=(ELM,)))
    shares = f"shares the name server ns1.lamp.example with {ELM}"
    assert found == {
        FOX: f"{shares} (2026-03-02 to 2026-03-10); 3 names are known to have had it",
        OWL: f"{shares} (2026-03-09); 3 names are known to have had it",
    }
    assert faults == []


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
    assert b"pip install brassplate[parquet]" in told
    assert list(tmp_path.iterdir()) == []


def test_csv_is_a_table_with_a_head(out, tmp_path):
    out("judgements", tmp_path / "judgements.csv")
    written = (tmp_path / "judgements.csv").read_bytes().decode()
    head, muted, confirmed = csv.reader(io.StringIO(written, newline=""), strict=True)
    assert head == [column.name for column in TABLES["judgements"].columns]
    assert (muted[2], muted[7], json.loads(muted[9])) == ("muted", "2026-03-20", ["state live"])
    assert confirmed[7] == ""


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
