"""How do servers behave that break their visitors? Run inside ``odd``: FILE, JSON of address -> behaviour.

The address dialled chooses the behaviour, so that silence begins before the TLS handshake.
"""

import asyncio
import json
import ssl
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

LINES = 40_000
PAGE = (
    '<!doctype html><html><head><title>Odd</title><link rel="icon" href="http://10.66.0.1/favicon.ico">'
    '</head><body><a href="http://10.66.0.1/contact">Contact</a><a href="//127.0.0.1/about">About</a>'
    '<img src="http://169.254.169.254/latest/meta-data/"><p>An invented page.</p></body></html>'
)


class Odd:
    def __init__(self, told: dict[str, dict[str, str]], certificates: Path) -> None:
        self.told = told
        self.contexts = {}
        for address, behaviour in told.items():
            self.contexts[address] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.contexts[address].load_cert_chain(certificates / f"{behaviour['domain']}.good.pem")

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            address, port = writer.get_extra_info("sockname")[:2]
            behaviour = self.told[address]
            if behaviour["kind"] == "silent":
                await asyncio.sleep(300)
            if port == 443:
                await writer.start_tls(self.contexts[address])
            while True:
                request = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
                writer.write(answer(behaviour, request.split(b" ", 2)[1].decode("latin-1")))
                await writer.drain()
        writer.close()


def answer(behaviour: dict[str, str], path: str) -> bytes:
    if behaviour["kind"] == "redirect" and (path != "/robots.txt" or behaviour.get("robots")):
        return b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % behaviour["to"].encode()
    if path == "/robots.txt":
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    extra = b""
    if behaviour["kind"] == "headers":
        extra = b"".join(b"X-Line-%d: %d\r\n" % (number, number) for number in range(LINES))
    body = PAGE.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n" % len(body)
    return head + extra + b"\r\n" + body


async def main(file: str) -> None:
    told: dict[str, Any] = json.loads(Path(file).read_text())
    odd = Odd(told["addresses"], Path(told["certificates"]))
    for port in (80, 443):
        await asyncio.start_server(odd.talk, "0.0.0.0", port, backlog=512)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
