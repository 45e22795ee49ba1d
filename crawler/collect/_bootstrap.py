"""Which RDAP server answers for this domain (RFC 9224)?"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from crawler.collect._https import fetch
from crawler.collect._unseen import Unseen
from crawler.errors import SourceUnavailable
from crawler.net import Network

MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class RdapBootstrap:
    """IANA's list, as TLD (or longer suffix) → https URL; services that speak http only are left to WHOIS."""

    servers: Mapping[str, str]

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The list in ``text``; entries that are not as RFC 9224 says are skipped, ValueError if all are."""
        try:
            data = json.loads(text)
        except RecursionError:
            raise ValueError("the list is nested too deep") from None
        services = data.get("services") if isinstance(data, dict) else None
        servers = dict(_pairs(services if isinstance(services, list) else []))
        if not servers:
            raise ValueError("the list names no https server")
        return cls(MappingProxyType(servers))

    def server_for(self, domain: str) -> str | None:
        """The base URL, with final slash, of the longest suffix of ``domain`` that is listed."""
        labels = domain.lower().rstrip(".").split(".")
        for at in range(len(labels)):
            if found := self.servers.get(".".join(labels[at:])):
                return found
        return None


def _pairs(services: list[Any]) -> Iterator[tuple[str, str]]:
    for service in services:
        match service:
            case [list(suffixes), list(urls), *_]:
                https = [url for url in urls if isinstance(url, str) and url.lower().startswith("https://")]
                for suffix in suffixes if https else ():
                    if isinstance(suffix, str):
                        yield suffix.lower().strip("."), https[0].rstrip("/") + "/"


async def load_bootstrap(source: str, network: Network, *, user_agent: str = "brassplate") -> RdapBootstrap:
    """The list at ``source``, a path or an https URL; SourceUnavailable says why there is none."""
    try:
        if source.startswith("https://"):
            async with asyncio.timeout(60):
                answer = await fetch(network, source, user_agent=user_agent, cap=MAX_BYTES)
            return RdapBootstrap.from_json(answer.body)
        return RdapBootstrap.from_json(await asyncio.to_thread(Path(source).read_bytes))
    except (Unseen, OSError, ValueError) as error:
        raise SourceUnavailable(
            f"the list of RDAP servers at {source} cannot be used ({error}); WHOIS is asked instead"
        ) from None
