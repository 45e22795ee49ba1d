"""Which readers of strangers' bytes are there, and what do they ask of an input?"""

import asyncio
import json
import logging
import struct
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType

from scrapy.http import Response

from crawler.archive import html_of, records
from crawler.browser._picture import picture
from crawler.collect import Context, RdapBootstrap, _rdap_object, _whois_text, rdap, tls, whois
from crawler.collect._registration import Registration, merge, views
from crawler.download._incoming import Incoming
from crawler.errors import CollectionError, ConfigError
from crawler.fingerprint import Page, Subject, classify, take
from crawler.fingerprint._page import MOST_CHARACTERS
from crawler.middlewares import validator_of
from crawler.net import Network, Shown
from crawler.questions import _message
from crawler.robots import Robots
from crawler.spiders import _answer, _choice, _onward
from monitor.references import gathered
from tests.fuzz import _ct, _given, _indicators, _papers, _seeds, _values
from tests.fuzz._seeds import NOW, URL
from tests.fuzz._trial import Target

MARKUP = (
    b"<div> </div> <p> <b> </i> <table> <tr> </table> <select> <svg> <math> <template> <noscript> <frameset> "
    b"<iframe <base <meta <title> </title> <script> </script> <style> <!-- --> <![CDATA[ ]]> <?xml <a <link "
    b"http-equiv=refresh rel=canonical charset= href= src=// class= id= location.href=' 0;url= &#x110000; "
    b"&#xd800; &amp &nbsp; javascript: data: mailto: tel:+ https://[ http://xn--a http://a:99999 \xff\xfe "
    b"\xef\xbb\xbf \xed\xa0\x80"
)
FIELDS = (
    b": .... [ ] % >>> <<< -- Registrar: Registrant Creation~Date: Name~Server: nserver: refer: "
    b"status: holder-c: 2023-10-14 14.10.2023 Oct-14-2023 20231014 jan 2023/01/02 REDACTED @ https:// xn-- "
    b"\xe2\x80\xa8 \xc4\xb0 \x0b \x85 \0"
)
JSON = (
    b'{ } [ ] , : "" null true NaN Infinity -0 1e999 "\\ud800" "\\u0000" "ldhName": "errorCode": "events": '
    b'"vcardArray": "roles": "services": \xff\xfe \xef\xbb\xbf'
)
HEADS = b"ETag: Last-Modified: HTTP/1.1 100 HTTP/2 \r\n Retry-After: Date: Content-Length: : \x00 \xff"
RULES = b"Disallow: User-agent: Crawl-delay: * $ % %2F %2f /* /a* \xef\xbb\xbf"
WARC = (
    b"WARC/1.0 WARC-Type: WARC-Date:~0001-01-01T00:00:00+14:00 Content-Length: \r\n\r\n response resource "
    b"revisit HTTP/1.1 Transfer-Encoding:~chunked Content-Encoding:~br Content-Encoding:~deflate "
    b"http://[/domain/front.test Content-Type:~text/html;rdap+json \xff \x1f\x8b"
)
DER = [bytes((tag, size)) for tag in (2, 3, 4, 5, 6, 0x30, 0x31, 0xA0, 0x82) for size in (0, 1, 0x80, 0x84)]
WIRE = b"\xc0\x0c \xc0\x00 \xc0\xff \x00 \x3f \x40 \x00\x01\x00\x01 \xff\xff \x01a"
CHUNKS = b"IHDR PLTE tRNS iCCP zTXt iTXt fdAT fcTL acTL eXIf IDAT \0\0\0\0"


def _words(text: bytes, *more: bytes) -> list[bytes]:
    """Its words; a tilde stands for the space within one."""
    return [*(each.replace(b"~", b" ") for each in text.split(b" ")), *more]


def _page(data: bytes) -> Page:
    """The first line is the header ``Content-Type``."""
    media_type, _, body = data.partition(b"\n")
    return Page(URL, html_of(body, media_type[:300].decode("latin-1")))


def _look(data: bytes) -> object:
    """What the crawl asks of a home page."""
    page = _page(data)
    beside = (_choice.icon, _choice.assets)
    onward = (_onward.refresh, _onward.script, _onward.frames, _onward.canonical, *beside)
    pages = [asdict(each) for each in _choice.pages(page, 5)]
    assert len(page.elements) <= 20_000 and len(page.text) <= MOST_CHARACTERS
    classes = [classify(page, status) for status in (200, 404)]
    return [[ask(page) for ask in onward], pages, page.title, classes]


