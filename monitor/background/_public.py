"""Does a value only say which public service a site uses, and how many sites use that?

A name belongs to the nearest zone of its list, an address to a network, a registrar to its IANA id, a path to
its file's name without release. A set of name servers is public when each of them is.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

_LISTS = {
    "ns": "dns",
    "nsset": "dns",
    "soa": "dns",
    "mx": "mail",
    "spf": "mail",
    "dmarc": "mail_reports",
    "a": "networks",
    "aaaa": "networks",
    "net24": "networks",
    "cname": "hosts",
    "san": "hosts",
    "registrar": "registrars",
    "registrant_email": "privacy",
    "email": "privacy",
    "mailhost": "privacy",
    "host": "hosts",
    "theme": "extensions",
    "plugin": "extensions",
    "path": "files",
}
"""The list that speaks of a prefix."""

_BUILD = re.compile(r"v?\d+|min|slim|bundle|pack|packed|umd|pkgd|pkg|all|prod|rtl")
"""Parts at the end of a file's name that say which release it is."""


@dataclass(frozen=True, slots=True)
class Service:
    """A public service, and the part of all sites that use it: an order of magnitude, rather too high."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Lists:
    """What is listed: by name (zone, IANA id, file), and networks by their first and last address."""

    names: Mapping[str, Mapping[str, Service]]
    networks: tuple[tuple[IPv4Network | IPv6Network, Service], ...]


def service(value: str) -> Service | None:
    """The public service that ``value`` names, if it does no more than that."""
    prefix, _, rest = value.partition(":")
    found = _LISTS.get(prefix)
    if found is None or not rest:
        return None
    if found == "networks":
        return _of_network(rest)
    names = lists().names[found]
    if found in ("registrars", "extensions"):
        return names.get(rest)
    if found == "files":
        return _of_path(names, rest)
    if prefix == "spf":
        kind, _, rest = rest.partition(":")
        if kind.startswith("ip"):
            return _of_network(rest)
    if prefix == "nsset":
        return _of_all(names, rest.split())
    return _of_zone(names, rest.rpartition("@")[2])


def _of_all(names: Mapping[str, Service], hosts: list[str]) -> Service | None:
    found = [_of_zone(names, host) for host in hosts]
    known = [each for each in found if each is not None]
    return min(known, key=lambda each: each.share) if known and len(known) == len(hosts) else None


def _of_zone(names: Mapping[str, Service], host: str) -> Service | None:
    labels = host.rstrip(".").split(".")[-6:]
    for start in range(len(labels) - 1):
        if found := names.get(".".join(labels[start:])):
            return found
    return None


def _of_network(text: str) -> Service | None:
    try:
        inner = ip_network(text, strict=False)
    except ValueError:
        return None
    for network, found in lists().networks:
        # Asked for each version apart: networks of two versions cannot be compared.
        if (
            network.version == inner.version
            and network.prefixlen <= inner.prefixlen
            and inner.network_address in network
        ):
            return found
    return None


def _of_path(names: Mapping[str, Service], path: str) -> Service | None:
    """The library of a file, where each folder too is called like everybody's."""
    found = [names.get(plain_file(part)) for part in path.split("/") if part]
    return found[-1] if found and all(found) else None


def plain_file(text: str) -> str:
    """A file's or a folder's name without ending and release: ``jquery-3.7.1.min.js`` → ``jquery``."""
    parts = re.split(r"[-._@]", re.sub(r"\.(?:js|mjs|css|php)$", "", text[-200:].lower()))
    while len(parts) > 1 and _BUILD.fullmatch(parts[-1]):
        parts.pop()
    return "-".join(parts)


def infrastructure() -> str:
    """The text of the lists; the crawler reads them too."""
    return files("crawler").joinpath("infrastructure.toml").read_text("utf-8")


@lru_cache(maxsize=1)
def lists() -> Lists:
    """The lists of ``infrastructure.toml``."""
    table: Mapping[str, Any] = tomllib.loads(infrastructure())
    names: dict[str, dict[str, Service]] = {}
    networks: list[tuple[IPv4Network | IPv6Network, Service]] = []
    for name, rows in table.items():
        for row in rows:
            found = Service(row["name"], float(row["share"]))
            if name == "networks":
                networks += [(ip_network(each), found) for each in row["of"]]
            else:
                names.setdefault(name, {}).update(dict.fromkeys(row["of"], found))
    return Lists(names, tuple(networks))
