"""How is one name server asked, over UDP and, where an answer is cut short, over TCP?

A pool of connected sockets with random ports and random ids makes answers hard to forge; each socket is
changed for another after some hundred questions.
"""

import asyncio
import random
import secrets
import socket
import weakref
from dataclasses import dataclass
from typing import Any

from crawler.questions._answer import Answer
from crawler.questions._message import fits, packet, read
from crawler.records import Reason

SOCKETS = 8
QUESTIONS = 1_000
"""After so many a socket is given up for one with another port."""
DATAGRAMS = 64
"""Read at most at one time, so that no name server keeps the event loop to itself."""
FAILURES, REST = 5, 30.0
"""After so many failures running a server is asked last, for so many seconds."""


@dataclass(slots=True)
class _Waiting:
    section: bytes
    reply: asyncio.Future[bytes | Reason]
    forged: bool = False  # something came in its place

    def give_up(self) -> None:
        if not self.reply.done():
            self.reply.set_result(Reason.BAD_ANSWER if self.forged else Reason.TIMEOUT)


class _Channel:
    """One connected UDP socket and the questions that wait on it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, family: int, address: Any) -> None:
        self.loop = loop
        self.asked = 0
        self.waiting: dict[int, _Waiting] = {}
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        weakref.finalize(self, self._socket.close)  # a loop may end with questions open
        self._socket.setblocking(False)
        self._socket.connect(address)
        loop.add_reader(self._socket, self._readable)

    async def ask(self, section: bytes, number: int, seconds: float) -> bytes | Reason:
        waiting = _Waiting(section, self.loop.create_future())
        self.asked += 1
        self.waiting[number] = waiting
        if not self._sent(packet(number, section)):
            waiting.reply.set_result(Reason.UNREACHABLE)
        timer = self.loop.call_later(seconds, waiting.give_up)
        try:
            return await waiting.reply
        finally:
            timer.cancel()
            del self.waiting[number]
            if self.asked >= QUESTIONS and not self.waiting:
                self.close()

    def _sent(self, message: bytes) -> bool:
        for _ in range(2):  # an error may be that of an earlier question
            try:
                self._socket.send(message)
            except BlockingIOError:
                return True  # as lost as on the way
            except OSError:
                continue
            return True
        return False

    def close(self) -> None:
        self.loop.remove_reader(self._socket)
        self._socket.close()

    def _readable(self) -> None:
        try:
            for _ in range(DATAGRAMS):
                self._take(self._socket.recv(4096))
        except BlockingIOError:
            pass
        except OSError:
            for waiting in self.waiting.values():
                if not waiting.reply.done():
                    waiting.reply.set_result(Reason.UNREACHABLE)

    def _take(self, wire: bytes) -> None:
        waiting = self.waiting.get(int.from_bytes(wire[:2]))
        if waiting is None or waiting.reply.done():
            return
        if fits(wire, waiting.section):
            waiting.reply.set_result(wire)
        else:
            waiting.forged = True


class Server:
    """A name server at ``host`` (an address) and ``port``."""

    def __init__(self, host: str, port: int, chance: random.Random | None = None) -> None:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST)
        self._family, self._address = found[0][0], found[0][4]
        self._chance = chance or secrets.SystemRandom()
        self._channels: list[_Channel | None] = [None] * SOCKETS
        self._failures = 0
        self._rests_until = 0.0

    def resting(self, now: float) -> bool:
        """True while it is asked last, because it failed several times running."""
        return now < self._rests_until

    async def ask(self, section: bytes, seconds: float) -> Answer:
        """The answer to the question in the time given, or why there is none."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        drawn = self._chance.getrandbits(32)
        channel = self._channel(loop, drawn >> 16)
        if channel is None:
            return self._counted(Answer(Reason.UNREACHABLE), loop.time())
        number = drawn & 0xFFFF
        while number in channel.waiting:
            number = self._chance.getrandbits(16)
        reply = await channel.ask(section, number, seconds)
        answer = Answer(reply) if isinstance(reply, Reason) else read(reply, section)
        if answer.status is Reason.TRUNCATED:
            answer = await self._over_tcp(section, max(until - loop.time(), seconds / 2))
        return self._counted(answer, loop.time())

    def _channel(self, loop: asyncio.AbstractEventLoop, drawn: int) -> _Channel | None:
        place = drawn % SOCKETS
        channel = self._channels[place]
        if channel is None or channel.asked >= QUESTIONS or channel.loop is not loop:
            try:
                channel = self._channels[place] = _Channel(loop, self._family, self._address)
            except OSError:  # no route, or no socket left
                return None
        return channel

    def _counted(self, answer: Answer, now: float) -> Answer:
        self._failures = 0 if answer.answered else self._failures + 1
        if self._failures >= FAILURES:
            self._failures, self._rests_until = 0, now + REST
        return answer

    async def _over_tcp(self, section: bytes, seconds: float) -> Answer:
        number = self._chance.getrandbits(16)
        try:
            async with asyncio.timeout(seconds):
                wire = await self._stream(packet(number, section))
        except (OSError, EOFError):
            return Answer(Reason.TRUNCATED)
        if int.from_bytes(wire[:2]) != number or not fits(wire, section):
            return Answer(Reason.BAD_ANSWER)
        return read(wire, section)

    async def _stream(self, message: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*self._address[:2])
        try:
            writer.write(len(message).to_bytes(2) + message)
            return await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        finally:
            writer.transport.abort()
