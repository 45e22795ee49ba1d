"""Who are the honest firms of a month, and what do they share with one another without any harm?

Public templates, hosts, registrars, agencies, stock phrases and photos, privacy services, buildings, and two
domains of one firm. Nothing here knows how the program weighs any of it.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crawler.lab.world import THREE_DAYS, Firm, Host, Registrar
from tests.benchmarks import _month_words as words

TEMPLATES = (18, 14, 11, 9, 8, 7, 6, 5, 4, 4, 3, 3, 3, 3, 2)
"""How popular the public templates are among those that use one."""
ON_A_TEMPLATE = 0.55
REGISTRARS = {"quillfield": 40, "tidewater": 22, "bramble": 14, "oxbow": 10, "saltmarsh": 8, "heron": 6}
HOSTS = {
    "skiff": 28,
    "reef": 22,
    "quarry": 16,
    "lantern": 12,
    "marlow": 9,
    "cairn": 6,
    "delve": 4,
    "osier": 3,
}
STOCK_PHOTOS, STOCK_ICONS = 60, 0.25  # of a template's users keep its icon and mark
AGENCIES = 0.02  # of as many agencies as firms; each has 3 to 15 customers
IN_A_BUILDING, BUILDING = 0.08, 20
TWO_DOMAINS, GOOD = 0.015, 0.02
STOCK = 0.05
"""Part of the sentences that are the trade's; of services, statements and contacts twice as many.

The texts of .8 % of the pairs of firms are then alike above .05; of 20,503 pairs of unrelated real home pages
3 were. With .15 it is 14 % of the pairs, far from what the web shows: ``--stock`` makes such a world too.
"""
LATER = 0.3
"""Part of the firms that come on the list after the first day."""
GRAIN = 9


def hosts() -> dict[str, Host]:
    """Eight hosting firms: some with one address for all, one delivery network."""
    known = dict(THREE_DAYS.hosts)
    for number, name in enumerate(("cairn", "delve", "osier"), 1):
        known[name] = Host(
            name=name,
            addresses=(f"127.20.{10 + number}.10",),
            nameservers=(f"ns1.{name}host.example", f"ns2.{name}host.example"),
            mail=f"mx.{name}host.example",
            server=("nginx", "Apache", "openresty")[number - 1],
        )
    return known


def registrars() -> dict[str, Registrar]:
    return {
        **THREE_DAYS.registrars,
        "heron": Registrar("Heron Point Names BV", "9995", "abuse@heronpoint.example"),
    }


def registered(draw: random.Random) -> date:
    """From 1998 to the day before the month, the younger the more."""
    return date(2026, 2, 20) - timedelta(days=int(10_200 * draw.random() ** 1.7))


def registrant(draw: random.Random, name: str, domain: str, place: tuple[str, str]) -> dict[str, str]:
    """What the registry tells: mostly nothing, or a service's name."""
    chance = draw.random()
    if chance < 0.58:
        return {}
    if chance < 0.73:
        return {"name": "Registration Private", "organisation": "Domains By Proxy, LLC"}
    if chance < 0.79:  # a service that no list names
        veil = {"name": "Customer Desk", "organisation": "Veilwright Shelter Ltd", "street": "14 Hatch Row"}
        return veil | {"city": "Douglas", "phone": "+44.1624960000", "email": "desk@veilwright.example"}
    mailbox = f"{draw.choice(('admin', 'owner', 'it'))}@{domain}"
    return {
        "name": words.person(draw),
        "organisation": name,
        "street": place[0],
        "city": place[1],
        "email": mailbox,
    }


@dataclass(frozen=True, slots=True)
class Agency:
    """Who makes sites for others: its customers share its line, look, servers and often its accounts."""

    name: str
    host: Host
    registrar: str
    structures: tuple[int, ...]
    ga: str
    registrant: Mapping[str, str]
    phrases: tuple[str, ...]
    photos: tuple[str, ...]

    def makes(self, draw: random.Random, firm: Firm) -> Firm:
        """The firm as this agency's customer."""
        registry = {"registrant": self.registrant} if self.registrant else {}
        return replace(
            firm,
            **registry,
            host=self.host.name,
            address=0,
            registrar=self.registrar,
            structure=draw.choice(self.structures),
            ga=self.ga or firm.ga,
            home=(*firm.home[:-2], *draw.sample(self.phrases, 2)),
            photos=(*firm.photos[:1], draw.choice(self.photos)),
            credit=f"Website designed and maintained by {self.name}",
        )