def _signals(data: bytes) -> object:
    """What the monitor asks of a page and an icon, again and again the same."""
    page = _page(data)
    subject = Subject("front.test", MappingProxyType({}), (page,), (data,))
    return take(subject).to_json()


def _registered(registration: Registration) -> object:
    both = merge(registration, registration)
    return both.payload("x", "x.test") | views(registration, registration)


def _whois(data: bytes) -> object:
    text = _whois_text.decode(data)
    registry, registrar = _whois_text.read_views("front.test", text)
    told = [_whois_text.classify(text, registry), _whois_text.registrar_server(text), whois._referred(text)]
    return [told, _registered(registry), _registered(registrar) if registrar else None]


def _rdap(data: bytes) -> object:
    found = _rdap_object.domain_object(data, "front.test")
    try:
        other = json.loads(data)
    except (ValueError, RecursionError):
        other = None
    links = [_rdap_object.related(each, "front.test") for each in (found, other) if isinstance(each, dict)]
    return [links, *(_registered(_rdap_object.read(each)) for each in (found, other))]


def _bootstrap(data: bytes) -> object:
    found = RdapBootstrap.from_json(data).completed()
    assert all(url.startswith("https://") and url.isprintable() for url in found.servers.values())
    return [found.published, found.server_for("www.front.test"), found.server_for("a." * 126 + "a")]


def _dns(data: bytes) -> object:
    """The first byte chooses the type that was asked for, twelve more are the reply's head."""
    kind = _seeds.DNS_TYPES[(data[:1] or b"\0")[0] % len(_seeds.DNS_TYPES)]
    section = _message.question("front.test", kind)
    assert section is not None
    wire = data[1:13].ljust(12, b"\0") + section + data[13:]
    _message.fits(data[1:], section)
    answer = _message.read(wire, section)
    return [answer.status, list(answer.values), answer.alias]


def _certificate(data: bytes) -> object:
    """A chain of it and of an authority, as a crawl sees it; a mistake of ours is logged by the collector."""
    found: list[object] = []
    for chain in ((data,), (data, _seeds.certificates()[-1], data)):
        network = Network()
        network.show("front.test", Shown(chain, "TLSv1.3", "127.0.0.1"))
        with _Overheard() as log:
            seen, _ = asyncio.run(tls.collect("front.test", network, Context(NOW)))
        assert not log.heard, log.heard
        found.append([seen.reason, dict(seen.payload)])
    return found


class _Overheard(logging.Handler):
    """The errors that were logged meanwhile."""

    def __enter__(self) -> "_Overheard":
        self.heard: list[str] = []
        logging.getLogger("crawler").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("crawler").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.heard.append(logging.Formatter().format(record))


def _robots(data: bytes) -> object:
    robots = Robots.parse(data.decode("utf-8", "replace"), "brassplate")
    own = [each.pattern.replace("*", "x").rstrip("$")[:2_000] for each in robots.rules[-2:]]
    paths = ["", "/robots.txt", "/private/a.php", "/" + "a" * 2_000, "/%2F?%ff=*$", *own]
    assert 0 <= robots.delay <= 3_600
    return [robots.allows(f"https://front.test{'' if each[:1] == '/' else '/'}{each}") for each in paths]


def _picture(data: bytes) -> object:
    found = picture(with_right_sums(data))
    assert len(found.dhash) == 64
    return len(found.thumbnail) * "x"


def with_right_sums(png: bytes) -> bytes:
    """The picture with each chunk's checksum as it should be: a wrong one would end the reading there."""
    made, at = png[:8], 8
    while at + 12 <= len(png):
        size = int.from_bytes(png[at : at + 4])
        inside = png[at + 4 : at + 8 + size]
        made += png[at : at + 4] + inside + struct.pack(">I", zlib.crc32(inside))
        at += 12 + size
    return made


