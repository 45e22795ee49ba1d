"""Is a backup the home as it was at one moment, and does a home come back from it, or nothing at all?"""

import errno
import json
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive import Archive, end_of_record
from crawler.errors import CollectionError, ConfigError
from crawler.records import Capture, Raw, Visit
from monitor import cli
from monitor.keeping import database, manifest
from monitor.keeping.backup import Wanted, backup
from monitor.keeping.folder import written_to
from monitor.keeping.restore import restore
from tests.monitor._history import CONFIRMED, FOX, furnished, look

NOW = datetime(2026, 3, 12, 6, tzinfo=UTC)
WARC = "2026-03-12.warc.gz"


def nothing(step: str, done: int, of: int) -> None:
    """Shows no progress."""


@pytest.fixture
def home(tmp_path):
    """A home with a past, and two pages of a site in one WARC file."""
    home = furnished(tmp_path / "home")
    with home.archive.writer("2026-03-12", NOW) as writer:
        pages = [Raw(f"https://{FOX}/{name}", "text/html", name.encode() * 9_000, 200) for name in ("a", "b")]
        captures = [writer.keep(page) for page in pages]
    hashes = tuple(each.hash for each in captures)
    home.observations.add([Visit(FOX, (look(FOX, "site", NOW, hashes, title="Two pages"),), tuple(captures))])
    report = home.config.home / "reports" / "2026-03-09" / "report.txt"
    report.parent.mkdir()
    report.write_text("one alert\n")
    (home.config.home / "judgements.toml").write_text("# what was judged\n")
    (home.config.home / "crawl.log").write_text("a line\n")
    return home


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY 1")
        names = [name for (name,) in found]
        return {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def modes(folder: Path) -> set[int]:
    return {each.stat().st_mode & 0o777 for each in folder.rglob("*") if each.is_file()}


def test_a_restored_home_has_every_row_every_page_and_every_file(home, tmp_path):
    told = backup(home.config, tmp_path / "copy", Wanted(), NOW, nothing)
    assert [each.path for each in told.files] == [
        "archive/2026-03-12.warc.gz",
        "brassplate.db",
        "brassplate.toml",
        "judgements.toml",
        "reports/2026-03-09/report.txt",
    ]
    assert manifest.faults(tmp_path / "copy", manifest.read(tmp_path / "copy")) == []
    restore(tmp_path / "copy", tmp_path / "new", nothing)
    assert rows(tmp_path / "new" / "brassplate.db") == rows(home.config.database)
    assert (tmp_path / "new" / "reports" / "2026-03-09" / "report.txt").read_text() == "one alert\n"
    (page,) = [
        Capture(*each[:6])
        for each in rows(tmp_path / "new" / "brassplate.db")["capture"]
        if each[1].endswith("/b")
    ]
    assert Archive(tmp_path / "new" / "archive").read(page) == b"b" * 9_000


def test_a_copy_is_its_owners_alone(home, tmp_path):
    backup(home.config, tmp_path / "copy", Wanted(), NOW, nothing)
    restore(tmp_path / "copy", tmp_path / "new", nothing)
    for folder in (tmp_path / "copy", tmp_path / "new"):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert modes(folder) == {0o600}


def test_a_writer_between_two_steps_is_not_held_up_and_not_in_the_copy(home, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PAGES", 5)
    before = rows(home.config.database)
    written = []

    def write(step: str, done: int, of: int) -> None:
        if step == "copying the database":
            with sqlite3.connect(home.config.database, timeout=0) as db:
                db.execute("INSERT INTO reminder VALUES (?, '2026-03-12')", (f"{len(written)}.example",))
            written.append((done, of))

    backup(home.config, tmp_path / "copy", Wanted(), NOW, write)
    assert len(written) > 3
    assert [done for done, _ in written] == sorted(done for done, _ in written), "it never began anew"
    copied = rows(tmp_path / "copy" / "brassplate.db")
    assert copied == before
    assert len(rows(home.config.database)["reminder"]) == len(written)


def test_of_a_file_that_is_still_written_only_the_records_are_taken_that_the_database_knows(home, tmp_path):
    file = home.config.home / "archive" / WARC
    whole = file.read_bytes()
    with file.open("ab") as stream:
        stream.write(
            whole[: len(whole) // 2]
        )  # a record that is just being written, and one nobody knows yet
    backup(home.config, tmp_path / "copy", Wanted(link=True), datetime.now(UTC), nothing)
    assert (tmp_path / "copy" / "archive" / file.name).read_bytes() == whole


def test_files_that_change_no_more_are_linked_where_that_was_asked_for(home, tmp_path):
    file = home.config.home / "archive" / WARC
    os.utime(file, (1, (NOW - timedelta(days=3)).timestamp()))
    backup(home.config, tmp_path / "linked", Wanted(link=True), NOW, nothing)
    backup(home.config, tmp_path / "copied", Wanted(), NOW, nothing)
    assert (tmp_path / "linked" / "archive" / file.name).samefile(file)
    assert not (tmp_path / "copied" / "archive" / file.name).samefile(file)
    assert not (tmp_path / "linked" / "brassplate.db").samefile(home.config.database)


def test_what_was_left_out_and_what_was_missing_is_told(home, tmp_path):
    (home.config.home / "archive" / WARC).unlink()
    told = backup(home.config, tmp_path / "copy", Wanted(reports=False), NOW, nothing)
    assert told.left_out == ("reports",)
    assert told.missing == (
        "archive/2026-03-09.warc.gz is not there",
        "archive/2026-03-12.warc.gz is not there",
    )


def test_a_backup_that_is_cut_off_leaves_nothing(home, tmp_path):
    def stop(step: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(home.config, tmp_path / "copy", Wanted(), NOW, stop)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home"]


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (
            lambda copy: (copy / "judgements.toml").write_text("# another\n"),
            "judgements.toml is not as it was",
        ),
        (lambda copy: (copy / "brassplate.toml").unlink(), "brassplate.toml is gone"),
        (
            lambda copy: (copy / "brassplate.db").write_bytes(b"SQLite"),
            "brassplate.db is not as it was written",
        ),
        (lambda copy: (copy / "manifest.json").unlink(), "is no backup: it has no manifest.json"),
        (lambda copy: (copy / "manifest.json").write_text('{"format": 1, "files": 3}'), "cannot be read"),
        (lambda copy: (copy / "manifest.json").write_text('{"format": 9}'), "another version of brassplate"),
    ],
    ids=["changed", "gone", "cut", "no manifest", "odd", "newer"],
)
def test_a_damaged_backup_becomes_no_home(home, tmp_path, harm, sentence):
    backup(home.config, tmp_path / "copy", Wanted(), NOW, nothing)
    harm(tmp_path / "copy")
    with pytest.raises(ConfigError, match=sentence):
        restore(tmp_path / "copy", tmp_path / "new", nothing)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy", "home"]


def test_a_manifest_cannot_name_what_lies_outside_of_its_backup(home, tmp_path):
    backup(home.config, tmp_path / "copy", Wanted(), NOW, nothing)
    row = json.loads((tmp_path / "copy" / "manifest.json").read_text())
    row["files"][0]["path"] = "../home/crawl.log"
    (tmp_path / "copy" / "manifest.json").write_text(json.dumps(row))
    with pytest.raises(ConfigError, match="lies outside of it"):
        restore(tmp_path / "copy", tmp_path / "new", nothing)
    told = manifest.read(tmp_path / "copy")
    assert manifest.faults(tmp_path / "copy", told) == [
        "manifest.json names '../home/crawl.log', which lies outside of it"
    ]


def test_a_home_that_is_there_is_never_touched(home, tmp_path, capsys):
    assert cli.run(["--home", str(home.config.home), "backup", str(tmp_path / "copy")]) == 0
    assert cli.run(["--home", str(home.config.home), "restore", str(tmp_path / "copy")]) == 2
    assert "is there already and is not touched" in capsys.readouterr().err
    assert cli.run(["--home", str(home.config.home), "backup", str(tmp_path / "copy")]) == 2
    assert "copy is there already; name a folder that is not" in capsys.readouterr().err
    inside = home.config.home / "copy"
    assert cli.run(["--home", str(home.config.home), "backup", str(inside)]) == 2
    assert "lies inside the home" in capsys.readouterr().err and not inside.exists()


def test_an_empty_folder_can_become_the_home(home, tmp_path, capsys):
    assert cli.run(["--home", str(home.config.home), "backup", str(tmp_path / "copy"), "--verify"]) == 0
    assert "sound: 5 files are as they were written" in capsys.readouterr().err
    (tmp_path / "new").mkdir()
    assert cli.run(["restore", str(tmp_path / "copy"), "--home", str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'new'}\n"
    assert cli.run(["--home", str(tmp_path / "new"), "judge", "--list"]) in (0, 2)
    judged = [row[0] for row in rows(tmp_path / "new" / "brassplate.db")["judgement"]]
    assert CONFIRMED.id in judged


def test_a_check_finds_a_database_that_sqlite_cannot_trust(home, tmp_path, capsys):
    backup(home.config, tmp_path / "copy", Wanted(), NOW, nothing)
    with sqlite3.connect(tmp_path / "copy" / "brassplate.db") as db:
        db.execute("INSERT INTO cluster_member VALUES (77, 'a.example', '2026-03-09', NULL, '[]')")
    row = json.loads((tmp_path / "copy" / "manifest.json").read_text())
    entry = manifest.entry(tmp_path / "copy", "brassplate.db")
    row["files"] = [{"path": entry.path, "size": entry.size, "sha256": entry.sha256}]
    (tmp_path / "copy" / "manifest.json").write_text(json.dumps(row))
    assert cli.run(["restore", str(tmp_path / "copy"), "--check"]) == 1
    assert "1 rows point at rows that are not there" in capsys.readouterr().err


def test_the_end_of_a_record_is_found_where_the_next_one_begins(home):
    file = home.config.home / "archive" / WARC
    first, second = sorted(row[4] for row in rows(home.config.database)["capture"] if row[3] == WARC)
    assert end_of_record(file, first) == second
    assert end_of_record(file, second) == file.stat().st_size
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(CollectionError, match=f"ends within the record at {second}"):
        end_of_record(file, second)
    with pytest.raises(CollectionError, match="has no record at 5"):
        end_of_record(file, 5)
    shutil.rmtree(file.parent)


def test_a_full_disk_is_told_with_what_was_being_written_on_it(tmp_path):
    """The home's disk and that of its backups are seldom one, and only one of them wants room."""
    with pytest.raises(OSError, match="No space left") as found, written_to(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert found.value.filename == str(tmp_path)
    with sqlite3.connect(":memory:") as db:
        db.execute("PRAGMA max_page_count = 1")
        with pytest.raises(OSError, match="No space left") as found, written_to(tmp_path):
            db.execute("CREATE TABLE a (b)")
    assert found.value.filename == str(tmp_path)
    with pytest.raises(PermissionError), written_to(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied")
