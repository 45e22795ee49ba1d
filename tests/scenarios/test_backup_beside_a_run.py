"""Is a backup that was made beside a day's run a whole home, which ends the day with the same report?"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.lab import Lab
from crawler.records import Capture
from monitor.commands.demo import furnish, seed

pytestmark = pytest.mark.slow
BRASSPLATE = [sys.executable, "-m", "monitor.cli"]
SLOW = ("slowspigot.example", "silentservers.example", "brokenservers.example")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


def begin(lab: Lab, home: Path, day: int) -> subprocess.Popen[str]:
    return start(home, "run", "--at", lab.now(day).strftime("%Y-%m-%dT%H:%M:%SZ"), "--json")


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*BRASSPLATE, "--home", str(home), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def end(run: subprocess.Popen[str]) -> None:
    _, stderr = run.communicate(timeout=240)
    assert run.returncode == 0, stderr


def asked(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [*BRASSPLATE, "--home", str(home), *arguments], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def held(run: subprocess.Popen[str], home: Path) -> bool:
    """Stops the run where it writes nothing: so long it cannot end, however slow this machine is."""
    os.kill(run.pid, signal.SIGSTOP)
    try:
        with closing(sqlite3.connect(home / "brassplate.db", timeout=0.1)) as db:
            db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        os.kill(run.pid, signal.SIGCONT)
        return False
    return True


def stored(home: Path, query: str) -> list[Any]:
    with sqlite3.connect(f"file:{home / 'brassplate.db'}?mode=ro", uri=True) as db:
        return db.execute(query).fetchall()


def report(home: Path) -> dict[str, Any]:
    """What the newest report tells, but for how long it took and in which file of the archive a page lies."""
    told: dict[str, Any] = json.loads(asked(home, "report", "--format", "json"))
    for name in ("finished", "own"):
        told.pop(name, None)
    for alert in [*told["alerts"], *told["known"]]:
        alert["captures"] = [(each["url"], each["hash"]) for each in alert["captures"]]
    return told


def test_a_backup_beside_a_run_ends_the_day_with_the_same_report(lab: Lab, tmp_path: Path) -> None:
    home, copy, new = tmp_path / "home", tmp_path / "copy", tmp_path / "new"
    opened = furnish(home, lab)
    seed(opened, lab, 1)
    opened.store.watchlist.remove(SLOW, lab.now(1))
    end(begin(lab, home, 1))
    lab.day = 2
    seed(opened, lab, 2)
    before = stored(home, "SELECT count(*) FROM observation WHERE last_seen >= '2026-03-03'")
    run = begin(lab, home, 2)
    deadline = time.monotonic() + 120
    looked = "SELECT count(DISTINCT domain) FROM observation WHERE last_seen >= '2026-03-03'"
    while run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
        if stored(home, looked) >= [(8,)] and held(run, home):
            break
    assert run.poll() is None, "the run was over before the backup began"
    backup = start(home, "backup", str(copy), "--link", "--verify")
    while backup.poll() is None and not list(tmp_path.glob("*copy*/*.db")):
        time.sleep(0.02)
    os.kill(run.pid, signal.SIGCONT)
    end(backup)
    end(run)

    asked(home, "restore", str(copy), "--home", str(new))
    assert before == [(0,)] and stored(new, looked) < stored(home, looked)
    assert stored(new, "PRAGMA integrity_check") == [("ok",)]
    archive = Archive(new / "archive")
    for row in stored(new, "SELECT hash, url, media_type, file, offset, length FROM capture"):
        assert archive.read(Capture(*row))

    end(begin(lab, new, 2))
    assert report(new)["alerts"] and report(new) == report(home)

    asked(home, "backup", str(tmp_path / "evening"))
    asked(home, "restore", str(tmp_path / "evening"), "--home", str(tmp_path / "later"))
    for form in ("json", "html"):
        told = asked(home, "report", "--format", form)
        assert told and asked(tmp_path / "later", "report", "--format", form) == told
