"""Which key and certificate does the site show, and for which other names?

Looks at the certificate itself, its public key, the registrable names it covers, its issuer, how it is built
(the order of its parts), and the subject of a self-signed one. It matters because a key is generated once and
copied with the server's configuration, and a certificate made for several sites of one owner names them all.

The domain's own name counts among the names when the certificate covers it: a certificate of another site
that covers this one then shares it.

**What fools it**: the certificate of a hosting company or a content delivery network covers customers who do
not know each other; the sample key of a server image is everywhere; a wrong-name certificate is the host's,
not the owner's; the issuer alone says nothing. A renewal with a new key erases the trace.
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

_KINDS = ("key", "cert", "subject", "san", "structure", "issuer")
_TOLD = {
    "key": "show the public key {}",
    "cert": "show the certificate {}",
    "san": "are certified together with {}",
    "subject": "show a self-signed certificate for '{}'",
    "issuer": "have a certificate from '{}'",
    "structure": "show certificates built alike ({})",
}
_STRUCTURE = re.compile(r"[0-9a-f]{12}(?:_[0-9a-f]{12}){2}")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def extract(subject: Subject) -> Values:
    """``key:``, ``cert:``, ``san:`` (registrable names), ``structure:``, ``issuer:`` or ``subject:``."""
    seen = subject.observations.get("tls")
    if seen is None:
        return ()
    payload = seen.payload
    values = [f"key:{_hash(payload, 'key')}", f"cert:{_hash(payload, 'certificate')}"]
    values.append(f"structure:{_structure(payload)}")
    listed = payload.get("names")
    if isinstance(listed, list | tuple):
        values += [f"san:{_covered(str(name))}" for name in listed[:MOST_NAMES]]
    if payload.get("verdict") == "self-signed":
        values.append(f"subject:{_text(payload, 'subject')}")
    else:
        values.append(f"issuer:{_text(payload, 'issuer')}")
    return tidy(values)


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


def compare(ours: Values, theirs: Values) -> Comparison | None:
    """What both certificates say; a shared certificate implies its key, its names and its issuer."""
    shared = set(ours) & set(theirs)
    if any(value.startswith("cert:") for value in shared):
        shared = {
            value for value in shared if not value.startswith(("key:", "issuer:", "subject:", "structure:"))
        }
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
