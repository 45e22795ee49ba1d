"""What is one look at one domain, and how is what it saw named so that equal looks are equal?"""

import hashlib
import json
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

_HALVES = re.compile("[\ud800-\udfff]")
_NAME = re.compile("sha256:[0-9a-f]{64}")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Outcome(StrEnum):
    """The three values of a look; only the first two may change what is believed of a domain."""

    OBSERVED = "observed"
    ABSENT = "absent"  # an authority said: there is none
    FAILED = "could not look"


class Reason(StrEnum):
    """Why there is nothing to show: the closed list for ABSENT and FAILED."""

    NONE = ""
    # authoritatively absent
    NXDOMAIN = "the name does not exist"
    NO_ADDRESS = "the name has no address"
    NOT_REGISTERED = "the registry knows no such domain"
    REFUSED_CONNECTION = "the host refused the connection"
    WILDCARD = "the zone above answers every name alike"
    # could not look
    SERVFAIL = "the name servers failed"
    REFUSED = "the name servers refused the question"
    LAME = "the name servers do not serve the zone"
    TRUNCATED = "the answer came cut short"
    TIMEOUT = "no answer in time"
    BLOCKED_ADDRESS = "the address is not public"
    ROBOTS = "robots.txt asks us to stay away"
    RATE_LIMITED = "the server asked us to slow down"
    TOO_BIG = "the answer was larger than we take"
    BAD_ANSWER = "the answer could not be read"
    EMPTY = "the answer was empty"
    SUNSET = "the service has been closed"
    BUDGET = "our own limit for the day is used up"
    TLS_FAILED = "the TLS handshake failed"
    UNREACHABLE = "the connection failed"
    NO_SERVER = "no server is known for this TLD"
    REDIRECT_LOOP = "the redirects never end"
    HOSTILE = "the page is built to exhaust its reader"
    CRASHED = "the crawl process died"


@dataclass(frozen=True, slots=True)
class Raw:
    """One answer as it came: a page, an icon, an RDAP object, a WHOIS text; ``body`` is decoded."""

    url: str
    media_type: str
    body: bytes
    status: int = 0  # 0: HTTP was not spoken, or its status is not kept
    headers: tuple[tuple[str, str], ...] = ()
    address: str = ""

    @property
    def hash(self) -> str:
        return body_hash(self.body)


@dataclass(frozen=True, slots=True)
class Capture:
    """Where the raw bytes of a look lie: ``hash`` names the content (``sha256:<hex>``)."""

    hash: str
    url: str
    media_type: str
    file: str  # WARC file name under the archive folder
    offset: int  # bytes, start of the gzip member
    length: int  # bytes of the body as parsed, after content decoding


@dataclass(frozen=True, slots=True)
class Observation:
    """One dated look without opinion.

    ``payload`` is JSON-able and holds only what stays equal while the world stays equal (no TTLs,
    no Date headers), so that equal looks on following days are one interval in the store.
    ``captures`` are content hashes of the raw answers of this look.
    """

    domain: str
    kind: str  # dns, registration, tls, site or screenshot
    observed_at: datetime
    outcome: Outcome
    reason: Reason = Reason.NONE
    payload: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    captures: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.observed_at.tzinfo is None:
            raise ValueError("observed_at must be an aware UTC time")

    @property
    def value_hash(self) -> str:
        """Content hash of what was seen (outcome, reason, payload), without the time."""
        return content_hash([self.outcome, self.reason, dict(self.payload)])

    def to_json(self) -> dict[str, Any]:
        return {
            "domain": self.domain,
            "kind": self.kind,
            "observed_at": iso(self.observed_at),
            "outcome": self.outcome.value,
            "reason": self.reason.value,
            "payload": dict(self.payload),
            "captures": list(self.captures),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            domain=row["domain"],
            kind=row["kind"],
            observed_at=parse_time(row["observed_at"]),
            outcome=Outcome(row["outcome"]),
            reason=Reason(row["reason"]),
            payload=MappingProxyType(dict(row["payload"])),
            captures=tuple(row["captures"]),
        )


