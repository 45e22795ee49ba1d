"""What do the registries, name servers and port 443 say of a domain?

A collector is a file of this folder; see ``_collector`` for its shape.
"""

import asyncio
import sys
from collections.abc import Collection
from functools import lru_cache

from crawler import plugins
from crawler.collect._bootstrap import RdapBootstrap, load_bootstrap
from crawler.collect._collector import Collector, Context
from crawler.collect._due import registration_is_due
from crawler.collect._lanes import Registries
from crawler.collect._rdap_object import read as read_rdap
from crawler.collect._saved import read_saved
from crawler.net import Network
from crawler.records import Observation, Raw, Reason

__all__ = [
    "Collector",
    "Context",
    "RdapBootstrap",
    "Registries",
    "collect_all",
    "collectors",
    "load_bootstrap",
    "read_rdap",
    "read_saved",
]


@lru_cache(maxsize=1)
def collectors() -> tuple[Collector, ...]:
    """Every collector in this folder, by name."""
    return tuple(plugins.find(sys.modules[__name__], "COLLECTOR"))


async def collect_all(
    domain: str, network: Network, context: Context, only: Collection[str] | None = None
) -> tuple[tuple[Observation, ...], tuple[Raw, ...]]:
    """One observation of each kind that is due, looked at side by side, with the raw answers behind them."""
    asked = [each for each in collectors() if only is None or each.kind in only]
    kinds = {each.kind: [other for other in asked if other.kind == each.kind] for each in asked}
    looks = await asyncio.gather(*(_if_due(each, domain, network, context) for each in kinds.values()))
    seen = [look for look in looks if look is not None]
    return tuple(each for each, _ in seen), tuple(raw for _, raws in seen for raw in raws)


async def _if_due(
    alternatives: list[Collector], domain: str, network: Network, context: Context
) -> tuple[Observation, tuple[Raw, ...]] | None:
    if alternatives[0].kind == "registration" and not await registration_is_due(domain, network, context):
        return None
    return await _first(alternatives, domain, network, context)


async def _first(
    alternatives: list[Collector], domain: str, network: Network, context: Context
) -> tuple[Observation, tuple[Raw, ...]]:
    """The next collector of a kind is asked only where the one before knows no server: RDAP, then WHOIS."""
    first, *others = alternatives
    seen, raws = await first.collect(domain, network, context)
    if others and seen.reason is Reason.NO_SERVER:
        return await _first(others, domain, network, context)
    return seen, raws
