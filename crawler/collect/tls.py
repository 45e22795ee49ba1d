"""Which certificate does the host show on port 443, and would a browser believe it?

Looks at the chain as sent, whatever its state: verification is off for the handshake and done afterwards,
offline, at the time of the run. Shared keys, certificates and names tie sites together.
What fools it: one certificate for all customers of a host or a CDN, and hosts that answer by chance with one
of several certificates.
"""

import hashlib
import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import certifi
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from OpenSSL import crypto

from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._unseen import Unseen
from crawler.net import Network
from crawler.records import Observation, Raw, Reason, iso

MAX_CHAIN, MAX_NAMES, MAX_TEXT = 10, 200, 500
_UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
VERDICTS = {9: "not yet valid", 10: "expired", 18: "self-signed"}  # OpenSSL's X509_V_ERR numbers


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "tls", context, _look(domain, network, context.now))


async def _look(domain: str, network: Network, now: datetime) -> Seen:
    _, writer, _ = await network.connect(domain, 443, tls=_any_server())
    try:
        handle = writer.get_extra_info("ssl_object")
        chain, version = _chain(handle)[:MAX_CHAIN], handle.version()
    finally:
        writer.transport.abort()
    raws = (Raw(f"https://{domain}/", "application/pem-certificate-chain", _pem(chain)),)
    try:
        leaf = x509.load_der_x509_certificate(chain[0])
        facts = _facts(leaf)
    except (ValueError, IndexError, x509.InvalidVersion) as error:
        raise Unseen(Reason.BAD_ANSWER, raws) from error
    verdict = _verdict(chain, now, network.config.authorities)
    if verdict == "valid" and not any(_covers(name, domain) for name in facts["names"]):
        verdict = "wrong name"
    return {"verdict": verdict, **facts, "chain": [_hash(each) for each in chain], "version": version}, raws


@lru_cache(maxsize=1)
def _any_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT, named from Python 3.12 on
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _chain(handle: Any) -> list[bytes]:
    if hasattr(handle, "get_unverified_chain"):
        return [bytes(each) for each in handle.get_unverified_chain()]
    sent = handle._sslobj.get_unverified_chain()  # public from Python 3.13 on
    return [each.public_bytes(2) for each in sent or ()]


def _pem(chain: list[bytes]) -> bytes:
    return "".join(ssl.DER_cert_to_PEM_cert(each) for each in chain).encode("ascii")


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _facts(leaf: x509.Certificate) -> dict[str, Any]:
    return {
        "names": _read(lambda: _names(leaf), []),
        "subject": _read(lambda: leaf.subject.rfc4514_string()[:MAX_TEXT], ""),
        "issuer": _read(lambda: leaf.issuer.rfc4514_string()[:MAX_TEXT], ""),
        "serial": f"{leaf.serial_number:x}",
        "not_before": _read(lambda: iso(leaf.not_valid_before_utc), None),
        "not_after": _read(lambda: iso(leaf.not_valid_after_utc), None),
        "certificate": _hash(leaf.public_bytes(Encoding.DER)),
        "key": _read(lambda: _hash(_key(leaf)), None),
    }


def _key(leaf: x509.Certificate) -> bytes:
    return leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _read(part: Callable[[], Any], otherwise: Any) -> Any:
    """A certificate may be broken in one part and readable in the others."""
    try:
        return part()
    except _UNREADABLE:
        return otherwise


def _names(leaf: x509.Certificate) -> list[str]:
    alternatives = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = [name.lower().rstrip(".") for name in alternatives.get_values_for_type(x509.DNSName)]
    found += [str(address) for address in alternatives.get_values_for_type(x509.IPAddress)]
    return sorted({name[:253] for name in found})[:MAX_NAMES]


def _covers(pattern: str, domain: str) -> bool:
    """RFC 6125: a star stands for exactly the whole left-most label."""
    if pattern.startswith("*."):
        return domain.partition(".")[2] == pattern[2:]
    return pattern == domain


@lru_cache(maxsize=4)
def _store(authorities: tuple[str, ...]) -> crypto.X509Store:
    store = crypto.X509Store()
    for each in (certifi.where(), *authorities):
        store.load_locations(each)
    return store


def _verdict(chain: list[bytes], now: datetime, authorities: tuple[str, ...]) -> str:
    store = _store(authorities)
    store.set_time(now.astimezone(UTC))
    try:
        leaf, *others = [crypto.load_certificate(crypto.FILETYPE_ASN1, each) for each in chain]
        crypto.X509StoreContext(store, leaf, others).verify_certificate()
    except crypto.X509StoreContextError as error:
        return VERDICTS.get(error.errors[0], "unknown issuer")
    except (crypto.Error, ValueError):
        return "unknown issuer"
    return "valid"


COLLECTOR = Collector("tls", "tls", "Which certificate does the host show, and is it believed?", collect)
