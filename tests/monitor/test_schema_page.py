"""Is the page true that makes the SQLite file a public interface, column by column, question by question?"""

import re
from pathlib import Path

import pytest

from monitor.exports import TABLES, reading, writers
from tests.monitor._history import furnished

PAGE = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(
    r"^### ([^\n]+\?)\n\n```sql\n(.+?)```\n\n((?:\|[^\n]+\n)+)", PAGE, re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    home = furnished(tmp_path_factory.mktemp("history"))
    with reading(home.config.database) as found:
        yield found


def rows_of(table):
    return [[cell.strip(" |") for cell in line.split(" | ")] for line in table.strip().splitlines()]


def section(title):
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_table_and_column_is_described_and_none_that_is_not_there(store):
    tables = store.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE '\\_%' ESCAPE '\\' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    real = {name: [row[1] for row in store.execute(f"PRAGMA table_info({name})")] for (name,) in tables}
    told = {}
    for part in section("Tables").split("\n### ")[1:]:
        name, _, text = part.partition("\n")
        described = re.findall(r"^\| `(\w+)` \| (\S.*?) \|$", text, re.MULTILINE)
        assert text.split("\n")[0].endswith("."), f"{name} does not say what a row is"
        told[name] = [column for column, _ in described]
    assert told.keys() == real.keys(), "docs/schema.md and the store differ in their tables"
    for name, columns in real.items():
        assert sorted(told[name]) == sorted(columns), f"docs/schema.md and the store differ in {name}"


def test_every_export_is_described_with_its_columns_in_their_order():
    kinds, formats = (rows_of(each) for each in re.findall(r"(?:^\|.+\n)+", section("Exports"), re.MULTILINE))
    assert {row[0].strip("`"): row[2] for row in kinds[2:]} == {
        name: ", ".join(column.name for column in table.columns) for name, table in TABLES.items()
    }
    assert {row[0].strip("`") for row in formats[2:]} == set(writers())


def test_there_are_enough_questions_to_begin_with():
    assert len(QUESTIONS) >= 12
    assert len(QUESTIONS) == PAGE.count("```sql")


@pytest.mark.parametrize(("question", "query", "answer"), QUESTIONS, ids=[each[0] for each in QUESTIONS])
def test_a_question_is_answered_as_the_page_says(store, question, query, answer):
    found = store.execute(query)
    head, _, *told = rows_of(answer)
    assert [column[0] for column in found.description] == head
    rows = [[str(value) for value in row] for row in found]
    assert rows == told and rows
