"""What can a backup that somebody else has written, or an odd file in a home, do to who copies it?"""

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime

import pytest

from crawler.errors import ConfigError
from monitor import cli
from monitor.keeping import manifest
from monitor.keeping.backup import Wanted, backup
from monitor.keeping.restore import restore
from tests.monitor._history import furnished

NOW = datetime(2026, 3, 12, 6, tzinfo=UTC)
TEXT = b"a text that the manifest knows\n"


def nothing(step: str, done: int, of: int) -> None:
    """Shows no progress."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made")
    backup(furnished(place / "home").config, place / "copy", Wanted(), NOW, nothing)
    return place / "copy"


@pytest.fixture
def copy(made, tmp_path):
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def names(copy, path):
    """The manifest names one file more, as if it had been written with it."""
    file = copy / "manifest.json"
    row = json.loads(file.read_text())
    row["files"].append({"path": path, "size": len(TEXT), "sha256": hashlib.sha256(TEXT).hexdigest()})
    file.write_text(json.dumps(row))


def refused(copy, tmp_path, sentence):
    with pytest.raises(ConfigError, match=sentence):
        restore(copy, tmp_path / "new", nothing)
    assert {each.name for each in tmp_path.iterdir()} <= {"copy", "outside"}
    assert any(sentence in each for each in manifest.faults(copy, manifest.read(copy)))


def test_a_link_out_of_a_backup_is_not_followed(copy, tmp_path):
    (tmp_path / "outside").write_bytes(TEXT)
    (copy / "notes.txt").symlink_to(tmp_path / "outside")
    names(copy, "notes.txt")
    refused(copy, tmp_path, "notes.txt is no file of its own")


def test_a_linked_folder_in_a_backup_is_not_followed(copy, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.txt").write_bytes(TEXT)
    (copy / "more").symlink_to(tmp_path / "outside")
    names(copy, "more/a.txt")
    refused(copy, tmp_path, "more/a.txt is no file of its own")


def test_a_pipe_in_a_backup_does_not_hold_anybody_up(copy, tmp_path):
    os.mkfifo(copy / "notes.txt")
    names(copy, "notes.txt")
    refused(copy, tmp_path, "notes.txt is no file of its own")


def test_of_a_file_that_is_longer_than_the_manifest_says_only_so_much_is_read(copy, tmp_path):
    with (copy / "notes.txt").open("wb") as file:
        file.truncate(1 << 40)  # a hole that would fill any disk
    names(copy, "notes.txt")
    refused(copy, tmp_path, "notes.txt is not as it was written")


@pytest.mark.parametrize(
    "path",
    [
        "archive",
        "brassplate.toml",
        "brassplate.toml/a",
        "a\0b",
        "\ud800",
        "a" * 300,
        "brassplate.db-wal",
        "brassplate.db-journal",
        "run.lock",
        ".",
    ],
)
def test_a_path_that_no_backup_has_is_refused_in_a_sentence(copy, tmp_path, path):
    names(copy, path)
    with pytest.raises(ConfigError, match="the backup"):
        restore(copy, tmp_path / "new", nothing)
    assert {each.name for each in tmp_path.iterdir()} == {"copy"}
    assert manifest.faults(copy, manifest.read(copy))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"format": 1, "made_at": "", "home": "", "files": [{"path": "a", "size": Infinity, "sha256": ""}]}',
        '{"format": 1, "made_at": "", "home": "", "files": [], "missing": 7}',
        "[]",
    ],
    ids=["deep", "endless", "odd", "a list"],
)
def test_a_manifest_of_a_strange_form_is_refused_in_a_sentence(copy, text):
    (copy / "manifest.json").write_text(text)
    with pytest.raises(ConfigError, match="cannot be read"):
        manifest.read(copy)


def test_a_file_whose_name_is_no_text_is_kept_and_comes_back(tmp_path, capfd):
    home = furnished(tmp_path / "home")
    odd = os.fsencode(home.config.home) + b"/caf\xe9.txt"
    with open(odd, "wb") as file:
        file.write(TEXT)
    assert cli.run(["--home", str(home.config.home), "backup", str(tmp_path / "copy"), "--verify"]) == 0
    assert cli.run(["--home", str(tmp_path / "new"), "restore", str(tmp_path / "copy")]) == 0
    with open(os.fsencode(tmp_path) + b"/new/caf\xe9.txt", "rb") as file:
        assert file.read() == TEXT


def test_what_the_reports_folder_links_to_is_not_copied(tmp_path):
    home = furnished(tmp_path / "home")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "key").write_bytes(TEXT)
    day = home.config.home / "reports" / "2026-03-09"
    day.mkdir(exist_ok=True)
    (day / "key").symlink_to(tmp_path / "outside" / "key")
    (day / "all").symlink_to(tmp_path / "outside")
    (day / "report.txt").write_bytes(TEXT)
    told = backup(home.config, tmp_path / "copy", Wanted(link=True), NOW, nothing)
    there = [each.path for each in told.files if each.path.startswith("reports/")]
    assert there == ["reports/2026-03-09/report.txt"]


def test_half_a_report_and_folders_that_are_just_going_are_not_copied(tmp_path):
    home = furnished(tmp_path / "home")
    for name in (".2026-03-01.gone", "2026-03-09"):
        (home.config.home / "reports" / name).mkdir()
        (home.config.home / "reports" / name / "report.txt").write_bytes(TEXT)
    backup(home.config, tmp_path / "copy", Wanted(), NOW, nothing)
    assert [each.name for each in (tmp_path / "copy" / "reports").iterdir()] == ["2026-03-09"]
