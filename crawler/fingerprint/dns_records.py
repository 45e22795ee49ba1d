"""Where does the domain's DNS point, and who answers for its mail?

Looks at addresses (and their /24, or /64 of IPv6), name servers one by one and as a set, mail hosts and the
tenant they name, who may send mail (SPF), where mail reports go (DMARC), the SOA contact, aliases, and who
may issue certificates (CAA). Where a record holds a customer's number or name at a service, as
``someone.github.io``, ``u123456.wl.sendgrid.net`` or CAA's ``accounturi`` do, it is an ``account:``. It
matters because several of the known fronts stood side by side on one small server.

A domain whose name servers are those of a seizure says nothing here: that is a state, not a resemblance.

**What fools it**: shared hosting, content delivery networks, parking and the default name servers of a large
registrar put strangers side by side, so only rarity gives a value weight; a move to another host erases it
all; an address seen today may have belonged to somebody else when the reference was seen. Verification texts
are left to the tracker signal; a SOA's serial changes by itself and is not kept.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any

from crawler.fingerprint import _normal
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._seizure import is_of_seizure
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

MOST_RECORDS = 50
MOST_NAME = 255

_SEIZURE_PAIR = frozenset({"jocelyn.ns.cloudflare.com", "plato.ns.cloudflare.com"})
_KINDS = (
    "account",
    "a",
    "aaaa",
    "net64",
    "tenant",
    "mx",
    "nsset",
    "spf",
    "dmarc",
    "caa_contact",
    "soa",
    "cname",
    "net24",
    "ns",
)
_TOLD = {
    "a": "are served from {}",
    "aaaa": "are served from {}",
    "account": "use the account {}",
    "net64": "are served from the network {}",
    "caa_contact": "have reports of certificates sent to {}",
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
_CUSTOMERS = """
github.io gitlab.io netlify.app netlify.com vercel.app herokuapp.com herokudns.com pages.dev web.app
firebaseapp.com myshopify.com wordpress.com wpengine.com wpenginepowered.com pantheonsite.io
azurewebsites.net azurefd.net azureedge.net trafficmanager.net cloudapp.azure.com cloudfront.net
elasticbeanstalk.com amplifyapp.com fly.dev onrender.com up.railway.app surge.sh ghost.io webflow.io
hs-sites.com tilda.ws zendesk.com freshdesk.com readthedocs.io bitbucket.io ondigitalocean.app
kinsta.cloud kinsta.app hostingersite.com wixsite.com weebly.com b-cdn.net appspot.com run.app"""
_CUSTOMER_ZONES = tuple(_CUSTOMERS.split())
_SHARED = "www proxy cname custom domains ssl default hosting lb global edge shops ghs apex-loadbalancer"
_SHARED_LABELS = frozenset(_SHARED.split())
_ACCOUNT = re.compile(
    r"((?:\w{1,40}\.)?u\d{4,10}\.wl\d{0,4}\.sendgrid\.net|\d{4,10}\.spf\d{0,3}\.hubspotemail\.net"
    r"|mx[a-z]-\d{8}\.gslb\.pphosted\.com|mx\d?\.hc\d{2,6}-\d{1,4}\.(?:\w{2,3}\.)?iphmx\.com"
    r"|d\d{4,8}[a-z]?\.ess\.barracudanetworks\.com|[\w-]{2,40}\.in\.tmes(?:-\w{2,6})?\.trendmicro\.\w{2,3}"
    r"|[0-9a-f]{10,20}\.vercel-dns-\d{1,4}\.com|\d{4,10}\.group\d{1,3}\.sites\.hubspot\.net)"
)
_ACME = re.compile(r"accounturi=([^\s;\"]{10,200})")
_MAILTO = re.compile(r"mailto:([^\s,;!]{1,255})")


def extract(subject: Subject) -> Values:
    """One value for each record; nothing at all for a seized domain."""
    seen = subject.observations.get("dns")
    if seen is None:
        return ()
    payload = seen.payload
    servers = frozenset(_names(payload, "NS"))
    authorities = [[_name(word) for word in row.split()[:2]] for row in _rows(payload, "SOA")]
    if any(is_of_seizure(name) for names in (servers, *authorities) for name in names):
        return ()
    values = _of_addresses(payload) + _of_mail(payload) + _of_certificates(payload)
    values += [f"soa:{names[-1]}" for names in authorities if names]
    for name in _names(payload, "CNAME"):
        values += [f"cname:{name}", f"account:{_account(name)}"]
    if servers != _SEIZURE_PAIR:
        values += [f"ns:{name}" for name in servers]
        values.append(f"nsset:{' '.join(sorted(servers)[:8])}")
    return tidy(values)


def _of_addresses(payload: Mapping[str, Any]) -> list[str]:
    values = []
    for row in (*_rows(payload, "A"), *_rows(payload, "AAAA")):
        try:
            address = ipaddress.ip_address(row)
        except ValueError:
            continue
        if address.version == 6:
            whole = ipaddress.ip_network((address, 64), strict=False)
            values += [f"aaaa:{address}", f"net64:{whole}"]
            continue
        plain = str(address)
        values += [f"a:{plain}", f"net24:{plain.rpartition('.')[0]}.0/24"]
    return values


def _of_mail(payload: Mapping[str, Any]) -> list[str]:
    values = []
    for row in _rows(payload, "MX"):
        host = _name(row.split()[-1]) if row.split() else ""
        tenant = _TENANT.fullmatch(host)
        values += [f"tenant:{tenant[1]}" if tenant else f"mx:{host}", f"account:{_account(host)}"]
    for row in _rows(payload, "TXT"):
        if row.startswith("v=spf1"):
            for kind, what in _SPF_TERM.findall(row[:2000]):
                values += [f"spf:{kind}:{what}", f"account:{_account(what)}"]
    for row in _rows(payload, "DMARC"):
        mailboxes = (_normal.email(found) for found in _MAILTO.findall(row[:2000]))
        values += [f"dmarc:{mailbox}" for mailbox in mailboxes]
    return values


def _of_certificates(payload: Mapping[str, Any]) -> list[str]:
    values = []
    for row in _rows(payload, "CAA"):
        values += [f"account:{found}" for found in _ACME.findall(row[:1000])]
        if "iodef" in row:
            values += [f"caa_contact:{_normal.email(found)}" for found in _MAILTO.findall(row[:1000])]
    return values


def _account(name: str) -> str:
    """The customer's own name at a service; ``""`` where all customers have the same."""
    if found := _ACCOUNT.fullmatch(name):
        return re.sub(r"^mx[a-z\d]?[-.]", "", found[1])
    label, _, rest = name.partition(".")
    for zone in _CUSTOMER_ZONES:
        if name.endswith(f".{zone}") and label not in _SHARED_LABELS and len(label) > 2:
            return name if rest == zone else ""
    return ""


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
        elif kind == "aaaa":
            shared.discard(f"net64:{ipaddress.ip_network((rest, 64), strict=False)}")
        elif kind == "account":
            shared = {each for each in shared if each.startswith("account:") or rest not in each}
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
