"""Is anything lost or doubled when processes, name servers and disks fail in the middle of a run?"""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e._home import Home
from tests.e2e._spaces import small_disk
from tests.e2e.conftest import Running
from tests.e2e.internet import Internet

pytestmark = [pytest.mark.slow, pytest.mark.e2e, pytest.mark.usefixtures("running")]

FEW = 16
MOMENTS = [(number, ("run", "crawl")[number % 2]) for number in range(10)]
SEED = 20261122


@pytest.fixture(scope="module")
def under_way(
    net: Internet, running: Running, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[dict[object, Future[Any]]]":
    """What becomes of each run that is cut off, three at a time."""
    folder = tmp_path_factory.mktemp("killed")
    with ThreadPoolExecutor(3) as pool:
        ends: dict[object, Future[Any]] = {"name server": pool.submit(_nameless, net, folder / "nameless")}
        for number, victim in MOMENTS:
            draw = random.Random(SEED + number)
            ends[number] = pool.submit(_killed, net, folder / str(number), victim, draw)
        yield ends


def _killed(net: Internet, path: Path, victim: str, draw: random.Random) -> str:
    """Kills the run, or a crawl process of it, in its first seconds; then the day must end well."""
    home = Home(net, path, [each.domain for each in net.ordinary[100 : 100 + FEW]])
    run = home.start()
    _await(lambda: bool(_crawls(run.pid)) or run.poll() is not None)
    moment = draw.uniform(0, 6)
    time.sleep(moment)
    target = run.pid if victim == "run" else draw.choice(_crawls(run.pid) or [run.pid])
    with suppress(ProcessLookupError):
        os.kill(target, signal.SIGKILL)
    if target == run.pid:
        run.communicate(timeout=60)
        assert home.rows("PRAGMA integrity_check") == [("ok",)]
        home.run()
    else:
        home.finish(run)
    home.assert_sound()
    return f"{victim} killed {moment:.1f} s after the crawl began"


def _nameless(net: Internet, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The reports of a day on which a name server died, and of the next one, when it is back."""
    home = Home(
        net, path, [each.domain for each in net.doomed], at_once=16
    )  # else all names are known at once
    run = home.start()
    stored = "SELECT count(DISTINCT domain) FROM observation"
    _await(lambda: run.poll() is not None or home.rows(stored)[0][0] >= 5)
    net.programs.kill("doomed")
    cut = home.finish(run)
    home.assert_sound()
    net.programs.again("doomed")
    time.sleep(6)  # unbound keeps a failure for five seconds
    whole = home.run(at=datetime.now(UTC) + timedelta(days=1))
    home.assert_sound()
    return cut, whole


def test_a_full_disk_stops_the_run_with_one_sentence_and_the_next_one_goes_on(
    under_way: object, net: Internet, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 24) as disk:
        home = Home(net, disk / "home", [each.domain for each in net.ordinary[200 : 200 + FEW]])
        filler = disk / "filler"
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        filler.write_bytes(b"\0" * (free - 200_000))
        run = home.start()
        _, stderr = run.communicate(timeout=240)
        assert run.returncode == 1, stderr
        assert "disk is full" in stderr.splitlines()[-1] and "Traceback" not in stderr, stderr
        filler.unlink()
        home.run()
        home.assert_sound()


@pytest.mark.parametrize(("number", "victim"), MOMENTS, ids=lambda each: str(each))
def test_a_run_or_its_crawl_killed_at_any_moment_loses_and_doubles_nothing(
    under_way: "dict[object, Future[Any]]", number: int, victim: str
) -> None:
    assert under_way[number].result().startswith(victim)


def test_a_name_server_killed_half_way_costs_the_names_that_it_alone_knew(
    under_way: "dict[object, Future[Any]]", net: Internet
) -> None:
    cut, whole = under_way["name server"].result()
    seen = {line["kind"]: line for line in cut["coverage"]}
    assert 5 <= seen["site"]["observed"] < len(net.doomed)
    assert seen["dns"]["failed"] > 0 and seen["site"]["failed"] > 0
    assert seen["dns"]["observed"] + seen["dns"]["failed"] == len(net.doomed)
    assert any("could not be looked at" in sentence for sentence in cut["health"])
    assert whole["unreachable"] == []


def _await(true: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.05)


def _crawls(pid: int) -> list[int]:
    """The crawl processes below ``pid``."""
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, file.read_text().split()):
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                found += [child] if b"crawler.crawl" in command else []
    return sorted(found)
