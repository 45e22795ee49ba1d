"""What do a million invented sites look like, each under every signal?

A few dozen sites are read by the program itself from invented pages, records, certificates and
registrations. All others are drawn from their values as ``_page_world`` does it: what several of them have
stays as common as it is, every other value is a site's own.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from crawler.fingerprint import Fingerprint, Page, Subject, signals, take
from crawler.records import Observation, Outcome
from tests.benchmarks._page_world import Crowd, edited

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
BASES = 60
LATER = 100_000_000
"""Beyond the number of any site: what one shows later is not what another shows now."""
KINDS = ("dns", "registration", "screenshot", "site", "tls")
_FIRSTS = """
amber anchor ashen birch bold brook cedar chalk clear cliff copper coral dale dawn delta dune east elder
ember fern field flint forest frost gale glade gold granite green grove harbor hazel heath high hollow
iron ivory jade juniper keen lake lark laurel leaf light lime linden lumen maple marsh meadow mesa mill
mint moor moss north oak ocean olive onyx opal orchard pearl pine plain polar quarry quartz rain reed
ridge river rock rose sable sage salt sand sierra silver slate snow sol spruce spring star steel stone
storm summit thorn tide timber vale west willow
"""
_SECONDS = """
apps arc base beam bit board bridge byte care cast chain circuit code coil core craft crew data deck desk
digital drive edge engine fab factory flow forge form frame gate gear glass grid group guild hub index
join key kit lab labs lane layer ledger lens lift line link list lock logic loop mark media mesh meter
mind mode net node op pack panel path peak pilot pixel plan plant plus point port post press print pulse
quest rack rail relay root rope scan sense set shift signal site soft span spark stack studio switch sync
systems task team tech
"""

_TAG_NAMES = """
div section article ul ol dl figure aside header main nav form fieldset table details center address
blockquote picture menu search hgroup
"""
_LEAF_NAMES = """
p h1 h2 h3 h4 h5 h6 li span a em strong small label cite img b i u q s time mark code button dt dd
sup sub abbr figcaption
"""

_FIRST, _SECOND = _FIRSTS.split(), _SECONDS.split()
_PARTS = [f"{one}{two}{three}" for one in "bdfgklmnprst" for two in "aeiou" for three in ("", "l", "n", "r")]
_TAGS, _LEAVES = _TAG_NAMES.split(), _LEAF_NAMES.split()


def name_of(number: int) -> str:
    """The same number gives the same name; up to ten thousand sites have no digits in theirs."""
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]
    place = number // (len(_FIRST) * len(_SECOND))
    return f"{first}{second}{place or ''}.example"


def source(number: int, domain: str) -> str:
    """An invented firm's home page on one of a thousand templates, with how it is reached.

    Two templates have as little in common as two real home pages: of pairs of those one in 800 is as alike in
    markup as .06, and one in 5,000 as .12.
    """
    fixed, own = random.Random(f"template {number % 997}"), random.Random(f"words {number}")
    words = ["".join(own.choice(_PARTS) for _ in range(own.randrange(2, 4))) for _ in range(300)]
    body = "".join(_section(fixed, own, words) for _ in range(fixed.randrange(12, 24)))
    return (
        f'<!doctype html><html lang="en"><head><title>{" ".join(words[:3])}</title>'
        f'<link rel="stylesheet" href="/css/{fixed.randrange(9_999)}.css"></head><body>{body}<footer>'
        f'<a href="mailto:office@{domain}">office@{domain}</a> '
        f'<a href="tel:+1312555{number % 10_000:04}">+1 312-555-{number % 10_000:04}</a> '
        f"<address>{100 + number % 900} Wexley Court, Suite {number % 89}, Chicago, IL 60173</address>"
        "</footer></body></html>"
    )


def _section(fixed: random.Random, own: random.Random, words: list[str]) -> str:
    tags = [fixed.choice(_TAGS) for _ in range(fixed.randrange(2, 7))]
    opened = "".join(_opened(fixed, tag) for tag in tags)
    closed = "".join(f"</{tag}>" for tag in reversed(tags))
    leaves = "".join(
        f"{_opened(fixed, tag)}{' '.join(own.choice(words) for _ in range(15))}</{tag}>"
        for tag in (fixed.choice(_LEAVES) for _ in range(fixed.randrange(1, 6)))
    )
    return f"{opened}{leaves}{closed}"


def _opened(fixed: random.Random, tag: str) -> str:
    """A tag with up to four classes, and one in three with an id."""
    *classes, name = ("".join(fixed.choice(_PARTS) for _ in range(3)) for _ in range(fixed.randrange(5) + 1))
    told = f' class="{" ".join(classes)}"' if classes else ""
    return f'<{tag}{told} id="{name}">' if fixed.randrange(3) == 0 else f"<{tag}{told}>"


def front_of(number: int, domain: str, like: str) -> str:
    """A page that was made from another one: other class names, other order or a part of it left out."""
    return list(edited(like, str(number)))[number % 3].replace("</body>", f"<p>{domain}</p></body>")


def payload(kind: str, number: int, domain: str, created: datetime | None = None) -> dict[str, Any]:
    """What a look of one kind would have seen."""
    host, chance = number % 50, random.Random(f"{kind} {number}")
    hashed = f"sha256:{chance.randbytes(32).hex()}"
    if kind == "dns":
        return {
            "A": [f"192.0.{number // 250 % 200}.{1 + number % 250}"],
            **{"AAAA": [], "CAA": [], "CNAME": [], "DMARC": ["v=DMARC1; p=none"], "errors": {}},
            "MX": [f"10 mx{host}.host.example"],
            "NS": [f"ns1.host{host}.example", f"ns2.host{host}.example"],
            "SOA": [f"ns1.host{host}.example hostmaster.host{host}.example"],
            "TXT": [f"v=spf1 include:_spf.host{host}.example ~all"],
            "wildcard": False,
        }
    if kind == "registration":
        return _registration(host, created or DAY - timedelta(days=900 + chance.randrange(5_000)))
    if kind == "tls":
        return _certificate(domain, hashed, chance)
    if kind == "screenshot":
        return {"of": hashed[7:39], "picture": hashed, "thumbnail": hashed, "url": f"https://{domain}/"}
    return site_payload(domain, [hashed] * 3)


def _registration(host: int, begun: datetime) -> dict[str, Any]:
    return {
        "created": f"{begun:%Y-%m-%dT%H:%M:%SZ}",
        "expires": "2029-02-14T00:00:00Z",
        "nameservers": [f"ns1.host{host}.example", f"ns2.host{host}.example"],
        "redacted": ["Registrant Email", "Registrant Name", "Registrant Phone", "Registrant Street"],
        "registrant": dict.fromkeys(("city", "email", "name", "organisation", "phone", "street")),
        "registrar": {"iana_id": str(9_000 + host), "name": f"Invented Names {host} Inc."},
        "server": "rdap.nic.example",
        "source": "rdap",
        "statuses": ["client transfer prohibited"],
        "updated": "2025-02-10T00:00:00Z",
    }


def _certificate(domain: str, hashed: str, chance: random.Random) -> dict[str, Any]:
    return {
        "certificate": hashed,
        "chain": [hashed],
        **{"faults": [], "issuers": [], "key_bits": 256, "key_type": "EC", "verdict": "valid"},
        "issuer": "CN=Invented Root,O=Invented Authority",
        "key": f"sha256:{chance.randbytes(32).hex()}",
        "names": [domain, f"www.{domain}"],
        "not_after": "2026-12-31T00:00:00Z",
        "not_before": "2025-12-01T00:00:00Z",
        "serial": chance.randbytes(16).hex(),
        "signature": "ecdsa-with-sha256",
        "structure": "4aa6803c03ba_3525cf66b29e_53f3f5978de8",
        "subject": f"CN={domain}",
        "version": "TLSv1.3",
    }


def site_payload(domain: str, bodies: list[str]) -> dict[str, Any]:
    paths = ("", "contact", "about")
    return {
        "assets": ["/css/17.css", "/js/bundle.js", f"/images/{domain}.png"],
        "favicon": {},
        "headers": [["server", "nginx"], ["content-type", "text/html; charset=utf-8"]],
        "images": [],
        "notes": [],
        "pages": [
            {
                "body": body,
                "media_type": "text/html; charset=utf-8",
                "role": path or "home",
                "status": 200,
                "url": f"https://{domain}/{path}",
            }
            for path, body in zip(paths, bodies, strict=False)
        ],
        **{"redirects": [], "server": {"server": "nginx"}, "status": 200, "url": f"https://{domain}/"},
        "title": f"{domain.partition('.')[0].title()} | Steady systems for those who run them",
    }


def read(number: int, domain: str, html: str) -> Fingerprint:
    """The fingerprint as the program takes it."""
    looks = {
        kind: Observation(domain, kind, DAY, Outcome.OBSERVED, payload=payload(kind, number, domain))
        for kind in KINDS
        if kind != "screenshot"
    }
    return take(Subject(domain, looks, (Page(f"https://{domain}/", html),)))


@lru_cache(maxsize=1)
def crowd() -> Crowd:
    named = ((number, name_of(number * 7_919)) for number in range(BASES))
    return Crowd([read(number, domain, source(number, domain)) for number, domain in named], "a million")


def drawn(number: int, domain: str, look: int = 0) -> Fingerprint:
    """The site of that number, at its first look or a later one."""
    found = crowd().site(LATER * look + number)
    own = _name().extract(Subject(domain, {}))
    phone = f"phone:+1{2_120_000_000 + number * 10 + look}"
    contacts = (
        phone if each.startswith("phone:") else each
        for each in found.values.get("contacts", ())
        if not each.startswith("phone_block:")
    )
    values = {**found.values, "domain_name": own, "contacts": tuple(sorted(contacts))}
    return Fingerprint(domain, MappingProxyType(values))


@lru_cache(maxsize=1)
def _name() -> Any:
    return next(each for each in signals() if each.name == "domain_name")


def bodies(domain: str) -> Iterator[tuple[str, str]]:
    """A body of each kind as text in which ``domain`` stands for the name and MARK for what differs."""
    for number, kind in enumerate(KINDS):
        text = json.dumps(payload(kind, number, domain), sort_keys=True, separators=(",", ":"))
        yield kind, text
