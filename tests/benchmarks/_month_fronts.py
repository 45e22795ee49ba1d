"""Which fronts are planted in a month, and what does each share with a documented front or a watched firm?

Every front has what was published of some front, and is otherwise a firm like the others. The archives of the
references are invented, as are the fronts; only the references' names are real.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crawler.lab.world import THREE_DAYS, Firm
from tests.benchmarks import _month_words as words
from tests.benchmarks._month_honest import Honest

KINDS = (
    "copied, with leftovers",
    "template",
    "phone and street",
    "copied",
    "template, renamed",
    "name and registrant",
    "copied in part",
    "template, reordered",
    "next door and registrant",
    "accounts and registrant",
)
PUBLISHED = {
    "cloudbluefox.com": ("Corwin Dahlby", "13 Pell Mews", "Glendale", "bluefox.desk@postbarn.example"),
    "foxysunstudio.com": ("Lena Ostrup", "902 Arroyo Way", "Las Vegas", "sunstudio.admin@postbarn.example"),
    "ktsolution.tech": ("Piet Rosmalen", "5 Foundry Yard", "Schaumburg", "kt.names@postbarn.example"),
    "xinlusoft.com": ("Aldo Wennink", "31 Tamarind Close", "Yuma", "xinlu.names@postbarn.example"),
    "babyboxtech.com": ("Runa Sefton", "8 Cradle Hill", "Erie", "babybox.names@postbarn.example"),
}
POPULAR = 1003
"""ktsolution.tech stands on a public template, as documented fronts do."""


@dataclass(frozen=True, slots=True)
class Front:
    """A planted front: whom it resembles, in what, and from which day on."""

    kind: str
    counterpart: str
    day: int
    firm: Firm
    dormant: bool = False  # registered and on the list from the first day, without a page


def archived(honest: Honest) -> dict[str, Firm]:
    """References with invented archives: three looks of the lab, two firms like any other."""
    known = dict(THREE_DAYS.archived())
    for number, domain in enumerate(("xinlusoft.com", "babyboxtech.com")):
        firm = honest.firm(900_000 + number, None)
        place = words.street(honest.draw("archived", domain))
        own = {
            "domain": domain,
            "structure": 20_000 + number,
            "favicon": f"old {domain}",
            "files": domain[:5],
        }
        says = {"phone": words.phone(4_900 + number), "street": place[0], "city": place[1]}
        bought = {"created": "2019-08-14", "updated": "2023-01-02", "expires": "2024-08-14"}
        known[domain] = replace(
            firm, **own, **says, **bought, ga=f"G-OLD{number}LAB7", host="reef", address=0
        )
    known["ktsolution.tech"] = replace(known["ktsolution.tech"], layout="", structure=POPULAR)
    return {domain: replace(firm, registrant=_registrant(domain)) for domain, firm in known.items()}


def _registrant(domain: str) -> dict[str, str]:
    name, street, city, email = PUBLISHED[domain]
    return {"name": name, "organisation": "", "street": street, "city": city, "email": email}


def fronts(honest: Honest, references: Mapping[str, Firm], count: int) -> list[Front]:
    """``count`` fronts, a kind after the other, on days of the month that the seed chooses."""
    draw = honest.draw("days")
    days = list(range(2, honest.days + 1))
    chosen = draw.sample(days, count) if count <= len(days) else [draw.choice(days) for _ in range(count)]
    return [
        _front(honest, references, number, KINDS[number % len(KINDS)], day)
        for number, day in enumerate(sorted(chosen))
    ]


def _front(honest: Honest, references: Mapping[str, Firm], number: int, kind: str, day: int) -> Front:
    """The firm behind the front is like any other, but young, and it was not there before its day."""
    draw = honest.draw("front", number)
    firm = honest.firm(800_000 + number, None)
    today = date(2026, 3, 2) + timedelta(days=day - 1)
    dormant = number % 5 == 3  # two of ten were registered long before
    age = draw.randrange(500, 1500) if dormant else draw.randrange(3, 400)
    listed = 1 if dormant else day
    young = {"created": (today - timedelta(days=age)).isoformat(), "role": "candidate", "listed": listed}
    firm = replace(firm, **young, phone=words.phone(4_800 + number), why="seen in an applicant's papers")
    if kind.startswith("copied"):
        counterpart, shared = _copied(honest, number, kind, firm)
    elif kind.startswith("template"):
        counterpart = "foxysunstudio.com" if "renamed" in kind else "cloudbluefox.com"
        shared = _look(references[counterpart], kind, number)
    else:
        counterpart, shared = _facts(references, kind)
    return Front(kind, counterpart, day, replace(firm, **shared), dormant)


def _copied(honest: Honest, number: int, kind: str, firm: Firm) -> tuple[str, dict[str, Any]]:
    """A watched firm's text and look with other names; the less of it, the harder."""
    draw = honest.draw("victim", number)
    victim = honest.firms[draw.choice([each for each in honest.alone if _worth_copying(honest.firms[each])])]
    kept = {"copied, with leftovers": 1.0, "copied": 0.8, "copied in part": 0.6}[kind]
    swaps = [(victim.name, firm.name), (victim.city.partition(",")[0], firm.city.partition(",")[0])]
    for (name, _, _), other in zip(victim.people, [words.person(draw) for _ in victim.people], strict=True):
        swaps.append((name, other))

    def swapped(text: str) -> str:
        for old, new in swaps:
            text = text.replace(old, new)
        return re.sub(r"in (?:19|20)\d\d", f"in {firm.created[:4]}", text)

    def edited(text: str) -> str:
        return swapped(text) if draw.random() < kept else words.own(draw)

    look = {"structure": victim.structure, "theme": victim.theme or victim.domain, "pages": victim.pages}
    if kept == 1.0:
        look |= {"files": victim.files, "photos": victim.photos}
        look["leftover"] = {"alt": f"{victim.name} logo", "mailto": victim.email}
    return victim.domain, look | {
        "tagline": edited(victim.tagline),
        "home": tuple(map(edited, victim.home)),
        "about": tuple(map(edited, victim.about)),
        "services": tuple((title, edited(text)) for title, text in victim.services),
        "people": tuple((swapped(name), role, edited(text)) for name, role, text in victim.people),
        "quotes": tuple(map(edited, victim.quotes)),
        "contact": edited(victim.contact),
        "news": (),
    }


