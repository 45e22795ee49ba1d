"""From which small inputs does mangling begin? All are invented; the development corpus adds real ones."""

import gzip
import json
import struct
import zlib
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
URL = "https://front.test/x/"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
WHOIS_ANSWERS = Path(__file__).parents[1] / "crawler" / "whois_answers"
PAGE = b"""text/html; charset=utf-8
<!doctype html><html lang=en><head><meta charset=utf-8><title>Plate &amp; Co</title>
<base href=/x/><link rel=canonical href=https://front.test/><link rel="shortcut icon" href=/i.png>
<link rel=stylesheet href=a.css><meta http-equiv=refresh content="5; url='/next'">
<script>window.location.href = "/go"; ga('create','UA-123456-1')</script></head>
<body class="home page"><div id=root><a href=/contact>Contact us</a> <a href="/about?x=1#y">About</a>
<p>Plate &amp; Co builds software since 2015. Call +1 (212) 555-0100
or <a href=mailto:office@front.test>write</a>.
<table><tr><td>12 Main Street, Suite 4, Springfield, OH 45501</table>
<iframe src=/frame width=100% height=100%></iframe><img src=logo.png alt=logo>
<a href="https://t.me/plate_co">Telegram</a><form action=/send><input name=q></form></div></body></html>"""
FRAMES = b"text/html\n<title>x</title><frameset cols=*><frame src=/a><frame src='//b.test/'></frameset>"
KOREAN = b"text/html; charset=euc-kr\n<title>x</title><p>" + "회사 소개 문의 연락처 서울".encode("euc_kr")
ROBOTS = b"""# invented
User-agent: *
Disallow: /private/*.php$
Allow: /private/open%2Fpage
Crawl-delay: 2.5

user-agent: brassplate
Disallow: /*?session=
Sitemap: https://front.test/sitemap.xml
"""
HEAD = b"""HTTP/1.1 200 OK\r
Content-Type: text/html; charset=utf-8\r
Content-Length: 12\r
ETag: W/"abc-123"\r
Last-Modified: Sun, 22 Nov 2026 06:00:00 GMT\r
Retry-After: 120\r
Date: Sun, 22 Nov 2026 06:00:01 GMT\r
Server: plate/1.0\r
X-Powered-By: brass\r
Location: /next page\r
 folded\r
Set-Cookie: a=b\r
\r
"""
_CARD = [
    "vcard",
    [
        ["version", {}, "text", "4.0"],
        ["fn", {}, "text", "Ada Example"],
        ["org", {}, "text", ["Front Office", "Sales"]],
        ["adr", {"cc": "US"}, "text", ["", "", ["1 Main St", "Suite 2"], "Springfield", "OH", "1", "US"]],
        ["tel", {"type": "voice"}, "uri", "tel:+1.2125550100"],
        ["email", {}, "text", "ada@front.test"],
    ],
]
_RDAP = {
    "objectClassName": "domain",
    "ldhName": "FRONT.test",
    "unicodeName": "front.test",
    "status": ["client hold", "active"],
    "events": [
        {"eventAction": "registration", "eventDate": "2023-10-14T00:00:00Z"},
        {"eventAction": "expiration", "eventDate": "2027-10-14T00:00:00+02:00"},
    ],
    "nameservers": [{"objectClassName": "nameserver", "ldhName": "ns1.front.test"}],
    "entities": [
        {"roles": ["registrant"], "vcardArray": _CARD},
        {
            "roles": ["registrar"],
            "publicIds": [{"type": "IANA Registrar ID", "identifier": "9999"}],
            "jscard": {"name": {"full": "Registrar"}, "addresses": {"a": {"countryCode": "us"}}},
        },
    ],
    "links": [
        {"rel": "related", "type": "application/rdap+json", "href": "https://r.example/domain/front.test"}
    ],
    "redacted": [{"name": {"type": "Registrant Name"}, "prePath": "$.entities[0]"}],
}
RDAP = json.dumps(_RDAP).encode()
BOOTSTRAP = json.dumps(
    {
        "publication": "2026-11-01T00:00:00Z",
        "services": [
            [["test", "co.test"], ["http://rdap.test/", "https://rdap.test/v1"]],
            [["xn--p1ai"], ["https://rdap.example:443/"]],
        ],
    }
).encode()
DNS_TYPES = ("A", "AAAA", "NS", "MX", "TXT", "SOA", "CAA", "CNAME")
_ASKED = b"\x05front\x04test\x00"


def reply(kind: str, *data: bytes, authority: bytes = b"", flags: bytes = b"\x84\x00") -> bytes:
    """A reply to the question for ``front.test``, behind the number of its type, without the question."""
    numbers = {"A": 1, "AAAA": 28, "NS": 2, "MX": 15, "TXT": 16, "SOA": 6, "CAA": 257, "CNAME": 5}
    records = b"".join(
        b"\xc0\x0c" + struct.pack(">HHIH", numbers[kind], 1, 300, len(each)) + each for each in data
    )
    counts = struct.pack(">HHHH", 1, len(data), 1 if authority else 0, 0)
    return bytes((DNS_TYPES.index(kind),)) + b"\x12\x34" + flags + counts + records + authority


