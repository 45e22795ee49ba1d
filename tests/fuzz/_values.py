"""Which readers make signals of pages, pictures and answers, and what do they ask of an input?"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from PIL import Image, ImageDraw
from scrapy.http import HtmlResponse

from crawler import pictures
from crawler.archive import html_of
from crawler.fingerprint import Page, Subject, compare, side_by_side, signals, take
from crawler.records import Observation, Outcome
from crawler.spiders import _banner
from monitor.contradictions import contradictions
from monitor.direction import Past, direction, time_of
from tests.fuzz import _seeds
from tests.fuzz._seeds import NOW, URL
from tests.fuzz._trial import Target

SIGNALS = {each.name: each for each in signals()}
BETWEEN = b"\n=====\n"
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "ICO", "BMP")
NAMES = """<html lang="en"><title>Plate & Co | Brass</title><meta property="og:site_name" content="Plate">
<link rel="canonical" href="https://kranewood.test/"><!-- Mirrored from kranewood.test by X -->
<script type="application/ld+json">{"@graph":[{"@type":"Organization","name":["Kranewood",{"a":1}],
"url":"https://kranewood.test","founder":{"@type":"Person","name":"Ada Example"},"employee":[["Bob"]]}]}
</script><img src="/kranewood-logo.png" alt="Kranewood logo"><p>At Kranewood, we build. Ada Example, CEO.
总经理：王伟 代表 ООО «Медная табличка» 沈阳银星软件有限公司 주식회사 은별 대표이사 김은별
<footer>© 2016-2026 Kranewood LLC. All rights reserved</footer>"""
REACHED = """<p>Call (212) 555-0100 or +86 139 1234 5670, ada.smith@kranewood.test, b [at] c [dot] org
12 Main Street, Suite 1006-25, Springfield, OH 45501. 10 King St, London W1A 1AA. Musterstr. 5,
10115 Berlin 辽宁省沈阳市和平区三好街100号5层501室 서울특별시 강남구 테헤란로 12길 3, 4층
г. Москва, ул. Ленина, д. 5, оф. 12
WeChat: plate_abc Skype: live:plate Telegram: @plate_co WhatsApp: +12125550100</p>
<a href="tel:+1%20212-555-0100">x</a><a href="mailto:a@b.example,c@d.example?x=1">y</a>
<a href="https://wa.me/12125550100">z</a>"""
SAID = """<html lang="zh-CN"><body>Founded in 2009. Since 1998, with over 25 years of experience we have
served 300 clients. Headquartered in Berlin, Germany; offices in Canada. 成立于2005年 с 2001 года 2003년 설립
<div style="font-family: SimSun"><!-- 首页 2024-01-02T03:04:05+08:00 -->
<footer>Copyright © 2011-2026 Plate</footer>"""
SERVED = b"""Server: plate/1.0
X-Powered-By: brass
X-Plate-9: odd
Set-Cookie: plate_session=abc; Path=/
Set-Cookie: wp_1234567=x

