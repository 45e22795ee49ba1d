"""Which address may be dialled for this name, and how is it reached?

The one place that resolves names: the address vetted here is the address dialled, and a name with any
address that is not public is refused whole.
"""

import asyncio
import contextlib
import ipaddress
import json
import re
import ssl
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from crawler.addresses import Guard
from crawler.errors import CollectionError
from crawler.net_config import NetConfig as NetConfig
from crawler.questions import Answer, Resolver, Wildcards
from crawler.records import Reason

CIPHERS = "DEFAULT:!DHE:@SECLEVEL=0"  # a server may choose a group so vast that all sites wait for its key
MAX_CACHED = 10_000
MOST_QUESTIONS = 256  # to the name servers at one time
MAX_SHOWN = 1_000  # chains of some 4 KB; a visit asks for its own within seconds
MAX_UNREACHED, UNREACHED_SECONDS = 10_000, 60.0
_NUMBER = re.compile(r"(\d+|0x[0-9a-f]*)", re.ASCII)
_KIND = {Reason.TLS_FAILED: 0, Reason.TIMEOUT: 1, Reason.REFUSED_CONNECTION: 2, Reason.UNREACHABLE: 3}


class LookupFailed(CollectionError):
    """The name gives no address that may be dialled; ``reason`` is one of the closed list."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class ConnectFailed(CollectionError):
    """No address of the host could be reached; ``reason`` is one of the closed list."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Shown:
    """What a host showed of itself on a TLS connection of this run."""

    chain: tuple[bytes, ...]  # certificates as sent (DER), the host's own first
    version: str  # "TLSv1.3"
    address: str


