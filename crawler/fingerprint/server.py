"""How does the site's server answer: with which headers in which order, cookies and error page?

Looks at the names of the home page's headers in the order sent, at unusual ones by themselves, at the
programs that the server names, at the cookies it sets and at its error page without the words of the one
request. It matters because a server that was set up once and copied answers alike wherever it stands, also
behind another address and with other pages.

Headers of caches, requests and times never get here, nor any cookie's value.

**What fools it**: a stock server, panel or framework answers alike for millions of strangers, so only rarity
gives a value weight; a content delivery network answers in the place of the server behind it; an update or
a plug-in changes the order; who sets up servers for a living sets them all up alike.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

MOST_HEADERS = 40
MOST_TEXT = 120
MOST_ORDER = 500
"""Characters of an order that are readable; a longer one ends in its hash."""

_KINDS = ("error_page", "header", "cookie", "headers", "powered", "server")
_TOLD = {
    "error_page": "show the error page {}",
    "header": "send the unusual header {}",
    "cookie": "set the cookie {}",
    "headers": "send their headers in the order {}",
    "powered": "are powered by '{}'",
    "server": "are served by '{}'",
}
_USUAL_NAMES = """
accept-ch access-control-allow-credentials access-control-allow-headers access-control-allow-methods
access-control-allow-origin access-control-expose-headers access-control-max-age allow
content-disposition content-language content-location content-script-type content-security-policy
content-security-policy-report-only content-style-type content-type critical-ch
cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy expect-ct
feature-policy host-header link ms-author-via origin-agent-cluster p3p panel permissions-policy platform
referrer-policy server set-cookie status strict-transport-security tcn x-adblock-key x-aspnet-version
x-aspnetmvc-version x-content-encoded-by x-content-powered-by x-content-type-options x-country-code
x-dns-prefetch-control x-download-options x-drupal-dynamic-cache x-frame-options x-generator
x-litespeed-tag x-logged-in x-matched-path x-mod-pagespeed x-nextjs-prerender x-page-speed
x-permitted-cross-domain-policies x-pingback x-powered-by x-powered-by-plesk x-redirect-by x-robots-tag
x-seen-by x-tec-api-origin x-tec-api-root x-tec-api-version x-turbo-charged-by x-ua-compatible
x-xss-protection"""
_USUAL = frozenset(_USUAL_NAMES.split())
_NAME = re.compile(r"[a-z][a-z0-9_.!-]{0,59}")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_POWERED = ("x-powered-by", "x-generator", "x-aspnet-version", "x-powered-cms")


def extract(subject: Subject) -> Values:
    """``headers:`` (the order), ``header:``, ``cookie:``, ``server:``, ``powered:`` and ``error_page:``."""
    seen = subject.observations.get("site")
    if seen is None or not subject.pages:
        return ()  # a parked or seized page is answered by somebody else's server
    payload = seen.payload
    sent = list(_sent(payload.get("headers")))
    names = list(dict.fromkeys(name for name, _ in sent))
    values = [f"header:{name}" for name in names if name not in _USUAL]
    values += [f"cookie:{value}" for name, value in sent if name == "set-cookie"]
    values += [f"powered:{value}" for name, value in sent if name in _POWERED]
    values.append(f"headers:{_order([name for name in names if name != 'set-cookie'])}")
    said = payload.get("server")
    if isinstance(said, Mapping):
        values += [f"server:{_text(said.get('server'))}", f"powered:{_text(said.get('x-powered-by'))}"]
    page = payload.get("error_page")
    if isinstance(page, str) and _HASH.fullmatch(page):
        values.append(f"error_page:{page}")
    return tidy(values)


def _sent(listed: Any) -> Iterator[tuple[str, str]]:
    for pair in listed[:MOST_HEADERS] if isinstance(listed, list | tuple) else ():
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str):
            name = pair[0][:MOST_TEXT].lower()
            if _NAME.fullmatch(name):
                yield name, _text(pair[1])


def _order(names: list[str]) -> str:
    """The names in one line; two or fewer are every server's."""
    order = ",".join(names) if len(names) > 2 else ""
    if len(order) <= MOST_ORDER:
        return order
    return f"{order[:MOST_ORDER]}…{hashlib.sha256(order.encode()).hexdigest()[:16]}"


def _text(value: object) -> str:
    words = value[:MOST_TEXT].lower().split() if isinstance(value, str) else ()
    return "".join(mark for mark in " ".join(words) if mark.isprintable())


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """What both servers say; an unusual header that both send says more than the order it stands in."""
    shared = set(ours) & set(theirs)
    unusual = {value[7:] for value in shared if value.startswith("header:")}
    shared = {
        value
        for value in shared
        if not (value.startswith("headers:") and unusual.intersection(value[8:].split(",")))
    }
    return agree(SIGNAL.name, ours, theirs, shared, _tell, "their servers answer differently")


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    if kind == "error_page":
        rest = rest[:23] + "…"
    return _TOLD[kind].format(rest.replace(",", ", "))


def keys(values: Values) -> Values:
    """All values, the narrowest kinds first."""
    return of_kinds(values, _KINDS)


SIGNAL = Signal(
    name="server",
    family=Family.INFRASTRUCTURE,
    question="Do the sites' servers answer in the same way?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
