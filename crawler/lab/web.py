"""How do the lab's web servers answer, over HTTP and HTTPS?"""

import asyncio
import email.utils
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus

_GONE = (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError)
"""What a client that goes away, or that talks nonsense, makes of a connection."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked, and on which side."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    secure: bool


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent back: a body, or ``stream`` for one that comes in pieces. Headers are bytes as sent."""

    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    stream: Callable[[], AsyncIterator[bytes]] | None = field(default=None)

    @classmethod
    def redirect(cls, target: str, status: int = 301) -> "Response":
        return cls(status, body=b"", headers=((b"Location", target.encode()),))


Answer = Callable[[Request], Awaitable[Response]]


class Web:
    """One port for HTTP and one for HTTPS on every address of the lab's hosts."""

    def __init__(self, answer: Answer, context: Callable[[str], ssl.SSLContext | None]) -> None:
        self.answer = answer
        self.context = context
        self.servers: list[asyncio.Server] = []

    async def start(self, addresses: tuple[str, ...]) -> tuple[int, int]:
        """Listens; gives the ports that stand for 80 and 443."""
        front = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        front.sni_callback = self._choose
        plain = await self._listen(addresses, secure=False, context=None)
        return plain, await self._listen(addresses, secure=True, context=front)

    async def _listen(
        self, addresses: tuple[str, ...], *, secure: bool, context: ssl.SSLContext | None
    ) -> int:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Python 3.11 prints a traceback for a talk that the lab's end has cancelled.
            with suppress(asyncio.CancelledError):
                await self._talk(reader, writer, secure)

        for _ in range(20):
            first = await asyncio.start_server(talk, addresses[0], 0, ssl=context, backlog=256)
            port: int = first.sockets[0].getsockname()[1]
            try:
                rest = await asyncio.start_server(talk, addresses[1:], port, ssl=context, backlog=256)
            except OSError:
                first.close()
                continue
            self.servers += [first, rest]
            return port
        raise OSError("no port is free on every address of the lab; close other programs and start it again")

    def _choose(
        self, channel: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext
    ) -> int | None:
        context = self.context((name or "").lower())
        if context is None:
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        channel.context = context
        return None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, secure: bool) -> None:
        try:
            with suppress(*_GONE):
                request = await asyncio.wait_for(_read(reader, secure), 20)
                if request is not None:
                    await _send(writer, request, await self.answer(request))
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader, secure: bool) -> Request | None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    parts = head[0].split(" ")
    if len(parts) != 3:
        return None
    pairs = (line.partition(":") for line in head[1:] if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    host = headers.get("host", "").split(":")[0].lower().rstrip(".")
    path = parts[1].split("?")[0].split("#")[0]
    return Request(parts[0], host, path, headers, secure)


async def _send(writer: asyncio.StreamWriter, request: Request, response: Response) -> None:
    phrase = HTTPStatus(response.status).phrase
    lines = [f"HTTP/1.1 {response.status} {phrase}".encode()]
    sent = {name.lower() for name, _ in response.headers}
    lines += [name + b": " + value for name, value in response.headers]
    lines.append(b"Date: " + email.utils.formatdate(usegmt=True).encode())
    if response.status != HTTPStatus.NO_CONTENT and b"content-type" not in sent:
        lines.append(b"Content-Type: " + response.media_type.encode())
    if response.stream is None:
        lines.append(b"Content-Length: " + str(len(response.body)).encode())
    lines.append(b"Connection: close")
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
    if request.method != "HEAD":
        writer.write(response.body)
        if response.stream is not None:
            async for piece in response.stream():
                writer.write(piece)
                await writer.drain()
    await writer.drain()
