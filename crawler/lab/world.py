"""Which invented firms exist on which day, and what is true of them?

The facts lie in ``sites/*.toml``; a ``[firm.day.N]`` table changes a firm from day N on.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

SITES = Path(__file__).parent / "sites"
DAYS = (1, 2, 3)
TEXT = ("name", "tagline", "home", "services", "about", "contact", "people", "news", "quotes")
LOOK = ("layout", "structure", "favicon", "files")
ON_THE_WEB = {"live", "parked", "seized", "construction", "default", "hostile", "catch-all"}


@dataclass(frozen=True, slots=True)
class Host:
    """A hosting firm: the addresses it serves from, its name servers, mail host and server header."""

    name: str
    addresses: tuple[str, ...]
    nameservers: tuple[str, ...]
    mail: str = ""
    server: str = "nginx"
    headers: tuple[tuple[str, str], ...] = ()
    edge: str = ""  # www is a CNAME to <label>.<edge> where this is set
    spf: str = ""


@dataclass(frozen=True, slots=True)
class Registrar:
    """Who sold the name: shown by RDAP and WHOIS."""

    name: str
    iana_id: str
    abuse: str


@dataclass(frozen=True, slots=True)
class Firm:
    """One domain on one day: what the registry, the name servers and the web say of it."""

    domain: str
    state: str = "live"
    role: str = ""  # candidate, known-good; "" when nobody lists it
    listed: int = 1  # the day on which it comes on the list
    why: str = ""
    created: str = "2015-06-11"
    updated: str = "2025-06-12"
    expires: str = "2027-06-11"
    registrar: str = "quillfield"
    registrant: Mapping[str, str] = field(default_factory=dict)
    host: str = "reef"
    address: int = 0  # which of the host's addresses
    layout: str = ""  # a whole template of its own; "" = composed from parts
    structure: int = 0  # the seed of the composition; equal numbers are one public template
    theme: str = ""
    rename: str = ""  # seed under which every class and id of the layout gets another name
    reorder: str = ""  # seed under which the sections of the layout stand in another order
    favicon: str = ""  # seed of the icon; "" = none
    grain: int = 5  # cells a side of its icon and logo: with few, many seeds look alike
    files: str = ""  # prefix of style sheet, script and image names
    www: bool = False
    https: str = "redirect"  # redirect, both or none
    certificate: str = "good"  # good, wrong-name, self-signed, expired
    ga: str = ""
    ua: str = ""
    verification: str = ""
    caa: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    mailbox: str = "info"
    name: str = ""
    tagline: str = ""
    home: tuple[str, ...] = ()
    services: tuple[tuple[str, str], ...] = ()
    about: tuple[str, ...] = ()
    contact: str = ""
    people: tuple[tuple[str, str, str], ...] = ()
    news: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    pages: tuple[str, ...] = ("home", "about", "contact")
    photos: tuple[str, ...] = ()  # seeds of the pictures on the home page
    credit: str = ""  # a line at the foot of every page, such as who made the site
    links: tuple[tuple[str, str], ...] = ()  # (address, words) at the foot of every page
    leftover: Mapping[str, str] = field(default_factory=dict)  # brand left behind: alt, mailto, image
    behaviour: str = ""  # of a hostile site
    trouble: str = ""  # servfail, drop or truncate: what its name servers do

    @property
    def email(self) -> str:
        return f"{self.mailbox}@{self.domain}"

    @property
    def registered(self) -> bool:
        return self.state != "unregistered"

    @property
    def on_the_web(self) -> bool:
        return self.state in ON_THE_WEB


@dataclass(frozen=True, slots=True)
class Expected:
    """The planted truth: on that day ``domain`` resembles ``counterpart``, and this is its status."""

    domain: str
    counterpart: str
    status: str
    why: str


class World(Protocol):
    """Who exists on which day; the lab serves any world of this shape."""

    @property
    def days(self) -> Sequence[int]: ...

    @property
    def hosts(self) -> Mapping[str, Host]: ...

    @property
    def registrars(self) -> Mapping[str, Registrar]: ...

    def now(self, day: int) -> datetime:
        """The world's clock on ``day``."""
        ...

    def firms(self, day: int) -> Mapping[str, Firm]:
        """Every domain as it stands on ``day``, by domain."""
        ...

    def archived(self) -> Mapping[str, Firm]:
        """The firms of which invented archives exist, by domain."""
        ...

    def expected(self, day: int) -> tuple[Expected, ...]:
        """What was planted for ``day``."""
        ...


