"""What did the operator choose, and where is it wrong?

One file, ``brassplate.toml`` in the home, becomes frozen dataclasses once; nothing reads the file later.
"""

import difflib
import ipaddress
import re
import tomllib
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from crawler.addresses import Guard
from crawler.errors import ConfigError
from crawler.net import NetConfig

FILE = "brassplate.toml"
RDAP_BOOTSTRAP = "https://data.iana.org/rdap/dns.json"
MARKINGS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """How politely and how far one day's run looks, and how unlikely a front is before any evidence."""

    pages_per_site: int = 6
    sites_at_once: int = 16
    site_seconds: float = 60.0
    delay: float = 1.0  # seconds between two requests to one site
    contact: str = ""  # an address or URL that the user agent names
    prior_bits: float = -10.0  # about one site in a thousand


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """Which files the day's report becomes; no formats named means all of them."""

    formats: tuple[str, ...] = ()
    tlp: str = "AMBER"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """When the daemon runs, as HH:MM in UTC."""

    time: str = "06:00"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the operator may choose; only the home has no default."""

    home: Path
    rdap_bootstrap: str = RDAP_BOOTSTRAP
    whois_servers: Mapping[str, str] = field(default_factory=lambda: types.MappingProxyType({}))
    run: RunConfig = field(default_factory=RunConfig)
    net: NetConfig = field(default_factory=NetConfig)
    report: ReportConfig = field(default_factory=ReportConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)


def load(home: Path) -> Config:
    """The configuration of ``home``; ConfigError names the key, the file and what was probably meant."""
    file = home / FILE
    try:
        return parse(home, file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigError(
            f"there is no {FILE} in {home}; 'brassplate init' writes one, --home names another home"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{file} is not UTF-8 text; mend it, or begin again with 'brassplate init --force'"
        ) from None


def parse(home: Path, text: str) -> Config:
    """The configuration that ``text`` says, for ``home``."""
    file = home / FILE
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}; mend that line and start again") from None
    config: Config = _Reader(file).build(Config, table, "", given={"home": home})
    for key, allowed, question in _LIMITS:
        value = _at(config, key)
        if not allowed(value):
            raise ConfigError(f"{file}: '{key}' is {_shown(value)}; {question}")
    try:
        Guard(config.net.allow)
        _refuse_unknown_formats(config.report.formats)
    except (ConfigError, LookupError) as error:
        raise ConfigError(f"{file}: {error.args[0]}") from None
    return config


def _refuse_unknown_formats(chosen: tuple[str, ...]) -> None:
    if chosen:
        from reports.formats import named

        for name in chosen:
            named(name)


class _Reader:
    """Builds dataclasses from TOML tables, strictly."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def build(self, kind: Any, table: Mapping[str, Any], at: str, given: Mapping[str, Any]) -> Any:
        known = [each.name for each in fields(kind) if each.name not in given]
        hints = get_type_hints(kind)
        values = dict(given)
        for name, value in table.items():
            if name not in known:
                raise ConfigError(self._unknown(f"{at}{name}", at, known))
            values[name] = self._read(hints[name], value, f"{at}{name}")
        return kind(**values)

    def _unknown(self, key: str, at: str, known: list[str]) -> str:
        name = key.removeprefix(at)
        near = [f"{at}{each}" for each in difflib.get_close_matches(name, known, n=1, cutoff=0.5)]
        found = near or [each for each in _all_keys() if each.rpartition(".")[2] == name]
        hint = f"did you mean '{found[0]}'?" if found else f"known here: {', '.join(known)}"
        return f"{self.file}: there is no key '{key}'; {hint}"

    def _read(self, kind: Any, value: Any, key: str) -> Any:
        if is_dataclass(kind) and isinstance(value, dict):
            return self.build(kind, value, f"{key}.", given={})
        if get_origin(kind) is tuple and isinstance(value, list):
            return tuple(self._read(str, each, key) for each in value)
        if get_origin(kind) is Mapping and isinstance(value, dict):
            left, right = get_args(kind)
            pairs = {
                self._key(left, name, key): self._read(right, each, f"{key}.{name}")
                for name, each in value.items()
            }
            return types.MappingProxyType(pairs)
        if kind is float and type(value) in (int, float):
            return float(value)
        if type(value) is kind:
            return value
        raise ConfigError(f"{self.file}: '{key}' takes {_WORDS.get(kind, 'a table')}, not {_shown(value)}")

    def _key(self, kind: Any, name: str, key: str) -> Any:
        if kind is not int:
            return name
        if name.isdecimal():
            return int(name)
        raise ConfigError(f"{self.file}: '{key}' takes numbers as keys, not '{name}'")


