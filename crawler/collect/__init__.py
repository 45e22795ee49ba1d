"""What do the registries, name servers and port 443 say of a domain?

A collector is a file of this folder; see ``_collector`` for its shape.
"""

import asyncio
import sys
from functools import lru_cache

from crawler import plugins
from crawler.collect._bootstrap import RdapBootstrap, load_bootstrap
from crawler.collect._collector import Collector, Context
from crawler.collect._rdap_object import read as read_rdap
from crawler.net import Network
from crawler.records import Observation, Raw, Reason

__all__ = [
    "Collector",
    "Context",
    "RdapBootstrap",
    "collect_all",
    "collectors",
    "load_bootstrap",
    "read_rdap",
]


@lru_cache(maxsize=1)
def collectors() -> tuple[Collector, ...]:
    """Every collector in this folder, by name."""
    return tuple(plugins.find(sys.modules[__name__], "COLLECTOR"))


async def collect_all(
    domain: str, network: Network, context: Context
) -> tuple[tuple[Observation, ...], tuple[Raw, ...]]:
    """One observation of each kind, looked at side by side, with the raw answers behind them."""
    kinds = {each.kind: [other for other in collectors() if other.kind == each.kind] for each in collectors()}
    looks = await asyncio.gather(*(_first(each, domain, network, context) for each in kinds.values()))
    return tuple(seen for seen, _ in looks), tuple(raw for _, raws in looks for raw in raws)


async def _first(
    alternatives: list[Collector], domain: str, network: Network, context: Context
) -> tuple[Observation, tuple[Raw, ...]]:
    """The next collector of a kind is asked only where the one before knows no server: RDAP, then WHOIS."""
    first, *others = alternatives
    seen, raws = await first.collect(domain, network, context)
    if others and seen.reason is Reason.NO_SERVER:
        return await _first(others, domain, network, context)
    return seen, raws
