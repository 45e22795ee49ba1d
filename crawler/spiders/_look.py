"""What does one site show: its home page, the pages that say who is behind it, its icon, logo and photos?

However the site ends the look, an observation comes out, and the raw bytes that were taken with it.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from scrapy.http import Response

from crawler.alarm import Alarm
from crawler.fingerprint import Page, PageClass, classify
from crawler.memory import KnownSite
from crawler.middlewares import validator_of
from crawler.pipelines import Harvest
from crawler.records import Observation, Outcome, Reason, Validator, body_hash
from crawler.spiders import _answer, _banner, _choice, _images, _onward
from crawler.spiders._asking import ABSENT, Asking, Download, Failed

MOST_KEPT = 6_000_000
"""Bytes of bodies that one look keeps, so that no site fills the disk."""
MOST_ICON = 500_000
MOST_IMAGE = 500_000

_GIVEN_UP = (Reason.TIMEOUT, Reason.BUDGET, Reason.RATE_LIMITED)
"""After these the site is not asked for its other pictures."""


@dataclass(slots=True)
class SiteLook:
    """One look at the site of ``domain``; ``until`` is a time of the event loop's clock.

    When the home page is still the one of the ``known`` look, and that site was looked at whole within
    ``full_after_days``, the look ends there with what was seen then.
    """

    domain: str
    download: Download
    now: datetime
    until: float
    pages: int = 6
    alarm: Alarm = field(default_factory=Alarm)
    known: KnownSite | None = None
    full_after_days: int = 7
    images: int = 4
    _shown: list[tuple[str, Page]] = field(default_factory=list)  # whose pictures are looked through
    _ask: Asking = field(init=False)

    def __post_init__(self) -> None:
        if self.known is not None:
            age = self.now - self.known.validator.full_at
            if self.known.look.outcome is not Outcome.OBSERVED or not (
                timedelta(0) <= age < timedelta(days=self.full_after_days)
            ):
                self.known = None
        self._ask = Asking(self.domain, self.download, self.until, self.alarm, self.known)

    async def run(self) -> Harvest:
        try:
            async with asyncio.timeout_at(self.until):
                home = await self._ask.home()
        except TimeoutError:
            return self._ended(
                Reason.TIMEOUT, {"notes": [*self._ask.notes, "the home page did not come in time"]}
            )
        except Failed as failure:
            return self._ended(failure.reason, {"notes": self._ask.notes})
        home, page = await self._ask.settled(home)
        if self.known is not None and self._is_unchanged(home, self.known):
            return self._as_before(home, self.known)
        facts = self._facts(home, page)
        if page.hostile:
            self._ask.notes.append("the home page is built to exhaust its reader and was not parsed")
            return self._ended(Reason.HOSTILE, facts)
        if home.status < 400:
            self._say_what_it_is(home, page, facts)
            await self._beside_home(home, page, facts)
        whole = self._ask.whole and home.status == 200
        validator = Validator(home.url, *validator_of(home), full_at=self.now) if whole else None
        return self._ended(Reason.NONE, facts, validator)

    def _is_unchanged(self, home: Response, known: KnownSite) -> bool:
        if home.status == 304:
            return True
        then = known.look.payload
        first = (then.get("pages") or [{}])[0]
        return (
            bool(home.body)
            and (home.url, home.status) == (then.get("url"), then.get("status"))
            and (self._ask.redirects, _answer.server(home)) == (then.get("redirects"), then.get("server"))
            and body_hash(home.body) == first.get("body")
        )

    def _as_before(self, home: Response, known: KnownSite) -> Harvest:
        """What was seen in the known look, from one request; only the way to the page may be another."""
        payload = dict(known.look.payload)
        if self._ask.redirects != payload.get("redirects"):
            payload["redirects"] = list(self._ask.redirects)
        seen = replace(known.look, domain=self.domain, observed_at=self.now, payload=payload)
        validator = known.validator
        if home.status != 304:
            etag, modified = validator_of(home)
            validator = replace(validator, etag=etag, modified=modified)
        return Harvest(self.domain, (seen,), validator=validator)

    def _say_what_it_is(self, home: Response, page: Page, facts: dict[str, Any]) -> None:
        with self.alarm.reading(self.domain):
            kind, named = classify(page, home.status), _onward.canonical(page)
        if kind is PageClass.SCRIPT_SHELL:
            self._ask.notes.append("the home page is a script shell: it shows nothing before its scripts run")
        if named and not self._ask.is_ours(named) and not _choice.same_site(named, home.url):
            facts["canonical"] = named
            self._ask.notes.append(f"the home page names another domain as its own: {_choice.host(named)}")

    def _facts(self, home: Response, page: Page) -> dict[str, Any]:
        """The payload so far; ``pages`` and ``favicon`` grow while the look goes on."""
        if not self._ask.is_ours(home.url):
            self._ask.notes.append(f"the home page leads to another domain: {_choice.host(home.url)}")
        return {
            "url": home.url,
            "status": home.status,
            "title": page.title,
            "server": _answer.server(home),
            "headers": _banner.headers(home),
            "pages": [self._kept_page(home, "home")],
            "favicon": None,
            "images": [],
            "assets": _choice.assets(page),
            "redirects": self._ask.redirects,
            "notes": self._ask.notes,
        }

    async def _beside_home(self, home: Response, page: Page, facts: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout_at(self.until):
                facts["favicon"] = await self._icon(_choice.icon(page), facts)
                if not self._ask.is_ours(home.url):
                    return  # the pages of another domain are that domain's
                self._shown.append(("home", page))
                framed = await self._frames(page, facts["pages"])
                for choice in self._choices([page, *framed], facts["pages"]):
                    await self._page(choice, facts["pages"])
        except TimeoutError:
            self._ask.whole = False
            self._ask.notes.append("the site's time was up before all its pages were fetched")
            return
        try:
            async with asyncio.timeout_at(self.until):
                await self._images(facts["images"])
        except TimeoutError:
            self._ask.notes.append("the site's time was up before its pictures were fetched")

    async def _images(self, kept: list[dict[str, str]]) -> None:
        """Fetches the pictures; one that does not come costs no other look at the whole site."""
        with self.alarm.reading(self.domain):
            wanted = _images.wanted(self._shown, self.images)
        for each in wanted:
            told = f"the {each.role} {each.url[:200]}"
            try:
                response = await self._ask.get(each.url, most=MOST_IMAGE)
            except Failed as failure:
                self._ask.notes.append(f"{told}: {failure.reason}")
                if failure.reason in _GIVEN_UP:
                    return
                continue
            if response.status == 429:
                return
            if not self._ask.is_ours(response.url):
                self._ask.notes.append(f"{told} leads to another domain: {_choice.host(response.url)}")
            elif response.status == 200 and _answer.is_picture(response) and self._has_room(response):
                kept.append({"url": response.url, "role": each.role, "body": self._ask.keep(response)})

    async def _frames(self, page: Page, pages: list[dict[str, Any]]) -> list[Page]:
        """The pages of the site that the home page shows in its frames, when these are all it shows."""
        with self.alarm.reading(self.domain):
            urls = _onward.frames(page)
        framed = []
        for url in urls:
            if not self._ask.is_ours(url):
                self._ask.notes.append(f"the home page shows another domain in a frame: {_choice.host(url)}")
                continue
            response = await self._page(_choice.Choice(url, "frame"), pages)
            if response is not None:
                framed.append(self._ask.read(response))
        return framed

    def _choices(self, shown: list[Page], pages: list[dict[str, Any]]) -> list[_choice.Choice]:
        room = self.pages - len(pages)
        with self.alarm.reading(self.domain):
            chosen = {choice.url: choice for page in shown for choice in _choice.pages(page, room)}
        taken = {each["url"] for each in pages}
        return [choice for url, choice in chosen.items() if url not in taken][: max(room, 0)]

    async def _page(self, choice: _choice.Choice, pages: list[dict[str, Any]]) -> Response | None:
        """Fetches a page beside the home page and tells what became of it; its answer if it was kept."""
        shown = f"the {choice.role} page {choice.url[:200]}"
        try:
            response = await self._ask.get(choice.url)
        except Failed as failure:
            self._ask.whole = self._ask.whole and failure.reason is Reason.ROBOTS
            self._ask.notes.append(f"{shown}: {failure.reason}")
            return None
        self._ask.whole = self._ask.whole and response.status < 500 and response.status != 429
        if not self._ask.is_ours(response.url):
            self._ask.notes.append(f"{shown} leads to another domain: {_choice.host(response.url)}")
        elif any(response.url == each["url"] for each in pages):
            return None
        elif response.body and body_hash(response.body) == pages[0]["body"]:
            self._ask.note_once("the home page is the answer to other paths too")
        elif not self._has_room(response):
            self._ask.notes.append(f"{shown} was left out: the site's pages are too large together")
        elif self._ask.is_hostile(response):
            self._ask.keep(response)
            self._ask.notes.append(f"{shown} is built to exhaust its reader and was not parsed")
        else:
            pages.append(self._kept_page(response, choice.role))
            if self.images and response.status < 400:
                self._shown.append((choice.role, self._ask.read(response)))
            return response
        return None

    def _has_room(self, response: Response) -> bool:
        return sum(len(raw.body) for raw in self._ask.raws) + len(response.body) <= MOST_KEPT

    async def _icon(self, url: str, facts: dict[str, Any]) -> dict[str, str] | None:
        try:
            response = await self._ask.get(url)
        except Failed as failure:
            self._ask.whole = self._ask.whole and failure.reason is Reason.ROBOTS
            return None
        if response.status in (404, 410) and self._ask.is_ours(response.url):
            facts["error_page"] = _banner.error_page(response)
        if response.status != 200 or not response.body or _answer.html(response):
            return None
        if len(response.body) > MOST_ICON:
            self._ask.notes.append(f"the icon {url[:200]} was left out: it is too large")
            return None
        return {"url": response.url, "body": self._ask.keep(response)}

    def _kept_page(self, response: Response, role: str) -> dict[str, Any]:
        return {
            "url": response.url,
            "role": role,
            "status": response.status,
            "body": self._ask.keep(response),
            "media_type": _answer.header(response, "Content-Type"),
        }

    def _ended(self, reason: Reason, payload: dict[str, Any], validator: Validator | None = None) -> Harvest:
        outcome = Outcome.OBSERVED if reason is Reason.NONE else Outcome.FAILED
        if reason in ABSENT:
            outcome = Outcome.ABSENT
        captures = tuple(dict.fromkeys(raw.hash for raw in self._ask.raws))
        seen = Observation(self.domain, "site", self.now, outcome, reason, payload, captures)
        return Harvest(self.domain, (seen,), tuple(self._ask.raws), validator=validator)