_WORDS = {
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    tuple[str, ...]: "a list of texts",
    Mapping[str, str]: "a table of texts",
    Mapping[int, int]: "a table of numbers",
}


def _all_keys() -> list[str]:
    tables = {name: kind for name, kind in get_type_hints(Config).items() if is_dataclass(kind)}
    nested = [f"{name}.{each.name}" for name, kind in tables.items() for each in fields(kind)]
    return [*(each.name for each in fields(Config) if each.name != "home"), *nested]


def _at(config: Config, key: str) -> Any:
    value: Any = config
    for name in key.split("."):
        value = getattr(value, name)
    return value


def _is_bootstrap(text: str) -> bool:
    scheme, marker, _ = text.partition("://")
    return bool(text) and (not marker or scheme == "https")


def _is_nameserver(text: str) -> bool:
    address, _, port = text.rpartition(":") if text.count(":") == 1 or "]:" in text else (text, "", "53")
    try:
        ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    return port.isascii() and port.isdecimal() and 0 < int(port) < 65536


def _shown(value: Any) -> str:
    """A value as the file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_shown(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return repr(value) if isinstance(value, str | int | float) else str(value)


def _within(low: float, high: float) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: low <= value <= high), f"it takes {low:g} to {high:g}"


_LIMITS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("run.pages_per_site", *_within(1, 100)),
    ("run.sites_at_once", *_within(1, 256)),
    ("run.site_seconds", *_within(1, 3600)),
    ("run.delay", *_within(0, 600)),
    ("run.prior_bits", *_within(-60, 0)),
    ("net.timeout", *_within(0.1, 120)),
    (
        "net.ports",
        lambda ports: all(0 < n < 65536 for pair in ports.items() for n in pair),
        "ports are 1 to 65535",
    ),
    (
        "net.nameservers",
        lambda given: all(map(_is_nameserver, given)),
        "it takes addresses such as 9.9.9.9, 9.9.9.9:53 or [2620:fe::fe]:53",
    ),
    (
        "net.authorities",
        lambda given: all(Path(each).is_file() for each in given),
        "it takes the paths of PEM files that exist",
    ),
    ("run.contact", str.isprintable, "it takes one line of text"),
    ("report.tlp", MARKINGS.__contains__, f"it takes one of {', '.join(MARKINGS)}"),
    (
        "schedule.time",
        lambda text: bool(re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text)),
        "it takes HH:MM in UTC, such as 06:00",
    ),
    ("rdap_bootstrap", _is_bootstrap, "it takes the path of a file or an https URL"),
)

DEFAULT_TOML = f"""\
# brassplate.toml: every key with its default. Remove the '#' before a key to change it.

# Where the RDAP servers are listed: the path of a file, or an https URL.
# rdap_bootstrap = "{RDAP_BOOTSTRAP}"

# WHOIS servers of TLDs for which no RDAP server is known: "tld" = "host".
[whois_servers]
# io = "whois.nic.io"

[run]
# Pages taken of one site: the home page first, then contact, about and team.
# pages_per_site = 6
# Sites looked at side by side.
# sites_at_once = 16
# Seconds after which a site is left as it is.
# site_seconds = 60.0
# Seconds between two requests to one site.
# delay = 1.0
# A mailbox or URL that the user agent names, so that a site's owner can ask you to stay away.
# contact = ""
# Bits that a site must overcome: -10 means one site in about a thousand is such a front before any evidence.
# prior_bits = -10.0

[net]
# Networks that may be dialled although they are not public. Leave it empty outside a lab.
# allow = []
# Name servers to ask ("9.9.9.9" or "9.9.9.9:53"); empty means the system's.
# nameservers = []
# PEM files of certificate authorities to trust beside the public ones.
# authorities = []
# Seconds for one DNS question or one connection.
# timeout = 10.0

# Ports really dialled instead of the standard ones. Leave it empty outside a lab.
[net.ports]
# 443 = 8443

[report]
# Formats to write; empty means every format there is.
# formats = []
# Who may read the reports, by the Traffic Light Protocol 2.0: {", ".join(MARKINGS)}.
# tlp = "AMBER"
# A sentence that every report begins with.
# note = ""

[schedule]
# When 'brassplate daemon' runs, as HH:MM in UTC.
# time = "06:00"
"""
"""The file that ``brassplate init`` writes: it says every key and changes nothing."""
