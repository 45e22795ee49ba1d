"""Which certificates stand in the tests' logs, and how is a log served?"""

import base64
import gzip
import hashlib
import json
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawler.discovery import Batch, Given, Source, Web
from crawler.net import NetConfig, Network
from tests.crawler._feeds import served

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
LAB = NetConfig(allow=("127.0.0.0/8",), timeout=2.0)
FIRST_STAMP = 1_795_000_000_000
ORIGIN = "log.example/2026h2"
_KEY = ec.generate_private_key(ec.SECP256R1())
_DER = serialization.Encoding.DER
_CN, _O, _C = x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COUNTRY_NAME


@dataclass(frozen=True)
class Entry:
    """One certificate as a log has it."""

    certificate: x509.Certificate
    request: bytes  # without the poison, as it is logged
    common: str
    names: tuple[str, ...]
    is_precertificate: bool

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(_DER)


def certificate(
    common: str, names: Sequence[str], *, poison: bool = False, full: bool = False
) -> x509.Certificate:
    """A certificate; a precertificate with ``poison``; ``full`` of what a public authority puts into one."""
    ours = _KEY.public_key()
    subject = [x509.NameAttribute(_O, "Plate & Söhne"), x509.NameAttribute(_CN, common)] if common else []
    issuer = [x509.NameAttribute(_C, "US"), x509.NameAttribute(_O, "An invented authority")]
    made = x509.CertificateBuilder(x509.Name(issuer), x509.Name(subject), ours, 0xBEEF)
    made = made.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=90))
    found: list[x509.GeneralName] = [x509.IPAddress(ip_address("192.0.2.7"))]
    found += [x509.DNSName(each) for each in names]
    made = made.add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), False)
    made = made.add_extension(x509.BasicConstraints(False, None), True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(ours), False)
    if names:
        made = made.add_extension(x509.SubjectAlternativeName(found), critical=not common)
    for at, size in ((1, 240), (2, 90), (3, 60), (4, 30)) if full else ():
        oid = x509.ObjectIdentifier(f"1.3.6.1.4.1.99999.{at}")
        made = made.add_extension(x509.UnrecognizedExtension(oid, bytes(size)), False)
    if poison:
        made = made.add_extension(x509.PrecertPoison(), True)
    return made.sign(_KEY, hashes.SHA256())


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """256: some precertificates, IDN, wildcards, many names, none at all, and a name of an organisation."""
    made = []
    for number in range(256):
        names = [f"site{number}.example", f"www.site{number}.example"]
        common = names[0] if number % 3 else ""
        match number % 16:
            case 1:
                names = [f"*.wild{number}.example", f"wild{number}.example"]
            case 3:
                names = [f"xn--bcher-kva{number}.example", f"SHOP.Upper{number}.Example"]
            case 5:
                names = [f"host{each}.many{number}.example" for each in range(120)]
            case 7:
                common, names = "Plate Signing 7", []
            case 9:
                common, names = f"old{number}.example", []
        poison = number % 4 == 2
        request = certificate(common, names).tbs_certificate_bytes
        made.append(Entry(certificate(common, names, poison=poison), request, common, tuple(names), poison))
    return tuple(made)


def expected(entry: Entry) -> list[str]:
    """The names as they are to be read, written without the code under test."""
    found: list[str] = []
    for name in (entry.common, *entry.names):
        each = name.lower().removeprefix("*.")
        if each not in found and "." in each:
            found.append(each)
    return found


def stamped(entry: Entry, index: int) -> bytes:
    """The TimestampedEntry up to its extensions."""
    body = entry.request if entry.is_precertificate else entry.der
    head = struct.pack(">QH", FIRST_STAMP + index, entry.is_precertificate)
    return head + (b"h" * 32 if entry.is_precertificate else b"") + len(body).to_bytes(3) + body


def tile_leaf(entry: Entry, index: int) -> bytes:
    made = stamped(entry, index) + b"\0\x08\0\0\x05" + index.to_bytes(5)
    if entry.is_precertificate:
        made += len(entry.der).to_bytes(3) + entry.der
    return made + (64).to_bytes(2) + b"f" * 64


def data_tile(found: Sequence[Entry], first: int = 0) -> bytes:
    return b"".join(tile_leaf(each, first + at) for at, each in enumerate(found))


def names_tile(found: Sequence[Entry], first: int = 0) -> bytes:
    rows = []
    for index, each in enumerate(found, first):
        row: dict[str, object] = {"Timestamp": FIRST_STAMP + index}
        if each.common:
            row["Subject"] = {"Organization": ["Plate & Söhne"], "CommonName": each.common}
        if each.names:
            row |= {"DNS": each.names, "IP": ["192.0.2.7"]}
        rows.append(json.dumps(row))
    return "".join(f"{each}\n" for each in rows).encode()


