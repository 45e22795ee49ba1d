"""Which name servers, registries and TLS hosts does a collector meet on the loopback network?

Small, in the test's own event loop, on ports the system gives.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawler.net import NetConfig

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
LOOPBACK = "127.0.0.0/8"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Zone:
    """(name, type) → values, or one of SERVFAIL, REFUSED, SILENT, TRUNCATED; counts what it is asked."""

    records: dict[tuple[str, str], list[str] | str]
    ttl: int = 60
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    port: int = 0

    def answer(self, query: bytes, over: str) -> bytes | None:
        message = dns.message.from_wire(query)
        reply = dns.message.make_response(message, recursion_available=True)
        question = message.question[0]
        name, rdtype = (
            question.name.to_text(omit_final_dot=True).lower(),
            dns.rdatatype.to_text(question.rdtype),
        )
        self.asked.append((name, rdtype, over))
        values = self.records.get((name, rdtype), [])
        alias = self.records.get((name, "CNAME"))
        if alias and rdtype != "CNAME":
            reply.answer.append(dns.rrset.from_text(question.name, self.ttl, "IN", "CNAME", alias[0]))
            reply.set_rcode(dns.rcode.NXDOMAIN)  # what it leads to is not in this zone
        elif values == "SILENT":
            return None
        if values in ("SERVFAIL", "REFUSED"):
            reply.set_rcode(dns.rcode.from_text(str(values)))
        elif values and isinstance(values, list):
            if values[0] == "TRUNCATED":
                values = values[1:]
                reply.flags |= dns.flags.TC if over == "udp" else 0
            if not reply.flags & dns.flags.TC:
                reply.answer.append(dns.rrset.from_text(question.name, self.ttl, "IN", rdtype, *values))
        elif not any(known == name or known.endswith(f".{name}") for known, _ in self.records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()


class Datagrams(asyncio.DatagramProtocol):
    """A name server over UDP; ``answer`` gives the reply to a query, or nothing."""

    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self.answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if reply := self.answer(data):
            self.transport.sendto(reply, addr)  # type: ignore[attr-defined]


@asynccontextmanager
async def name_server(zone: Zone) -> AsyncIterator[NetConfig]:
    """The zone behind UDP and TCP; gives the NetConfig that asks it and may dial the loopback network."""

    async def tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        query = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
        if reply := zone.answer(query, "tcp"):
            writer.write(len(reply).to_bytes(2, "big") + reply)
            await writer.drain()
        writer.close()

    loop = asyncio.get_running_loop()
    for _ in range(50):  # until a port is free for both
        async with listening(tcp) as zone.port:
            try:
                transport, _ = await loop.create_datagram_endpoint(
                    lambda: Datagrams(lambda query: zone.answer(query, "udp")),
                    local_addr=("127.0.0.1", zone.port),
                )
            except OSError:
                continue
            try:
                yield NetConfig(allow=(LOOPBACK,), nameservers=(f"127.0.0.1:{zone.port}",), timeout=1.0)
                return
            finally:
                transport.close()
    raise OSError("no port is free for both UDP and TCP")


@asynccontextmanager
async def listening(
    talk: Talk, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1"
) -> AsyncIterator[int]:
    """The port of ``address`` where ``talk`` answers each connection."""
    talks: set[asyncio.Task[object]] = set()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            talks.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(guarded, address, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


@dataclass
class Canary:
    """Counts who came by; a guard that holds leaves it at zero."""

    visits: int = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1


def web(answers: dict[str, bytes | Talk], asked: list[str] | None = None) -> Talk:
    """One HTTP answer for each path; a path may also be a conversation of its own."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        if asked is not None:
            asked.append(path)
        given = answers.get(path, http(404, b""))
        if isinstance(given, bytes):
            writer.write(given)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        else:
            await given(reader, writer)

    return talk


def http(status: int, body: bytes, kind: str = "application/rdap+json", **headers: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status} X",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def rdap(value: object, **headers: str) -> bytes:
    return http(200, json.dumps(value).encode(), **headers)


def _usage() -> x509.KeyUsage:
    signs = {"key_cert_sign": True, "crl_sign": True, "digital_signature": True}
    others = (
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**signs, **dict.fromkeys(others, False))


@dataclass
class Authority:
    """A CA of the test, its PEM file, and the server contexts it signs."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "An invented authority")])
        self.file = str(self.folder / "authority.pem")
        made = self._builder(self.name, self.name, self.key, -365, 3650).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        # From Python 3.13 on a client is strict (RFC 5280): an authority says what its key is for.
        made = made.add_extension(_usage(), critical=True)
        self.certificate = made.sign(self.key, hashes.SHA256())
        Path(self.file).write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _builder(
        self, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, start: int, end: int
    ) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
        made = made.public_key(key.public_key()).serial_number(0xBEEF)
        ours, theirs = key.public_key(), (key if subject == issuer else self.key).public_key()
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(ours), critical=False)
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(theirs), critical=False)
        return made.not_valid_before(NOW + timedelta(days=start)).not_valid_after(NOW + timedelta(days=end))

    def server(self, *names: str, start: int = -30, end: int = 60, alone: bool = False) -> ssl.SSLContext:
        """A context with a certificate for ``names``, valid from ``start`` to ``end`` days from NOW."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
        made = self._builder(subject, subject if alone else self.name, key, start, end)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), False)
        leaf = made.sign(key if alone else self.key, hashes.SHA256())
        file = self.folder / f"{names[0].replace('*', '_')}.{start}.{end}.{alone}.pem"
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        chain = leaf.public_bytes(pem) + (b"" if alone else self.certificate.public_bytes(pem))
        file.write_bytes(chain + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context
