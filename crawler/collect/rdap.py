"""Who registered the domain, when and through whom, as the registry and the registrar tell over RDAP?

Looks at the registry's object and, where that links to it, at the registrar's, which under most TLDs alone
has the registrant. A registrar that could not be asked makes a failed look that holds the registry's word:
half an answer must not erase the registrant of yesterday. Creation times, registrars and contacts tie
registrations of one hand together.
What fools it: privacy services and redaction (kept apart as ``redacted``), registrars with millions of
customers, and false contacts.
"""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

from crawler import names
from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._https import Fetched, fetch
from crawler.collect._rdap_object import read, related
from crawler.collect._registration import merge
from crawler.collect._unseen import Unseen
from crawler.net import Network
from crawler.records import Observation, Raw, Reason

MAX_BYTES = 1_000_000
REST, LONGEST_REST = 60.0, 3600.0  # seconds a host is left alone that asked for it
ACCEPT = "application/rdap+json, application/json;q=0.9"


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "registration", context, _look(names.registrable(domain), network, context))


async def _look(domain: str, network: Network, context: Context) -> Seen:
    server = context.rdap_bootstrap.server_for(domain) if context.rdap_bootstrap else None
    if server is None:
        raise Unseen(Reason.NO_SERVER)
    found, raw = await _ask(f"{server}domain/{domain}", domain, network, context)
    registration, host = read(found), urlsplit(server).hostname or ""
    link = related(found, domain)
    if link is None:
        return registration.payload("rdap", host), (raw,)
    try:
        async with asyncio.timeout(context.seconds / 2):  # so that the registry's word is not lost with it
            more, other = await _ask(link, domain, network, context)
    except (Unseen, TimeoutError) as error:
        ended = error if isinstance(error, Unseen) else Unseen(Reason.TIMEOUT)
        raws, half = (raw, *ended.raws), registration.payload("rdap", host)
        if ended.reason is Reason.NOT_REGISTERED:  # the registrar has answered: it adds nothing
            return half, raws
        raise Unseen(ended.reason, raws, half) from error
    return merge(registration, read(more)).payload("rdap", host), (raw, other)


async def _ask(url: str, domain: str, network: Network, context: Context) -> tuple[dict[str, Any], Raw]:
    host = urlsplit(url).hostname or ""
    async with context.registries.turn(host):
        answer = await fetch(network, url, user_agent=context.user_agent, accept=ACCEPT, cap=MAX_BYTES)
        raw = Raw(answer.url, answer.media_type, answer.body)
        if answer.status == 429 or (answer.status == 503 and answer.retry_after):
            context.registries.rest(host, _seconds(answer.retry_after))
            raise Unseen(Reason.RATE_LIMITED, (raw,))
    if answer.status == 404:
        raise Unseen(Reason.NOT_REGISTERED, (raw,))
    found = _domain_object(answer, domain)
    if found is None:
        raise Unseen(Reason.BAD_ANSWER, (raw,))
    return found, raw


def _seconds(retry_after: str) -> float:
    return min(float(retry_after), LONGEST_REST) if retry_after.isdecimal() else REST


def _domain_object(answer: Fetched, domain: str) -> dict[str, Any] | None:
    if answer.status != 200:
        return None
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("objectClassName") != "domain":
        return None
    name = found.get("ldhName")
    other = isinstance(name, str) and name.isascii() and name.lower().rstrip(".") != domain
    return None if other else found


COLLECTOR = Collector("rdap", "registration", "Who registered the domain, when, through whom?", collect)
