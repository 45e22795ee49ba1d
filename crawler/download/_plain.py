"""How is one page fetched where no Scrapy runs, by the same walls as in a crawl?

For sweeps over many names, which want a page of each and must start at once; redirects are not followed.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.download._fetching import Fetching
from crawler.download._incoming import Incoming
from crawler.errors import CollectionError

MOST_BODY = 4_000_000
_WANTED = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One GET."""

    url: str
    headers: Mapping[bytes, list[bytes]]
    method: str = "GET"
    body: bytes = b""
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered; names of ``fields`` are in lower case and the first of a name counts."""

    status: int
    fields: Mapping[str, str]
    body: bytes
    address: str


async def fetch(
    fetching: Fetching, url: str, user_agent: str, seconds: float, most: int = MOST_BODY
) -> Fetched:
    """The answer to one GET; CollectionError when there is none, or more of it than ``most`` bytes."""
    given = _WANTED | {"user-agent": user_agent}
    asked = Asked(url, {name.encode(): [value.encode("latin-1", "replace")] for name, value in given.items()})
    incoming = Incoming(most)
    code, told = await fetching.run(asked, incoming, asyncio.get_running_loop().time() + seconds)
    if code or incoming.too_big or not incoming.began:
        why = incoming.too_big or told or "the answer has no head that can be read"
        raise CollectionError(f"{url[:200]} was not fetched: {why[:300]}")
    fields: dict[str, str] = {}
    for name, value in incoming.fields():
        fields.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return Fetched(incoming.status, fields, incoming.body, asked.meta["dialled"])