def entries_page(found: Sequence[Entry], first: int = 0) -> bytes:
    rows = []
    for index, each in enumerate(found, first):
        leaf = b"\0\0" + stamped(each, index) + b"\0\0"
        rows.append({"leaf_input": base64.b64encode(leaf).decode(), "extra_data": "AAAA"})
    return json.dumps({"entries": rows}).encode()


def stream_line(entry: Entry, index: int, log: str = "Plate 2026h2", **more: object) -> dict[str, object]:
    domains = list(dict.fromkeys(filter(None, (*entry.names, entry.common))))
    data = {
        "cert_index": index,
        "leaf_cert": {"all_domains": domains, "not_before": 1, "subject": {"CN": entry.common}},
        "seen": (FIRST_STAMP + index) / 1000,
        "source": {"name": log, "url": "https://log.example/2026h2/", "type": "tiled"},
        "update_type": "X509LogEntry",
    }
    return {"message_type": "certificate_update", "data": data | more}


def public_key() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(_KEY.public_key().public_bytes(_DER, form)).decode()


def _signed_head(size: int, root: bytes, stamp: int) -> bytes:
    message = struct.pack(">BBQQ32s", 0, 1, stamp, size, root)
    made = _KEY.sign(message, ec.ECDSA(hashes.SHA256()))
    return b"\x04\x03" + len(made).to_bytes(2) + made


def root_of(size: int, what: str = "") -> bytes:
    return hashlib.sha256(f"{size} {what}".encode()).digest()


def checkpoint(size: int, *, origin: str = ORIGIN, what: str = "") -> bytes:
    root = root_of(size, what)
    log = hashlib.sha256(base64.b64decode(public_key())).digest()
    key_id = hashlib.sha256(f"{origin}\n".encode() + b"\x05" + log).digest()[:4]
    note = key_id + struct.pack(">Q", FIRST_STAMP) + _signed_head(size, root, FIRST_STAMP)
    told = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n\n"
    other = "— witness.example " + base64.b64encode(b"abcd" * 17).decode() + "\n"
    return f"{told}{other}— {origin} {base64.b64encode(note).decode()}\n".encode()


def tree_head(size: int) -> bytes:
    row = {"tree_size": size, "timestamp": FIRST_STAMP}
    row |= {"sha256_root_hash": base64.b64encode(root_of(size)).decode()}
    signed = _signed_head(size, root_of(size), FIRST_STAMP)
    return json.dumps(row | {"tree_head_signature": base64.b64encode(signed).decode()}).encode()


@dataclass
class Served:
    """Path → (status, body) of a log on the loopback network; what was asked for is kept."""

    url: str = ""
    size: int = 0
    names: bool = True
    most: int = 32  # of one answer to get-entries
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def entry(self, index: int) -> Entry:
        return entries()[index % 256]

    def slice(self, first: int, end: int) -> list[Entry]:
        return [self.entry(index) for index in range(first, end)]

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == "/checkpoint":
            return 200, checkpoint(self.size)
        if path == "/ct/v1/get-sth":
            return 200, tree_head(self.size)
        if path.startswith("/ct/v1/get-entries?start="):
            start, end = (int(each.partition("=")[2]) for each in path.partition("?")[2].split("&"))
            found = self.slice(start, min(end + 1, start + self.most, self.size))
            return (200, entries_page(found, start)) if found else (400, b"")
        return self._tile(path)

    def _tile(self, path: str) -> tuple[int, bytes]:
        kind, _, rest = path.removeprefix("/tile/").partition("/")
        place, _, width = rest.partition(".p/")
        number = int(place.replace("x", "").replace("/", ""))
        first, most = number * 256, int(width or 256)
        there = first + most <= self.size and (not width or self.size - first == most)
        if not there or (kind == "names" and not self.names):
            return 404, b""
        found = self.slice(first, first + most)
        if kind == "names":
            return 200, gzip.compress(names_tile(found, first))
        return 200, data_tile(found, first)


@contextmanager
def serving(log: Served) -> Iterator[Served]:
    def answer(path: str, *_: object) -> tuple[int, dict[str, str], bytes]:
        status, body = log.answer(path)
        return status, log.headers.get(path, {}), body

    with served(answer) as log.url:
        yield log


def read_all(source: Source, where: str | Path, *, cursor: str = "", **options: str) -> list[Batch]:
    """Every batch of one reading; SourceUnavailable passes, with what came before it in ``args[1]``."""
    found: list[Batch] = []
    with Web(Network(LAB), seconds=3.0) as web:
        given = Given(str(where), NOW, web, cursor, options)
        try:
            found.extend(source.read(given))
        except Exception as error:
            error.args = (*error.args, found)
            raise
    return found


def names_in(batches: Sequence[Batch]) -> list[str]:
    return [name for batch in batches for name, _ in batch.names]
