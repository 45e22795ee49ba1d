"""Which values does each setting take?"""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARKINGS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")


def value_at(config: Any, key: str) -> Any:
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


def _within(low: float, high: float) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: low <= value <= high), f"it takes {low:g} to {high:g}"


_KEPT = ("observations", "archive", "candidates", "moments", "tellings", "reports")
_FOR_GOOD_OR_LONG = (lambda days: days == 0 or 30 <= days <= 36_500, "it takes 30 to 36500, or 0: for good")

LIMITS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("run.pages_per_site", *_within(1, 100)),
    ("run.images_per_site", *_within(0, 20)),
    ("run.sites_at_once", *_within(1, 1000)),
    ("run.processes", *_within(0, 64)),
    ("run.sites_per_day", *_within(0, 10_000_000)),
    ("run.slowest_days", *_within(1, 90)),
    ("run.names_per_day", *_within(0, 10_000_000)),
    ("run.new_sites_per_day", *_within(0, 1_000_000)),
    ("run.drop_days", *_within(1, 3650)),
    ("run.site_seconds", *_within(1, 3600)),
    ("run.delay", *_within(0, 600)),
    ("run.address_delay", *_within(0, 600)),
    ("run.requests_per_day", *_within(1, 100_000)),
    ("run.full_look_days", *_within(1, 365)),
    ("run.registration_days", *_within(1, 365)),
    ("run.registry_minutes", *_within(0, 1200)),
    ("run.missing_looks", *_within(1, 30)),
    ("run.missing_of", *_within(1, 30)),
    ("run.ledger_days", *_within(1, 3650)),
    ("browser.seconds", *_within(1, 300)),
    ("browser.pages_per_day", *_within(1, 100_000)),
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
    ("report.alerts_a_day", *_within(1, 10_000)),
    ("report.remind_days", *_within(0, 365)),
    ("report.disk_gb", *_within(0, 1_000_000)),
    ("report.tlp", MARKINGS.__contains__, f"it takes one of {', '.join(MARKINGS)}"),
    (
        "schedule.time",
        lambda text: bool(re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text)),
        "it takes HH:MM in UTC, such as 06:00",
    ),
    ("schedule.jitter_minutes", *_within(0, 600)),
    *((f"keep.{name}_days", *_FOR_GOOD_OR_LONG) for name in _KEPT),
    ("keep.free_share", *_within(0.01, 1)),
    ("keep.backups", *_within(1, 1000)),
    (
        "keep.backup_to",
        lambda text: not text or Path(text).is_absolute(),
        "it takes a path that begins with '/'",
    ),
    ("rdap_bootstrap", _is_bootstrap, "it takes the path of a file or an https URL"),
)
