"""Which connections may a browser make that draws a stranger's page?

Those that our own guard lets through: the browser resolves nothing and dials nothing but this proxy on
loopback, which knows a password, takes ports 80 and 443 alone, and counts every byte.
"""

import asyncio
import base64
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from crawler.net import ConnectFailed, LookupFailed, Network
from crawler.records import Touch

MOST_HEAD = 64 * 1024
MOST_BYTES = 30_000_000
"""Of one page with all its parts, both ways."""
MOST_CONNECTIONS = 200
PORTS = {80, 443}
_PART = 64 * 1024
_HOP_BY_HOP = {b"proxy-authorization", b"proxy-connection", b"connection", b"keep-alive", b"upgrade"}


class _Refused(Exception):
    """The status line to answer with."""


class GuardedProxy:
    """An HTTP proxy for one browser; ``begin`` opens the account of the next page."""

    def __init__(self, network: Network, clock: Callable[[], datetime]) -> None:
        self.user, self.password = "page", secrets.token_urlsafe(24)
        self._network = network
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._running: set[asyncio.Task[None]] = set()
        self.begin()

    def begin(self) -> None:
        """A new page: its bytes and connections are counted from nothing; what is still open is closed."""
        for task in self._running:
            task.cancel()
        self.bytes_left, self.connections_left = MOST_BYTES, MOST_CONNECTIONS
        self.touches: list[Touch] = []

    async def start(self) -> str:
        """Listens on a free port of loopback; the URL for the browser."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MOST_HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self.begin()
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            async with asyncio.timeout(15):
                head = await reader.readuntil(b"\r\n\r\n")
            await self._answer(head, reader, writer)
        except _Refused as refused:
            writer.write(f"HTTP/1.1 {refused}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, ValueError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._running.discard(task)
            writer.close()

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request, *lines = head[:-4].split(b"\r\n")
        method, target, _version = request.split(b" ")
        self._authorise(lines)
        if method == b"CONNECT":
            host, _, port = target.decode("ascii").rpartition(":")
            far_reader, far_writer = await self._dial(host, int(port), f"CONNECT {host}:{port}")
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            url = urlsplit(target.decode("ascii"))
            if url.scheme != "http" or not url.hostname:
                raise _Refused("400 Bad Request")
            far_reader, far_writer = await self._dial(url.hostname, url.port or 80, f"GET {target.decode()}")
            path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
            kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in _HOP_BY_HOP]
            opening = b" ".join((method, path.encode("ascii"), b"HTTP/1.1"))
            far_writer.write(b"\r\n".join((opening, *kept, b"Connection: close", b"", b"")))
        try:
            await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))
        finally:
            far_writer.transport.abort()

    def _authorise(self, lines: list[bytes]) -> None:
        expected = b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode())
        for line in lines:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"proxy-authorization" and hmac.compare_digest(
                value.strip(), expected
            ):
                return
        raise _Refused('407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="page"')

    async def _dial(
        self, host: str, port: int, what: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if port not in PORTS or self.connections_left <= 0 or self.bytes_left <= 0:
            raise _Refused("403 Forbidden")
        self.connections_left -= 1
        asked = f"BROWSER {what}"[:2_100]
        try:
            reader, writer, address = await self._network.connect(host, port)
        except LookupFailed:
            raise _Refused("502 Bad Gateway") from None
        except ConnectFailed:
            self.touches.append(Touch(self._clock(), asked))
            raise _Refused("502 Bad Gateway") from None
        source = writer.get_extra_info("sockname") or ("",)
        self.touches.append(Touch(self._clock(), asked, address, str(source[0])))
        return reader, writer

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(_PART):
            self.bytes_left -= len(part)
            if self.bytes_left <= 0:
                writer.transport.abort()
                return
            writer.write(part)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
