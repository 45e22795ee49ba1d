"""Is anything lost when a run is cut off at any moment, started twice, or meets a full disk?"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import CollectionError
from crawler.lab import Lab
from crawler.records import Capture
from monitor.commands.demo import furnish, seed

pytestmark = pytest.mark.slow
BRASSPLATE = [sys.executable, "-m", "monitor.cli"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


SLOW = ("slowspigot.example", "silentservers.example", "brokenservers.example")


def furnished(lab: Lab, path: Path) -> Path:
    """A home that watches the first day's names but for those that only cost time."""
    home = furnish(path, lab)
    seed(home, lab, 1)
    home.store.watchlist.remove(SLOW, lab.now(1))
    file = path / "brassplate.toml"  # a busy machine must see in one run what it sees in many
    file.write_text(file.read_text().replace("site_seconds = 10.0", "site_seconds = 60.0"))
    return path


@pytest.fixture
def home(lab: Lab, tmp_path: Path) -> Path:
    return furnished(lab, tmp_path / "home")


def start(lab: Lab, home: Path) -> subprocess.Popen[str]:
    at = lab.now(1).strftime("%Y-%m-%dT%H:%M:%SZ")
    return subprocess.Popen(
        [*BRASSPLATE, "--home", str(home), "run", "--at", at, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(lab: Lab, home: Path) -> None:
    run = start(lab, home)
    _, stderr = run.communicate(timeout=240)
    assert run.returncode == 0, stderr


def everything(home: Path) -> tuple[list[tuple[object, ...]], int]:
    """The observations without their times, and how many sites were read."""
    with sqlite3.connect(home / "brassplate.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = db.execute(
            "SELECT domain, kind, first_seen, looks FROM observation "
            "WHERE outcome <> 'could not look' ORDER BY 1, 2"
        ).fetchall()
        (sites,) = db.execute("SELECT count(*) FROM site").fetchone()
    return rows, sites


@pytest.fixture(scope="module")
def whole(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], int]:
    path = furnished(lab, tmp_path_factory.mktemp("whole") / "home")
    finish(lab, path)
    return everything(path)


def domains_stored(home: Path) -> int:
    with sqlite3.connect(f"file:{home / 'brassplate.db'}?mode=ro", uri=True) as db:
        (number,) = db.execute("SELECT count(DISTINCT domain) FROM observation").fetchone()
    return int(number)


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
@pytest.mark.parametrize("after", [1, 25])
def test_a_run_cut_off_is_finished_by_the_next_one(
    lab: Lab, home: Path, whole: tuple[list[tuple[object, ...]], int], kill: signal.Signals, after: int
) -> None:
    before = domains_stored(home)
    run = start(lab, home)
    deadline = time.monotonic() + 120
    while run.poll() is None and domains_stored(home) < before + after and time.monotonic() < deadline:
        time.sleep(0.02)
    run.send_signal(kill)
    _, stderr = run.communicate(timeout=60)
    assert run.returncode != 0
    if kill is signal.SIGINT:
        assert "nothing is lost" in stderr
    finish(lab, home)
    assert everything(home) == whole


def test_a_run_killed_at_ten_moments_loses_nothing_and_doubles_nothing(
    lab: Lab, home: Path, whole: tuple[list[tuple[object, ...]], int]
) -> None:
    moments = random.Random(20261122)
    for number in range(10):
        run = start(lab, home)
        time.sleep(moments.uniform(0.3, 4.0))
        children = _children(run.pid)
        if number % 2 and children:
            os.kill(moments.choice(children), signal.SIGKILL)  # a crawl or a reader; the run goes on
            time.sleep(moments.uniform(0.1, 1.0))
        run.kill()
        run.communicate(timeout=60)
        with sqlite3.connect(home / "brassplate.db") as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finish(lab, home)
    assert unreadable(home) == []
    (seen, sites), (expected, of) = everything(home), whole
    assert (set(expected) ^ set(seen), sites) == (set(), of), failed(home)
    assert seen == expected


def failed(home: Path) -> list[tuple[str, ...]]:
    """The looks that failed, with their reasons: what a slow machine could not see in time is here."""
    with sqlite3.connect(home / "brassplate.db") as db:
        return db.execute(
            "SELECT domain, kind, reason FROM observation WHERE outcome = 'could not look' ORDER BY 1, 2"
        ).fetchall()


def unreadable(home: Path) -> list[str]:
    """The captures that the store names and the archive cannot give back."""
    with sqlite3.connect(home / "brassplate.db") as db:
        rows = db.execute("SELECT hash, url, media_type, file, offset, length FROM capture").fetchall()
    archive, lost = Archive(home / "archive"), []
    for row in rows:
        try:
            archive.read(Capture(*row))
        except CollectionError as error:
            lost.append(str(error))
    return lost


def test_a_second_run_says_who_is_at_work_and_changes_nothing(lab: Lab, home: Path) -> None:
    first = start(lab, home)
    while first.poll() is None and not (home / "run.lock").exists():
        time.sleep(0.02)
    time.sleep(0.5)
    second = subprocess.run(
        [*BRASSPLATE, "--home", str(home), "run"], capture_output=True, text=True, timeout=60
    )
    assert (second.returncode, second.stdout) == (1, "")
    assert f"another run (process {first.pid}) is at work" in second.stderr
    assert first.communicate(timeout=240) and first.returncode == 0


def test_nothing_is_left_running_after_a_kill(lab: Lab, home: Path) -> None:
    run = start(lab, home)
    time.sleep(3)
    children = _children(run.pid)
    run.kill()
    run.wait()
    deadline = time.monotonic() + 20
    while any(map(_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [child for child in children if _alive(child)] == []


def _children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(each) for each in file.read_text().split()] if file.exists() else []
    return direct + [below for each in direct for below in _children(each)]


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True
    )
    if mount.returncode != 0:
        pytest.skip("making a small disk needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_in_one_sentence_and_the_next_run_goes_on(
    lab: Lab, tmp_path: Path, whole: tuple[list[tuple[object, ...]], int]
) -> None:
    if os.geteuid() != 0:
        pytest.skip("making a small disk needs root")
    with small_disk(tmp_path / "disk", 24) as disk:
        furnished(lab, disk / "home")
        filler = disk / "filler"
        with filler.open("wb") as file:
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            file.write(b"\0" * (free - 200_000))
        run = start(lab, disk / "home")
        _, stderr = run.communicate(timeout=240)
        assert run.returncode == 1, stderr
        assert "disk is full" in stderr.splitlines()[-1], stderr
        assert "Traceback" not in stderr
        filler.unlink()
        finish(lab, disk / "home")
        assert everything(disk / "home") == whole


def test_a_finished_run_prints_json_that_a_program_can_read(lab: Lab, home: Path) -> None:
    run = start(lab, home)
    stdout, stderr = run.communicate(timeout=240)
    assert run.returncode == 0, stderr
    summary = [json.loads(line) for line in stdout.splitlines()]
    assert summary and summary[-1]["day"] == "2026-03-02"
