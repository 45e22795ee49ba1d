"""Who vouches for the lab's certificates?

Keys are derived from names, so a certificate is the same whenever it is made. For the same reason they are
no secret: whoever trusts this authority outside the loopback network trusts everybody.
"""

import hashlib
import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_LAST = datetime(2049, 12, 31, tzinfo=UTC)


def _key(seed: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(hashlib.sha384(f"lab key {seed}".encode()).digest())
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented Lab Authority"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


class Authority:
    """A certificate authority whose files lie in ``folder``: ``ca.pem`` and one file for each name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.subject = _name("Lab Root")
        self.certificate = self._root()
        self.path = folder / "ca.pem"
        self.path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        self._contexts: dict[tuple[str, str, str], ssl.SSLContext] = {}

    def context(self, domain: str, since: str, flaw: str = "good") -> ssl.SSLContext:
        """A server's TLS context for ``domain`` and its www; ``flaw`` names what is wrong with it."""
        wanted = (domain, since, flaw)
        if wanted not in self._contexts:
            path = self.folder / f"{domain}.{flaw}.pem"
            path.write_bytes(self._issued(domain, since, flaw))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(path)
            context.set_alpn_protocols(["http/1.1"])
            self._contexts[wanted] = context
        return self._contexts[wanted]

    def _root(self) -> x509.Certificate:
        key = _key("root")
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        return (
            self._draft("root", self.subject, key.public_key(), datetime(2020, 1, 1, tzinfo=UTC), _LAST)
            .issuer_name(self.subject)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
        )

    def _issued(self, domain: str, since: str, flaw: str) -> bytes:
        key = _key(domain)
        shown = "another-host.example" if flaw == "wrong-name" else domain
        names = [x509.DNSName(shown), x509.DNSName(f"www.{shown}")]
        first = datetime.fromisoformat(since).replace(tzinfo=UTC)
        last = first.replace(year=first.year + 1) if flaw == "expired" else _LAST
        own = flaw == "self-signed"
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, shown)])
        signer = key if own else _key("root")
        certificate = (
            self._draft(f"{domain} {since} {flaw}", subject, key.public_key(), first, last)
            .issuer_name(subject if own else self.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
            .sign(signer, hashes.SHA256(), ecdsa_deterministic=True)
        )
        plain = serialization.NoEncryption()
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        return secret + certificate.public_bytes(serialization.Encoding.PEM)

    def _draft(
        self,
        seed: str,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        first: datetime,
        last: datetime,
    ) -> x509.CertificateBuilder:
        serial = int.from_bytes(hashlib.sha256(f"serial {seed}".encode()).digest()[:16]) >> 1
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .public_key(key)
            .serial_number(serial)
            .not_valid_before(first)
            .not_valid_after(last)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
