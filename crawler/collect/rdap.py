"""Who registered the domain, when and through whom, as the registry and the registrar tell over RDAP?

Looks at the registry's object and, where that links to it, at the registrar's, which under most TLDs alone
has the registrant. A registrar that could not be asked makes a failed look that holds the registry's word:
half an answer must not erase the registrant of yesterday. Creation times, registrars and contacts tie
registrations of one hand together.
What fools it: privacy services and redaction (kept apart as ``redacted``), registrars with millions of
customers, and false contacts.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from crawler import names
from crawler.collect._collector import Collector, Context, Seen, observe
from crawler.collect._https import fetch
from crawler.collect._lanes import within
from crawler.collect._rdap_object import domain_object, read, related
from crawler.collect._registration import Registration, merge, views
from crawler.collect._unseen import Unseen
from crawler.net import Network
from crawler.records import Observation, Raw, Reason

MAX_BYTES = 1_000_000
REST = 60.0  # seconds a host is left alone that asked for it without saying how long
ACCEPT = "application/rdap+json, application/json;q=0.9"


async def collect(domain: str, network: Network, context: Context) -> tuple[Observation, tuple[Raw, ...]]:
    return await observe(domain, "registration", context, _look(domain, network, context))


async def _look(watched: str, network: Network, context: Context) -> Seen:
    domain = names.registrable(watched)
    server = context.rdap_bootstrap.server_for(domain) if context.rdap_bootstrap else None
    if server is None:
        raise Unseen(Reason.NO_SERVER)
    host = urlsplit(server).hostname or ""
    async with within(context.seconds / 2):  # the other half is the registrar's
        found, raw = await _ask(f"{server}domain/{domain}", watched, network, context)
    with context.alarm.reading(watched):
        registry, link = read(found), related(found, domain)
    if link is None:
        return registry.payload("rdap", host), (raw,)
    try:
        async with within(context.seconds / 2.5):  # so that the registry's word is not lost with it
            more, other = await _ask(link, watched, network, context)
    except (Unseen, TimeoutError) as error:
        ended = error if isinstance(error, Unseen) else Unseen(Reason.TIMEOUT)
        raws, half = (raw, *ended.raws), registry.payload("rdap", host)
        if ended.reason is Reason.NOT_REGISTERED:  # the registrar has answered: it adds nothing
            return half, raws
        raise Unseen(ended.reason, raws, half) from error
    with context.alarm.reading(watched):
        registrar = read(more)
    return _both(registry, registrar, host), (raw, other)


def _both(registry: Registration, registrar: Registration, host: str) -> dict[str, Any]:
    return merge(registry, registrar).payload("rdap", host) | views(registry, registrar)


async def _ask(url: str, watched: str, network: Network, context: Context) -> tuple[dict[str, Any], Raw]:
    host = urlsplit(url).hostname or ""
    async with context.registries.turn(host, network):
        answer = await fetch(
            network,
            url,
            user_agent=context.user_agent,
            accept=ACCEPT,
            cap=MAX_BYTES,
            before=context.registries.refuse_rest,
        )
        raw = Raw(answer.url, answer.media_type, answer.body)
        wait = answer.headers["retry-after"]
        if answer.status == 429 or (answer.status == 503 and wait):
            seconds = seconds_of(wait, answer.headers["date"], context.now)
            for each in {host, urlsplit(answer.url).hostname or host}:
                context.registries.rest(each, seconds)
            raise Unseen(Reason.RATE_LIMITED, (raw,))
    if answer.status == 404:
        raise Unseen(Reason.NOT_REGISTERED, (raw,))
    with context.alarm.reading(watched):
        found = domain_object(answer.body, names.registrable(watched)) if answer.status == 200 else None
    if found is None:
        raise Unseen(Reason.BAD_ANSWER, (raw,))
    return found, raw


def seconds_of(retry_after: str, date: str, now: datetime) -> float:
    """How long ``Retry-After`` asks us to stay away: seconds, or a time by the server's own clock."""
    given = retry_after.strip()
    if given.isascii() and given.isdecimal():
        return float(given[:10])
    until, said = _http_date(given), _http_date(date)
    if until is None:
        return REST
    return max((until - (said or now)).total_seconds(), 0.0)


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


COLLECTOR = Collector("rdap", "registration", "Who registered the domain, when, through whom?", collect)
