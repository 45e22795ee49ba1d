"""How long does a day of many watched domains take, which step takes it, and how much memory?

Run by hand: ``python -m tests.benchmarks.day --domains 1000``. The domains are invented; real nginx and NSD
serve them on loopback, each with its own page, certificate and one of many addresses. One of twenty is dead:
its address takes no connection. With --days 2 a day follows on which one page of a hundred has changed.
"""

import argparse
import json
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from monitor import config, cycle
from monitor.store import WatchItem
from tests.scenarios import _machine

REGISTRY = "rdap.nic.example"
DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
ADDRESSES = [f"127.80.1.{number}" for number in range(1, 201)]
DEAD = [f"127.80.2.{number}" for number in range(1, 51)]
STEPS = ("collect", "read_references", "read_sites", "to_weigh", "stand", "tell", "publish_day")

NGINX = """
daemon off; pid {home}/nginx.pid; error_log {home}/error.log; worker_processes 1;
worker_rlimit_nofile 20000; user root;
events {{ worker_connections 8000; }}
http {{
  access_log off; types {{ text/html html; image/x-icon ico; }} default_type text/html;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  server {{
    {listen}
    server_name ~^(?<site>[a-z0-9.-]+)$;
    ssl_certificate {home}/certificates/$ssl_server_name.pem;
    ssl_certificate_key {home}/certificates/$ssl_server_name.pem;
    root {home}/sites/$site; index index.html;
    location /domain/ {{ types {{ }} default_type application/rdap+json; }}
    try_files $uri $uri.html $uri/ =404;
  }}
}}
"""


def page(number: int, day: int) -> str:
    """An invented firm's home page of some 15 KB: one of forty templates, words of its own."""
    fixed, own = random.Random(number % 40), random.Random(f"{number} {day if number % 100 == 0 else 0}")
    words = [
        f"{fixed.choice('bdfgklmnprst')}{own.choice('aeiou')}{own.choice('dlmnrst')}" for _ in range(300)
    ]
    sections = []
    for _ in range(fixed.randrange(12, 24)):
        style = f"s{fixed.randrange(9999)}"
        text = " ".join(own.choice(words) for _ in range(60))
        sections.append(
            f'<section class="{style} block"><div class="row {style}-in"><h2>{own.choice(words)}</h2>'
            f'<p class="text">{text}</p><img src="/i/{own.randrange(999)}.png"></div></section>'
        )
    return (
        f'<!doctype html><html lang="en"><head><title>{" ".join(words[:3])}</title>'
        f'<link rel="stylesheet" href="/css/{fixed.randrange(99)}.css"></head><body>'
        f'<nav><a href="/">Home</a><a href="/about">About</a><a href="/contact">Contact</a></nav>'
        f"{''.join(sections)}<footer>{words[4]} Ltd, +1 555 {own.randrange(1000, 9999)}</footer>"
        "</body></html>"
    )


def registration(number: int, domain: str) -> str:
    """What the registry says of an invented domain."""
    begun = DAY - timedelta(days=random.Random(number).randrange(30, 4000))
    return json.dumps(
        {
            "objectClassName": "domain",
            "ldhName": domain,
            "status": ["active"],
            "events": [{"eventAction": "registration", "eventDate": begun.isoformat()}],
            "nameservers": [{"objectClassName": "nameserver", "ldhName": f"ns{number % 50}.host.example"}],
        }
    )


def certify(home: Path, domain: str) -> None:
    """A certificate that the domain gives to itself, with its key."""
    (home / "certificates" / f"{domain}.pem").write_bytes(b"".join(_machine.self_signed([domain])))


def name_of(number: int) -> str:
    return f"{random.Random(number).choice(('ardo', 'belu', 'comi', 'dana'))}{number:05d}.example"


