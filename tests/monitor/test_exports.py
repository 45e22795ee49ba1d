"""What does the history say when it leaves the house as data, and is what was not asked for left out?"""

import csv
import io
import json

import pytest

from monitor.commands.export import FORMATS, KINDS
from monitor.exports import TABLES, writers
from tests.monitor._history import ELM, FOX, FRONT, OWL, exporting, furnished


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return furnished(tmp_path_factory.mktemp("history"))


@pytest.fixture
def out(home, capsysbinary):
    return exporting(home, capsysbinary)


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


def test_csv_is_a_table_with_a_head(out, tmp_path):
    out("judgements", tmp_path / "judgements.csv")
    written = (tmp_path / "judgements.csv").read_bytes().decode()
    head, muted, confirmed = csv.reader(io.StringIO(written, newline=""), strict=True)
    assert head == [column.name for column in TABLES["judgements"].columns]
    assert (muted[2], muted[7], json.loads(muted[9])) == ("muted", "2026-03-20", ["state live"])
    assert confirmed[7] == ""
