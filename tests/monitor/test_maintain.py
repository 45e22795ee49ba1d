"""Does the weekly job back up, prune and give room back, beside readers and never beside a run?"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from crawler.store import open_to_read
from monitor import cli, config
from monitor.commands._lock import only_keeper, only_run
from monitor.keeping import rotation, smaller
from tests.monitor._history import furnished

NOW = datetime(2026, 3, 12, 6, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    return furnished(tmp_path / "home")


def keeping(home, text):
    file = home.config.home / "brassplate.toml"
    file.write_text(file.read_text().replace("[keep]\n", f"[keep]\n{text}\n"))
    return config.load(home.config.home)


def maintain(home):
    return cli.run(["--home", str(home.config.home), "maintain"])


def emptied(home):
    """Most of the database is empty pages."""
    db = home.store.db.conn
    for number in range(400):
        db.execute("INSERT INTO payload (hash, body) VALUES (?, ?)", (f"{number:032x}", "x" * 3_000))
    db.commit()
    db.execute("DELETE FROM payload WHERE length(body) = 3000")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def size(home):
    return home.config.database.stat().st_size


def test_without_rules_it_empties_the_log_and_takes_nothing_away(home, capsys):
    log = home.config.database.with_name("brassplate.db-wal")
    assert log.stat().st_size > 0
    capsys.readouterr()
    assert maintain(home) == 0
    assert capsys.readouterr().out == "nothing is to be pruned: [keep] in brassplate.toml names no rule\n"
    assert not log.exists() or log.stat().st_size == 0


def test_room_that_is_empty_is_given_back_to_the_disk(home, capsys):
    emptied(home)
    before = size(home)
    assert maintain(home) == 0
    assert "the database is written anew: of " in capsys.readouterr().out
    assert size(home) < before / 3
    assert home.store.db.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_with_little_room_is_left_as_it_is(home, capsys):
    keeping(home, "free_share = 0.99")
    emptied(home)
    before = size(home)
    assert maintain(home) == 0
    assert "anew" not in capsys.readouterr().out and size(home) == before


def test_without_enough_disk_it_says_how_much_it_takes(home, monkeypatch):
    emptied(home)
    before = size(home)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(smaller.shutil, "disk_usage", lambda path: usage._replace(free=1_000))
    told = smaller.smaller(home.store.db.conn, home.config.database, 0.25)
    assert re.fullmatch(
        r"1\.\d MB of the database are empty; giving them back takes 0\.\d MB of free disk for a while, "
        r"and there are 0\.0: make room",
        told,
    )
    assert size(home) == before


def test_a_reader_goes_on_beside_it_and_the_log_waits(home, capsys):
    emptied(home)
    reader = open_to_read(home.config.database)
    reader.execute("BEGIN")
    before = reader.execute("SELECT count(*) FROM observation").fetchone()
    home.store.db.conn.execute("INSERT INTO reminder VALUES ('a.example', '2026-03-12')")
    home.store.db.conn.commit()
    capsys.readouterr()
    connection = sqlite3.connect(home.config.database, timeout=0)
    told = smaller.smaller(connection, home.config.database, 0.25), smaller.settled(connection)
    assert "anew" in told[0] and "a reader was at work" in told[1]
    assert reader.execute("SELECT count(*) FROM observation").fetchone() == before
    assert reader.execute("SELECT count(*) FROM reminder").fetchone() == (0,)
    reader.close()


def test_it_never_runs_beside_a_run_or_a_backup(home):
    command = [sys.executable, "-m", "monitor.cli", "--home", str(home.config.home)]
    for lock, sentence in (
        (only_run, "another run (process"),
        (only_keeper, "another backup or pruning (process"),
    ):
        with lock(home.config.home):
            for name in ("maintain", "prune"):
                done = subprocess.run([*command, name], capture_output=True, text=True, timeout=60)
                assert (done.returncode, done.stdout) == (1, "")
                assert sentence in done.stderr


def test_a_program_reads_what_a_dry_run_would_take(home, capsys):
    keeping(home, "candidates_days = 30\nobservations_days = 30")
    command = ["--home", str(home.config.home), "prune", "--dry-run"]
    capsys.readouterr()
    assert cli.run([*command, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows == [
        {"note": "", "number": 0, "rule": "observations", "size": 0, "what": "intervals"},
        {"note": "", "number": 0, "rule": "observations", "size": 0, "what": "payloads"},
        {"note": "", "number": 0, "rule": "candidates", "size": 0, "what": "dropped candidates"},
    ]
    assert cli.run(command) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "candidates: 0 dropped candidates would go"


def test_a_backup_goes_beside_a_run(home, tmp_path):
    with only_run(home.config.home):
        assert cli.run(["--home", str(home.config.home), "backup", str(tmp_path / "copy")]) == 0


def test_the_newest_backups_stay_and_nothing_that_is_not_ours_goes(home, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("20200101T000000Z", "notes", ".20260101T060000Z.gone"):  # the last one was cut off
        (folder / name).mkdir()
    other = keeping(furnished(tmp_path / "other"), f'backup_to = "{folder}"')
    rotation.rotate(other, NOW - timedelta(days=30), _nothing)
    ours = keeping(home, f'backup_to = "{folder}"\nbackups = 2')
    made = [rotation.rotate(ours, NOW + timedelta(days=day), _nothing) for day in range(3)]
    assert [gone for _, gone in made] == [[], [], [folder / "20260312T060000Z"]]
    assert sorted(each.name for each in folder.iterdir()) == [
        "20200101T000000Z",
        "20260210T060000Z",
        "20260313T060000Z",
        "20260314T060000Z",
        "notes",
    ]


def test_a_disk_that_is_not_mounted_stops_it_before_anything_is_pruned(home, tmp_path, capsys):
    text = f'backup_to = "{tmp_path / "nowhere"}"\ncandidates_days = 30'
    ours = keeping(home, text)
    with pytest.raises(ConfigError, match="which is no folder; make it, or mount its disk"):
        rotation.rotate(ours, NOW, _nothing)
    assert maintain(home) == 2
    assert "candidates:" not in capsys.readouterr().out


def test_the_whole_job_says_what_it_did(home, tmp_path, capsys):
    keeping(home, f'backup_to = "{tmp_path}"\nmoments_days = 30')
    capsys.readouterr()
    assert maintain(home) == 0
    backup, pruned = capsys.readouterr().out.splitlines()
    assert Path(backup.removeprefix("backup: ")).parent == tmp_path
    assert pruned == "moments: 0 scores by day are gone"


def _nothing(step: str, done: int, of: int) -> None:
    """Shows no progress."""


def rotated(ours, days):
    """Backups made on these days, counted from NOW; what stays."""
    gone = [rotation.rotate(ours, NOW + timedelta(days=day), _nothing)[1] for day in days]
    return gone, sorted(each.name[:8] for each in Path(ours.keep.backup_to).iterdir())


@pytest.mark.parametrize(
    ("days", "left"),
    [((0, 7, -30), ["20260210", "20260319"]), ((4000, 4007, 0, 7), ["20260319", "20370301"])],
    ids=["set back", "was years ahead"],
)
def test_a_backup_that_was_just_made_stays_whatever_the_clock_says(home, tmp_path, days, left):
    """A clock that was years ahead leaves names that are the newest for years."""
    (tmp_path / "backups").mkdir()
    ours = keeping(home, f'backup_to = "{tmp_path / "backups"}"\nbackups = 2')
    assert rotated(ours, days)[1] == left


def test_a_home_with_two_names_has_one_row_of_backups(home, tmp_path):
    """As systemd gives one: /var/lib/brassplate is a link to a private folder."""
    (tmp_path / "backups").mkdir()
    (tmp_path / "link").symlink_to(home.config.home)
    ours = keeping(home, f'backup_to = "{tmp_path / "backups"}"\nbackups = 1')
    rotation.rotate(ours, NOW, _nothing)
    assert rotated(config.load(tmp_path / "link"), [1])[1] == ["20260313"]


def test_what_a_killed_backup_left_behind_goes_when_nobody_can_be_writing_it(home, tmp_path):
    (tmp_path / "backups").mkdir()
    old, young, notes = (
        tmp_path / "backups" / name
        for name in (".20260201T060000Z.ab12cd_3", ".20260311T060000Z.ab12cd_4", ".20260201T060000Z.notes")
    )
    for each, age in ((old, 30), (young, 1), (notes, 30)):
        each.mkdir()
        os.utime(each, (0, (NOW - timedelta(days=age)).timestamp()))
    rotation.rotate(keeping(home, f'backup_to = "{tmp_path / "backups"}"'), NOW, _nothing)
    assert (old.exists(), young.exists(), notes.exists()) == (False, True, True)


def test_what_sqlite_writes_in_passing_lies_on_the_disk_that_was_measured(home):
    db = home.store.db.conn
    db.executemany(
        "INSERT INTO payload (hash, body) VALUES (?, ?)",
        ((f"{number:032x}", "x" * 9_000) for number in range(300)),
    )
    db.execute("DELETE FROM payload WHERE hash < ?", (f"{100:032x}",))
    db.commit()
    db.execute("PRAGMA cache_size = 50")  # what has no room in memory goes into a file
    seen = set()

    def watch() -> int:
        for each in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                seen.add(each.readlink())
        return 0

    db.set_progress_handler(watch, 50)
    assert "anew" in smaller.smaller(db, home.config.database, 0.1)
    db.set_progress_handler(None, 0)
    passing = {each.parent for each in seen if each.name.startswith("etilqs")}
    assert passing == {home.config.home}
