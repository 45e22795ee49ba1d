"""Was anything dialled that is not public? Runs last, after every fault and every day."""

import pytest

from tests.e2e.conftest import Running
from tests.e2e.internet import Internet

pytestmark = [pytest.mark.slow, pytest.mark.e2e]


def test_no_address_that_is_not_public_was_dialled_by_any_run(running: Running, net: Internet) -> None:
    running.broken_report.result()
    running.day_report.result()
    assert net.dialled() == []