@dataclass(frozen=True, slots=True)
class Touch:
    """One request that a stranger's log may show: what was asked of whom, when, and from which address."""

    at: datetime
    what: str  # "GET https://…", "TLS host:443", "RDAP https://…", "WHOIS host question"
    address: str = ""  # dialled; empty: nothing was reached
    source: str = ""  # our own address on that connection, where it is known
    status: int = 0  # of HTTP; 0: none came
    size: int = 0  # bytes of the body


@dataclass(frozen=True, slots=True)
class Rest:
    """A registry's host that asked to be left alone until a time."""

    host: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Validator:
    """By what a home page can be asked for only if it changed (RFC 9110, 13.1)."""

    url: str
    etag: str
    modified: str  # the Last-Modified header as it came
    full_at: datetime  # when the site was last looked at whole


@dataclass(frozen=True, slots=True)
class Visit:
    """All looks at one domain in one run, with the captures they made: stored whole or not at all."""

    domain: str
    observations: tuple[Observation, ...]
    captures: tuple[Capture, ...] = ()
    touches: tuple[Touch, ...] = ()
    rests: tuple[Rest, ...] = ()
    validator: Validator | None = None  # of the home page that the site look of this visit saw

    def to_json(self) -> dict[str, Any]:
        return {
            "domain": self.domain,
            "observations": [each.to_json() for each in self.observations],
            "captures": [row_of(each) for each in self.captures],
            "touches": [row_of(each) for each in self.touches],
            "rests": [row_of(each) for each in self.rests],
            "validator": row_of(self.validator) if self.validator else None,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            domain=row["domain"],
            observations=tuple(Observation.from_json(each) for each in row["observations"]),
            captures=tuple(Capture(**each) for each in row["captures"]),
            touches=tuple(touch_of(each) for each in row.get("touches", ())),
            rests=tuple(Rest(**_timed(each, "until")) for each in row.get("rests", ())),
            validator=Validator(**_timed(row["validator"], "full_at")) if row.get("validator") else None,
        )


def row_of(record: Capture | Touch | Rest | Validator) -> dict[str, Any]:
    """The record as JSON, times as :func:`iso` writes them."""
    values = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in values.items()}


def touch_of(row: Mapping[str, Any]) -> Touch:
    """The touch that :func:`row_of` wrote."""
    return Touch(**_timed(row, "at"))


def _timed(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**row, name: parse_time(row[name])}


def body_hash(body: bytes) -> str:
    """The name of these bytes: ``sha256:<hex>``."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def canonical(value: Any) -> str:
    """JSON with one spelling for one value: sorted keys, no spaces, Unicode as it is.

    Half a character (a lone surrogate), which no file and no database takes, is written as JSON's escape.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text if text.isascii() else _HALVES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def content_hash(value: Any) -> str:
    """128-bit BLAKE2b of the canonical JSON, as 32 hex digits."""
    return hashlib.blake2b(canonical(value).encode("utf-8"), digest_size=16).hexdigest()


def iso(moment: datetime) -> str:
    """``2026-11-22T06:00:00Z``: UTC, whole seconds, sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime:
    """The aware UTC time that :func:`iso` wrote; ValueError on anything else."""
    if len(text) != 20 or text[10] != "T" or text[19] != "Z":
        raise ValueError(f"{text[:40]!r} is no time such as 2026-11-22T06:00:00Z")
    return datetime.fromisoformat(text)


def seconds(moment: datetime) -> int:
    """The whole seconds since 1970, UTC: what :func:`iso` writes, as a number."""
    return timegm(moment.utctimetuple())


def moment_of(number: int) -> datetime:
    """The aware UTC time of :func:`seconds`."""
    return _BEGINNING + timedelta(seconds=number)


def packed(name: str) -> bytes | str:
    """The 32 bytes that ``sha256:<hex>`` writes; any other name as it is."""
    return bytes.fromhex(name[7:]) if _NAME.fullmatch(name) else name


def unpacked(name: bytes | str) -> str:
    """The name that :func:`packed` was given."""
    return f"sha256:{name.hex()}" if isinstance(name, bytes) else name
