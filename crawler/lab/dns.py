"""What do the lab's name servers answer, over UDP and TCP?

One server speaks for every zone, as a recursive server would, so a client needs only its address.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from crawler.lab.trouble import RCODES, Trouble, flapping, word_of
from crawler.lab.world import Firm, Host

Records = dict[str, dict[str, list[str]]]
FOR_DOMAINS = ("example", "test", "com", "cloud", "info", "asia", "services", "tech", "gov")
REGISTRY_ADDRESS = "127.20.0.2"
MOST_GIVEN = 100_000
CLOSED_ADDRESS = "127.20.0.9"  # nothing listens there


def zones(firms: Mapping[str, Firm], hosts: Mapping[str, Host]) -> Records:
    """Every name of the lab with its records, in presentation format, for one day."""
    found: Records = {}
    for host in hosts.values():
        _add_host(found, host)
    for firm in firms.values():
        if firm.registered:
            _add_firm(found, firm, hosts[firm.host])
    for name in ("rdap.lab.example", "whois.lab.example"):
        _put(found, name, "A", REGISTRY_ADDRESS)
    return found


def _put(found: Records, name: str, kind: str, *values: str) -> None:
    held = found.setdefault(name, {}).setdefault(kind, [])
    held.extend(value for value in values if value not in held)


def _add_host(found: Records, host: Host) -> None:
    for name in host.nameservers:
        _put(found, name, "A", REGISTRY_ADDRESS)
    if host.mail and "{" not in host.mail:
        _put(found, host.mail, "A", REGISTRY_ADDRESS)


def _add_firm(found: Records, firm: Firm, host: Host) -> None:
    domain, servers = firm.domain, host.nameservers
    _put(found, domain, "NS", *(f"{name}." for name in servers))
    serial = 2026030100
    soa = f"{servers[0]}. hostmaster.{servers[0].split('.', 1)[1]}. {serial} 7200 3600 1209600 600"
    _put(found, domain, "SOA", soa)
    if firm.caa:
        _put(found, domain, "CAA", f'0 issue "{firm.caa}"')
    _add_mail(found, firm, host)
    address = address_of(firm, host)
    if not address:
        return
    _put(found, domain, "A", address)
    if host.edge:
        edge = f"{domain.split('.')[0]}.{host.edge}"
        _put(found, f"www.{domain}", "CNAME", f"{edge}.")
        _put(found, edge, "A", address)
    else:
        _put(found, f"www.{domain}", "A", address)
    if firm.state == "catch-all":
        _put(found, f"*.{domain}", "A", address)


def _add_mail(found: Records, firm: Firm, host: Host) -> None:
    if not host.mail or firm.state in {"seized", "parked"}:
        return
    mail = host.mail.format(domain=firm.domain)
    _put(found, firm.domain, "MX", f"10 {mail}.")
    _put(found, mail, "A", REGISTRY_ADDRESS)
    _put(found, firm.domain, "TXT", f'"{host.spf or "v=spf1 mx -all"}"')
    if firm.verification:
        _put(found, firm.domain, "TXT", f'"google-site-verification={firm.verification}"')
    if firm.role == "known-good":
        _put(found, f"_dmarc.{firm.domain}", "TXT", f'"v=DMARC1; p=reject; rua=mailto:{firm.email}"')


def address_of(firm: Firm, host: Host) -> str:
    """The address of the firm's web server, "" where it has none."""
    if firm.behaviour == "private-address":
        return "10.0.0.1"
    if firm.state == "dark":
        return CLOSED_ADDRESS
    return host.addresses[firm.address] if firm.on_the_web else ""


