"""How does the report's page become a PDF, for whoever passes it on as one file?

Optional: Chromium prints the page in a process that is killed when it takes too long. The page is handed to
the browser; every other request is refused, and no script runs.
"""

import os
from dataclasses import dataclass
from typing import Any

from crawler.browser import find
from crawler.errors import CollectionError, SourceUnavailable
from crawler.isolate import Isolated
from monitor.config import BrowserConfig

_SECONDS = 90.0
_HOME = "http://report.invalid/"  # a name that nobody can have: the page's own address
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to print, and with what."""

    page: str
    executable: str
    seconds: float


def printed(config: BrowserConfig, page: str) -> bytes:
    """The PDF of ``page``; SourceUnavailable says why there is none, and what to do."""
    try:
        executable = find(config.executable)
    except SourceUnavailable as error:
        raise SourceUnavailable(f"the report was not printed: {str(error).partition(': ')[2]}") from error
    call: Isolated[Sheet, bytes] = Isolated(print_sheet, seconds=_SECONDS + 10.0, megabytes=None)
    with call:
        try:
            return call(Sheet(page, executable, _SECONDS))
        except CollectionError as error:
            raise SourceUnavailable(
                f"the report was not printed: {executable} did not do it ({error}); "
                "'brassplate report' tries again"
            ) from error


def print_sheet(sheet: Sheet) -> bytes:
    """Prints ``sheet``; whatever hangs is ended with this process by whoever called."""
    from playwright.sync_api import sync_playwright

    arguments = [*_ARGUMENTS, "--no-sandbox"] if os.getuid() == 0 else list(_ARGUMENTS)
    milliseconds = sheet.seconds * 1000
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=sheet.executable, args=arguments)
        context = browser.new_context(
            java_script_enabled=False, service_workers="block", accept_downloads=False
        )
        context.set_default_timeout(milliseconds)
        context.route("**/*", lambda route: _answer(route, sheet.page))
        page = context.new_page()
        page.goto(_HOME, wait_until="load")
        page.emulate_media(media="print", color_scheme="light")
        pdf: bytes = page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
        browser.close()
    return pdf


def _answer(route: Any, page: str) -> None:
    if route.request.url == _HOME:
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
    else:
        route.abort()
