"""Which permutations of a name are registered, and whose page resembles the original's, by our own parts?

The process that ``dnstwist_job`` measures: dnstwist's list of permutations, and from there on the product's
resolver, guard, download path, isolated reader and page signals. Prints JSON with the keys of dnstwist's own.
What is slow to load or to begin stands inside functions: processes work side by side from the first moment.
"""

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.isolate import Isolated
    from crawler.net import Network
    from tests.benchmarks._dnstwist_reader import Answer

AT_ONCE = 256
SECONDS = 5.0
MAIL = "EHLO {mx}\r\n", "MAIL FROM: randombob1986@{of}\r\n", "RCPT TO: randomalice1986@{to}\r\n"
LIST = """
import sys, dnstwist
fuzzer = dnstwist.Fuzzer(sys.argv[1])
fuzzer.generate()
print(*(each["domain"] for each in fuzzer.domains))
"""


def permutations(domain: str) -> "subprocess.Popen[str]":
    """A process that prints dnstwist's list."""
    return subprocess.Popen([sys.executable, "-c", LIST, domain], stdout=subprocess.PIPE, text=True)


class Readers:
    """Compare pages with the original's, each in its isolated process and one page after the other."""

    def __init__(self, processes: "list[Isolated[Any, float]]") -> None:
        self.idle: asyncio.Queue[Isolated[Any, float]] = asyncio.Queue()
        self.starting = [asyncio.ensure_future(self._start(each)) for each in processes]

    async def _start(self, process: "Isolated[Any, float]") -> None:
        await asyncio.to_thread(process, ((b"", ""), (b"", "")))
        self.idle.put_nowait(process)

    async def likeness(self, original: "Answer", page: "Answer") -> float:
        process, ready = await self.idle.get(), asyncio.Event()
        process.begin((original, page))
        loop = asyncio.get_running_loop()
        loop.add_reader(process, ready.set)
        try:
            await asyncio.wait_for(ready.wait(), SECONDS)
            return process.end()
        finally:
            loop.remove_reader(process)
            self.idle.put_nowait(process)


class Sweep:
    """One job over all permutations of ``original``."""

    def __init__(self, original: str, network: "Network", readers: Readers) -> None:
        from crawler.download import Fetching

        self.original = original
        self.network = network
        self.readers = readers
        self.fetching = Fetching(network)
        self.found: list[dict[str, Any]] = []

    async def run(self, names: list[str]) -> list[dict[str, Any]]:
        left = iter(names)
        self.reference = asyncio.ensure_future(self._page(self.original))

        async def worker() -> None:
            for name in left:
                await self._look(name)

        async with asyncio.TaskGroup() as self.running:
            for _ in range(AT_ONCE):
                self.running.create_task(worker())
        self.fetching.close()
        return sorted(self.found, key=lambda row: str(row["domain"]))

    async def _look(self, name: str) -> None:
        from crawler.records import Reason

        servers = await self.network.query(name, "NS")
        if servers.status is Reason.NXDOMAIN:
            return
        a, aaaa, mx = await asyncio.gather(*(self.network.query(name, each) for each in ("A", "AAAA", "MX")))
        hosts = sorted(each.split()[-1] for each in mx.values)
        if not any((servers.values, a.values, aaaa.values, hosts)):
            return
        row: dict[str, Any] = {"domain": name, "dns_ns": servers.values, "dns_mx": hosts}
        self.found.append(row | {"dns_a": a.values, "dns_aaaa": aaaa.values})
        if a.values or aaaa.values:
            self.running.create_task(self._compare(name, self.found[-1]))
        if hosts:
            self.running.create_task(self._mail(name, self.found[-1]))

    async def _compare(self, name: str, row: dict[str, Any]) -> None:
        row["banner_http"], page = await self._page(name)
        if name != self.original and page[0]:
            _, original = await asyncio.shield(self.reference)
            row["similarity"] = await self.readers.likeness(original, page)

    async def _page(self, name: str) -> tuple[str, "Answer"]:
        from crawler.download import fetch
        from crawler.errors import CollectionError

        try:
            got = await fetch(self.fetching, f"http://{name}/", "brassplate", SECONDS)
        except CollectionError:
            return "", (b"", "")
        return got.fields.get("server", ""), (got.body, got.fields.get("content-type", ""))

    async def _mail(self, name: str, row: dict[str, Any]) -> None:
        """What dnstwist asks in two connections: the banner, and whether mail for others is taken."""
        from crawler.errors import CollectionError

        mx = row["dns_mx"][0]
        try:
            reader, writer, _ = await self.network.connect(mx, 25, timeout=SECONDS)
        except CollectionError:
            return
        with contextlib.suppress(OSError, ValueError), contextlib.closing(writer.transport):
            async with asyncio.timeout(SECONDS):
                for number, line in enumerate(MAIL):
                    answer = await reader.readline()
                    if number == 0:
                        row["banner_smtp"] = answer[4:].decode("utf-8", "replace").strip()
                    if not answer.startswith(b"2"):
                        return
                    writer.write(line.format(mx=mx, of=self.original, to=name).encode())
                row["mx_spy"] = name != self.original


async def job(domain: str, server: str, listing: "subprocess.Popen[str]") -> list[dict[str, Any]]:
    from crawler.isolate import Isolated, cores
    from tests.benchmarks._dnstwist_reader import likeness

    with contextlib.ExitStack() as running:
        beside = max(1, cores() - 1)  # one core has its hands full with names
        readers = Readers([running.enter_context(Isolated(likeness)) for _ in range(beside)])
        from crawler.net import NetConfig, Network

        network = Network(NetConfig(("127.0.0.0/8",), (server,), timeout=SECONDS))
        names = (await asyncio.to_thread(listing.communicate))[0].split()
        return await Sweep(domain, network, readers).run(names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("domain")
    parser.add_argument("--nameservers", required=True)
    asked = parser.parse_args()
    json.dump(asyncio.run(job(asked.domain, asked.nameservers, permutations(asked.domain))), sys.stdout)
