"""Does a home of every earlier schema become one of today's, with every row, whenever it is interrupted?

``homes/`` has one dump of each schema that users may have. Before a release that changes it, add the one of
the release before: ``sqlite3 brassplate.db .dump`` of a small invented home.
"""

import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from crawler.fingerprint import Fingerprint
from crawler.store import ObservationStore, open_database
from monitor import cli
from monitor.store import MonitorStore

DUMPS = sorted((Path(__file__).parent / "homes").glob("*.sql"))
FOX, OWL, FRONT = "fox-lamp.example", "owl-lamp.example", "cloudbluefox.com"
PAGE = "sha256:" + "ab" * 32
OWN = ("_sqlite_migrations", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4")
REWRITTEN = {"fingerprint": {"body", "posted"}, "posting": {"value"}}
"""What a migration may write in another way; that it says the same is asked of the store."""


def old(dump: Path, folder: Path) -> Path:
    path = folder / "brassplate.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(dump.read_text(encoding="utf-8"))
        db.execute("PRAGMA journal_mode=WAL")
    return path


def opened(path: Path) -> tuple[ObservationStore, MonitorStore]:
    db = open_database(path)
    return ObservationStore(db), MonitorStore(db)


def schema(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows if name not in OWN}


def tables(path: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        names = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        return {
            name: [dict(row) for row in db.execute(f"SELECT * FROM {name}")]
            for name in names
            if name not in OWN
        }


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The schema of a home that is made today."""
    path = tmp_path_factory.mktemp("new") / "brassplate.db"
    opened(path)
    return schema(path)


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.stem)
def dump(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_there_are_dumps_of_more_than_one_schema(new, tmp_path):
    found = []
    for number, each in enumerate(DUMPS):
        (tmp_path / str(number)).mkdir()
        found.append(schema(old(each, tmp_path / str(number))))
    assert len(found) >= 6
    assert all(one != other for one, other in zip(found, [*found[1:], new], strict=True))


def test_it_ends_in_the_schema_of_a_new_home(dump, new, tmp_path):
    path = old(dump, tmp_path)
    opened(path)
    assert schema(path) == new
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_row_is_kept(dump, tmp_path):
    path = old(dump, tmp_path)
    before = tables(path)
    opened(path)
    after = tables(path)
    assert sum(map(len, before.values())) >= 28 and all(before.values())
    for name, rows in before.items():
        assert len(after[name]) == len(rows)
        for row in rows:
            kept = {column: value for column, value in row.items() if column not in REWRITTEN.get(name, ())}
            assert any(kept.items() <= each.items() for each in after[name]), f"{name} lost {row}"


def test_what_no_program_wrote_is_kept_as_it_is(tmp_path):
    path = old(DUMPS[0], tmp_path)
    odd = (
        FOX,
        "smell",
        "1969-07-20T20:17:40Z",
        "2099-12-31T23:59:59Z",
        3,
        "guessed",
        'it is "said"',
        "0" * 32,
    )
    names = ("[]", f'["{PAGE}"]', f'["sha256:{"CD" * 32}", "{PAGE}", "a \\"name\\"", "sha256:{"ef" * 32}"]')
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(
            "INSERT INTO observation VALUES (?,?||?,?,?,?,?,?,?,?)",
            [(odd[0], odd[1], number, *odd[2:], each) for number, each in enumerate(names)],
        )
        before = db.execute("SELECT * FROM observation ORDER BY 1, 2").fetchall()
    opened(path)
    with closing(sqlite3.connect(path)) as db:
        columns = "domain, kind, first_seen, last_seen, looks, outcome, reason, value, captures"
        assert db.execute(f"SELECT {columns} FROM observation ORDER BY 1, 2").fetchall() == before
        found = db.execute("SELECT kind, failed, last_seen, outcome FROM newest WHERE kind LIKE 'smell%'")
        assert sorted(found)[0] == ("smell0", 0, "2099-12-31T23:59:59Z", "guessed")
        assert db.execute("SELECT hash FROM capture").fetchall() == [(PAGE,)], (
            "no place is known of the others"
        )


def test_the_program_of_today_reads_what_it_finds(dump, tmp_path):
    observations, store = opened(old(dump, tmp_path))
    assert observations.latest(FOX)["dns"].payload["A"] == ["192.0.2.1"]
    assert observations.latest(FOX)["site"].payload["title"] == "Fox Lamp"
    assert observations.latest(OWL, failed=True)["site"].reason == "no answer in time"
    assert observations.capture(PAGE).offset == 412
    assert observations.looked_at_since(observations.latest(OWL)["dns"].observed_at) == {FOX, OWL}
    (watched,) = store.watchlist.items()
    assert (watched.domain, watched.why) == (FOX, "seen in a mail; it's odd")
    assert [each.domain for each in store.added_references()] == [FRONT]
    assert [each.pages for each in store.baselines()] == [1]
    assert [(each.id, each.reported) for each in store.runs()] == [
        ("2026-03-02", True),
        ("2026-03-09", False),
    ]
    found, version, inputs = store.index.get(FOX)
    assert found == Fingerprint(FOX, {"contacts": ("phone:+12125550100",)})
    assert (version, inputs) == (1, "0123456789abcdef" * 2)
    assert list(store.index.holders(42 >> 16, 10)) == [1, 2]
    assert [state for _, state in store.ledger.history(FOX)] == ["dormant", "live"]
    assert [(each.counterpart, each.detail["bits"]) for each in store.ledger.standings(FOX)] == [(FRONT, 0.5)]
    assert [(each.id, each.hidden_by) for each in store.ledger.events()] == [("e1", "")]
    assert store.ledger.untold() == [], "what was kept before there was a word for it was told then"


def test_a_second_opening_changes_nothing(dump, tmp_path):
    path = old(dump, tmp_path)
    opened(path)
    before = tables(path)
    opened(path)
    assert tables(path) == before


def steps(path: Path) -> list[str]:
    """The statements that bring a home up to date."""
    db, said = open_database(path), []
    db.conn.set_trace_callback(said.append)
    ObservationStore(db), MonitorStore(db)
    db.conn.close()
    return [each for each in said if not each.lstrip().upper().startswith(("SELECT", "PRAGMA"))]


def killed(path: Path, after: int) -> None:
    """Opens the home in a child that is killed when it comes to a statement."""
    child = os.fork()
    if child == 0:
        db, left = open_database(path), [after]

        def count(said: str) -> None:
            if not said.lstrip().upper().startswith(("SELECT", "PRAGMA")):
                left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        db.conn.set_trace_callback(count)
        ObservationStore(db), MonitorStore(db)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_killed_before_any_statement_it_is_as_before_a_migration_and_the_next_opening_ends_it(new, tmp_path):
    (tmp_path / "once").mkdir()
    of = len(steps(old(DUMPS[0], tmp_path / "once")))
    whole = tables(tmp_path / "once" / "brassplate.db")
    assert of > 60
    seen = set()
    for number in range(0, of, 5):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = old(DUMPS[0], folder)
        killed(path, number)
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (done,) = db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()
        seen.add((done, json.dumps(schema(path), sort_keys=True)))
        opened(path)
        assert schema(path) == new and tables(path) == whole
    assert len(seen) == len({done for done, _ in seen}), "so many migrations, always the same tables"
    assert len(seen) >= 6


def test_a_home_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path, capsys):
    home = tmp_path / "home"
    assert cli.run(["--home", str(home), "init"]) == 0
    for number, part in enumerate(("crawler", "monitor")):
        with closing(sqlite3.connect(home / "brassplate.db")) as db, db:
            db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'later%'")
            db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, '')",
                (part, f"later_{number}"),
            )
        before = tables(home / "brassplate.db")
        capsys.readouterr()
        assert cli.run(["--home", str(home), "status"]) == 2
        assert capsys.readouterr().err == (
            "brassplate: the database was written by a newer brassplate (it knows the migration "
            f"'later_{number}'); upgrade brassplate, or name another home\n"
        )
        assert tables(home / "brassplate.db") == before
    with pytest.raises(ConfigError, match="written by a newer brassplate"):
        opened(home / "brassplate.db")