def build(home: Path, domains: list[str]) -> None:
    """The sites' files, certificates, registrations and zone."""
    (home / "certificates").mkdir()
    registry = home / "sites" / REGISTRY / "domain"
    registry.mkdir(parents=True)
    certify(home, REGISTRY)
    for number, domain in enumerate(domains):
        site = home / "sites" / domain
        site.mkdir()
        for name in ("about", "contact"):
            (site / f"{name}.html").write_text(page(number + 1_000_000, 0).replace("Ltd", f"Ltd, {domain}"))
        certify(home, domain)
        (registry / domain).write_text(registration(number, domain))
    lines = ["$ORIGIN example.", "$TTL 60", "@ SOA ns.nic hostmaster.nic 1 3600 600 86400 60", "@ NS ns.nic"]
    lines += [f"ns.nic A {_machine.NAMES}", f"rdap.nic A {ADDRESSES[0]}"]
    for number, domain in enumerate(domains):
        dead = number % 20 == 19
        address = DEAD[number // 20 % len(DEAD)] if dead else ADDRESSES[number % len(ADDRESSES)]
        lines.append(f"{domain.removesuffix('.example')} A {address}")
    (home / "example.zone").write_text("\n".join(lines) + "\n")


@contextmanager
def dead(ports: list[int]) -> Iterator[None]:
    """Addresses whose queues are full: nobody takes a connection and nobody refuses one."""
    with ExitStack() as held:
        for address, port in product(DEAD, ports):
            listener = held.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
            listener.listen(0)
            for _ in range(3):
                filler = held.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex((address, port))
        yield


@contextmanager
def serving(home: Path, domains: list[str]) -> Iterator[str]:
    """The [net] tables of a configuration that reaches the domains."""
    ports = {name: _machine._free_port("127.0.0.1") for name in ("http", "https", "dns")}
    listen = "\n".join(f"listen {a}:{ports['http']}; listen {a}:{ports['https']} ssl;" for a in ADDRESSES)
    (home / "nginx.conf").write_text(NGINX.format(home=home, listen=listen))
    names = _machine.NSD.format(home=home, names=_machine.NAMES, **ports)
    (home / "nsd.conf").write_text(names)
    environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    programs = (
        ["nginx", "-p", str(home), "-c", str(home / "nginx.conf")],
        ["nsd", "-d", "-c", str(home / "nsd.conf")],
    )
    quiet = subprocess.DEVNULL
    running = [subprocess.Popen(each, env=environment, stdout=quiet, stderr=quiet) for each in programs]
    try:
        with dead([ports["http"], ports["https"]]):
            _await(ports["https"])
            yield (
                f'[net]\nauthorities = ["{home}/certificates/{REGISTRY}.pem"]\nallow = ["127.0.0.0/8"]\n'
                f'nameservers = ["{_machine.NAMES}:{ports["dns"]}"]\n'
                f"[net.ports]\n80 = {ports['http']}\n443 = {ports['https']}\n"
            )
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(10)


def _await(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESSES[0], port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("nginx did not start; run it by hand to see why")


class Meter:
    """Wall seconds and CPU seconds (own, of children that have ended) of each step."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, float]] = []

    def measured(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            begun, own, of_children = (
                time.monotonic(),
                _cpu(resource.RUSAGE_SELF),
                _cpu(resource.RUSAGE_CHILDREN),
            )
            try:
                return function(*given, **named)
            finally:
                row = time.monotonic() - begun, _cpu(resource.RUSAGE_SELF) - own
                self.rows.append((name, *row, _cpu(resource.RUSAGE_CHILDREN) - of_children))

        return call


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def run_day(home: cycle.Home, at: datetime, count: int) -> None:
    meter = Meter()
    real = {name: getattr(cycle, name) for name in STEPS}
    for name in STEPS:
        setattr(cycle, name, meter.measured(name, real[name]))
    compose, cycle.briefing.compose = (
        cycle.briefing.compose,
        meter.measured("compose", cycle.briefing.compose),
    )
    try:
        report = meter.measured("the day", cycle.run_day)(home, at)
    finally:
        for name in STEPS:
            setattr(cycle, name, real[name])
        cycle.briefing.compose = compose
    print(f"{at:%Y-%m-%d}  {'wall s':>8} {'own CPU':>8} {'children':>8} {'own ms a domain':>16}")
    for name, wall, own, children in meter.rows:
        print(f"{name:16} {wall:8.2f} {own:8.2f} {children:8.2f} {1000 * own / count:16.2f}")
    sizes = [file.stat().st_size for file in home.config.home.glob("reports/**/*") if file.is_file()]
    print(
        f"peak MB: this process {_megabytes(resource.RUSAGE_SELF):.0f}, "
        f"largest child {_megabytes(resource.RUSAGE_CHILDREN):.0f}; "
        f"store {(home.config.home / 'brassplate.db').stat().st_size / 1e6:.1f} MB, "
        f"archive {sum(f.stat().st_size for f in home.config.home.glob('archive/*')) / 1e6:.1f} MB, "
        f"largest report file {max(sizes) / 1e6:.2f} MB; alerts {len(report.alerts)}"
    )
    for line in report.coverage:
        seen = f"{line.observed} observed, {line.absent} absent, {line.failed} failed"
        print(f"  {line.kind}: {seen} {line.reasons}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--domains", type=int, default=300)
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=256)
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="an empty folder for the home, which is kept")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between two requests to one host")
    given = parser.parse_args()
    domains = [name_of(number) for number in range(given.domains)]
    with tempfile.TemporaryDirectory() as servers, tempfile.TemporaryDirectory() as place:
        build(Path(servers), domains)
        Path(servers).chmod(0o755)
        with serving(Path(servers), domains) as net:
            home = given.keep or Path(place)
            (home / "registries.json").write_text(
                json.dumps({"services": [[["example"], [f"https://{REGISTRY}/"]]]})
            )
            (home / "brassplate.toml").write_text(
                f"rdap_bootstrap = {json.dumps(str(home / 'registries.json'))}\n"
                f"[run]\ndelay = {given.delay}\n"
                f"sites_at_once = {given.at_once}\nprocesses = {given.processes}\n{net}"
            )
            opened = cycle.open_home(config.load(home))
            opened.store.watchlist.add([WatchItem(domain, DAY) for domain in domains])
            for day in range(given.days):
                for number, domain in enumerate(domains):
                    (Path(servers) / "sites" / domain / "index.html").write_text(page(number, day))
                run_day(opened, DAY + timedelta(days=day), len(domains))


if __name__ == "__main__":
    sys.exit(main())
