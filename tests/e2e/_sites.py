"""What do the invented sites show? A few thousand pages, each of a make and in words of its own.

Every name, firm and address here is invented; the domains exist in the tests' namespaces alone.
"""

import ipaddress
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

TLDS = (
    *(
        "com",
        "net",
        "org",
        "biz",
        "info",
        "shop",
        "app",
        "dev",
        "agency",
        "studio",
        "group",
        "works",
        "company",
    ),
    *("center", "systems", "digital", "services", "solutions", "world", "global", "ink", "brass", "plate"),
)
"""Many, as each registry is asked slowly."""
WHOIS_TLDS = ("brass", "plate")
"""No table knows their WHOIS server: IANA's must be asked for it."""
DOMAINS_PER_ADDRESS = 5
_WEB = ipaddress.ip_address("45.10.0.1")
_DEAD = ipaddress.ip_address("45.99.0.1")
_WEB6 = ipaddress.ip_address("2a10:10::1")
_STARTS = "b br c cl d dr f fl g gr h j k l m n p pl qu r s st t tr v w".split()  # noqa: SIM905
_VOWELS = "a e i o u ai ea ou".split()  # noqa: SIM905
_ENDS = "l n r s t x nd rk st".split()  # noqa: SIM905
_TAGS = """
    div section article aside p ul ol li h1 h2 h3 h4 h5 blockquote figure figcaption dl dt dd span em strong
    b i small mark abbr address details summary main label fieldset legend time cite code sub sup u var q
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Site:
    """One domain: where it lives and what it serves at which path."""

    domain: str
    pages: Mapping[str, str]
    addresses: tuple[str, ...]
    servers: str = "hosts"  # which name servers know it: hosts, doomed or odd
    created: str = "2019-04-02"
    registrant: str = ""
    records: tuple[str, ...] = field(default=())

    @property
    def tld(self) -> str:
        return self.domain.rpartition(".")[2]


def address(number: int, dead: bool = False) -> str:
    return str((_DEAD if dead else _WEB) + number)


def word(draw: random.Random) -> str:
    return "".join(
        draw.choice(_STARTS) + draw.choice(_VOWELS) + (draw.choice(_ENDS) if draw.random() < 0.6 else "")
        for _ in range(draw.randint(2, 4))
    )


def ordinary(count: int, seed: int, dead: float = 0.0) -> Iterator[Site]:
    """``count`` sites that have nothing to do with each other; the share ``dead`` answers nothing."""
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        domain = f"{word(draw)}-{word(draw)}{number}.{TLDS[number % len(TLDS)]}"
        place = number // DOMAINS_PER_ADDRESS
        found = (address(place, dead=random.Random(f"dead {seed} {place}").random() < dead),)
        if number % 50 == 7:
            found = (str(_WEB6 + place),)  # reached over IPv6 alone
        yield Site(
            domain, pages(domain, draw), found, created=_day(draw), registrant=f"{word(draw).title()} Ltd"
        )


def _day(draw: random.Random) -> str:
    return f"{draw.randint(2004, 2024)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"


def pages(domain: str, draw: random.Random, firm: str = "") -> dict[str, str]:
    """A home page, and for every second site a contact page of the same make."""
    firm = firm or domain.partition(".")[0].replace("-", " ").title()
    words = [word(draw) for _ in range(160)]
    classes = [f"{word(draw)}-{word(draw)}" for _ in range(24)]
    made = {"index.html": _page(firm, draw, words, classes, "".join(_body(draw, words, classes, 6)))}
    if draw.random() < 0.5:
        text = (
            f"<p>{escape(firm)}, {draw.randint(1, 999)} {word(draw).title()} Street, {word(draw).title()}</p>"
        )
        made["contact.html"] = _page(
            firm, draw, words, classes, text + "".join(_body(draw, words, classes, 1))
        )
    return made


def _page(firm: str, draw: random.Random, words: list[str], classes: list[str], body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{escape(firm)}: {draw.choice(words)}</title>'
        f'<link rel="stylesheet" href="/{classes[0]}.css"></head><body class="{classes[1]}">'
        f'<header class="{classes[2]}"><a class="{classes[3]}" href="/">{escape(firm)}</a>'
        f'<a href="/contact.html">Contact</a></header>{body}'
        f'<footer class="{classes[4]}">{escape(firm)}. This firm is invented.</footer></body></html>'
    )


def _body(draw: random.Random, words: list[str], classes: list[str], sections: int) -> Iterator[str]:
    """Sections of a few makes, each make of its own: unrelated sites have no three elements in common."""
    makes = [_make(draw, classes, 3) for _ in range(5)]
    for _ in range(sections + draw.randint(0, 3)):
        open_tags, close_tags = draw.choice(makes)
        for _ in range(draw.randint(1, 3)):
            text = " ".join(draw.choices(words, k=draw.randint(10, 40))).capitalize()
            yield f"<section>{open_tags}{text}.{close_tags}</section>"


def _make(draw: random.Random, classes: list[str], depth: int) -> tuple[str, str]:
    before, after = "", ""
    for _ in range(depth + draw.randint(0, 3)):
        tag, names = draw.choice(_TAGS), " ".join(draw.choices(classes, k=draw.randint(1, 5)))
        other, name = draw.choice(_TAGS), draw.choice(classes)
        beside = f'<{other} class="{name}">{name}</{other}>'
        before, after = f'{before}<{tag} class="{names}">{beside}', f"</{tag}>{after}"
    return before, after


@dataclass(frozen=True)
class Planted:
    """What was put among the ordinary sites to be found, and what must not be told."""

    reference: str
    reference_page: str
    original: Site
    found: Mapping[str, str]  # clone -> what it is a clone of
    decoys: tuple[str, ...]
    sites: tuple[Site, ...]


def planted(seed: int, place: int) -> Planted:
    """A clone of an imported reference, a copy of a watched firm, and three honest neighbours of theirs."""
    reference = "quillmarsh-systems.com"
    shown = pages(reference, random.Random(f"{seed} reference"), "Quillmarsh Systems")
    clone = {path: text.replace("Quillmarsh Systems", "Ostervane Digital") for path, text in shown.items()}
    own = pages("harrowgate-yards.com", random.Random(f"{seed} original"), "Harrowgate Yards")
    copy = {path: text.replace("Harrowgate Yards", "Linden Port") for path, text in own.items()}
    original = Site("harrowgate-yards.com", own, (address(place),), created="2009-05-06")
    clones = [
        Site("ostervane-digital.net", clone, (address(place + 1),), created="2026-09-01"),
        Site("linden-port.biz", copy, (address(place + 2),), created="2026-09-02"),
    ]
    quote = "<p>We compete with Quillmarsh Systems and Harrowgate Yards.</p></body>"
    neighbours = {
        "quillmarsh-bakery.org": place + 5,  # a name that is near
        "alder-freight.net": place + 1,  # the clone's own server
        "rival-notes.info": place + 3,  # names both firms on its page
    }
    decoys = []
    for domain, at in neighbours.items():
        made = pages(domain, random.Random(f"{seed} {domain}"))
        if domain == "rival-notes.info":
            made = {path: text.replace("</body>", quote) for path, text in made.items()}
        decoys.append(Site(domain, made, (address(at),), created="2012-03-04"))
    found = {"ostervane-digital.net": reference, "linden-port.biz": original.domain}
    sites = (original, *clones, *decoys)
    return Planted(reference, shown["index.html"], original, found, tuple(neighbours), sites)
