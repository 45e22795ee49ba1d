"""What does a site answer when asked, and how far is one sent on before its home page stands still?

Every request of a look goes through here: each is vetted, counted and noted alike.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.alarm import Alarm
from crawler.fingerprint import OWNERS, Page, classify
from crawler.memory import KnownSite
from crawler.middlewares import Budget, reason_of
from crawler.records import Raw, Reason
from crawler.spiders import _answer, _choice, _onward

MOST_ONWARD = 3
"""Refreshes and script redirects that are followed from the home page on."""

Download = Callable[[Request], Awaitable[Response]]

ABSENT = {Reason.NXDOMAIN, Reason.NO_ADDRESS, Reason.REFUSED_CONNECTION}
_TRY_HTTP = {
    Reason.REFUSED_CONNECTION,
    Reason.TLS_FAILED,
    Reason.TIMEOUT,
    Reason.UNREACHABLE,
    Reason.BAD_ANSWER,
}


class Failed(Exception):
    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(slots=True)
class Asking:
    """The requests of one look at ``domain``, and what is to be told of them.

    ``whole`` is false as soon as something could not be seen today that may be seen tomorrow.
    """

    domain: str
    download: Download
    until: float
    alarm: Alarm
    known: KnownSite | None
    notes: list[str] = field(default_factory=list)
    raws: list[Raw] = field(default_factory=list)
    redirects: list[str] = field(default_factory=list)
    whole: bool = True
    _budget: Budget = field(default_factory=Budget)

    async def home(self) -> Response:
        try:
            return await self._home_of(self.domain)
        except Failed as failure:
            if failure.reason is not Reason.NO_ADDRESS or self.domain.startswith("www."):
                raise
            try:
                return await self._home_of(f"www.{self.domain}")  # some zones give only www an address
            except Failed as at_www:
                nothing_there = at_www.reason in (Reason.NXDOMAIN, Reason.NO_ADDRESS)
                raise (failure if nothing_there else at_www) from None

    async def _home_of(self, host: str) -> Response:
        reasons = []
        for scheme in ("https", "http"):
            try:
                home = await self.get(f"{scheme}://{host}/", conditional=True)
            except Failed as failure:
                self.notes.append(f"{scheme}: {failure}")
                if failure.reason not in _TRY_HTTP:
                    raise
                reasons.append(failure.reason)
                continue
            if home.status == 429:
                self.notes.append(f"{scheme}: the home page answered 429")
                raise Failed(Reason.RATE_LIMITED, "")
            return home
        told = next((each for each in reasons if each is not Reason.REFUSED_CONNECTION), reasons[0])
        raise Failed(told, "")

    async def get(self, url: str, *, conditional: bool = False, most: int = 0) -> Response:
        """The answer at ``url``; Failed says why there is none, TOO_BIG beyond ``most`` bytes."""
        meta: dict[str, Any] = {"budget": self._budget, "domain": self.domain}
        if most:
            meta["download_maxsize"] = most
        if conditional and self.known is not None:
            meta["conditional"] = self.known
        try:
            response = await self.download(Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True))
        except Exception as error:
            reason = reason_of(error)
            if reason in ABSENT and self._budget.asked not in ("", url):
                # The redirect's target is not there; the site that sent us is.
                raise Failed(
                    Reason.UNREACHABLE, f"it leads to {self._budget.asked[:200]}: {reason}"
                ) from error
            told = (
                str(error)
                if reason in (Reason.BLOCKED_ADDRESS, Reason.ROBOTS, Reason.REDIRECT_LOOP)
                else reason
            )
            raise Failed(reason, told) from error
        if not 100 <= response.status <= 999:  # Twisted takes any number, and some browsers 999
            raise Failed(Reason.BAD_ANSWER, f"the status {str(response.status)[:20]} is none")
        return response

    async def settled(self, home: Response) -> tuple[Response, Page]:
        """The page at which refreshes and a script redirect end, each vetted and recorded like a redirect."""
        self.redirects += _redirects_of(home)
        page = self.read(home)
        seen = {home.url}
        by_script = False
        for _ in range(MOST_ONWARD):
            url, how = self._next(page, home.status, by_script)
            further = None if not url or url in seen else await self._onward(url, how)
            if further is None:
                break
            by_script = by_script or how == "script"
            seen.add(url)
            self.keep(home)
            self.redirects += [home.url, *_redirects_of(further)]
            home, page = further, self.read(further)
            seen.add(home.url)
        return home, page

    def _next(self, page: Page, status: int, by_script: bool) -> tuple[str, str]:
        if status >= 400 or status == 304:
            return "", ""
        with self.alarm.reading(self.domain):
            if url := _onward.refresh(page):
                return url, "refresh"
            if by_script or not (url := _onward.script(page)):
                return "", ""
            owners = classify(page, status) in OWNERS  # a parking page's script leads to advertisements
            return (url, "script") if owners else ("", "")

    async def _onward(self, url: str, how: str) -> Response | None:
        told = f"the home page leads on by {how} to {url[:200]}"
        try:
            async with asyncio.timeout_at(self.until):
                response = await self.get(url, conditional=True)
        except (Failed, TimeoutError) as failure:
            self.whole = False
            why = failure.reason if isinstance(failure, Failed) else Reason.TIMEOUT
            self.notes.append(f"{told}: {why}")
            return None
        if response.status == 429:
            self.whole = False
            self.notes.append(f"{told}: it answered 429")
            return None
        if how == "script":
            self.notes.append(told)
        return response

    def read(self, response: Response) -> Page:
        """The page, parsed; whoever never lets the parser go is named by the alarm."""
        with self.alarm.reading(self.domain):
            page = Page(response.url, _answer.html(response))
            _ = page.title  # parsing happens when something is asked
        return page

    def is_ours(self, url: str) -> bool:
        return _choice.same_site(url, f"http://{self.domain}/")

    def is_hostile(self, response: Response) -> bool:
        with self.alarm.reading(self.domain):
            return Page(response.url, _answer.html(response)).hostile

    def note_once(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def keep(self, response: Response) -> str:
        raw = _answer.raw(response)
        self.raws.append(raw)
        return raw.hash


def _redirects_of(response: Response) -> list[str]:
    return list(response.request.meta.get("redirect_urls", ())) if response.request else []
