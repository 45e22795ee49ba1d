"""Which hostile and broken hosts are out there, and what should a report say that it saw of each?"""

import ipaddress
import random
from dataclasses import dataclass

from crawler.records import Reason
from tests.e2e._sites import Site, address, pages

ODD = ipaddress.ip_address("45.66.0.1")
REBINDS_TO = "10.66.0.1"
PRIVATE_NAME = "inside-office.com"
REGISTRIES = {
    "online": "limited",
    "site": "html",
    "store": "huge",
    "tech": "link",
    "space": "link-name",
    "website": "redirect",
}
"""The TLDs whose registry misbehaves, and how."""


@dataclass(frozen=True)
class Fault:
    """One broken host: its ``kind`` of look must end, in the last of two runs, with one of ``said``."""

    name: str
    domain: str
    kind: str = "site"
    said: tuple[Reason, ...] = (Reason.BLOCKED_ADDRESS,)
    addresses: tuple[str, ...] = ()  # in DNS, in nobody's hands that may be dialled
    odd: tuple[str, str] = ("", "")  # behaviour of our odd web server, and where it sends
    servers: str = "hosts"
    known: bool = True  # the name server that is named knows the zone

    def site(self, number: int) -> Site:
        """The domain as the internet has it; ``number`` gives its own address where that is ours."""
        own = str(ODD + number) if self.odd[0] else address(2_000 + number)
        shown = pages(self.domain, random.Random(self.domain))
        servers = self.servers if self.known else "lame"
        return Site(self.domain, shown, self.addresses or (own,), servers=servers, registrant="Invented Ltd")


def _sent(number: int, to: str) -> Fault:
    """A site that is nothing but a redirect."""
    return Fault(f"redirect to {to}", f"sent-away-{number}.com", odd=("redirect", to))


_TARGETS = (
    "http://10.66.0.1/",
    "https://10.66.0.1/",
    "http://127.0.0.1/",
    "http://localhost/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.168.1.1/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::a42:1]/",
    "http://[fd00::1]/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x0a420001/",
    "http://017700000001/",
    "http://127.1/",
    "http://0/",
    f"http://{PRIVATE_NAME}/",
)

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a web server that accepts and never answers",
        "mute-host.com",
        said=(Reason.TIMEOUT,),
        odd=("silent", ""),
    ),
    Fault("public and private answers mixed", "mixed-answers.com", addresses=("45.10.0.9", "10.66.0.1")),
    Fault("an IPv4-mapped answer", "mapped-answers.com", addresses=("::ffff:10.0.0.1",)),
    Fault("a NAT64 answer", "nat64-answers.com", addresses=("64:ff9b::a42:1",)),
    Fault("a private answer", PRIVATE_NAME, addresses=("10.66.0.1",)),
    Fault("a private IPv6 answer", "inside-six.com", addresses=("fd00::1",)),
    Fault("a loopback answer", "loop-answers.com", addresses=("127.0.0.1",)),
    Fault("the cloud's metadata as answer", "meta-answers.com", addresses=("169.254.169.254",)),
    Fault("DNS rebinding", "rebinding-host.com", servers="odd"),
    Fault(
        "name servers that do not know the zone",
        "lame-zone.com",
        said=(Reason.SERVFAIL, Reason.LAME, Reason.REFUSED),
        known=False,
    ),
    Fault(
        "40,000 header lines",
        "many-headers.com",
        said=(Reason.BAD_ANSWER, Reason.TOO_BIG, Reason.HOSTILE),
        odd=("headers", ""),
    ),
    Fault("links and images into private space", "inward-links.com", said=(Reason.NONE,), odd=("links", "")),
    Fault(
        "a robots.txt that leads inside",
        "robots-inside.com",
        said=(Reason.BLOCKED_ADDRESS, Reason.ROBOTS, Reason.UNREACHABLE, Reason.NONE),
        odd=("robots", "http://10.66.0.1/robots.txt"),
    ),
    *(_sent(number, to) for number, to in enumerate(_TARGETS)),
    Fault("RDAP that answers 429", "busy-registry.online", "registration", (Reason.RATE_LIMITED,)),
    Fault(
        "RDAP that answers 429, a second domain", "busy-again.online", "registration", (Reason.RATE_LIMITED,)
    ),
    Fault(
        "RDAP that answers HTML", "moved-registry.site", "registration", (Reason.BAD_ANSWER, Reason.SUNSET)
    ),
    Fault("RDAP of 60 MB", "heavy-registry.store", "registration", (Reason.TOO_BIG,)),
    Fault(
        "an RDAP link to 127.0.0.1",
        "linked-registry.tech",
        "registration",
        (Reason.NONE, Reason.BLOCKED_ADDRESS),
    ),
    Fault("an RDAP link to a private name", "linked-name.space", "registration", (Reason.BLOCKED_ADDRESS,)),
    Fault(
        "an RDAP redirect to 127.0.0.1", "sent-registry.website", "registration", (Reason.BLOCKED_ADDRESS,)
    ),
)