def _archive(data: bytes) -> object:
    """What the import of references does before it opens a database."""
    with tempfile.NamedTemporaryFile(suffix=".warc") as file:
        file.write(data)
        file.flush()
        answers, refused = [], ""
        try:
            found = records(Path(file.name), address="http://front.test/", taken=NOW)
            answers.extend(gathered.of_domain(found, "front.test"))
        except CollectionError as error:
            refused = str(error)
        states = gathered.states(answers)
    return [refused, [[each.at.isoformat(), each.home.url, each.registration, each.dns] for each in states]]


def _head(data: bytes) -> object:
    """What is read from the lines before a body."""
    incoming = Incoming(1_000_000)
    for line in data.splitlines(keepends=True):
        if incoming.take_line(line) == -1:
            break
    incoming.take_told(0, data)
    fields: dict[bytes, list[bytes]] = {}
    for name, value in incoming.fields():
        fields.setdefault(name, []).append(value)
    response = Response(URL, headers=fields)  # type: ignore[arg-type]
    told = {name.lower(): value.decode("latin-1") for name, value in incoming.fields()}
    wait = rdap.seconds_of(told.get(b"retry-after", ""), told.get(b"date", ""), NOW)
    raw = replace(_answer.raw(response), body=b"")
    sent = [*validator_of(response), _answer.header(response, "Content-Type"), _answer.server(response)]
    assert wait >= 0 and len(raw.headers) <= _answer.MOST_HEADERS and incoming.began in (True, False)
    return [sent, incoming.protocol, incoming.version, incoming.until_closed, raw.media_type]


def _pages() -> list[bytes]:
    kept = _seeds.of_corpus("pages", "*.html", before=b"text/html\n")
    labels = (b"text/html; charset=gbk", b"text/html; charset=x", b"")
    return kept + [label + each[9:] for each in kept[::40] for label in labels]


def _whois_seeds() -> list[bytes]:
    return [each.read_bytes() for each in sorted(_seeds.WHOIS_ANSWERS.glob("*.txt"))]


def _named_front(found: Sequence[bytes], name: bytes) -> list[bytes]:
    """Real archives hold other domains; half the seeds are about the one that is asked for."""
    return [*found, *(each.replace(name, b"front.test") for each in found if name in each)]


def _of(*seeds: bytes):  # type: ignore[no-untyped-def]
    return lambda: list(seeds)


_ALL = (
    Target(
        "page",
        _look,
        _of(_seeds.PAGE, _seeds.FRAMES, _seeds.KOREAN),
        _pages,
        _words(MARKUP),
        seconds=5,
        tries=600,
    ),
    Target("signals", _signals, _of(_seeds.PAGE), _pages, _words(MARKUP), seconds=5, tries=200),
    Target("whois", _whois, _whois_seeds, lambda: _seeds.of_corpus("whois"), _words(FIELDS, b"\n")),
    Target("rdap", _rdap, _of(_seeds.RDAP), lambda: _seeds.of_corpus("rdap", "*.json"), _words(JSON)),
    Target(
        "bootstrap",
        _bootstrap,
        _of(_seeds.BOOTSTRAP),
        lambda: _seeds.of_corpus("rdap/iana", most=300_000),
        _words(JSON),
        (ValueError,),
    ),
    Target("dns", _dns, _seeds.dns_replies, list, _words(WIRE), longest=65_535, most=300_000, tries=3_000),
    Target("certificate", _certificate, _seeds.certificates, list, DER, longest=60_000),
    Target(
        "robots",
        _robots,
        _of(_seeds.ROBOTS),
        lambda: _seeds.of_corpus("robots"),
        _words(RULES, b"\n"),
        longest=512_000,
    ),
    Target("picture", _picture, _seeds.pictures, list, _words(CHUNKS), (ValueError,), most=1_000_000),
    Target(
        "archive",
        _archive,
        _seeds.archives,
        lambda: _named_front(_seeds.of_corpus("warc"), b"example.com"),
        _words(WARC),
        (ConfigError,),
        most=3_000_000,
    ),
    Target("given", _archive, _given.seeds, list, _words(_given.WORDS), (ConfigError,), most=3_000_000),
    Target("head", _head, _of(_seeds.HEAD), list, _words(HEADS)),
)
_MORE = (*_ct.TARGETS, *_indicators.TARGETS, *_values.TARGETS, *_papers.TARGETS)
TARGETS = {each.name: each for each in (*_ALL, *_MORE)}
