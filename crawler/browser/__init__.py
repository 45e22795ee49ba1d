"""What does a page look like on a screen?

Optional: Playwright drives the system's Chromium in a process that is killed when a page takes too long. The
browser reaches nothing but our own proxy, which dials what the guard lets through.
"""

import importlib.util
import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.archive import Archive
from crawler.browser._drawing import Drawn
from crawler.browser._page import START_SECONDS, Page, Result, draw_page
from crawler.errors import CollectionError, SourceUnavailable, to_install
from crawler.isolate import Isolated
from crawler.net import NetConfig
from crawler.records import Capture, Observation, Outcome, Raw, Reason, Visit

__all__ = ["DrawJob", "draw", "find"]

KIND = "screenshot"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@dataclass(frozen=True, slots=True)
class DrawJob:
    """One run over some pages."""

    now: datetime  # the time that every observation of this run carries
    archive: Path  # folder of WARC files
    executable: str
    run: str
    user_agent: str = "brassplate/0.1"
    seconds: float = 20.0  # for one page
    net: NetConfig = field(default_factory=NetConfig)
    begun: float = field(
        default_factory=time.monotonic
    )  # when it was ``now``: the ledger's times go on from there


def find(executable: str = "") -> str:
    """The browser to drive; SourceUnavailable says what to install or to set."""
    if importlib.util.find_spec("playwright") is None:
        raise SourceUnavailable(f"pages were not drawn: Playwright is not installed: {to_install('browser')}")
    found = shutil.which(executable) if executable else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        missing = f"{executable} is no program" if executable else "no Chromium is on the PATH"
        raise SourceUnavailable(
            f"pages were not drawn: {missing}; install Debian's package chromium, or set browser.executable"
        )
    return found


def draw(
    job: DrawJob, pages: Iterable[tuple[str, str]], known: Callable[[str], bool] = lambda name: False
) -> Iterator[Visit]:
    """One visit with one observation of kind ``screenshot`` for each (domain, URL) of ``pages``.

    Bodies whose content hash is ``known`` are not archived again.
    """
    seconds = job.seconds + START_SECONDS + 10.0  # the last wall: a page has its own limit inside
    call: Isolated[Page, Result] = Isolated(draw_page, seconds=seconds, megabytes=None)
    with call, Archive(job.archive).writer(f"{job.run}-pictures", job.now, known) as archive:
        net = json.dumps(job.net.to_json())
        for domain, url in pages:
            page = Page(url, job.seconds, job.now, job.begun, job.user_agent, job.executable, net)
            result = _result(call, page)
            raws = _raws(result.drawn) if result.drawn else ()
            captures = [archive.keep(raw) for raw in raws]
            archive.sync()
            yield _visit(job, domain, result, raws, [each for each in captures if each])


def _result(call: Isolated[Page, Result], page: Page) -> Result:
    try:
        return call(page)
    except CollectionError:
        return Result(None, Reason.CRASHED, ())


def _raws(drawn: Drawn) -> tuple[Raw, ...]:
    found = [
        Raw(drawn.url, "image/png", drawn.picture.png),
        Raw(drawn.url, "image/jpeg", drawn.picture.thumbnail),
    ]
    if drawn.html:
        found.append(Raw(drawn.url, "text/html; charset=utf-8", drawn.html.encode("utf-8", "replace")))
    return tuple(found)


def _visit(
    job: DrawJob, domain: str, result: Result, raws: tuple[Raw, ...], captures: list[Capture]
) -> Visit:
    payload: dict[str, Any] = {}
    if result.drawn:
        names = ("picture", "thumbnail", "document")
        payload = {"url": result.drawn.url, "dhash": result.drawn.picture.dhash}
        payload |= {name: raw.hash for name, raw in zip(names, raws, strict=False)}
    outcome = Outcome.FAILED if result.reason else Outcome.OBSERVED
    hashes = tuple(raw.hash for raw in raws)
    seen = Observation(domain, KIND, job.now, outcome, result.reason, MappingProxyType(payload), hashes)
    return Visit(domain, (seen,), tuple(captures), result.touches)
