"""What does one site show: its home page, the pages that say who is behind it, its icon?

However the site ends the look, an observation comes out, and the raw bytes that were taken with it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.fingerprint import Page
from crawler.middlewares import Budget, reason_of
from crawler.pipelines import Harvest
from crawler.records import Observation, Outcome, Raw, Reason
from crawler.spiders import _answer, _choice

MOST_KEPT = 6_000_000
"""Bytes of bodies that one look keeps, so that no site fills the disk."""
MOST_ICON = 500_000

Download = Callable[[Request], Awaitable[Response]]

ABSENT = {Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.REFUSED_CONNECTION}
_TRY_HTTP = {
    Reason.REFUSED_CONNECTION,
    Reason.TLS_FAILED,
    Reason.TIMEOUT,
    Reason.UNREACHABLE,
    Reason.BAD_ANSWER,
}


class _Failed(Exception):
    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(slots=True)
class SiteLook:
    """One look at the site of ``domain``; ``until`` is a time of the event loop's clock."""

    domain: str
    download: Download
    now: datetime
    until: float
    pages: int = 6
    _budget: Budget = field(default_factory=Budget)
    _notes: list[str] = field(default_factory=list)
    _raws: list[Raw] = field(default_factory=list)

    async def run(self) -> Harvest:
        try:
            async with asyncio.timeout_at(self.until):
                home = await self._home()
        except TimeoutError:
            return self._ended(
                Reason.TIMEOUT, {"notes": [*self._notes, "the home page did not come in time"]}
            )
        except _Failed as failure:
            return self._ended(failure.reason, {"notes": self._notes})
        page = Page(home.url, _answer.html(home))
        facts = self._facts(home, page)
        if page.hostile:
            self._notes.append("the home page is built to exhaust its reader and was not parsed")
            return self._ended(Reason.HOSTILE, facts)
        if home.status < 400:
            await self._beside_home(home, page, facts)
        return self._ended(Reason.NONE, facts)

    async def _home(self) -> Response:
        try:
            return await self._home_of(self.domain)
        except _Failed as failure:
            if failure.reason is not Reason.NO_ADDRESS or self.domain.startswith("www."):
                raise
            try:
                return await self._home_of(f"www.{self.domain}")  # some zones give only www an address
            except _Failed as at_www:
                nothing_there = at_www.reason in (Reason.NXDOMAIN, Reason.NO_ADDRESS)
                raise (failure if nothing_there else at_www) from None

    async def _home_of(self, host: str) -> Response:
        reasons = []
        for scheme in ("https", "http"):
            try:
                home = await self._get(f"{scheme}://{host}/")
            except _Failed as failure:
                self._notes.append(f"{scheme}: {failure}")
                if failure.reason not in _TRY_HTTP:
                    raise
                reasons.append(failure.reason)
                continue
            if home.status == 429:
                self._notes.append(f"{scheme}: the home page answered 429")
                raise _Failed(Reason.RATE_LIMITED, "")
            return home
        told = next((each for each in reasons if each is not Reason.REFUSED_CONNECTION), reasons[0])
        raise _Failed(told, "")

    async def _get(self, url: str) -> Response:
        meta = {"budget": self._budget}
        try:
            response = await self.download(Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True))
        except Exception as error:
            reason = reason_of(error)
            if reason in ABSENT and self._budget.asked not in ("", url):
                # The redirect's target is not there; the site that sent us is.
                raise _Failed(
                    Reason.UNREACHABLE, f"it leads to {self._budget.asked[:200]}: {reason}"
                ) from error
            told = (
                str(error)
                if reason in (Reason.BLOCKED_ADDRESS, Reason.ROBOTS, Reason.REDIRECT_LOOP)
                else reason
            )
            raise _Failed(reason, told) from error
        if not 100 <= response.status <= 999:  # Twisted takes any number, and some browsers 999
            raise _Failed(Reason.BAD_ANSWER, f"the status {str(response.status)[:20]} is none")
        return response

    def _facts(self, home: Response, page: Page) -> dict[str, Any]:
        """The payload so far; ``pages`` and ``favicon`` grow while the look goes on."""
        redirects = home.request.meta.get("redirect_urls", []) if home.request else []
        if not _choice.same_site(home.url, f"http://{self.domain}/"):
            self._notes.append(f"the home page leads to another domain: {_choice.host(home.url)}")
        return {
            "url": home.url,
            "status": home.status,
            "title": page.title,
            "server": _answer.server(home),
            "pages": [self._kept_page(home, "home")],
            "favicon": None,
            "assets": _choice.assets(page),
            "redirects": list(redirects),
            "notes": self._notes,
        }

    async def _beside_home(self, home: Response, page: Page, facts: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout_at(self.until):
                facts["favicon"] = await self._icon(_choice.icon(page))
                if not _choice.same_site(home.url, f"http://{self.domain}/"):
                    return  # the pages of another domain are that domain's
                for choice in _choice.pages(page, self.pages - 1):
                    await self._page(choice, facts["pages"])
        except TimeoutError:
            self._notes.append("the site's time was up before all its pages were fetched")

    async def _page(self, choice: _choice.Choice, pages: list[dict[str, Any]]) -> None:
        shown = f"the {choice.role} page {choice.url[:200]}"
        try:
            response = await self._get(choice.url)
        except _Failed as failure:
            self._notes.append(f"{shown}: {failure.reason}")
            return
        if not _choice.same_site(response.url, f"http://{self.domain}/"):
            self._notes.append(f"{shown} leads to another domain: {_choice.host(response.url)}")
        elif any(response.url == each["url"] for each in pages):
            return
        elif sum(len(raw.body) for raw in self._raws) + len(response.body) > MOST_KEPT:
            self._notes.append(f"{shown} was left out: the site's pages are too large together")
        elif Page(response.url, _answer.html(response)).hostile:
            self._keep(response)
            self._notes.append(f"{shown} is built to exhaust its reader and was not parsed")
        else:
            pages.append(self._kept_page(response, choice.role))

    async def _icon(self, url: str) -> dict[str, str] | None:
        try:
            response = await self._get(url)
        except _Failed:
            return None
        if response.status != 200 or not response.body or _answer.html(response):
            return None
        if len(response.body) > MOST_ICON:
            self._notes.append(f"the icon {url[:200]} was left out: it is too large")
            return None
        return {"url": response.url, "body": self._keep(response)}

    def _kept_page(self, response: Response, role: str) -> dict[str, Any]:
        return {
            "url": response.url,
            "role": role,
            "status": response.status,
            "body": self._keep(response),
            "media_type": _answer.header(response, "Content-Type"),
        }

    def _keep(self, response: Response) -> str:
        raw = _answer.raw(response)
        self._raws.append(raw)
        return raw.hash

    def _ended(self, reason: Reason, payload: dict[str, Any]) -> Harvest:
        outcome = Outcome.OBSERVED if reason is Reason.NONE else Outcome.FAILED
        if reason in ABSENT:
            outcome = Outcome.ABSENT
        captures = tuple(dict.fromkeys(raw.hash for raw in self._raws))
        seen = Observation(self.domain, "site", self.now, outcome, reason, payload, captures)
        return Harvest(self.domain, (seen,), tuple(self._raws))
