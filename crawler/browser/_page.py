"""What does one call in the drawing process do: keep a browser between calls, draw one page with it?"""

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.browser._drawing import Drawn, NotDrawn, draw, launch
from crawler.browser._proxy import GuardedProxy
from crawler.net import NetConfig, Network
from crawler.records import Reason, Touch

START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page to draw, and with what; equal settings share one browser."""

    url: str
    seconds: float
    now: datetime
    begun: float  # when it was ``now``
    user_agent: str
    executable: str
    net: str  # NetConfig as JSON text: a mapping proxy crosses no process boundary


@dataclass(frozen=True, slots=True)
class Result:
    """What was drawn, or why nothing was, and what was asked of strangers for it."""

    drawn: Drawn | None
    reason: Reason
    touches: tuple[Touch, ...]


class _Studio:
    """A loop, a proxy and a browser that outlive one call; there is one in a drawing process."""

    def __init__(self, page: Page) -> None:
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.proxy = GuardedProxy(
            Network(NetConfig.from_json(json.loads(page.net))),
            lambda: page.now + timedelta(seconds=int(time.monotonic() - page.begun)),
        )
        self.playwright: Any = None
        self.browser: Any = None

    async def draw(self, page: Page) -> Result:
        self.proxy.begin()
        try:
            if self.browser is None or not self.browser.is_connected():
                self.browser = await self._launched(page)
            drawn = await draw(self.browser, page.url, page.user_agent, page.seconds)
        except NotDrawn as error:
            return Result(None, error.reason, tuple(self.proxy.touches))
        finally:
            touches = tuple(self.proxy.touches)
            self.proxy.begin()
        return Result(drawn, Reason.NONE, touches)

    async def _launched(self, page: Page) -> Any:
        from playwright.async_api import async_playwright

        if self.playwright is not None:  # its browser has gone, and each would leave a driver behind
            await self.playwright.stop()
            await self.proxy.stop()
        server = await self.proxy.start()
        self.playwright = await async_playwright().start()
        async with asyncio.timeout(START_SECONDS):
            return await launch(self.playwright, page.executable, self.proxy, server)


_studio: _Studio | None = None


def draw_page(page: Page) -> Result:
    """Draws ``page``; whatever hangs is ended with this process by whoever called."""
    global _studio
    if _studio is None:
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        _studio = _Studio(page)
    return _studio.loop.run_until_complete(_studio.draw(page))
