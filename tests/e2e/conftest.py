"""Which internet do these tests share, and what must hold when all of them are done?"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e import internet
from tests.e2e._faults import FAULTS
from tests.e2e._home import Home
from tests.e2e.internet import Internet

DOMAINS = 2_000


@dataclass(frozen=True)
class Running:
    """The long runs: begun before the first test, so that the other tests pass meanwhile."""

    day: Home
    day_report: "Future[dict[str, Any]]"
    broken: Home
    broken_report: "Future[dict[str, Any]]"


@pytest.fixture(scope="session")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    if why := internet.missing():
        pytest.skip(why)
    with Internet(tmp_path_factory.mktemp("net"), domains=DOMAINS, doomed=100, faults=FAULTS) as made:
        yield made
        assert made.dialled() == [], "an address that is not public was dialled"


@pytest.fixture(scope="session")
def running(net: Internet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("homes")
    day = Home(net, folder / "day", net.watched)
    day.add_reference(net.planted.reference, net.planted.reference_page)
    honest = [each.domain for each in net.ordinary[:12]]
    broken = Home(net, folder / "broken", [*honest, *(each.domain for each in FAULTS)])
    with ThreadPoolExecutor(2) as pool:
        yield Running(day, pool.submit(day.run), broken, pool.submit(_twice, broken))


def _twice(home: Home) -> dict[str, Any]:
    """Today's run and tomorrow's; the report of the second."""
    home.run()
    home.assert_sound()
    report = home.run(at=datetime.now(UTC) + timedelta(days=1))
    home.assert_sound()
    return report
