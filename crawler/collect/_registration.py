"""What shape has a registration, whichever protocol told of it?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from crawler.records import iso

MAX_TEXT, MAX_LIST = 300, 60
CONTACT = ("name", "organisation", "street", "city", "country", "email", "phone")
_PLACEHOLDER = re.compile(
    r"redacted|not (?:disclosed|shown|published)|data protected|masked|non-public data|hidden upon|statutory"
    r"|not available from registry|^hidden!|^(n/?a|none|null|private person|-+|\.+)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Registration:
    """One view of a registration: the registry's, the registrar's, or both merged."""

    created: str | None = None
    updated: str | None = None
    expires: str | None = None
    registrar: str | None = None
    iana_id: str | None = None
    statuses: tuple[str, ...] = ()
    nameservers: tuple[str, ...] = ()
    registrant: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    redacted: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        known = (self.created, self.expires, self.registrar, self.statuses, self.nameservers)
        return not any(known) and not any(self.registrant.values())

    @property
    def _handle(self) -> dict[str, str]:
        """Under which name the registry keeps the registrant; most do not say."""
        handle = self.registrant.get("handle")
        return {"handle": handle} if handle else {}

    @property
    def _email(self) -> str | None:
        """Where an address is taken out, a sentence or a form's URL often stands."""
        email = self.registrant.get("email")
        return email if email and "@" in email and " " not in email else None

    def facts(self) -> dict[str, Any]:
        """What one view says, as JSON."""
        return {
            "created": self.created,
            "updated": self.updated,
            "expires": self.expires,
            "registrar": {"name": self.registrar, "iana_id": self.iana_id},
            "statuses": list(self.statuses),
            "nameservers": list(self.nameservers),
            "registrant": {name: self.registrant.get(name) for name in CONTACT}
            | {"email": self._email}
            | self._handle,
            "redacted": list(self.redacted),
        }

    def payload(self, source: str, server: str) -> dict[str, Any]:
        return self.facts() | {"source": source, "server": server}


def views(registry: Registration, registrar: Registration | None) -> dict[str, Any]:
    """What a payload holds beside the merged record: each side's own words, only where two have spoken."""
    if registrar is None or registrar.empty:
        return {}
    return {"views": {"registry": registry.facts(), "registrar": registrar.facts()}}


def merge(registry: Registration, registrar: Registration) -> Registration:
    """The registry's word, the registrar's where there is none; but the registrar knows its customer."""
    known = {name: value for name, value in registrar.registrant.items() if value}
    return replace(
        registry,
        created=registry.created or registrar.created,
        updated=registry.updated or registrar.updated,
        expires=registry.expires or registrar.expires,
        registrar=registry.registrar or registrar.registrar,
        iana_id=registry.iana_id or registrar.iana_id,
        statuses=registry.statuses or registrar.statuses,
        nameservers=registry.nameservers or registrar.nameservers,
        registrant=MappingProxyType({**registry.registrant, **known}),
        redacted=tuple(sorted({*registry.redacted, *registrar.redacted})[:MAX_LIST]),
    )


def clean(value: Any) -> str:
    """``value`` on one line, bounded and printable; empty for what is no text."""
    words = value[: 4 * MAX_TEXT].split() if isinstance(value, str) else ()
    return "".join(mark for mark in " ".join(words) if mark.isprintable())[:MAX_TEXT]


def text(value: Any) -> str | None:
    """``value`` cleaned; None for nothing, and for words that stand where text was taken out."""
    plain = clean(value)
    return None if not plain or _PLACEHOLDER.search(plain) else plain


def moment(value: Any) -> str | None:
    """A time as the store writes it; a time without zone is taken for UTC, None when it cannot be one."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip()[:40])
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    try:
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return iso(aware) if 1980 <= aware.year <= 2200 else None
    except (ValueError, OverflowError):
        return None


def hosts(values: Iterable[Any]) -> tuple[str, ...]:
    """Host names in lower case without final dot or the addresses some servers write behind them."""
    words = {clean(each).partition(" ")[0].lower().rstrip(".,")[:253] for each in values}
    return tuple(sorted(word for word in words if "." in word)[:MAX_LIST])


def statuses(values: Iterable[Any]) -> tuple[str, ...]:
    """EPP's ``clientHold https://…`` and RDAP's ``client hold`` are one status."""
    found = set()
    for each in values:
        word = re.split(r"https?://|\(", clean(each))[0].strip()[:80]
        found.add(_WORD.sub(" ", word).replace("_", " ").lower())
    return tuple(sorted(found - {""})[:MAX_LIST])
