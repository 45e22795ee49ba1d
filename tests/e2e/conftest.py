"""Which internet do these tests share, and what must hold when all of them are done?"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e import internet
from tests.e2e._faults import FAULTS
from tests.e2e._home import Home
from tests.e2e.internet import Internet

DOMAINS = 2_000


@dataclass(frozen=True)
class Running:
    """The long runs, begun before the first test so that the others pass while these wait for the net."""

    day: Home
    day_run: "subprocess.Popen[str]"
    broken: Home
    broken_run: "subprocess.Popen[str]"


@pytest.fixture(scope="session")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    if why := internet.missing():
        pytest.skip(why)
    with Internet(tmp_path_factory.mktemp("net"), domains=DOMAINS, doomed=48, faults=FAULTS) as made:
        yield made
        assert made.canary_log() == [], "an address that is not public was dialled"


@pytest.fixture(scope="session")
def running(net: Internet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("homes")
    day = Home(net, folder / "day", net.watched)
    day.add_reference(net.planted.reference, net.planted.reference_page)
    honest = [each.domain for each in net.ordinary[:12]]
    broken = Home(net, folder / "broken", [*honest, *(each.domain for each in FAULTS)])
    made = Running(day, day.start(), broken, broken.start())
    yield made
    for run in (made.day_run, made.broken_run):
        if run.poll() is None:
            run.kill()
            run.communicate()
