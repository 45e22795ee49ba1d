"""Which hosts and addresses serve everybody, so that having one in common says nothing?"""

import tomllib
from functools import lru_cache
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from crawler import names
from crawler.discovery._indicators import free_mail, platforms


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    text = files("crawler.discovery").joinpath("_public_hosts.txt").read_text("utf-8")
    table = tomllib.loads(files("crawler").joinpath("infrastructure.toml").read_text("utf-8"))
    # Its other hosts are left out: below them stand the customers' own names.
    listed = (each for kind in ("dns", "mail", "networks") for row in table[kind] for each in row["of"])
    return frozenset(text.partition("\n")[2].split()) | frozenset(listed)


@lru_cache(maxsize=1)
def _networks() -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in sorted(_words()) if "/" in each)


@lru_cache(maxsize=65_536)
def is_public(host: str) -> bool:
    """True for a host of a public service: of names, mail, certificates, pages or mailboxes."""
    labels = host.split(".")
    above = (".".join(labels[at:]) for at in range(len(labels) - 1))
    if any(each in _words() for each in above) or names.registrable(host).startswith("awsdns-"):
        return True
    return host in platforms() or host in free_mail()


@lru_cache(maxsize=65_536)
def is_public_address(text: str) -> bool:
    """True for an address of a network whose owner puts thousands of strangers behind it."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in each for each in _networks())
