"""Is it time to ask the registry of this domain again?

A registration hardly changes, and registries limit how often they may be asked: it is looked at again when a
period has passed, at once when the name servers are other ones, while there is no whole look of it, and on
the days after it was found gone.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from crawler import names
from crawler.collect._collector import Context
from crawler.net import Network
from crawler.records import Observation, Outcome

CONFIRMING = timedelta(days=3)


async def registration_is_due(domain: str, network: Network, context: Context) -> bool:
    """False while what is known of the registration of ``domain`` is new enough."""
    last = context.memory.last_whole(domain, "registration")
    if last is None or _period_over(domain, last.observed_at, context) or _newly_gone(domain, last, context):
        return True
    return await _other_servers(domain, last, network, context)


def _period_over(domain: str, last: datetime, context: Context) -> bool:
    """Each domain has its own day of the period, so that a period's load is even however they were added."""
    days = context.registration_days
    shift = int.from_bytes(hashlib.blake2b(domain.encode(), digest_size=8).digest()) % days

    def period(moment: datetime) -> int:
        return (moment.date().toordinal() + shift) // days

    return period(last) != period(context.now)


def _newly_gone(domain: str, last: Observation, context: Context) -> bool:
    """True for some days after a registration was found gone: one absence alone is not believed."""
    if last.outcome is not Outcome.ABSENT:
        return False
    earlier = context.memory.last_whole(domain, "registration", at=context.now - CONFIRMING)
    return earlier is not None and earlier.outcome is Outcome.OBSERVED


async def _other_servers(domain: str, last: Observation, network: Network, context: Context) -> bool:
    """True when today's name servers are neither those of that time nor those that the registry told."""
    answer = await network.query(names.registrable(domain), "NS")
    if not answer.answered:
        return False
    today = set(answer.values)
    before = context.memory.last_whole(domain, "dns", at=last.observed_at)
    known = [set(_names(last.payload.get("nameservers")))] if last.outcome is Outcome.OBSERVED else []
    if before is not None and "NS" not in (before.payload.get("errors") or {}):
        known.append(set(_names(before.payload.get("NS"))))
    return bool(known) and today not in known


def _names(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
