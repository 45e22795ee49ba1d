"""What do the registries say over RDAP and WHOIS, and IANA of them? Run inside ``names``: FILE.

FILE is JSON: domains (name -> created, registrant), rdap and whois TLDs, a behaviour for some TLDs, and
the folder of certificates.
"""

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

NOTICE = "Invented data of a test network. Nobody named here exists."
HUGE = 60_000_000


class Registry:
    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    async def answer(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        if host == "data.iana.org" and request.path == "/rdap/dns.json":
            return web.json_response(self.bootstrap())
        domain = request.path.removeprefix("/domain/").lower()
        match self.told["behaviour"].get(host.rpartition(".")[2]):
            case "limited":
                return web.Response(status=429, headers={"Retry-After": "30"})
            case "html":
                return web.Response(text="<html><p>Our service moved.</p></html>", content_type="text/html")
            case "huge":
                return await self.huge(request)
            case "redirect":
                raise web.HTTPFound(f"https://127.0.0.1/domain/{domain}")
            case "link" | "link-name" as kind:
                to = "127.0.0.1" if kind == "link" else self.told["private_name"]
                return self.object(domain, f"https://{to}/domain/{domain}")
        return self.object(domain)

    def bootstrap(self) -> dict[str, Any]:
        services = [[[tld], [f"https://rdap.nic.{tld}/"]] for tld in self.told["rdap"]]
        return {"version": "1.0", "publication": "2026-01-01T00:00:00Z", "services": services}

    def object(self, domain: str, link: str = "") -> web.Response:
        known = self.told["domains"].get(domain)
        if known is None:
            return web.json_response({"errorCode": 404, "title": NOTICE}, status=404)
        events = {"registration": known["created"], "expiration": "2028-01-01"}
        cards = {"registrar": "Invented Registrar Ltd", "registrant": known["registrant"]}
        found = {
            "rdapConformance": ["rdap_level_0"],
            "objectClassName": "domain",
            "ldhName": domain.upper(),
            "status": ["active"],
            "events": [{"eventAction": k, "eventDate": f"{v}T00:00:00Z"} for k, v in events.items()],
            "entities": [
                {
                    "objectClassName": "entity",
                    "roles": [role],
                    "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]],
                }
                for role, name in cards.items()
            ],
            "notices": [{"title": "Terms of Use", "description": [NOTICE]}],
        }
        if link:
            found["links"] = [{"rel": "related", "type": "application/rdap+json", "href": link}]
        return web.json_response(found, content_type="application/rdap+json")

    async def huge(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/rdap+json"})
        await response.prepare(request)
        try:
            for _ in range(HUGE // 100_000):
                await response.write(b" " * 100_000)
        except ConnectionError:
            pass
        return response

    async def whois(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await asyncio.wait_for(reader.readline(), 20)).decode("ascii", "replace").strip().lower()
        writer.write("\r\n".join([*self.lines(asked), "", NOTICE, ""]).encode())
        await writer.drain()
        writer.close()

    def lines(self, asked: str) -> list[str]:
        if asked in self.told["whois"]:
            return [f"domain: {asked.upper()}", f"whois: whois.nic.{asked}", "status: ACTIVE"]
        known = self.told["domains"].get(asked)
        if known is None:
            return [f'No match for domain "{asked.upper()}".']
        return [
            f"Domain Name: {asked}",
            f"Creation Date: {known['created']}T00:00:00Z",
            "Registry Expiry Date: 2028-01-01T00:00:00Z",
            "Registrar: Invented Registrar Ltd",
            "Domain Status: ok https://icann.org/epp#ok",
            f"Registrant Organization: {known['registrant']}",
        ]


async def main(file: str) -> None:
    told = json.loads(Path(file).read_text())
    registry = Registry(told)
    folder = Path(told["certificates"])
    contexts = {}
    for name in told["hosts"]:
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[name].load_cert_chain(folder / f"{name}.good.pem")
    first = contexts["data.iana.org"]

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = contexts.get(name or "", first)

    first.sni_callback = choose
    app = web.Application()
    app.router.add_get("/{rest:.*}", registry.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 443, ssl_context=first, backlog=1024).start()
    await asyncio.start_server(registry.whois, "0.0.0.0", 43, backlog=1024)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
