"""Do several processes find what one finds, whatever becomes of them?

The sites are invented.
"""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import isolate
from monitor import cli, config, weighing
from monitor.copying import Found
from monitor.home import Home, open_home
from monitor.scene import NAME_ALONE
from monitor.store import Reference
from tests.monitor._invented import site

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
FRONT = "front.example"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Thirty sites: every third has the front's phone, every fifth its registrant."""
    monkeypatch.setattr(weighing, "FEWEST", 2)
    monkeypatch.setattr(weighing, "AT_ONCE", 4)
    cli.run(["--home", str(tmp_path), "init"])
    made = open_home(config.load(tmp_path))
    made.store.add_reference(Reference(FRONT, "invented", "invented for a test"), NOW)
    corpus = made.scene().corpus
    shown = {"contacts": ["phone:+12125550100"], "registration": ["registrant_email:a@front.example"]}
    corpus.put(site(FRONT, **shown), "invented", slice=NAME_ALONE)
    for number in range(30):
        phone = 100 if number % 3 == 0 else 200 + number
        mailbox = "a@front.example" if number % 5 == 0 else f"{number}@own.example"
        shown = {
            "contacts": [f"phone:+12125550{phone}"],
            "registration": [f"registrant_email:{mailbox}"],
        }
        corpus.put(site(f"site{number:02}.example", **shown), "invented")
    corpus.settle()
    return made


def asked(home: Home) -> list[tuple[str, list[Found]]]:
    return list(
        weighing.counterparts(home, home.scene(), [f"site{number:02}.example" for number in range(30)])
    )


def told(found: list[tuple[str, list[Found]]]) -> list[str]:
    return [domain for domain, pairs in found if [pair.counterpart for pair, _, _ in pairs] == [FRONT]]


def test_two_processes_find_what_one_finds_in_the_same_order(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "cores", lambda: 2)
    together = asked(home)
    monkeypatch.setattr(weighing, "cores", lambda: 1)
    assert together == asked(home)
    assert told(together) == [f"site{n:02}.example" for n in range(30) if n % 3 == 0 or n % 5 == 0]


def test_a_process_that_is_killed_costs_no_site(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "cores", lambda: 2)
    begin: Callable[..., None] = isolate.Isolated.begin
    killed = []

    def begin_and_die(one: isolate.Isolated[object, object], question: object) -> None:
        begin(one, question)
        if len(killed) < 2 and one._process is not None and one._process.pid:
            os.kill(one._process.pid, signal.SIGKILL)
            killed.append(one._process.pid)

    monkeypatch.setattr(isolate.Isolated, "begin", begin_and_die)
    found = asked(home)
    assert len(killed) == 2
    monkeypatch.setattr(weighing, "cores", lambda: 1)
    assert found == asked(home)
