"""Can an operator tell an owner what was asked of a domain, when and from which address?"""

import json
from datetime import UTC, datetime

import pytest

from crawler.records import Touch, Visit
from crawler.store import ObservationStore, open_database
from monitor import cli

FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)
SECOND = datetime(2026, 3, 3, 6, tzinfo=UTC)


@pytest.fixture
def ask(tmp_path, capsys):
    def run(*words, expected=0):
        assert cli.run(["--home", str(tmp_path), *words]) == expected
        return capsys.readouterr()

    run("init")
    store = ObservationStore(open_database(tmp_path / "brassplate.db"))
    home = Touch(FIRST, "GET https://a.example/", "192.0.2.7", "198.51.100.1", 200, 5_120)
    lost = Touch(FIRST.replace(second=2), "GET https://a.example/contact", "192.0.2.7")
    store.add([Visit("a.example", (), touches=(home, lost))])
    store.add([Visit("a.example", (), touches=(Touch(SECOND, "TLS a.example:443", "192.0.2.7"),))])
    other = Touch(FIRST, "GET https://b.example/\x1b[2J\u202e", "192.0.2.9")
    store.add([Visit("b.example", (), touches=(other,))])
    return run


def test_the_ledger_is_a_table_of_what_was_asked_for_one_domain(ask):
    rows = [" ".join(line.split()) for line in ask("ledger", "A.example").out.splitlines()]
    assert rows == [
        "when what address from status bytes",
        "2026-03-02 06:00:00 GET hxxps://a[.]example/ 192[.]0[.]2[.]7 198[.]51[.]100[.]1 200 5120",
        "2026-03-02 06:00:02 GET hxxps://a[.]example/contact 192[.]0[.]2[.]7 - 0 0",
        "2026-03-03 06:00:00 TLS a[.]example:443 192[.]0[.]2[.]7 - 0 0",
    ]


def test_numbers_of_the_ledger_end_under_each_other(ask):
    assert [line[-14:] for line in ask("ledger", "a.example").out.splitlines()[:3]] == [
        " status  bytes",
        "    200   5120",
        "      0      0",
    ]


def test_json_has_names_as_they_are(ask):
    lines = [json.loads(line) for line in ask("ledger", "a.example", "--json").out.splitlines()]
    assert [each["what"] for each in lines] == [
        "GET https://a.example/",
        "GET https://a.example/contact",
        "TLS a.example:443",
    ]
    assert lines[0] == {
        "at": "2026-03-02T06:00:00Z",
        "what": "GET https://a.example/",
        "address": "192.0.2.7",
        "source": "198.51.100.1",
        "status": 200,
        "size": 5120,
    }


def test_since_leaves_out_what_was_before_that_day(ask):
    lines = ask("ledger", "a.example", "--since", "2026-03-03", "--json").out.splitlines()
    assert [json.loads(line)["at"] for line in lines] == ["2026-03-03T06:00:00Z"]


def test_nothing_is_a_sentence_beside_the_data(ask):
    said = ask("ledger", "c.example")
    assert (said.out, said.err) == ("", "no request was made for c.example in the last 90 days\n")
    said = ask("ledger", "a.example", "--since", "2026-03-04", "--json")
    assert (said.out, said.err) == ("", "no request was made for a.example since 2026-03-04\n")


def test_what_a_stranger_wrote_into_a_url_does_nothing_to_the_terminal(ask):
    out = ask("ledger", "b.example").out
    assert "\x1b" not in out and "\u202e" not in out


def test_a_domain_that_is_none_is_a_misuse(ask):
    assert "is not a bare domain" in ask("ledger", "https://a.example/", expected=2).err
