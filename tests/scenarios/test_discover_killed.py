"""Is every name of a source seen exactly once, however often its reading is killed?"""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from monitor import cli

pytestmark = pytest.mark.slow

NAMES = 300_000
PLANTED = [f"cloudbluefox-{number}.example" for number in range(40)]
MOST_KILLS = 5


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    cli.run(["--home", str(place), "init"])
    lines = [f"bakery-{number}.example" for number in range(NAMES - len(PLANTED))]
    every = NAMES // len(PLANTED)
    for place_of, name in enumerate(PLANTED):
        lines.insert(place_of * every, name)
    (tmp_path / "names.txt").write_text("\n".join(lines) + "\n")
    with (place / "brassplate.toml").open("a") as file:
        file.write(f'\n[source.list]\nkind = "newly_registered"\nwhere = "{tmp_path / "names.txt"}"\n')
    return place


def discover(home: Path) -> "subprocess.Popen[bytes]":
    line = [sys.executable, "-m", "monitor.cli", "--home", str(home), "discover", "list"]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def asked(home: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "brassplate.db")) as db:
        return db.execute(question).fetchall()


def seen(home: Path) -> int:
    [(number,)] = asked(home, "SELECT total(names) FROM funnel WHERE stage='seen'")
    return int(str(number).removesuffix(".0"))


def test_a_reading_killed_at_random_moments_ends_with_every_name_seen_once(home: Path) -> None:
    chance, killed = random.Random(7), 0
    for _ in range(MOST_KILLS):
        before, child = seen(home), discover(home)
        while child.poll() is None and seen(home) == before:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.2))
        child.kill()
        child.communicate()
        killed += 0 < seen(home) < NAMES
    assert discover(home).wait(120) in (0, 1)  # 1: there is nothing new, or the list is the same
    assert killed > 0, "no kill came between two batches: the test proved nothing"
    assert seen(home) == NAMES
    assert [name for (name,) in asked(home, "SELECT domain FROM candidate ORDER BY domain")] == sorted(
        PLANTED
    )
    assert asked(home, "SELECT names FROM funnel WHERE stage='new'") == [(len(PLANTED),)]