class Honest:
    """The honest firms of a month, by domain, and its agencies; everything follows from ``seed``."""

    def __init__(self, count: int, days: int, seed: int, stock: float = STOCK) -> None:
        self.seed, self.days, self.stock = seed, days, stock
        self.hosts = hosts()
        draw = self.draw("agencies")
        self.agencies = [self._agency(draw, number) for number in range(max(2, round(count * AGENCIES)))]
        made_by = [each for each in self.agencies for _ in range(draw.randrange(3, 16))][: count // 2]
        self.firms: dict[str, Firm] = {}
        self.alone: list[str] = []  # of one domain, no agency's, and watched from the first day
        for number in range(count):
            agency = made_by[number] if number < len(made_by) else None
            firm = self.firm(number, agency)
            self.firms[firm.domain] = firm
            if len(self.firms) < count and self.draw("two", number).random() < TWO_DOMAINS:
                second = self._second(firm)
                self.firms.setdefault(second.domain, second)
            elif agency is None and firm.listed == 1 and firm.role == "candidate":
                self.alone.append(firm.domain)
            if len(self.firms) == count:
                break

    def draw(self, *what: object) -> random.Random:
        return random.Random(f"{self.seed} {what}")

    def _agency(self, draw: random.Random, number: int) -> Agency:
        name = f"{words.company(draw)} {draw.choice(('Web Studio', 'Creative', 'Agency', 'Media'))}"
        label = re.sub(r"\W", "", name).lower()
        under = self.hosts[draw.choice(("reef", "lantern", "quarry", "marlow"))]
        host = replace(
            under,
            name=f"agency-{number}",
            addresses=(draw.choice(under.addresses),),
            nameservers=(f"ns1.{label}.example", f"ns2.{label}.example"),
            mail=f"mail.{label}.example",
        )
        self.hosts[host.name] = host
        place = words.street(draw)
        own = {
            "organisation": name,
            "street": place[0],
            "city": place[1],
            "email": f"domains@{label}.example",
        }
        structures = [
            draw.randrange(len(TEMPLATES)) + 1000 if draw.random() < 0.5 else 5000 + 2 * number + each
            for each in (0, 1)
        ]
        return Agency(
            name=name,
            host=host,
            registrar=_weighted(draw, REGISTRARS),
            structures=tuple(structures),
            ga=f"G-AG{number:04d}LAB" if draw.random() < 0.6 else "",
            registrant=own if draw.random() < 0.3 else {},
            phrases=words.paragraphs(draw, 5, 0.3),
            photos=tuple(f"agency{number}x{each}" for each in range(4)),
        )

    def firm(self, number: int, agency: Agency | None) -> Firm:
        draw = self.draw("firm", number)
        name, domain = self._named(draw)
        public = draw.choices(range(1000, 1000 + len(TEMPLATES)), TEMPLATES)[0]
        on_one = draw.random() < ON_A_TEMPLATE
        place = self._place(draw, number)
        created = registered(draw)
        host = _weighted(draw, HOSTS)
        firm = Firm(
            domain=domain,
            role="known-good" if draw.random() < GOOD else "candidate",
            listed=draw.randrange(2, self.days + 1) if draw.random() < LATER else 1,
            why="on a list of IT contractors",
            created=created.isoformat(),
            registrar=_weighted(draw, REGISTRARS),
            registrant=registrant(draw, name, domain, place),
            host=host,
            address=draw.randrange(len(self.hosts[host].addresses)),
            structure=public if on_one else 10_000 + number,
            favicon=_icon(draw, domain, public if on_one else 0),
            grain=GRAIN,
            files="" if on_one and draw.random() < 0.5 else domain.split(".")[0],
            www=draw.random() < 0.3,
            ga=f"G-M{number:05d}LB" if draw.random() < 0.5 else "",
            ua=f"UA-7{number:06d}-1" if draw.random() < 0.1 else "",
            verification=f"month{self.seed}x{number:05d}Lab" if draw.random() < 0.3 else "",
            phone=words.phone(number),
            street=place[0],
            city=place[1],
            mailbox=draw.choice(("info", "info", "hello", "contact", "office", "sales", "support")),
            name=name,
            **_said(draw, name, domain, place[1], created.year, self.stock),
            photos=_photos(draw, number),
            credit="Theme: Pagewright Free" if on_one and draw.random() < 0.2 else "",
        )
        return agency.makes(draw, firm) if agency else firm

    def _named(self, draw: random.Random) -> tuple[str, str]:
        while True:
            name = words.company(draw)
            domain = re.sub(r"\W", "", name).lower() + (".test" if draw.random() < 0.15 else ".example")
            taken = {f"{domain.split('.')[0]}{tld}" for tld in (".test", ".example")}
            if not taken & self.firms.keys():
                return name, domain

    def _place(self, draw: random.Random, number: int) -> tuple[str, str]:
        if draw.random() >= IN_A_BUILDING:
            return words.street(draw)
        line, town = words.street(self.draw("building", number * IN_A_BUILDING // BUILDING))
        suite = 300 if draw.random() < 0.2 else draw.randrange(100, 900)
        return f"{line}, Suite {suite}", town

    def _second(self, firm: Firm) -> Firm:
        """The same firm under its other domain, alike in everything."""
        label, _, tld = firm.domain.partition(".")
        draw = self.draw("second", firm.domain)
        other = f"{label}.{'test' if tld == 'example' else 'example'}"
        since = min(date(2026, 2, 1), date.fromisoformat(firm.created) + timedelta(days=draw.randrange(1500)))
        listed = draw.choice((firm.listed, min(self.days, firm.listed + draw.randrange(5))))
        return replace(firm, domain=other, created=since.isoformat(), listed=listed, theme=firm.domain)


def _said(draw: random.Random, name: str, domain: str, city: str, year: int, stock: float) -> dict[str, Any]:
    """All that the firm's pages say."""
    town = city.partition(",")[0]
    since = year - draw.randrange(1, 9) if draw.random() < 0.2 else year
    founded = f"{name} was founded in {town} in {since} and has stayed there."
    ask = words.stock(draw, words.CONTACTS) if draw.random() < 2 * stock else words.own(draw)
    free = f" You can also write to {domain.split('.')[0]}@gmail.com." if draw.random() < 0.15 else ""
    return {
        "tagline": words.stock(draw, words.TAGLINES) if draw.random() < stock else words.own(draw)[:60],
        "home": words.paragraphs(draw, draw.randrange(4, 7), stock),
        "services": words.services(draw, draw.randrange(3, 6), 2 * stock),
        "about": (founded, *words.paragraphs(draw, draw.randrange(2, 5), stock)),
        "contact": ask + free,
        "people": tuple(
            (words.person(draw), draw.choice(words.ROLES), words.own(draw)) for _ in range(draw.randrange(4))
        ),
        "quotes": tuple(
            words.stock(draw, words.QUOTES) if draw.random() < 2 * stock else words.own(draw)
            for _ in range(draw.randrange(3))
        ),
        "news": (words.own(draw),) if draw.random() < 0.3 else (),
        "pages": ("home", "about", "contact", "team")
        if draw.random() < 0.2
        else ("home", "about", "contact"),
    }


def _icon(draw: random.Random, domain: str, template: int) -> str:
    if template and draw.random() < STOCK_ICONS:
        return f"template {template}"
    return "" if draw.random() < 0.1 else domain


def _photos(draw: random.Random, number: int) -> tuple[str, ...]:
    bought = [f"stock{min(int(draw.expovariate(0.06)), STOCK_PHOTOS - 1)}" for _ in range(draw.randrange(3))]
    return tuple(dict.fromkeys([*bought, *(f"own{number}x{each}" for each in range(draw.randrange(3)))]))


def _weighted(draw: random.Random, shares: Mapping[str, int]) -> str:
    return draw.choices(list(shares), list(shares.values()))[0]
