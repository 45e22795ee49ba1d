"""How much CPU does it take to ask for the addresses of many names?

    python -m tests.benchmarks.measure_dns [--names 95000] [--json]

Names under ``example``, one in twenty registered, against Debian's NSD on loopback: through
``crawler.net.Network``, beside the floor (hand-written packets on one socket, replies only counted) and
dnspython's asynchronous resolver, and the whole look of ``crawler.collect.dns``. CPU is this process's own.
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import dns.asyncresolver
import dns.nameserver
import dns.resolver

from crawler.collect import Context
from crawler.collect import dns as collector
from crawler.net import NetConfig, Network
from crawler.questions._message import packet, question
from tests.scenarios import _machine

HOST = "127.53.0.11"
AT_ONCE = 256
WINDOW = 64  # what the buffer of one socket holds
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@contextmanager
def name_server(registered: list[str]) -> Iterator[int]:
    """The port where NSD serves the registered names."""
    program = shutil.which("nsd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program is None:
        sys.exit("skipped: this machine has no nsd, and a slower server would be what is measured")
    with socket.socket(type=socket.SOCK_DGRAM) as probe, tempfile.TemporaryDirectory() as folder:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
        probe.close()
        home = Path(folder)
        zone = [
            "$ORIGIN example.",
            "$TTL 60",
            "@ SOA ns hostmaster 1 3600 600 86400 60",
            "@ NS ns",
            f"ns A {HOST}",
        ]
        for name in registered:
            label = name.removesuffix(".example")
            zone += [f"{label} A 192.0.2.7", f"{label} MX 10 mail.{label}", f'{label} TXT "v=spf1 mx -all"']
        (home / "example.zone").write_text("\n".join(zone) + "\n")
        (home / "nsd.conf").write_text(_machine.NSD.format(home=home, names=HOST, dns=port))
        server = subprocess.Popen(
            [program, "-d", "-c", str(home / "nsd.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await_ready(port, registered[0])
            yield port
        finally:
            server.terminate()
            server.wait(10)


def _await_ready(port: int, name: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        asking.connect((HOST, port))
        for _ in range(100):
            try:
                asking.send(packet(1, question(name, "A") or b""))
                asking.recv(4096)
                return
            except OSError:
                time.sleep(0.1)
    sys.exit("NSD gave no answer; see whether it starts by hand")


def measured(work: Callable[[], Awaitable[int]], names: int) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = asyncio.run(work())  # type: ignore[arg-type]
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    rate = round(names / cpu)
    return {
        "names": names,
        "found": found,
        "cpu_s": round(cpu, 2),
        "wall_s": round(wall, 2),
        "per_cpu_s": rate,
    }


async def _many(names: list[str], ask: Callable[[str], Awaitable[bool]]) -> int:
    left, found = iter(names), 0

    async def worker() -> None:
        nonlocal found
        for name in left:
            there = await ask(name)
            found += there

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return found


def through_network(names: list[str], port: int) -> Callable[[], Awaitable[int]]:
    async def work() -> int:
        network = Network(NetConfig(("127.0.0.0/8",), (f"{HOST}:{port}",)))

        async def ask(name: str) -> bool:
            answer = await network.query(name, "A")
            assert answer.answered, answer
            return bool(answer.values)

        return await _many(names, ask)

    return work


def whole_looks(names: list[str], port: int) -> Callable[[], Awaitable[int]]:
    async def work() -> int:
        network, context = Network(NetConfig(("127.0.0.0/8",), (f"{HOST}:{port}",))), Context(NOW)

        async def ask(name: str) -> bool:
            seen, _ = await collector.collect(name, network, context)
            return bool(seen.payload.get("A"))

        return await _many(names, ask)

    return work


def _dnspython(port: int) -> dns.asyncresolver.Resolver:
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [dns.nameserver.Do53Nameserver(HOST, port)]
    resolver.use_edns(0, 0, 1232)
    return resolver


def through_dnspython(names: list[str], port: int, types: tuple[str, ...]) -> Callable[[], Awaitable[int]]:
    async def work() -> int:
        resolver = _dnspython(port)

        async def one(name: str, rdtype: str) -> bool:
            try:
                answer = await resolver.resolve(name + ".", rdtype, raise_on_no_answer=False, search=False)
            except dns.resolver.NXDOMAIN:
                return False
            return answer.rrset is not None

        async def ask(name: str) -> bool:
            return (await asyncio.gather(*(one(name, rdtype) for rdtype in types)))[0]

        return await _many(names, ask)

    return work


def the_floor(names: list[str], port: int) -> Callable[[], Awaitable[int]]:
    async def work() -> int:
        packets = [packet(number & 0xFFFF, question(name, "A") or b"") for number, name in enumerate(names)]
        found = sent = seen = 0
        with socket.socket(type=socket.SOCK_DGRAM) as asking:
            asking.settimeout(2)
            asking.connect((HOST, port))
            while seen < len(packets):
                while sent < len(packets) and sent - seen < WINDOW:
                    asking.send(packets[sent])
                    sent += 1
                found += asking.recv(4096)[7] > 0
                seen += 1
        return found

    return work


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--names", type=int, default=95_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    names = [f"front-{number:06}.example" for number in range(asked.names)]
    registered = names[::20]
    few, looks = names[: min(3_000, len(names))], registered[:300]
    nine = (*collector.OF_THE_NAME, *collector.OF_THE_ZONE[:3], "PTR")
    with name_server(registered) as port:
        told = {
            "ours": measured(through_network(names, port), len(names)),
            "floor": measured(the_floor(names, port), len(names)),
            "dnspython": measured(through_dnspython(few, port, ("A",)), len(few)),
            "nine types, ours": measured(whole_looks(looks, port), len(looks)),
            "nine types, dnspython": measured(through_dnspython(looks, port, nine), len(looks)),
        }
    assert told["ours"]["found"] == told["floor"]["found"] == len(registered), told
    rate = {name: row["per_cpu_s"] for name, row in told.items()}
    ratios = {
        "ours / dnspython": round(rate["ours"] / rate["dnspython"], 1),
        "floor / ours": round(rate["floor"] / rate["ours"], 1),
        "nine types, ours / dnspython": round(rate["nine types, ours"] / rate["nine types, dnspython"], 1),
    }
    if asked.json:
        print(json.dumps({"rows": told, "ratios": ratios}))
        return
    for name, row in told.items():
        print(f"{name:24}" + " ".join(f"{key} {value:<9}" for key, value in row.items()))
    print(ratios)


if __name__ == "__main__":
    main()
