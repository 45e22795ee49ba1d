"""Is every good name taken, and every bad one told with its line and its reason?"""

import json

import pytest

from monitor.commands._watch_lines import read_lines
from tests.monitor._asked import asking


@pytest.fixture
def ask(tmp_path, capsys):
    run = asking(tmp_path / "home", capsys)
    run("init")
    return run


def test_a_list_is_taken_with_roles_and_reasons_and_each_bad_line_is_told(ask, tmp_path):
    file = tmp_path / "names.txt"
    lines = [
        "# a colleague's list",
        "Blue-Fox.example",
        'old-firm.example,known-good,"since 1999, audited"',
        "203.0.113.7",
        "a" * 300 + ".example",
        "😀.example",
        "bücher.example  # IDN",
        "https://page.example/path",
        "nodot",
        "boss.example,owner",
        "",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    code, out, err = ask("watch", "import", str(file))
    assert (code, out) == (0, "")
    told = err.splitlines()
    assert told[0] == "line 4: '203.0.113.7' is an IP address; brassplate watches domains"
    assert told[1].startswith("line 5: ")
    assert "has a label of 300 characters; a label has at most 63" in told[1]
    assert told[2].startswith("line 6: '😀.example' is not a domain that can be registered")
    assert told[3] == (
        "line 8: 'https://page.example/path' is not a bare domain; give it without scheme, path or brackets"
    )
    assert told[4] == "line 9: 'nodot' has no dot; give a whole domain such as name.example"
    assert told[5] == "line 10: 'owner' is no role; it takes candidate or known-good"
    assert told[6] == "3 new, 0 watched before, 6 refused"
    assert ask("watch", "list")[1].splitlines() == [
        "blue-fox.example,candidate",
        'old-firm.example,known-good,"since 1999, audited"',
        "xn--bcher-kva.example,candidate",
    ]


def test_a_reference_of_ones_own_is_removed_and_a_shipped_one_stays(ask):
    assert ask("reference", "add", "added.example", "--source", "Some Report")[0] == 0
    assert ask("reference", "remove", "added.example") == (0, "", "added.example is no reference any more\n")
    code, _, err = ask("reference", "remove", "added.example")
    assert (code, err) == (
        2,
        "brassplate: added.example is no reference; 'brassplate reference list' shows those there are\n",
    )
    code, _, err = ask("reference", "remove", "cloudbluefox.com")
    assert (code, err) == (
        2,
        "brassplate: cloudbluefox.com is in the shipped pack seized_2023_10, which cannot be changed\n",
    )


def test_a_list_without_one_good_name_is_a_misuse(ask, tmp_path):
    file = tmp_path / "names.txt"
    file.write_bytes(b"\x00\xff\xfe binary\n10.0.0.1\n")
    code, _, err = ask("watch", "import", str(file))
    assert code == 2
    assert err.splitlines()[-1] == "0 new, 0 watched before, 2 refused"


def test_an_export_is_an_import(ask, tmp_path):
    ask("watch", "add", "one.example", "two.example", "--why", "sent offers, twice", "--role", "known-good")
    listed = ask("watch", "list")[1]
    assert listed.splitlines()[0] == "one.example,known-good,sent offers, twice"
    (tmp_path / "again.txt").write_text(listed)
    assert ask("watch", "import", str(tmp_path / "again.txt"))[2] == "0 new, 2 watched before, 0 refused\n"
    assert ask("watch", "list")[1] == listed


def test_what_is_watched_keeps_its_role_and_its_reason_unless_told_otherwise(ask, tmp_path):
    ask("watch", "add", "old.example", "--role", "known-good", "--why", "audited # 12")
    (tmp_path / "names.txt").write_text("old.example\nold.example,,\nnew.example  # fresh\n")
    assert ask("watch", "import", str(tmp_path / "names.txt"))[2] == "1 new, 1 watched before, 0 refused\n"
    assert ask("watch", "add", "old.example", "old.example")[2] == "0 new, 1 watched before\n"
    kept = "new.example,candidate\nold.example,known-good,audited # 12\n"
    assert ask("watch", "list")[1] == kept
    (tmp_path / "kept.txt").write_text(kept)
    ask("watch", "import", str(tmp_path / "kept.txt"))
    assert ask("watch", "list")[1] == kept
    ask("watch", "add", "old.example", "--role", "candidate", "--why", "")
    assert ask("watch", "list")[1] == "new.example,candidate\nold.example,candidate\n"


def test_what_a_feed_had_brought_is_the_analysts_who_adds_it_and_the_feeds_reason_stays(ask, tmp_path):
    (tmp_path / "feed.csv").write_text("fed.example,,of a list\nother.example,,of a list\nbare.example\n")
    ask("watch", "import", str(tmp_path / "feed.csv"))
    said = ask("watch", "add", "fed.example", "bare.example", "--priority", "high")[2].splitlines()
    assert said == [
        "fed.example: import of feed.csv had brought it; it is yours now",
        "bare.example: import of feed.csv had brought it; it is yours now",
        "0 new, 2 watched before",
    ]
    assert ask("watch", "add", "fed.example", "bare.example")[2] == "0 new, 2 watched before\n"
    ask("watch", "add", "other.example", "--why", "wrote to us")
    rows = [json.loads(each) for each in ask("watch", "list", "--json")[1].splitlines()]
    assert {row["domain"]: (row["source"], row["why"]) for row in rows} == {
        "bare.example": ("analyst", ""),
        "fed.example": ("analyst", "import of feed.csv: of a list"),
        "other.example": ("analyst", "wrote to us"),
    }


@pytest.mark.parametrize(
    "name", ["10.0.0.1", "2001:db8::1", "a" * 300 + ".example", "😀.example", "nodot", ""]
)
def test_a_bad_name_is_refused_and_nothing_is_kept(name, ask):
    code, out, err = ask("watch", "add", "good.example", name)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert ask("watch", "list")[1] == ""


def test_a_removed_domain_is_no_longer_listed(ask):
    ask("watch", "add", "one.example", "two.example")
    assert ask("watch", "remove", "one.example", "three.example")[2] == "1 removed, 1 not watched\n"
    assert ask("watch", "list")[1] == "two.example,candidate\n"


def test_json_is_one_object_a_line(ask):
    ask("watch", "add", "one.example", "--why", "wrote to us")
    row = json.loads(ask("watch", "list", "--json")[1])
    assert {**row, "added_at": ""} == {
        "domain": "one.example",
        "role": "candidate",
        "why": "wrote to us",
        "source": "analyst",
        "added_at": "",
        "priority": "normal",
        "tags": [],
        "until": None,
    }


def test_status_counts_what_is_there(ask):
    ask("watch", "add", "one.example")
    ask("watch", "add", "two.example", "--role", "known-good")
    row = json.loads(ask("status", "--json")[1])
    assert row["watched"] == {"candidate": 1, "known-good": 1}
    assert row["references"] == {"with_baseline": 0, "without_baseline": 22}
    assert row["runs"] == []
    assert row["next_run"].endswith("T06:00:00Z")
    assert "run         none yet" in ask("status")[1]


def test_a_table_with_named_columns_says_priority_tags_and_last_day(ask, tmp_path):
    file = tmp_path / "feed.csv"
    file.write_text(
        "domain,priority,tags,until,why\n"
        'one.example,high,"fox;cloud",2027-01-31,"said so, twice"\n'
        "two.example,urgent,,,\n"
        "three.example,,,31.1.2027,\n"
        'four.example,low,"unclosed\n'
        "five.example,,,,\n"
    )
    code, _, err = ask("watch", "import", str(file), "--tag", "feed", "--priority", "low")
    assert code == 0
    assert err.splitlines() == [
        "line 3: 'urgent' is no priority; it takes high or normal or low",
        "line 4: '31.1.2027' is no day; write 2027-01-31",
        "line 5: the line is no row of a table: unexpected end of data",
        "2 new, 0 watched before, 3 refused",
    ]
    rows = [json.loads(each) for each in ask("watch", "list", "--json")[1].splitlines()]
    told = [(row["domain"], row["priority"], row["tags"], row["until"], row["why"]) for row in rows]
    assert told == [
        ("five.example", "low", ["feed"], None, ""),
        ("one.example", "high", ["fox", "cloud"], "2027-01-31", "said so, twice"),
    ]


def test_what_list_prints_as_json_is_an_import_again(ask, tmp_path):
    ask(
        "watch",
        "add",
        "kept.example",
        "--priority",
        "high",
        "--tag",
        "a",
        "--tag",
        "b",
        "--until",
        "2027-01-31",
    )
    before = ask("watch", "list", "--json")[1]
    file = tmp_path / "list.jsonl"
    file.write_text(before + '{"domain": 7}\n{"domain": "cut\n')
    ask("watch", "remove", "kept.example")
    code, _, err = ask("watch", "import", str(file))
    assert (code, err.splitlines()) == (
        0,
        [
            "line 2: the name is empty",
            "line 3: the line begins like a JSON object and is none",
            "1 new, 0 watched before, 2 refused",
        ],
    )
    assert json.loads(ask("watch", "list", "--json")[1])["tags"] == ["a", "b"]


def test_an_endless_line_is_refused_by_its_length():
    refused: list[tuple[int, str]] = []
    given = ["x" * 1_000_000 + "\n", "good.example\n"]
    assert [domain for domain, _ in read_lines(given, refused)] == ["good.example"]
    assert refused == [(1, "the line has 1000001 characters; at most 10000 are read")]


def test_a_hundred_thousand_domains_are_taken(ask, tmp_path):
    file = tmp_path / "many.txt"
    file.write_text("".join(f"firm-{number}.example\n" for number in range(100_000)) + "no such line\n")
    code, _, err = ask("watch", "import", str(file), "--why", "a colleague's list")
    assert (code, err.splitlines()[-1]) == (0, "100000 new, 0 watched before, 1 refused")
