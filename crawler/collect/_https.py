"""What does a registry answer at this https URL?

Over the guarded network: certificates are verified, every redirect is vetted anew, and size is bounded.
"""

import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import aiohttp

from crawler import touched
from crawler.collect._unseen import Unseen, of_server
from crawler.guarded import Dialled, guarded_session
from crawler.net import LookupFailed, Network
from crawler.records import Reason

MAX_HOPS = 3
KEPT = ("retry-after", "date", "etag", "last-modified")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer, with the URL that gave it after redirects."""

    url: str
    status: int
    media_type: str
    headers: Mapping[str, str]  # those of KEPT, by lower-case name
    body: bytes


async def fetch(
    network: Network,
    url: str,
    *,
    user_agent: str,
    accept: str = "application/json",
    cap: int = 1_000_000,
    more: Mapping[str, str] = MappingProxyType({}),
    before: Callable[[str], None] = lambda host: None,
) -> Fetched:
    """The answer at ``url`` whatever its status, or Unseen with the reason. The caller sets the deadline.

    ``more`` are request headers beside our own; ``before`` may refuse a host, also one we are sent to.
    """
    headers = {"Accept": accept, "User-Agent": user_agent, "Accept-Encoding": "identity", **more}
    session, dialled = guarded_session(network, headers, force_close=True)
    try:
        async with session:
            return await _follow(session, network, dialled, url, cap, before)
    except (aiohttp.ClientError, ValueError, OSError) as error:
        raise Unseen(_why(error)) from error


async def _follow(
    session: aiohttp.ClientSession,
    network: Network,
    dialled: Dialled,
    url: str,
    cap: int,
    before: Callable[[str], None],
) -> Fetched:
    for _ in range(MAX_HOPS + 1):
        await _vet(network, url)
        before(urlsplit(url).hostname or "")
        found = await _one(session, dialled, url, cap)
        if isinstance(found, Fetched):
            return found
        url = found
    raise Unseen(Reason.REDIRECT_LOOP)


async def _one(session: aiohttp.ClientSession, dialled: Dialled, url: str, cap: int) -> Fetched | str:
    """One request: the answer, or the URL that it sends us to."""
    dialled.address, dialled.source = "", ""
    status, body = 0, bytearray()
    try:
        async with session.get(url, allow_redirects=False) as answer:
            status = answer.status
            if status in (301, 302, 303, 307, 308):
                return urljoin(url, answer.headers.get("Location", "")[:2_000])
            await _read(answer, body, cap)
            return Fetched(
                url,
                status,
                answer.content_type.encode("ascii", "replace").decode()[:300],
                {name: answer.headers.get(name, "")[:300] for name in KEPT},
                _plain(answer, bytes(body), cap),
            )
    finally:
        touched.note(f"RDAP {url}", dialled.address, dialled.source, status, len(body))


async def _vet(network: Network, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise Unseen(Reason.BAD_ANSWER)
    if not url.isprintable():  # bytes that are no text: nobody could keep where the answer came from
        raise Unseen(Reason.BAD_ANSWER)
    try:
        await network.lookup(parts.hostname)
    except LookupFailed as error:
        raise Unseen(of_server(error.reason)) from error
    if parts.port not in (None, 443):  # ValueError for what is no port is the caller's
        raise Unseen(Reason.BAD_ANSWER)


async def _read(answer: aiohttp.ClientResponse, body: bytearray, cap: int) -> None:
    async for chunk in answer.content.iter_chunked(16_384):
        body += chunk
        if len(body) > cap:
            raise Unseen(Reason.TOO_BIG)


def _plain(answer: aiohttp.ClientResponse, body: bytes, cap: int) -> bytes:
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return body
    if encoding not in ("gzip", "deflate"):
        raise Unseen(Reason.BAD_ANSWER)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # though we asked for none
    try:
        unpacked = unpacker.decompress(body, cap)
    except zlib.error as error:
        raise Unseen(Reason.BAD_ANSWER) from error
    if unpacker.unconsumed_tail:
        raise Unseen(Reason.TOO_BIG)
    return unpacked


def _why(error: Exception) -> Reason:
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Reason.TLS_FAILED
    if isinstance(error, TimeoutError):
        return Reason.TIMEOUT
    if isinstance(error, aiohttp.ClientConnectionError):
        return Reason.UNREACHABLE
    return Reason.BAD_ANSWER
