"""What do the name servers say to one DNS question?

NXDOMAIN, no such record, SERVFAIL, REFUSED and silence are told apart.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdata
import dns.resolver

from crawler.errors import ConfigError
from crawler.records import Reason

MAX_VALUES = 100
MAX_VALUE = 4096
MAX_ANSWER = 32_768  # characters of all values together
SHORTEST, LONGEST, FAILURE = 30.0, 300.0, 30.0  # seconds an answer is kept


@dataclass(frozen=True, slots=True)
class Answer:
    """What the name servers said: no values with NONE means the name exists without that type."""

    status: Reason = Reason.NONE  # NONE, NXDOMAIN, SERVFAIL, TIMEOUT or BAD_ANSWER
    values: tuple[str, ...] = ()  # sorted
    rcode: str = "NOERROR"  # tells REFUSED from SERVFAIL
    keep: float = FAILURE  # seconds


def resolver(nameservers: Sequence[str], timeout: float) -> dns.asyncresolver.Resolver:
    try:
        made = dns.asyncresolver.Resolver(configure=not nameservers)
        if nameservers:
            made.nameservers = [_nameserver(each) for each in nameservers]
    except (dns.resolver.NoResolverConfiguration, ValueError) as error:
        raise ConfigError(f"no name server to ask; give net.nameservers (9.9.9.9:53): {error}") from None
    made.use_edns(0, 0, 1232)
    made.lifetime = timeout
    made.timeout = max(timeout / 3, 0.2)
    return made


def _nameserver(text: str) -> dns.nameserver.Nameserver:
    address, _, port = text.rpartition(":") if text.count(":") == 1 or "]:" in text else (text, "", "53")
    return dns.nameserver.Do53Nameserver(str(ipaddress.ip_address(address.strip("[]"))), int(port))


async def ask(resolver: dns.asyncresolver.Resolver, name: str, rdtype: str) -> Answer:
    try:
        answer = await resolver.resolve(name + ".", rdtype, raise_on_no_answer=False, search=False)
    except dns.resolver.NXDOMAIN:
        return Answer(Reason.NXDOMAIN, rcode="NXDOMAIN")
    except dns.resolver.NoNameservers as error:
        responses = [each[4] for each in error.kwargs.get("errors", ()) if each[4] is not None]
        codes = [dns.rcode.to_text(each.rcode()) for each in responses]
        return Answer(Reason.SERVFAIL, rcode=codes[-1] if codes else "")
    except dns.exception.Timeout:
        return Answer(Reason.TIMEOUT, rcode="")
    except (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel, dns.name.IDNAException):
        return Answer(Reason.NXDOMAIN, rcode="")  # what cannot be written in DNS is not there
    except (dns.exception.DNSException, OSError, ValueError, IndexError) as error:
        return Answer(Reason.BAD_ANSWER, rcode=type(error).__name__)
    if answer.rrset is None:
        return Answer()
    values = _bounded(sorted({_text(rdata)[:MAX_VALUE] for rdata in answer.rrset}))
    return Answer(values=values, keep=min(max(answer.rrset.ttl, SHORTEST), LONGEST))


def _bounded(values: list[str]) -> tuple[str, ...]:
    room = MAX_ANSWER
    kept = []
    for value in values[:MAX_VALUES]:
        room -= len(value)
        if room < 0:
            break
        kept.append(value)
    return tuple(kept)


def _text(rdata: dns.rdata.Rdata) -> str:
    """One value without what changes by itself: lower-case names without final dot, no serial of a SOA."""

    def plain(name: Any) -> str:
        return str(name.to_text(omit_final_dot=True).lower())

    value: Any = rdata
    match rdata.rdtype.name:
        case "NS" | "CNAME" | "PTR":
            return plain(value.target)
        case "MX":
            return f"{value.preference} {plain(value.exchange)}"
        case "SOA":
            return f"{plain(value.mname)} {plain(value.rname)}"
        case "TXT":
            return b"".join(value.strings).decode("utf-8", "backslashreplace")
    return rdata.to_text()
