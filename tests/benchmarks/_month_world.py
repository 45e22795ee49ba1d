"""Which firms exist on which day of the month, and what happens to the honest ones on the way?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.lab.world import Expected, Firm
from tests.benchmarks import _month_words as words
from tests.benchmarks._month_fronts import Front, archived, fronts
from tests.benchmarks._month_honest import STOCK, TEMPLATES, Honest, registrars

BEGINS = datetime(2026, 3, 2, 6, tzinfo=UTC)
NEWS = 0.02
"""Part of the sites that say something new on a day."""
MOVES = {"host": 0.015, "look": 0.02, "phone": 0.01, "dark": 0.015, "parked": 0.005, "flap": 0.01}
"""Part of the firms to which each happens once in the month."""
DECOYS = (
    ("foxybunstudio.example", "Foxy Bun Studio", "Sourdough, buns and birthday cakes"),
    ("mycloudbox.example", "My Cloud Box", "Rain barrels for small gardens"),
    ("silverfoxtech.example", "Silver Fox Tech", "Computer lessons for the over-sixties"),
)
"""Honest firms whose names are near those of the references."""


class Month:
    """A world of ``firms`` honest firms and some fronts; equal arguments give equal bytes."""

    def __init__(
        self, firms: int = 2_000, planted: int = 10, days: int = 30, seed: int = 7, stock: float = STOCK
    ) -> None:
        self.days: Sequence[int] = range(1, days + 1)
        self.honest = Honest(firms, days, seed, stock)
        self.hosts, self.registrars = self.honest.hosts, registrars()
        self._archived = archived(self.honest)
        self.fronts: tuple[Front, ...] = tuple(fronts(self.honest, self._archived, planted))
        self.trouble: dict[int, dict[str, str]] = {}
        self._changes: dict[int, dict[str, dict[str, Any]]] = {}
        self._first = self.honest.firms | {each.domain: each for each in self._decoys()}
        self._happen()
        self._days: dict[int, dict[str, Firm]] = {}

    def now(self, day: int) -> datetime:
        return BEGINS + timedelta(days=day - 1)

    def firms(self, day: int) -> Mapping[str, Firm]:
        if day not in self._days:
            made = dict(self.firms(day - 1)) if day > 1 else dict(self._first)
            for domain, change in self._changes.get(day, {}).items():
                made[domain] = replace(made[domain], **change)
            for front in self.fronts:
                if front.day <= day:
                    made[front.firm.domain] = front.firm
                elif front.dormant:
                    made[front.firm.domain] = replace(front.firm, state="dormant")
            self._days[day] = made
        return self._days[day]

    def archived(self) -> Mapping[str, Firm]:
        return self._archived

    def expected(self, day: int) -> tuple[Expected, ...]:
        return tuple(
            Expected(each.firm.domain, each.counterpart, "went live" if each.dormant else "new", each.kind)
            for each in self.fronts
            if each.day == day
        )

    def _decoys(self) -> list[Firm]:
        made = [self.honest.firm(700_000 + number, None) for number in range(len(DECOYS))]
        listed = [min(self.days[-1], 2 + number) for number in range(len(DECOYS))]
        return [
            replace(firm, domain=domain, name=name, tagline=line, phone=words.phone(4_700 + on), listed=on)
            for firm, on, (domain, name, line) in zip(made, listed, DECOYS, strict=True)
        ]

    def _happen(self) -> None:
        for domain, firm in self.honest.firms.items():
            draw = self.honest.draw("happens", domain)
            for day in self.days[1:]:
                if draw.random() < NEWS:
                    self._change(day, domain, news=(words.own(draw),))
            for what, share in MOVES.items():
                if draw.random() < share and len(self.days) > 1:
                    self._move(what, draw.choice(self.days[1:]), firm)

    def _move(self, what: str, day: int, firm: Firm) -> None:
        draw = self.honest.draw("moves", what, firm.domain)
        if what == "host":
            self._change(day, firm.domain, host=draw.choice(("cairn", "reef", "skiff", "quarry")), address=0)
        elif what == "look":
            look = {"structure": 1000 + draw.randrange(len(TEMPLATES)), "files": "", "favicon": firm.domain}
            said = words.paragraphs(draw, len(firm.home), self.honest.stock)
            self._change(day, firm.domain, **look, home=(*said[:2], *firm.home[2:]))
        elif what == "phone":
            self._change(day, firm.domain, phone=words.phone(3_000 + draw.randrange(1_700)))
        elif what == "dark":
            self._change(day, firm.domain, state="dark")
            if draw.random() < 0.6:
                self._change(day + draw.randrange(3, 9), firm.domain, state="live")
        elif what == "parked":
            self._change(day, firm.domain, state="parked", host="parking", address=0, https="both")
        else:
            self.trouble.setdefault(day, {})[firm.domain] = draw.choice(("servfail", "drop", "refused"))

    def _change(self, day: int, domain: str, **change: Any) -> None:
        self._changes.setdefault(day, {}).setdefault(domain, {}).update(change)
