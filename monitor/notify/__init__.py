"""Who is told that a report was written? A channel is a file of this folder; ``_channel`` has its shape."""

import os
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache, partial

from crawler import plugins
from crawler.errors import ConfigError
from crawler.records import iso
from monitor.home import Home
from monitor.notify._channel import Channel, Given
from monitor.notify._old import Reports
from monitor.notify._telling import Pause, attempt, keep_fault, tell_on, untold, way_of
from reports import digest
from reports.digest import DailyReport

__all__ = ["Channel", "Given", "channels", "named", "tell_all", "tell_test", "untold"]


@lru_cache(maxsize=1)
def channels() -> tuple[Channel, ...]:
    """Every kind of channel in this folder, by name."""
    return tuple(plugins.find(sys.modules[__name__], "CHANNEL"))


def named(kind: str) -> Channel:
    """The channel of this kind; ConfigError lists what there is."""
    for each in channels():
        if each.name == kind:
            return each
    raise ConfigError(
        f"there is no channel '{kind[:40]}'; there are {', '.join(each.name for each in channels())}"
    )


def tell_all(
    home: Home, report: DailyReport, secrets: Mapping[str, str] = os.environ, pause: Pause = time.sleep
) -> list[str]:
    """Tells a written report on every configured channel that waits for it; sentences of what failed.

    Called again it tells nobody twice, and tries what failed once more. ``secrets`` is the environment.
    """
    failed: list[str] = []
    reports = Reports(home)
    for name in sorted(home.config.tell):
        try:
            way = way_of(home, name, named(home.config.tell[name].kind), report, secrets)
            failed += tell_on(home, way, report, reports, pause)
        except ConfigError as error:
            failed.append(keep_fault(home, name, report, str(error)))
    return failed


def tell_test(
    home: Home, name: str, now: datetime, secrets: Mapping[str, str] = os.environ
) -> list[tuple[str, str]]:
    """Sends a message marked as a test on one channel, once: each receiver, and what failed there or "".

    ConfigError when there is no such channel, or it lacks something.
    """
    if name not in home.config.tell:
        known = ", ".join(sorted(home.config.tell)) or "none yet"
        raise ConfigError(f"brassplate.toml has no [tell.{name[:40]}]; there are: {known}")
    report = _test_report(home, now)
    way = way_of(home, name, named(home.config.tell[name].kind), report, secrets, test=True)
    return [
        (way.key(each), attempt(partial(way.channel.tell, way.given, each), way.given, 1)[1])
        for each in way.channel.receivers(way.given)
    ]


def _test_report(home: Home, now: datetime) -> DailyReport:
    moment = iso(now.replace(microsecond=0))
    return DailyReport(
        version=digest.VERSION,
        run=f"test-{moment}",
        day=now.date().isoformat(),
        started=moment,
        finished=moment,
        program="brassplate",
        rules="",
        tlp=home.config.report.tlp,
        watched=0,
        baseline=False,
        note="TEST: this report only tries whether a channel works.",
        coverage=(),
        alerts=(),
        known=(),
        below=(),
        states=(),
        unreachable=(),
        findings=(),
        references=(),
        health=(),
    )
