"""Do two sites load the same files, by name, from the same places?

Looks at: the scripts, style sheets, fonts and images that the pages name. ``bundle:`` is a file whose name
holds a hash of its content, ``integrity:`` a hash that the page itself gives, ``path:`` the path of a file
of the site's own that is not called like everybody's, ``theme:`` and ``plugin:`` name parts of a content
management system, and ``host:`` is a domain that files are loaded from, the site's own among them.

Why it matters: who copies a site copies the names of its files, and often goes on loading some from the
site it was copied from: then the one's own domain is a ``host:`` of both.

What fools it: themes, plugins, page builders and agencies give honest sites the same names, and public
networks serve everybody (rarity decides; the greatest are left out); a rebuilt bundle has another hash; one
site's files renamed or moved have nothing in common with what they were; what scripts load is not seen.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from crawler import names
from crawler.fingerprint._page import Page
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

NAME = "assets"
MOST_PAGES = 6
MOST_FILES = 300
"""Of one page."""
LONGEST_URL = 500
LONGEST_PATH = 200
_KINDS = ("bundle", "integrity", "host", "theme", "plugin", "path")
_LOADED = frozenset(("script", "img", "embed", "stylesheet", "preload", "modulepreload"))
_PUBLIC_DOMAINS = """
googleapis.com gstatic.com google.com googletagmanager.com google-analytics.com googlesyndication.com
doubleclick.net cloudflare.com cloudflareinsights.com jsdelivr.net unpkg.com jquery.com bootstrapcdn.com
fontawesome.com typekit.net w.org wp.com gravatar.com facebook.com facebook.net fbcdn.net twitter.com
linkedin.com licdn.com pinterest.com youtube.com ytimg.com vimeo.com hotjar.com clarity.ms hs-scripts.com
baidu.com bdimg.com bdstatic.com cnzz.com qq.com yandex.ru vk.com mail.ru naver.net kakao.com polyfill.io
recaptcha.net hcaptcha.com stripe.com paypal.com paypalobjects.com amazonaws.com googleadservices.com
amazon-adsystem.com scorecardresearch.com quantserve.com addthis.com optimizely.com statcounter.com
wordpress.com typekit.com adobe.com"""
_COMMON_NAMES = """
about aos all animate app application assets background banner base bg blog bootstrap build bundle
carousel chunk client clients common components contact content core css custom default dist favicon
features files flexslider font fontawesome fonts footer frontend functions gallery global header hero home
html icon icons image images img includes index isotope jquery jquery-migrate js lib library libs logo
main map media menu modernizr module modules nav normalize owl owl-carousel owlcarousel owltheme page
pages photo photos pic plugin plugins popper portfolio product products public reset resources responsive
runtime screen script scripts service services site sites skin skins slick slide slider src static storage
style styles stylesheet swiper team template templates testimonial theme themes ui upload uploads user
util utils vendor vendors web webfonts wow wp-content wp-includes"""
_PUBLIC = frozenset(_PUBLIC_DOMAINS.split())
"""Domains that load into any site; what is missing here is common and weighs little by its count."""
_COMMON = frozenset(_COMMON_NAMES.split())
_VARIANTS = frozenset(("min", "bundle", "pack", "prod", "slim", "scaled", "chunk"))
_NUMBERED = re.compile(r"v?[0-9x]*")
_BUILT = frozenset(("js", "mjs", "css", "woff", "woff2"))
_PIECES = re.compile(r"[._ -]+")
_HEX = re.compile(r"[0-9a-f]{7,40}")
_THEME = re.compile(r"/(?:themes?|templates?|skin/frontend)/([A-Za-z0-9][\w.-]{1,59})/", re.IGNORECASE)
_OF_A_SYSTEM = re.compile(r"/wp-(?:includes|admin)/|\.axd$", re.IGNORECASE)
_PLUGIN = re.compile(r"/(?:plugins|modules|components|extensions)/([A-Za-z0-9][\w.-]{1,59})/", re.IGNORECASE)
_PLAIN_FILE = r"[\w-][\w.-]*"
_PLAIN = re.compile(
    rf"https?://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<folder>/(?:{_PLAIN_FILE}/)*)(?P<file>(?:{_PLAIN_FILE})?)",
    re.ASCII,
)
_PLAIN_PATH = re.compile(rf"/?(?:{_PLAIN_FILE}/)*{_PLAIN_FILE}", re.ASCII)
_INTEGRITY = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}")


def extract(subject: Subject) -> Values:
    """What the pages load; at most 256 values."""
    values: set[str] = set()
    for page in subject.pages[:MOST_PAGES]:
        values.update(
            f"integrity:{found[0]}" for each in page.integrity[:MOST_FILES] if (found := _sri(each))
        )
        for host, path in _files(page):
            values.update(_of(host, path, subject.domain))
    return tidy(values)


def compare(ours: Values, theirs: Values) -> Comparison | None:
    return agree(NAME, ours, theirs, set(ours) & set(theirs), _tell, "the sites load different files")


def keys(values: Values) -> Values:
    return of_kinds(values, _KINDS)


def _sri(written: str) -> re.Match[str] | None:
    return _INTEGRITY.match(written[:LONGEST_PATH])


def _files(page: Page) -> Iterator[tuple[str, str]]:
    """Host and path of what the page loads; the commonest forms are told apart without the whole rules."""
    written = (
        url
        for kind, url, _ in page.assets[:MOST_FILES]
        if len(url) <= LONGEST_URL and url[:5].lower() != "data:" and not _LOADED.isdisjoint(kind.split())
    )
    try:
        base = urljoin(page.url, page.base[:LONGEST_URL])
    except ValueError:
        base = page.url
    plain = _PLAIN.fullmatch(base)
    for url in dict.fromkeys(url.partition("?")[0] for url in written):
        here = _PLAIN.fullmatch(url)
        if here:
            yield here["host"], here["folder"] + here["file"]
        elif plain and _PLAIN_PATH.fullmatch(url):
            yield plain["host"], url if url[0] == "/" else plain["folder"] + url
        else:
            yield from _whole(base, url)


def _whole(base: str, url: str) -> Iterator[tuple[str, str]]:
    """Host and path of any URL; nothing for what is none of the web."""
    try:
        parts = urlsplit(urljoin(base, url))
        if parts.scheme in ("http", "https"):
            yield (parts.hostname or "").rstrip("."), unquote(parts.path)
    except ValueError:
        return


def _of(host: str, path: str, domain: str) -> Iterator[str]:
    owner = _registrable(host[:253])
    if not owner or _is_public(host):
        return
    yield f"host:{owner}"
    yield from _of_path(path[:LONGEST_PATH], owner == _registrable(domain[:253]))


def _of_path(path: str, is_own: bool) -> Iterator[str]:
    name = path.rpartition("/")[2]
    hashed = _is_hashed(name)
    if hashed:
        yield f"bundle:{name}"
    theme, plugin = _THEME.search(path), _PLUGIN.search(path)
    if theme and not _is_common(theme[1]):
        yield f"theme:{theme[1].lower()}"
    elif plugin and not _is_common(plugin[1]):
        yield f"plugin:{plugin[1].lower()}"
    elif is_own and not hashed and _tells(path) and not _OF_A_SYSTEM.search(path):
        yield f"path:{path}"


def _tells(path: str) -> bool:
    """True when a folder or the file is called otherwise than everybody's: what has no letters is a date."""
    return any(not _is_common(part) for part in path.split("/") if part)


