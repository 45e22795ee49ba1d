"""Which certificates of a file were made for a domain, and when?

PEM, one certificate or a bundle of them, or one in DER. Each that covers the domain is a look of the day from
which it is valid; the others of the file serve as its issuers where they are. Whether a browser believed it
that day cannot be told from the file, so its payload does not say that anybody vouches for it.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler import names
from crawler.collect._certificate import UNREADABLE, identity_of, names_of
from crawler.records import Raw
from monitor.references.facts._days import moment
from monitor.references.facts._export import Export, Fact, LeftOut, Sample, lines_of, whole_of

MOST_CERTIFICATES = 2_000
MOST_CHAIN = 10
MOST_ONE = 100_000
"""Bytes of one certificate as text."""
UNVERIFIED = "not verified"
_BEGIN = re.compile(rb"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----")
_END = re.compile(rb"-----END (?:TRUSTED |X509 )?CERTIFICATE-----")


def takes(sample: Sample) -> bool:
    return bool(_BEGIN.search(sample.head)) or (
        sample.head[:1] == b"\x30" and sample.head[1:2] in (b"\x81", b"\x82", b"\x83")
    )


def read(path: Path, domain: str) -> Iterator[Fact | LeftOut]:
    """A look for each certificate that covers ``domain``."""
    found: list[tuple[str, bytes]] = []
    for each in _certificates(path):
        if isinstance(each, str):
            yield each
        elif len(found) == MOST_CERTIFICATES:
            yield f"what follows {MOST_CERTIFICATES:,} certificates was not read"
            break
        else:
            found.append(each)
    known = {str(dict(identity_of(der)).get("subject")): der for _, der in found}
    covering = [(place, der, own) for place, der in found if (own := _own(der, domain))]
    for place, der, own in covering:
        yield _fact(place, der, own, known, domain)
    if left := len(found) - len(covering):
        yield f"{left} of {len(found)} certificates are not made for {domain}"


def _own(der: bytes, domain: str) -> dict[str, Any] | None:
    try:
        own = names_of(der)
    except UNREADABLE:
        return None
    return own if covers(own["names"], domain) else None


def covers(listed: list[str], domain: str) -> bool:
    """Whether one of the names is of the domain, or of a host under it."""
    zone = names.registrable(domain)
    return any(each == zone or each.endswith(f".{zone}") for each in listed)


def _fact(
    place: str, der: bytes, own: dict[str, Any], known: dict[str, bytes], domain: str
) -> Fact | LeftOut:
    at = moment(own["not_before"])
    if at is None:
        return f"{place} does not say since when it is valid"
    chain = _chain(der, known)
    certificates = [dict(identity_of(each)) for each in chain]
    leaf = certificates[0]
    verdict = (
        "self-signed" if leaf.get("subject") and leaf.get("subject") == leaf.get("issuer") else UNVERIFIED
    )
    payload = {
        "verdict": verdict,
        "faults": [verdict],
        **leaf,
        **own,
        "chain": [each["certificate"] for each in certificates],
        "issuers": certificates[1:],
        "version": "",
    }
    pem = b"".join(_pem(each) for each in chain)
    return Fact("tls", at, payload, Raw(f"urn:tls:{domain}", "application/pem-certificate-chain", pem), place)


def _chain(leaf: bytes, known: dict[str, bytes]) -> list[bytes]:
    chain = [leaf]
    while len(chain) < MOST_CHAIN:
        above = known.get(str(dict(identity_of(chain[-1])).get("issuer")))
        if above is None or above in chain:
            break
        chain.append(above)
    return chain


def _pem(der: bytes) -> bytes:
    text = base64.encodebytes(der).replace(b"\n", b"")
    lines = b"\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return b"-----BEGIN CERTIFICATE-----\n" + lines + b"\n-----END CERTIFICATE-----\n"


def _certificates(path: Path) -> Iterator[tuple[str, bytes] | LeftOut]:
    whole = whole_of(path)
    if whole is not None and whole[:1] == b"\x30":
        yield "the certificate", whole[:MOST_ONE]
        return
    number, begun = 0, 0
    lines: list[bytes] | None = None
    for at, line in lines_of(path):
        if not isinstance(line, bytes):
            yield line
        elif _BEGIN.search(line):
            if lines is not None:
                yield f"the certificate at line {begun} has no end"
            number, begun, lines = number + 1, at, []
        elif lines is not None and _END.search(line):
            yield _decoded(b"".join(lines), begun)
            lines = None
        elif lines is not None and sum(map(len, lines[-1:])) + len(lines) * 64 < MOST_ONE:
            lines.append(line.strip()[:MOST_ONE])
    if lines is not None:
        yield f"the certificate at line {begun} has no end"


def _decoded(text: bytes, line: int) -> tuple[str, bytes] | LeftOut:
    try:
        der = base64.b64decode(text, validate=True)
        names_of(der)
    except (binascii.Error, *UNREADABLE):
        return f"the certificate at line {line} cannot be read"
    return f"the certificate at line {line}", der


EXPORT = Export("certificates", "Which certificates were made for the domain?", takes, read)
