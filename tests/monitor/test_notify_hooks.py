"""Do only the operator's own programs run, with the report and nothing else, for a bounded time?"""

import json
import os
from dataclasses import replace

import pytest

from monitor.notify import tell_all
from reports.digest import DailyReport
from tests.contracts._hostile import HOSTILE, told_by
from tests.monitor._tellers import home_with
from tests.reports._example import RICH


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "hooks"
    folder.mkdir(mode=0o700)
    text = (
        f'\n[tell.ours]\nkind = "hooks"\nwhere = "{folder}"\nseconds = 2\nsecret = "HOOK_KEY"\nquiet = true\n'
    )
    return folder, home_with(tmp_path / "home", text)


def put(folder, name, *lines, mode=0o700):
    file = folder / name
    file.write_text("\n".join(("#!/bin/sh", *lines, "")))
    file.chmod(mode)
    return file


def run(home, report=RICH):
    return tell_all(home, report, {"HOOK_KEY": "a-key-nobody-may-read"}, lambda seconds: None)


def test_a_hook_gets_the_report_and_a_bare_environment_and_its_words_go_to_the_log(
    place, monkeypatch, tmp_path
):
    folder, home = place
    monkeypatch.setenv("MAIL_PASSWORD", "of another channel")
    put(folder, "10-keep", f"cat > {tmp_path}/got.json", f"env | sort > {tmp_path}/env", "echo took it")
    put(folder, "20-not-a-program", "exit 9", mode=0o600)
    put(folder, ".hidden", "exit 9")
    assert run(home) == []
    assert run(home) == []
    assert DailyReport.from_json(json.loads((tmp_path / "got.json").read_text())) == RICH
    told = (tmp_path / "env").read_text()
    for line in ("BRASSPLATE_EVENT=report", "BRASSPLATE_DAY=2026-11-22", "BRASSPLATE_ALERTS=3"):
        assert f"{line}\n" in told
    assert "MAIL_PASSWORD" not in told
    log = home.config.home / "hooks.log"
    (first, second) = log.read_text().splitlines()
    assert first.endswith(" 10-keep: exit code 0") and second == "  took it"
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_hook_that_fails_hangs_or_asks_again_is_told_and_the_others_run(place, tmp_path):
    folder, home = place
    put(folder, "a-fails", "echo $BRASSPLATE_SECRET; exit 3")
    put(folder, "b-hangs", "sleep 60")
    put(folder, "c-is-busy", f"echo x >> {tmp_path}/busy; [ $(wc -l < {tmp_path}/busy) -eq 3 ] || exit 75")
    put(folder, "d-works", f"echo y >> {tmp_path}/works")
    put(folder, "e-floods", "exec head -c 3000000 /dev/zero")
    failed = run(home)
    assert [each.partition(" (1 try): ")[2] for each in failed] == [
        "hook a-fails ended with exit code 3; hooks.log of the home says more",
        "hook b-hangs took longer than 2 seconds and was ended",
    ]
    assert failed[0].startswith("ours/a-fails could not be told the report 20261122T030000Z-7c1d")
    assert (tmp_path / "works").read_text() == "y\n"
    log = (home.config.home / "hooks.log").read_text()
    assert "a-key-nobody-may-read" not in log
    assert len(log) < 10_000


def test_what_others_could_have_written_never_runs(place, tmp_path):
    folder, home = place
    put(folder, "open", f"touch {tmp_path}/ran", mode=0o722)
    outside = put(tmp_path, "outside", f"touch {tmp_path}/ran")
    (folder / "linked").symlink_to(outside)
    first, second = run(home)
    assert "linked is a link or no file; put the program itself there" in first
    assert "open belongs to another user or can be written by others; 'chown' and 'chmod go-w' it" in second
    (folder / "open").chmod(0o700)
    folder.chmod(0o777)
    assert len(run(home, replace(RICH, run="b"))) == 2
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_another_users_program_never_runs(place, tmp_path):
    folder, home = place
    os.chown(put(folder, "theirs", f"touch {tmp_path}/ran"), 65534, 65534)
    (said,) = run(home)
    assert "belongs to another user" in said
    assert not (tmp_path / "ran").exists()


def test_hostile_words_are_data_to_a_hook_and_to_its_log(place, tmp_path):
    folder, home = place
    put(folder, "echo", f"cat >> {tmp_path}/got; printf '\\033[31mred\\n\\342\\200\\256flipped\\n'")
    for number, text in enumerate(HOSTILE):
        report = replace(told_by(text), run=f"r{number}", day=f"2026-10-{number + 1:02}")
        assert run(home, report) == [], text
        assert DailyReport.from_json(json.loads((tmp_path / "got").read_text())) == report
        (tmp_path / "got").unlink()
    log = (home.config.home / "hooks.log").read_text()
    assert "␛[31mred" in log and "\x1b" not in log and "\u202e" not in log