class Written:
    """A world that lies in a folder: ``firms-*.toml``, and perhaps ``expected.toml`` and ``archived.toml``.

    Hosting firms and registrars are those of ``infrastructure.toml``, and its own beside the lab's.
    """

    def __init__(self, folder: Path, days: Sequence[int], begins: datetime) -> None:
        self.days: Sequence[int] = tuple(days)
        self._folder = folder
        self._begins = begins
        self._days: dict[int, dict[str, Firm]] = {}
        tables = [_table(each / "infrastructure.toml") for each in dict.fromkeys((SITES, folder))]
        self.hosts: Mapping[str, Host] = {
            key: _made(Host, row | {"name": key})
            for each in tables
            for key, row in each.get("host", {}).items()
        }
        self.registrars: Mapping[str, Registrar] = {
            key: _made(Registrar, row) for each in tables for key, row in each.get("registrar", {}).items()
        }

    def now(self, day: int) -> datetime:
        return self._begins + timedelta(days=day - self.days[0])

    def firms(self, day: int) -> Mapping[str, Firm]:
        if day not in self._days:
            rows = {row["domain"]: _on(day, row) for row in self._rows()}
            self._days[day] = {
                domain: _made(Firm, self._inherited(row, rows)) for domain, row in rows.items()
            }
        return self._days[day]

    def archived(self) -> Mapping[str, Firm]:
        rows = _table(self._folder / "archived.toml").get("firm", ())
        return {row["domain"]: _made(Firm, row) for row in rows}

    def expected(self, day: int) -> tuple[Expected, ...]:
        return tuple(
            Expected(row["domain"], row["counterpart"], row["status"], row["why"])
            for row in _table(self._folder / "expected.toml").get("expected", ())
            if row["day"] == day
        )

    def _rows(self) -> Iterator[dict[str, Any]]:
        for path in sorted(self._folder.glob("firms-*.toml")):
            yield from _table(path)["firm"]

    def _inherited(self, row: dict[str, Any], rows: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        """A copy takes the original's words (with ``swap`` applied) and look; what it says itself stays."""
        original = row.pop("copy_of", "")
        swaps = row.pop("swap", [])
        clone = row.pop("look_of", "")
        if original:
            source = self._source(original, rows)
            words = {key: _swapped(source[key], swaps) for key in TEXT if key in source}
            theme = source.get("theme") or original
            row = words | {key: source[key] for key in LOOK if key in source} | {"theme": theme} | row
        if clone:
            source = self._source(clone, rows)
            row = {key: source[key] for key in LOOK if key in source} | row
        return row

    def _source(self, domain: str, rows: Mapping[str, dict[str, Any]]) -> Mapping[str, Any]:
        old = self.archived()
        if domain in old:
            return {each.name: getattr(old[domain], each.name) for each in fields(Firm)}
        return rows[domain]


@lru_cache(maxsize=32)
def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def _on(day: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its changes up to ``day``."""
    changes = {int(number): change for number, change in row.get("day", {}).items()}
    merged = {key: value for key, value in row.items() if key != "day"}
    for number in sorted(changes):
        if number <= day:
            merged |= changes[number]
    return merged


def _swapped(value: Any, swaps: list[list[str]]) -> Any:
    if isinstance(value, str):
        for old, new in swaps:
            value = value.replace(old, new)
        return value
    return [_swapped(each, swaps) for each in value]


def _made(kind: type[Any], row: Mapping[str, Any]) -> Any:
    return kind(**{key: _frozen(value) for key, value in row.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list | tuple) else value


THREE_DAYS = Written(SITES, DAYS, datetime(2026, 3, 2, 6, tzinfo=UTC))
"""The lab's own world: about forty firms, at six in the morning of 2, 3 and 4 March 2026."""
