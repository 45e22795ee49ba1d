"""Where does a page send its visitor by itself: by refresh, by script, by frame, by its canonical link?

Only what is written out is read: no script is run, and what takes longer than half a minute is no redirect.
"""

import re

from crawler.fingerprint import Page
from crawler.spiders import _choice

MOST_SECONDS = 30
MOST_FRAMES = 3
FEW_WORDS = 20
"""A page that says more than this has something to show itself."""
MOST_SCRIPT = 20_000
"""Characters in which a page that only sends on says so."""

_REFRESH = re.compile(r"\s*(\d{1,4})(?:\.[\d.]*)?(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?([\"']?)(.*)", re.I | re.S)
_BY_SCRIPT = re.compile(
    r"(?<![\w$.])(?:(?:window|document|self|top|parent|this)\.){0,2}location"
    r"(?:\.href\s{0,5}=(?!=)|\s{0,5}=(?!=)|\.(?:replace|assign)\s{0,5}\()\s{0,5}([\"'])([^\"'\s<>]{1,500})\1"
)


def refresh(page: Page) -> str:
    """The web address to which ``<meta http-equiv=refresh>`` leads within 30 seconds, or ``""``."""
    found = _REFRESH.match(page.refresh[: _choice.MOST_CHARACTERS + 100])
    if found is None or int(found[1]) > MOST_SECONDS:
        return ""
    quote, rest = found[2], found[3]
    return _choice.joined(page, (rest.partition(quote)[0] if quote else rest).strip())


def script(page: Page) -> str:
    """The web address, written out, to which a script of a page that shows little leads, or ``""``."""
    if page.hostile or not _shows_little(page):
        return ""
    found = _BY_SCRIPT.search(page.html[:MOST_SCRIPT])
    return _choice.joined(page, found[2].replace("\\/", "/")) if found else ""


def frames(page: Page) -> list[str]:
    """The web addresses of the frames that carry the page: of a frameset, or of a body that is one frame."""
    is_set = any(each.tag == "frameset" for each in page.elements)
    if not is_set and (len(page.frames) != 1 or not _shows_little(page)):
        return []
    urls = (_choice.joined(page, each) for each in page.frames[:MOST_FRAMES])
    return list(dict.fromkeys(url for url in urls if url and url != page.url))


def canonical(page: Page) -> str:
    """The web address that the page names as its own, or ``""``."""
    named = (each.url for each in page.assets if "canonical" in each.kind.split())
    return _choice.joined(page, next(named, ""))


def _shows_little(page: Page) -> bool:
    return len(page.text.split()) <= FEW_WORDS and len(page.text) <= 10 * FEW_WORDS and len(page.links) <= 2