class Answers:
    """Answers questions from ``records()``; ``trouble`` names the hosts whose servers misbehave.

    It holds for the names below as well, the nearest first; see :mod:`crawler.lab.trouble` for the words.
    """

    def __init__(self, records: Callable[[], Records], trouble: Mapping[str, Trouble]) -> None:
        self.records = records
        self.trouble = trouble
        self._flap = flapping("lab")
        self._given: dict[tuple[bytes, bool], bytes] = {}  # by question, without its number
        self._given_of: tuple[Records, Mapping[str, Trouble]] = ({}, {})

    def reply(self, wire: bytes, *, udp: bool) -> bytes | None:
        """The answer in wire format, None for silence; what was asked before is not worked out again."""
        holds = self.records(), dict(self.trouble)
        if (
            holds[0] is not self._given_of[0]
            or holds[1] != self._given_of[1]
            or len(self._given) >= MOST_GIVEN
        ):
            self._given, self._given_of = {}, holds
        given = self._given.get((wire[2:], udp))
        if given is not None:
            return wire[:2] + given
        found, trouble = self._reply(wire, udp=udp)
        if found is not None and not trouble:
            self._given[wire[2:], udp] = found[2:]
        return found

    def _reply(self, wire: bytes, *, udp: bool) -> tuple[bytes | None, str]:
        """The answer, and which trouble it was in."""
        try:
            question = dns.message.from_wire(wire)
            answer = dns.message.make_response(question, recursion_available=True)
            asked = question.question[0]
        except Exception:
            return None, "unread"
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        trouble = self._trouble(name, kind)
        if trouble == "drop" or (trouble == "truncate-dead" and not udp):
            return None, trouble
        if trouble in RCODES:
            answer.set_rcode(RCODES[trouble])
        elif trouble.startswith("truncate") and udp:
            answer.flags |= dns.flags.TC
        elif trouble == "lame":
            answer.flags &= ~dns.flags.RA
            answer.authority.append(_rrset(".", "NS", ["a.root.lab.example."]))
        else:
            self._fill(answer, name, kind, made_up=trouble == "wildcard")
        return _wire(answer, question.payload if udp else 65535), trouble

    def _trouble(self, name: str, kind: str) -> str:
        for suffix in _suffixes(name):
            if suffix in self.trouble:
                trouble = self.trouble[suffix]
                return word_of(self._flap if trouble == "flap" else trouble, name, kind)
        return ""

    def _fill(self, answer: dns.message.Message, name: str, kind: str, made_up: bool) -> None:
        records = self.records()
        answer.flags |= dns.flags.AA
        for _ in range(8):
            held = _held(records, name)
            if held is None and made_up:
                held = {"A": [REGISTRY_ADDRESS]}
            if held is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
                break
            if kind in held:
                answer.answer.append(_rrset(name, kind, held[kind]))
                return
            if "CNAME" not in held:
                break
            answer.answer.append(_rrset(name, "CNAME", held["CNAME"]))
            name = held["CNAME"][0].rstrip(".")
        zone, soa = _soa(records, name)
        answer.authority.append(_rrset(zone, "SOA", [soa]))


def _suffixes(name: str) -> list[str]:
    labels = name.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


def _held(records: Records, name: str) -> dict[str, list[str]] | None:
    """The records of ``name``: {} for an empty name between names, None when it does not exist."""
    if name in records:
        return records[name]
    for suffix in _suffixes(name)[1:]:
        if f"*.{suffix}" in records:
            return records[f"*.{suffix}"]
    between = name in FOR_DOMAINS or name == "" or any(each.endswith(f".{name}") for each in records)
    return {} if between else None


def _soa(records: Records, name: str) -> tuple[str, str]:
    for suffix in _suffixes(name):
        if "SOA" in records.get(suffix, {}):
            return suffix, records[suffix]["SOA"][0]
        if suffix in FOR_DOMAINS:
            return suffix, f"a.nic.{suffix}. registry.nic.{suffix}. 2026030100 1800 900 604800 600"
    return ".", "a.root.lab.example. hostmaster.lab.example. 2026030100 1800 900 604800 600"


def _rrset(name: str, kind: str, values: list[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text_list(dns.name.from_text(name), 300, "IN", kind, values)


def _wire(answer: dns.message.Message, limit: int) -> bytes:
    wire = answer.to_wire(max_size=65535)
    if len(wire) <= max(limit, 512):
        return wire
    answer.answer.clear()
    answer.authority.clear()
    answer.flags |= dns.flags.TC
    return answer.to_wire()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answers: Answers) -> None:
        self.answers = answers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = self.answers.reply(data, udp=True)
        if reply is not None:
            self.transport.sendto(reply, addr)


async def serve(answers: Answers, address: str) -> tuple[int, asyncio.DatagramTransport, asyncio.Server]:
    """Listens on one free port of ``address`` for both transports; gives the port and what to close."""

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                size = int.from_bytes(await asyncio.wait_for(reader.readexactly(2), 10))
                reply = answers.reply(await asyncio.wait_for(reader.readexactly(size), 10), udp=False)
                if reply is None:
                    break
                writer.write(len(reply).to_bytes(2) + reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            pass
        finally:
            writer.close()

    loop = asyncio.get_running_loop()
    for _ in range(20):
        server = await asyncio.start_server(stream, address, 0)
        port: int = server.sockets[0].getsockname()[1]
        try:
            datagrams, _protocol = await loop.create_datagram_endpoint(
                lambda: _Datagrams(answers), local_addr=(address, port)
            )
        except OSError:
            server.close()
            continue
        return port, datagrams, server
    raise OSError("no port is free for both UDP and TCP; close other programs and start the lab again")
