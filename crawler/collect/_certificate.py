"""What does one certificate say, however broken it is?

The structure hash is three short hashes over the order of the issuer's, the subject's and the extensions'
object identifiers, as numbers with dots: it names the program that made the certificate. The idea is JA4X's
(FoxIO, 2023); the values are not.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crawler.records import iso

MAX_NAMES, MAX_TEXT = 200, 500
UNREADABLE = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
_KEYS = {
    rsa.RSAPublicKey: "RSA",
    ec.EllipticCurvePublicKey: "EC",
    dsa.DSAPublicKey: "DSA",
    ed25519.Ed25519PublicKey: "Ed25519",
    ed448.Ed448PublicKey: "Ed448",
}
_SIGNATURES = {
    each.dotted_string: name.lower().replace("_", "-")
    for name, each in vars(x509.SignatureAlgorithmOID).items()
    if isinstance(each, x509.ObjectIdentifier)
}


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def names_of(der: bytes) -> dict[str, Any]:
    """What only the host's own certificate is asked: whom it is for, from when to when, made with what."""
    leaf = x509.load_der_x509_certificate(der)
    return {
        "names": _read(lambda: _names(leaf), []),
        "serial": _read(lambda: f"{leaf.serial_number:x}", None),
        "not_before": _read(lambda: iso(leaf.not_valid_before_utc), None),
        "not_after": _read(lambda: iso(leaf.not_valid_after_utc), None),
        "signature": _read(lambda: _signature(leaf), None),
        "key_type": _read(lambda: _key_type(leaf), None),
        "key_bits": _read(lambda: getattr(leaf.public_key(), "key_size", None), None),
    }


@lru_cache(maxsize=1_000)
def identity_of(der: bytes) -> tuple[tuple[str, str | None], ...]:
    """What is asked of each certificate of a chain; authorities' own come again and again."""
    try:
        made = x509.load_der_x509_certificate(der)
    except UNREADABLE:
        return (("certificate", digest(der)),)
    return (
        ("certificate", digest(der)),
        ("subject", _read(lambda: made.subject.rfc4514_string()[:MAX_TEXT], "")),
        ("issuer", _read(lambda: made.issuer.rfc4514_string()[:MAX_TEXT], "")),
        ("key", _read(lambda: digest(_key(made)), None)),
        ("structure", _read(lambda: _structure(made), None)),
    )


def _read(part: Callable[[], Any], otherwise: Any) -> Any:
    """A certificate may be broken in one part and readable in the others."""
    try:
        return part()
    except UNREADABLE:
        return otherwise


def _names(leaf: x509.Certificate) -> list[str]:
    alternatives = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = [name.lower().rstrip(".") for name in alternatives.get_values_for_type(x509.DNSName)]
    found += [str(address) for address in alternatives.get_values_for_type(x509.IPAddress)]
    return sorted({name[:253] for name in found})[:MAX_NAMES]


def _key(made: x509.Certificate) -> bytes:
    return made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _key_type(leaf: x509.Certificate) -> str:
    key = leaf.public_key()
    return next((name for kind, name in _KEYS.items() if isinstance(key, kind)), type(key).__name__)


def _signature(leaf: x509.Certificate) -> str:
    oid = leaf.signature_algorithm_oid.dotted_string
    return _SIGNATURES.get(oid, oid)


def _structure(made: x509.Certificate) -> str:
    extensions = [each.oid for each in made.extensions]
    return "_".join(_short(each) for each in (_order(made.issuer), _order(made.subject), extensions))


def _order(name: x509.Name) -> list[x509.ObjectIdentifier]:
    return [attribute.oid for part in name.rdns for attribute in part]


def _short(oids: Iterable[x509.ObjectIdentifier]) -> str:
    text = ",".join(each.dotted_string for each in oids)
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else "0" * 12