@lru_cache(maxsize=16_384)
def _is_common(part: str) -> bool:
    pieces = _PIECES.split(part.lower())
    if len(pieces) > 1 and part.count("."):
        pieces.pop()  # the kind of file
    while pieces and (pieces[-1] in _VARIANTS or _NUMBERED.fullmatch(pieces[-1])):
        pieces.pop()
    plain = "-".join(pieces).rstrip("0123456789")
    return len(plain) < 3 or plain in _COMMON


def _is_hashed(name: str) -> bool:
    """True for ``main.3f2a1b4c.js`` and ``index-BxYz12aB.js``: another content has another name."""
    *stem, kind = _PIECES.split(name)
    while stem and stem[-1] in _VARIANTS:
        stem.pop()
    tail = stem[-1] if len(stem) > 1 else ""
    digit, upper, lower = (any(map(test, tail)) for test in (str.isdigit, str.isupper, str.islower))
    mixed = len(tail) == 8 and tail.isascii() and tail.isalnum() and digit and upper and lower
    return kind.lower() in _BUILT and (mixed or bool(_HEX.fullmatch(tail) and digit and lower))


@lru_cache(maxsize=4_096)
def _is_public(host: str) -> bool:
    labels = host.lower().split(".")
    return any(".".join(labels[-count:]) in _PUBLIC for count in (2, 3))


@lru_cache(maxsize=4_096)
def _registrable(host: str) -> str:
    """The domain that somebody registered; ``""`` for an address or a name that is none."""
    try:
        return names.registrable(names.parse(host))
    except names.InvalidName:
        return ""


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    match kind:
        case "bundle":
            return f"load the built file {rest}"
        case "integrity":
            return f"load a file with the integrity {rest}"
        case "host":
            return f"load files from {rest}"
        case "path":
            return f"load files of their own called {rest}"
    return f"load the {kind} {rest}"


SIGNAL = Signal(
    name=NAME,
    family=Family.TEMPLATE,
    question="Do two sites load the same files, by name, from the same places?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
