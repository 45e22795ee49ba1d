"""Which key and certificate does the site show, and for which other names?

Looks at the certificate itself, its public key, the registrable names it covers, its issuer, how it is built
(the order of its parts), and of one that no public authority vouches for: the subject, the private
authority and the serial number. It matters because a key is generated once and copied with the server's
configuration, a certificate made for several sites of one owner names them all, and who signs for himself
numbers by hand.

The domain's own name counts among the names when the certificate covers it: a certificate of another site
that covers this one then shares it.

**What fools it**: the certificate of a hosting company or a content delivery network covers customers who do
not know each other; the sample key of a server image is everywhere; a wrong-name certificate is the host's,
not the owner's; the issuer alone says nothing; control panels sign with a subject and a serial number that
are the same everywhere; a public authority that is not listed here looks private on a server that leaves
out the certificates between. A renewal with a new key erases the trace.
"""

import re
from collections.abc import Mapping
from typing import Any

from crawler import names
from crawler.fingerprint import _normal
from crawler.fingerprint._rarity import agree, of_kinds, tidy
from crawler.fingerprint._signal import Comparison, Family, Signal, Values, Weighing
from crawler.fingerprint._subject import Subject

MOST_NAMES = 200

_KINDS = ("key", "cert", "authority", "serial", "subject", "san", "structure", "issuer")
_OWN_MAKING = frozenset({"self-signed", "unknown issuer"})
_TOLD = {
    "key": "show the public key {}",
    "cert": "show the certificate {}",
    "san": "are certified together with {}",
    "subject": "show a self-signed certificate for '{}'",
    "authority": "have a certificate of the private authority '{}'",
    "serial": "show a certificate of their own making with the serial number {}",
    "issuer": "have a certificate from '{}'",
    "structure": "show certificates built alike ({})",
}
_STRUCTURE = re.compile(r"[0-9a-f]{12}(?:_[0-9a-f]{12}){2}")
_PUBLIC = re.compile(
    r"let's encrypt|digicert|sectigo|globalsign|google trust|amazon|comodo|godaddy|entrust|zerossl|cloudflare"
    r"|microsoft|buypass|certum|ssl corp|ssl\.com|trustasia|geotrust|thawte|rapidssl|actalis|identrust"
    r"|starfield|usertrust|symantec|verisign|harica|swisssign|quovadis|gandi|wotrus|cfca|twca|telesec|certigna|netlock"
)
_SERIAL = re.compile(r"[1-9a-f][0-9a-f]{5,63}")
"""In hexadecimal; programs number their first certificates 1, 2 and 3."""
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def extract(subject: Subject) -> Values:
    """``key:``, ``cert:``, ``san:`` (registrable names), ``structure:``, and who made the certificate."""
    seen = subject.observations.get("tls")
    if seen is None:
        return ()
    payload = seen.payload
    values = [f"key:{_hash(payload, 'key')}", f"cert:{_hash(payload, 'certificate')}"]
    values.append(f"structure:{_structure(payload)}")
    listed = payload.get("names")
    if isinstance(listed, list | tuple):
        values += [f"san:{_covered(str(name))}" for name in listed[:MOST_NAMES]]
    return tidy([*values, *_maker(payload)])


def _maker(payload: Mapping[str, Any]) -> list[str]:
    """Who made the certificate: a public authority, or somebody for himself."""
    faults = payload.get("faults")
    said = {str(each) for each in faults[:10]} if isinstance(faults, list | tuple) else set()
    making = _OWN_MAKING & (said | {str(payload.get("verdict"))})
    subject, issuer = _text(payload, "subject"), _text(payload, "issuer")
    if not making or _PUBLIC.search(issuer):  # many servers leave out the certificates between
        return [f"issuer:{issuer}"]
    serial = str(payload.get("serial") or "").lower()
    values = [f"serial:{serial if _SERIAL.fullmatch(serial) else ''}"]
    if "self-signed" in making:
        return [*values, f"subject:{subject}"]
    return [*values, f"authority:{issuer}"]


def _hash(payload: Mapping[str, Any], field: str) -> str:
    value = str(payload.get(field) or "").lower()
    return value if _HASH.fullmatch(value) else ""


def _structure(payload: Mapping[str, Any]) -> str:
    value = str(payload.get("structure") or "")
    return value if _STRUCTURE.fullmatch(value) else ""


def _covered(name: str) -> str:
    try:
        return names.registrable(names.parse(name[:260].removeprefix("*.")))
    except names.InvalidName:
        return ""


def _text(payload: Mapping[str, Any], field: str) -> str:
    return " ".join(str(payload.get(field) or "")[: _normal.MOST_CHARACTERS].casefold().split())


_IN_ITS_CERTIFICATE = ("key:", "issuer:", "subject:", "structure:", "authority:", "serial:")


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """What both certificates say; a shared certificate implies its key, its names and its issuer."""
    shared = set(ours) & set(theirs)
    if any(value.startswith("cert:") for value in shared):
        shared = {value for value in shared if not value.startswith(_IN_ITS_CERTIFICATE)}
    return agree(SIGNAL.name, ours, theirs, shared, _tell, "their certificates have nothing in common")


def _tell(value: str) -> str:
    kind, _, rest = value.partition(":")
    return _TOLD[kind].format(rest[:23] + "…" if kind in ("key", "cert") else rest)


def keys(values: Values) -> Values:
    """All values, the narrowest kinds first."""
    return of_kinds(values, _KINDS)


SIGNAL = Signal(
    name="certificate",
    family=Family.INFRASTRUCTURE,
    question="Do the sites show the same key or certificate?",
    weighing=Weighing.RARITY,
    extract=extract,
    compare=compare,
    keys=keys,
    tell=_tell,
)
