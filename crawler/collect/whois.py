"""Who registered the domain, when and through whom, as registry and registrar tell on port 43?

Asked only where no RDAP server is known. The server is the operator's or ours for the TLD, else the one that
IANA refers to. A registry that does not tell the registrant may name the registrar's server: that is asked
once, and nothing that it says is followed.
What fools it: free-form answers whose fields cannot be told apart, redaction, servers that tire.
"""

import asyncio
from typing import Any

from crawler import names, touched
from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._lanes import within
from crawler.collect._registration import Registration, merge, views
from crawler.collect._unseen import Unseen, of_server
from crawler.collect._whois_text import classify, decode, read_views, registrar_server
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


_ADDS_NOTHING = {Reason.NOT_REGISTERED, Reason.SUNSET, Reason.EMPTY}


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "registration", context, _look(domain, network, context))


async def _look(watched: str, network: Network, context: Context) -> Seen:
    domain = names.registrable(watched)
    async with within(context.seconds / 2):  # the other half is the registrar's
        server = await _server(domain, watched, network, context)
        question = QUESTIONS.get(server, "{}").format(domain)
        registry, registrar, other, raw = await _told(server, question, watched, network, context)
    if registrar is not None or not other or other == server:
        return _both(registry, registrar, server), (raw,)
    try:
        async with within(context.seconds / 2.5):  # so that the registry's word is not lost with it
            registrar, _, _, more = await _told(other, domain, watched, network, context)
    except (Unseen, TimeoutError) as error:
        ended = error if isinstance(error, Unseen) else Unseen(Reason.TIMEOUT)
        raws, half = (raw, *ended.raws), registry.payload("whois", server)
        if ended.reason in _ADDS_NOTHING:
            return half, raws
        raise Unseen(ended.reason, raws, half) from error
    return _both(registry, registrar, server), (raw, more)


def _both(registry: Registration, registrar: Registration | None, server: str) -> dict[str, Any]:
    both = registry if registrar is None else merge(registry, registrar)
    return both.payload("whois", server) | views(registry, registrar)


async def _told(
    server: str, question: str, watched: str, network: Network, context: Context
) -> tuple[Registration, Registration | None, str, Raw]:
    """What ``server`` says, what its answer says below that, whom it names for the rest, and the answer."""
    domain = names.registrable(watched)
    body = await _ask(server, question, network, context)
    raw = Raw(f"whois://{server}/{domain}", "text/plain", body)
    with context.alarm.reading(watched):
        answer = decode(body)
        registry, registrar = read_views(domain, answer)
        reason = classify(answer, registry)
        thin = not (registry.registrant.get("name") or registry.registrant.get("organisation"))
        other = registrar_server(answer) if thin and not reason else ""
    if reason is Reason.RATE_LIMITED:
        context.registries.rest(server, REST)
    if reason:
        raise Unseen(reason, (raw,))
    return registry, registrar, other, raw


async def _server(domain: str, watched: str, network: Network, context: Context) -> str:
    labels = domain.split(".")
    for at in range(1, len(labels)):
        suffix = ".".join(labels[at:])
        if known := context.whois_servers.get(suffix) or SERVERS.get(suffix):
            return known
    referrals = context.registries.referrals
    if labels[-1] not in referrals:  # all domains of a TLD wait for one question, also when nobody answers it
        referrals[labels[-1]] = asyncio.ensure_future(_of_iana(labels[-1], watched, network, context))
    referred = await asyncio.shield(referrals[labels[-1]])
    if isinstance(referred, Reason):
        raise Unseen(referred)
    return referred


async def _of_iana(tld: str, watched: str, network: Network, context: Context) -> str | Reason:
    """The server that IANA refers to for a TLD, or why none is known."""
    try:
        async with within(context.seconds / 2):
            body = await _ask(IANA, tld, network, context)
    except Unseen as error:
        return error.reason
    except TimeoutError:
        return Reason.TIMEOUT
    with context.alarm.reading(watched):
        return _referred(decode(body)) or Reason.NO_SERVER


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
    asked = f"WHOIS {server} {question}"
    async with context.registries.turn(server, network):
        try:
            reader, writer, address = await network.connect(server, 43)
        except ConnectFailed as error:
            touched.note(asked)
            raise Unseen(of_server(error.reason)) from error
        except LookupFailed as error:
            raise Unseen(of_server(error.reason)) from error
        body = bytearray()
        source = (writer.get_extra_info("sockname") or ("",))[0]
        try:
            writer.write(f"{question}\r\n".encode("ascii"))
            await writer.drain()
            await _whole(reader, body)
        except OSError as error:
            raise Unseen(Reason.UNREACHABLE) from error
        finally:
            touched.note(asked, address, str(source), size=len(body))
            writer.transport.abort()
    return bytes(body)


async def _whole(reader: asyncio.StreamReader, body: bytearray) -> None:
    while chunk := await reader.read(16_384):
        body += chunk
        if len(body) > MAX_BYTES:
            raise Unseen(Reason.TOO_BIG)


COLLECTOR = Collector("whois", "registration", "Who registered the domain, as port 43 tells?", collect)
