"""Which addresses are public, so that a name in hostile hands cannot make us dial our own network?"""

import ipaddress
from collections.abc import Iterable

from crawler.errors import ConfigError

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(each)
    for each in """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
    192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
    168.63.129.16/32 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20
    5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
    """.split()  # noqa: SIM905
)
_UNICAST6 = ipaddress.ip_network("2000::/3")  # the only IPv6 space given out for public use


class Guard:
    """Says which addresses are public; ``allow`` names networks that pass all the same (a lab's loopback)."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        try:
            self._allow = tuple(ipaddress.ip_network(each) for each in allow)
        except ValueError as error:
            raise ConfigError(f"net.allow takes networks such as 127.0.0.0/8: {error}") from None

    def reason(self, address: str) -> str:
        """Why ``address`` may not be dialled, as one sentence; empty when it may."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return f"'{address[:60]}' is not an IP address"
        ip = (parsed.ipv4_mapped or parsed) if parsed.version == 6 else parsed
        if any(ip in network for network in self._allow if network.version == ip.version):
            return ""
        for network in _NOT_PUBLIC:
            if network.version == ip.version and ip in network:
                return f"{address} lies in {network}, which is not public"
        if ip.version == 6 and ip not in _UNICAST6:
            return f"{address} lies outside {_UNICAST6}, the public IPv6 space"
        if not ip.is_global or ip.is_multicast or ip.is_reserved:
            return f"{address} is not a public address"
        return ""