<html><title>404</title><h1>Not Found</h1><p>The URL /x1 was not found at 12:01</p></html>"""
ODD_HEADERS = b'{"headers":[["x-a","b"],["x-b"],3],"error_page":null,"server":["x"]}'
REGISTERED = json.dumps(
    {
        "created": "2023-10-14T03:04:05Z",
        "registrar": {"name": "Plate Registrar, Inc.", "iana_id": 9999},
        "registrant": {
            "name": "Ada Example",
            "organisation": "Plate LLC",
            "email": "ada@plate.example",
            "phone": "+1.2125550100",
            "street": "12 Main St, Suite 4",
            "city": "Springfield",
            "handle": "C1234567-LRMS",
        },
        "nameservers": ["ns1.front.test"],
    }
).encode()


def _subject(html: str, **looks: Mapping[str, Any]) -> Subject:
    seen = {
        kind: Observation("front.test", kind, NOW, Outcome.OBSERVED, payload=MappingProxyType(dict(payload)))
        for kind, payload in looks.items()
    }
    return Subject("front.test", MappingProxyType(seen), (Page(URL, html),))


def _values(subject: Subject, *names: str) -> dict[str, tuple[str, ...]]:
    """What the signals read, and that each can be compared, looked up and told."""
    found = {name: SIGNALS[name].extract(subject) for name in names}
    for name, values in found.items():
        assert len(values) <= 1_000 and max(map(len, values), default=0) < 1_000
        assert list(values) == sorted(set(values)) and len(SIGNALS[name].keys(values)) <= 64
        met = SIGNALS[name].compare(values, values)
        told = [SIGNALS[name].tell(each) for each in (met.shared if met else ())]
        assert all("\n" not in each for each in told)
    return found


def _html(data: bytes) -> str:
    return html_of(data, "text/html; charset=utf-8")


def _drawing(data: bytes) -> object:
    """A logo, a photo or an icon, as a crawl keeps it."""
    image = pictures.decoded(data, 16)
    if image is None:
        return None
    found = [pictures.mark_hash(image), pictures.photo_hash(image)]
    assert max(image.size) <= pictures.SMALL and all(len(each) in (0, pictures.DIGITS) for each in found)
    return [found, [pictures.bands(each) for each in found if each]]


def _names(data: bytes) -> object:
    return _values(_subject(_html(data)), "identities", "title", "testimonials")


def _contacts(data: bytes) -> object:
    return _values(_subject(_html(data)), "contacts")


def _claims(data: bytes) -> object:
    """Claims, and what contradicts them in a domain of three years."""
    created = {"created": "2023-10-14T03:04:05Z"}
    subject = _subject(_html(data), registration=created)
    found = _values(subject, "claims", "contacts", "registration")
    told = contradictions(found, NOW.date(), (), lambda signal, value: ("other.test",))
    return [found, [asdict(each) for each in told]]


def _registration(data: bytes) -> object:
    subject = _subject("", registration=_object(data))
    created = time_of(subject.observations["registration"], "created")
    which = direction(Past("front.test", created), Past("other.test", NOW))
    return [_values(subject, "registration"), [each.sentence for each in which.reasons]]


def _beside(data: bytes) -> object:
    """Two pages, laid side by side both ways."""
    one, _, other = data.partition(BETWEEN)
    ours, theirs = _subject(_html(one)), _subject(_html(other))
    found = [side_by_side(ours, theirs), side_by_side(theirs, ours)]
    for each in found[0]:
        assert all(
            0 <= start < end <= len(text)
            for same in each.same
            for text, (start, end) in ((each.ours, same.ours), (each.theirs, same.theirs))
        )
    left, right = take(ours), take(theirs)
    return [[each.to_json() for each in side] for side in found] + [len(compare(left, right))]


def _server(data: bytes) -> object:
    """The lines of a head and an error page, as the crawl tells them and the signal reads them."""
    head, _, body = data.partition(b"\n\n")
    fields: dict[bytes, list[bytes]] = {}
    for line in head.splitlines():
        name, _, value = line.partition(b":")
        fields.setdefault(name.strip(), []).append(value.strip())
    response = HtmlResponse(URL, headers=fields, body=body[:100_000], encoding="utf-8")  # type: ignore[arg-type]
    told = {"headers": _banner.headers(response), "error_page": _banner.error_page(response)}
    assert len(told["headers"]) <= _banner.MOST_NAMES
    read = [_values(_subject("<p>x", site=each), "server") for each in (told, _object(data))]
    return [told, read]


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def drawings() -> list[bytes]:
    """One mark in each format that is read."""
    image = Image.new("RGB", (64, 48), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 30, 40), fill="navy")
    draw.ellipse((34, 6, 60, 30), fill="teal")
    found = []
    for kind in FORMATS:
        held = BytesIO()
        image.save(held, kind)
        found.append(held.getvalue())
    return found


def _of(*seeds: bytes):  # type: ignore[no-untyped-def]
    return lambda: list(seeds)


def _pages() -> list[bytes]:
    return _seeds.of_corpus("pages", "*.html")[:400]


def _pairs() -> list[bytes]:
    pages = _seeds.of_corpus("pages", "*.html", most=20_000)[:200]
    return [one + BETWEEN + other for one, other in pairwise(pages)]


WORDS = NAMES.encode().split() + REACHED.encode().split() + SAID.encode().split()
KEYS = [*REGISTERED.replace(b",", b" ").replace(b":", b" ").split(), b"null", b"[]", b"{}", b"1e999"]
TARGETS = (
    Target(
        "drawing", _drawing, drawings, list, [b"\xff\xda", b"\xff\xc2", b"IHDR", b"acTL", b"VP8X", b"\0\0"]
    ),
    Target("names", _names, _of(NAMES.encode()), _pages, WORDS, seconds=3, tries=300),
    Target("contacts", _contacts, _of(REACHED.encode()), _pages, WORDS, seconds=3, tries=300),
    Target("claims", _claims, _of(SAID.encode()), _pages, WORDS, seconds=3, tries=300),
    Target("registration", _registration, _of(REGISTERED), list, KEYS, tries=600),
    Target(
        "beside",
        _beside,
        _of(NAMES.encode() + BETWEEN + NAMES.replace("build", "make").encode()),
        _pairs,
        [BETWEEN, *WORDS],
        seconds=8,
        tries=60,
    ),
    Target("server", _server, _of(SERVED, ODD_HEADERS), list, SERVED.split(b"\n"), tries=600),
)
