"""Which certificate does the host show on port 443, and would a browser believe it?

Looks at the chain as sent, on the connection that fetched the host's page where there was one, whatever its
state: verification is off for the handshake and done afterwards, offline, at the time of the run.
Shared keys, certificates and names tie sites together.
What fools it: one certificate for all customers of a host or a CDN, and hosts that answer by chance with one
of several certificates.
"""

import ssl
import warnings
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import certifi
from OpenSSL import crypto

from crawler import touched
from crawler.collect._certificate import UNREADABLE, identity_of, names_of
from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._unseen import Unseen
from crawler.net import CIPHERS, ConnectFailed, Network, Shown
from crawler.records import Observation, Raw, Reason, parse_time

MAX_CHAIN = 10
VERDICTS = {9: "not yet valid", 10: "expired", 18: "self-signed"}  # OpenSSL's X509_V_ERR numbers
_NO_CHAIN = -1


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "tls", context, _look(domain, network, context))


async def _look(domain: str, network: Network, context: Context) -> Seen:
    shown = network.shown(domain) or await _asked(domain, network)
    chain = shown.chain[:MAX_CHAIN]
    raws = (Raw(f"https://{domain}/", "application/pem-certificate-chain", _pem(chain)),)
    with context.alarm.reading(domain), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a stranger's odd certificate is no news for the log
        try:
            own = names_of(chain[0])
        except (IndexError, *UNREADABLE) as error:
            raise Unseen(Reason.BAD_ANSWER, raws) from error
        verdict, faults = _verdict(chain, own, domain, context.now, network.config.authorities)
        certificates = [dict(identity_of(each)) for each in chain]
    payload = {
        "verdict": verdict,
        "faults": faults,
        **certificates[0],
        **own,
        "chain": [each["certificate"] for each in certificates],
        "issuers": certificates[1:],
        "version": shown.version,
    }
    return payload, raws


async def _asked(domain: str, network: Network) -> Shown:
    """The chain of a connection made only to see it, for a host of which no page was fetched."""
    if reason := network.unreached(domain, 443):
        raise ConnectFailed(reason, f"port 443 of {domain[:100]} could not be reached a moment ago: {reason}")
    try:
        _, writer, address = await network.connect(domain, 443, tls=_any_server())
    except ConnectFailed:
        touched.note(f"TLS {domain}:443")
        raise
    try:
        source = writer.get_extra_info("sockname") or ("",)
        touched.note(f"TLS {domain}:443", address, str(source[0]))
        handle = writer.get_extra_info("ssl_object")
        return Shown(tuple(_chain(handle)[:MAX_CHAIN]), handle.version(), address)
    finally:
        writer.transport.abort()


@lru_cache(maxsize=1)
def _any_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= 0x4  # OP_LEGACY_SERVER_CONNECT, named from Python 3.12 on
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers(CIPHERS)
    return context


def _chain(handle: Any) -> list[bytes]:
    if hasattr(handle, "get_unverified_chain"):
        return [bytes(each) for each in handle.get_unverified_chain()]
    sent = handle._sslobj.get_unverified_chain()  # public from Python 3.13 on
    return [each.public_bytes(2) for each in sent or ()]


def _pem(chain: tuple[bytes, ...]) -> bytes:
    return "".join(ssl.DER_cert_to_PEM_cert(each) for each in chain).encode("ascii")


def _verdict(
    chain: tuple[bytes, ...], own: dict[str, Any], domain: str, now: datetime, authorities: tuple[str, ...]
) -> tuple[str, list[str]]:
    """What a browser would say that day, and all that is wrong: what has expired may be a stranger's too."""
    found = _error(chain, now, authorities)
    verdict = VERDICTS.get(found, "unknown issuer") if found else "valid"
    faults = {verdict} if found else set()
    if found and own["not_before"] and own["not_after"]:
        begin, end = parse_time(own["not_before"]), parse_time(own["not_after"])
        faults |= {"expired"} if now > end else {"not yet valid"} if now < begin else set()
        in_its_time = _error(chain, min(max(now, begin), end), authorities)
        faults |= {VERDICTS.get(in_its_time, "unknown issuer")} if in_its_time else set()
    if not any(_covers(name, domain) for name in own["names"]):
        faults.add("wrong name")
        verdict = verdict if found else "wrong name"
    return verdict, sorted(faults)


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


@lru_cache(maxsize=1_000)
def _loaded(der: bytes) -> crypto.X509:
    return crypto.load_certificate(crypto.FILETYPE_ASN1, der)


def _error(chain: tuple[bytes, ...], now: datetime, authorities: tuple[str, ...]) -> int:
    """OpenSSL's number of what is wrong with the chain at that time; 0 for nothing."""
    store = _store(authorities)
    store.set_time(now.astimezone(UTC))
    try:
        leaf, *others = map(_loaded, chain)
        crypto.X509StoreContext(store, leaf, others).verify_certificate()
    except crypto.X509StoreContextError as error:
        return int(error.errors[0])
    except (crypto.Error, ValueError, OverflowError):
        return _NO_CHAIN
    return 0


COLLECTOR = Collector("tls", "tls", "Which certificate does the host show, and is it believed?", collect)
