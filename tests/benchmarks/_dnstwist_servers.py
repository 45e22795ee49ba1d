"""Which small servers does the dnstwist job need beside NSD and nginx: slow names, and mail?

python -m tests.benchmarks._dnstwist_servers names LISTEN UPSTREAM SECONDS
python -m tests.benchmarks._dnstwist_servers mail
"""

import asyncio
import heapq
import select
import socket
import sys
import time

MOST = 200
"""Datagrams taken at one time before those that are due are sent on."""


def slow_names(listen: str, upstream: str, seconds: float) -> None:
    """Hands each answer of ``upstream`` back ``seconds`` after its question came; one thread, no waiting."""
    front, back = (socket.socket(type=socket.SOCK_DGRAM) for _ in range(2))
    for each in (front, back):
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)
        each.setblocking(False)
    front.bind((listen, 53))
    back.connect((upstream, 53))
    asked: list[tuple[float, bytes, tuple[str, int]] | None] = [None] * 65_536
    answers: list[tuple[float, bytes, tuple[str, int]]] = []
    number = 0
    while True:
        left = max(0.0, answers[0][0] - time.monotonic()) if answers else None
        ready = select.select([front, back], [], [], left)[0]
        now = time.monotonic()
        if front in ready:
            for wire, client in _taken(front):
                number = (number + 1) & 0xFFFF
                asked[number] = (now + seconds, wire[:2], client)
                back.send(number.to_bytes(2) + wire[2:])
        if back in ready:
            for wire, _ in _taken(back):
                if question := asked[int.from_bytes(wire[:2])]:
                    due, ours, client = question
                    heapq.heappush(answers, (due, ours + wire[2:], client))
        while answers and answers[0][0] <= now:
            _, wire, client = heapq.heappop(answers)
            front.sendto(wire, client)


def _taken(receiving: socket.socket) -> list[tuple[bytes, tuple[str, int]]]:
    taken = []
    try:
        for _ in range(MOST):
            taken.append(receiving.recvfrom(4096))
    except (BlockingIOError, ConnectionRefusedError):
        pass
    return taken


async def mail() -> None:
    """An SMTP server at every address, which takes what it is told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"220 mail.example ESMTP an invented server\r\n")
            while await reader.readline():
                writer.write(b"250 fine\r\n")
        except OSError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "0.0.0.0", 25, backlog=1_000) as server:
        await server.serve_forever()


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    if what == "mail":
        asyncio.run(mail())
    else:
        slow_names(given[0], given[1], float(given[2]))
