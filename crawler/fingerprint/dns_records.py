"""Where does the domain's DNS point, and who answers for its mail?

Looks at addresses (and their /24), name servers one by one and as a set, mail hosts and the tenant they
name, who may send mail (SPF), where mail reports go (DMARC), the SOA contact and aliases. It matters because
several of the known fronts stood side by side on one small server.

A domain whose name servers are those of a seizure says nothing here: that is a state, not a resemblance.

**What fools it**: shared hosting, content delivery networks, parking and the default name servers of a large
registrar put strangers side by side, so only rarity gives a value weight; a move to another host erases it
all; an address seen today may have belonged to somebody else when the reference was seen. Verification texts
are left to the tracker signal.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any

from crawler.fingerprint import _normal
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

MOST_RECORDS = 50
MOST_NAME = 255

_SEIZURE_ZONES = ("seized.gov", "usssdomainseizure.com", "seizedservers.com")
_SEIZURE_PAIR = frozenset({"jocelyn.ns.cloudflare.com", "plato.ns.cloudflare.com"})
_KINDS = ("a", "aaaa", "tenant", "mx", "nsset", "spf", "dmarc", "soa", "cname", "net24", "ns")
_TOLD = {
    "a": "are served from {}",
    "aaaa": "are served from {}",
    "net24": "are served from the network {}",
    "ns": "use the name server {}",
    "nsset": "use the name servers {}",
    "mx": "receive mail at {}",
    "tenant": "belong to the mail tenant '{}'",
    "spf": "let {} send their mail",
    "dmarc": "have mail reports sent to {}",
    "soa": "name the DNS contact {}",
    "cname": "are aliases of {}",
}
_SPF_TERM = re.compile(r"[+?~-]?(include|ip4|ip6|a|mx|exists|redirect)[:=](\S{1,255})")
_TENANT = re.compile(r"([a-z0-9-]{1,63})\.mail\.protection\.outlook\.com")
_MAILTO = re.compile(r"mailto:([^\s,;!]{1,255})")


def extract(subject: Subject) -> Values:
    """One value for each record; nothing at all for a seized domain."""
    seen = subject.observations.get("dns")
    if seen is None:
        return ()
    payload = seen.payload
    servers = frozenset(_names(payload, "NS"))
    authorities = [[_name(word) for word in row.split()[:2]] for row in _rows(payload, "SOA")]
    if any(_is_seizure(name) for names in (servers, *authorities) for name in names):
        return ()
    values = _of_addresses(payload) + _of_mail(payload)
    values += [f"soa:{names[-1]}" for names in authorities if names]
    values += [f"cname:{name}" for name in _names(payload, "CNAME")]
    if servers != _SEIZURE_PAIR:
        values += [f"ns:{name}" for name in servers]
        values.append(f"nsset:{' '.join(sorted(servers)[:8])}")
    return tidy(values)


def _is_seizure(name: str) -> bool:
    return any(name == zone or name.endswith("." + zone) for zone in _SEIZURE_ZONES)


def _of_addresses(payload: Mapping[str, Any]) -> list[str]:
    values = []
    for row in (*_rows(payload, "A"), *_rows(payload, "AAAA")):
        try:
            address = ipaddress.ip_address(row)
        except ValueError:
            continue
        if address.version == 6:
            values.append(f"aaaa:{address}")
            continue
        plain = str(address)
        values += [f"a:{plain}", f"net24:{plain.rpartition('.')[0]}.0/24"]
    return values


def _of_mail(payload: Mapping[str, Any]) -> list[str]:
    values = []
    for row in _rows(payload, "MX"):
        host = _name(row.split()[-1]) if row.split() else ""
        tenant = _TENANT.fullmatch(host)
        values.append(f"tenant:{tenant[1]}" if tenant else f"mx:{host}")
    for row in _rows(payload, "TXT"):
        if row.startswith("v=spf1"):
            values += [f"spf:{kind}:{what}" for kind, what in _SPF_TERM.findall(row[:2000])]
    for row in _rows(payload, "DMARC"):
        mailboxes = (_normal.email(found) for found in _MAILTO.findall(row[:2000]))
        values += [f"dmarc:{mailbox}" for mailbox in mailboxes]
    return values


def _rows(payload: Mapping[str, Any], kind: str) -> list[str]:
    rows = payload.get(kind)
    if not isinstance(rows, Iterable) or isinstance(rows, str):
        return []
    return [str(row).strip().strip('"').lower() for row in list(rows)[:MOST_RECORDS]]


def _names(payload: Mapping[str, Any], kind: str) -> list[str]:
    return [name for name in map(_name, _rows(payload, kind)) if name]


def _name(text: str) -> str:
    return text.strip().rstrip(".")[:MOST_NAME]


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """The records both have, without what a shared address or set of name servers implies."""
    shared = set(ours) & set(theirs)
    for value in tuple(shared):
        kind, _, rest = value.partition(":")
        if kind == "a":
            shared.discard(f"net24:{rest.rpartition('.')[0]}.0/24")
        elif kind == "nsset":
            shared -= {f"ns:{name}" for name in rest.split()}
    return agree(SIGNAL.name, ours, theirs, shared, _tell, "their DNS records have nothing in common")


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    if kind == "spf":
        rest = rest.partition(":")[2]
    return _TOLD[kind].format(" and ".join(rest.split()))


def keys(values: Values) -> Values:
    """All values, the narrowest kinds first."""
    return of_kinds(values, _KINDS)


SIGNAL = Signal(
    name="dns_records",
    family=Family.INFRASTRUCTURE,
    question="Do the DNS records point to the same places?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
