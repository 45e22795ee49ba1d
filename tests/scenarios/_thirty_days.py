"""Which ten sites exist over thirty days, and what happens to them on which day? All is invented."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.lab.world import THREE_DAYS, Expected, Firm, Host, Registrar

BEGINS = datetime(2026, 3, 2, 6, tzinfo=UTC)
DORMANT = "verdantacore.example"  # registered for years; live on day 3
NEWCOMER = "harrowgatedigital.example"  # comes on day 5, is seized on day 15
KNOWN = "nordbridgesystems.test"  # there on day 1; another mailbox on day 7, harmless from day 17
PARTNER = "eastbridgelabs.example"  # comes on day 9 with the phone and street of KNOWN's first page
HELD = "silverstarchlna.example"  # a name without pages; a mail host on day 11
OLD = "pixelmeridian.example"  # live for years; an analyst adds it by hand on day 26
SEED = "cloudbluefox.com"  # a documented front, registered again on day 28
HONEST = ("quaysidecompute.example", "cloudfox.example", "ferrowick.example", "tallowmere.example")

_STARTS: dict[str, dict[str, Any]] = {
    DORMANT: {"state": "dormant", "listed": 1},
    NEWCOMER: {
        "state": "unregistered",
        "listed": 5,
        "created": "2026-03-04",
        "host": "skiff",
        "https": "redirect",
    },
    KNOWN: {"state": "live", "listed": 1, "created": "2026-02-26"},
    PARTNER: {"state": "unregistered", "listed": 9, "created": "2026-03-09"},
    HELD: {"state": "dormant", "listed": 1, "host": "parking", "created": "2026-02-20"},
    OLD: {"state": "live", "role": "", "created": "2018-02-01"},
    SEED: {},
}
_CHANGES: dict[int, dict[str, dict[str, Any]]] = {
    3: {DORMANT: {"state": "live"}},
    5: {NEWCOMER: {"state": "live"}},
    7: {KNOWN: {"mailbox": "desk"}},
    9: {PARTNER: {"state": "live"}},
    11: {HELD: {"host": "lantern"}},
    13: {DORMANT: {"phone": "+1 303-555-0158"}},
    14: {DORMANT: {"phone": ""}},  # one day without: no news
    15: {NEWCOMER: {"state": "seized", "host": "seizure", "https": "both"}},
    16: {DORMANT: {"phone": "+1 720-555-0182"}},  # the first one again: no news either
    17: {KNOWN: {"phone": "+1 602-555-0142", "street": "9 Alder Row", "city": "Mesa, AZ 85201"}},
    20: {DORMANT: {"state": "dark"}},
    24: {DORMANT: {"state": "live"}},
    28: {SEED: {"state": "dormant", "host": "reef", "created": "2026-03-28", "registrar": "tidewater"}},
}


class ThirtyDays:
    """Seven sites to which things happen, four honest ones to which nothing does."""

    days: Sequence[int] = range(1, 31)
    hosts: Mapping[str, Host] = THREE_DAYS.hosts
    registrars: Mapping[str, Registrar] = THREE_DAYS.registrars

    def now(self, day: int) -> datetime:
        return BEGINS + timedelta(days=day - 1)

    def firms(self, day: int) -> Mapping[str, Firm]:
        lab = THREE_DAYS.firms(2)
        made = {name: replace(lab[name], role="candidate", listed=1) for name in HONEST}
        for name, start in _STARTS.items():
            firm = self._partner(lab) if name == PARTNER else lab[name]
            made[name] = replace(firm, **({"role": "candidate"} if name != SEED else {}) | start)
        for on in range(1, day + 1):
            for name, change in _CHANGES.get(on, {}).items():
                made[name] = replace(made[name], **change)
        return made

    def archived(self) -> Mapping[str, Firm]:
        return THREE_DAYS.archived()

    def expected(self, day: int) -> tuple[Expected, ...]:
        return ()

    def _partner(self, lab: Mapping[str, Firm]) -> Firm:
        """Words and look of its own, and where KNOWN can be reached."""
        known = lab[KNOWN]
        own = {"domain": PARTNER, "name": "Eastbridge Labs", "files": "ebl", "favicon": "eastbridge"}
        look = {"layout": "", "rename": "", "structure": 77}
        where = {"phone": known.phone, "street": known.street, "city": known.city}
        return replace(lab[OLD], **own, **look, **where)
