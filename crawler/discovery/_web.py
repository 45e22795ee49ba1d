"""How does a source fetch from the operator's feeds, bounded, guarded and without an event loop?"""

import asyncio
import ssl
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urljoin, urlsplit

import aiohttp

from crawler.errors import SourceUnavailable
from crawler.guarded import guarded_session
from crawler.net import LookupFailed, Network

MAX_HOPS = 3
MEBIBYTE = 1 << 20
LONGEST_STREAM = 3 * 3600.0
"""Seconds that a body may be waited for in all."""
LONGEST_REST = 86_400.0
SLOWEST = 10_000
"""Bytes a second: what comes more slowly than that after ``seconds`` is held back on purpose, or broken."""
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it was sent (not unpacked), whatever its status; header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def rest(self) -> float:
        """Seconds after which the server wants to be asked again, a day at most; 0 when it says nothing."""
        text = self.headers.get("retry-after", "").strip()
        return min(float(text), LONGEST_REST) if text.isascii() and text.isdigit() else 0.0


class Web:
    """Blocking requests over a guarded network; a context manager, of one thread.

    Every request raises SourceUnavailable, with what to do, when there is no whole answer in ``seconds``.
    Request headers are not sent on to another host.
    """

    def __init__(self, network: Network, *, user_agent: str = "brassplate", seconds: float = 60.0) -> None:
        self.network = network
        self.seconds = seconds
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "identity"}
        self._runner = asyncio.Runner()
        self._session: aiohttp.ClientSession | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            self.run(self._session.close())
            self._session = None
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Runs ``work`` on the session's loop: for what is no plain request, such as a websocket."""
        return self._runner.run(work)

    def get(self, url: str, *, cap: int = 16 * MEBIBYTE, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        """The answer at ``url``, at most ``cap`` bytes of it."""
        return self.run(self._whole("GET", url, cap, headers, None))

    def post(self, url: str, body: bytes, *, cap: int = MEBIBYTE, headers: Mapping[str, str]) -> Answer:
        """The answer to ``body``; a redirect is an answer."""
        return self.run(self._whole("POST", url, cap, headers, body))

    def get_many(
        self, urls: Sequence[str], *, cap: int = 16 * MEBIBYTE, headers: Mapping[str, str] = NO_HEADERS
    ) -> list[Answer]:
        """The answers at all of ``urls``, asked side by side: a handful of them."""

        async def together() -> list[Answer]:
            return list(await asyncio.gather(*(self._whole("GET", url, cap, headers, None) for url in urls)))

        return self.run(together())

    def stream(self, url: str, *, headers: Mapping[str, str] = NO_HEADERS) -> Iterator[bytes]:
        """The body at ``url`` in pieces, however long; SourceUnavailable for a status other than 200 or 206.

        ``seconds`` bound each piece, LONGEST_STREAM and SLOWEST all of them.
        """
        answer = self.run(self._begin("GET", url, headers, None))
        try:
            if answer.status not in (200, 206):
                advice = _advice(answer.status)
                raise SourceUnavailable(
                    f"{url} answered with status {answer.status}; {advice}", answer.status
                )
            size, waited = 0, 0.0
            while True:
                asked = time.monotonic()
                piece = self.run(self._piece(answer, url))
                waited += time.monotonic() - asked
                if not piece:
                    return
                size += len(piece)
                if waited > min(LONGEST_STREAM, self.seconds + size / SLOWEST):
                    raise SourceUnavailable(
                        f"{url} came too slowly, {size:,} bytes in {waited:.0f} s; the next run tries again"
                    )
                yield piece
        finally:
            answer.close()

    async def session(self) -> aiohttp.ClientSession:
        """The session itself, for :meth:`run`."""
        if self._session is None:
            self._session, _ = guarded_session(self.network, self._headers)
        return self._session

    async def _piece(self, answer: aiohttp.ClientResponse, url: str) -> bytes:
        try:
            async with asyncio.timeout(self.seconds):
                return await answer.content.read(MEBIBYTE)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unavailable(url, error) from error

    async def _whole(
        self, method: str, url: str, cap: int, headers: Mapping[str, str], data: bytes | None
    ) -> Answer:
        try:
            async with asyncio.timeout(self.seconds), await self._begin(method, url, headers, data) as answer:
                body = bytearray()
                async for piece in answer.content.iter_chunked(65_536):
                    body += piece
                    if len(body) > cap:
                        raise SourceUnavailable(
                            f"{url} answered with more than {cap} bytes; check the address"
                        )
                told = {name.lower(): value[:4_000] for name, value in answer.headers.items()}
                return Answer(str(answer.url), answer.status, told, bytes(body))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unavailable(url, error) from error

    async def _begin(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes | None
    ) -> aiohttp.ClientResponse:
        session = await self.session()
        first, sent = url, dict(headers)
        try:
            for _ in range(MAX_HOPS + 1):
                await self._vet(url)
                async with asyncio.timeout(self.seconds):
                    answer = await session.request(
                        method, url, headers=sent, data=data, allow_redirects=False, timeout=None
                    )
                if method != "GET" or answer.status not in (301, 302, 303, 307, 308):
                    return answer
                url = urljoin(url, answer.headers.get("Location", "")[:2_000])
                answer.close()
                if not _is_safe_for(url, first):
                    sent = {}  # what was meant for one server is nobody else's
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _unavailable(url, error) from error
        raise SourceUnavailable(f"{url} is behind more than {MAX_HOPS} redirects; name its last address")

    async def _vet(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceUnavailable(f"{url[:200]} is no http or https address; name the feed's own")
        try:
            await self.network.lookup(parts.hostname)
        except LookupFailed as error:
            raise SourceUnavailable(f"asking {parts.hostname} failed: {error}") from error


def _is_safe_for(url: str, first: str) -> bool:
    """True for the server that was asked first, or the same one over TLS."""
    now, then = urlsplit(url), urlsplit(first)
    if now.hostname != then.hostname:
        return False
    if (then.scheme, now.scheme) == ("http", "https"):
        return then.port in (None, 80) and now.port in (None, 443)
    usual = {"http": 80, "https": 443}.get(then.scheme)
    return now.scheme == then.scheme and (now.port or usual) == (then.port or usual)


def _advice(status: int) -> str:
    if status in (401, 403):
        return "check the credentials that the source's 'secret' names"
    if status in (429, 503):
        return "it asks for patience; the next run goes on from here"
    return "check the address"


def _unavailable(url: str, error: Exception) -> SourceUnavailable:
    why = "no answer in time" if isinstance(error, TimeoutError) else str(error)[:200] or type(error).__name__
    what = "its certificate is not trusted" if isinstance(error, ssl.SSLError) else why
    return SourceUnavailable(
        f"fetching {url[:200]} failed: {what}; the next run tries again from the same place"
    )
