"""How are Debian's nginx and NSD run as an ordinary user on loopback, serving given pages as sites?"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.message
import dns.query
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.net import NetConfig

WEB, NAMES = "127.80.0.1", "127.53.0.9"

NGINX = """
daemon off; master_process off; pid {home}/nginx.pid; error_log {home}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; types {{ text/html html; }} default_type text/html; server_names_hash_bucket_size 128;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  ssl_certificate {home}/cert.pem; ssl_certificate_key {home}/key.pem;
  server {{
    listen {web}:{http}; listen {web}:{https} ssl; server_name ~^(?<site>[a-z0-9.-]+)$;
    root {home}/sites/$site; index index.html;
  }}
}}
"""

NSD = """
server:
  ip-address: {names}@{dns}
  username: ""
  zonesdir: "{home}"
  database: ""
  zonelistfile: "{home}/zone.list"
  pidfile: "{home}/nsd.pid"
  xfrdfile: "{home}/xfrd.state"
  xfrdir: "{home}"
  server-count: 1
  rrl-ratelimit: 0  # else 200 answers a second, as to a stranger
remote-control:
  control-enable: no
zone:
  name: "example"
  zonefile: "example.zone"
"""


def missing() -> list[str]:
    """The programs that this machine lacks."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return [program for program in ("nginx", "nsd") if not shutil.which(program, path=path)]


@contextmanager
def serving(pages: Mapping[str, bytes], home: Path) -> Iterator[NetConfig]:
    """Every page as the home page of its own domain (under .example), over NSD, nginx and TLS."""
    ports = {name: _free_port(address) for name, address in (("http", WEB), ("https", WEB), ("dns", NAMES))}
    for domain, body in pages.items():
        site = home / "sites" / domain
        site.mkdir(parents=True)
        (site / "index.html").write_bytes(body)
    _certificate(home, sorted(pages))
    _zone(home, sorted(pages))
    (home / "nginx.conf").write_text(NGINX.format(home=home, web=WEB, **ports))
    (home / "nsd.conf").write_text(NSD.format(home=home, names=NAMES, **ports))
    programs = (
        ["nginx", "-p", str(home), "-c", str(home / "nginx.conf")],
        ["nsd", "-d", "-c", str(home / "nsd.conf")],
    )
    environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in programs
    ]
    try:
        _await_ready(ports, next(iter(pages)))
        yield NetConfig(
            allow=("127.0.0.0/8",),
            nameservers=(f"{NAMES}:{ports['dns']}",),
            ports={80: ports["http"], 443: ports["https"]},
        )
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(10)


def _free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def _await_ready(ports: Mapping[str, int], domain: str) -> None:
    question = dns.message.make_query(domain, "A")
    deadline = time.monotonic() + 20
    while True:
        try:
            answer = dns.query.udp(question, NAMES, port=ports["dns"], timeout=1)
            with socket.create_connection((WEB, ports["https"]), timeout=1):
                assert answer.answer, f"NSD does not know {domain}"
                return
        except (OSError, dns.exception.Timeout):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _zone(home: Path, domains: list[str]) -> None:
    lines = ["$ORIGIN example.", "$TTL 60", "@ SOA ns.nic hostmaster.nic 1 3600 600 86400 60", "@ NS ns.nic"]
    lines.append(f"ns.nic A {NAMES}")
    lines += [f"{domain.removesuffix('.example')} A {WEB}" for domain in domains]
    (home / "example.zone").write_text("\n".join(lines) + "\n")


def _certificate(home: Path, domains: list[str]) -> None:
    certificate, key = self_signed(domains)
    (home / "cert.pem").write_bytes(certificate)
    (home / "key.pem").write_bytes(key)


def self_signed(domains: list[str]) -> tuple[bytes, bytes]:
    """A certificate that these domains give to themselves, an authority for who wants it so; and its key."""
    now, pem = datetime.now(UTC), serialization.Encoding.PEM
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domains[0])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in domains]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(pem), secret
