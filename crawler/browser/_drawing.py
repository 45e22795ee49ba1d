"""How is one page drawn by a browser that may keep nothing and reach nobody but through the proxy?"""

import asyncio
import contextlib
import os
from dataclasses import dataclass
from typing import Any

from crawler.browser._picture import Picture, picture
from crawler.browser._proxy import GuardedProxy
from crawler.records import Reason

SCREEN = {"width": 1280, "height": 800}
QUIET = 2.0
"""Seconds that a loaded page gets to finish what its scripts begin."""
MOST_HTML = 2_000_000
MOST_REQUESTS = 500
"""Of one page with all its parts: it shall not use us to press others."""
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older Chromiums
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # else a page sends STUN past the proxy
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the proxy alone is reached, and by address
    "--no-first-run",
)


class NotDrawn(Exception):
    """The page could not be drawn; ``reason`` is one of the closed list."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a browser made of a page: the URL it ended at, the picture, the document after its scripts."""

    url: str
    picture: Picture
    html: str


async def launch(playwright: Any, executable: str, proxy: GuardedProxy, server: str) -> Any:
    """A browser without a profile; as root it has no sandbox of its own, so run brassplate as a user."""
    arguments = [*_ARGUMENTS, "--no-sandbox"] if os.getuid() == 0 else list(_ARGUMENTS)
    account = {"server": server, "username": proxy.user, "password": proxy.password, "bypass": "<-loopback>"}
    return await playwright.chromium.launch(executable_path=executable, args=arguments, proxy=account)


async def draw(browser: Any, url: str, user_agent: str, seconds: float) -> Drawn:
    """The first screen of the page at ``url`` once it is quiet; NotDrawn says why there is none."""
    if not url.startswith(("http://", "https://")):
        raise NotDrawn(Reason.BAD_ANSWER)
    context = await browser.new_context(
        viewport=SCREEN,
        user_agent=user_agent,
        locale="en-US",
        ignore_https_errors=True,
        accept_downloads=False,
        service_workers="block",
    )
    try:
        async with asyncio.timeout(seconds):
            return await _drawn(context, url, seconds)
    except TimeoutError:
        raise NotDrawn(Reason.TIMEOUT) from None
    finally:
        with contextlib.suppress(Exception):  # a browser that does not answer is killed with its process
            async with asyncio.timeout(5):
                await context.close()


async def _drawn(context: Any, url: str, seconds: float) -> Drawn:
    from playwright.async_api import Error

    await context.route("**/*", _Door().passed)
    page = await context.new_page()
    context.on("page", lambda other: asyncio.ensure_future(_closed(other)))
    page.on("dialog", lambda dialog: asyncio.ensure_future(_closed(dialog, "dismiss")))
    try:
        await page.goto(url, wait_until="load", timeout=seconds * 1000)
        with contextlib.suppress(Error):
            await page.wait_for_load_state("networkidle", timeout=QUIET * 1000)
        if not page.url.startswith(("http://", "https://")):
            raise NotDrawn(Reason.BAD_ANSWER)
        png = await page.screenshot(type="png", animations="disabled", timeout=seconds * 1000)
        html = str(await page.content())
        return Drawn(page.url[:2_000], picture(png), html if len(html) <= MOST_HTML else "")
    except ValueError:
        raise NotDrawn(Reason.BAD_ANSWER) from None
    except Error as error:
        raise NotDrawn(Reason.TIMEOUT if "Timeout" in str(error) else Reason.UNREACHABLE) from None


class _Door:
    """Lets the requests of one page out: for web addresses, and not too many."""

    def __init__(self) -> None:
        self._left = MOST_REQUESTS

    async def passed(self, route: Any) -> None:
        self._left -= 1
        web = route.request.url.startswith(("http://", "https://", "data:", "blob:"))
        with contextlib.suppress(Exception):  # the page may be gone by now
            await (route.continue_() if web and self._left >= 0 else route.abort())


async def _closed(thing: Any, how: str = "close") -> None:
    with contextlib.suppress(Exception):
        await getattr(thing, how)()