class Network:
    """Resolves, vets and dials; made once in a process from its NetConfig."""

    def __init__(self, config: NetConfig | None = None) -> None:
        self.config = config or NetConfig()
        self.guard = Guard(self.config.allow)
        self._refusal = lru_cache(maxsize=MAX_CACHED)(self.guard.reason)
        self.wildcards = Wildcards(self.query)
        self._resolver = Resolver(self.config.nameservers, self.config.timeout)
        self._kept: dict[tuple[str, str], tuple[float, Answer]] = {}
        self._asked: dict[tuple[str, str], asyncio.Task[Answer]] = {}
        self._slots = asyncio.Semaphore(MOST_QUESTIONS)
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._unreached: OrderedDict[tuple[str, int], tuple[float, Reason]] = OrderedDict()

    def port(self, standard: int) -> int:
        """The port really dialled where ``standard`` is meant."""
        return self.config.ports.get(standard, standard)

    def show(self, host: str, shown: Shown) -> None:
        """Remembers what ``host`` showed, for a collector that asks soon."""
        self._shown[_plain(host)] = shown
        self._shown.move_to_end(_plain(host))
        if len(self._shown) > MAX_SHOWN:
            self._shown.popitem(last=False)

    def shown(self, host: str) -> Shown | None:
        """What ``host`` showed on the first TLS connection on which something of it was fetched."""
        return self._shown.get(_plain(host))

    def not_reached(self, host: str, port: int, reasons: Iterable[Reason]) -> Reason:
        """Remembers for a minute that ``host`` took no connection; the reason that tells most."""
        key = _plain(host), port
        reason = min(reasons, key=_KIND.__getitem__)
        self._unreached[key] = asyncio.get_running_loop().time() + UNREACHED_SECONDS, reason
        self._unreached.move_to_end(key)
        if len(self._unreached) > MAX_UNREACHED:
            self._unreached.popitem(last=False)
        return reason

    def unreached(self, host: str, port: int) -> Reason:
        """Why ``host`` took no connection a moment ago; NONE when it was not tried, or did."""
        until, reason = self._unreached.get((_plain(host), port), (0.0, Reason.NONE))
        return reason if until > asyncio.get_running_loop().time() else Reason.NONE

    async def lookup(self, host: str) -> tuple[str, ...]:
        """The vetted addresses of ``host``, IPv4 first; LookupFailed for none, or any that is not public."""
        name = _plain(host)
        literal = _literal(name)
        found = (literal,) if literal else await self._addresses(name)
        for address in found:
            if refused := self._refusal(address):
                raise LookupFailed(Reason.BLOCKED_ADDRESS, f"{name[:100]} is not dialled: {refused}")
        return found

    async def _addresses(self, name: str) -> tuple[str, ...]:
        if name == "localhost" or name.endswith(".localhost") or _NUMBER.fullmatch(name.rpartition(".")[2]):
            raise LookupFailed(Reason.BLOCKED_ADDRESS, f"{name[:100]} is not a public name")
        answers = await self.queries((name, "A"), (name, "AAAA"))
        found = tuple(address for answer in answers for address in answer.values)
        if found:
            return found
        reason = next((each.status for each in answers if each.status), Reason.NO_ADDRESS)
        raise LookupFailed(reason, f"no address for {name[:100]}: {reason}")

    async def query(self, name: str, rdtype: str) -> Answer:
        """One DNS question; nothing a server answers raises, and equal questions share one answer."""
        return (await self.queries((name, rdtype)))[0]

    async def queries(self, *questions: tuple[str, str]) -> tuple[Answer, ...]:
        """The answers to several questions, each a name and a type, asked side by side."""
        found = [self._answer((name.rstrip(".").lower(), rdtype)) for name, rdtype in questions]
        if tasks := {each for each in found if isinstance(each, asyncio.Task)}:
            await asyncio.wait(tasks)  # a caller that gives up does not take the answer from the others
        return tuple(each.result() if isinstance(each, asyncio.Task) else each for each in found)

    def _answer(self, key: tuple[str, str]) -> Answer | asyncio.Task[Answer]:
        """What is known already, or the task that asks."""
        loop = asyncio.get_running_loop()
        until, kept = self._kept.get(key, (0.0, None))
        if kept and until > loop.time():
            return kept
        task = self._asked.get(key)
        if task is None or task.done():
            task = self._asked[key] = loop.create_task(self._ask(key))
        return task

    async def _ask(self, key: tuple[str, str]) -> Answer:
        try:
            async with self._slots:  # the time that a question has begins behind it
                answer = await self._resolver.ask(*key)
        finally:
            self._asked.pop(key, None)
        if len(self._kept) >= MAX_CACHED:
            self._kept.clear()
        self._kept[key] = (asyncio.get_running_loop().time() + answer.keep, answer)
        return answer

    async def connect(
        self,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - shared by name, address and handshake
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
        """A connection to ``host`` at a vetted address; LookupFailed or ConnectFailed in ``timeout``."""
        clock = asyncio.get_running_loop().time
        until = clock() + (self.config.timeout if timeout is None else timeout)
        try:
            async with asyncio.timeout_at(until):
                addresses = (await self.lookup(host))[:4]
        except TimeoutError:
            raise LookupFailed(Reason.TIMEOUT, f"no address for {host[:100]} in time") from None
        reasons = []
        for at, address in enumerate(addresses):
            share = (until - clock()) / (len(addresses) - at)
            named = host.strip("[]").rstrip(".") if tls else None
            dial = asyncio.open_connection(address, self.port(port), ssl=tls, server_hostname=named)
            try:
                async with asyncio.timeout(share):
                    reader, writer = await dial
                return reader, writer, address
            except (OSError, ValueError) as error:
                reasons.append(_why(error))
        reason = min(reasons, key=_KIND.__getitem__)
        raise ConnectFailed(reason, f"port {port} of {host[:100]} could not be reached: {reason}")


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _literal(name: str) -> str:
    if not (name[-1:].isdigit() or ":" in name):
        return ""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return ""


def _why(error: Exception) -> Reason:
    if isinstance(error, TimeoutError):
        return Reason.TIMEOUT
    if isinstance(error, ssl.SSLError | ValueError):
        return Reason.TLS_FAILED
    return Reason.REFUSED_CONNECTION if isinstance(error, ConnectionRefusedError) else Reason.UNREACHABLE


@lru_cache(maxsize=4)
def _shared(text: str) -> Network:
    return Network(NetConfig.from_json(json.loads(text)))


def network_of(settings: Any) -> Network:
    """The process's Network under the Scrapy setting BRASSPLATE_NET: equal settings share one."""
    given = settings.get("BRASSPLATE_NET") or {}
    if isinstance(given, str):
        return _shared(given)
    return _shared(json.dumps({name: given[name] for name in sorted(given)}))


class GuardedResolver:
    """Twisted's IHostnameResolver over a Network, for TWISTED_DNS_RESOLVER: Scrapy dials what is vetted.

    The addresses carry the port of ``NetConfig.ports``, so a lab's servers are reached behind standard URLs.
    """

    def __init__(self, reactor: Any, network: Network) -> None:
        self.reactor = reactor
        self.network = network
        self._running: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        return cls(reactor, network_of(crawler.settings))

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        from scrapy.resolver import HostResolution  # slow, and only a crawl needs it

        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        task = asyncio.ensure_future(self._resolve(resolutionReceiver, hostName, portNumber))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return resolution

    async def _resolve(self, receiver: Any, host: str, port: int) -> None:
        from twisted.internet.address import IPv4Address, IPv6Address

        found: tuple[str, ...] = ()
        with contextlib.suppress(LookupFailed):  # Twisted takes no address for an answer
            found = await self.network.lookup(host)
        for address in found:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, self.network.port(port)))
        receiver.resolutionComplete()
