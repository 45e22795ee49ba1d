"""Which names are certified just now, as a certstream server of the operator's own tells?

``where`` is ``ws://`` or ``wss://`` and one of the server's paths: ``/``, ``/full-stream`` or
``/domains-only``. A stream tells only what passes while somebody listens: what was not heard is told as a
gap, by the index that each log gives its entries. The tiles of the logs have no gaps. What fools it is what
fools them, and a server that is blind to some logs.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import aiohttp

from crawler.discovery._ct_follow import MOST_TOLD, Gathered, number
from crawler.discovery._ct_saved import read_saved
from crawler.discovery._ct_stream import MOST_HOLES, Heard, Message, message
from crawler.discovery._source import MOST_NAMES, Batch, Given, Source, whole_cursor
from crawler.discovery._web import Web
from crawler.errors import ConfigError, SourceUnavailable
from crawler.net import LookupFailed

SECONDS, MOST_MESSAGES = 60, 10_000_000
LARGEST_MESSAGE = 4 << 20
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
BATCH_SECONDS = 10.0  # what was heard is kept that often
HEARTBEAT = 30.0
_ENDS = {
    aiohttp.WSMsgType.CLOSE,
    aiohttp.WSMsgType.CLOSED,
    aiohttp.WSMsgType.CLOSING,
    aiohttp.WSMsgType.ERROR,
}


class _Line:
    """The connection to the server, made anew when it is lost."""

    def __init__(self, web: Web, url: str) -> None:
        self._web, self._url = web, url
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._pause = FIRST_PAUSE
        self.reached, self.lost, self.why = False, 0, "no answer in time"
        self.faults = list[str]()

    async def listen(self, seconds: float, most: int) -> list[Message]:
        """What comes in that time, or until a batch is full."""
        until = time.monotonic() + seconds
        found, names = list[Message](), 0
        while len(found) < most and names < MOST_NAMES and (left := until - time.monotonic()) > 0:
            try:
                socket = self._socket or await self._connected(left)
                told = await socket.receive(timeout=max(0.001, until - time.monotonic()))
            except TimeoutError:
                break
            except (aiohttp.ClientError, OSError) as error:
                await self._wait(until, str(error))
                continue
            if told.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                if one := self._read(told.data):
                    found.append(one)
                    names += len(one.names)
            elif told.type in _ENDS:
                await self._wait(until, "it ended the connection")
        return found

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def _connected(self, seconds: float) -> aiohttp.ClientWebSocketResponse:
        session = await self._web.session()
        host = urlsplit(self._url).hostname or ""
        try:
            await self._web.network.lookup(host)
        except LookupFailed as error:
            raise OSError(str(error)) from error
        async with asyncio.timeout(min(seconds, self._web.seconds)):
            self._socket = await session.ws_connect(
                self._url,
                max_msg_size=LARGEST_MESSAGE,
                heartbeat=HEARTBEAT,
                timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
            )
        self.reached, self._pause = True, FIRST_PAUSE
        return self._socket

    async def _wait(self, until: float, why: str) -> None:
        self.lost += self._socket is not None
        self._socket, self.why = None, why[:200]
        await asyncio.sleep(max(0.0, min(self._pause, until - time.monotonic())))
        self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _read(self, data: str | bytes) -> Message | None:
        try:
            return message(json.loads(data))
        except (ValueError, RecursionError) as error:
            if len(self.faults) < MOST_TOLD:
                self.faults.append(f"a message of {self._url} cannot be read: {str(error)[:200]}")
            return None


def read(given: Given) -> Iterator[Batch]:
    if not given.is_web:
        return read_saved(given)
    if not given.where.startswith(("ws://", "wss://")):
        raise ConfigError(f"{given.where[:200]} is no websocket; give ws:// or wss:// of a certstream server")
    cursor = whole_cursor(given.cursor)
    known = cursor.get("logs", {})
    if not isinstance(known, dict) or not all(type(index) is int for index in known.values()):
        raise ConfigError("the cursor of the stream names no entries; 'discover --again' forgets it")
    return _heard(given, Heard(known), number(given.options, "seconds", SECONDS))


def _heard(given: Given, heard: Heard, seconds: int) -> Iterator[Batch]:
    line, gathered = _Line(given.web, given.where), Gathered(given.where)
    left, until = number(given.options, "most", MOST_MESSAGES), time.monotonic() + seconds
    count = 0
    try:
        while left > 0 and (rest := until - time.monotonic()) > 0:
            found = given.web.run(line.listen(min(rest, BATCH_SECONDS), left))
            left -= len(found)
            for each in found:
                if len(gathered.names) + len(each.names) > MOST_NAMES:
                    yield gathered.batch({"logs": heard.last})
                count += 1
                if each.log:
                    heard.take(each.log, each.index)
                place = (
                    f"entry {each.index} of {each.log}" if each.log else f"message {count} of {given.where}"
                )
                gathered.names += [(name, place) for name in each.names]
                gathered.newest = max(gathered.newest, int(each.seen * 1000))
            for sentence in heard.gaps(but_last=MOST_HOLES):
                gathered.fault(sentence)
            if gathered.names:
                yield gathered.batch({"logs": heard.last})
    finally:
        given.web.run(line.close())
    if not line.reached:
        raise SourceUnavailable(f"{given.where} cannot be reached: {line.why}; is the server running?")
    for sentence in (*heard.gaps(), *line.faults):
        gathered.fault(sentence)
    lost = (f"the connection to {given.where} was lost {line.lost} times",) if line.lost else ()
    yield gathered.last({"logs": heard.last}, *lost)


SOURCE = Source(
    "certificates_stream",
    "Which names are certified just now, as a certstream server tells?",
    read,
    options={
        "seconds": f"how long one run listens ({SECONDS})",
        "most": f"messages that one run hears at most ({MOST_MESSAGES:,})",
    },
)