def _worth_copying(firm: Firm) -> bool:
    """The firms that were copied are older and larger; their mailbox is no part of their words."""
    return firm.created < "2020" and len(firm.people) > 1 and "@" not in firm.contact


def _look(reference: Firm, kind: str, number: int) -> dict[str, Any]:
    """The reference's own template with other words: as it was, renamed with parts missing, or reordered."""
    own = {"layout": reference.layout, "structure": 0, "pages": reference.pages}
    if "renamed" in kind:
        return own | {"rename": f"month {number}", "quotes": (), "pages": ("home", "contact")}
    if "reordered" in kind:
        return own | {"reorder": f"month {number}"}
    return own | {"registrar": reference.registrar, "host": reference.host, "address": reference.address}


def _facts(references: Mapping[str, Firm], kind: str) -> tuple[str, dict[str, Any]]:
    """Data of the reference on a site of its own look and words."""
    if kind == "phone and street":
        old = references["ktsolution.tech"]
        return old.domain, {"phone": old.phone, "street": old.street, "city": old.city}
    if kind == "next door and registrant":
        old = references["ktsolution.tech"]
        street, _, unit = old.street.rpartition(" ")
        who = {"name": old.registrant["name"], "street": "12 Elm Lane", "city": "Joliet"}
        return old.domain, {"street": f"{street} {int(unit) + 2}", "city": old.city, "registrant": who}
    if kind == "name and registrant":
        old = references["xinlusoft.com"]
        who = {"name": old.registrant["name"], "email": old.registrant["email"]}
        return old.domain, {"domain": "xinlusofts.example", "name": "Xinlu Softs", "registrant": who}
    old = references["babyboxtech.com"]
    who = {"name": old.registrant["name"], "street": "77 Slip Road", "city": "Toledo"}
    return old.domain, {"ga": old.ga, "favicon": old.favicon, "registrant": who}
