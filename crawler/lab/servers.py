"""What does each server of the lab say today?

All servers run in one thread with its own event loop; ``day`` and ``removed`` may change while they run.
"""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from crawler.lab import dns, hostile, pages, registry
from crawler.lab.authority import Authority
from crawler.lab.trouble import Trouble
from crawler.lab.web import Request, Response, Web
from crawler.lab.world import Firm, World

DNS_ADDRESS = "127.20.0.1"


class Servers:
    """Starts, answers and stops."""

    def __init__(self, home: Path, world: World, day: int) -> None:
        self.world = world
        self.day = day
        self.removed: set[str] = set()
        self.requests: Counter[str] = Counter()
        self.authority = Authority(home / "certificates")
        self.hosts, self.registrars = world.hosts, world.registrars
        self.trouble: dict[str, Trouble] = {
            each.domain: each.trouble for each in world.firms(day).values() if each.trouble
        }
        self.nameserver = ""
        self.ports: dict[int, int] = {}
        self._zones: dict[tuple[int, int], dns.Records] = {}
        self._files: dict[str, tuple[Firm, Mapping[str, pages.File]]] = {}
        self._ready = threading.Event()
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="lab", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def remove(self, domain: str) -> None:
        if domain not in self.world.firms(self.day):
            raise ValueError(f"the lab has no {domain}")
        self.removed.add(domain)

    def warm(self) -> None:
        """Makes the pages and certificates of the day ahead of the questions."""
        for firm in self.world.firms(self.day).values():
            if firm.on_the_web and firm.state != "hostile":
                self._served(firm)
                self._context(firm.domain)

    def firm(self, domain: str) -> Firm | None:
        """The firm as it stands today; None when nobody has registered that name."""
        firm = self.world.firms(self.day).get(domain)
        return firm if firm and firm.registered and domain not in self.removed else None

    def records(self) -> dns.Records:
        wanted = (self.day, len(self.removed))
        if wanted not in self._zones:
            left = {
                name: each for name, each in self.world.firms(self.day).items() if name not in self.removed
            }
            self._zones[wanted] = dns.zones(left, self.hosts)
        return self._zones[wanted]

    def whois(self, domain: str) -> str:
        firm = self.firm(domain)
        if firm is None:
            return registry.whois(None, domain, None, None)
        return registry.whois(firm, domain, self.hosts[firm.host], self.registrars[firm.registrar])

    async def web(self, request: Request) -> Response:
        """The answer of whichever host was asked."""
        self.requests[request.host] += 1
        if request.host == registry.RDAP_HOST:
            return self._rdap(request.path)
        firm = self._visited(request.host)
        if firm is None or not firm.on_the_web:
            return Response(404, body=b"<!doctype html><title>404 Not Found</title><h1>Not Found</h1>")
        if firm.state == "hostile":
            return await hostile.answer(firm.behaviour, request)
        return self._page(firm, request)

    def _visited(self, host: str) -> Firm | None:
        found = self.firm(host.removeprefix("www."))
        if found is None:
            above = self.firm(host.partition(".")[2])
            found = above if above and above.state == "catch-all" else None
        return found

    def _rdap(self, path: str) -> Response:
        domain = path.removeprefix("/domain/").lower()
        firm = self.firm(domain) if path.startswith("/domain/") else None
        if firm and not domain.endswith(tuple(f".{each}" for each in registry.RDAP_SUFFIXES)):
            firm = None
        body = registry.rdap(path, firm, self.hosts, self.registrars)
        return Response(200 if firm else 404, "application/rdap+json", body)

    def _page(self, firm: Firm, request: Request) -> Response:
        own = request.host if firm.state == "catch-all" else f"www.{firm.domain}" if firm.www else firm.domain
        if (firm.https == "redirect" and not request.secure) or request.host != own:
            scheme = "http" if firm.https == "none" else "https"
            return Response.redirect(f"{scheme}://{own}{request.path}")
        host = self.hosts[firm.host]
        headers = (("Server", host.server), *host.headers)
        sent = tuple((name.encode(), value.encode()) for name, value in headers)
        held = self._served(firm)
        file = held.get(request.path) or held.get(request.path.rstrip("/"))
        if file is None:
            body = f"<!doctype html><title>404</title><h1>{firm.domain}: not found</h1>".encode()
            return Response(404, body=body, headers=sent)
        return Response(200, file.media_type, file.body, sent)

    def _served(self, firm: Firm) -> Mapping[str, pages.File]:
        """What it serves, made anew when the firm is no more what it was."""
        held = self._files.get(firm.domain)
        if held is None or (held[0] is not firm and held[0] != firm):
            held = self._files[firm.domain] = (firm, pages.files(firm))
        return held[1]

    def _context(self, host: str) -> ssl.SSLContext | None:
        firm = self._visited(host)
        if host == registry.RDAP_HOST:
            return self.authority.context(host, "2025-01-01")
        if firm is None or firm.https == "none":
            return None
        since = "2024-02-01" if firm.created < "2024-02-01" else firm.created
        name = host if firm.state == "catch-all" else firm.domain
        return self.authority.context(name, since, firm.certificate)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        answers = dns.Answers(self.records, self.trouble)
        port, datagrams, streams = await dns.serve(answers, DNS_ADDRESS)
        self.nameserver = f"{DNS_ADDRESS}:{port}"
        whois_port, whois_server = await registry.serve_whois(self.whois, dns.REGISTRY_ADDRESS)
        web = Web(self.web, self._context)
        every = sorted({address for host in self.hosts.values() for address in host.addresses})
        http, https = await web.start((dns.REGISTRY_ADDRESS, *every))
        self.ports = {80: http, 443: https, 43: whois_port}
        self._ready.set()
        await self._over.wait()
        datagrams.close()
        for server in (streams, whois_server, *web.servers):
            server.close()
