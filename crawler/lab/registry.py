"""What does the lab's registry say of a domain, as RDAP JSON and as WHOIS text?"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.lab.world import Firm, Host, Registrar

RDAP_HOST = "rdap.lab.example"
WHOIS_HOST = "whois.lab.example"
RDAP_SUFFIXES = ("example", "com", "cloud", "info", "asia", "services", "tech")
WHOIS_SUFFIXES = ("test",)
NOTICE = "Invented data of a test network. Nobody named here exists."


def write_bootstrap(path: Path) -> None:
    """A bootstrap file in the format of RFC 9224 that knows the lab's RDAP server only."""
    table = {
        "version": "1.0",
        "publication": "2026-03-01T00:00:00Z",
        "description": NOTICE,
        "services": [[list(RDAP_SUFFIXES), [f"https://{RDAP_HOST}/"]]],
    }
    path.write_text(json.dumps(table, indent=1), "utf-8")


def rdap(path: str, firm: Firm | None, hosts: Mapping[str, Host], sold: Mapping[str, Registrar]) -> bytes:
    """The JSON body for ``/domain/<name>``; an error object when the registry knows no such name."""
    if firm is None:
        body: dict[str, Any] = {"errorCode": 404, "title": "Not found", "description": [f"{path}: no object"]}
    else:
        body = _domain_object(firm, hosts[firm.host], sold[firm.registrar])
    body |= {
        "rdapConformance": ["rdap_level_0"],
        "notices": [{"title": "Terms of Use", "description": [NOTICE]}],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _domain_object(firm: Firm, host: Host, registrar: Registrar) -> dict[str, Any]:
    events = [
        {"eventAction": "registration", "eventDate": f"{firm.created}T00:00:00Z"},
        {"eventAction": "expiration", "eventDate": f"{firm.expires}T00:00:00Z"},
        {"eventAction": "last changed", "eventDate": f"{firm.updated}T00:00:00Z"},
        {"eventAction": "last update of RDAP database", "eventDate": "2026-03-01T00:00:00Z"},
    ]
    entities = [_registrar_entity(registrar), _registrant_entity(firm)]
    found: dict[str, Any] = {
        "objectClassName": "domain",
        "handle": f"{_handle(firm.domain)}-LAB",
        "ldhName": firm.domain.upper(),
        "status": _statuses(firm),
        "events": events,
        "nameservers": [{"objectClassName": "nameserver", "ldhName": each} for each in host.nameservers],
        "secureDNS": {"delegationSigned": False},
        "entities": entities,
    }
    if not firm.registrant:
        found["redacted"] = [
            {"name": {"description": name}, "method": "removal", "reason": {"description": "Server policy"}}
            for name in ("Registrant Name", "Registrant Street", "Registrant Phone", "Registrant Email")
        ]
    return found


def _handle(domain: str) -> str:
    return hashlib.sha256(domain.encode()).hexdigest()[:9].upper()


def _statuses(firm: Firm) -> list[str]:
    if firm.state == "seized":
        return ["server delete prohibited", "server transfer prohibited", "server update prohibited"]
    return ["client transfer prohibited"]


def _registrar_entity(registrar: Registrar) -> dict[str, Any]:
    card = [["version", {}, "text", "4.0"], ["fn", {}, "text", registrar.name]]
    abuse = [["version", {}, "text", "4.0"], ["fn", {}, "text", ""], ["email", {}, "text", registrar.abuse]]
    return {
        "objectClassName": "entity",
        "handle": registrar.iana_id,
        "roles": ["registrar"],
        "publicIds": [{"type": "IANA Registrar ID", "identifier": registrar.iana_id}],
        "vcardArray": ["vcard", card],
        "entities": [{"objectClassName": "entity", "roles": ["abuse"], "vcardArray": ["vcard", abuse]}],
    }


def _registrant_entity(firm: Firm) -> dict[str, Any]:
    who = firm.registrant
    street = ["", "", who.get("street", ""), who.get("city", ""), "", "", ""]
    card: list[list[Any]] = [["version", {}, "text", "4.0"], ["fn", {}, "text", who.get("name", "")]]
    card.append(["org", {}, "text", who.get("organisation", "")])
    card.append(["adr", {"cc": who.get("country", "US")}, "text", street])
    if who.get("phone"):
        card.append(["tel", {"type": "voice"}, "uri", f"tel:{who['phone']}"])
    if who.get("email"):
        card.append(["email", {}, "text", who["email"]])
    return {"objectClassName": "entity", "roles": ["registrant"], "vcardArray": ["vcard", card]}


def whois(firm: Firm | None, asked: str, host: Host | None, registrar: Registrar | None) -> str:
    """The port-43 answer of the registry of ``.test``."""
    if firm is None or host is None or registrar is None:
        lines = [f'No match for domain "{asked.upper()}".']
    else:
        lines = _whois_lines(firm, host, registrar)
    lines += [">>> Last update of WHOIS database: 2026-03-01T00:00:00Z <<<", "", NOTICE]
    return "\r\n".join(lines) + "\r\n"


def _whois_lines(firm: Firm, host: Host, registrar: Registrar) -> list[str]:
    who = firm.registrant
    hidden = "REDACTED FOR PRIVACY"
    return [
        f"Domain Name: {firm.domain}",
        f"Registry Domain ID: {_handle(firm.domain)}-TEST",
        f"Updated Date: {_stamp(firm.updated)}",
        f"Creation Date: {_stamp(firm.created)}",
        f"Registry Expiry Date: {_stamp(firm.expires)}",
        f"Registrar: {registrar.name}",
        f"Registrar IANA ID: {registrar.iana_id}",
        f"Registrar Abuse Contact Email: {registrar.abuse}",
        "Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited",
        f"Registrant Name: {who.get('name', hidden)}",
        f"Registrant Organization: {who.get('organisation', hidden)}",
        f"Registrant Street: {who.get('street', hidden)}",
        f"Registrant City: {who.get('city', hidden)}",
        f"Registrant Country: {who.get('country', 'US')}",
        f"Registrant Phone: {who.get('phone', hidden)}",
        f"Registrant Email: {who.get('email', hidden)}",
        *(f"Name Server: {name}" for name in host.nameservers),
        "DNSSEC: unsigned",
    ]


def _stamp(date: str) -> str:
    return datetime.fromisoformat(date).strftime("%Y-%m-%dT00:00:00Z")


async def serve_whois(answer: Callable[[str], str], address: str) -> tuple[int, asyncio.Server]:
    """Listens on a free port of ``address``; one question a connection, as port 43 has it."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), 10)
            writer.write(answer(line.decode("utf-8", "replace").strip().lower()).encode())
            await writer.drain()
        except (TimeoutError, ConnectionError, ValueError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, address, 0)
    return server.sockets[0].getsockname()[1], server
