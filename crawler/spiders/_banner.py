"""What in a server's way to answer stays the same from look to look?

A look that changes by itself would be a new row each day, so headers of caches, requests and times are left
out by name, values are kept of the few headers that name programs, and cookies by name alone.
"""

import hashlib
import re
from collections.abc import Iterator

from scrapy.http import Response

from crawler.spiders import _answer

MOST_NAMES = 40
MOST_NAME = 60
MOST_VALUE = 120
MOST_COOKIES = 10
MOST_ERROR_PAGE = 20_000
"""Characters of an error page: what tells servers apart stands at its beginning."""

_TOLD_NAMES = """
server x-powered-by x-generator x-aspnet-version x-aspnetmvc-version x-powered-cms
x-powered-by-plesk x-content-encoded-by ms-author-via content-type x-frame-options x-xss-protection
x-content-type-options referrer-policy strict-transport-security x-ua-compatible"""
_TOLD = frozenset(_TOLD_NAMES.split())
_PASSING_NAMES = """
date age etag expires last-modified content-length content-encoding content-range accept-ranges
cache-control pragma retry-after warning via nel report-to reporting-endpoints server-timing
x-runtime alt-svc alternate-protocol location x-rid x-ray x-hits x-cacheable x-powered-by-cache
x-proxy-cache x-litespeed-cache litespeed-cache ki-cache-type traceparent tracestate p3p-cache
set-cookie2 priority x-response-time x-time x-timestamp x-backend x-backend-server x-host x-node
x-server x-server-name x-instance x-pod x-machine x-upstream x-csrf-token csrf-token x-nonce
surrogate-key cache-tag x-iinfo x-cdn x-timer x-download-options-id x-clacks-id fastly-restarts vary
connection keep-alive upgrade transfer-encoding trailer"""
_PASSING = frozenset(_PASSING_NAMES.split())
_PASSING_KIND = re.compile(
    r"(?:cf|akamai|x-(?:amz|amzn|azure|vercel|fastly|served|varnish|akamai|edge|cdn|nf|github|render|sucuri|ms"
    r"|msedge|b3|cache|hacker|ac|fb|goog|guploader|hw|swift|nginx-cache|wpe|kinsta|wix|shopify)"
    r"|fly|eagleid|ali|timing)(?:-.*)?$"
    r"|.*(?:request|trace|correlation|transaction|session|visitor|unique|span)-?(?:id|token|uuid)?$"
    r"|.*\d{4}"
)
_PASSING_COOKIE = re.compile(
    r"__cf|cf_|_?_?cflb|awsalb|awselb|incap_ses|visid_incap|nlbi_|ak_bmsc|bm_|_abck|arraffinity|aspsessionid"
    r"|gclb|serverid|route$|sticky|ab_|abtest|experiment|fly-",
    re.IGNORECASE,
)
_NAME = re.compile(r"[a-z][a-z0-9_.!-]*")
_COUNTED = re.compile(r"[0-9a-f]{12,}|\d{2,}", re.IGNORECASE)
_TAG = re.compile(r"(<[^<>]*>)")
_ELEMENT = re.compile(r"<(/?[a-z][a-z0-9]{0,15})", re.IGNORECASE)
_UNREAD = ("script", "style", "svg", "noscript")
_OWN = re.compile(r"[/@.\\:\d]")
"""Paths, addresses, hosts, times and ids: what an error page says of the one request."""


def headers(response: Response) -> list[list[str]]:
    """``[name, value]`` of the lasting headers in the order sent; most values are left empty."""
    found: list[list[str]] = []
    for sent in response.headers:
        name = sent.decode("latin-1").lower()[: MOST_NAME + 1]
        if name == "set-cookie":
            found += [[name, cookie] for cookie in _cookies(response)]
        elif len(name) <= MOST_NAME and _NAME.fullmatch(name) and not _is_passing(name):
            found.append([name, _answer.header(response, name)[:MOST_VALUE] if name in _TOLD else ""])
    return found[:MOST_NAMES]


def _is_passing(name: str) -> bool:
    return name in _PASSING or bool(_PASSING_KIND.match(name))


def _cookies(response: Response) -> Iterator[str]:
    names = []
    for line in response.headers.getlist("Set-Cookie")[: 3 * MOST_COOKIES]:
        name = line[:200].decode("latin-1").partition("=")[0].strip()
        if name.isascii() and name.isprintable() and len(name) <= MOST_NAME:
            names.append("" if _PASSING_COOKIE.match(name) else _COUNTED.sub("0", name))
    yield from sorted(set(filter(None, names)))[:MOST_COOKIES]


def error_page(response: Response) -> str:
    """A hash over the elements and words of an error page, without what it says of this one request."""
    html = _answer.html(response)[:MOST_ERROR_PAGE]
    parts = [] if not html else list(_folded(html))
    if len(parts) < 3:
        return ""
    return f"sha256:{hashlib.sha256(' '.join(parts).encode()).hexdigest()}"


def _folded(html: str) -> Iterator[str]:
    unread = ""
    for part in _TAG.split(html):
        element = _ELEMENT.match(part)
        name = element[1].lower() if element else ""
        if unread:
            unread = "" if name == f"/{unread}" else unread
        elif element:
            unread = name if name in _UNREAD and not part.endswith("/>") else ""
            yield f"<{name}>"
        elif not part.startswith("<"):
            words = (word.strip(".,:;") for word in part.lower().split())
            yield from (word for word in words if word and not _OWN.search(word))