def dns_replies() -> list[bytes]:
    """One of each type that is asked for, and one that says there is nothing."""
    soa = b"\x02ns\xc0\x0c\x04post\xc0\x0c" + struct.pack(">5I", 1, 2, 3, 4, 5)
    nothing = b"\xc0\x0c" + struct.pack(">HHIH", 6, 1, 300, len(soa)) + soa
    return [
        reply("A", b"\xc0\x00\x02\x01", b"\xc0\x00\x02\x02"),
        reply("AAAA", bytes(15) + b"\x01"),
        reply("NS", b"\x03ns1\xc0\x0c", b"\x03ns2" + _ASKED),
        reply("MX", b"\x00\x0a\x04mail\xc0\x0c"),
        reply("TXT", b"\x0bv=spf1 -all", b"\x02\xff\x00\x03abc"),
        reply("SOA", soa),
        reply("CAA", b"\x00\x05issueca.example"),
        reply("CNAME", b"\x03www\x07example\x00"),
        reply("A", authority=nothing, flags=b"\x84\x03"),
    ]


def png(width: int, height: int, kind: int = 2, *more: tuple[bytes, bytes]) -> bytes:
    """A small picture; ``more`` are chunks before its data."""
    depth = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    row = b"\x00" + bytes(range(256))[: width * depth].ljust(width * depth, b"\x7f")
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        *more,
        (b"IDAT", zlib.compress(row * height)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pictures() -> list[bytes]:
    """Of each colour type, and with the chunks that carry texts, profiles and transparency."""
    return [
        png(40, 30),
        png(20, 20, 0, (b"tRNS", b"\0\1"), (b"gAMA", b"\0\0\xb1\x8f")),
        png(20, 20, 3, (b"PLTE", bytes(range(60))), (b"tRNS", bytes(20))),
        png(20, 20, 4, (b"pHYs", bytes(9)), (b"tIME", bytes(7))),
        png(20, 20, 6, (b"tEXt", b"Title\0plate"), (b"zTXt", b"x\0\0" + zlib.compress(b"a" * 5_000))),
        png(20, 20, 6, (b"iCCP", b"p\0\0" + zlib.compress(b"x" * 200)), (b"eXIf", b"MM\0*" + bytes(20))),
        png(20, 20, 2, (b"iTXt", b"k\0\1\0en\0k\0" + zlib.compress(b"text")), (b"acTL", bytes(8))),
    ]


@lru_cache(maxsize=1)
def certificates() -> tuple[bytes, ...]:
    """Keys of several kinds, signed by one that is written here; the last one is the authority's own."""
    signer = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    point = ec.derive_private_key(7, ec.SECP256R1()).public_key()
    modulus = rsa.RSAPublicNumbers(65_537, (1 << 2_047) + 1_234_567).public_key()
    keys = [signer.public_key(), point, modulus]
    own = _certificate(signer.public_key(), signer, 99, bare=True)
    return *(_certificate(each, signer, number) for number, each in enumerate(keys)), own


def _certificate(key, signer: ed25519.Ed25519PrivateKey, number: int, bare: bool = False) -> bytes:  # type: ignore[no-untyped-def]
    told = {x509.NameOID.COMMON_NAME: "front.test", x509.NameOID.ORGANIZATION_NAME: "Plate"}
    name = x509.Name([x509.NameAttribute(*each) for each in told.items()])
    made = x509.CertificateBuilder(name, name, key, number + 1)
    made = made.not_valid_before(datetime(2026, 1, 1)).not_valid_after(datetime(2027, 1, 1))
    if not bare:
        names = [x509.DNSName("front.test"), x509.DNSName("*.front.test"), x509.IPAddress(ip_address("::1"))]
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        use = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH])
        made = made.add_extension(use, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=bare, path_length=None), critical=True)
    return made.sign(signer, None).public_bytes(serialization.Encoding.DER)


def warc(*records: tuple[str, str, bytes], date: str = "2024-11-01T00:00:00Z") -> bytes:
    """A WARC file of (type, URL, block) records."""
    made = b""
    for kind, url, block in records:
        media = "application/http; msgtype=response" if kind == "response" else "application/rdap+json"
        made += (
            (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
                f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
            ).encode()
            + block
            + b"\r\n\r\n"
        )
    return made


def archives() -> list[bytes]:
    """A site of two pages with an icon, a registration and DNS records; whole, in chunks, and in gzip."""
    page = PAGE.partition(b"\n")[2]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"
    zipped = head + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(page, mtime=0)
    icon = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + png(4, 4)
    dns = json.dumps({"A": ["192.0.2.1"], "TXT": ["v=spf1 -all"]}).encode()
    whole = warc(
        ("warcinfo", "urn:x", b"software: plate\r\n"),
        ("response", "http://front.test/", head + b"\r\n" + page),
        ("response", "http://www.front.test/contact", zipped),
        ("response", "http://front.test/about", chunked),
        ("response", "http://front.test/favicon.png", icon),
        ("resource", "urn:rdap:front.test", RDAP),
        ("resource", "urn:dns:front.test", dns),
        ("resource", "https://rdap.example/domain/front.test", RDAP),
    )
    old = (
        b"filedesc://x.arc 0.0.0.0 20100101000000 text/plain 73\n1 0 x\nURL IP-address Archive-date "
        b"Content-type Archive-length\n\n\nhttp://front.test/ 192.0.2.1 20100101000000 text/html "
    )
    answer = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>x</title><p>x\n"
    return [whole, old + b"%d\n" % len(answer) + answer + b"\n", gzip.compress(whole, mtime=0)]


def of_corpus(folder: str, pattern: str = "*", most: int = 60_000, before: bytes = b"") -> list[bytes]:
    """The files of the development corpus, each cut; none where it is not beside the checkout."""
    files = sorted(each for each in (CORPUS / folder).rglob(pattern) if each.is_file())
    return [before + each.read_bytes()[:most] for each in files if each.name != "manifest.jsonl"]
