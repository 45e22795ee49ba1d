"""Which invented sites does the crawl meet, and on which loopback addresses?

A name server, a web server and a TLS web server in one thread; the crawl's child processes dial them.
"""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset

from crawler.net import NetConfig
from tests.crawler._servers import LOOPBACK, Authority, Datagrams

BOTH, HTTP_ONLY, CLOSED, NO_TLS = "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"
Handler = Callable[[asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Handler


def answer(
    body: bytes | str, *, status: int = 200, kind: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    head = (
        f"HTTP/1.1 {status} X\r\nServer: tiny\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
    )
    return (head + more + "Connection: close\r\n\r\n").encode() + content


def moved(where: str) -> bytes:
    return answer("", status=302, more=f"Location: {where}\r\n")


@dataclass
class Web:
    """Host → address, and (host, path) → answer; unknown paths are 404, ``asked`` counts requests."""

    names: dict[str, str] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)  # of the last request for a URL
    net: NetConfig = field(default_factory=NetConfig)

    def site(self, host: str, address: str = BOTH, **paths: Answer) -> None:
        """``_`` in a name is ``/``: home="…" is the page at ``/``."""
        self.names[host] = address
        for name, given in paths.items():
            self.answers[host, "/" if name == "home" else "/" + name.replace("_", ".")] = given

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request, *headers = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = request.split(" ")[1]
            fields = dict(line.lower().split(": ", 1) for line in headers if ": " in line)
            scheme = "https" if writer.get_extra_info("ssl_object") else "http"
            host = fields.get("host", "").partition(":")[0]
            self.asked[f"{scheme}://{host}{path}"] += 1
            self.headers[f"{scheme}://{host}{path}"] = fields
            given = self.answers.get((host, path), answer("nothing here", status=404))
            if isinstance(given, bytes):
                writer.write(given)
                await writer.drain()
            else:
                await given(writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def resolve(self, query: bytes) -> bytes:
        asked = dns.message.from_wire(query)
        reply = dns.message.make_response(asked, recursion_available=True)
        question = asked.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        if name not in self.names and f"*.{name.partition('.')[2]}" in self.names:
            name = f"*.{name.partition('.')[2]}"
        if name not in self.names:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdtype == 1 and self.names[name]:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", "A", self.names[name]))
        return reply.to_wire()


@contextmanager
def running_web(folder: Path) -> Iterator[Web]:
    """The servers, until the block ends."""
    web = Web()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(_start(web, folder), loop).result(10)
    try:
        yield web
    finally:
        asyncio.run_coroutine_threadsafe(_end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


async def _end() -> None:
    """Conversations that nobody waits for any more."""
    talks = asyncio.all_tasks() - {asyncio.current_task()}
    for each in talks:
        each.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


async def _start(web: Web, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    tls = Authority(folder).server("somebody-else.example", alone=True)
    transport, _ = await loop.create_datagram_endpoint(lambda: Datagrams(web.resolve), local_addr=(BOTH, 0))
    plain = await asyncio.start_server(web.serve, BOTH, 0)
    port = plain.sockets[0].getsockname()[1]
    await asyncio.start_server(web.serve, HTTP_ONLY, port)
    secure = await asyncio.start_server(web.serve, BOTH, 0, ssl=tls)
    await asyncio.start_server(web.serve, NO_TLS, port)
    await asyncio.start_server(_no_tls, NO_TLS, secure.sockets[0].getsockname()[1])
    with socket.socket() as unused:
        unused.bind((CLOSED, 0))
        closed = unused.getsockname()[1]
    web.net = NetConfig(
        allow=(LOOPBACK,),
        nameservers=(f"{BOTH}:{transport.get_extra_info('sockname')[1]}",),
        ports={80: port, 443: secure.sockets[0].getsockname()[1], 43: closed},
        timeout=2.0,
    )


async def _no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(answer("plain HTTP spoken here", status=400))
    writer.close()
