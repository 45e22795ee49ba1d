"""What do invented archives of three seized sites hold?

The pages are made up, as the file's warcinfo says: nothing but the names of these sites is public.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.lab import dns, pages, registry
from crawler.lab.world import Firm, Host, World

TAKEN = "2023-06-15T09:00:00Z"
NOTICE = "Invented content for a test network. Not a copy of any site that ever existed under this name."


def write(folder: Path, world: World) -> dict[str, Path]:
    """One WARC file for each archived firm; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        domain: _write(folder / f"{domain}.warc.gz", firm, world) for domain, firm in world.archived().items()
    }


def _write(path: Path, firm: Firm, world: World) -> Path:
    hosts = world.hosts
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        info = {"software": "brassplate lab", "format": "WARC/1.0", "description": NOTICE}
        record = writer.create_warcinfo_record(path.name, info)
        _stamp(record, f"info {firm.domain}")
        writer.write_record(record)
        for place, file in pages.files(firm).items():
            headers = [("Server", hosts[firm.host].server), ("Content-Type", file.media_type)]
            headers.append(("Content-Length", str(len(file.body))))
            status = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            url = f"https://{firm.domain}{place}"
            _add(writer, url, "response", file.body, status=status)
        body = registry.rdap(f"/domain/{firm.domain}", firm, hosts, world.registrars)
        _add(writer, f"urn:rdap:{firm.domain}", "resource", body, kind="application/rdap+json")
        _add(writer, f"urn:dns:{firm.domain}", "resource", _dns(firm, hosts), kind="application/json")
    return path


def _dns(firm: Firm, hosts: Mapping[str, Host]) -> bytes:
    """The records as a collector of today would have written them down."""
    held = dns.zones({firm.domain: firm}, hosts)[firm.domain]
    shown = {kind: sorted(_shown(kind, each) for each in values) for kind, values in held.items()}
    return json.dumps(shown, sort_keys=True).encode()


def _shown(kind: str, value: str) -> str:
    if kind == "TXT":
        return value.strip('"')
    if kind == "SOA":
        primary, mailbox = value.split()[:2]
        return f"{primary.rstrip('.')} {mailbox.rstrip('.')}"
    return value.rstrip(".")


def _add(
    writer: WARCWriter,
    url: str,
    record_type: str,
    body: bytes,
    *,
    status: StatusAndHeaders | None = None,
    kind: str = "",
) -> None:
    extra = {"Content-Type": kind} if kind else None
    record = writer.create_warc_record(
        url, record_type, payload=io.BytesIO(body), http_headers=status, warc_headers_dict=extra or {}
    )
    _stamp(record, url)
    writer.write_record(record)


def _stamp(record: object, seed: str) -> None:
    digits = hashlib.md5(seed.encode(), usedforsecurity=False).hexdigest()
    name = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
    headers: StatusAndHeaders = record.rec_headers  # type: ignore[attr-defined] # warcio ships no types
    headers.replace_header("WARC-Record-ID", f"<urn:uuid:{name}>")
    headers.replace_header("WARC-Date", TAKEN)
