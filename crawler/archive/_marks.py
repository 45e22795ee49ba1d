"""Which tool saved this page, from where and when, and how was the page before that tool wrote into it?

Only the first mark is the tool's: a second one is the page's own, of whoever made it from a saved page.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.archive._answered import mailed, named, stamped

_BROWSER = re.compile(rb"<!--\s{0,9}saved from url=\(\d{4}\)([^\s<>]{1,2000})\s{1,9}-->\s?")
_SINGLE = re.compile(
    rb"<!--\s{0,9}Page saved with (SingleFile)\s{1,9}url: (\S{1,2000})\s{1,9}"
    rb"saved date: ([^\n<>]{1,100})[^<>]{0,500}?-->\s?"
)
_SINGLES_OWN = re.compile(
    rb"(?:<link rel=canonical href=[^<>\s]{1,2000}>)?"
    rb'<meta http-equiv="?content-security-policy"? content="default-src \'none\';[^">]{0,500}">'
    rb'|<meta name="?referrer"? content="?no-referrer"?>'
    rb"|<style>\.sf-hidden\s{0,2}\{[^{}<>]{0,60}\}</style>"
    rb"|<style>:root\{(?:--sf-img-\d{1,5}:[^<>;{}]{0,500}(?:;|(?=\}))){1,99}\}</style>",
    re.IGNORECASE,
)
_SINGLES_CLASS = re.compile(rb'\sclass="?sf-hidden"?(?=[\s>])|(\bclass="[^"<>]{0,500}?)\s?\bsf-hidden\b')
_HTTRACK = re.compile(
    rb"<!-- Mirrored from ([^\s<>]{1,2000}) by (HTTrack Website Copier/[^,<>]{1,80}), ([^<>]{1,60}?) -->"
)
_HTTRACKS_OWN = re.compile(
    rb"<!-- Added by HTTrack --><meta [^<>]{0,200}>\s{0,9}<!-- /Added by HTTrack -->\s?"
)
_WOMBAT = re.compile(rb"__wm\.wombat\(\"([^\"<>]{1,2000})\",\s?\"(\d{14})\"")
_REPLAYED = re.compile(
    rb"(?:(?:https?:)?//web\.archive\.org)?/web/\d{14}(?:[a-z]{2}_)?/(?=(?:https?:)?//|mailto:|javascript:)"
)
_REPLAYS_COMMENT = re.compile(rb"<!--\s{1,9}(?:FILE ARCHIVED ON|playback timings)\b[^<>]{0,3000}?-->\s{0,9}")
_SPANS = (
    (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"),
    (b"<!-- BEGIN NAV TOOLBAR INSERT -->", b"<!-- END NAV TOOLBAR INSERT -->"),
)
_SCRIPTS_END = b"<!-- End Wayback Rewrite JS Include -->"
_SCRIPTS_BEGIN = re.compile(rb'<script(?: type="text/javascript")? src="[^"<>]{0,100}/_static/js/')
_REPLAY = re.compile(
    r"https?://web\.archive\.org/web/(\d{4,14})([a-z]{2}_)?/((?:https?:/{0,2})?\S{1,2000})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as it was before it was saved; ``url`` and ``date`` where a mark says them."""

    body: bytes
    tool: str = ""
    url: str = ""
    date: datetime | None = None


def unmarked(body: bytes) -> Saved:
    """The page without what the tool that saved it wrote into it; unchanged where no mark is found."""
    for take in (_by_browser, _by_single_file, _by_httrack):
        if (saved := take(body)) is not None:
            break
    else:
        saved = Saved(body)
    wombat = _WOMBAT.search(body)
    if wombat is None:
        return saved
    return replace(
        saved,
        body=without_replay(saved.body),
        tool=f"{saved.tool}, Wayback Machine" if saved.tool else "Wayback Machine",
        url=_text(wombat[1]),
        date=stamped(wombat[2].decode()),
    )


def replayed(url: str) -> tuple[str, datetime | None, bool] | None:
    """What a page of the Wayback Machine is a copy of: URL, date, and whether it is as it was taken."""
    found = _REPLAY.match(url)
    if found is None:
        return None
    address = (
        found[3] if "//" in found[3][:8] else f"http://{found[3].partition(':/')[2].lstrip('/') or found[3]}"
    )
    return address, stamped(found[1]), found[2] == "id_"


def without_replay(body: bytes) -> bytes:
    """The page without what the Wayback Machine writes into it for its readers."""
    end = body.find(_SCRIPTS_END)
    begin = _SCRIPTS_BEGIN.search(body, 0, end) if end > 0 else None
    if begin is not None:
        body = body[: begin.start()] + body[end + len(_SCRIPTS_END) :].lstrip(b"\r\n")
    for first, last in _SPANS:
        start = body.find(first)
        stop = body.find(last, start)
        if 0 <= start < stop:
            body = body[:start] + body[stop + len(last) :].lstrip(b"\r\n")
    return _REPLAYED.sub(b"", _REPLAYS_COMMENT.sub(b"", body))


def _by_browser(body: bytes) -> Saved | None:
    mark = _BROWSER.search(body[:20_000])
    if mark is None:
        return None
    rest = body[: mark.start()] + body[mark.end() :]
    url = _text(mark[1]).replace("%2D%2D", "--")
    return Saved(rest, "saved by a browser", url if url.startswith("http") else "")


def _by_single_file(body: bytes) -> Saved | None:
    mark = _SINGLE.search(body[:20_000])
    if mark is None:
        return None
    rest = body[: mark.start()] + body[mark.end() :]
    rest = _SINGLES_CLASS.sub(rb"\1", _SINGLES_OWN.sub(b"", rest))
    return Saved(rest, "SingleFile", _text(mark[2]), _in_script(_text(mark[3])))


def _by_httrack(body: bytes) -> Saved | None:
    mark = _HTTRACK.search(body)
    if mark is None:
        return None
    # It stands at both ends of a page, the second time a little later.
    rest = _HTTRACK.sub(lambda found: b"" if found[1] == mark[1] else found[0], _HTTRACKS_OWN.sub(b"", body))
    address = _text(mark[1])
    url = address if address.startswith("http") else f"https://{address}"
    return Saved(rest, named(_text(mark[2])), url, mailed(_text(mark[3])))


def _in_script(text: str) -> datetime | None:
    """A date as JavaScript prints it: ``Thu Jun 15 2023 09:00:00 GMT+0000 (Coordinated Universal Time)``."""
    words = text.split()
    if len(words) < 6 or not words[5].startswith("GMT"):
        return None
    _, month, day, year, time, zone = words[:6]
    return mailed(f"{day} {month} {year} {time} {zone[3:]}")


def _text(mark: bytes) -> str:
    return mark.decode("utf-8", "replace")
