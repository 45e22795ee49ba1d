"""Who registered the domain, when and through whom, as the registry tells on port 43?

Asked only where no RDAP server is known. The server is the operator's or ours for the TLD, else the one that
IANA refers to; no answer of it is followed anywhere else.
What fools it: free-form answers whose fields cannot be told apart, redaction, servers that tire.
"""

import asyncio

from crawler import names
from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._unseen import Unseen, of_server
from crawler.collect._whois_text import classify, decode, read
from crawler.net import ConnectFailed, LookupFailed, Network
from crawler.records import Observation, Raw, Reason

IANA = "whois.iana.org"
MAX_BYTES = 262_144
REST = 120.0  # seconds a server is left alone that said it is asked too much
SERVERS = {
    "at": "whois.nic.at",
    "cn": "whois.cnnic.cn",
    "co": "whois.registry.co",
    "com": "whois.verisign-grs.com",
    "de": "whois.denic.de",
    "eu": "whois.eu",
    "hk": "whois.hkirc.hk",
    "io": "whois.nic.io",
    "jp": "whois.jprs.jp",
    "kr": "whois.kr",
    "me": "whois.nic.me",
    "net": "whois.verisign-grs.com",
    "org": "whois.publicinterestregistry.org",
    "ru": "whois.tcinet.ru",
    "us": "whois.nic.us",
}
QUESTIONS = {
    "whois.denic.de": "-T dn,ace {}",
    "whois.jprs.jp": "{}/e",
    "whois.verisign-grs.com": "domain {}",
}


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "registration", context, _look(names.registrable(domain), network, context))


async def _look(domain: str, network: Network, context: Context) -> Seen:
    server = await _server(domain, network, context)
    body = await _ask(server, QUESTIONS.get(server, "{}").format(domain), network, context)
    raws = (Raw(f"whois://{server}/{domain}", "text/plain", body),)
    answer = decode(body)
    registration = await asyncio.to_thread(read, domain, answer)
    if reason := classify(answer, registration):
        if reason is Reason.RATE_LIMITED:
            context.registries.rest(server, REST)
        raise Unseen(reason, raws)
    return registration.payload("whois", server), raws


async def _server(domain: str, network: Network, context: Context) -> str:
    labels = domain.split(".")
    for at in range(1, len(labels)):
        suffix = ".".join(labels[at:])
        if known := context.whois_servers.get(suffix) or SERVERS.get(suffix):
            return known
    referrals = context.registries.referrals
    if labels[-1] not in referrals:
        answer = decode(await _ask(IANA, labels[-1], network, context))
        referrals[labels[-1]] = _referred(answer)
    if not referrals[labels[-1]]:
        raise Unseen(Reason.NO_SERVER)
    return referrals[labels[-1]]


def _referred(answer: str) -> str:
    for line in answer.splitlines():
        key, _, host = line.partition(":")
        if key.strip().lower() in ("refer", "whois"):
            try:
                return names.parse(host)
            except names.InvalidName:
                continue
    return ""


async def _ask(server: str, question: str, network: Network, context: Context) -> bytes:
    """The whole answer of ``server``; its deadline is the collector's."""
    async with context.registries.turn(server):
        try:
            reader, writer, _ = await network.connect(server, 43)
        except (LookupFailed, ConnectFailed) as error:
            raise Unseen(of_server(error.reason)) from error
        try:
            writer.write(f"{question}\r\n".encode("ascii"))
            await writer.drain()
            return await _whole(reader)
        except OSError as error:
            raise Unseen(Reason.UNREACHABLE) from error
        finally:
            writer.transport.abort()


async def _whole(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while chunk := await reader.read(16_384):
        body += chunk
        if len(body) > MAX_BYTES:
            raise Unseen(Reason.TOO_BIG)
    return bytes(body)


COLLECTOR = Collector("whois", "registration", "Who registered the domain, as port 43 tells?", collect)
