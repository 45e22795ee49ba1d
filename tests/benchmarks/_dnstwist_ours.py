"""Which permutations of a name are registered, and whose page resembles the original's, by our own parts?

The process that ``dnstwist_job`` measures: dnstwist's list of permutations, and from there on the product's
resolver, guard, download path and page signals. Prints JSON with the keys of dnstwist's own.
"""

import argparse
import asyncio
import json
import sys
from typing import Any

import dnstwist

from crawler.archive import html_of
from crawler.download import Fetching, fetch
from crawler.errors import CollectionError
from crawler.fingerprint import Page, Subject, dom_template, page_text
from crawler.net import NetConfig, Network
from crawler.records import Reason

SIGNALS = (dom_template.SIGNAL, page_text.SIGNAL)
AT_ONCE = 256
SECONDS = 5.0
RCPT = "EHLO {mx}\r\n", "MAIL FROM: randombob1986@{of}\r\n", "RCPT TO: randomalice1986@{to}\r\n"

Values = tuple[tuple[str, ...], ...]


def permutations(domain: str) -> list[str]:
    fuzzer = dnstwist.Fuzzer(domain)
    fuzzer.generate()
    return [each["domain"] for each in fuzzer.domains]


class Sweep:
    """One job over all permutations of ``original``."""

    def __init__(self, original: str, network: Network) -> None:
        self.original = original
        self.network = network
        self.fetching = Fetching(network)
        self.found: list[dict[str, Any]] = []

    async def run(self) -> list[dict[str, Any]]:
        left = iter(permutations(self.original))
        self.reference = asyncio.ensure_future(self._page(self.original))

        async def worker() -> None:
            for name in left:
                if row := await self._look(name):
                    self.found.append(row)

        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        self.fetching.close()
        return sorted(self.found, key=lambda row: str(row["domain"]))

    async def _look(self, name: str) -> dict[str, Any] | None:
        servers = await self.network.query(name, "NS")
        if servers.status is Reason.NXDOMAIN:
            return None
        a, aaaa, mx = await asyncio.gather(*(self.network.query(name, each) for each in ("A", "AAAA", "MX")))
        hosts = sorted(each.split()[-1] for each in mx.values)
        row: dict[str, Any] = {"domain": name, "dns_ns": servers.values, "dns_mx": hosts}
        row |= {"dns_a": a.values, "dns_aaaa": aaaa.values}
        if not any((servers.values, a.values, aaaa.values, hosts)):
            return None
        await asyncio.gather(self._compare(name, row), self._mail(name, row))
        return row

    async def _compare(self, name: str, row: dict[str, Any]) -> None:
        if not row["dns_a"] and not row["dns_aaaa"]:
            return
        server, ours = await self._page(name)
        theirs = (await asyncio.shield(self.reference))[1]
        row["banner_http"] = server
        if name != self.original:
            row["similarity"] = likeness(ours, theirs)

    async def _page(self, name: str) -> tuple[str, Values]:
        try:
            got = await fetch(self.fetching, f"http://{name}/", "brassplate", SECONDS)
        except CollectionError:
            return "", ()
        return got.fields.get("server", ""), read(name, html_of(got.body, got.fields.get("content-type", "")))

    async def _mail(self, name: str, row: dict[str, Any]) -> None:
        """What dnstwist asks in two connections: the banner, and whether mail for others is taken."""
        if not row["dns_mx"]:
            return
        mx = row["dns_mx"][0]
        try:
            reader, writer, _ = await self.network.connect(mx, 25, timeout=SECONDS)
        except CollectionError:
            return
        try:
            async with asyncio.timeout(SECONDS):
                for number, line in enumerate(RCPT):
                    answer = await reader.readline()
                    if number == 0:
                        row["banner_smtp"] = answer[4:].decode("utf-8", "replace").strip()
                    if not answer.startswith(b"2"):
                        return
                    writer.write(line.format(mx=mx, of=self.original, to=name).encode())
                row["mx_spy"] = name != self.original
        except (OSError, ValueError):
            pass
        finally:
            writer.transport.abort()


def read(name: str, html: str) -> Values:
    """The page's values under each signal."""
    subject = Subject(name, {}, (Page(f"http://{name}/", html),))
    return tuple(signal.extract(subject) for signal in SIGNALS)


def likeness(ours: Values, theirs: Values) -> float:
    compared = (
        signal.compare(left, right) for signal, left, right in zip(SIGNALS, ours, theirs, strict=False)
    )
    return max((each.similarity for each in compared if each), default=0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("domain")
    parser.add_argument("--nameservers", required=True)
    asked = parser.parse_args()
    net = NetConfig(("127.0.0.0/8",), (asked.nameservers,), timeout=SECONDS)

    async def job() -> list[dict[str, Any]]:
        return await Sweep(asked.domain, Network(net)).run()

    json.dump(asyncio.run(job()), sys.stdout)


if __name__ == "__main__":
    main()
