"""Which RDAP server answers for this domain (RFC 9224), also on a day when IANA's list cannot be had?

The list is IANA's, asked for at most once a day and only if it changed; else the copy kept beside the
database; else the one shipped with this program. TLDs that IANA's list lacks are added from a file.
"""

import asyncio
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlsplit

from crawler.collect._https import fetch
from crawler.collect._kept_list import KeptList
from crawler.collect._registration import clean
from crawler.collect._unseen import Unseen
from crawler.net import Network
from crawler.records import Reason

MAX_BYTES = 4_000_000
MAX_URL = 500  # characters
PATIENCE = 60.0  # seconds for the whole list


@dataclass(frozen=True, slots=True)
class RdapBootstrap:
    """IANA's list, as TLD (or longer suffix) → https URL; services on http or odd ports are left to WHOIS."""

    servers: Mapping[str, str]
    published: str = ""

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
        return cls(MappingProxyType(servers), clean(data.get("publication"))[:10])

    def server_for(self, domain: str) -> str | None:
        """The base URL, with final slash, of the longest suffix of ``domain`` that is listed."""
        labels = domain.lower().rstrip(".").split(".")
        for at in range(len(labels)):
            if found := self.servers.get(".".join(labels[at:])):
                return found
        return None

    def completed(self) -> Self:
        """This list with the servers that IANA does not name."""
        return replace(self, servers=MappingProxyType({**_overrides()["unlisted"], **self.servers}))


def _pairs(services: list[Any]) -> Iterator[tuple[str, str]]:
    for service in services:
        match service:
            case [list(suffixes), list(urls), *_]:
                askable = [url for url in urls if isinstance(url, str) and _askable(url)]
                server = "https" + askable[0][5:].rstrip("/") + "/" if askable else ""
                for suffix in suffixes if askable else ():
                    if isinstance(suffix, str):
                        yield suffix.lower().strip("."), server


def _askable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = len(url) <= MAX_URL and url.isprintable() and bool(parts.hostname)
        return whole and url[:8].lower() == "https://" and parts.port in (None, 443)
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _overrides() -> Mapping[str, Mapping[str, str]]:
    """Each table of the file, as TLD → URL."""
    text = (resources.files("crawler.collect") / "rdap_overrides.toml").read_text("utf-8")
    return {
        name: {tld: url for url, tlds in rows.items() for tld in tlds}
        for name, rows in tomllib.loads(text).items()
    }


@lru_cache(maxsize=1)
def shipped() -> RdapBootstrap:
    """The list that came with this program, with what is known to have changed since it was published."""
    text = (resources.files("crawler.collect") / "rdap_servers.json").read_bytes()
    found = RdapBootstrap.from_json(text)
    newer = MappingProxyType({**found.servers, **_overrides()["newer"]})
    return replace(found, servers=newer).completed()


async def load_bootstrap(
    source: str,
    network: Network,
    *,
    user_agent: str = "brassplate",
    keep: Path | None = None,
    now: datetime | None = None,
) -> tuple[RdapBootstrap, str]:
    """The list at ``source``, a path or an https URL, and a sentence when another had to take its place.

    ``keep`` is the folder of the copy that outlives a run; without ``source`` it is the shipped list.
    """
    if not source:
        return shipped(), ""
    try:
        if source.startswith("https://"):
            return await _of_the_web(source, network, user_agent, keep, now or datetime.now(UTC))
        return RdapBootstrap.from_json(await asyncio.to_thread(Path(source).read_bytes)).completed(), ""
    except (Unseen, OSError, ValueError, TimeoutError) as error:
        why = Reason.TIMEOUT if isinstance(error, TimeoutError) else error
    return shipped(), (
        f"The list of RDAP servers at {source} cannot be used ({why}); in its place the one shipped with "
        f"brassplate was, which IANA published on {shipped().published}{_age(now)}: servers that moved since "
        "are not found. Check rdap_bootstrap in brassplate.toml and the network."
    )


def _age(now: datetime | None) -> str:
    published = datetime.fromisoformat(shipped().published).replace(tzinfo=UTC)
    return f" ({(now - published).days} days ago)" if now else ""


async def _of_the_web(
    source: str, network: Network, user_agent: str, keep: Path | None, now: datetime
) -> tuple[RdapBootstrap, str]:
    kept = await asyncio.to_thread(KeptList.read, keep, source) if keep else None
    known = _usable(kept)
    if kept and known and kept.fresh(now):
        return known, ""
    try:
        async with asyncio.timeout(PATIENCE):
            more = kept.conditions if kept and known else {}
            answer = await fetch(network, source, user_agent=user_agent, cap=MAX_BYTES, more=more)
        if answer.status == 304 and kept and known:
            found, renewed = known, replace(kept, checked_at=now)
        elif answer.status == 200:
            found = RdapBootstrap.from_json(answer.body).completed()
            headers = answer.headers
            renewed = KeptList(source, now, headers["etag"], headers["last-modified"], answer.body)
        else:
            raise ValueError(f"the server answered with status {answer.status}")
    except (Unseen, OSError, ValueError, TimeoutError) as error:
        if not kept or not known:
            raise
        why = Reason.TIMEOUT if isinstance(error, TimeoutError) else error
        return known, (
            f"The list of RDAP servers at {source} cannot be used ({why}); in its place the copy of "
            f"{kept.checked_at:%Y-%m-%d} was, which IANA published on {known.published or 'an unknown day'}."
        )
    if keep:
        await asyncio.to_thread(renewed.write, keep)
    return found, ""


def _usable(kept: KeptList | None) -> RdapBootstrap | None:
    try:
        return RdapBootstrap.from_json(kept.body).completed() if kept else None
    except ValueError:
        return None
